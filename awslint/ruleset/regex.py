"""Which regular expressions a rule may use: those that mean the same in ECMAScript and cannot run away."""

import re
from dataclasses import dataclass, field

LONGEST = 1_000
COUNTED = r"\{(\d+)(,(\d*))?\}"
MANY = 100
"""A repetition of at least this many counts as endless: nesting such ones is what makes matching explode."""

OFTEN = 10
"""A group whose length varies may be repeated fewer times than this."""


class Unsafe(ValueError):
    """Why a regular expression is refused."""


@dataclass(slots=True)
class _Group:
    opening: str
    endless_inside: bool = False
    optional_inside: bool = False
    starts: list[str] = field(default_factory=lambda: [""])  # of the alternatives

    @property
    def varies(self) -> bool:
        """Whether it may match the same text in several ways, which repeating it multiplies."""
        alike = len(self.starts) > 1 and not (
            all(start.isalnum() for start in self.starts) and len(set(self.starts)) == len(self.starts)
        )
        return self.optional_inside or alike


def check(pattern: str) -> None:
    """Raises Unsafe when a pattern is not valid, not ECMAScript, or nests endless repetitions."""
    if len(pattern) > LONGEST:
        raise Unsafe(f"a regular expression of more than {LONGEST} characters")
    _scan(pattern)
    try:
        re.compile(pattern)
    except (re.error, OverflowError) as error:
        raise Unsafe(f"not a regular expression: {error}") from error


def _scan(pattern: str) -> None:
    open_groups = [_Group("")]
    endless = False  # whether the piece just read repeats endlessly inside
    closed_group: _Group | None = None  # the piece just read, when it is a group
    at = 0
    while at < len(pattern):
        char = pattern[at]
        before, closed_group = closed_group, None
        if char not in "*+?{|)" and not open_groups[-1].starts[-1]:
            open_groups[-1].starts[-1] = char
        if char == "\\":
            _escape(pattern, at)
            at, endless = at + 2, False
        elif char == "[":
            at, endless = _class_end(pattern, at), False
        elif char == "(":
            opening = _opening(pattern, at)
            open_groups.append(_Group(opening))
            at, endless = at + len(opening), False
        elif char == ")":
            closed = open_groups.pop() if len(open_groups) > 1 else _Group("")
            endless = closed.endless_inside
            closed_group = closed
            open_groups[-1].optional_inside |= closed.varies
            open_groups[-1].endless_inside |= endless
            at += 1
        elif quantifier := _quantifier(pattern, at):
            if _is_endless(quantifier):
                if endless:
                    raise Unsafe(f"nested quantifiers: '{quantifier}' repeats what already repeats without end")
                open_groups[-1].endless_inside = True
            if before is not None and before.varies and _times(quantifier) >= OFTEN:
                raise Unsafe(f"'{quantifier}' repeats a group that can match one text in several ways")
            if _varies(quantifier):
                open_groups[-1].optional_inside = True
            at += len(quantifier)
            if pattern[at : at + 1] == "?":
                at += 1
            elif pattern[at : at + 1] == "+":
                raise Unsafe("possessive quantifiers are not ECMAScript")
        else:
            if char == "|":
                open_groups[-1].starts.append("")
            at, endless = at + 1, False


def _escape(pattern: str, at: int) -> None:
    following = pattern[at + 1 : at + 2]
    if following.isdigit() and following != "0":
        raise Unsafe(f"a back-reference (\\{following})")
    if following in ("A", "Z", "z", "G", "Q", "k"):
        raise Unsafe(f"'\\{following}' is not in the language of rule files")


def _class_end(pattern: str, at: int) -> int:
    end = at + 1
    if pattern[end : end + 1] == "^":
        end += 1
    if pattern[end : end + 1] == "]":
        raise Unsafe("']' as the first of a character class means different things; write '\\]'")
    while end < len(pattern) and pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    return end + 1


def _opening(pattern: str, at: int) -> str:
    if pattern[at + 1 : at + 2] != "?":
        return "("
    opening = pattern[at : at + 3]
    if opening in ("(?:", "(?=", "(?!"):
        return opening
    if opening == "(?<":
        raise Unsafe("look-behind and named groups are not allowed")
    raise Unsafe(f"'{opening}' is not in the language of rule files")


def _quantifier(pattern: str, at: int) -> str:
    if pattern[at] in "*+?":
        return pattern[at]
    counted = re.compile(COUNTED).match(pattern, at)
    return counted.group(0) if counted else ""


def _is_endless(quantifier: str) -> bool:
    counted = re.fullmatch(COUNTED, quantifier)
    if counted is None:
        return quantifier in "*+"
    low, comma, high = counted.groups()
    return (comma is not None and not high) or int(high or low) >= MANY


def _times(quantifier: str) -> int:
    """How often a quantifier repeats at most; MANY for without end."""
    counted = re.fullmatch(COUNTED, quantifier)
    if counted is None:
        return 1 if quantifier == "?" else MANY
    low, comma, high = counted.groups()
    return MANY if comma is not None and not high else int(high or low)


def _varies(quantifier: str) -> bool:
    counted = re.fullmatch(COUNTED, quantifier)
    return counted is None or (counted.group(2) is not None and counted.group(1) != counted.group(3))
