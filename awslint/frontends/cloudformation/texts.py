"""Texts put together from parts of which some may be unknown, and the dynamic references in them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from awslint.model.place import Place
from awslint.model.value import Origin, Scalar, Unknown, Value, Why

MAX_TEXT = 1_000_000  # characters; a template body has at most a megabyte

# Private-use characters stand for unknown parts while a text is searched or parsed.
_MASK = re.compile("\ue000(\\d+)\ue001")
_DYNAMIC = re.compile(r"\{\{resolve:([a-z-]+):([^{}]*)\}\}")

Part = str | Unknown


def written(value: Scalar) -> str:
    """A scalar as CloudFormation writes it into a text."""
    if value.data is None:
        return ""
    if isinstance(value.data, bool):
        return "true" if value.data else "false"
    if isinstance(value.data, str):
        return value.data
    return value.text if value.text is not None else str(value.data)


def concatenate(values: Iterable[Value | str], place: Place, facts: Mapping[str, Mapping[str, object]]) -> Value:
    """One text made of several; known when all are, otherwise unknown in parts. None of the values is a Choice."""
    parts: list[Part] = []
    origins: list[Origin] = []
    values = tuple(values)
    secret = any(isinstance(value, Scalar) and value.secret for value in values)
    # A text that is known only in part is no secret as a whole, so the secrets in it must not be readable.
    hide = secret and any(isinstance(value, Unknown) for value in values)
    for value in values:
        if isinstance(value, str):
            parts.append(value)
        elif isinstance(value, Scalar):
            parts.append(_hidden(value) if hide and value.secret else written(value))
            origins += value.origins
        elif isinstance(value, Unknown):
            if value.why in (Why.INVALID, Why.LIMIT):
                return replace(value, place=place)
            parts += value.parts or (value,)
        else:
            return Unknown(Why.INVALID, "a list or an object in a text", place)
    text, hidden = masked(parts)
    if len(text) > MAX_TEXT:
        return Unknown(Why.LIMIT, "a text that is too long", place)
    if "{{resolve:" in text:
        return dynamic(text, hidden, place, facts, tuple(origins), secret)
    return _joined(text, hidden, place, tuple(origins), secret)


def _hidden(secret: Scalar) -> Unknown:
    name = next((origin.name for origin in secret.origins), "a secret")
    symbol, origins = f"Secret:{name}", secret.origins
    return Unknown(Why.PARAMETER, name, secret.place, symbol=symbol, type="string", origins=origins, secret=True)


def masked(parts: Iterable[Part]) -> tuple[str, tuple[Unknown, ...]]:
    """The parts as one text, with a mask for each unknown."""
    text = ""
    hidden: list[Unknown] = []
    for part in parts:
        if isinstance(part, str):
            text += part
        else:
            text += f"\ue000{len(hidden)}\ue001"
            hidden.append(part)
    return text, tuple(hidden)


def unmasked(text: str, hidden: tuple[Unknown, ...], place: Place) -> Value:
    """A masked text as a value."""
    return _joined(text, hidden, place, (), False)


def _joined(text: str, hidden: tuple[Unknown, ...], place: Place, origins: tuple[Origin, ...], secret: bool) -> Value:
    if not hidden:
        return Scalar(text, place, origins=origins, secret=secret)
    pieces = _MASK.split(text)
    parts: list[Part] = []
    for position, piece in enumerate(pieces):
        if position % 2:
            number = int(piece)
            if number < len(hidden):
                parts.append(hidden[number])
        elif piece:
            parts.append(piece)
    unknowns = [part for part in parts if isinstance(part, Unknown)]
    if not unknowns:
        return Scalar("".join(part for part in parts if isinstance(part, str)), place, origins=origins, secret=secret)
    if len(parts) == 1:
        return replace(unknowns[0], place=place, type=unknowns[0].type or "string")
    subjects = ", ".join(dict.fromkeys(unknown.subject for unknown in unknowns))
    return Unknown(
        Why.FUNCTION,
        subjects,
        place,
        symbol=symbol_of(parts),
        parts=tuple(parts),
        type="string",
        origins=origins,
    )


def symbol_of(parts: Iterable[Part]) -> str | None:
    """A symbol for a text in parts: equal for texts that are certainly equal."""
    symbols = [part if isinstance(part, str) else part.symbol and f"${{{part.symbol}}}" for part in parts]
    if None in symbols:
        return None
    return "Text:" + "".join(symbol for symbol in symbols if symbol)


def dynamic(
    text: str,
    hidden: tuple[Unknown, ...],
    place: Place,
    facts: Mapping[str, Mapping[str, object]],
    origins: tuple[Origin, ...] = (),
    secret: bool = False,
) -> Value:
    """A text that holds dynamic references such as `{{resolve:ssm:/network/vpc}}`: each is an unknown part."""
    all_hidden = list(hidden)

    def hide(match: re.Match[str]) -> str:
        name = _MASK.sub(lambda mask: f"${{{hidden[int(mask.group(1))].subject}}}", match.group(2))
        service = match.group(1)
        if secret:
            name = "a secret"
        if service == "ssm" and not _MASK.search(match.group(2)):
            known = facts.get("ssm", {}).get(name.split(":")[0])
            if isinstance(known, str | int | float):
                return str(known)
        all_hidden.append(stored(service, name, place))
        return f"\ue000{len(all_hidden) - 1}\ue001"

    return _joined(_DYNAMIC.sub(hide, text), tuple(all_hidden), place, origins, secret)


def stored(service: str, name: str, place: Place, type_: str | None = "string") -> Unknown:
    """A value that a parameter store or Secrets Manager holds."""
    return Unknown(Why.DYNAMIC, f"{service}:{name}", place, symbol=f"{service}:{name}", type=type_)


def split_parts(value: Unknown, delimiter: str, place: Place) -> list[Value] | None:
    """The pieces of a text that is known in part, where the unknown parts cannot hold the delimiter; else None."""
    parts = value.parts or (value,)
    if delimiter != "," or any(isinstance(part, Unknown) and part.why is not Why.ATTRIBUTE for part in parts):
        return None
    text, hidden = masked(parts)
    return [unmasked(piece, hidden, place) for piece in text.split(delimiter)]
