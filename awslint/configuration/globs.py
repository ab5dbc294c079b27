"""The patterns of `exclude` and `overrides`, as .gitignore means them."""

import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import PurePath

UNINTERESTING = frozenset({".git", ".hg", ".venv", "venv", "node_modules", ".terraform", "__pycache__"})
MOST_LOOKED_AT = 50_000
"""Entries of folders that are looked at to say that a pattern matches nothing; beyond, nobody is told."""


def matches(pattern: str, path: str) -> bool:
    """Whether a path with forward slashes is what the pattern names, or lies below it.

    A pattern without a slash matches a name in any folder; another one is relative to the configuration's folder.
    `*`, `?` and `[ab]` stay within a name, `**` goes over folders. No pattern takes long, whoever wrote it.
    """
    names = path.split("/")
    reached = {0}  # how many names of the path the pattern may have matched so far
    for part in _parts(pattern):
        if part == "**":
            reached = set(range(min(reached), len(names) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(names) and fnmatchcase(names[at], part)}
        if not reached:
            return False
    return True


@lru_cache(maxsize=1024)
def _parts(pattern: str) -> tuple[str, ...]:
    parts = tuple(pattern.removeprefix("./").strip("/").split("/"))
    return parts if "/" in pattern.rstrip("/") else ("**", *parts)


def matches_something(pattern: str, folder: str) -> bool:
    """Whether anything in the folder matches; where looking would take too long, it is believed to."""
    plain = pattern.removeprefix("./").strip("/")
    if "/" in pattern.rstrip("/") and not any(character in pattern for character in "*?["):
        return os.path.lexists(os.path.join(folder, plain))
    return any(path is None or matches(pattern, path) for path in _below(folder))


def _below(folder: str) -> Iterator[str | None]:
    """The paths in a folder, relative to it; None at last where there are too many."""
    looked_at = 0
    for where, folders, files in os.walk(folder):
        base = "" if where == folder else PurePath(where).relative_to(folder).as_posix() + "/"
        for name in (*files, *folders):
            looked_at += 1
            yield base + name
        folders[:] = [name for name in folders if name not in UNINTERESTING]
        if looked_at > MOST_LOOKED_AT:
            yield None
            return
