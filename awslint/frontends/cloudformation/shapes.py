"""Values typed as the resource schemas say, the way CloudFormation converts what a template writes."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from awslint.frontends.cloudformation.texts import masked, unmasked, written
from awslint.knowledge.facts import Shape
from awslint.model.place import Place
from awslint.model.value import Case, Choice, Origin, Scalar, Sequence, Unknown, Value, Why
from awslint.model.value import Mapping as MappingValue

MAX_JSON = 1_000_000  # characters; an IAM policy has at most some ten thousand

_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?")
_SURE_TEXT = frozenset({Why.ATTRIBUTE, Why.PSEUDO})  # texts without quotes or backslashes


def inner(shape: Shape | None, key: str) -> Shape | None:
    """The shape of one entry of a mapping."""
    if not isinstance(shape, Mapping):
        return None
    properties = shape.get("properties")
    found = properties.get(key) if isinstance(properties, Mapping) else shape.get("values")
    return found if isinstance(found, str | Mapping) else None


def item(shape: Shape | None) -> Shape | None:
    """The shape of the items of a list."""
    found = shape.get("items") if isinstance(shape, Mapping) else None
    return found if isinstance(found, str | Mapping) else None


def coerce(value: Value, shape: Shape | None) -> Value:
    """The value as a property of this shape receives it; what does not fit stays as it is."""
    if shape is None or shape == "any":
        return value
    if isinstance(value, Scalar):
        return _scalar(value, shape)
    if isinstance(value, Unknown):
        return _unknown(value, shape)
    if isinstance(value, Choice):
        cases = tuple(Case(case.values, coerce(case.value, shape)) for case in value.cases)
        otherwise = value.otherwise
        if otherwise is not None:
            open_ = coerce(otherwise, shape)
            otherwise = open_ if isinstance(open_, Unknown) else otherwise
        return replace(value, cases=cases, otherwise=otherwise)
    if isinstance(value, Sequence) and item(shape) is not None:
        return replace(value, items=tuple(coerce(one, item(shape)) for one in value.items))
    return value


def _scalar(value: Scalar, shape: Shape) -> Value:
    data = value.data
    if shape == "string":
        if data is None or isinstance(data, str):
            return value
        return replace(value, data=written(value), text=None)
    if not isinstance(data, str):
        if shape in ("integer", "number") and isinstance(data, float) and data.is_integer():
            return replace(value, data=int(data), text=value.text or written(value))
        return value
    if shape == "boolean":
        lowered = data.lower()
        return replace(value, data=lowered == "true", text=data) if lowered in ("true", "false") else value
    if shape in ("integer", "number"):
        number = number_of(data)
        if number is None or (shape == "integer" and isinstance(number, float)):
            return value
        return replace(value, data=number, text=data)
    if shape == "json" or isinstance(shape, Mapping):
        parsed = _parsed(data, (), value)
        # One value where a list is meant is a list of one.
        return coerce(value, item(shape)) if parsed is value and item(shape) is not None else parsed
    return value


def number_of(text: str) -> int | float | None:
    """The number that a text writes; a whole one is an int."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _unknown(value: Unknown, shape: Shape) -> Value:
    if shape == "json" and value.parts and all(isinstance(part, str) or part.why in _SURE_TEXT for part in value.parts):
        text, hidden = masked(value.parts)
        parsed = _parsed(text, hidden, value)
        if parsed is not value:
            return parsed
    among = value.among and tuple(coerce(one, shape) for one in value.among)
    type_ = value.type
    if type_ in (None, "string") and not value.parts:
        if isinstance(shape, str):
            type_ = None if shape == "json" else shape
        else:  # what is written as one text arrives as the list or the object that the property takes
            type_ = "array" if "items" in shape else "object"
    if among == value.among and type_ == value.type:
        return value
    return replace(value, among=among, type=type_)


def _parsed(text: str, hidden: tuple[Unknown, ...], value: Scalar | Unknown) -> Value:
    """An object or a list that is written as JSON text, all of it at the place of the text."""
    if len(text) > MAX_JSON or text.lstrip()[:1] not in ("{", "["):
        return value
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return value
    return _plain(data, value.place, value.origins, hidden, isinstance(value, Scalar) and value.secret)


def _plain(data: object, place: Place, origins: tuple[Origin, ...], hidden: tuple[Unknown, ...], secret: bool) -> Value:
    if isinstance(data, dict):
        entries = {key: _plain(one, place, (), hidden, secret) for key, one in data.items()}
        return MappingValue(entries, place, origins=origins)
    if isinstance(data, list):
        return Sequence(tuple(_plain(one, place, (), hidden, secret) for one in data), place, origins=origins)
    if isinstance(data, str) and hidden:
        return unmasked(data, hidden, place)
    assert data is None or isinstance(data, str | int | float)
    return Scalar(data, place, origins=origins, secret=secret)
