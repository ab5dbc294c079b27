"""Values for the parameters of a rule: AWS Config's names and types, given as texts or as data."""

import json
from collections.abc import Collection, Mapping

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


def values_of(rule: Rule, given: Mapping[str, object]) -> dict[str, object]:
    """The value of every parameter of the rule: what was given, else the default; None without either.

    Raises ValueError for a value of the wrong type or a parameter that the rule does not have.
    """
    known = {parameter.name: parameter for parameter in rule.parameters}
    for name in given:
        if name not in known:
            raise ValueError(f"{rule.id} has no parameter {name!r}; it has {', '.join(known) or 'none'}")
    return {name: parsed(parameter, given.get(name, parameter.default)) for name, parameter in known.items()}


def missing(rule: Rule, values: Mapping[str, object]) -> list[str]:
    """The required parameters without a value."""
    return [parameter.name for parameter in rule.parameters if parameter.required and values[parameter.name] is None]


def parsed(parameter: Parameter, raw: object) -> object:
    """A parameter's value in its type: CSV as a list of texts, StringMap as an object.

    Raises ValueError when it does not fit.
    """
    if raw is None or (raw == "" and parameter.type != "String"):
        return None
    convert = {
        "String": _text,
        "int": _integer,
        "double": _number,
        "boolean": _boolean,
        "CSV": _list,
        "StringMap": _object,
    }[parameter.type]
    try:
        return convert(raw)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{parameter.name} must be of type {parameter.type}, not {raw!r}") from error


def _text(raw: object) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if not isinstance(raw, str | int | float):
        raise TypeError
    return str(raw)


def _integer(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float) or float(raw) != int(float(raw)):
        raise TypeError
    return int(float(raw))


def _number(raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise TypeError
    return float(raw)


def _boolean(raw: object) -> bool:
    text = str(raw).strip().lower()
    if text not in ("true", "false"):
        raise ValueError
    return text == "true"


def _list(raw: object) -> list[str]:
    if isinstance(raw, list | tuple):
        return [_text(item).strip() for item in raw]
    return [item.strip() for item in _text(raw).split(",") if item.strip()]


def _object(raw: object) -> object:
    found = _from_text(raw) if isinstance(raw, str) else raw
    if not isinstance(found, dict):
        raise TypeError
    return found


def _from_text(raw: str) -> object:
    """JSON, or what AWS Config's pages write: `oracle: general, slowquery ; aurora: alert`."""
    if raw.lstrip().startswith("{"):
        return json.loads(raw)
    pairs = [part.partition(":") for part in raw.split(";") if part.strip()]
    if not all(colon and name.strip() for name, colon, _ in pairs):
        raise ValueError
    return {name.strip(): value.strip() for name, _, value in pairs}


def bind(clause: Clause, values: Mapping[str, object]) -> Clause | None:
    """The clause with parameter values in the place of `{param: name}`.

    A keyword whose parameter has no value is dropped; None when a `when-param` clause does not apply.
    """
    match clause:
        case PathClause(path, test, quantifier, absent):
            bound = _filled(test, values)
            assert isinstance(bound, bool | Mapping)
            return PathClause(path, bound, quantifier, absent)
        case AllClause(clauses):
            return AllClause(_kept(clauses, values))
        case AnyClause(clauses):
            return AnyClause(_kept(clauses, values))
        case NotClause(inner):
            bound_inner = bind(inner, values)
            return None if bound_inner is None else NotClause(bound_inner)
        case RelatedClause(relation, quantifier, where, outside):
            return RelatedClause(relation, quantifier, where and bind(where, values), outside)
        case ParameterClause(parameter, inner):
            return None if values.get(parameter) is None else bind(inner, values)
        case PredicateClause(name, arguments):
            filled = _filled(dict(arguments), values)
            assert isinstance(filled, dict)
            return PredicateClause(name, filled)


def askable(clause: Clause, lacking: Collection[str]) -> Clause | None:
    """What can be asked of a clause before parameters without a value are given: its parts that name none of them."""
    if isinstance(clause, AllClause):
        parts = (askable(one, lacking) for one in clause.clauses)
        return AllClause(tuple(one for one in parts if one is not None))
    return None if _asks(clause, lacking) else clause


def _asks(clause: Clause | None, parameters: Collection[str]) -> bool:
    """Whether some predicate in the clause takes one of the parameters."""
    match clause:
        case AllClause(clauses) | AnyClause(clauses):
            return any(_asks(one, parameters) for one in clauses)
        case NotClause(inner) | RelatedClause(where=inner) | ParameterClause(clause=inner):
            return _asks(inner, parameters)
        case PredicateClause(arguments=arguments):
            return _names(dict(arguments), parameters)
    return False


def _names(data: object, parameters: Collection[str]) -> bool:
    if isinstance(data, Mapping):
        return data.get("param") in parameters or any(_names(value, parameters) for value in data.values())
    return isinstance(data, list | tuple) and any(_names(item, parameters) for item in data)


def _kept(clauses: tuple[Clause, ...], values: Mapping[str, object]) -> tuple[Clause, ...]:
    bound = (bind(clause, values) for clause in clauses)
    return tuple(clause for clause in bound if clause is not None)


def _filled(data: object, values: Mapping[str, object]) -> object:
    if isinstance(data, Mapping):
        filled = {}
        for key, value in data.items():
            if isinstance(value, Mapping) and value.keys() == {"param"}:
                name = value["param"]
                if values.get(name) is not None:
                    filled[key] = values[name]
            else:
                filled[key] = _filled(value, values)
        return filled
    if isinstance(data, list | tuple):
        return [_filled(item, values) for item in data]
    return data
