"""Policy documents as values to statements. Any of IAM's shapes is read; JSON text is parsed.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import json
import re
from collections.abc import Iterator

from awslint.analysis.iam.statement import (
    Condition,
    Document,
    Element,
    Elements,
    Principal,
    Principals,
    Quantifier,
    Statement,
)
from awslint.analysis.iam.text import Syntax, text_of
from awslint.model.place import Place
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value, Why
from awslint.query.view import View

_MARK = re.compile("\ue000(\\d+)\ue001")
# Where a star is a star, policy variables are filled in all the same.
_EXACT: dict[Syntax, Syntax] = {"variables": "exact", "wildcards": "literal"}
_SETS: dict[str, Quantifier] = {"foranyvalue": "any", "forallvalues": "all"}


def read_document(view: View, value: Value) -> Document:
    """The statements of a policy, as they are in the view's world."""
    value = parsed(view.resolve(value))
    if isinstance(value, Absent):
        return Document((), value)
    if not isinstance(value, Mapping):
        return Document((), value, value if isinstance(value, Unknown) else _invalid(value, "a policy document"))
    version = view.get(value, "Version")
    syntax: Syntax = "variables" if isinstance(version, Scalar) and version.data == "2012-10-17" else "wildcards"
    if isinstance(version, Unknown):
        syntax = "variables"
    written = view.get(value, "Statement")
    statements: list[Statement] = []
    left = hidden_part(written)
    for one in _listed(view, written):
        if isinstance(one, Mapping):
            statements.append(_statement(view, one, syntax))
        elif left is None:
            left = one if isinstance(one, Unknown) else _invalid(one, "a policy statement")
    return Document(tuple(statements), value, left)


def parsed(value: Value) -> Value:
    """JSON text as the value that it says; every part of it is placed where the text is. Other values as they are."""
    if isinstance(value, Scalar) and isinstance(value.data, str):
        return _from_json(value.data, value.place, ()) or value
    if isinstance(value, Unknown) and value.parts and str(value.parts[0]).lstrip()[:1] == "{":
        holes = tuple(part for part in value.parts if isinstance(part, Unknown))
        numbers = iter(range(len(holes)))
        text = "".join(part if isinstance(part, str) else f"\ue000{next(numbers)}\ue001" for part in value.parts)
        return _from_json(text, value.place, holes) or value
    return value


def _from_json(text: str, place: Place, holes: tuple[Unknown, ...]) -> Value | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _value(data, place, holes) if isinstance(data, dict) else None


def value_of(data: object, place: Place) -> Value:
    """Plain data as a value, all of it at one place."""
    return _value(data, place, ())


def _value(data: object, place: Place, holes: tuple[Unknown, ...]) -> Value:
    if isinstance(data, dict):
        return Mapping({str(key): _value(one, place, holes) for key, one in data.items()}, place)
    if isinstance(data, list):
        return Sequence(tuple(_value(one, place, holes) for one in data), place)
    if isinstance(data, str) and holes and _MARK.search(data):
        pieces = _MARK.split(data)
        parts = tuple(holes[int(piece)] if index % 2 else piece for index, piece in enumerate(pieces) if piece)
        whole = parts[0]
        if len(parts) == 1 and isinstance(whole, Unknown):
            return whole
        return Unknown(Why.FUNCTION, holes[0].subject, place, parts=parts, type="string")
    assert data is None or isinstance(data, str | int | float | bool)
    return Scalar(data, place)


def _statement(view: View, value: Mapping, syntax: Syntax) -> Statement:
    effect = view.get(value, "Effect")
    said = effect.data if isinstance(effect, Scalar) else None
    conditions, hidden = _conditions(view, view.get(value, "Condition"), syntax)
    sid = view.get(value, "Sid")
    actions = _elements(view, value, "Action", "wildcards")
    return Statement(
        effect="Allow" if said == "Allow" else "Deny" if said == "Deny" else None,
        principals=_principals(view, value),
        actions=actions or Elements((), value, complete=value.complete),
        resources=_elements(view, value, "Resource", syntax),
        conditions=conditions,
        value=value,
        effect_value=effect,
        conditions_open=hidden,
        sid=str(sid.data) if isinstance(sid, Scalar) else None,
    )


