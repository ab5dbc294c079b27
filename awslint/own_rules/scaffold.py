"""A new rule of a team's own, with fixtures that it passes: something to begin with."""

import json
import re
from pathlib import Path

from awslint.model.record import record
from awslint.planning.usage import UsageError
from awslint.ruleset import schemas
from awslint.ruleset.index import PACKAGE, load
from awslint.ruleset.own import FIXTURES
from awslint.ruleset.problems import suggestion
from awslint.ruleset.schemas import Spot

ID = r"[a-z0-9]+(-[a-z0-9]+)*"
LONGEST = 100
EXAMPLES = {"string": "example", "integer": 1, "number": 1, "array": ["example"], "object": {"Key": "example"}}


@record()
class Draft:
    """A file to write, relative to the folder of rules."""

    path: str
    text: str


def drafts(rule_id: str, type_: str) -> list[Draft]:
    """The rule file and a passing and a failing fixture.

    Raises UsageError for an id that is none or is taken, and for a type that there is not.
    """
    if re.fullmatch(ID, rule_id) is None or len(rule_id) > LONGEST:
        raise UsageError(f"'{rule_id}' is no id: lower case, joined by hyphens, at most {LONGEST} characters")
    try:
        taken = load().rule(rule_id)
    except KeyError:
        taken = None
    if taken is not None:
        raise UsageError(f"'{rule_id}' is awslint's own rule; give yours another id, such as 'team-{rule_id}'")
    known = schemas.find(PACKAGE / "knowledge" / "types")
    root = known.root(type_)
    if root is None or "::::" in type_:  # what CloudFormation has no name for stands in no template
        raise UsageError(f"'{type_}' is not a resource type{suggestion(type_, known.types)}")
    name, kind = _property(root, {str(path[0]) for path in known.read_only(type_)})
    wanted = "{const: true}" if kind == "boolean" else "true"
    value = True if kind == "boolean" else EXAMPLES[kind]
    return [
        Draft(f"{rule_id}.yaml", _rule(rule_id, type_, name, wanted)),
        Draft(f"{FIXTURES}/{rule_id}/pass.yaml", _template(type_, {name: value})),
        Draft(f"{FIXTURES}/{rule_id}/fail.yaml", _template(type_, {name: False} if kind == "boolean" else {})),
    ]


def _property(root: Spot, read_only: set[str]) -> tuple[str, str]:
    """A property to begin with, and its type: a flag rather than something that is only there."""
    found = []
    for name in sorted(root.names):
        spot = root.step(name)
        if spot is not None and name not in read_only and spot.words is None:
            kinds = spot.kinds
            found += [(name, kind) for kind in ("boolean", "string", "integer", "array", "object") if kinds == {kind}]
    if not found:
        raise UsageError("the type has no property that a template can write")
    return min(found, key=lambda one: (one[1] != "boolean", one[0] == "Tags", one[1] != "string"))


def _template(type_: str, properties: dict[str, object]) -> str:
    lines = ["Resources:", "  Example:", f"    Type: {type_}"]
    if properties:
        lines.append("    Properties:")
        lines += [f"      {name}: {json.dumps(value)}" for name, value in properties.items()]
    return "\n".join(lines) + "\n"


def _rule(rule_id: str, type_: str, name: str, wanted: str) -> str:
    noun = type_.replace("::", " ").removeprefix("AWS ")
    does = f"have {name} on" if wanted != "true" else f"write {name}"
    return f"""\
# A rule of your own: docs/own-rules.md. `awslint rules test` judges the fixtures in {FIXTURES}/{rule_id}/.
id: {rule_id}
config_rule: null
title: {noun} resources {does}
severity: medium            # low, medium, high, critical
category: security          # security, reliability, performance, cost, operations
resource: {type_}
# when: a clause that says which resources it is about
require:
  {name}: {wanted}
message: "{{address}} does not {does}"
why: >
  Write here what goes wrong for the users of the system when a resource is not like this.
remedy:
  cloudformation: Set {name} on the resource.
  terraform: Set the argument that corresponds to {name}.
"""


def write(folder: str, files: list[Draft]) -> list[str]:
    """Write the files, and give their paths.

    Raises UsageError, before anything is written, when one of them is there.
    """
    targets = [Path(folder) / one.path for one in files]
    for target in targets:
        if target.exists():
            raise UsageError(f"{target.as_posix()} is there already")
    for target, one in zip(targets, files, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(one.text, encoding="utf-8")
    return [target.as_posix() for target in targets]
