"""Fn::FindInMap."""

from awslint.frontends.cloudformation.distribute import distribute, moved
from awslint.frontends.cloudformation.resolve import resolve
from awslint.frontends.cloudformation.stack import Frame, unplaced
from awslint.frontends.cloudformation.texts import written
from awslint.knowledge.facts import Shape
from awslint.model.place import Path
from awslint.model.value import Choice, Origin, Scalar, Unknown, Value, Why

MAX_AMONG = 256


def find_in_map(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """The entry of a mapping; with a key that is not known, one of those that it may be."""
    stack = frame.stack
    if not isinstance(data, list) or len(data) not in (3, 4):
        return stack.invalid(path, "Fn::FindInMap")
    keys = [resolve(frame, one, (*path, index)) for index, one in enumerate(data[:3])]
    # A literal that conditions compare a free parameter with need not be a value that anybody deploys.
    told_apart = any(isinstance(key, Choice) and key.otherwise is not None for key in keys)
    default = data[3].get("DefaultValue") if len(data) == 4 and isinstance(data[3], dict) else None
    has_default = default is not None

    def find(settled: list[Value]) -> Value:
        found = _entries(frame, settled, path)
        if isinstance(found, Unknown):
            return found
        if has_default and (not found or any(isinstance(key, Unknown) for key in settled)):
            fallback = resolve(frame, default, (*path, 3, "DefaultValue"), shape)
            if not found:
                return fallback
            found = [*found, fallback]
        unknown = next((key for key in settled if isinstance(key, Unknown)), None)
        if unknown is None:
            if found:
                return found[0]
            names = ".".join("***" if key.secret else written(key) for key in settled if isinstance(key, Scalar))
            if stack.open is None and not told_apart:
                stack.report("warning", "missing-mapping-key", f"there is no mapping entry {names}", path)
            return stack.invalid(path, names)
        if not found and stack.open is None and all(isinstance(key, Scalar) or key is unknown for key in settled):
            return stack.invalid(path, "Fn::FindInMap")
        symbols = [written(key) if isinstance(key, Scalar) else getattr(key, "symbol", None) for key in settled]
        symbol = None if None in symbols else f"FindInMap:{stack.prefix}{'.'.join(str(one) for one in symbols)}"
        return Unknown(
            unknown.why,
            unknown.subject,
            stack.place(path),
            symbol=symbol,
            among=tuple(found) if found and len(found) <= MAX_AMONG else None,
            origins=unknown.origins,
        )

    return distribute(keys, stack.place(path), find)


def _entries(frame: Frame, keys: list[Value], path: Path) -> list[Value] | Unknown:
    """The entries that the keys may lead to."""
    stack = frame.stack
    level: list[tuple[Path, object]] = [(("Mappings",), stack.section("Mappings"))]
    for key in keys:
        found: list[tuple[Path, object]] = []
        for data, at in (unplaced(data, at) for at, data in level):
            if not isinstance(data, dict):
                continue
            if "Fn::Transform" in data:
                return Unknown(Why.MACRO, "Fn::Transform", stack.place(path))
            if isinstance(key, Scalar):
                name = written(key)
                if name in data:
                    found.append(((*at, name), data[name]))
            elif isinstance(key, Unknown):
                if key.why is Why.INVALID:
                    return stack.invalid(path, key.subject)
                possible = {written(one) for one in key.among or () if isinstance(one, Scalar)}
                found += [
                    ((*at, name), one)
                    for name, one in data.items()
                    if name not in key.excluding and (not possible or name in possible)
                ]
            else:
                return stack.invalid(path, "Fn::FindInMap")
        level = found
    return [_entry(frame, at, data, path) for at, data in level]


def _entry(frame: Frame, at: Path, data: object, path: Path) -> Value:
    stack = frame.stack
    place = stack.place(path)
    origin = Origin("mapping", ".".join(str(step) for step in at[1:]), stack.place(at))
    return moved(resolve(frame, data, at), place, origin)
