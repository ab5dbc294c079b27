"""From offsets in a text to lines and columns, without paying for lines that nobody asks about."""

import re
from array import array
from bisect import bisect_left, bisect_right

LINE_BREAK = r"\r\n?|\n"
ASTRAL = "[\U00010000-\U0010ffff]"


class Lines:
    """The lines of one text.

    A line ends at LF, CRLF or a lone CR, as editors and SARIF viewers have it; YAML's further line breaks (NEL, LS, PS)
    are ordinary characters here. Both indexes are made at the first question and kept as machine integers, so that a
    plan of millions of lines stays small.
    """

    __slots__ = ("_astral", "_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: array[int] | None = None
        self._astral: array[int] | None = None

    def position(self, offset: int) -> tuple[int, int]:
        """Give the line and the UTF-16 column of an offset, both counted from 1."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        start = starts[line - 1]
        column = offset - start + 1
        if not self.text.isascii():
            astral = self._astral_offsets()
            column += bisect_left(astral, offset) - bisect_left(astral, start)
        return line, column

    def line(self, number: int) -> str:
        """Give one line, counted from 1, without its line break; empty beyond the last."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def before(self, offset: int) -> str:
        """Give what stands before an offset on the same line."""
        starts = self._line_starts()
        return self.text[starts[bisect_right(starts, offset) - 1] : offset]

    def _line_starts(self) -> "array[int]":
        if self._starts is None:
            breaks = re.finditer(LINE_BREAK if "\r" in self.text else "\n", self.text)
            self._starts = array("Q", [0])
            self._starts.extend(found.end() for found in breaks)
        return self._starts

    def _astral_offsets(self) -> "array[int]":
        if self._astral is None:
            self._astral = array("Q", (found.start() for found in re.finditer(ASTRAL, self.text)))
        return self._astral
