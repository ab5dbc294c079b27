"""JSON Schema 2020-12 over values that may be unknown.

Each keyword answers YES or NO only when every value that an unknown part may have gives that answer. Source of the
semantics where nothing is unknown: https://json-schema.org/draft/2020-12/json-schema-validation.
"""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as ReadOnlyDict

from awslint.engine.equality import same
from awslint.engine.result import Proof, Result, both, either, no, unknown, yes
from awslint.engine.scalars import SCALAR_KEYWORDS, Keyword, answered, applies, compiled, settled_by_type
from awslint.model.truth import Truth, any_of
from awslint.model.value import Absent, Mapping, Scalar, Unknown, Value
from awslint.query.view import View

Fragment = object  # a boolean or a mapping of keywords, checked when the rule was loaded


def check(view: View, value: Value, fragment: Fragment) -> Result:
    """Whether a present value satisfies a schema fragment."""
    value = view.resolve(value)
    if fragment is True or fragment == {}:
        return yes(value)
    if fragment is False:
        return no(value)
    assert isinstance(fragment, ReadOnlyDict)
    if isinstance(value, Unknown) and value.among:
        return _among(view, value, fragment)
    results = [
        _KEYWORDS[keyword](view, value, expected, fragment)
        for keyword, expected in fragment.items()
        if keyword in _KEYWORDS
    ]
    return both(results) if results else yes(value)


def _among(view: View, value: Unknown, fragment: Fragment) -> Result:
    assert value.among is not None
    truths = {check(view, one, fragment).truth for one in value.among}
    truth = truths.pop() if len(truths) == 1 else Truth.UNKNOWN
    return Result(truth, (Proof(value),))


def _items(view: View, value: Value, expected: object, fragment: ReadOnlyDict[str, object]) -> Result:
    if applies(value, "array") is Truth.NO:
        return yes(value)
    if isinstance(value, Unknown):
        return yes(value) if expected is True else unknown(value)
    items, complete = view.items(value)
    prefix = fragment.get("prefixItems")
    skipped = len(prefix) if isinstance(prefix, list | tuple) else 0
    results = [check(view, item, expected) for item in items[skipped:]]
    if not complete:
        results.append(unknown(value))
    return both(results) if results else yes(value)


