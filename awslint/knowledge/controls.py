"""The frameworks that awslint knows: one file each in `frameworks/`, read when somebody asks.

A file says which page of AWS it was read from, when, and what it covers; its controls name AWS Config's identifiers.
"""

import json
from functools import lru_cache
from pathlib import Path

from awslint.model.framework import Control, Framework

FOLDER = Path(__file__).parent / "frameworks"


class UnknownFramework(ValueError):
    """A name that no framework has; the message suggests what may have been meant."""


def framework_ids() -> tuple[str, ...]:
    """The ids of all frameworks, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def framework(id_: str) -> Framework:
    """The framework with an id.

    Raises UnknownFramework.
    """
    if id_ not in framework_ids():
        raise UnknownFramework(f"no framework '{id_}'{_near(id_)}")
    return _read(id_)


@lru_cache(maxsize=32)
def _read(id_: str) -> Framework:
    row = json.loads((FOLDER / f"{id_}.json").read_bytes())
    controls = tuple(
        Control(one["id"], tuple(one["rules"]), tuple(one.get("unmanaged", ()))) for one in row.pop("controls")
    )
    return Framework(controls=controls, **row)


@lru_cache(maxsize=32)
def identifiers(id_: str) -> frozenset[str]:
    """The AWS Config rules that a framework's controls map to.

    Raises UnknownFramework.
    """
    return frozenset(rule for control in framework(id_).controls for rule in control.rules)


def _near(id_: str) -> str:
    import difflib

    near = difflib.get_close_matches(id_.lower(), framework_ids(), 1, 0.4)
    return f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(framework_ids())}"
