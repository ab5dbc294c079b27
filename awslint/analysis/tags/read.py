"""The tags of a resource as one mapping, whether its type has a list of keys and values, a map, or specifications."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from awslint.model.resource import Resource
from awslint.model.value import Absent, Mapping, Scalar, Unknown, Value
from awslint.query.view import View

# Names of the two halves of a tag, by type; most types write Key and Value.
_HALVES = (("Key", "Value"), ("TagKey", "TagValue"), ("key", "value"))


@dataclass(slots=True)
class Tags:
    """What is known of a resource's tags.

    values    by key, what its value is
    open      why other keys may exist: an unknown list, or a tag with an unknown key
    place     where they are written; Absent when nothing is
    """

    values: dict[str, Value] = field(default_factory=dict)
    open: list[Value] = field(default_factory=list)
    place: Value | None = None


def tags_of(view: View, resource: Resource, path: tuple[str, ...], kind: str | None = None) -> Tags:
    """The tags at a property path; with `kind`, those of that kind in a list of TagSpecifications."""
    found = Tags(place=view.read(resource, *path))
    assert found.place is not None
    for value in [found.place] if kind is None else _specified(view, found.place, kind, found.open):
        _collect(view, value, found)
    return found


def _specified(view: View, value: Value, kind: str, left: list[Value]) -> Iterator[Value]:
    items, complete = view.items(value)
    if not complete or isinstance(value, Unknown):
        left.append(value)
    for item in items:
        written = view.get(item, "ResourceType")
        if isinstance(written, Unknown):
            left.append(written)
        elif isinstance(written, Absent) or (isinstance(written, Scalar) and written.data == kind):
            yield view.get(item, "Tags")


def _collect(view: View, value: Value, found: Tags) -> None:
    if isinstance(value, Unknown):
        found.open.append(value)
        return
    if isinstance(value, Mapping):
        if not value.complete:
            found.open.append(value.missing or value)
        for name in value.entries:
            one = view.get(value, name)
            if not isinstance(one, Absent):
                found.values[name] = one
        return
    items, complete = view.items(value)
    if not complete:
        found.open.append(value)
    for item in items:
        key, tag = _halves(view, item)
        if isinstance(key, Scalar):
            found.values[str(key.data)] = tag
        elif isinstance(key, Unknown):
            found.open.append(key)


def _halves(view: View, item: Value) -> tuple[Value, Value]:
    if isinstance(item, Unknown):
        return item, item
    for key_name, value_name in _HALVES:
        key = view.get(item, key_name)
        if not isinstance(key, Absent):
            return key, view.get(item, value_name)
    return Absent(item.place), Absent(item.place)
