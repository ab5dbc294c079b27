"""A conformance pack and its rules, and what awslint makes of each."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from awslint.model.place import Place
from awslint.model.record import record

Kind = Literal[
    "template", "graph", "evidence", "manual", "lambda", "guard", "account", "missing", "withdrawn", "unknown"
]
JUDGED: tuple[Kind, ...] = ("template", "graph", "evidence")


@record()
class Scope:
    """The resources that a rule of a pack is about; what is empty does not narrow it.

    Source: https://docs.aws.amazon.com/config/latest/APIReference/API_Scope.html
    """

    types: tuple[str, ...] = ()
    tag_key: str = ""
    tag_value: str = ""
    resource: str = ""


@record()
class PackRule:
    """A rule of a pack: how awslint decides it, and what the pack gives it.

    kind         that of awslint's rule; or `manual` for a process check, `lambda` and `guard` for the account's own
                 rules, `account` for a managed rule that only the account decides and awslint reads no evidence for,
                 `missing` for another one that awslint does not have, `withdrawn` for one that AWS Config no longer
                 has, `unknown` for an identifier that it never had
    parameters   the values that the pack sets
    open         parameters that the pack means to set, each with what decides its value
    """

    name: str
    identifier: str
    kind: Kind
    parameters: Mapping[str, object] = field(default_factory=dict)
    open: Mapping[str, str] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)
    place: Place | None = None


@record()
class Pack:
    """A conformance pack as it would be deployed with the defaults of its parameters.

    name       the pack's own name where a template or a plan deploys it, else the file's
    declared   counts all its rules, also those that a condition leaves out of such a deployment
    elsewhere  where the rules are written when the file only points there, and they cannot be read
    """

    name: str
    file: str
    rules: tuple[PackRule, ...]
    declared: int
    elsewhere: str = ""
