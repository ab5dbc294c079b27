"""AWS Config's managed rules, all of them: what a coverage is measured against.

`config_rules.json` has a row for each rule of AWS's list
(https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html), withdrawn ones included.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Literal

from awslint.model.record import record


@record()
class ConfigRule:
    """A managed rule of AWS Config.

    decided    what decides it: the `template` of one resource, the `graph` of several, `evidence` of the account alone;
               or it is `withdrawn`, and AWS Config refuses it
    in_packs   whether a conformance pack that AWS publishes uses it
    """

    identifier: str
    service: str
    decided: Literal["template", "graph", "evidence", "withdrawn"]
    in_packs: bool


@lru_cache(maxsize=1)
def config_rules() -> tuple[ConfigRule, ...]:
    """Every managed rule, in the order of the identifiers."""
    return tuple(ConfigRule(**row) for row in json.loads(Path(__file__).with_suffix(".json").read_bytes()))
