"""What expressions evaluate to: plain data with a few things that only later become values.

Data is None, bool, int, float, str, a list, a dict, `Unknown` for what cannot be known, a `Value` that is already
made (a policy document), `Encoded` data that Terraform would turn into JSON text, or a `Handle` on a resource.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from awslint.model.place import Place
from awslint.model.record import record
from awslint.model.value import Absent, Mapping, Reference, Scalar, Sequence, Unknown, Value, Why

Data = object
NOWHERE = Place("", ())


class Named(str):
    """A text that is known and names a resource: another one's attribute."""

    __slots__ = ("refers_to",)
    refers_to: Reference

    @staticmethod
    def of(text: str, refers_to: Reference) -> "Named":
        """A text with what it names."""
        made = Named(text)
        made.refers_to = refers_to
        return made


class Secret(str):
    """A text that must not be shown."""

    __slots__ = ()


def hidden(data: Data) -> Data:
    """Data that must not be shown: every text in it is a secret; numbers and booleans become texts for it."""
    if isinstance(data, list):
        return [hidden(one) for one in data]
    if isinstance(data, dict):
        return {name: hidden(one) for name, one in data.items()}
    if isinstance(data, bool):
        return Secret("true" if data else "false")
    return Secret(data) if isinstance(data, str | int | float) else data


def shown(data: Data) -> Data:
    """Data as it is, whether or not it was to be hidden."""
    if isinstance(data, list):
        return [shown(one) for one in data]
    if isinstance(data, dict):
        return {name: shown(one) for name, one in data.items()}
    return str(data) if isinstance(data, Secret) else data


def has_secret(data: Data) -> bool:
    """Whether something inside must not be shown."""
    if isinstance(data, list):
        return any(has_secret(one) for one in data)
    if isinstance(data, dict):
        return any(has_secret(one) for one in data.values())
    return isinstance(data, Secret)


@record(eq=False)
class Encoded:
    """Data that is written as JSON text where it is used."""

    data: Data


@record(eq=False)
class Made:
    """A value that is already made."""

    value: Value


@dataclass(slots=True, eq=False)
class Root:
    """The first word of a reference: `var`, `local`, `data.aws_x` ..."""

    read: Callable[[str], Data]

    def attribute(self, name: str) -> Data:
        """What the next word names."""
        return self.read(name)


class Handle(Protocol):
    """One instance of a resource or module, by whose attributes it is read."""

    def attribute(self, name: str) -> Data:
        """The data of an attribute."""


def unknown(why: Why, subject: str, symbol: str | None = None, may_be_absent: bool = False) -> Unknown:
    """Something unknown that has no place yet."""
    return Unknown(why, subject, NOWHERE, symbol=symbol, may_be_absent=may_be_absent)


def is_open(data: Data) -> bool:
    """Whether something inside is not known."""
    if isinstance(data, list):
        return any(is_open(one) for one in data)
    if isinstance(data, dict):
        return any(is_open(one) for one in data.values())
    return not (data is None or isinstance(data, str | int | float))


def value_of(data: Data, place: Place) -> Value:
    """Data as a value that is written at a place."""
    if isinstance(data, Unknown):
        return replace(data, place=place, parts=tuple(_placed(part, place) for part in data.parts))
    if isinstance(data, Made):
        return data.value
    if isinstance(data, Encoded):
        return value_of(data.data, place)
    if isinstance(data, dict):
        return Mapping({str(name): value_of(one, place) for name, one in data.items()}, place)
    if isinstance(data, list):
        items = tuple(value_of(one, place) for one in data)
        return Sequence(tuple(one for one in items if not isinstance(one, Absent)), place)
    if data is None:
        return Absent(place.of_key())
    if isinstance(data, str | int | float):
        refers_to = data.refers_to if isinstance(data, Named) else None
        text = str(data) if isinstance(data, Named | Secret) else data
        return Scalar(text, place, secret=isinstance(data, Secret), refers_to=refers_to)
    named = getattr(data, "reference", None)
    refers_to = named() if callable(named) else None
    return Unknown(Why.AFTER_APPLY, "a resource", place, refers_to=refers_to)


def _placed(part: str | Unknown, place: Place) -> str | Unknown:
    return part if isinstance(part, str) else replace(part, place=place)
