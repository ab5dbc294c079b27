"""What is found on the way: suppressions with their scopes, and what is wrong with some of them."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from awslint.model.place import Place
from awslint.model.record import record
from awslint.model.report import Diagnostic, Location
from awslint.model.suppression import Waiver
from awslint.source.document import Document, Extent
from awslint.source.lines import Lines
from awslint.suppress.directives import Directive, Fault
from awslint.suppress.expiry import last_day
from awslint.suppress.marks import location_of, marked

Resolve = Callable[[str], str]
"""From a rule's name to its id; raises LookupError, whose text suggests the nearest."""


@record()
class Region:
    """Everything that stands between two offsets of a document, and the resources whose name stands there."""

    document: str
    start: int
    end: int


@record()
class Block:
    """A block of a Terraform module: what these plans have at `module.a.aws_s3_bucket.logs`, whatever the indexes.

    An address that is a module's covers all that is in it.
    """

    documents: frozenset[str]
    address: str


@record()
class Globs:
    """What an entry of a suppression file names; None is anything. `folder` is what `file` is relative to."""

    folder: str
    address: str | None
    path: str | None
    file: str | None


Scope = Region | Block | Globs


@dataclass
class Collected:
    """The suppressions of a run with their scopes, complaints about them, and documents for their places."""

    resolve: Resolve
    waivers: list[tuple[Waiver, tuple[Scope, ...]]] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)

    def fault(self, message: str, location: Location, certain: bool = True) -> None:
        """Complain about a suppression that cannot be honoured."""
        severity: Literal["error", "warning"] = "error" if certain else "warning"
        self.faults.append(Diagnostic(severity, "suppression", message, location.file, location))

    def add(self, waiver: Waiver, scopes: Iterable[Scope]) -> None:
        """Keep a suppression whose rules are named in any spelling; one that names none is a fault."""
        try:
            rules = tuple(dict.fromkeys(self.resolve(name) for name in waiver.rules))
        except LookupError as error:
            self.fault(str(error.args[0]), waiver.location)
            return
        if waiver.until is not None and last_day(waiver.until) is None:
            self.fault(f"until={waiver.until} is no date (YYYY-MM-DD), so it counts as past", waiver.location)
        self.waivers.append((replace(waiver, rules=rules), tuple(scopes)))


@record(eq=False)
class Spoken:
    """A directive that a text holds, and where in the text its comment begins."""

    found: Directive | Fault
    start: int


def from_text(
    spoken: Iterable[tuple[Spoken, tuple[Scope, ...]]],
    key: str,
    uri: str,
    lines: Lines,
    collected: Collected,
    kind: Literal["comment", "metadata"] = "comment",
) -> None:
    """Keep the directives of a text; their places are those of a document of its own under `key`."""
    extents: list[Extent] = []
    for one, scopes in spoken:
        found = one.found
        extent = (one.start + found.offset, one.start + found.offset + found.length)
        location = location_of(uri, lines, extent)
        if isinstance(found, Fault):
            collected.fault(found.message, location, found.certain)
            continue
        place = Place(key, (len(extents),))
        extents.append(extent)
        for name in found.rules:
            collected.add(
                Waiver(
                    kind, (name,), name, found.reason, location, place, found.until, found.value, found.owner,
                    found.ticket,
                ),
                scopes,
            )  # fmt: skip
    if extents:
        collected.documents[key] = marked(uri, lines, extents)


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?`, or what there is."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(names)}"
