"""Values in Terraform's words into CloudFormation's, as the tables say."""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import replace
from functools import lru_cache

from awslint.frontends.terraform.changes import CHANGES
from awslint.frontends.terraform.reading import Context, guarded, listed, matches, members, over, read, single, written
from awslint.frontends.terraform.tags import tag_list
from awslint.knowledge.terraform_tables import Spec
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value, Why


def translate(spec: Spec | None, scope: Value, context: Context) -> Value:
    """The value that a specification makes of a resource's, a block's or an item's attributes."""
    if spec is None:
        return Absent(scope.place)
    if isinstance(spec, str):
        return read(scope, spec, context)
    make, changes = _steps(tuple(spec))
    value = make(spec, scope, context)
    for change in changes:
        value = change(value, spec, context)
    return value


def _wrapper(spec: ReadOnlyDict[str, object], scope: Value, context: Context) -> Value:
    """An object that CloudFormation puts around attributes of the same level."""
    found = _object(spec, scope, context)
    if "from" in spec or "written" in spec or not isinstance(found, Mapping):
        return found
    own = [found.entries[name] for name in members(spec["object"])]
    if all(isinstance(entry, Absent) for entry in own):
        first = next(iter(own), None)
        return first if isinstance(first, Absent) else Absent(scope.place)
    return found


def _object(spec: ReadOnlyDict[str, object], scope: Value, context: Context) -> Value:
    if "from" not in spec:
        return entries(members(spec["object"]), scope, context, spec.get("?"))
    inner = single(guarded(spec, scope, context))
    if not isinstance(inner, Mapping):
        return inner if isinstance(inner, Unknown | Absent) else Absent(inner.place)
    return entries(members(spec["object"]), inner, context, spec.get("?"))


def entries(specs: ReadOnlyDict[str, object], scope: Value, context: Context, unmapped: object = None) -> Mapping:
    """An object of translated entries; `unmapped` names the properties that the tables say nothing about."""
    made: dict[str, Value] = {name: translate(spec, scope, context) for name, spec in specs.items()}  # type: ignore[arg-type]
    for name in unmapped if isinstance(unmapped, list) else ():
        made[name] = Unknown(Why.UNMAPPED, name, scope.place, may_be_absent=True)
    return Mapping(made, scope.place)


def _each(spec: ReadOnlyDict[str, object], scope: Value, context: Context) -> Value:
    value = guarded(spec, scope, context)
    specs = members(spec["each"])
    if isinstance(value, Mapping):
        value = Sequence((value,), value.place)

    def item(one: Value) -> Value:
        return entries(specs, one, context, spec.get("?")) if isinstance(one, Mapping) else one

    return over(value, item) if isinstance(value, Sequence) else value


def _explode(spec: ReadOnlyDict[str, object], scope: Value, context: Context) -> Value:
    """Blocks with lists of sources as one object for each source."""
    value = guarded(spec, scope, context) if "from" in spec else Sequence((scope,), scope.place)
    if not isinstance(value, Sequence):
        return value
    common = members(spec["each"])
    made: list[Value] = []
    for block in value.items:
        if not isinstance(block, Mapping):
            made.append(block)
            continue
        for name, sources in members(spec["explode"]).items():
            for source in listed(sources):
                for one in _sources(translate(source, block, context)):
                    shared = entries(common, block, context)
                    others = {other: Absent(block.place) for other in members(spec["explode"]) if other != name}
                    made.append(Mapping({**others, **shared.entries, name: one}, one.place))
    return Sequence(tuple(made), value.place, value.complete, value.missing)


def _sources(value: Value) -> Iterator[Value]:
    if isinstance(value, Sequence):
        yield from value.items
        if not value.complete and value.missing is not None:
            yield value.missing
    elif not isinstance(value, Absent):
        yield value


def _attributes(spec: ReadOnlyDict[str, object], scope: Value, context: Context) -> Value:
    """Flat attributes as CloudFormation's list of keys and values; values are texts there."""
    key, text = str(spec.get("key", "Key")), str(spec.get("value", "Value"))
    made: list[Value] = []
    for name, source in members(spec["attributes"]).items():
        value = translate(source, scope, context)  # type: ignore[arg-type]
        if isinstance(value, Absent):
            continue
        if isinstance(value, Scalar) and value.data is not None and not isinstance(value.data, str):
            value = Scalar(written(value.data), value.place, None, value.origins, value.secret)
        made.append(Mapping({key: Scalar(name, value.place), text: value}, value.place))
    return Sequence(tuple(made), scope.place) if made else Absent(scope.place)


