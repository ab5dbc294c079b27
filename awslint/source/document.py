"""What the reading layer hands out: documents that can point.

A document is plain data plus the ability to say where any part of that data is written. Places are looked up when
somebody asks, because most of a file is never reported on.
"""

from collections.abc import Callable
from dataclasses import field
from typing import Protocol

from awslint.model.record import record
from awslint.source.lines import Lines

Path = tuple[str | int, ...]
"""Keys and list indexes from the root of a document's data to one value."""

Extent = tuple[int, int]
"""Where something starts and ends in a text, in characters from its beginning."""


@record()
class Span:
    """A stretch of text as editors and SARIF count it.

    Lines and columns start at 1, the end is exclusive, and columns count UTF-16 code units. Nothing between start
    and end means a point where something could stand, such as the value of ``Key:``.
    """

    start_line: int
    start_column: int
    end_line: int
    end_column: int


def span_of(lines: Lines, extent: Extent) -> Span:
    """Turn an extent of a text into lines and columns."""
    return Span(*lines.position(extent[0]), *lines.position(extent[1]))


@record()
class Diagnostic:
    """Something wrong with a file as a text, before it means anything.

    An ``error`` means that the file could not be read. A ``warning`` means that it could, though perhaps not as its
    author thinks.
    """

    file: str
    message: str
    span: Span | None
    severity: str
    code: str


@record()
class Comment:
    """A YAML comment: its text without the ``#`` and the blanks around it, and whether it has its line to itself."""

    line: int
    text: str
    span: Span
    alone: bool


def value_at(data: object, path: Path) -> object:
    """The value at a path of a document's data; None where there is none."""
    for step in path:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


class Positions(Protocol):
    """Where the values of one document stand in its text."""

    def extent(self, path: Path, key: bool) -> Extent:
        """Say where the value at a path stands, or what leads to it; see ``Document.span``."""

    def text_at(self, path: Path) -> str | None:
        """Give the scalar at a path as it was written, or nothing if there is no scalar."""


def _no_comments() -> tuple[Extent, ...]:
    return ()


@record(eq=False)
class Document:
    """One YAML or JSON document: its data, and where each part of the data is written.

    ``uri`` is the path as given, with forward slashes, or ``<stdin>``. ``index`` counts the documents of a file from 0.
    ``data`` holds dictionaries with string keys, lists and scalars; CloudFormation's short tags are in their long form.
    ``diagnostics`` are the warnings that fall into this document.
    """

    uri: str
    index: int
    data: object = field(repr=False)
    diagnostics: tuple[Diagnostic, ...]
    lines: Lines = field(repr=False)
    positions: Positions = field(repr=False)
    find_comments: Callable[[], tuple[Extent, ...]] = field(repr=False, default=_no_comments)

    def span(self, path: Path, key: bool = False) -> Span:
        """Locate the value at a path, or with ``key`` the key that leads to it.

        A list's item has no key; there ``key`` gives its opening: the whole scalar, the first key of a block mapping,
        or the bracket or dash that starts it. What a short tag implies (``Ref`` in ``!Ref X``) stands where the tagged
        value stands, from the tag to its end. A path that leads nowhere is answered with the key of its deepest
        ancestor that exists.
        """
        return span_of(self.lines, self.positions.extent(path, key))

    def text_at(self, path: Path) -> str | None:
        """Give a scalar's text before it became a number, a boolean or null; ``None`` where there is no scalar."""
        return self.positions.text_at(path)

    def line(self, number: int) -> str:
        """Give one line of the source, counted from 1, without its line break; empty beyond the last."""
        return self.lines.line(number)

    def comments(self) -> tuple[Comment, ...]:
        """List the comments in the order in which they are written. JSON has none."""
        found = []
        for start, end in self.find_comments():
            span = span_of(self.lines, (start, end))
            before = self.lines.before(start)
            found.append(Comment(span.start_line, self.lines.text[start + 1 : end].strip(), span, not before.strip()))
        return tuple(found)
