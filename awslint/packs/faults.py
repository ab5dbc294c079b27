"""What AWS Config would refuse or ignore in a conformance pack, or what leaves a rule of it undecided."""

import difflib
from collections.abc import Iterator

from awslint.engine.parameters import parsed
from awslint.knowledge.config_rules import config_rules
from awslint.packs.pack import JUDGED, Pack, PackRule
from awslint.ruleset.index import Index

MOST_RULES = 130  # https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html


def faults(pack: Pack, index: Index) -> list[tuple[PackRule | None, str]]:
    """The faults of a pack, each with the rule it is about."""
    found: list[tuple[PackRule | None, str]] = []
    if len(pack.rules) > MOST_RULES:
        found.append((None, f"{len(pack.rules)} rules: a conformance pack holds at most {MOST_RULES}"))
    for rule in pack.rules:
        found.extend((rule, message) for message in _of_rule(rule, index))
    return found


def _of_rule(rule: PackRule, index: Index) -> Iterator[str]:
    if rule.kind == "withdrawn":
        yield f"{rule.identifier} is withdrawn: AWS Config no longer has it"
    elif rule.kind == "unknown":
        near = difflib.get_close_matches(rule.identifier, [row.identifier for row in config_rules()], 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        yield f"{rule.identifier or rule.name} is no managed rule of AWS Config{hint}"
    elif rule.kind in JUDGED:
        yield from _of_parameters(rule, index)


def _of_parameters(rule: PackRule, index: Index) -> Iterator[str]:
    known = {parameter.name: parameter for parameter in index.rule(rule.identifier).parameters}
    for name, value in rule.parameters.items():
        if name not in known:
            near = difflib.get_close_matches(name, list(known), 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            yield f"{rule.identifier} has no parameter {name!r}{hint}"
            continue
        try:
            parsed(known[name], value)
        except ValueError as error:
            yield f"{rule.identifier}: {error}"
    for name, subject in rule.open.items():
        yield f"{rule.identifier}: the parameter {name!r} gets no value, since {subject} has none"
    for name, parameter in known.items():
        if parameter.required and parameter.default is None and name not in (*rule.parameters, *rule.open):
            yield f"{rule.identifier}: the required parameter {name!r} is not set"
