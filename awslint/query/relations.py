"""Who names whom: the ends of the relations in `knowledge/relations.yaml`.

The possible ends are found once for a graph, over all worlds and in time linear in the resources; a view then asks
which of them hold in its world.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from awslint.knowledge.facts import SCOPE, Knowledge, Relation
from awslint.model.graph import Graph
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Choice, Mapping, Scalar, Sequence, Unknown, Value, Why
from awslint.query.text import fill, placeholders, text_key

if TYPE_CHECKING:
    from awslint.query.view import View

_STACK = "AWS::CloudFormation::Stack"
# Unknown texts of these kinds name something that somebody else chose: not a resource of this input.
OUTSIDE = frozenset({Why.PARAMETER, Why.IMPORT, Why.DYNAMIC, Why.PSEUDO, Why.EVIDENCE})


@record(eq=False)
class Member:
    """One resource at the other end.

    naming    the value that names it, written in `source`; Absent where the relation is about all there are
    """

    resource: Resource
    certain: Truth  # UNKNOWN: may be the one meant, or may not exist in this deployment
    naming: Value
    source: Resource


@record(eq=False)
class Related:
    """The other ends of a relation; `open` are the references that leave the input or cannot be followed."""

    members: tuple[Member, ...] = ()
    open: tuple[Value, ...] = ()


@dataclass(slots=True, eq=False)
class Links:
    """The relations of one graph; `answers` are kept for `View.once`."""

    graph: Graph
    knowledge: Knowledge
    answers: dict[object, Any] = field(default_factory=dict)
    _names: dict[tuple[str, str], dict[str, list[Resource]]] = field(default_factory=dict)
    _backward: dict[str, dict[str, list[tuple[Resource, Relation]]]] = field(default_factory=dict)
    _passed: dict[str, list[tuple[Resource, Value]]] | None = None

    def related(self, view: View, resource: Resource, relation: str) -> Related:
        """See `View.related`.

        Raises KeyError for a relation that no table has; the rule loader has checked the names.
        """
        rows = self.knowledge.relations[relation]
        forward = [row for row in rows if resource.type in row.sources]
        if forward:
            return self._targets(view, resource, forward)
        return self._sources(view, resource, relation)

    def naming(self, view: View, resource: Resource, relation: str) -> Related:
        """See `View.naming`."""
        return self._sources(view, resource, relation)

    def _targets(self, view: View, source: Resource, rows: list[Relation]) -> Related:
        members: dict[str, Member] = {}
        left: list[Value] = []
        for row in rows:
            if row.via == SCOPE:
                members.update(self._in_scope(view, source, row))
                continue
            for value in _values_in(view, source, row):
                found = self._named(row, source, value)
                for target, certain in found:
                    exists = view.exists(target)
                    if exists is Truth.NO:
                        continue
                    both = Truth.YES if certain is exists is Truth.YES else Truth.UNKNOWN
                    known = members.get(target.key)
                    if known is None or known.certain is Truth.UNKNOWN:
                        members[target.key] = Member(target, both, value, source)
                if not any(certain is Truth.YES for _, certain in found):
                    left.append(value)
        return Related(tuple(members.values()), tuple(left))

    def _in_scope(self, view: View, source: Resource, row: Relation) -> Iterator[tuple[str, Member]]:
        """All there are of the targets, the source itself first: it is the one to mend where none of them suffices."""
        found = sorted(self.graph.of_type(source.scope, *row.targets), key=lambda one: one.key != source.key)
        for target in found:
            exists = Truth.YES if target.key == source.key else view.exists(target)
            if exists is not Truth.NO:
                yield target.key, Member(target, exists, Absent(source.place), source)

    def _sources(self, view: View, target: Resource, relation: str) -> Related:
        members: dict[str, Member] = {}
        for source, row in self._possible_sources(relation).get(target.key, ()):
            exists = view.exists(source)
            if exists is Truth.NO:
                continue
            for value in _values_in(view, source, row):
                for named, certain in self._named(row, source, value):
                    if named.key == target.key:
                        both = Truth.YES if certain is exists is Truth.YES else Truth.UNKNOWN
                        known = members.get(source.key)
                        if known is None or known.certain is Truth.UNKNOWN:
                            members[source.key] = Member(source, both, value, source)
        return Related(tuple(members.values()), _added(target) or (() if members else self._handed_on(view, target)))

    def _handed_on(self, view: View, target: Resource) -> tuple[Value, ...]:
        """What nested stacks may add that get the resource as a parameter and whose template is not in the input."""
        if self._passed is None:
            self._passed = {}
            stacks = [one for one in self.graph.resources.values() if one.type == _STACK]
            read = {one.address.rpartition("/")[0] for one in self.graph.resources.values()} if stacks else set()
            for stack in stacks:
                given = stack.properties.entries.get("Parameters")
                if stack.address in read or given is None:
                    continue
                for value in (leaf for item in _items(given) for leaf in _leaves(item)):
                    if isinstance(value, Unknown | Scalar) and value.refers_to is not None:
                        self._passed.setdefault(value.refers_to.target, []).append((stack, value))
        return tuple(
            Unknown(Why.FUNCTION, f"what the nested stack {stack.address} adds to {target.address}", value.place)
            for stack, value in self._passed.get(target.key, ())
            if view.exists(stack) is not Truth.NO
        )

    def _possible_sources(self, relation: str) -> dict[str, list[tuple[Resource, Relation]]]:
        """For each target, who may name it in some world."""
        found = self._backward.get(relation)
        if found is None:
            found = self._backward[relation] = {}
            for row in self.knowledge.relations[relation]:
                for source in self.graph.resources.values():
                    if source.type not in row.sources or row.via == SCOPE:
                        continue
                    targets: dict[str, None] = {}
                    for value in _possible_values(source, row):
                        for target, _ in self._named(row, source, value):
                            targets[target.key] = None
                    for key in targets:
                        found.setdefault(key, []).append((source, row))
        return found

    def _named(self, row: Relation, source: Resource, value: Value) -> list[tuple[Resource, Truth]]:
        """The resources that a value may name, and whether it certainly does."""
        if isinstance(value, Unknown | Scalar) and value.refers_to is not None and not getattr(value, "parts", ()):
            target = self.graph.resources.get(value.refers_to.target)
            if target is not None and target.type in row.targets:
                return [(target, Truth.YES)]
            if isinstance(value, Unknown):
                return []
            # A known text may be another resource's attribute that names a third one.
        key = text_key(value)
        if key is not None:
            named = [target for type_ in row.targets for target in self._names_of(source.scope, type_).get(key, ())]
            if named:
                return [(target, Truth.YES if len(named) == 1 else Truth.UNKNOWN) for target in named]
        if isinstance(value, Unknown) and value.among:
            return [(target, Truth.UNKNOWN) for one in value.among for target, _ in self._named(row, source, one)]
        if isinstance(value, Unknown) and value.why not in OUTSIDE and key is None:
            # It may mean any resource of the right type: absence must not be claimed for one of them.
            return [(target, Truth.UNKNOWN) for target in self.graph.of_type(source.scope, *row.targets)]
        return []

    def _names_of(self, scope: str, type_: str) -> dict[str, list[Resource]]:
        """Every text that names a resource of this type in the scope, in some world."""
        names = self._names.get((scope, type_))
        if names is None:
            names = self._names[scope, type_] = {}
            identities = self.knowledge.identities.get(type_, {})
            for resource in self.graph.of_type(scope, type_):
                for key in _names_of_resource(resource, identities):
                    bucket = names.setdefault(key, [])
                    if resource not in bucket:
                        bucket.append(resource)
        return names


def _names_of_resource(resource: Resource, identities: dict[str, str] | object) -> Iterator[str]:
    table = identities if isinstance(identities, dict) else {}
    own = f"${{->{resource.key}}}"
    yield own
    name_property = table.get("Ref", "")
    given = [own]
    if name_property and name_property in resource.properties.entries:
        for value in _leaves(resource.properties.entries[name_property]):
            key = text_key(value)
            if key is not None:
                given.append(key)
                yield key
    for attribute, template in table.items():
        if attribute != "Ref":
            for values in _fillings(resource, template, name_property, given):
                yield fill(template, values)


def _fillings(resource: Resource, template: str, name_property: str, given: list[str]) -> Iterator[dict[str, str]]:
    """The ways to fill a template: the resource's name in each form, its other properties with all they may be."""
    others = [name for name in placeholders(template) if not name.startswith("AWS::") and name != name_property]
    possible: list[list[str]] = []
    for name in others:
        value = resource.properties.entries.get(name)
        keys = [text_key(leaf) for leaf in _leaves(value)] if value is not None else []
        possible.append([key for key in keys if key is not None])
    for texts in product(given, *possible):
        yield dict(zip((name_property, *others), texts, strict=True))


