"""Mutation of passing fixtures: does a rule notice when what it reads is changed, removed or made unknown?

A rule that still says COMPLIANT, whatever stands at a path that it reads, passes by accident. The graph is changed, not
the text, so that templates and plans are treated alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from pathlib import Path
from typing import Literal

from awslint.engine.evaluate import BoundRule, bound, judge
from awslint.knowledge.facts import Knowledge
from awslint.model.finding import Verdict
from awslint.model.graph import Graph
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.rule import (
    EACH,
    AllClause,
    AnyClause,
    Clause,
    NotClause,
    ParameterClause,
    PathClause,
    RelatedClause,
    Rule,
)
from awslint.model.value import Absent, Case, Choice, Scalar, Unknown, Value, Why
from awslint.model.value import Mapping as MappingValue
from awslint.model.value import Sequence as SequenceValue
from awslint.query.relations import Links
from awslint.query.view import View
from awslint.source.reading import read

Kind = Literal["change", "remove", "unknown"]
KINDS: tuple[Kind, ...] = ("change", "remove", "unknown")
Site = tuple[str, str, Kind]  # resource type, property path, kind of mutation

# What may be wrong anywhere; the other fixtures know what is at a path.
_TEXTS = ("another", "*", "false", "true", "0.0.0.0/0")
_NUMBERS = (0, -1, 1, 22, 1_000_000_000)


@record(eq=False)
class Fixture:
    """A fixture as the engine sees it, with the rule parameters that it is judged with."""

    graph: Graph
    parameters: Mapping[str, object] = field(default_factory=dict)
    today: date = date.max


def explained(file: Path) -> dict[str, dict[Site, str]]:
    """By rule, the mutations that may change no verdict, and why that is right: a list in `mutants.yaml`.

    Raises ValueError for an entry that is none.
    """
    found: dict[str, dict[Site, str]] = {}
    documents = read(file.as_posix(), file.read_bytes()).documents
    for entry in documents[0].data if documents and isinstance(documents[0].data, list) else ():
        try:
            type_, path, why = entry["type"], entry["path"], entry["why"]
            sites = [(rule, (type_, path, kind)) for rule in entry["rules"] for kind in entry["kinds"]]
        except (KeyError, TypeError) as error:
            raise ValueError(f"{file}: an entry has type, path, kinds, rules and why: {entry}") from error
        for rule, site in sites:
            if site[2] not in KINDS or site in found.get(rule, {}):
                raise ValueError(f"{file}: {rule} {' '.join(site)} is no kind of mutation, or told twice")
            found.setdefault(rule, {})[site] = why
    return found


def survivors(
    rule: Rule, knowledge: Knowledge, passing: Iterable[Fixture], others: Iterable[Fixture]
) -> tuple[Site, ...]:
    """The mutations that no verdict of the passing fixtures answers to, although a value was there to mutate.

    A value is changed to what the other fixtures have at its path, and to some that are wrong in most places. What
    the rule file itself says makes no difference is left out: a value where only presence is asked for, an absence
    that passes or is judged by a default.
    """
    declared = frozenset(_declared(rule))
    elsewhere: dict[tuple[str, str], list[Value]] = {}
    for fixture in others:
        for type_, path, _, value in _sites(rule, fixture.graph):
            elsewhere.setdefault((type_, path), []).append(value)
    noticed: dict[Site, bool] = {}
    for fixture in passing:
        bound_rule = bound(rule, fixture.parameters)
        before = _verdicts(bound_rule, fixture, fixture.graph, knowledge)
        for type_, path, resource, value in _sites(rule, fixture.graph):
            for kind in KINDS:
                if (path, kind) in declared:
                    continue
                site = (type_, path, kind)
                noticed[site] = noticed.get(site, False) or any(
                    _verdicts(bound_rule, fixture, graph, knowledge) != before
                    for graph in _mutants(fixture.graph, resource, value, kind, elsewhere.get((type_, path), ()))
                )
    return tuple(site for site, was_noticed in noticed.items() if not was_noticed)


def _declared(rule: Rule) -> Iterator[tuple[str, Kind]]:
    """The kinds of mutation to which a rule is deaf by its own words, by path."""
    for clause, forbidden in ((rule.when, False), (rule.require, False), (rule.forbid, True)):
        for one in _path_clauses(clause):
            path = "".join("[*]" if step == EACH else f".{step}" for step in one.path).removeprefix(".")
            if isinstance(one.test, bool):
                yield path, "change"
                yield path, "unknown"
            if forbidden or one.absent in ("pass", "default"):
                yield path, "remove"


def _path_clauses(clause: Clause | None) -> Iterator[PathClause]:
    match clause:
        case PathClause():
            yield clause
        case AllClause(clauses) | AnyClause(clauses):
            for one in clauses:
                yield from _path_clauses(one)
        case NotClause(inner) | ParameterClause(_, inner):
            yield from _path_clauses(inner)
        case RelatedClause(_, _, where, _):
            yield from _path_clauses(where)


def _verdicts(rule: BoundRule, fixture: Fixture, graph: Graph, knowledge: Knowledge) -> list[tuple[str, Verdict]]:
    view = View(graph, knowledge, Links(graph, knowledge), today=fixture.today)
    return [
        (resource.key, judgement.verdict)
        for resource in graph.resources.values()
        if resource.judged and resource.type in rule.rule.resource_types
        for judgement in judge(rule, resource, view)
    ]


def _sites(rule: Rule, graph: Graph) -> Iterator[tuple[str, str, Resource, Value]]:
    """Every written value at a path that the rule reads."""
    for resource in graph.resources.values():
        for path in rule.reads.get(resource.type, ()):
            steps = path.replace("[*]", ".*").split(".")
            root: Value = resource.properties
            if path.startswith("@"):
                root, steps = resource.attributes, [steps[0].removeprefix("@"), *steps[1:]]
            for value in _at(root, steps):
                yield resource.type, path, resource, value


def _at(value: Value, steps: Sequence[str]) -> Iterator[Value]:
    if isinstance(value, Choice):
        for case in value.cases:
            yield from _at(case.value, steps)
    elif not steps:
        if not isinstance(value, Absent):
            yield value
    elif isinstance(value, MappingValue):
        inner = value.entries.values() if steps[0] == "*" else [value.entries.get(steps[0])]
        for found in inner:
            if found is not None:
                yield from _at(found, steps[1:])
    elif isinstance(value, SequenceValue):
        for item in value.items:
            yield from _at(item, steps[1:] if steps[0] == "*" else steps)


def _mutants(graph: Graph, resource: Resource, value: Value, kind: Kind, elsewhere: Iterable[Value]) -> Iterator[Graph]:
    """The graph with another value in the place of this one."""
    for other in _others(value, kind, elsewhere):
        changed = replace(
            resource,
            properties=_inside(resource.properties, value, other),
            attributes=_inside(resource.attributes, value, other),
        )
        yield replace(graph, resources={**graph.resources, resource.key: changed})


def _others(value: Value, kind: Kind, elsewhere: Iterable[Value]) -> Iterator[Value]:
    if kind == "remove":
        yield Absent(value.place)
    elif kind == "unknown":
        yield Unknown(Why.PARAMETER, "Mutant", value.place, symbol="Ref:Mutant")
    else:
        yield from elsewhere
        if isinstance(value, Scalar):
            yield from (replace(value, data=data, text=None, refers_to=None) for data in _flipped(value.data))
        elif isinstance(value, SequenceValue):
            yield replace(value, items=())
            yield replace(value, items=(*value.items, Scalar("another", value.place)))
        elif isinstance(value, MappingValue):
            yield replace(value, entries={})
        yield Scalar("another", value.place)


def _flipped(data: object) -> Iterator[str | int | bool]:
    if isinstance(data, bool):
        yield not data
    elif isinstance(data, int | float):
        yield from _NUMBERS
    else:
        yield from _TEXTS


def _replaced(container: Value, old: Value, new: Value) -> Value:
    """The container with one value exchanged; told by identity, since equal values may stand elsewhere."""
    if container is old:
        return new
    if isinstance(container, Choice):
        cases = tuple(Case(case.values, _replaced(case.value, old, new)) for case in container.cases)
        return replace(container, cases=cases)
    if isinstance(container, MappingValue):
        return _inside(container, old, new)
    if isinstance(container, SequenceValue):
        return replace(container, items=tuple(_replaced(item, old, new) for item in container.items))
    return container


def _inside(container: MappingValue, old: Value, new: Value) -> MappingValue:
    entries = {key: _replaced(inner, old, new) for key, inner in container.entries.items()}
    return replace(container, entries=entries)
