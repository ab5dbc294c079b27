"""Does a pattern match a text, when either may be known only in part?

Both questions walk the pattern and the text together over a set of positions, so the time is bounded by the product of
their lengths. Each is asked twice: once with unknown parts equal to nothing but themselves (what holds for certain),
once with unknown parts equal to anything (what may hold); where the two differ, the answer is UNKNOWN.
"""

from awslint.analysis.iam.text import (
    HERE,
    ONE,
    PARTITION,
    STAR,
    Opaque,
    Text,
    Token,
    Variable,
    Wildcard,
    is_known,
    is_open,
)
from awslint.model.truth import Truth, truth_of

_LIMIT = 4_000_000  # positions


def covers(pattern: Text, text: Text) -> Truth:
    """Whether the pattern matches every text that the second one stands for."""
    return _asked(pattern, text, every=True)


def meets(pattern: Text, text: Text) -> Truth:
    """Whether some text is matched by both."""
    return _asked(pattern, text, every=False)


def _asked(pattern: Text, text: Text, *, every: bool) -> Truth:
    pattern, text = _uncommon(pattern, text)
    if pattern == (STAR,):
        return Truth.YES
    if is_known(pattern) and is_known(text):
        return truth_of(pattern == text)
    if (len(pattern) + 1) * (len(text) + 1) > _LIMIT:
        return Truth.UNKNOWN
    if _walk(pattern, text, every, may=False):
        return Truth.YES
    shared = {piece for piece in pattern if is_open(piece)}.intersection(text)
    may = _walk(_rigid(pattern, shared), _rigid(text, shared), every, may=True)
    return Truth.UNKNOWN if may else Truth.NO


def _uncommon(pattern: Text, text: Text) -> tuple[Text, Text]:
    """Both without the start that they share: most ARNs differ only at the end."""
    same = 0
    for one, other in zip(pattern, text, strict=False):
        if one != other or one == STAR:
            break
        same += 1
    return pattern[same:], text[same:]


def _rigid(text: Text, shared: set[Token]) -> Text:
    """Unknown parts that both have are the same on both sides."""
    return tuple(Opaque(one.identity, made=True) if isinstance(one, Opaque) and one in shared else one for one in text)


# Inside a made-up name of the text: only literals of the pattern so far, or something that stands for more.
_OUTSIDE, _LITERAL, _LOOSE = range(3)
_Position = tuple[int, int, int]


def _walk(pattern: Text, text: Text, every: bool, may: bool) -> bool:
    seen: set[_Position] = set()
    left: list[_Position] = [(0, 0, _OUTSIDE)]
    end = (len(pattern), len(text), _OUTSIDE)
    while left:
        position = left.pop()
        if position in seen:
            continue
        if position == end:
            return True
        seen.add(position)
        i, j, mode = position
        one = pattern[i] if i < len(pattern) else None
        other = text[j] if j < len(text) else None
        left.extend(_steps(one, other, i, j, every, may) if mode == _OUTSIDE else _within(one, i, j, mode))
    return False


def _loose(token: Token | None, may: bool) -> bool:
    """Whether a part of the pattern may stand for any text."""
    if token == STAR:
        return True
    return may and (isinstance(token, Variable) or is_open(token))


def _steps(one: Token | None, other: Token | None, i: int, j: int, every: bool, may: bool) -> list[_Position]:
    found: list[_Position] = []
    if one is not None and other is not None and _equal(one, other):
        found.append((i + 1, j + 1, _OUTSIDE))
    if _loose(one, may):
        found.append((i + 1, j, _OUTSIDE))
        if other is not None:
            found.append((i, j + 1, _OUTSIDE))
    if other is None:
        return found
    # A text whose beginning is unknown may turn out to be an ARN.
    fields = (HERE, PARTITION) if may else (HERE,)
    if other in fields or one in fields:
        found.extend(_field(one, other, i, j, fields))
    if other == STAR and not every:
        found.append((i, j + 1, _OUTSIDE))
        if one is not None:
            found.append((i + 1, j, _OUTSIDE))
    if may and isinstance(other, Opaque) and other not in (HERE, PARTITION):
        if other.made:
            if _loose(one, may):
                found.append((i + 1, j, _LOOSE))
            elif isinstance(one, str | Wildcard):
                found.append((i + 1, j, _LOOSE if one == ONE else _LITERAL))
        else:
            found.append((i, j + 1, _OUTSIDE))
            if one is not None:
                found.append((i + 1, j, _OUTSIDE))
    if may and isinstance(other, Variable):
        found.append((i, j + 1, _OUTSIDE))
        if one is not None:
            found.append((i + 1, j, _OUTSIDE))
    if other == ONE and not every and isinstance(one, str):
        found.append((i + 1, j + 1, _OUTSIDE))
    return found


def _field(one: Token | None, other: Token, i: int, j: int, fields: tuple[Opaque, ...]) -> list[_Position]:
    """A region or account of the deployment agrees with whatever is written in its field."""
    found: list[_Position] = []
    if other in fields:
        found.append((i, j + 1, _OUTSIDE))
        if one is not None and one != ":":
            found.append((i + 1, j, _OUTSIDE))
    if one in fields:
        found.append((i + 1, j, _OUTSIDE))
        if other not in (":", STAR):
            found.append((i, j + 1, _OUTSIDE))
    return found


def _within(one: Token | None, i: int, j: int, mode: int) -> list[_Position]:
    """The pattern's steps through a made-up name: literals alone cannot spell it."""
    found: list[_Position] = []
    if mode == _LOOSE:
        found.append((i, j + 1, _OUTSIDE))
    if one is None:
        return found
    if isinstance(one, str):
        if one not in "/:":
            found.append((i + 1, j, mode))
    elif one == ONE:
        found.append((i + 1, j, _LOOSE))
    elif _loose(one, may=True):
        found += [(i + 1, j, _LOOSE), (i, j + 1, _OUTSIDE)]
    return found


def _equal(one: Token, other: Token) -> bool:
    if one == other:
        return one != STAR  # two stars agree, but each goes on
    if one == ONE:
        return isinstance(other, str)
    return False