def _values_in(view: View, source: Resource, row: Relation) -> Iterator[Value]:
    """The values at the relation's path in this world."""
    pending: list[Value] = [source.properties]
    for name, each in _steps(row.via):
        pending = [view.get(value, name) for value in pending]
        if each:
            expanded: list[Value] = []
            for value in pending:
                items, complete = view.items(value)
                expanded.extend(items)
                if not complete and not isinstance(value, Absent):
                    expanded.append(value if isinstance(value, Unknown) else _rest(value))
            pending = expanded
    for value in pending:
        if isinstance(value, Sequence):
            yield from view.items(value)[0]
        elif not isinstance(value, Absent):
            yield value


def _added(target: Resource) -> tuple[Unknown, ...]:
    """What a macro over the whole template may add that names the resource; nothing where no such macro runs."""
    missing = target.properties.missing
    whole = missing is not None and missing.why is Why.MACRO and missing.place.path == ("Transform",)
    return (missing,) if missing is not None and whole else ()


def _rest(value: Value) -> Unknown:
    missing = value.missing if isinstance(value, Mapping | Sequence) else None
    return missing or Unknown(Why.MACRO, "", value.place)


def _possible_values(source: Resource, row: Relation) -> Iterator[Value]:
    """The values at the relation's path in any world."""
    pending: list[Value] = [source.properties]
    for name, each in _steps(row.via):
        found: list[Value] = []
        for value in pending:
            for leaf in _leaves(value):
                if isinstance(leaf, Mapping):
                    entry = leaf.entries.get(name)
                    if entry is not None:
                        found.append(entry)
                elif isinstance(leaf, Unknown):
                    found.append(leaf)
        pending = found
        if each:
            pending = [item for value in pending for leaf in _leaves(value) for item in _items(leaf)]
    for value in pending:
        for leaf in _leaves(value):
            yield from (one for item in _items(leaf) for one in _leaves(item))


def _items(value: Value) -> Iterator[Value]:
    if isinstance(value, Sequence):
        yield from value.items
        if not value.complete:
            yield _rest(value)
    elif isinstance(value, Mapping):
        yield from value.entries.values()
    else:
        yield value


def _leaves(value: Value) -> Iterator[Value]:
    if isinstance(value, Choice):
        for case in value.cases:
            yield from _leaves(case.value)
        if value.otherwise is not None:
            yield value.otherwise
    elif isinstance(value, Scalar | Mapping | Sequence | Unknown):
        yield value


def _steps(path: str) -> list[tuple[str, bool]]:
    """`SubnetMappings[*].SubnetId` as [("SubnetMappings", True), ("SubnetId", False)]."""
    return [(step.removesuffix("[*]"), step.endswith("[*]")) for step in path.split(".")]
