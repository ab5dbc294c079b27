"""Terraform inputs read into resources, and their properties as plain data that tests can compare."""

import json
from collections.abc import Mapping as ReadOnlyDict
from functools import lru_cache
from pathlib import Path

from awslint.frontends.part import Part
from awslint.frontends.terraform import Input, Settings, load
from awslint.model.resource import Resource
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value, Why
from awslint.ruleset import index

PLANS = Path(__file__).parent / "plans"
SECRET = "(secret)"


@lru_cache(maxsize=16)
def plan(name: str) -> Part:
    """A genuine plan of `plans/`; the configuration that it was made of stands beside it."""
    return read(json.loads((PLANS / f"{name}.plan.json").read_text(encoding="utf-8")))


def read(data: object, kind: str = "plan", settings: Settings = Settings()) -> Part:  # noqa: B008
    """Any input, as the document `P`."""
    source = Input("P", kind, data, "p.json")  # type: ignore[arg-type]
    return load([source], settings, index.load().knowledge, index.terraform_tables())


def resource(part: Part, address: str) -> Resource:
    """The resource with an address."""
    return part.resources[f"P#{address}"]


def properties(part: Part, address: str) -> dict[str, object]:
    """All properties of a resource that are written, or may be."""
    found = plain(resource(part, address).properties)
    assert isinstance(found, dict)
    return found


def value(part: Part, address: str, *path: str | int) -> Value:
    """One value of a resource."""
    found: Value = resource(part, address).properties
    for step in path:
        if isinstance(step, int):
            assert isinstance(found, Sequence), found
            found = found.items[step]
        else:
            assert isinstance(found, Mapping), found
            found = found.entries[step]
    return found


def plain(one: Value) -> object:
    """Known data as it is; `?target.Attribute` for a reference, `?` for what is unknown, `...` for what may follow."""
    if isinstance(one, Scalar):
        return SECRET if one.secret else one.data
    if isinstance(one, Mapping):
        return {name: plain(entry) for name, entry in one.entries.items() if _shown(entry)}
    if isinstance(one, Sequence):
        return [*map(plain, one.items), *([] if one.complete else ["..."])]
    if isinstance(one, Unknown):
        return f"?{named(one)}{'?' if one.may_be_absent else ''}"
    assert not isinstance(one, Absent), "an absent item"
    return one


def named(one: Unknown | Scalar) -> str:
    """The end of a reference."""
    if one.refers_to is None:
        among = one.among if isinstance(one, Unknown) else None
        return "|".join(named(each) for each in among or () if isinstance(each, Unknown))
    attribute = f".{one.refers_to.attribute}" if one.refers_to.attribute else ""
    return one.refers_to.target.removeprefix("P#") + attribute


def _shown(entry: Value) -> bool:
    return not isinstance(entry, Absent) and not (isinstance(entry, Unknown) and entry.why is Why.UNMAPPED)


def resource_change(address: str, values: ReadOnlyDict[str, object], **more: object) -> dict[str, object]:
    """A resource of a plan's end state with a known set of values."""
    type_, _, name = address.partition(".")
    return {"address": address, "mode": "managed", "type": type_, "name": name, "values": dict(values), **more}
