"""When are two values the same? JSON Schema's equality (1 is 1.0, true is not 1), three-valued."""

import re

from awslint.model.truth import Truth, all_of, truth_of
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value
from awslint.query.view import View


def equals_data(view: View, value: Value, data: object) -> Truth:
    """Whether a value equals plain JSON data."""
    value = view.resolve(value)
    if isinstance(value, Scalar):
        return truth_of(same_scalar(value.data, data))
    if isinstance(value, Sequence):
        if not isinstance(data, list):
            return Truth.NO
        items, complete = view.items(value)
        if len(items) > len(data) or (complete and len(items) < len(data)):
            return Truth.NO
        if not complete:
            return Truth.UNKNOWN
        return all_of(equals_data(view, item, other) for item, other in zip(items, data, strict=True))
    if isinstance(value, Mapping):
        if not isinstance(data, dict):
            return Truth.NO
        return _equals_object(view, value, data)
    if isinstance(value, Unknown):
        return _equals_unknown(view, value, data)
    return Truth.NO


def _equals_object(view: View, value: Mapping, data: dict[str, object]) -> Truth:
    truths = []
    for name in {**dict.fromkeys(value.entries), **data}:
        found = view.get(value, name)
        if isinstance(found, Absent):
            if name in data:
                return Truth.NO
        elif name not in data:
            truths.append(Truth.UNKNOWN if isinstance(found, Unknown) and found.may_be_absent else Truth.NO)
        else:
            truths.append(equals_data(view, found, data[name]))
    if not value.complete:
        truths.append(Truth.UNKNOWN)
    return all_of(truths)


def _equals_unknown(view: View, value: Unknown, data: object) -> Truth:
    if value.among:
        truths = {equals_data(view, one, data) for one in value.among}
        return truths.pop() if len(truths) == 1 else Truth.UNKNOWN
    if value.type is not None and value.type not in types_of(data):
        return Truth.NO
    if isinstance(data, str):
        if data in value.excluding or not may_be(value, data):
            return Truth.NO
    elif value.parts:
        return Truth.NO  # it is a text
    return Truth.UNKNOWN


def may_be(value: Unknown, text: str) -> bool:
    """Whether the known parts of a text leave room for this one."""
    if not value.parts:
        return True
    pattern = "".join(re.escape(part) if isinstance(part, str) else ".*" for part in value.parts)
    return re.fullmatch(pattern, text, re.DOTALL) is not None


def same(view: View, one: Value, other: Value) -> Truth:
    """Whether two values are equal."""
    one, other = view.resolve(one), view.resolve(other)
    if isinstance(one, Scalar):
        return equals_data(view, other, one.data)
    if isinstance(other, Scalar):
        return equals_data(view, one, other.data)
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        if isinstance(one, Unknown) and isinstance(other, Unknown) and one.symbol is not None:
            return Truth.YES if one.symbol == other.symbol else Truth.UNKNOWN
        return Truth.UNKNOWN
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        return _same_lists(view, one, other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        names = {**dict.fromkeys(one.entries), **dict.fromkeys(other.entries)}
        truths = [_same_entries(view, view.get(one, name), view.get(other, name)) for name in names]
        return all_of([*truths, Truth.YES if one.complete and other.complete else Truth.UNKNOWN])
    return Truth.NO


def _same_lists(view: View, one: Sequence, other: Sequence) -> Truth:
    (items, complete), (others, others_complete) = view.items(one), view.items(other)
    if not complete or not others_complete:
        return Truth.UNKNOWN
    if len(items) != len(others):
        return Truth.NO
    return all_of(same(view, a, b) for a, b in zip(items, others, strict=True))


def _same_entries(view: View, one: Value, other: Value) -> Truth:
    if isinstance(one, Absent) or isinstance(other, Absent):
        if isinstance(one, Absent) and isinstance(other, Absent):
            return Truth.YES
        present = other if isinstance(one, Absent) else one
        return Truth.UNKNOWN if isinstance(present, Unknown) and present.may_be_absent else Truth.NO
    return same(view, one, other)


def same_scalar(one: object, other: object) -> bool:
    """JSON equality of two scalars; never true for a list or an object."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other
    return type(one) is type(other) and one == other


def types_of(data: object) -> frozenset[str]:
    """The JSON Schema types that a plain value has; 1.0 is an integer too."""
    if data is None:
        return frozenset({"null"})
    if isinstance(data, bool):
        return frozenset({"boolean"})
    if isinstance(data, int) or (isinstance(data, float) and data.is_integer()):
        return frozenset({"integer", "number"})
    if isinstance(data, float):
        return frozenset({"number"})
    if isinstance(data, str):
        return frozenset({"string"})
    return frozenset({"array"}) if isinstance(data, list) else frozenset({"object"})
