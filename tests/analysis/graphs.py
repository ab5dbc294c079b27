"""Graphs by hand: resources as plain data, so that a question can be tested without any front end.

    view = view_of({
        "Web": ("AWS::EC2::SecurityGroup", {"SecurityGroupIngress": [{"CidrIp": Parameter("From")}]}),
        "Db": ("AWS::EC2::Subnet", {"VpcId": Ref("Vpc")}, If("IsProd")),
    })

A third element says when the resource exists. Places are those of a template `t.yaml`.
"""

from collections.abc import Callable
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import yaml

from awslint.knowledge import facts
from awslint.model.graph import Graph
from awslint.model.place import Place
from awslint.model.resource import Resource
from awslint.model.value import (
    Absent,
    Case,
    Choice,
    Mapping,
    Origin,
    Reference,
    Scalar,
    Sequence,
    Unknown,
    Value,
    Why,
)
from awslint.model.world import Variable, World, explore
from awslint.query.relations import Links
from awslint.query.view import View

Answer = TypeVar("Answer")

DOCUMENT = "t.yaml"
KNOWLEDGE = Path(__file__).resolve().parents[2] / "awslint" / "knowledge"


@dataclass(frozen=True)
class Ref:
    """`!Ref Name` of a resource, or `!GetAtt Name.Attribute`. A name that the graph lacks is a parameter."""

    name: str
    attribute: str | None = None


@dataclass(frozen=True)
class Parameter:
    """A parameter without value, or one with a default, or one with allowed values."""

    name: str
    default: object = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class If:
    """`!If [condition, then, otherwise]`."""

    condition: str
    then: object = True
    otherwise: object = False


@dataclass(frozen=True)
class Sub:
    """`!Sub` or `!Join`: literal texts and unknown parts."""

    parts: tuple[object, ...]


@dataclass(frozen=True)
class Zone:
    """`!Select [index, !GetAZs ""]`."""

    index: int


@dataclass(frozen=True)
class Incomplete:
    """A list or object to which a macro may add."""

    data: object


class NoValue:
    """`AWS::NoValue`."""


Template = ReadOnlyDict[str, tuple[object, ...]]


def graph_of(template: Template) -> Graph:
    """A graph of these resources, all in one stack."""
    builder = _Builder(template)
    resources = {}
    for name, (type_, properties, *rest) in template.items():
        place = Place(DOCUMENT, ("Resources", name))
        value = builder.value(properties, place.at("Properties"))
        assert isinstance(value, Mapping)
        exists = builder.value(rest[0] if rest else True, place.at("Condition"))
        resources[name] = Resource(
            key=f"{DOCUMENT}#{name}",
            address=name,
            type=str(type_),
            written_type=str(type_),
            properties=value,
            attributes=Mapping({}, place),
            scope=DOCUMENT,
            exists=exists,
            place=place.of_key(),
        )
    return Graph({one.key: one for one in resources.values()}, builder.variables)


