"""Which node of a document a comment belongs to."""

from collections.abc import Iterator

from awslint.source.document import Comment, Document, Extent, Path


def covered(document: Document, comment: Comment) -> Extent | None:
    """The extent of the node that a comment speaks of; None where nothing follows it in its block.

    On a line of its own, that is the node that begins on the next line, or the whole document when nothing is before
    the comment. Behind something, it is the outermost node that begins on the line.
    """
    if not comment.alone:
        return _beginning_on(document, comment.line)
    if _is_first(document, comment.line):
        return document.positions.extent((), False)
    line, last = comment.line + 1, document.span((), False).end_line
    while line < last and (not (text := document.line(line).strip()) or text.startswith("#")):
        line += 1
    indent = len(document.line(line)) - len(document.line(line).lstrip())
    if comment.span.start_column - 1 > indent or not document.line(line).strip():
        return None  # the next node is outside the block that the comment stands in
    return _beginning_on(document, line)


def _is_first(document: Document, line: int) -> bool:
    first = document.span((), False).start_line
    return line < first and all(
        not text or text.startswith(("#", "---", "%"))
        for text in (document.line(number).strip() for number in range(line + 1, first))
    )


def _beginning_on(document: Document, line: int) -> Extent | None:
    """The outermost key or item that begins on a line, to the end of its value; else the innermost around the line."""
    path: Path = ()
    around: Extent | None = None
    data = document.data
    while True:
        inner: tuple[Path, object] | None = None
        for step, value in _children(data):
            key, whole = document.span((*path, step), True), document.span((*path, step))
            if key.start_line == line:
                return _extent(document, (*path, step))
            if key.start_line < line <= max(key.end_line, whole.end_line):
                inner = ((*path, step), value)
        if inner is None:
            return around
        path, data = inner
        around = _extent(document, path)


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
