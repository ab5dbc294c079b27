"""The hash by which GitHub code scanning recognises an alert, as its upload action computes it.

For each line: a polynomial hash over the next hundred characters from the start of the line, blanks and tabs left out,
line breaks as one line feed, the end of the file as one special character and zeros behind it; then how many lines
of the file have had the same hash so far.
Source: https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
"""

from collections.abc import Collection, Iterator

WINDOW = 100
BASE = 37
END_OF_FILE = "\uffff"

_MASK = (1 << 64) - 1


def line_hashes(text: str, wanted: Collection[int]) -> dict[int, str]:
    """The hashes of the wanted lines, counted from 1.

    A line that the file does not have gets none.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "") + END_OF_FILE
    last = max(wanted, default=0)
    # Equal windows have equal hashes, so only the wanted windows need counting, and few lines need arithmetic.
    seen = {window: 0 for line, window in _windows(text, last) if line in wanted}
    hashes: dict[int, str] = {}
    for line, window in _windows(text, last):
        if window in seen:
            seen[window] += 1
            if line in wanted:
                hashes[line] = f"{_hash(window):x}:{seen[window]}"
    return hashes


def _windows(text: str, last: int) -> Iterator[tuple[int, str]]:
    """The lines up to the last with the text that decides their hash."""
    start = 0
    for line in range(1, last + 1):
        yield line, text[start : start + WINDOW]
        start = text.find("\n", start) + 1
        if start == 0:
            return


def _hash(window: str) -> int:
    raw = window.encode("utf-16-le", "surrogatepass")[: 2 * WINDOW].ljust(2 * WINDOW, b"\0")
    value = 0
    for i in range(0, 2 * WINDOW, 2):
        value = (value * BASE + (raw[i] | raw[i + 1] << 8)) & _MASK
    return value


def is_one_line(text: str) -> bool:
    """Whether all findings of the file would share a hash, as in a minified plan."""
    written = text.strip()
    return "\n" not in written and "\r" not in written
