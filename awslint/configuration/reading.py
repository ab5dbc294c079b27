"""A configuration file to plain data that can tell where everything stands."""

import os
from collections.abc import Callable
from dataclasses import field

from awslint.configuration.discovery import PYPROJECT, shown
from awslint.configuration.items import Fault, Origin, WrongConfiguration
from awslint.model.record import record
from awslint.source.document import Document, Path
from awslint.source.limits import MEGABYTE, Limits
from awslint.source.reading import read

LIMITS = Limits(json_bytes=MEGABYTE, yaml_bytes=MEGABYTE, depth=20, yaml_nodes=20_000, repeated_nodes=10_000)


@record(eq=False)
class Source:
    """A configuration file: its data, the folder that its paths are relative to, and places in it.

    `locate` gives the line and column of a path's value, or of the key that leads to it; `written` a scalar as it was
    written, where that can be told.
    """

    file: str
    folder: str
    data: object = field(repr=False)
    locate: Callable[[Path, bool], tuple[int, int]] = field(repr=False)
    written: Callable[[Path], str | None] = field(repr=False)

    def origin(self, path: Path, *, key: bool = False) -> Origin:
        """The place of a value, or of the key that leads to it."""
        return Origin(self.file, *self.locate(path, key))


def source(path: str) -> Source:
    """Read a configuration file.

    Raises WrongConfiguration for one that cannot be read.
    """
    name = shown(path)
    folder = os.path.dirname(os.path.abspath(path))
    try:
        with open(path, "rb") as stream:
            raw = stream.read(MEGABYTE + 1)
    except OSError as error:
        raise WrongConfiguration([Fault(f"cannot be read: {error.strerror or error}", Origin(name))]) from error
    if path.endswith(".toml"):
        return _toml(name, folder, raw, os.path.basename(path) == PYPROJECT)
    reading = read(name, raw, LIMITS)
    faults = [
        Fault(one.message, Origin(name, one.span.start_line, one.span.start_column) if one.span else Origin(name))
        for one in reading.diagnostics
    ]
    if len(reading.documents) > 1:
        span = reading.documents[1].span(())
        faults.append(Fault("a configuration holds one document", Origin(name, span.start_line, span.start_column)))
    if faults:
        raise WrongConfiguration(faults)
    if not reading.documents:
        return Source(name, folder, None, lambda path, key: (1, 1), lambda path: None)
    return _yaml(name, folder, reading.documents[0])


def _yaml(name: str, folder: str, document: Document) -> Source:
    def locate(path: Path, key: bool) -> tuple[int, int]:
        span = document.span(path, key)
        return span.start_line, span.start_column

    return Source(name, folder, document.data, locate, document.text_at)


def _toml(name: str, folder: str, raw: bytes, project: bool) -> Source:
    import tomllib  # hardly any run has a configuration in TOML

    from awslint.configuration.toml_places import places

    try:
        text = raw.decode("utf-8-sig")
        # A number is what was written: 2026.10 is a month.
        data: object = tomllib.loads(text, parse_float=str)
    except ValueError as error:
        raise WrongConfiguration([Fault(f"no TOML: {error}", Origin(name))]) from error
    steps: Path = ("tool", "awslint") if project else ()
    for step in steps:
        data = data.get(str(step)) if isinstance(data, dict) else None
    known = places(text)

    def locate(path: Path, key: bool) -> tuple[int, int]:
        whole = (*steps, *path)
        while whole and whole not in known:
            whole = whole[:-1]
        return known.get(whole, (1, 1))

    return Source(name, folder, data, locate, lambda path: None)
