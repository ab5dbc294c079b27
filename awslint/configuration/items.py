"""What a configuration says, flat: one item a value, each with where it is written."""

from collections.abc import Iterable
from dataclasses import field

from awslint.model.record import record
from awslint.model.report import Diagnostic, Location


@record()
class Origin:
    """Where a setting comes from: a place in a file, a variable, an option, or `default`."""

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source


@record()
class Item:
    """One value of a key. `at` are the names below the key: a rule, a rule and its parameter."""

    key: str
    value: str | bool
    origin: Origin = field(compare=False)
    at: tuple[str, ...] = ()


@record()
class Override:
    """What a configuration says about some paths only. The patterns are relative to `folder`."""

    folder: str
    paths: tuple[str, ...]
    items: tuple[Item, ...]
    origins: tuple[Origin, ...] = field(compare=False, default=())


@record()
class Configuration:
    """A configuration file with what it extends, merged; `files` are all that were read, its own the last."""

    folder: str
    files: tuple[str, ...]
    items: tuple[Item, ...] = ()
    overrides: tuple[Override, ...] = ()


@record()
class Fault:
    """What is wrong with a configuration, and where."""

    message: str
    origin: Origin

    def diagnostic(self) -> Diagnostic:
        """The fault as a run reports it."""
        file, line, column = self.origin.source, self.origin.line, self.origin.column
        where = Location(file, line, column, line, column) if line else None
        return Diagnostic("error", "configuration", self.message, file, where)


class WrongConfiguration(ValueError):
    """A configuration that cannot be honoured; nothing was judged."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("\n".join(f"{fault.origin}: {fault.message}" for fault in self.faults))
