"""Which literals the conditions of a template compare its parameters with: they are what the worlds differ in."""

from collections.abc import Mapping

from awslint.frontends.cloudformation.domains import literal
from awslint.frontends.cloudformation.loops import is_loop
from awslint.frontends.cloudformation.stack import Stack
from awslint.model.place import Path

_COMPARISONS = frozenset({"Fn::Equals", "Fn::Contains", "Fn::EachMemberEquals"})


def compared_literals(stack: Stack) -> dict[str, tuple[str, ...]]:
    """For each name that conditions and rules refer to, the texts that they compare it with."""
    found: dict[str, dict[str, None]] = {}
    for section in ("Conditions", "Rules"):
        _collect(stack, stack.section(section), (section,), found, {})
    return {name: tuple(texts) for name, texts in found.items()}


Found = dict[str, dict[str, None]]
Loops = Mapping[str, list[str | None]]


def _collect(stack: Stack, data: object, path: Path, found: Found, loops: Loops) -> None:
    if isinstance(data, list):
        for index, one in enumerate(data):
            _collect(stack, one, (*path, index), found, loops)
    elif isinstance(data, dict):
        for key, one in data.items():
            here = (*path, key)
            if key in _COMPARISONS and isinstance(one, list) and len(one) == 2:
                _compared(stack, one, here, found, loops)
            elif is_loop(key) and isinstance(one, list) and len(one) == 3 and isinstance(one[1], list):
                texts = [literal(stack, item, (*here, 1, index)) for index, item in enumerate(one[1])]
                _collect(stack, one[2], (*here, 2), found, {**loops, str(one[0]): texts})
            else:
                _collect(stack, one, here, found, loops)


def _compared(stack: Stack, sides: list[object], path: Path, found: Found, loops: Loops) -> None:
    for side, other in ((0, 1), (1, 0)):
        name = _named(sides[side])
        if name is None or name in loops:
            continue
        against = sides[other]
        variable = _named(against)
        texts = [literal(stack, against, (*path, other))]
        if variable is not None and variable in loops:
            texts = loops[variable]
        elif isinstance(against, list):
            texts = [literal(stack, one, (*path, other, index)) for index, one in enumerate(against)]
        known = found.setdefault(name, {})
        for text in texts:
            if text is not None and "${" not in text and "{{" not in text:
                known[text] = None


def _named(data: object) -> str | None:
    if isinstance(data, dict) and len(data) == 1:
        for key in ("Ref", "Fn::ValueOf"):
            name = data.get(key)
            if isinstance(name, str):
                return name
        text = data.get("Fn::Sub")
        if isinstance(text, str) and text.startswith("${") and text.endswith("}") and text.count("{") == 1:
            return text[2:-1]
    return None
