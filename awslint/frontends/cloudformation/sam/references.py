"""Names that only SAM knows: `!Ref Fn.Version`, `!GetAtt Api.Stage`, `${Fn.Alias}` become those of what was made."""

import re
from collections.abc import Mapping

_VARIABLE = re.compile(r"\$\{([A-Za-z0-9]+\.[A-Za-z0-9]+)((?:\.[A-Za-z0-9.]+)?)\}")


def renamed(data: object, names: Mapping[str, str]) -> object:
    """The template with such names replaced; paths stay as they are."""
    if not names:
        return data
    if isinstance(data, list):
        return [renamed(one, names) for one in data]
    if not isinstance(data, dict):
        return data
    if len(data) == 1:
        call, argument = next(iter(data.items()))
        if call == "Ref" and isinstance(argument, str) and argument in names:
            return {call: names[argument]}
        if call == "Fn::GetAtt" and isinstance(argument, list) and argument:
            return {call: _attribute(argument, names)}
        if call == "Fn::Sub" and isinstance(argument, str):
            return {call: _text(argument, names)}
        if call == "Fn::Sub" and isinstance(argument, list) and argument and isinstance(argument[0], str):
            return {call: [_text(argument[0], names), *(renamed(one, names) for one in argument[1:])]}
    return {name: renamed(value, names) for name, value in data.items()}


def _attribute(argument: list[object], names: Mapping[str, str]) -> list[object]:
    first, *rest = argument
    if isinstance(first, str) and first in names:
        return [names[first], *rest]
    if len(rest) == 1 and isinstance(rest[0], str):
        step, _, attribute = rest[0].partition(".")
        made = names.get(f"{first}.{step}")
        if made is not None and attribute:
            return [made, attribute]
    return argument


def _text(text: str, names: Mapping[str, str]) -> str:
    def replacement(match: re.Match[str]) -> str:
        made = names.get(match.group(1))
        return match.group(0) if made is None else f"${{{made}{match.group(2)}}}"

    return _VARIABLE.sub(replacement, text)
