"""The graph of a Terraform plan written out as a CloudFormation template: the same system in the other language.

Every value stands as the plan's front end gives it: a reference as Ref or GetAtt, what is known only after apply as a
parameter without a default, what may be one of several things, or may not be there, behind a condition that nothing
decides. Left out is what has no name in CloudFormation: awslint's own types and properties, what is only there to be
related to, and properties that the tables do not map.
"""

import hashlib
import re
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import dataclass, field
from typing import Any

from awslint.knowledge.facts import Knowledge
from awslint.model.graph import Graph
from awslint.model.resource import Resource
from awslint.model.value import Absent, Choice, Mapping, Reference, Scalar, Sequence, Unknown, Value, Why

Json = dict[str, Any]
_NOTHING = {"Ref": "AWS::NoValue"}


class Underivable(Exception):
    """CloudFormation has no way to say it; the text says what."""


@dataclass(frozen=True)
class Derived:
    """A template, the resource behind each logical id, and the Region that it is deployed to."""

    template: Json
    resources: ReadOnlyDict[str, Resource]
    region: str | None


def template(graph: Graph, knowledge: Knowledge) -> Derived:
    """The template that says what the graph says.

    Raises Underivable.
    """
    written = [one for one in graph.resources.values() if _has_a_name(one)]
    if not written:
        raise Underivable("no resource of it has a type in CloudFormation")
    names = _names(written)
    regions = {one.region.data for one in written if isinstance(one.region, Scalar)}
    if len(regions) > 1:
        raise Underivable("one template is deployed to one Region")
    writer = _Writer(names, graph, knowledge)
    resources = {names[one.key]: writer.resource(one) for one in written}
    outputs = {
        f"Output{at}": writer.value(one.contents, {"values": "any"})
        for at, one in enumerate(one for some in graph.outputs.values() for one in some)
    }
    sections = {
        "Parameters": writer.parameters,
        "Conditions": writer.conditions,
        "Resources": resources,
        "Outputs": {name: one for name, one in outputs.items() if one.get("Value") is not None},
    }
    region = str(next(iter(regions))) if regions else None
    return Derived(
        {name: one for name, one in sections.items() if one}, {names[one.key]: one for one in written}, region
    )


def _has_a_name(resource: Resource) -> bool:
    return resource.judged and resource.type.startswith("AWS::") and "::::" not in resource.type


def _names(resources: list[Resource]) -> dict[str, str]:
    """A logical id for each key."""
    found: dict[str, str] = {}
    for one in resources:
        words = "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", one.key.partition("#")[2]))
        name = words if words not in found.values() else words + hashlib.sha256(one.key.encode()).hexdigest()[:6]
        found[one.key] = name
    return found


def _inside(shape: object, step: str | None) -> object:
    """The shape of an entry, or of an item where no step is given."""
    if not isinstance(shape, dict):
        return shape if shape == "any" else None
    if step is None:
        return shape.get("items")
    properties = shape.get("properties")
    return properties.get(step) if isinstance(properties, dict) else shape.get("values")


@dataclass
class _Writer:
    names: ReadOnlyDict[str, str]
    graph: Graph
    knowledge: Knowledge
    parameters: Json = field(default_factory=dict)
    conditions: Json = field(default_factory=dict)
    known: dict[object, str] = field(default_factory=dict)

    def resource(self, resource: Resource) -> Json:
        made: Json = {"Type": resource.type}
        properties = {}
        shapes = self.knowledge.shapes.get(resource.type, {})
        known = self.knowledge.names.get(resource.type)
        for name, one in resource.properties.entries.items():
            if (isinstance(one, Unknown) and one.why is Why.UNMAPPED) or (known is not None and name not in known):
                continue
            value = self.value(one, shapes.get(name))
            if value is not None:
                properties[name] = value
        if properties:
            made["Properties"] = properties
        if isinstance(resource.exists, Unknown):
            made["Condition"] = self.condition(resource.exists)
        return made

    def value(self, value: Value, shape: object) -> Any:
        """None for what is not there."""
        match value:
            case Absent():
                return None
            case Scalar():
                return self.scalar(value)
            case Mapping():
                entries = {name: self.value(one, _inside(shape, name)) for name, one in value.entries.items()}
                return {name: one for name, one in entries.items() if one is not None}
            case Sequence():
                items = [self.value(one, _inside(shape, None)) for one in value.items]
                more = [] if value.complete else [self.perhaps(value.missing or Unknown(Why.FUNCTION, "", value.place))]
                return [one for one in items if one is not None] + more
            case Unknown():
                return self.perhaps(value, shape) if value.may_be_absent else self.unknown(value, shape)
            case Choice():
                raise Underivable("a choice")

    def scalar(self, value: Scalar) -> Any:
        """A known text as the reference that gave it; GetAtt does not give what is written in a resource."""
        named = value.refers_to
        if (
            named is not None
            and named.target in self.names
            and named.attribute not in self.graph.resources[named.target].properties.entries
        ):
            return self.reference(named)
        if value.secret:
            name = f"Secret{len(self.parameters)}"
            self.parameters[name] = {"Type": "String", "NoEcho": True, "Default": str(value.data)}
            return {"Ref": name}
        return value.data

    def reference(self, reference: Reference) -> Json:
        name = self.names[reference.target]
        return {"Ref": name} if reference.attribute is None else {"Fn::GetAtt": [name, reference.attribute]}

    def unknown(self, value: Unknown, shape: object = None) -> Any:
        if value.refers_to is not None and value.refers_to.target in self.names:
            return self.reference(value.refers_to)
        if value.encodes is not None:
            return {"Fn::Base64": self.unknown(value.encodes)}
        if value.parts:
            return {"Fn::Join": ["", [one if isinstance(one, str) else self.unknown(one) for one in value.parts]]}
        if value.among:
            *others, last = (self.value(one, shape) for one in value.among)
            made = _NOTHING if last is None else last
            for at, one in enumerate(others):
                made = {"Fn::If": [self.condition(value, str(at)), _NOTHING if one is None else one, made]}
            return made
        kind = "CommaDelimitedList" if isinstance(shape, dict) and "items" in shape else "String"
        return {"Ref": self.parameter(value, kind)}

    def perhaps(self, value: Unknown, shape: object = None) -> Json:
        return {"Fn::If": [self.condition(value), self.unknown(value, shape), _NOTHING]}

    def condition(self, value: Unknown, mark: str = "") -> str:
        """A condition about an unknown, which nothing decides."""
        name = f"{self.parameter(value, 'Condition')}{mark}"
        self.parameters[f"{name}Value"] = {"Type": "String"}
        self.conditions[name] = {"Fn::Equals": [{"Ref": f"{name}Value"}, "yes"]}
        return name

    def parameter(self, value: Unknown, kind: str) -> str:
        """The name of what an unknown depends on; two with the same symbol have the same."""
        key = (value.symbol or (value.subject, value.place), kind)
        if key not in self.known:
            self.known[key] = f"{'Given' if kind == 'String' else kind}{len(self.known)}"
            if kind != "Condition":
                self.parameters[self.known[key]] = {"Type": kind, **({"NoEcho": True} if value.secret else {})}
        return self.known[key]