@dataclass
class _Builder:
    template: Template

    def __post_init__(self) -> None:
        self.variables: dict[str, Variable] = {}

    def value(self, data: object, place: Place) -> Value:
        match data:
            case dict():
                entries = {str(key): self.value(one, place.at(str(key))) for key, one in data.items()}
                return Mapping({k: v for k, v in entries.items() if not isinstance(v, Absent)}, place)
            case list() | tuple():
                return Sequence(tuple(self.value(one, place.at(index)) for index, one in enumerate(data)), place)
            case Ref(name, attribute):
                if name not in self.template:
                    return Unknown(Why.PARAMETER, name, place, symbol=f"Ref:{name}")
                symbol = f"GetAtt:{name}.{attribute}" if attribute else f"Ref:{name}"
                return Unknown(
                    Why.ATTRIBUTE,
                    symbol,
                    place.at("Ref"),
                    symbol=symbol,
                    refers_to=Reference(f"{DOCUMENT}#{name}", attribute),
                    type="string",
                )
            case Parameter(name, default, allowed):
                return self._parameter(name, default, allowed, place)
            case If(condition, then, otherwise):
                key = f"{DOCUMENT}:condition:{condition}"
                self.variables[key] = Variable(condition, "comparison", ("true", "false"))
                cases = (
                    Case(frozenset({"true"}), self.value(then, place.at("Fn::If", 1))),
                    Case(frozenset({"false"}), self.value(otherwise, place.at("Fn::If", 2))),
                )
                return Choice(key, cases, place, condition)
            case Sub(parts):
                made = [one if isinstance(one, str) else self.value(one, place) for one in parts]
                known = [one for one in made if isinstance(one, str | Unknown)]
                return Unknown(Why.FUNCTION, "Fn::Sub", place.at("Fn::Sub"), parts=tuple(known), type="string")
            case Zone(index):
                symbol = f"Select:{index}:GetAZs:Ref:AWS::Region"
                return Unknown(Why.PSEUDO, "AWS::Region", place.at("Fn::Select"), symbol=symbol, type="string")
            case Incomplete(inner):
                found = self.value(inner, place)
                assert isinstance(found, Mapping | Sequence)
                missing = Unknown(Why.MACRO, "AWS::Include", place)
                if isinstance(found, Mapping):
                    return Mapping(found.entries, place, complete=False, missing=missing)
                return Sequence(found.items, place, complete=False, missing=missing)
            case NoValue():
                return Absent(place)
            case Scalar() | Mapping() | Sequence() | Absent() | Unknown() | Choice():
                return data
        assert data is None or isinstance(data, str | int | float | bool), data
        return Scalar(data, place)

    def _parameter(self, name: str, default: object, allowed: tuple[str, ...], place: Place) -> Value:
        if default is not None:
            assert isinstance(default, str | int | float | bool)
            return Scalar(default, place.at("Ref"), origins=(Origin("parameter-default", name),))
        if not allowed:
            return Unknown(Why.PARAMETER, name, place.at("Ref"), symbol=f"Ref:{name}", type="string")
        key = f"{DOCUMENT}:{name}"
        self.variables[key] = Variable(name, "parameter", allowed)
        cases = tuple(Case(frozenset({one}), Scalar(one, place.at("Ref"))) for one in allowed)
        return Choice(key, cases, place.at("Ref"))


def knowledge() -> facts.Knowledge:
    """The relations and identities as they stand in the knowledge files."""
    relations: dict[str, list[facts.Relation]] = {}
    for row in _rows("relations.yaml"):
        relation = facts.Relation(
            row["name"], tuple(row["sources"]), row["via"], tuple(row["targets"]), tuple(row.get("by", ("Ref",)))
        )
        relations.setdefault(relation.name, []).append(relation)
    defaults = {}
    for row in _rows("defaults.yaml"):
        defaults[row["type"], row["path"]] = facts.ServiceDefault(
            row["type"], row["path"], row["value"], str(row.get("since") or ""), row["source"], row.get("note", "")
        )
    identities = _load("identities.yaml") or {}
    limits = {row["name"]: facts.Limit(**row) for row in _rows("limits.yaml")}
    return facts.Knowledge(
        {name: tuple(rows) for name, rows in relations.items()}, defaults, {}, identities, limits=limits
    )


def _rows(name: str) -> list[dict[str, Any]]:
    return _load(name) or []


def _load(name: str) -> Any:
    path = KNOWLEDGE / name
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None


def view_of(template: Template, parameters: ReadOnlyDict[str, object] | None = None) -> View:
    """A view of the template in its open world."""
    graph = graph_of(template)
    known = knowledge()
    return View(graph, known, Links(graph, known), World(), parameters or {})


def resource(view: View, name: str) -> Resource:
    """A resource of the template by its logical name."""
    return view.graph.resources[f"{DOCUMENT}#{name}"]


def in_worlds(view: View, ask: Callable[[View], Answer]) -> dict[tuple[str, ...], Answer]:
    """The answers to `ask(view)` in every world that they depend on, as {chosen values: answer}."""
    answers = explore(lambda world: ask(replace(view, world=world)))
    return {
        tuple(sorted(value for values in world.possible.values() for value in values)): answer
        for world, answer in answers
    }
