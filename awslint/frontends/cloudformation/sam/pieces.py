"""Pieces of a template that remember where they were written while they are moved, merged and wrapped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from awslint.model.place import Path
from awslint.model.record import record


@record(eq=False)
class Piece:
    """A piece of template data, which may hold other pieces, and the path at which it is written.

    With `key` it is not written there: something was made up because of what is written there.
    """

    data: object
    path: Path
    key: bool = False

    def step(self, name: str | int, data: object) -> Piece:
        """The piece for a value inside this one."""
        if isinstance(data, Piece):
            return data
        return Piece(data, self.path if self.key else (*self.path, name), self.key)

    def get(self, name: str) -> Piece | None:
        """The value of an entry; None where this is no mapping, or has no such entry."""
        if isinstance(self.data, dict) and name in self.data:
            return self.step(name, self.data[name])
        return None

    def entries(self) -> Iterator[tuple[str, Piece]]:
        """The entries of a mapping; none of anything else."""
        if isinstance(self.data, dict):
            for name, value in self.data.items():
                yield name, self.step(name, value)

    def items(self) -> Iterator[Piece]:
        """The items of a list; none of anything else."""
        if isinstance(self.data, list):
            for index, value in enumerate(self.data):
                yield self.step(index, value)

    def texts(self) -> list[Piece]:
        """The items of a list, or a single value as a list of one."""
        return list(self.items()) if isinstance(self.data, list) else [self]

    @property
    def text(self) -> str | None:
        """The text that is written; None where it is no text."""
        return self.data if isinstance(self.data, str) else None

    @property
    def call(self) -> str | None:
        """The intrinsic function that this calls; None for plain data."""
        return called(self.data)

    def cause(self) -> Piece:
        """Nothing of its own: what is made up because this is written."""
        return Piece(None, self.path, True)


Tree = Piece | dict[str, "Tree"] | list["Tree"] | str | int | float | bool | None
"""Template data with pieces in it."""


def called(data: object) -> str | None:
    """The intrinsic function that some data calls."""
    if isinstance(data, dict) and len(data) == 1:
        name = str(next(iter(data)))
        if name in ("Ref", "Condition") or (name.startswith("Fn::") and not name.startswith("Fn::ForEach")):
            return name
    return None


def because(cause: Piece, tree: Tree) -> Piece:
    """Something made up, pointing at what it was made up for."""
    return Piece(tree, cause.path, True)


def without(tree: Mapping[str, Tree | None]) -> dict[str, Tree]:
    """The entries that have a value."""
    return {name: value for name, value in tree.items() if value is not None}


def settle(tree: object, path: Path, sources: dict[Path, tuple[Path, bool]]) -> object:
    """The plain data of a tree that will stand at a path; notes in `sources` where each piece of it came from."""
    while isinstance(tree, Piece):
        sources[path] = (tree.path, tree.key)
        tree = tree.data
    if isinstance(tree, dict):
        return {name: settle(value, (*path, name), sources) for name, value in tree.items()}
    if isinstance(tree, list):
        return [settle(value, (*path, index), sources) for index, value in enumerate(tree)]
    return tree


def source_in(sources: Mapping[Path, tuple[Path, bool]], path: Path) -> tuple[Path, bool]:
    """Where the value at a path was written, and whether it only stands for something written there."""
    for length in range(len(path), -1, -1):
        found = sources.get(path[:length])
        if found is not None:
            written, key = found
            return (written, True) if key else ((*written, *path[length:]), False)
    return path, False