def _prefix_items(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    if applies(value, "array") is Truth.NO:
        return yes(value)
    if isinstance(value, Unknown):
        return unknown(value)
    assert isinstance(expected, list | tuple)
    items, complete = view.items(value)
    results = [check(view, item, schema) for item, schema in zip(items, expected, strict=False)]
    if not complete and len(items) < len(expected):
        results.append(unknown(value))
    return both(results) if results else yes(value)


def _contains(view: View, value: Value, expected: object, fragment: ReadOnlyDict[str, object]) -> Result:
    if applies(value, "array") is Truth.NO:
        return yes(value)
    least = fragment.get("minContains", 1)
    most = fragment.get("maxContains")
    assert isinstance(least, int | float) and (most is None or isinstance(most, int | float))
    if isinstance(value, Unknown):
        return yes(value) if least == 0 and most is None else unknown(value)
    items, complete = view.items(value)
    results = [check(view, item, expected) for item in items]
    certain = [result for result in results if result.truth is Truth.YES]
    open_ones = [result for result in results if result.truth is Truth.UNKNOWN]
    if most is not None and len(certain) > most:
        return no(value)
    possible = len(certain) + len(open_ones)
    if complete and possible < least:
        return no(value)
    if len(certain) >= least and (most is None or (complete and possible <= most)):
        return both(certain) if certain else yes(value)
    return both(open_ones) if open_ones else unknown(value)


def _min_items(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    settled = settled_by_type(value, "array")
    if settled is not None:
        return settled
    assert isinstance(expected, int | float)
    return answered(_has_items(view, value, expected), value)


def _max_items(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    settled = settled_by_type(value, "array")
    if settled is not None:
        return settled
    assert isinstance(expected, int | float)
    return answered(~_has_items(view, value, expected + 1), value)


def _has_items(view: View, value: Value, least: float) -> Truth:
    items, complete = view.items(value)
    if len(items) >= least:
        return Truth.YES
    return Truth.NO if complete else Truth.UNKNOWN


def _unique_items(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    if expected is not True or applies(value, "array") is Truth.NO:
        return yes(value)
    if isinstance(value, Unknown):
        return unknown(value)
    items, complete = view.items(value)
    repeated = any_of(same(view, a, b) for i, a in enumerate(items) for b in items[i + 1 :])
    if repeated is Truth.NO and not complete:
        repeated = Truth.UNKNOWN
    return answered(~repeated, value)


def _entry(view: View, value: Value, name: str, fragment: Fragment) -> Result | None:
    """What a fragment says about an entry of an object; None when the entry is absent."""
    found = view.get(value, name)
    if isinstance(found, Absent):
        return None
    result = check(view, found, fragment)
    if isinstance(found, Unknown) and found.may_be_absent and result.truth is Truth.NO:
        return unknown(found)
    return result


def _properties(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    if applies(value, "object") is Truth.NO:
        return yes(value)
    if isinstance(value, Unknown):
        return unknown(value) if any(schema is not True for schema in _schemas(expected).values()) else yes(value)
    results = [_entry(view, value, name, schema) for name, schema in _schemas(expected).items()]
    found = [result for result in results if result is not None]
    return both(found) if found else yes(value)


def _schemas(expected: object) -> ReadOnlyDict[str, object]:
    assert isinstance(expected, ReadOnlyDict)
    return expected


def _required(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    if applies(value, "object") is Truth.NO or not expected:
        return yes(value)
    assert isinstance(expected, list | tuple)
    if isinstance(value, Unknown):
        return unknown(value)
    return both(_has(view, value, name) for name in expected)


def _has(view: View, value: Value, name: str) -> Result:
    found = view.get(value, name)
    if isinstance(found, Absent):
        return no(value, name) if found.written is None else no(found)
    return unknown(found) if isinstance(found, Unknown) and found.may_be_absent else yes(found)


def _other_properties(view: View, value: Value, expected: object, fragment: ReadOnlyDict[str, object]) -> Result:
    if applies(value, "object") is Truth.NO or expected is True:
        return yes(value)
    if isinstance(value, Unknown):
        return unknown(value)
    assert isinstance(value, Mapping)
    patterns = [compiled(pattern) for pattern in _schemas(fragment.get("patternProperties", {}))]
    named = _schemas(fragment.get("properties", {}))
    others = [name for name in value.entries if name not in named and not any(p.search(name) for p in patterns)]
    return _over(view, value, [(name, expected) for name in others])


def _pattern_properties(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    if applies(value, "object") is Truth.NO:
        return yes(value)
    if isinstance(value, Unknown):
        return unknown(value)
    assert isinstance(value, Mapping)
    pairs = [
        (name, schema)
        for pattern, schema in _schemas(expected).items()
        for name in value.entries
        if compiled(pattern).search(name)
    ]
    return _over(view, value, pairs)


def _property_names(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    if applies(value, "object") is Truth.NO:
        return yes(value)
    if isinstance(value, Unknown):
        return unknown(value)
    assert isinstance(value, Mapping)
    results = []
    for name in value.entries:
        found = view.get(value, name)
        if not isinstance(found, Absent):
            result = check(view, Scalar(name, found.place.of_key()), expected)
            sure = not (isinstance(found, Unknown) and found.may_be_absent)
            results.append(result if sure or result.truth is not Truth.NO else unknown(found))
    if not value.complete:
        results.append(unknown(value))
    return both(results) if results else yes(value)


def _over(view: View, value: Mapping, pairs: list[tuple[str, object]]) -> Result:
    results = [result for name, schema in pairs if (result := _entry(view, value, name, schema)) is not None]
    if not value.complete:
        results.append(unknown(value))
    return both(results) if results else yes(value)


def _count(view: View, value: Value) -> tuple[int, int | None]:
    """The least and the greatest number of entries of an object."""
    assert isinstance(value, Mapping)
    found = [view.get(value, name) for name in value.entries]
    present = [entry for entry in found if not isinstance(entry, Absent)]
    sure = [entry for entry in present if not (isinstance(entry, Unknown) and entry.may_be_absent)]
    return len(sure), len(present) if value.complete else None


def _min_properties(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    settled = settled_by_type(value, "object")
    if settled is not None:
        return settled
    least, most = _count(view, value)
    assert isinstance(expected, int | float)
    if least >= expected:
        return yes(value)
    return no(value) if most is not None and most < expected else unknown(value)


def _max_properties(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    settled = settled_by_type(value, "object")
    if settled is not None:
        return settled
    least, most = _count(view, value)
    assert isinstance(expected, int | float)
    if least > expected:
        return no(value)
    return yes(value) if most is not None and most <= expected else unknown(value)


def _dependent(view: View, value: Value, name: str, then: Callable[[], Result]) -> Result:
    has = _has(view, value, name)
    if has.truth is Truth.NO:
        return yes(value)
    result = then()
    return result if has.truth is Truth.YES or result.truth is Truth.YES else has


def _dependent_required(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    if applies(value, "object") is Truth.NO:
        return yes(value)
    if isinstance(value, Unknown):
        return unknown(value)
    return both(
        [
            yes(value),
            *(
                _dependent(view, value, name, lambda needs=needs: _required(view, value, needs, {}))  # type: ignore[misc]
                for name, needs in _schemas(expected).items()
            ),
        ]
    )


def _dependent_schemas(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    if applies(value, "object") is Truth.NO:
        return yes(value)
    if isinstance(value, Unknown):
        return unknown(value)
    return both(
        [
            yes(value),
            *(
                _dependent(view, value, name, lambda schema=schema: check(view, value, schema))  # type: ignore[misc]
                for name, schema in _schemas(expected).items()
            ),
        ]
    )


def _all_of(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    assert isinstance(expected, Iterable)
    return both(check(view, value, schema) for schema in expected)


def _any_of(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    assert isinstance(expected, Iterable)
    return either((check(view, value, schema) for schema in expected), value)


def _one_of(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    assert isinstance(expected, Iterable)
    results = [check(view, value, schema) for schema in expected]
    certain = [result for result in results if result.truth is Truth.YES]
    open_ones = [result for result in results if result.truth is Truth.UNKNOWN]
    if len(certain) > 1:
        return no(value)
    if open_ones:
        return both(open_ones)
    return certain[0] if certain else no(value)


def _not(view: View, value: Value, expected: object, _: ReadOnlyDict[str, object]) -> Result:
    return ~check(view, value, expected)


def _if(view: View, value: Value, expected: object, fragment: ReadOnlyDict[str, object]) -> Result:
    condition = check(view, value, expected)
    then = check(view, value, fragment.get("then", True))
    otherwise = check(view, value, fragment.get("else", True))
    if condition.truth is Truth.YES:
        return then
    if condition.truth is Truth.NO:
        return otherwise
    if then.truth is otherwise.truth:
        return both([then, otherwise])
    return condition


_KEYWORDS: ReadOnlyDict[str, Keyword] = {
    **SCALAR_KEYWORDS,
    "items": _items,
    "prefixItems": _prefix_items,
    "contains": _contains,
    "minItems": _min_items,
    "maxItems": _max_items,
    "uniqueItems": _unique_items,
    "properties": _properties,
    "required": _required,
    "additionalProperties": _other_properties,
    "patternProperties": _pattern_properties,
    "propertyNames": _property_names,
    "minProperties": _min_properties,
    "maxProperties": _max_properties,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
}

SUPPORTED = frozenset({*_KEYWORDS, "then", "else", "minContains", "maxContains"})
