"""Entries of a mapping as they are deployed: `Fn::ForEach` unrolled, `Fn::Transform` set aside."""

import re
from collections.abc import Callable, Mapping

from awslint.frontends.cloudformation.stack import Entry, Frame
from awslint.frontends.cloudformation.texts import concatenate, written
from awslint.knowledge.facts import Shape
from awslint.model.place import Path, Place
from awslint.model.value import Scalar, Unknown, Value, Why

Resolve = Callable[[Frame, object, Path, Shape | None], Value]

_VARIABLE = re.compile(r"(\$|&)\{([A-Za-z0-9]+)\}")
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")


def is_loop(name: str) -> bool:
    """Whether a key starts an Fn::ForEach."""
    return name.startswith("Fn::ForEach::")


def filled(frame: Frame, text: str, place: Place) -> Value:
    """A text with the loop variables in it replaced."""
    pieces: list[Value | str] = []
    end = 0
    for match in _VARIABLE.finditer(text):
        bound = frame.bindings.get(match.group(2))
        if bound is None:
            continue
        pieces.append(text[end : match.start()])
        if match.group(1) == "&" and isinstance(bound, Scalar):
            bound = Scalar(_NOT_ALPHANUMERIC.sub("", written(bound)), bound.place)
        pieces.append(bound)
        end = match.end()
    pieces.append(text[end:])
    return concatenate(pieces, place, frame.stack.run.settings.facts)


def name_in(frame: Frame, text: str) -> str:
    """A name with the known loop variables in it replaced; an unknown one stays as it is written."""
    if not frame.bindings or "{" not in text:
        return text

    def replacement(match: re.Match[str]) -> str:
        bound = frame.bindings.get(match.group(2))
        if not isinstance(bound, Scalar):
            return match.group(0)
        value = written(bound)
        return _NOT_ALPHANUMERIC.sub("", value) if match.group(1) == "&" else value

    return _VARIABLE.sub(replacement, text)


def entries_of(
    frame: Frame, data: Mapping[str, object], path: Path, resolve: Resolve
) -> tuple[dict[str, Entry], Unknown | None]:
    """The entries of a mapping, and why there may be more."""
    entries: dict[str, Entry] = {}
    missing: Unknown | None = None
    for key, one in data.items():
        here = (*path, key)
        if key == "Fn::Transform":
            missing = Unknown(Why.MACRO, "Fn::Transform", frame.stack.place(here))
        elif is_loop(key):
            missing = Unknown(Why.MACRO, key, frame.stack.place(here))
        elif key.startswith("Fn::"):
            missing = frame.stack.invalid(here, key)
        else:
            entries[name_in(frame, key)] = Entry(key, one, here, frame)
    return entries, missing


def value_of(entry: Entry, resolve: Resolve, shape: Shape | None) -> Value:
    """The value of an entry."""
    return resolve(entry.frame, entry.data, entry.path, shape)
