"""Property types of the paths that rules read, cut out of the schemas for the index."""

from collections.abc import Iterable

from awslint.knowledge.facts import Shape
from awslint.model.rule import EACH, Steps
from awslint.ruleset.paths import parse
from awslint.ruleset.schemas import Schemas, Spot

DEEPEST = 6
"""How far below a path that is read as a whole its types are kept."""

Wanted = dict[str, "Wanted | None"]


def shapes_of(schemas: Schemas, type_: str, paths: Iterable[str]) -> dict[str, Shape]:
    """The types of these property paths of a resource type, by the names of its properties."""
    root = schemas.root(type_)
    wanted: Wanted = {}
    for path in sorted(paths):
        if not path.startswith("@"):
            _want(wanted, parse(path))
    if root is None:
        return {}
    found = {}
    for name in sorted(wanted):
        here = root.step(name)
        if here is not None:
            found[name] = _shape(here, wanted[name])
    return found


def _want(wanted: Wanted, steps: Steps) -> None:
    """Note a path; None stands for everything below it."""
    for step in steps[:-1]:
        inner = wanted.setdefault(str(step), {})
        if inner is None:
            return
        wanted = inner
    wanted[str(steps[-1])] = None


def _shape(here: Spot, wanted: Wanted | None) -> Shape:
    if wanted is None:
        return _whole(here, DEEPEST, frozenset())
    kinds = here.kinds
    if kinds == {"array"}:
        items = here.each()
        return {"items": "any" if items is None or EACH not in wanted else _shape(items, wanted[EACH])}
    if kinds != {"object"} or here.open:
        return _plain(here)
    values = here.values()
    if values is not None:
        inner = wanted.get(EACH, None) if EACH in wanted else None
        return {"values": _shape(values, inner)}
    properties = {}
    for name in sorted(wanted):
        following = here.step(name)
        if following is not None:
            properties[name] = _shape(following, wanted[name])
    return {"properties": properties}


def _whole(here: Spot, depth: int, above: frozenset[int]) -> Shape:
    kinds = here.kinds
    around = above | {id(part) for part in here.parts}
    if depth == 0 or (here.parts and id(here.parts[0]) in above):
        return "any"
    if kinds == {"array"}:
        items = here.each()
        return {"items": "any" if items is None else _whole(items, depth - 1, around)}
    if kinds != {"object"} or here.open:
        return _plain(here)
    values = here.values()
    if values is not None:
        return {"values": _whole(values, depth - 1, around)}
    following = ((name, here.step(name)) for name in sorted(here.names))
    return {"properties": {name: _whole(one, depth - 1, around) for name, one in following if one is not None}}


def _plain(here: Spot) -> Shape:
    kinds = here.kinds
    if len(kinds) == 1 and not kinds & {"object", "array", "null"}:
        return next(iter(kinds))
    if kinds == {"object", "string"} or (kinds == {"object"} and here.open):
        return "json"
    return "any"
