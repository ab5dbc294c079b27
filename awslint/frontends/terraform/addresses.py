"""Terraform's addresses and references, taken apart. Keys may hold dots and brackets, so nothing is split on dots."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

Index = str | int | None
# A name, or an index in a tuple of its own: `a.b["c"].d` is ("a", "b", ("c",), "d").
Step = str | tuple[str | int]

_STEP = re.compile(r'\.?([^.\[\]]+)|\[(?:"((?:[^"\\]|\\.)*)"|([^\]]*))\]')


@lru_cache(maxsize=65536)
def steps_of(text: str) -> tuple[Step, ...]:
    """The steps of an address or a reference; an index that is no literal (`[count.index]`) is left out."""
    steps: list[Step] = []
    for name, key, other in _STEP.findall(text):
        if name:
            steps.append(name)
        elif other.lstrip("-").isdigit():
            steps.append((int(other),))
        elif not other:
            steps.append((key.replace('\\"', '"').replace("\\\\", "\\"),))
    return tuple(steps)


def module_calls(address: str) -> Iterator[tuple[str, str, Index]]:
    """The module instances on the way to one, outermost first: (address, call name, index)."""
    steps = steps_of(address)
    position = 0
    path = ""
    while position + 1 < len(steps) and steps[position] == "module":
        name = str(steps[position + 1])
        position += 2
        index: Index = None
        if position < len(steps) and isinstance(steps[position], tuple):
            index = steps[position][0]
            position += 1
        path = joined(path, f"module.{name}{bracket(index)}")
        yield path, name, index


def joined(prefix: str, rest: str) -> str:
    """Two parts of an address; the root module has the empty address."""
    return f"{prefix}.{rest}" if prefix else rest


def bracket(index: Index) -> str:
    """An index as addresses show it."""
    if index is None:
        return ""
    if isinstance(index, int):
        return f"[{index}]"
    escaped = index.replace("\\", "\\\\").replace('"', '\\"')
    return f'["{escaped}"]'


def longest(references: Iterable[str]) -> list[str]:
    """The references that are not merely the beginning of another one, in order.

    The plan lists `aws_x.y.id` as `["aws_x.y.id", "aws_x.y"]`.
    """
    kept = list(dict.fromkeys(references))
    prefixes = {text[: match.start()] for text in kept for match in re.finditer(r"[.\[]", text)}
    return [text for text in kept if text not in prefixes]
