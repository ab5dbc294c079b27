"""Filter patterns for JSON events: does this pattern match that event?

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

Event = Mapping[str, object]
Test = Callable[[Event], bool]
_TOKEN = re.compile(
    r"""\s*(?:(?P<word>&&|\|\||!=|<=|>=|[{}()=<>])|(?P<field>\$(?:\.[\w-]+|\[\d+\]|\['[^']*'\])+)"""
    r"""|"(?P<text>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s(){}=<>!&|"]+))"""
)
_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]|\['([^']*)'\]")


class _Missing:
    """Stands for a field that an event does not have."""


class NotUnderstood(Exception):
    """The pattern is no condition on the fields of a JSON event, or is written in a way that is not read here."""


def matches(pattern: str, event: Event) -> bool:
    """Whether a pattern matches an event.

    Raises NotUnderstood.
    """
    return _compiled(pattern)(event)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Test:
    tokens = list(_tokens(pattern))
    if len(tokens) < 3 or tokens[0] != ("word", "{") or tokens[-1] != ("word", "}"):
        raise NotUnderstood(pattern)
    reader = _Reader(tokens[1:-1])
    test = reader.either()
    if reader.left:
        raise NotUnderstood(pattern)
    return test


def _tokens(pattern: str) -> Iterator[tuple[str, str]]:
    position = 0
    pattern = pattern.strip()
    while position < len(pattern):
        found = _TOKEN.match(pattern, position)
        if found is None or found.lastgroup is None:
            raise NotUnderstood(pattern)
        yield found.lastgroup, found.group(found.lastgroup)
        position = found.end()


class _Reader:
    """Reads tokens from the left: `||` binds less than `&&`."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.left = tokens[::-1]
        self.depth = 0

    def either(self) -> Test:
        tests = [self.each()]
        while self._next(("word", "||")):
            tests.append(self.each())
        return lambda event: any(test(event) for test in tests)

    def each(self) -> Test:
        tests = [self.one()]
        while self._next(("word", "&&")):
            tests.append(self.one())
        return lambda event: all(test(event) for test in tests)

    def one(self) -> Test:
        if self._next(("word", "(")):
            self.depth += 1
            if self.depth > 50:
                raise NotUnderstood("nested too deeply")
            test = self.either()
            if not self._next(("word", ")")):
                raise NotUnderstood("a parenthesis is not closed")
            self.depth -= 1
            return test
        kind, field = self._take()
        if kind != "field":
            raise NotUnderstood(field)
        kind, operator = self._take()
        if kind == "word":
            return _compared(field, operator, *self._take())
        return self._stated(field, operator.upper())

    def _stated(self, field: str, word: str) -> Test:
        """`IS NULL`, `IS TRUE`, `NOT EXISTS`, `EXISTS`."""
        if word == "EXISTS":
            return lambda event: _at(event, field) is not _Missing
        following = self._take()[1].upper()
        if (word, following) == ("NOT", "EXISTS"):
            return lambda event: _at(event, field) is _Missing
        wanted = {"NULL": None, "TRUE": True, "FALSE": False}
        if word != "IS" or following not in wanted:
            raise NotUnderstood(f"{word} {following}")
        return lambda event: _at(event, field) is wanted[following]

    def _next(self, token: tuple[str, str]) -> bool:
        if not self.left or self.left[-1] != token:
            return False
        self.left.pop()
        return True

    def _take(self) -> tuple[str, str]:
        if not self.left:
            raise NotUnderstood("the pattern ends early")
        return self.left.pop()


def _compared(field: str, operator: str, kind: str, said: str) -> Test:
    if kind not in ("text", "bare"):
        raise NotUnderstood(said)
    if kind == "bare" and said.startswith("%"):
        raise NotUnderstood(said)  # a regular expression
    if operator not in ("=", "!="):
        try:
            number = float(said)
        except ValueError as wrong:
            raise NotUnderstood(said) from wrong
        return lambda event: _ordered(_at(event, field), operator, number)
    texts = re.compile(".*".join(re.escape(part) for part in said.split("*")), re.DOTALL)

    def equal(event: Event) -> bool:
        value = _at(event, field)
        if value is _Missing or isinstance(value, dict | list) or value is None:
            return False
        return texts.fullmatch(str(value).lower() if isinstance(value, bool) else str(value)) is not None

    return equal if operator == "=" else lambda event: not equal(event)


def _ordered(value: object, operator: str, number: float) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return {"<": value < number, ">": value > number, "<=": value <= number, ">=": value >= number}.get(operator, False)


def _at(event: Event, field: str) -> object:
    value: object = event
    for name, index, quoted in _STEP.findall(field[1:]):
        if index:
            value = value[int(index)] if isinstance(value, list) and int(index) < len(value) else _Missing
        else:
            value = value.get(name or quoted, _Missing) if isinstance(value, dict) else _Missing
        if value is _Missing:
            break
    return value
