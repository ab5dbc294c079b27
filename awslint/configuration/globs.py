"""The patterns of `exclude` and `overrides`, as .gitignore means them."""

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePath

UNINTERESTING = frozenset({".git", ".hg", ".venv", "venv", "node_modules", ".terraform", "__pycache__"})
MOST_LOOKED_AT = 50_000
"""Entries of folders that are looked at to say that a pattern matches nothing; beyond, nobody is told."""


def matches(pattern: str, path: str) -> bool:
    """Whether a path with forward slashes is what the pattern names, or lies below it.

    A pattern without a slash matches a name in any folder; another one is relative to the configuration's folder.
    `*` and `?` stay within a name, `**` goes over folders.
    """
    return _compiled(pattern).match(path) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    body = pattern.removeprefix("./").strip("/")
    text = "" if "/" in pattern.rstrip("/") else "(?:.*/)?"
    position = 0
    while position < len(body):
        if body.startswith("**/", position):
            text, position = text + "(?:[^/]+/)*", position + 3
        elif body.startswith("**", position):
            text, position = text + ".*", position + 2
        elif body[position] in "*?":
            text, position = text + ("[^/]*" if body[position] == "*" else "[^/]"), position + 1
        else:
            text, position = text + re.escape(body[position]), position + 1
    return re.compile(f"{text}(?:/.*)?$", re.DOTALL)


def matches_something(pattern: str, folder: str) -> bool:
    """Whether anything in the folder matches; where looking would take too long, it is believed to."""
    plain = pattern.removeprefix("./").strip("/")
    if "/" in pattern.rstrip("/") and not any(character in pattern for character in "*?"):
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
