"""A configuration file with all that it extends, as one configuration."""

import os
from collections.abc import Iterable

from awslint.configuration.checking import checked, unmatched
from awslint.configuration.discovery import shown
from awslint.configuration.items import Configuration, Fault, Item, Origin, WrongConfiguration
from awslint.configuration.merging import merged
from awslint.configuration.reading import source


def load(path: str) -> Configuration:
    """Read a configuration file and what it extends.

    Raises WrongConfiguration with everything that is wrong in any of them.
    """
    faults: list[Fault] = []
    found = _load(path, (), faults, None)
    faults += [
        fault
        for override in found.overrides
        for pattern, origin in zip(override.paths, override.origins, strict=True)
        if (fault := unmatched(override.folder, pattern, origin)) is not None
    ]
    if faults:
        raise WrongConfiguration(sorted(faults, key=_place))
    return found


def _place(fault: Fault) -> tuple[str, int, int]:
    return fault.origin.source, fault.origin.line, fault.origin.column


def _load(path: str, above: tuple[str, ...], faults: list[Fault], named: Origin | None) -> Configuration:
    real = os.path.realpath(path)
    folder = os.path.dirname(os.path.abspath(path))
    if real in above:
        circle = [*above[above.index(real) :], real]
        faults.append(
            Fault(f"a circle: {' extends '.join(shown(one) for one in circle)}", named or Origin(shown(path)))
        )
        return Configuration(folder, ())
    try:
        read = source(path)
    except WrongConfiguration as error:
        faults += error.faults
        return Configuration(folder, (shown(path),))
    if read.data is None and path.endswith(".toml"):
        faults.append(Fault(f"{shown(path)} has no table [tool.awslint]", named or Origin(shown(path))))
    own = checked(read)
    faults += own.faults
    items: tuple[Item, ...] = ()
    files: tuple[str, ...] = ()
    bases = [_load(str(one.value), (*above, real), faults, one.origin) for one in own.extends]
    for base in bases:
        items = merged(items, base.items)
        files += base.files
    overrides = (*(one for base in bases for one in base.overrides), *own.overrides)
    placed = tuple(_rooted(own.items, read.folder, faults))
    return Configuration(folder, (*files, shown(path)), merged(items, placed), overrides)


def _rooted(items: Iterable[Item], folder: str, faults: list[Fault]) -> Iterable[Item]:
    """Patterns of `exclude` remember the folder that they are relative to."""
    for item in items:
        if item.key == "exclude":
            fault = unmatched(folder, str(item.value), item.origin)
            if fault is not None:
                faults.append(fault)
            yield Item(item.key, item.value, item.origin, (folder,))
        else:
            yield item
