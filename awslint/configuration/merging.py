"""Layers of settings to the settings in force: what is extended, the file, its overrides, the caller."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace

from awslint.configuration.globs import matches
from awslint.configuration.items import Configuration, Item
from awslint.configuration.keys import CHOOSING, KEYS, SINGLE

BELOW = "ignore-below"
"""What was ignored below the `select` in force: no key of a file, it comes of merging."""


def merged(below: Sequence[Item], layer: Sequence[Item]) -> tuple[Item, ...]:
    """The items of a layer over those below it.

    A single value takes the place of the one below, mappings are merged entry by entry, lists add up. A layer that
    chooses rules (`select`, `packs`, `frameworks`) chooses afresh; what was ignored stays ignored unless the new
    layer selects it by name.
    """
    written = {item.key for item in layer}
    kept = []
    for item in below:
        if item.key in CHOOSING and not written.isdisjoint(CHOOSING):
            continue
        if item.key == "ignore" and not written.isdisjoint(CHOOSING):
            kept.append(replace(item, key=BELOW))
        elif item.key not in written or not _gives_way(item, layer):
            kept.append(item)
    return (*kept, *layer)


def _gives_way(item: Item, layer: Iterable[Item]) -> bool:
    key = KEYS.get(item.key)
    if key is None:
        return False
    if key.kind in SINGLE or key.kind == "flag" or key.replaces:
        return True
    if not item.at or item.key == "exclude":
        return (item.value, item.at) in [(one.value, one.at) for one in layer if one.key == item.key]
    return item.at in [one.at for one in layer if one.key == item.key]


def applying(configuration: Configuration, path: str) -> tuple[Item, ...]:
    """What a configuration says about a file: its items, with the overrides that name the file."""
    items = configuration.items
    whole = os.path.abspath(path)
    for override in configuration.overrides:
        inside = _inside(override.folder, whole)
        if any(matches(pattern, relative) for relative in inside for pattern in override.paths):
            items = merged(items, override.items)
    return items


def excludes(items: Iterable[Item], path: str) -> Item | None:
    """The item that excludes a file from being judged."""
    whole = os.path.abspath(path)
    for item in items:
        if item.key == "exclude":
            for relative in _inside(item.at[0], whole):
                if matches(str(item.value), relative):
                    return item
    return None


def _inside(folder: str, path: str) -> list[str]:
    """The path relative to the folder, when it lies in it."""
    start = folder if folder.endswith(os.sep) else folder + os.sep
    return [path[len(start) :].replace(os.sep, "/")] if path.startswith(start) else []