def _first(spec: ReadOnlyDict[str, object], scope: Value, context: Context) -> Value:
    """The first that is written; what goes without saying stands where the first would be."""
    found: Value = Absent(scope.place)
    sources = listed(spec["first"])
    for position, one in enumerate(sources):
        value = translate(one, scope, context)
        if not isinstance(value, Absent):
            named = sources[0].get("from") if isinstance(sources[0], dict) else sources[0]
            if position and isinstance(value, Scalar) and value.place == scope.place and isinstance(named, str):
                return replace(value, place=scope.place.at(*named.split(".")))
            return value
        found = found if position else value
    return found


def _concat(spec: ReadOnlyDict[str, object], scope: Value, context: Context) -> Value:
    """Lists one after another; a single object counts as a list of one."""
    values = [translate(one, scope, context) for one in listed(spec["concat"])]
    return concatenated([value for value in values if not isinstance(value, Absent)]) or values[0]


def concatenated(values: list[Value]) -> Value | None:
    """Lists as one list, incomplete where one of them is; None when there are none."""
    if not values:
        return None
    if len(values) == 1 and isinstance(values[0], Sequence | Unknown):
        return values[0]
    items: list[Value] = []
    missing: Unknown | None = None
    for value in values:
        if isinstance(value, Sequence):
            items.extend(value.items)
            missing = missing or (None if value.complete else value.missing or Unknown(Why.FUNCTION, "", value.place))
        elif isinstance(value, Unknown):
            missing = missing or value
        else:
            items.append(value)
    return Sequence(tuple(items), values[0].place, complete=missing is None, missing=missing)


def _const(spec: ReadOnlyDict[str, object], scope: Value, context: Context) -> Value:
    """A fixed value that goes without saying in Terraform."""
    for name, expected in members(spec.get("when")).items():
        value = read(scope, name, context)
        if not matches(value, expected):
            return value if isinstance(value, Absent) else Absent(value.place, name)
    data = spec["const"]
    assert data is None or isinstance(data, str | int | float | bool)
    return Scalar(data, scope.place)


def _self(spec: ReadOnlyDict[str, object], scope: Value, context: Context) -> Value:
    """The resource itself."""
    for name, expected in members(spec.get("when")).items():
        value = read(scope, name, context)
        if not matches(value, expected):
            return Absent(value.place, name)
    return context.itself(str(spec["self"]))


def _tags(spec: ReadOnlyDict[str, object], scope: Value, context: Context) -> Value:
    name = str(spec["tags"])
    everything = read(scope, name, context)
    own = read(scope, "tags", context) if name == "tags_all" else Absent(scope.place)
    return tag_list(everything, own, context.default_tags, spec.get("as") == "map")


def _map(value: Value, spec: ReadOnlyDict[str, object], context: Context) -> Value:
    """Blocks with a name and a value as a map."""
    key, inner = listed(spec["map"])
    if not isinstance(value, Sequence):
        return value
    made: dict[str, Value] = {}
    missing = value.missing
    for item in value.items:
        name = read(item, str(key), context)
        if isinstance(name, Scalar):
            made[str(name.data)] = translate(inner, item, context)
        else:
            missing = missing or (name if isinstance(name, Unknown) else Unknown(Why.FUNCTION, str(key), item.place))
    return Mapping(made, value.place, complete=missing is None, missing=missing)


def _items(value: Value, spec: ReadOnlyDict[str, object], context: Context) -> Value:
    """Each item changed by a specification of its own, whose `.` is the item."""
    inner = spec["items"]
    return over(value, lambda one: translate(inner, one, context)) if isinstance(value, Sequence) else value  # type: ignore[arg-type]


_Maker = Callable[[ReadOnlyDict[str, object], Value, Context], Value]
_Change = Callable[[Value, ReadOnlyDict[str, object], Context], Value]

_MAKERS: dict[str, _Maker] = {
    "object": _wrapper,
    "explode": _explode,
    "each": _each,
    "attributes": _attributes,
    "first": _first,
    "concat": _concat,
    "const": _const,
    "self": _self,
    "tags": _tags,
}


_CHANGES: dict[str, _Change] = {**CHANGES, "items": _items, "map": _map}


@lru_cache(maxsize=1024)
def _steps(names: tuple[str, ...]) -> tuple[_Maker, tuple[_Change, ...]]:
    """What makes the value that a specification with these entries is about, and what changes it then."""
    make = next((make for name, make in _MAKERS.items() if name in names), guarded)
    return make, tuple(change for name, change in _CHANGES.items() if name in names)
