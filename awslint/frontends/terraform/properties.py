"""Properties that are translated when they are read, and lists to which helpers add."""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import dataclass, field
from functools import partial

from awslint.model.record import record
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value, Why


@record(eq=False)
class Known:
    """The properties of a type: where each comes from, and those that the tables say nothing about.

    Made once for all resources of a kind; a plan may have very many.
    """

    names: ReadOnlyDict[str, object]
    unmapped: frozenset[str] = frozenset()


def known_of(names: ReadOnlyDict[str, object], unmapped: tuple[str, ...]) -> Known:
    """The properties with those that are not mapped behind them."""
    left = {name: None for name in unmapped if name not in names}
    return Known({**names, **left}, frozenset(left))


@dataclass(slots=True, eq=False)
class Lazy(ReadOnlyDict[str, Value]):
    """Properties that are translated when they are read."""

    names: ReadOnlyDict[str, object]
    make: Callable[[str], Value]
    _made: dict[str, Value] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value:
        value = self._made.get(name)
        if value is None:
            if name not in self.names:
                raise KeyError(name)
            value = self._made[name] = self.make(name)
        return value

    def get(self, name: str, default: Value | None = None) -> Value | None:  # type: ignore[override]
        """The value, or the default for a name that the type does not have."""
        value = self._made.get(name)
        if value is not None:
            return value
        return self[name] if name in self.names else default

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def lazily(known: Known, make: Callable[[str], Value], scope: Value) -> Mapping:
    """Properties that are made when they are read; those that the tables do not map are unknown, never absent."""
    missing = Unknown(Why.UNMAPPED, "a property", scope.place)
    entries = Lazy(known.names, make) if not known.unmapped else Lazy(known.names, partial(_mapped, known, make, scope))
    return Mapping(entries, scope.place, complete=False, missing=missing)


def _mapped(known: Known, make: Callable[[str], Value], scope: Value, name: str) -> Value:
    return Unknown(Why.UNMAPPED, name, scope.place, may_be_absent=True) if name in known.unmapped else make(name)


def without(own: Value, added: Value) -> Value:
    """A list without the items that a helper wrote: the provider reads those back into the parent."""
    if not isinstance(own, Sequence) or not isinstance(added, Sequence):
        return own
    written = [plain for item in added.items if (plain := known(item)) is not None]
    kept = tuple(item for item in own.items if (plain := known(item)) is None or plain not in written)
    return Sequence(kept, own.place, own.complete, own.missing, own.origins) if len(kept) < len(own.items) else own


def known(value: Value) -> object:
    """The plain data of a value; None when a part of it is not known."""
    if isinstance(value, Scalar):
        return value.data
    if isinstance(value, Sequence) and value.complete:
        items = [known(item) for item in value.items]
        return None if None in items else items
    if isinstance(value, Mapping) and value.complete:
        entries = {name: known(entry) for name, entry in value.entries.items() if not isinstance(entry, Absent)}
        return None if None in entries.values() else entries
    return None


def adds(spec: object) -> bool:
    """Whether a specification adds to a list, rather than setting a value."""
    return isinstance(spec, ReadOnlyDict) and any(name in spec for name in ("each", "explode", "concat", "add", "list"))
