"""The conformance packs that a file holds: the pack itself, or a template or plan that deploys packs and rules.

A pack is a CloudFormation template of `AWS::Config::ConfigRule` resources, so the front ends read it: pack parameters
have their defaults, conditions and `AWS::NoValue` mean what they mean at deployment.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from awslint.frontends import cloudformation
from awslint.inputs.gather import gather
from awslint.knowledge.config_rules import config_rules
from awslint.knowledge.facts import Knowledge
from awslint.model.graph import Graph
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.model.value import Mapping as MappingValue
from awslint.packs.pack import Kind, Pack, PackRule, Scope
from awslint.query.relations import Links
from awslint.query.view import View
from awslint.ruleset.index import Index
from awslint.source.discover import discover
from awslint.source.reading import read

RULES = ("AWS::Config::ConfigRule", "AWS::Config::OrganizationConfigRule")
PACKS = ("AWS::Config::ConformancePack", "AWS::Config::OrganizationConformancePack")
PROCESS_CHECK = "AWS_CONFIG_PROCESS_CHECK"
_NOT_JUDGED: Mapping[str, Kind] = {"withdrawn": "withdrawn", "evidence": "account"}


class NoPack(ValueError):
    """A file that cannot be read as a conformance pack; the message says why."""


@record()
class _Deployment:
    """A pack is looked at without a region or an account."""

    region: str | None = None
    account: str | None = None
    partition: str | None = None
    worlds: str = "default"
    source_root: str | None = None
    planned_only: bool = False


def packs_in(file: Path, index: Index) -> list[Pack]:
    """The packs of a file, in its order; the rules that stand in it directly are one pack, named after the file.

    Raises NoPack for a file that cannot be read, or that declares neither a rule nor a pack.
    """
    gathered = gather(list(discover([file.as_posix()])), index.knowledge, {}, (), _Deployment())
    for one in gathered.diagnostics:
        if one.severity == "error":
            at = f":{one.location.start_line}:{one.location.start_column}" if one.location else ""
            raise NoPack(f"{file}{at}: {one.message}")
    view = View(gathered.graph, index.knowledge, Links(gathered.graph, Knowledge()))
    found = [_of_rules(view, file.stem, file.as_posix(), index)]
    found += [_deployed(view, one, file, index) for one in _of_types(view, PACKS) if view.exists(one) is not Truth.NO]
    packs = [pack for pack in found if pack.declared or pack.elsewhere]
    if not packs:
        raise NoPack(f"it has no {RULES[0]}")
    return packs


def _of_types(view: View, types: tuple[str, ...]) -> Iterator[Resource]:
    return (one for one in view.graph.resources.values() if one.type in types)


def _of_rules(view: View, name: str, file: str, index: Index) -> Pack:
    declared = list(_of_types(view, RULES))
    rules = tuple(_rule(view, one, index) for one in declared if view.exists(one) is not Truth.NO)
    return Pack(name, file, rules, len(declared))


def _deployed(view: View, resource: Resource, file: Path, index: Index) -> Pack:
    """The pack that a resource deploys: its template is a text within the template."""
    organization = resource.type == PACKS[1]
    name = _text(view.read(resource, "OrganizationConformancePackName" if organization else "ConformancePackName"))
    body = view.read(resource, "TemplateBody")
    if not isinstance(body, Scalar) or not isinstance(body.data, str):
        where = _text(view.read(resource, "TemplateS3Uri")) or "a template that is not in the input"
        return Pack(name or resource.address, file.as_posix(), (), 0, where)
    reading = read(f"{file.as_posix()}#{resource.address}", body.data.encode())
    if not reading.documents:
        raise NoPack(f"the TemplateBody of {resource.address} is no template")
    document = reading.documents[0]
    template = cloudformation.Template(document.uri, document.data, document.text_at, document.uri)
    settings = cloudformation.Settings(parameters=_inputs(view, resource))
    part = cloudformation.load([template], settings, index.knowledge)
    graph = Graph(part.resources, part.variables, part.conditions, part.constraints)
    inner = View(graph, index.knowledge, Links(graph, Knowledge()))
    return _of_rules(inner, name or resource.address, file.as_posix(), index)


def _inputs(view: View, resource: Resource) -> dict[str, object]:
    """The values that a deployment gives to the parameters of its pack."""
    items, _ = view.items(view.read(resource, "ConformancePackInputParameters"))
    pairs = [(view.get(one, "ParameterName"), view.get(one, "ParameterValue")) for one in items]
    return {_text(name): _text(value) for name, value in pairs if isinstance(value, Scalar)}


def _rule(view: View, resource: Resource, index: Index) -> PackRule:
    if resource.type == RULES[1]:
        return _organization_rule(view, resource, index)
    identifier = _text(view.read(resource, "Source", "SourceIdentifier"))
    kind = _kind(_text(view.read(resource, "Source", "Owner")), identifier, index)
    scope = Scope(
        _texts(view, view.read(resource, "Scope", "ComplianceResourceTypes")),
        _text(view.read(resource, "Scope", "TagKey")),
        _text(view.read(resource, "Scope", "TagValue")),
        _text(view.read(resource, "Scope", "ComplianceResourceId")),
    )
    name = _text(view.read(resource, "ConfigRuleName")) or resource.address
    given, open_ = _parameters(view, view.read(resource, "InputParameters"))
    return PackRule(name, identifier, kind, given, open_, scope, resource.place)


def _organization_rule(view: View, resource: Resource, index: Index) -> PackRule:
    name = _text(view.read(resource, "OrganizationConfigRuleName")) or resource.address
    part, owner = "OrganizationManagedRuleMetadata", "AWS"
    if isinstance(view.read(resource, part), Absent):
        part, owner = "OrganizationCustomRuleMetadata", "CUSTOM_LAMBDA"
        if isinstance(view.read(resource, part), Absent):
            part, owner = "OrganizationCustomPolicyRuleMetadata", "CUSTOM_POLICY"
    identifier = _text(view.read(resource, part, "RuleIdentifier"))
    scope = Scope(
        _texts(view, view.read(resource, part, "ResourceTypesScope")),
        _text(view.read(resource, part, "TagKeyScope")),
        _text(view.read(resource, part, "TagValueScope")),
        _text(view.read(resource, part, "ResourceIdScope")),
    )
    given, open_ = _parameters(view, view.read(resource, part, "InputParameters"))
    return PackRule(name, identifier, _kind(owner, identifier, index), given, open_, scope, resource.place)


def _parameters(view: View, given: Value) -> tuple[Mapping[str, object], Mapping[str, str]]:
    """The parameters that have a value, and those whose value is open; an empty one is not set."""
    if isinstance(given, Scalar) and isinstance(given.data, str):
        try:
            written = json.loads(given.data)
        except ValueError:
            return {}, {}
        return (written if isinstance(written, dict) else {}), {}
    if not isinstance(given, MappingValue):
        return {}, {}
    known: dict[str, object] = {}
    open_: dict[str, str] = {}
    for name in given.entries:
        value = view.get(given, name)
        if isinstance(value, Unknown):
            open_[name] = value.subject
        elif isinstance(value, Scalar) and value.data not in (None, ""):
            known[name] = value.data
    return known, open_


def _kind(owner: str, identifier: str, index: Index) -> Kind:
    if identifier == PROCESS_CHECK:
        return "manual"
    if owner == "CUSTOM_POLICY":
        return "guard"
    if owner != "AWS":
        return "lambda"
    if index.knows(identifier):
        return index.rule(identifier).decidable
    rows = {row.identifier: row.decided for row in config_rules()}
    if identifier not in rows:
        return "unknown"
    return _NOT_JUDGED.get(rows[identifier], "missing")


def _texts(view: View, value: Value) -> tuple[str, ...]:
    return tuple(_text(one) for one in view.items(value)[0] if isinstance(one, Scalar))


def _text(value: Value) -> str:
    return str(value.data) if isinstance(value, Scalar) and value.data is not None else ""
