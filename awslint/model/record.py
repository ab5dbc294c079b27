"""Records: what crosses layers. Slotted dataclasses that mypy keeps frozen."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(*, eq: bool = True) -> Callable[[type[T]], type[T]]:
    """Make a class a record: compared and hashed by its values, or with `eq=False` by identity.

    Assigning to a field is an error that mypy reports; nothing checks it at run time, since the machinery of
    `dataclass(frozen=True)` costs a sixth of a short run (docs/adr/0008-records.md).
    """

    def make(cls: type[T]) -> type[T]:
        made: Any = dataclass(slots=True, eq=False, repr=False)(cls)
        made.__repr__ = _described
        if eq:
            _compared_by_values(made)
        return made  # type: ignore[no-any-return]

    return make


def _compared_by_values(cls: Any) -> None:
    """What `dataclass` would compile for each class anew."""
    names = [each.name for each in fields(cls) if each.compare]
    values = attrgetter(*names or ("__class__",))

    def equals(self: object, other: object) -> bool:
        return values(self) == values(other) if type(self) is type(other) else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    cls.__eq__, cls.__hash__ = equals, hashed


def _described(one: Any) -> str:
    values = ", ".join(f"{each.name}={getattr(one, each.name)!r}" for each in fields(one) if each.repr)
    return f"{type(one).__qualname__}({values})"
