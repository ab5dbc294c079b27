"""What a plain YAML scalar means: YAML 1.1 as CloudFormation reads it.

The rules are PyYAML's, with one exception. Dates stay text, because a template's ``2012-10-17`` is the version of a
policy language and never a day.
"""

import re

Scalar = str | int | float | bool | None

WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "yes": True, "Yes": True, "YES": True, "no": False, "No": False, "NO": False,
    "on": True, "On": True, "ON": True, "off": False, "Off": False, "OFF": False,
}  # fmt: skip

LONGEST_NUMBER = 400
"""Text beyond this length is no number: converting base 60 takes quadratic time."""

INTEGER = r"[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)"
FLOAT = (
    r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?"
    r"|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*"
    r"|[-+]?\.(?:inf|Inf|INF)"
    r"|\.(?:nan|NaN|NAN)"
)


def resolve(text: str) -> Scalar:
    """Give a plain scalar its value: a word such as ``yes``, a number, or the text itself."""
    if text and text[0] in "-+.0123456789":
        return _number(text) if len(text) <= LONGEST_NUMBER else text
    return WORDS.get(text, text)


def construct(kind: str, text: str) -> Scalar:
    """Give a scalar the type that a standard tag such as ``!!int`` asks for, and leave it text where it cannot be."""
    if kind == "null":
        return None
    value = resolve(text)
    fits = {"bool": isinstance(value, bool), "int": type(value) is int, "float": isinstance(value, float)}
    if fits.get(kind, False):
        return value
    return float(value) if kind == "float" and type(value) is int else text


def _number(text: str) -> Scalar:
    try:
        if re.fullmatch(INTEGER, text):
            return _integer(text)
        if re.fullmatch(FLOAT, text):
            return _float(text)
    except ValueError:  # nothing but underscores after 0x
        return text
    return text


def _integer(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-").replace("_", "")
    if digits.startswith(("0b", "0x")):
        return sign * int(digits, 0)
    if ":" in digits:
        return sign * int(_sexagesimal(digits))
    return sign * int(digits, 8 if digits.startswith("0") else 10)


def _float(text: str) -> float:
    sign = -1.0 if text.startswith("-") else 1.0
    digits = text.lstrip("+-").replace("_", "").lower()
    if digits in (".inf", ".nan"):
        return sign * float(digits[1:])
    if ":" in digits:
        whole, _, fraction = digits.partition(".")
        return sign * (_sexagesimal(whole) + float(f"0.{fraction or 0}"))
    return sign * float(digits)


def _sexagesimal(digits: str) -> int:
    total = 0
    for part in digits.split(":"):
        total = total * 60 + int(part)
    return total
