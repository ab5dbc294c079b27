"""Regular expressions as Go has them (https://github.com/google/re2/wiki/Syntax), within bounds.

Go matches in linear time, Python does not: what may run away here is not evaluated.
"""

import re

from awslint.frontends.terraform.data import Data
from awslint.frontends.terraform.functions import Fault, Function, text

LONGEST_PATTERN = 1_000
MOST_STEPS = 50_000_000  # at worst: the length of the text to the power of the repetitions, and one for the search

_FOREIGN = re.compile(r"\[\[:|\\[pPQECzZ]|\\[1-9]|\(\?(?![:iPsm])|\(\?P(?!<)|\*\+|\+\+|\?\+")
_PIECE = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:P<\w+>|[ism]*[:)]))?|\)|[*+?]\??|\{\d+(?:,\d*)?\}\??|.", re.DOTALL
)
_MANY = 16  # a counted repetition of at least so many counts as endless


def find(pattern: Data, subject: Data) -> Data:
    """regex(): the first match. Raises Fault where there is none."""
    found = _compiled(pattern, subject).search(text(subject))
    if found is None:
        raise Fault("nothing matches")
    return _captured(found)


def find_all(pattern: Data, subject: Data) -> Data:
    """regexall(): all matches."""
    return [_captured(found) for found in _compiled(pattern, subject).finditer(text(subject))]


def replace(subject: Data, old: Data, new: Data) -> str:
    """replace(): of a text, or of a pattern between slashes. Raises Fault."""
    pattern = text(old)
    if len(pattern) < 2 or not (pattern.startswith("/") and pattern.endswith("/")):
        return text(subject).replace(pattern, text(new))
    made = text(new)

    def expanded(found: re.Match[str]) -> str:
        return re.sub(r"\$(?:(\w+)|\{(\w+)\}|(\$))", lambda one: _named(one, found), made)

    return _compiled(pattern[1:-1], subject).sub(expanded, text(subject))


def _named(reference: re.Match[str], found: re.Match[str]) -> str:
    """`$1`, `${1}` and `${name}`; what does not exist is empty."""
    if reference.group(3):
        return "$"
    name = reference.group(1) or reference.group(2)
    try:
        return found.group(int(name) if name.isdigit() else name) or ""
    except IndexError:
        return ""


def _captured(found: re.Match[str]) -> Data:
    """The whole without groups; the groups as a list, or by name."""
    if not found.re.groups:
        return found.group()
    return dict(found.groupdict()) if found.re.groupindex else list(found.groups())


def _compiled(pattern: Data, subject: Data) -> re.Pattern[str]:
    raw = text(pattern)
    if len(raw) > LONGEST_PATTERN or _FOREIGN.search(raw):
        raise Fault("a pattern that is not evaluated")
    written, endless = _translated(raw)
    if len(text(subject)) ** (endless + 1) > MOST_STEPS:
        raise Fault("a pattern that may take too long")
    try:
        return re.compile(written, re.ASCII)
    except (re.error, OverflowError, RecursionError) as fault:
        raise Fault(f"no pattern: {fault}") from fault


def _translated(pattern: str) -> tuple[str, int]:
    """The pattern in Python's words, and how many repetitions without end it has. Raises Fault for nested ones."""
    made: list[str] = []
    groups = [0]  # by open group, the endless repetitions within
    endless, closed = 0, 0
    for piece in _PIECE.findall(pattern):
        made.append(r"\Z" if piece == "$" else piece)
        if piece[0] == "(" and not piece.endswith(")"):
            groups.append(0)
        elif piece == ")" and len(groups) > 1:
            closed = groups.pop()
            groups[-1] += closed
            continue
        elif piece[0] in "*+" or (piece[0] == "{" and len(piece) > 1 and _is_endless(piece)):
            if closed:
                raise Fault("nested repetitions")
            endless += 1
            groups[-1] += 1
        closed = 0
    return "".join(made), endless


def _is_endless(piece: str) -> bool:
    low, comma, high = piece.strip("{}?").partition(",")
    return int(high or low) >= _MANY or (bool(comma) and not high)


PATTERNS: dict[str, Function] = {"regex": find, "regexall": find_all, "replace": replace}
