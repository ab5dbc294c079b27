"""AWS Config conformance packs: the very YAML that is deployed with AWS Config says which rules run, and with what.

A pack is a CloudFormation template of `AWS::Config::ConfigRule` resources, so CloudFormation's front end reads it: pack
parameters have their defaults, conditions and `AWS::NoValue` mean what they mean at deployment.
Source: https://docs.aws.amazon.com/config/latest/developerguide/conformance-packs.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Literal

from awslint.frontends import cloudformation
from awslint.knowledge.facts import Knowledge
from awslint.model.graph import Graph
from awslint.model.place import Place
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Mapping as MappingValue
from awslint.model.value import Scalar, Value
from awslint.query.relations import Links
from awslint.query.view import View
from awslint.ruleset.index import Index
from awslint.source.document import Document

CONFIG_RULE = "AWS::Config::ConfigRule"
PROCESS_CHECK = "AWS_CONFIG_PROCESS_CHECK"
MOST_RULES = 130  # https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html

Kind = Literal["template", "graph", "evidence", "manual", "custom", "unknown"]


@record()
class PackRule:
    """A rule of a pack: how awslint decides it, and the parameters that the pack gives it.

    kind is that of awslint's rule; `manual` is a process check, `custom` a Lambda or Guard rule of the account's own,
    `unknown` a managed rule that awslint does not have.
    """

    name: str
    identifier: str
    kind: Kind
    parameters: Mapping[str, object] = field(default_factory=dict)
    place: Place | None = None


@record()
class Pack:
    """A conformance pack as it would be deployed with the defaults of its parameters.

    `declared` counts all its rules, also those that a condition leaves out of such a deployment.
    """

    file: str
    rules: tuple[PackRule, ...]
    declared: int


def read_pack(document: Document, key: str, index: Index) -> Pack:
    """The rules of a pack; empty for a document that declares none."""
    template = cloudformation.Template(key, document.data, document.text_at, document.uri)
    part = cloudformation.load([template], cloudformation.Settings(), index.knowledge)
    graph = Graph(part.resources, part.variables, part.conditions, part.constraints)
    view = View(graph, index.knowledge, Links(graph, Knowledge()))
    declared = [one for one in graph.resources.values() if one.type == CONFIG_RULE]
    rules = tuple(_rule(view, one, index) for one in declared if view.exists(one) is not Truth.NO)
    return Pack(document.uri, rules, len(declared))


def _rule(view: View, resource: Resource, index: Index) -> PackRule:
    identifier = _text(view.read(resource, "Source", "SourceIdentifier"))
    owner = _text(view.read(resource, "Source", "Owner"))
    name = _text(view.read(resource, "ConfigRuleName")) or resource.address
    given = view.read(resource, "InputParameters")
    parameters = {}
    if isinstance(given, MappingValue):
        for parameter in given.entries:
            value = view.get(given, parameter)
            if isinstance(value, Scalar) and value.data not in (None, ""):
                parameters[parameter] = value.data
    return PackRule(name, identifier, _kind(owner, identifier, index), parameters, resource.place)


def _kind(owner: str, identifier: str, index: Index) -> Kind:
    if identifier == PROCESS_CHECK:
        return "manual"
    if owner != "AWS":
        return "custom"
    try:
        return index.rule(identifier).decidable
    except KeyError:
        return "unknown"


def _text(value: Value) -> str:
    return str(value.data) if isinstance(value, Scalar) and value.data is not None else ""


def selected_by(packs: Sequence[Pack], index: Index) -> dict[str, dict[str, object]]:
    """The ids of the rules that packs run, with the parameters that they give; a later pack wins."""
    found: dict[str, dict[str, object]] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.kind in ("template", "graph", "evidence"):
                found.setdefault(index.rule(rule.identifier).id, {}).update(rule.parameters)
    return found


def faults(pack: Pack, index: Index) -> list[tuple[PackRule | None, str]]:
    """What AWS Config would refuse or ignore in a pack, each with the rule it is about."""
    found: list[tuple[PackRule | None, str]] = []
    if len(pack.rules) > MOST_RULES:
        found.append((None, f"{len(pack.rules)} rules: a conformance pack holds at most {MOST_RULES}"))
    for rule in pack.rules:
        if rule.kind not in ("template", "graph", "evidence"):
            continue
        known = {parameter.name for parameter in index.rule(rule.identifier).parameters}
        found.extend(
            (rule, f"{rule.identifier} has no parameter {name!r}") for name in rule.parameters if name not in known
        )
    return found
