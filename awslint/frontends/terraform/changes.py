"""The transforms of the tables that change an attribute's value."""

from collections.abc import Callable
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import replace

from awslint.frontends.terraform.documents import parsed
from awslint.frontends.terraform.reading import Context, listed, members, over, single, written
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value

Change = Callable[[Value, ReadOnlyDict[str, object], Context], Value]


def _unset(value: Value, spec: ReadOnlyDict[str, object], context: Context) -> Value:
    """Sentinels that mean "not set"."""
    if isinstance(value, Scalar) and written(value.data) in {written(one) for one in listed(spec["unset"])}:
        return Absent(value.place, str(spec.get("from")))
    return value


def _json(value: Value, spec: ReadOnlyDict[str, object], context: Context) -> Value:
    """JSON text as what it says. What a wholly unknown text refers to is somewhere inside it, not it."""
    if isinstance(value, Unknown) and value.refers_to is not None:
        return replace(value, refers_to=None, symbol=None, among=None)
    return parsed(value, spec["json"] == "pascal") if isinstance(value, Scalar) else value


def _values(value: Value, spec: ReadOnlyDict[str, object], context: Context) -> Value:
    """Other words for the same thing: enum to boolean, boolean to enum, renamed enum members."""
    table = members(spec["values"])

    def change(one: Value) -> Value:
        if isinstance(one, Scalar):
            text = written(one.data)
            if text in table:
                data = table[text]
                if data is None:
                    return Absent(one.place, str(spec["from"]))
                assert isinstance(data, str | int | float | bool)
                return Scalar(data, one.place, text, one.origins, one.secret)
        return one

    return over(value, change)


def _pairs(value: Value, spec: ReadOnlyDict[str, object], context: Context) -> Value:
    """A map as a list of names and values."""
    key, text = (str(name) for name in listed(spec["pairs"]))
    if not isinstance(value, Mapping):
        return value
    items = tuple(
        Mapping({key: Scalar(name, item.place.of_key()), text: item}, item.place)
        for name, item in value.entries.items()
        if not isinstance(item, Absent)
    )
    return Sequence(items, value.place, value.complete, value.missing)


def _only(value: Value, spec: ReadOnlyDict[str, object], context: Context) -> Value:
    """The first item of a list that CloudFormation has as a single value."""
    return single(value)


def _empty(value: Value, spec: ReadOnlyDict[str, object], context: Context) -> Value:
    """Nothing written means an empty list in Terraform, where CloudFormation would do something of its own."""
    return Sequence((), value.place) if isinstance(value, Absent) else value


def _as_list(value: Value, spec: ReadOnlyDict[str, object], context: Context) -> Value:
    """A single value as a list of one."""
    return Sequence((value,), value.place) if isinstance(value, Scalar | Mapping | Unknown) else value


def _split(value: Value, spec: ReadOnlyDict[str, object], context: Context) -> Value:
    """A text with separators as a list."""
    if not isinstance(value, Scalar) or not isinstance(value.data, str):
        return value
    parts = [part.strip() for part in value.data.split(str(spec["split"]))]
    return Sequence(tuple(Scalar(part, value.place, secret=value.secret) for part in parts if part), value.place)


def _flip(value: Value, spec: ReadOnlyDict[str, object], context: Context) -> Value:
    """A boolean that Terraform states the other way round."""
    if isinstance(value, Scalar) and isinstance(value.data, bool):
        return Scalar(not value.data, value.place, written(value.data), value.origins, value.secret)
    return value


CHANGES: dict[str, Change] = {
    "unset": _unset,
    "json": _json,
    "split": _split,
    "values": _values,
    "pairs": _pairs,
    "only": _only,
    "list": _as_list,
    "empty": _empty,
    "not": _flip,
}
