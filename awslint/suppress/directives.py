"""The words of a suppression in a comment: `awslint: ignore[rule-a, rule-b] until=2027-01-31 reason`."""

import re
from collections.abc import Iterator

from awslint.model.record import record

_MARKER = re.compile(r"(?:^|(?<=[\s#/]))awslint\s*:\s*", re.IGNORECASE)
_IGNORE = re.compile(r"ignore\s*\[([^\]]*)\]", re.IGNORECASE)
_SETTING = re.compile(r"(?<!\S)(until|owner|ticket|value)=(\"[^\"]*\"|\S+)")
_FORM = "write `awslint: ignore[rule-id] reason`"


@record()
class Directive:
    """What one `ignore[...]` says. `offset` is where it begins in the comment's text, `length` how long it is."""

    rules: tuple[str, ...]
    reason: str
    offset: int
    length: int
    until: str | None = None
    owner: str | None = None
    ticket: str | None = None
    value: str | None = None


@record()
class Fault:
    """What is wrong with a comment that was meant as a suppression."""

    message: str
    offset: int
    length: int
    certain: bool = True  # otherwise it may be prose that mentions awslint


def mentions(text: str) -> bool:
    """Whether a text may hold a suppression of ours; false is certain."""
    return "awslint" in text or "AWSLINT" in text or "Awslint" in text


def parse(text: str) -> Iterator[Directive | Fault]:
    """Every suppression in the text of a comment, in order."""
    marks = list(_MARKER.finditer(text))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else len(text)
        yield from _after_marker(text, mark.start(), mark.end(), end)


def _after_marker(text: str, begin: int, start: int, end: int) -> Iterator[Directive | Fault]:
    found = list(_IGNORE.finditer(text, start, end))
    if not found or found[0].start() != start:
        words = text[start:end].split()
        meant = bool(words) and words[0].lower().startswith(("ignor", "suppress", "skip", "disable", "allow", "noqa"))
        if not meant and text[:begin].strip(" \t#/*"):
            return  # prose that mentions awslint
        yield Fault(f"{_FORM}: this names no rule", begin, len(text[begin:end].rstrip()), meant)
        return
    # A further `ignore[` is one only behind a semicolon, or a reason could not speak of it.
    heads = [found[0], *(one for one in found[1:] if text[start : one.start()].rstrip().endswith(";"))]
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        stop = following.start() if following else end
        yield _directive(head, text[head.end() : stop])


def _directive(head: re.Match[str], tail: str) -> Directive | Fault:
    length = len((head.group(0) + tail).rstrip(" \t;"))
    rules = tuple(name.strip() for name in head.group(1).split(",") if name.strip())
    if not rules:
        return Fault(f"{_FORM}: the brackets are empty", head.start(), length)
    settings = {name: value.strip('"') for name, value in _SETTING.findall(tail)}
    reason = " ".join(_SETTING.sub(" ", tail).split()).strip(" ;:-\u2013\u2014")
    until = settings.get("until")
    return Directive(
        rules,
        reason,
        head.start(),
        length,
        until=until.rstrip(".,;)") if until else None,
        owner=settings.get("owner"),
        ticket=settings.get("ticket"),
        value=settings.get("value"),
    )
