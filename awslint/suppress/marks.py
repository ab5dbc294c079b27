"""Places for what is no value of a document: comments, and lines of files that are only read as text."""

from collections.abc import Sequence

from awslint.model.report import Location
from awslint.source.document import Document, Extent, Path, span_of
from awslint.source.lines import Lines


class Marks:
    """Positions of a list of extents: the path `(n,)` is the n-th. Implements `awslint.source.document.Positions`."""

    __slots__ = ("_extents",)

    def __init__(self, extents: Sequence[Extent]) -> None:
        self._extents = extents

    def extent(self, path: Path, key: bool) -> Extent:
        """See `Document.span`."""
        step = path[0] if path else 0
        return self._extents[step] if isinstance(step, int) else (0, 0)

    def text_at(self, path: Path) -> str | None:
        """See `Document.text_at`."""
        return None


def marked(uri: str, lines: Lines, extents: Sequence[Extent]) -> Document:
    """A document whose places are these extents of a text."""
    return Document(uri, 0, None, (), lines, Marks(extents))


def location_of(uri: str, lines: Lines, extent: Extent) -> Location:
    """The region of an extent."""
    span = span_of(lines, extent)
    return Location(uri, span.start_line, span.start_column, span.end_line, span.end_column)
