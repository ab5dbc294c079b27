"""What the run hands to this front end."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, Protocol

from awslint.source.document import Document

from awslint.model.record import record

Kind = Literal["plan", "state", "tf_json", "tfvars"]


@record(eq=False)
class Input:
    """One document: its key in the run, what it was recognised as, its plain data, and its path."""

    document: str
    kind: Kind
    data: object
    file: str


@record()
class Settings:
    """What the user tells about the deployment.

    variables       input variables given on the command line (`.tf.json` only: a plan has its own)
    changes_only    judge only what the plan changes
    """

    region: str | None = None
    account: str | None = None
    partition: str | None = None
    variables: Mapping[str, object] = field(default_factory=dict)
    changes_only: bool = False
