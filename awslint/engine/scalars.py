"""The keywords that look at one value without looking into it, and what they need to know of its type."""

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as ReadOnlyDict
from functools import lru_cache

from awslint.engine.equality import equals_data, types_of
from awslint.engine.result import Proof, Result, no, unknown, yes
from awslint.model.truth import Truth, any_of
from awslint.model.value import Mapping, Scalar, Sequence, Unknown, Value
from awslint.query.view import View

Keyword = Callable[[View, Value, object, ReadOnlyDict[str, object]], Result]


def json_types(value: Value) -> frozenset[str] | None:
    """The JSON types that a value has; None when they are not known."""
    if isinstance(value, Scalar):
        return types_of(value.data)
    if isinstance(value, Mapping):
        return frozenset({"object"})
    if isinstance(value, Sequence):
        return frozenset({"array"})
    if isinstance(value, Unknown):
        if value.parts:
            return frozenset({"string"})
        if value.type is not None:
            return frozenset({value.type, "number"}) if value.type == "integer" else frozenset({value.type})
    return None


def applies(value: Value, *types: str) -> Truth:
    """Whether a keyword that is about these types says anything about the value."""
    known = json_types(value)
    if known is None:
        return Truth.UNKNOWN
    return Truth.NO if known.isdisjoint(types) else Truth.YES


def settled_by_type(value: Value, *types: str) -> Result | None:
    """The answer of a keyword about other types: such a value satisfies it, one of unknown type leaves it open.

    None when the keyword has to look at the value.
    """
    if applies(value, *types) is Truth.NO:
        return yes(value)
    return unknown(value) if isinstance(value, Unknown) and not value.parts else None


def answered(truth: Truth, value: Value) -> Result:
    """A truth that the value itself decided."""
    return Result(truth, (Proof(value),))


def _number(test: Callable[[int | float, int | float], bool]) -> Keyword:
    def keyword(_: View, value: Value, expected: object, __: ReadOnlyDict[str, object]) -> Result:
        settled = settled_by_type(value, "number", "integer")
        if settled is not None:
            return settled
        assert isinstance(value, Scalar) and isinstance(value.data, int | float) and isinstance(expected, int | float)
        return yes(value) if test(value.data, expected) else no(value)

    return keyword


def _multiple(value: int | float, of: int | float) -> bool:
    if isinstance(of, float) or isinstance(value, float):
        quotient = value / of
        try:
            return int(quotient) == quotient
        except OverflowError:
            return False
    return value % of == 0


def _type(_: View, value: Value, expected: object, __: ReadOnlyDict[str, object]) -> Result:
    known = json_types(value)
    if known is None:
        return unknown(value)
    wanted = {expected} if isinstance(expected, str) else set(expected)  # type: ignore[call-overload]
    if isinstance(value, Unknown) and value.type == "number" and "integer" in wanted and "number" not in wanted:
        return unknown(value)
    return yes(value) if known & wanted else no(value)


def _enum(view: View, value: Value, expected: object, __: ReadOnlyDict[str, object]) -> Result:
    assert isinstance(expected, Iterable)
    return answered(any_of(equals_data(view, value, data) for data in expected), value)


def _const(view: View, value: Value, expected: object, __: ReadOnlyDict[str, object]) -> Result:
    return answered(equals_data(view, value, expected), value)


def _length(value: Value) -> tuple[int, bool]:
    """The least length of a text, and whether that is its length."""
    if isinstance(value, Unknown):
        # What a resource gives, a name or an ARN, is never empty.
        parts = value.parts or (value,)
        return sum(len(part) if isinstance(part, str) else part.refers_to is not None for part in parts), False
    assert isinstance(value, Scalar) and isinstance(value.data, str)
    return len(value.data), True


def _min_length(_: View, value: Value, expected: object, __: ReadOnlyDict[str, object]) -> Result:
    assert isinstance(expected, int | float)
    if isinstance(value, Unknown) and _length(value)[0] >= expected:
        return yes(value)
    settled = settled_by_type(value, "string")
    if settled is not None:
        return settled
    length, exact = _length(value)
    if length >= expected:
        return yes(value)
    return no(value) if exact else unknown(value)


def _max_length(_: View, value: Value, expected: object, __: ReadOnlyDict[str, object]) -> Result:
    settled = settled_by_type(value, "string")
    if settled is not None:
        return settled
    length, exact = _length(value)
    assert isinstance(expected, int | float)
    if length > expected:
        return no(value)
    return yes(value) if exact else unknown(value)


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _pattern(_: View, value: Value, expected: object, __: ReadOnlyDict[str, object]) -> Result:
    settled = settled_by_type(value, "string")
    if settled is not None:
        return settled
    assert isinstance(expected, str)
    if isinstance(value, Unknown):
        head = value.parts[0]
        # What matches at the start of a text still matches when the text goes on, unless the pattern looks ahead.
        if isinstance(head, str) and not re.search(r"\$|\(\?|\\[bBZ]", expected) and compiled(expected).search(head):
            return yes(value)
        return unknown(value)
    assert isinstance(value, Scalar) and isinstance(value.data, str)
    return yes(value) if compiled(expected).search(value.data) else no(value)


SCALAR_KEYWORDS: ReadOnlyDict[str, Keyword] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "multipleOf": _number(_multiple),
    "minimum": _number(lambda value, bound: value >= bound),
    "maximum": _number(lambda value, bound: value <= bound),
    "exclusiveMinimum": _number(lambda value, bound: value > bound),
    "exclusiveMaximum": _number(lambda value, bound: value < bound),
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
}
