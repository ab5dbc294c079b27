"""Records: what crosses layers. Slotted dataclasses that mypy keeps frozen."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(*, eq: bool = True) -> Callable[[type[T]], type[T]]:
    """Make a class a record: compared and hashed by its values, or with `eq=False` by identity.

    Assigning to a field is an error that mypy reports; nothing checks it at run time, since the machinery of
    `dataclass(frozen=True)` costs a sixth of a short run (docs/adr/0008-records.md).
    """

    def make(cls: type[T]) -> type[T]:
        made = dataclass(slots=True, eq=eq, unsafe_hash=eq, repr=False)(cls)
        made.__repr__ = _described  # type: ignore[method-assign]
        return made

    return make


def _described(one: Any) -> str:
    values = ", ".join(f"{each.name}={getattr(one, each.name)!r}" for each in fields(one) if each.repr)
    return f"{type(one).__qualname__}({values})"
