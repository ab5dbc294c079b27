"""Rules as JSON lines of the index, and back."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from awslint.model.rule import (
    AllClause,
    AnyClause,
    Clause,
    NotClause,
    Parameter,
    ParameterClause,
    PathClause,
    PredicateClause,
    RelatedClause,
    Rule,
)


def encoded(rule: Rule) -> dict[str, Any]:
    """The rule as JSON data."""
    data = {field.name: getattr(rule, field.name) for field in fields(Rule)}
    data["parameters"] = [
        {field.name: getattr(one, field.name) for field in fields(Parameter)} for one in rule.parameters
    ]
    for key in ("when", "require", "forbid"):
        data[key] = None if data[key] is None else _clause(data[key])
    return data


def decoded(data: dict[str, Any]) -> Rule:
    """The rule from what `encoded` gave; the data is used up."""
    for key in ("when", "require", "forbid"):
        data[key] = None if data[key] is None else _read(data[key])
    data["resource_types"] = tuple(data["resource_types"])
    data["parameters"] = tuple(Parameter(**one) for one in data["parameters"])
    data["reads"] = {type_: tuple(paths) for type_, paths in data["reads"].items()}
    return Rule(**data)


def _clause(clause: Clause) -> list[Any]:
    match clause:
        case PathClause(path, test, quantifier, absent):
            return ["path", list(path), test, quantifier, absent]
        case AllClause(clauses):
            return ["all", [_clause(one) for one in clauses]]
        case AnyClause(clauses):
            return ["any", [_clause(one) for one in clauses]]
        case NotClause(inner):
            return ["not", _clause(inner)]
        case RelatedClause(relation, quantifier, where, outside):
            return ["related", relation, quantifier, where and _clause(where), outside]
        case PredicateClause(name, arguments):
            return ["predicate", name, _plain(arguments)]
        case ParameterClause(parameter, inner):
            return ["when-param", parameter, _clause(inner)]


def _plain(data: object) -> object:
    return {key: _plain(value) for key, value in data.items()} if isinstance(data, Mapping) else data


def _read(data: list[Any]) -> Clause:
    kind, *rest = data
    if kind == "path":
        path, *others = rest
        return PathClause(tuple(path), *others)
    if kind == "all":
        return AllClause(tuple(map(_read, rest[0])))
    if kind == "any":
        return AnyClause(tuple(map(_read, rest[0])))
    if kind == "not":
        return NotClause(_read(rest[0]))
    if kind == "related":
        relation, quantifier, where, outside = rest
        return RelatedClause(relation, quantifier, where and _read(where), outside)
    if kind == "predicate":
        return PredicateClause(*rest)
    parameter, inner = rest
    return ParameterClause(parameter, _read(inner))
