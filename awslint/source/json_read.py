"""JSON to plain data at the speed of Python's own scanner, with the checks that it does not make."""

import json
import re
from typing import Any

from awslint.source.limits import Limits
from awslint.source.problems import MOST_REMARKS, Remark, Unreadable

BLANKS = " \t\r\n"
CONTAINERS = (dict, list)
STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
CONSTANT = r"-?Infinity|NaN"
ESCAPE = r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F]..)|.)"
"""One escape of a valid text; the group matches half of a surrogate pair."""

PLAINER = {
    "Expecting value": "a value is missing",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing",
    "Expecting ':' delimiter": "a colon is missing after a key",
    "Expecting property name enclosed in double quotes": "a key in double quotes is missing",
    "Extra data": "text after the end of the JSON value",
    "Unterminated string starting at": "a string that is never closed",
    "Invalid control character at": "a line break or another control character within a string",
    "Invalid \\escape": "a backslash that escapes nothing",
    "Invalid \\uXXXX escape": "\\u takes four hexadecimal digits",
}
"""Python's words, and words that say what is wrong."""


class _ConstantError(ValueError):
    """NaN or an infinity, which Python takes for JSON."""


def parse(text: str, limits: Limits) -> tuple[object, list[Remark]]:
    """Read a JSON text. Raises ``Unreadable`` where it is no JSON or nested too deeply."""
    ambiguous = False

    def build(pairs: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal ambiguous
        mapping = dict(pairs)
        ambiguous = ambiguous or len(mapping) != len(pairs)
        return mapping

    try:
        data = json.loads(text, object_pairs_hook=build, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise _explain(error, text) from error
    except _ConstantError as error:
        raise Unreadable(f"{error} is not JSON", _outside_strings(CONSTANT, text)) from error
    except RecursionError as error:
        raise _too_deep(text, limits) from error
    except ValueError as error:  # Python refuses to convert integers of thousands of digits
        raise Unreadable("a number with too many digits", _outside_strings(r"\d{1000}", text)) from error
    if _is_deeper(data, limits.depth):
        raise _too_deep(text, limits)
    _refuse_half_pairs(text)
    return data, _duplicate_keys(text) if ambiguous else []


def _refuse_constant(name: str) -> None:
    raise _ConstantError(name)


def _explain(error: json.JSONDecodeError, text: str) -> Unreadable:
    offset = error.pos
    last = offset
    while last > 0 and text[last - 1] in BLANKS:
        last -= 1
    if offset >= len(text):
        return Unreadable("the text ends too early", last)
    if text[offset] in "]}" and text[last - 1 : last] == ",":
        return Unreadable("a comma before a closing bracket", last - 1)
    if error.msg.startswith("Illegal trailing comma"):
        return Unreadable("a comma before a closing bracket", offset)
    if "escape" in error.msg:
        offset = text.rfind("\\", 0, offset + 1)
    return Unreadable(PLAINER.get(error.msg.rstrip(": "), error.msg), offset)


def _outside_strings(pattern: str, text: str) -> int:
    """Find the first match of a pattern that is not part of a string."""
    found = (match.start() for match in re.finditer(f"{STRING}|({pattern})", text) if match[1])
    return next(found, 0)


def _is_deeper(data: object, depth: int) -> bool:
    level: list[Any] = [data] if type(data) in CONTAINERS else []
    for _ in range(depth):
        level = [
            value
            for parent in level
            for value in (parent.values() if type(parent) is dict else parent)
            if type(value) in CONTAINERS
        ]
        if not level:
            return False
    return True


def _too_deep(text: str, limits: Limits) -> Unreadable:
    depth = offset = 0
    for match in re.finditer(rf"{STRING}|([\[{{])|([\]}}])", text):
        depth += (match[1] is not None) - (match[2] is not None)
        if depth > limits.depth:
            offset = match.start()
            break
    return Unreadable(f"nested more than {limits.depth} levels deep", offset, "too-deep")


def _refuse_half_pairs(text: str) -> None:
    """Refuse escapes such as a lone ``\\ud800``: Python would make them text that nobody can write out again."""
    if "\\ud" not in text and "\\uD" not in text:
        return
    for match in re.finditer(ESCAPE, text):
        if match[1]:
            raise Unreadable("half of a surrogate pair is no character", match.start())


def _duplicate_keys(text: str) -> list[Remark]:
    found: list[Remark] = []
    open_keys: list[set[str]] = []
    for match in re.finditer(rf"({STRING})(\s*:)?|[\[\]{{}}]", text):
        bracket = match[0]
        if match[2]:
            key = json.loads(match[1])
            if key in open_keys[-1]:
                message = f"the key {key!r} is given twice; the last one counts"
                found.append(Remark("duplicate-key", message, match.span(1)))
                if len(found) == MOST_REMARKS:
                    break
            open_keys[-1].add(key)
        elif bracket in ("{", "["):
            open_keys.append(set())
        elif bracket in ("}", "]"):
            open_keys.pop()
    return found