def _elements(view: View, statement: Mapping, name: str, syntax: Syntax) -> Elements | None:
    """`Action` or `NotAction`; None when the statement has neither."""
    found = _either(view, statement, name)
    if isinstance(found, Unknown):
        return Elements((), found, complete=False)
    if found is not None:
        value, negated = found
        items = tuple(Element(text_of(view, one, syntax), one) for one in _listed(view, value))
        known = tuple(item for item in items if item.text is not None)
        return Elements(known, value, len(known) == len(items) and hidden_part(value, whole=False) is None, negated)
    return None


def _either(view: View, statement: Mapping, name: str) -> tuple[Value, bool] | Unknown | None:
    """The value of an element or of its Not form, and which of the two it is."""
    for key, negated in ((name, False), (f"Not{name}", True)):
        value = view.get(statement, key)
        if isinstance(value, Unknown) and value.may_be_absent:
            return value
        if not isinstance(value, Absent):
            return value, negated
    return None


def _principals(view: View, statement: Mapping) -> Principals | None:
    given = _either(view, statement, "Principal")
    if isinstance(given, Unknown):
        return Principals((), given, complete=False)
    if given is not None:
        value, negated = given
        if isinstance(value, Mapping):
            found: list[Principal] = []
            complete = value.complete
            for kind in value.entries:
                written = view.get(value, kind)
                complete = complete and hidden_part(written, whole=False) is None
                for one in _listed(view, written):
                    text = text_of(view, one, "wildcards")
                    complete = complete and text is not None
                    if text is not None:
                        found.append(Principal(kind, Element(text, one)))
            return Principals(tuple(found), value, complete, negated)
        text = text_of(view, value, "wildcards")
        if text is None:
            return Principals((), value, complete=False, negated=negated)
        return Principals((Principal("AWS", Element(text, value)),), value, negated=negated)
    return None


def _conditions(view: View, value: Value, syntax: Syntax) -> tuple[tuple[Condition, ...], Unknown | None]:
    if isinstance(value, Absent):
        return (), None
    value = parsed(value)
    if not isinstance(value, Mapping):
        return (), value if isinstance(value, Unknown) else _invalid(value, "a condition")
    found: list[Condition] = []
    hidden = hidden_part(value)
    for name in value.entries:
        keys = view.get(value, name)
        if isinstance(keys, Absent):
            continue
        quantifier, operator, if_exists = _operator(name)
        if not isinstance(keys, Mapping):
            hidden = hidden or (keys if isinstance(keys, Unknown) else _invalid(keys, "a condition"))
            continue
        hidden = hidden or hidden_part(keys)
        for key in keys.entries:
            written = view.get(keys, key)
            if isinstance(written, Absent):
                continue
            special = syntax if "like" in operator or operator.startswith("arn") else _EXACT[syntax]
            items = tuple(Element(text_of(view, one, special), one) for one in _listed(view, written))
            texts = tuple(item for item in items if item.text is not None)
            complete = len(texts) == len(items) and hidden_part(written, whole=False) is None
            found.append(Condition(operator, key.lower(), texts, written, quantifier, if_exists, complete))
    return tuple(found), hidden


def _operator(name: str) -> tuple[Quantifier, str, bool]:
    """`ForAnyValue:StringLikeIfExists` as ("any", "stringlike", True)."""
    prefix, colon, rest = name.lower().partition(":")
    operator = rest if colon else prefix
    quantifier: Quantifier = _SETS.get(prefix, "one") if colon else "one"
    return quantifier, operator.removesuffix("ifexists"), operator.endswith("ifexists")


def _listed(view: View, value: Value) -> Iterator[Value]:
    """The items of a list, or the single one that stands for it."""
    if isinstance(value, Absent):
        return
    if isinstance(value, Sequence):
        yield from view.items(value)[0]
    else:
        yield value


def hidden_part(value: Value, *, whole: bool = True) -> Unknown | None:
    """What hides a part of a list or object, or with `whole` all of it; None when everything is there.

    Without `whole` an unknown value counts as one unknown text, unless it may be a list.
    """
    if isinstance(value, Unknown):
        return value if whole or value.type not in (None, "string") else None
    if isinstance(value, Mapping | Sequence) and not value.complete:
        return value.missing or Unknown(Why.MACRO, "", value.place)
    return None


def _invalid(value: Value, what: str) -> Unknown:
    return Unknown(Why.INVALID, what, value.place)
