"""What the JSON formats have in common: the parts of a finding as plain data, and how data is written."""

from collections.abc import Iterator
from functools import lru_cache
from json.encoder import encode_basestring

from awslint.model.finding import Suppression, WorldNote
from awslint.model.report import Diagnostic, Location

INDENT = "  "


class Ready(str):
    """JSON text that stands in data for what it says."""


def written(document: dict[str, object]) -> Iterator[str]:
    """An object as JSON text, in pieces: members that are iterators are written item by item."""
    for piece in _members(document):
        yield piece if piece.isascii() else piece.translate(_LONE_SURROGATES)


# A lone surrogate from a JSON escape is no text that could be written as UTF-8.
_LONE_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def _members(document: dict[str, object]) -> Iterator[str]:
    start = "{"
    for name, value in document.items():
        yield f'{start}\n  "{name}": '
        start = ","
        if isinstance(value, Iterator):
            opened = "["
            for item in value:
                yield f"{opened}\n    {_text(item, INDENT * 2)}"
                opened = ","
            yield "[]" if opened == "[" else "\n  ]"
        else:
            yield _text(value, INDENT)
    yield "\n}\n"


def _text(value: object, margin: str) -> str:
    """A value as `json.dumps` would indent it, which is several times slower."""
    if value is None:
        return "null"
    if isinstance(value, Ready):
        return value
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict) and value:
        inner = margin + INDENT
        entries = [
            _name(inner, name) + (encode_basestring(one) if type(one) is str else _text(one, inner))
            for name, one in value.items()
        ]
        return "{" + ",".join(entries) + f"\n{margin}}}"
    if isinstance(value, list) and value:
        inner = margin + INDENT
        return "[\n" + ",\n".join([f"{inner}{_text(one, inner)}" for one in value]) + f"\n{margin}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    assert isinstance(value, int | dict | list), value
    return str(value)


@lru_cache(maxsize=1024)
def _name(margin: str, name: str) -> str:
    """The name of a member as it stands before its value; the same few come with every finding."""
    return f"\n{margin}{encode_basestring(name)}: "


def ready(value: object, depth: int) -> Ready:
    """The text of a value this deep in a document, for what is the same in many findings."""
    return Ready(_text(value, INDENT * depth))


def location_of(location: Location | None) -> dict[str, object] | None:
    """A region as JSON has it."""
    if location is None:
        return None
    return {
        "file": location.file,
        "start_line": location.start_line,
        "start_column": location.start_column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }


def world_of(world: WorldNote | None) -> dict[str, object] | None:
    """The world in which a verdict holds as JSON has it."""
    if world is None:
        return None
    return {
        "parameters": dict(world.parameters),
        "conditions": dict(world.conditions),
        "environments": list(world.environments),
    }


def suppression_of(suppression: Suppression | None) -> dict[str, object] | None:
    """Why a finding does not count as JSON has it."""
    if suppression is None:
        return None
    return {
        "kind": suppression.kind,
        "reason": suppression.reason,
        "place": suppression.place or None,
        "until": suppression.until,
    }


def problem_of(entry: Diagnostic) -> dict[str, object]:
    """A problem with the input as JSON has it."""
    return {
        "severity": entry.severity,
        "code": entry.code,
        "message": entry.message,
        "file": entry.file or None,
        "location": location_of(entry.location),
    }
