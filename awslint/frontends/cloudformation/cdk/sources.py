"""The user's source files as documents: a place in one is a line and a column."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path as FilePath
from pathlib import PurePosixPath

from awslint.frontends.cloudformation.cdk.frames import Frame
from awslint.model.place import Path, Place
from awslint.model.record import record
from awslint.source.document import Document, Extent
from awslint.source.lines import LINE_BREAK, Lines

MAX_BYTES = 5_000_000
LEVELS = 4  # how far above the app's folder shared sources are looked for


@record(eq=False)
class LinePositions:
    """Positions in a text: the path (line, column) stands for the rest of that line."""

    lines: Lines

    def extent(self, path: Path, key: bool) -> Extent:
        """From the column to the end of what is written on the line; the beginning of the text for any other path."""
        line, column = (*path, 1, 1)[:2]
        if not path or not isinstance(line, int) or not isinstance(column, int):
            return 0, 0
        text = self.lines.line(line).rstrip()
        start = next(islice(_starts(self.lines.text), line - 1, None), len(self.lines.text))
        return start + min(column - 1, len(text)), start + len(text)

    def text_at(self, path: Path) -> str | None:
        """A text has no scalars."""
        return None


def _starts(text: str) -> Iterator[int]:
    yield 0
    for found in re.finditer(LINE_BREAK, text):
        yield found.end()


def source_document(uri: str, text: str) -> Document:
    """A text as a document whose places are (line, column)."""
    lines = Lines(text)
    return Document(uri, 0, None, (), lines, LinePositions(lines))


@dataclass(slots=True, eq=False)
class Sources:
    """Finds the files that frames name, where the assembly is now: it may have been written on another machine.

    app    the folder of the app: the one in which the assembly's folder is
    add    keeps a document of the run; gives its key
    """

    app: str
    add: Callable[[Document], str]
    _found: dict[str, tuple[str, int] | None] = field(default_factory=dict)

    def place(self, frame: Frame) -> Place | None:
        """The place that a frame names; None where its file is not here."""
        if frame.file not in self._found:
            self._found[frame.file] = self._search(frame.file)
        known = self._found[frame.file]
        if known is None:
            return None
        document, count = known
        return Place(document, (frame.line, frame.column)) if 1 <= frame.line <= count else None

    def _search(self, file: str) -> tuple[str, int] | None:
        for candidate in _candidates(self.app, file):
            text = _read(candidate)
            if text is not None:
                uri = PurePosixPath(os.path.normpath(candidate)).as_posix()
                return self.add(source_document(uri, text)), text.count("\n") + 1
        return None


def _candidates(app: str, file: str) -> Iterator[str]:
    """The file under the app's folder, or under one above it: the longest part of its path that can be found."""
    steps = [step for step in file.split("/") if step and not step.endswith(":")]
    if ".." in steps:
        return
    for level in range(LEVELS + 1):
        base = PurePosixPath(app, *[".."] * level)
        if level and FilePath(app, *[".."] * (level - 1), ".git").exists():
            return  # the repository ends here
        # Above the app, a bare file name would find anything.
        for start in range(len(steps) - (1 if level else 0)):
            yield str(base.joinpath(*steps[start:]))


def _read(path: str) -> str | None:
    file = FilePath(path)
    try:
        if not file.is_file() or file.stat().st_size > MAX_BYTES:
            return None
        return file.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError):
        return None
