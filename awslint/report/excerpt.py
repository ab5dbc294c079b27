"""The piece of a file that a finding is about, cut and marked for a terminal."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from dataclasses import replace

from awslint.model.record import record
from awslint.model.report import Location, Places
from awslint.report.wording import clean

TAB = "    "
MARKED_LINES = 3

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@record()
class Line:
    """One line to print: its number, its text, and which characters of that text to mark.

    Nothing to mark (`start` equal to `end`) is a point where something is missing. `more` is set on the last line
    shown of a region that goes on.
    """

    number: int
    text: str
    start: int
    end: int
    more: bool = False

    @property
    def mark(self) -> str:
        """Carets for the line below, in a font of fixed width."""
        return " " * columns(self.text[: self.start]) + "^" * max(1, columns(self.text[self.start : self.end]))


class Source:
    """The lines of a run's files, counted in UTF-16 columns; remembers one line, for files that have only that one."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._key: tuple[str, int] | None = None
        self._line = ""
        self._astral: array[int] = array("Q")

    def line(self, file: str, number: int) -> str:
        """The text of a line; empty when it must not be shown."""
        if self._key != (file, number):
            self._key = (file, number)
            self._line = self._places.line(file, number)
            found = () if self._line.isascii() else (match.start() for match in _ASTRAL.finditer(self._line))
            self._astral = array("Q", (offset + before for before, offset in enumerate(found)))
        return self._line

    def index(self, column: int) -> int:
        """The character at a UTF-16 column of the line that was read last."""
        units = column - 1
        return min(units - bisect_left(self._astral, units), len(self._line))


def excerpt(source: Source, location: Location, room: int) -> list[Line]:
    """The lines of a region in at most `room` columns each; none when they must not be shown."""
    lines: list[Line] = []
    last = location.end_line
    if last > location.start_line and location.end_column == 1:
        last -= 1
    for number in range(location.start_line, min(last, location.start_line + MARKED_LINES - 1) + 1):
        text = source.line(location.file, number)
        if not text:
            if number == location.start_line:
                return []
            continue
        first = number == location.start_line
        start = source.index(location.start_column) if first else len(text) - len(text.lstrip())
        end = source.index(location.end_column) if number == location.end_line else len(text.rstrip())
        lines.append(_cut(number, text, start, max(end, start), room))
    if lines and last >= location.start_line + MARKED_LINES:
        lines[-1] = replace(lines[-1], more=True)
    return lines


def _cut(number: int, text: str, start: int, end: int, room: int) -> Line:
    """Cut a line around the characters from start to end, and turn characters into columns."""
    low, high = 0, len(text)
    if high > room or columns(text) > room:
        # A third of the room in front of the place, the rest behind it; what one side does not need goes to the other.
        room -= 2  # for the two marks that say that something was cut
        low = high = start
        low, taken = _back(text, low, room // 3)
        while high < len(text) and taken + columns(text[high]) <= room:
            taken += columns(text[high])
            high += 1
        low, _ = _back(text, low, room - taken)
    before = "…" if low else ""
    after = "…" if high < len(text) else ""
    printed = before + plain(text[low:start])
    marked = plain(text[start : min(end, high)])
    rest = plain(text[min(end, high) : high]).rstrip()
    return Line(number, printed + marked + rest + after, len(printed), len(printed) + len(marked))


def _back(text: str, index: int, room: int) -> tuple[int, int]:
    """Go back from a character by so many columns; gives where that leads and how many were used."""
    taken = 0
    while index > 0 and taken + columns(text[index - 1]) <= room:
        index -= 1
        taken += columns(text[index])
    return index, taken


def plain(text: str) -> str:
    """The text as it is printed: tabs as blanks, nothing that drives a terminal."""
    return clean(text.replace("\t", TAB))


def columns(text: str) -> int:
    """How many columns of a terminal the printed text fills."""
    if text.isascii():
        return len(text) + text.count("\t") * (len(TAB) - 1)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if character == "\t":
        return len(TAB)
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
