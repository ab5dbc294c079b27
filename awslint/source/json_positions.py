"""Places in a JSON text, found when asked for.

Python's scanner gives data without places, and a second scanner over a plan of 200 MB would cost more than all rules.
So this one reads only as far as a path needs, member by member, and remembers where members begin: a run that asks
for a hundred thousand paths still goes over the text once. It trusts that the text has been read as JSON.
"""

import json
import re
from array import array

from awslint.source.document import Extent, Path
from awslint.source.json_read import STRING

BLANK = r"[ \t\r\n]*+"
FLAT = rf'[^"\[\]{{}}]*+(?:{STRING}[^"\[\]{{}}]*+)*+'
"""Everything up to the next bracket."""

SCALAR = rf"{STRING}|[^,\]}}\s]++"
KEY = rf"({STRING}){BLANK}:{BLANK}"

SMALL = 16 * 1024
MOST_SMALL = 4096


class _Members:
    """The members of one mapping or list, as far as they have been seen."""

    __slots__ = ("at", "complete", "end", "keys", "opened", "started", "starts")

    def __init__(self, opened: int) -> None:
        self.opened = opened
        self.at = opened + 1
        """The value of the member seen last, or where the first one is to be looked for."""
        self.started = False
        self.complete = False
        self.end: int | None = None
        self.keys: dict[str, tuple[int, int, int]] = {}
        self.starts: array[int] = array("Q")


class JsonPositions:
    """Places in one JSON document. ``ambiguous`` says that it has duplicate keys, of which the last one counts."""

    def __init__(self, text: str, ambiguous: bool) -> None:
        self._text = text
        self._ambiguous = ambiguous
        self._seen: dict[int, _Members] = {}
        self._most = MOST_SMALL
        self._blank = re.compile(BLANK).match
        self._flat = re.compile(FLAT).match
        self._scalar = re.compile(SCALAR).match
        self._key = re.compile(KEY).match

    def extent(self, path: Path, key: bool) -> Extent:
        """See ``Document.span``."""
        start, leading, left = self._follow(path)
        if key or left:
            return leading or self._opening(start)
        return start, self._skip(start)

    def text_at(self, path: Path) -> str | None:
        """See ``Document.text_at``."""
        start, _, left = self._follow(path)
        if left or self._text[start] in "{[":
            return None
        text = self._text[start : self._skip(start)]
        return str(json.loads(text)) if text.startswith('"') else text

    def _follow(self, path: Path) -> tuple[int, Extent | None, int]:
        """Walk as far as a path exists: the last value, the key that leads to it, and how many steps are left."""
        start = self._after_blanks(0)
        leading: Extent | None = None
        for done, step in enumerate(path):
            bracket = self._text[start]
            if bracket == "{" and isinstance(step, str) and (member := self._member(start, step)) is not None:
                leading, start = member[:2], member[2]
            elif bracket == "[" and isinstance(step, int) and (item := self._item(start, step)) is not None:
                leading, start = None, item
            else:
                return start, leading, len(path) - done
        return start, leading, 0

    def _opening(self, start: int) -> Extent:
        return start, start + 1 if self._text[start] in "{[" else self._skip(start)

    def _member(self, start: int, key: str) -> tuple[int, int, int] | None:
        members = self._members(start)
        if key in members.keys and not self._ambiguous:
            return members.keys[key]
        while (value := self._next(members)) is not None:
            found = self._key(self._text, value)
            assert found is not None, "the text has been read as JSON"
            name = found[1]
            name = json.loads(name) if "\\" in name else name[1:-1]
            members.keys[name] = (*found.span(1), found.end())
            members.at = found.end()
            if name == key and not self._ambiguous:
                break
        return members.keys.get(key)

    def _item(self, start: int, index: int) -> int | None:
        members = self._members(start)
        while len(members.starts) <= index and (value := self._next(members)) is not None:
            members.starts.append(value)
        return members.starts[index] if 0 <= index < len(members.starts) else None

    def _members(self, start: int) -> _Members:
        members = self._seen.get(start)
        if members is None:
            if len(self._seen) >= self._most:
                # What is small is scanned again as quickly as it is found here.
                self._seen = {at: seen for at, seen in self._seen.items() if seen.at - seen.opened > SMALL}
                self._most = max(MOST_SMALL, 2 * len(self._seen))
            members = self._seen[start] = _Members(start)
        return members

    def _next(self, members: _Members) -> int | None:
        """Move to the next member and give its beginning; nothing after the last one."""
        if members.complete:
            return None
        at = self._after_blanks(self._skip(members.at) if members.started else members.at)
        if self._text[at] == ",":
            at = self._after_blanks(at + 1)
        if self._text[at] in "]}":
            members.complete, members.end = True, at + 1
            return None
        members.started, members.at = True, at
        return at

    def _skip(self, start: int) -> int:
        """Give the end of the value that begins here."""
        if self._text[start] not in "{[":
            scalar = self._scalar(self._text, start)
            assert scalar is not None, "the text has been read as JSON"
            return scalar.end()
        members = self._seen.get(start)
        if members is None:
            return self._close(start + 1)
        if members.end is None:
            members.end = self._close(self._skip(members.at) if members.started else members.at)
        return members.end

    def _close(self, at: int) -> int:
        """Give the end of the mapping or list within which this offset lies."""
        depth = 1
        while depth:
            flat = self._flat(self._text, at)
            assert flat is not None, "it matches nothing at least"
            at = flat.end() + 1
            depth += 1 if self._text[at - 1] in "{[" else -1
        return at

    def _after_blanks(self, at: int) -> int:
        blank = self._blank(self._text, at)
        assert blank is not None, "it matches nothing at least"
        return blank.end()
