"""Which node of a document a comment belongs to."""

from collections.abc import Iterator

from awslint.source.document import Comment, Document, Extent, Path


class Nodes:
    """The nodes of a document by the lines that they begin and end on; looked at once for all comments."""

    __slots__ = ("_document", "_lines")

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines: dict[Path, list[tuple[Path, object, int, int]]] = {}

    def covered(self, comment: Comment) -> Extent | None:
        """The extent of the node that a comment speaks of; None where nothing follows it in its block.

        On a line of its own, that is the node that begins on the next line, or the whole document when nothing is
        before the comment. Behind something, it is the outermost node that begins on the line.
        """
        document = self._document
        if not comment.alone:
            return self._beginning_on(comment.line)
        if _is_first(document, comment.line):
            return document.positions.extent((), False)
        line, last = comment.line + 1, document.span((), False).end_line
        while line < last and (not (text := document.line(line).strip()) or text.startswith("#")):
            line += 1
        indent = len(document.line(line)) - len(document.line(line).lstrip())
        if comment.span.start_column - 1 > indent or not document.line(line).strip():
            return None  # the next node is outside the block that the comment stands in
        return self._beginning_on(line)

    def _beginning_on(self, line: int) -> Extent | None:
        """The outermost key or item that begins on a line, to the end of its value; else the innermost around it."""
        path: Path = ()
        around: Extent | None = None
        data = self._document.data
        while True:
            inner: tuple[Path, object] | None = None
            for child, value, begins, ends in self._children(path, data):
                if begins == line:
                    return _extent(self._document, child)
                if begins < line <= ends:
                    inner = (child, value)
            if inner is None:
                return around
            path, data = inner
            around = _extent(self._document, path)

    def _children(self, path: Path, data: object) -> list[tuple[Path, object, int, int]]:
        found = self._lines.get(path)
        if found is None:
            found = self._lines[path] = []
            for step, value in _children(data):
                key, whole = self._document.span((*path, step), True), self._document.span((*path, step))
                found.append(((*path, step), value, key.start_line, max(key.end_line, whole.end_line)))
        return found


def _is_first(document: Document, line: int) -> bool:
    first = document.span((), False).start_line
    return line < first and all(
        not text or text.startswith(("#", "---", "%"))
        for text in (document.line(number).strip() for number in range(line + 1, first))
    )


def _extent(document: Document, path: Path) -> Extent:
    start, head_end = document.positions.extent(path, True)
    return start, max(head_end, document.positions.extent(path, False)[1])


def _children(data: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(data, dict):
        yield from data.items()
    elif isinstance(data, list):
        yield from enumerate(data)


def extent_of(document: Document, path: Path) -> Extent:
    """A node with the key that leads to it."""
    return _extent(document, path) if path else document.positions.extent((), False)
