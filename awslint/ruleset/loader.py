"""Rule files to rules, with every fault on its line."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from awslint.model.record import record
from awslint.model.report import Diagnostic
from awslint.model.rule import Parameter, Rule
from awslint.ruleset import structure
from awslint.ruleset.clauses import Facts, Scope, clause_of
from awslint.ruleset.families import Member, members
from awslint.ruleset.problems import Problem, at, diagnostic, suggestion
from awslint.source.document import Document
from awslint.source.limits import MEGABYTE, Limits
from awslint.source.reading import read

LIMITS = Limits(json_bytes=MEGABYTE, yaml_bytes=MEGABYTE, depth=40, yaml_nodes=50_000, repeated_nodes=10_000)
PLACEHOLDERS = ("address", "type", "path", "found", "detail")
DEFAULTS: Mapping[str, tuple[type, ...]] = {
    "String": (str,),
    "int": (int,),
    "double": (int, float),
    "boolean": (bool,),
    "CSV": (str, list),
    "StringMap": (dict, str),
}


@record()
class Loaded:
    """The rules of one file, and what is wrong with it. A rule with a fault is left out."""

    rules: tuple[Rule, ...]
    problems: tuple[Diagnostic, ...]


def load(uri: str, raw: bytes, facts: Facts) -> Loaded:
    """The rules of a file. `uri` is its path with forward slashes: folder `<service>`, name `<id>.yaml`."""
    reading = read(uri, raw, LIMITS)
    if reading.diagnostics:
        return Loaded((), tuple(at(uri, one.message, one.span) for one in reading.diagnostics))
    if len(reading.documents) != 1:
        where = reading.documents[1].span(()) if reading.documents else None
        return Loaded((), (at(uri, "a rule file holds one document", where),))
    document = reading.documents[0]
    data = document.data
    if not isinstance(data, Mapping):
        return Loaded((), (diagnostic(document, Problem((), "a rule is a mapping")),))
    problems = structure.problems_of(data)
    if problems:
        return Loaded((), _in_order(document, problems))
    return _rules(document, data, facts)


def _rules(document: Document, data: Mapping[str, object], facts: Facts) -> Loaded:
    rules = []
    problems: list[Problem] = []
    for member in members(data, problems):
        found: list[Problem] = []
        rule = _rule(document.uri, member, facts, found)
        problems.extend(member.in_file(problem) for problem in found)
        if rule is not None and not found:
            rules.append(rule)
    return Loaded(tuple(rules), _in_order(document, problems))


def _in_order(document: Document, problems: Iterable[Problem]) -> tuple[Diagnostic, ...]:
    found = {diagnostic(document, problem): document.span(problem.path, problem.key) for problem in problems}
    return tuple(sorted(found, key=lambda one: (found[one].start_line, found[one].start_column)))


def _rule(uri: str, member: Member, facts: Facts, problems: list[Problem]) -> Rule | None:
    if member.row is not None:
        problems.extend(structure.problems_of(member.data))
        if problems:
            return None
    data = cast(Mapping[str, Any], member.data)
    resource = data["resource"]
    types = (resource,) if isinstance(resource, str) else tuple(resource)
    for index, type_ in enumerate(types):
        if facts.schemas.schema(type_) is None:
            near = suggestion(type_, facts.schemas.types)
            where = ("resource",) if isinstance(resource, str) else ("resource", index)
            problems.append(Problem(where, f"'{type_}' is not a resource type{near}"))
    if problems:
        return None
    parameters = _parameters(data.get("parameters") or {}, problems)
    scope = Scope(facts, types, {one.name: one for one in parameters}, problems=problems)
    clauses = {key: clause_of(data[key], (key,), scope) for key in ("when", "require", "forbid") if key in data}
    _check_message(data["message"], problems)
    _check_name(uri, member, data["id"], problems)
    _check_used(parameters, data, problems)
    return Rule(
        id=data["id"],
        config_rule=data["config_rule"],
        title=data["title"].strip(),
        severity=data["severity"],
        category=data["category"],
        service=_service(uri) if member.row is None else types[0].split("::")[1].lower(),
        resource_types=types,
        message=" ".join(data["message"].split()),
        why=data["why"].strip(),
        remedy={language: text.strip() for language, text in data["remedy"].items()},
        parameters=parameters,
        profile=data.get("profile", "all"),
        decidable=data.get("decidable", "template"),
        confidence=data.get("confidence", "high"),
        source=data.get("source", ""),
        since=data.get("since", "0.1"),
        reach=data.get("reach", False),
        reads={type_: tuple(sorted(paths)) for type_, paths in sorted(scope.reads.items())},
        **clauses,
    )


def _parameters(data: Mapping[str, Mapping[str, Any]], problems: list[Problem]) -> tuple[Parameter, ...]:
    found = []
    for name, spec in data.items():
        default = spec.get("default")
        kind = spec["type"]
        fits = isinstance(default, DEFAULTS[kind]) and (kind == "boolean" or not isinstance(default, bool))
        if default is not None and not fits:
            problems.append(Problem(("parameters", name, "default"), f"{default!r} is no value of type {kind}"))
        if default is not None and spec.get("required"):
            problems.append(Problem(("parameters", name, "required"), "a parameter with a default is never missing"))
        found.append(Parameter(name, kind, default, bool(spec.get("required")), spec.get("description", "").strip()))
    return tuple(found)


def _check_used(parameters: Iterable[Parameter], data: Mapping[str, object], problems: list[Problem]) -> None:
    """A parameter that nothing mentions would be accepted from users and ignored. Predicates read what they need."""
    if any("predicate" in found for found in _keys(data)):
        return
    used = {name for found in _keys(data) for name in found}
    problems.extend(
        Problem(("parameters", parameter.name), "nothing uses this parameter", key=True)
        for parameter in parameters
        if parameter.name not in used
    )


def _keys(data: object) -> Iterable[tuple[str, ...]]:
    """The words by which clauses name predicates and parameters, at any depth."""
    pending = [data[key] for key in ("when", "require", "forbid") if key in data] if isinstance(data, Mapping) else []
    while pending:
        one = pending.pop()
        if isinstance(one, Mapping):
            yield ("predicate",) if "predicate" in one else ()
            if isinstance(one.get("param"), str):
                yield (one["param"],)
            if isinstance(one.get("when-param"), Mapping):
                yield tuple(one["when-param"])
            pending.extend(one.values())
        elif isinstance(one, list):
            pending.extend(one)


def _check_message(message: str, problems: list[Problem]) -> None:
    for name in re.findall(r"\{([^}]*)\}", message):
        if name not in PLACEHOLDERS:
            near = suggestion(name, PLACEHOLDERS)
            problems.append(Problem(("message",), f"'{{{name}}}' is no placeholder{near}"))
    if "{address}" not in message:
        problems.append(Problem(("message",), "the message does not name {address}"))


def _check_name(uri: str, member: Member, rule_id: str, problems: list[Problem]) -> None:
    name = uri.rsplit("/", 1)[-1].removesuffix(".yaml")
    if member.row is None and name != rule_id:
        problems.append(Problem(("id",), f"the file is named '{name}', the rule '{rule_id}'"))


def _service(uri: str) -> str:
    folders = uri.split("/")[:-1]
    return folders[-1] if folders else ""
