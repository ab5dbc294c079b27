"""Rule files for tests, and what the loader says about them."""

from functools import lru_cache
from pathlib import Path

from awslint.model.rule import Rule
from awslint.ruleset import tables
from awslint.ruleset.clauses import Facts
from awslint.ruleset.loader import Loaded, load

KNOWLEDGE = Path(__file__).parent.parent.parent / "awslint" / "knowledge"

HEAD = """\
id: {id}
config_rule: null
title: What a compliant thing looks like
severity: low
category: security
"""
TAIL = """\
message: "{address} is not as it was meant to be"
why: What goes wrong for the user of the system when nobody looks.
remedy:
  cloudformation: Change the template.
  terraform: Change the configuration.
"""


@lru_cache(maxsize=1)
def facts() -> Facts:
    """The project's own tables."""
    return tables.load(KNOWLEDGE).facts


def rule_file(body: str, resource: str = "AWS::RDS::DBInstance", name: str = "a-rule") -> str:
    """A rule file with this body, whose first line is line 7."""
    return f"{HEAD.format(id=name)}resource: {resource}\n{body.rstrip()}\n{TAIL}"


def loaded(text: str, uri: str = "rules/rds/a-rule.yaml") -> Loaded:
    """What the loader makes of a file."""
    return load(uri, text.encode(), facts())


def rule_of(body: str, resource: str = "AWS::RDS::DBInstance") -> Rule:
    """The rule of a file without faults."""
    found = loaded(rule_file(body, resource))
    assert not found.problems, problems(found)
    return found.rules[0]


def problems(found: Loaded) -> list[str]:
    """The faults as `line:column-column message`."""
    lines = []
    for one in found.problems:
        assert one.location is not None
        assert one.severity == "error"
        at = one.location
        lines.append(f"{at.start_line}:{at.start_column}-{at.end_column} {one.message}")
    return lines


def faults(body: str, resource: str = "AWS::RDS::DBInstance") -> list[str]:
    """The faults of a rule with this body."""
    return problems(loaded(rule_file(body, resource)))
