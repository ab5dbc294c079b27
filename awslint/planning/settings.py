"""Between options and configuration: what the caller set, as the topmost layer, and settings in force as options."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

from awslint.configuration.items import Item, Origin
from awslint.configuration.keys import KEYS
from awslint.configuration.merging import BELOW
from awslint.planning.options import Options

_NAMES = {key.field: name for name, key in KEYS.items() if key.field}


def option_of(field: str) -> str:
    """The command line's name of an option's field."""
    key = KEYS[_NAMES[field]]
    return key.option or f"--{_NAMES[field]}"


def caller_items(options: Options) -> tuple[Item, ...]:
    """What the caller set, as items of a layer above every configuration."""
    unset = Options()
    found: list[Item] = []
    for field in fields(options):
        name = _NAMES.get(field.name)
        value = getattr(options, field.name)
        if name is None or (value == getattr(unset, field.name) and field.name not in options.given):
            continue
        origin = Origin(options.given.get(field.name, option_of(field.name)))
        if isinstance(value, tuple):
            found += [Item(name, str(one), origin, _at(name, one)) for one in value]
        elif isinstance(value, dict):
            found += [Item(name, str(one), origin, (rule,)) for rule, one in value.items()]
        elif isinstance(value, bool):
            found.append(Item(name, value, origin))
        elif value is not None:
            found.append(Item(name, value.isoformat() if isinstance(value, date) else str(value), origin))
    return tuple(found)


def _at(name: str, value: str) -> tuple[str, ...]:
    return (str(Path.cwd()),) if name == "exclude" else ()


def without_files(items: Iterable[Item], caller: Sequence[Item]) -> tuple[Item, ...]:
    """A configuration's items without its parameter files when the caller names some: those are other environments."""
    names_files = any(one.key == "parameters" and _is_file(str(one.value)) for one in caller)
    return tuple(one for one in items if not (names_files and one.key == "parameters" and not one.at))


def _is_file(argument: str) -> bool:
    return "=" not in argument or Path(argument).exists()


def options_of(items: Iterable[Item], caller: Options) -> Options:
    """Settings in force as options; what no configuration can say is the caller's."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.key, []).append(item)
    changes: dict[str, object] = {"ignore_below": tuple(str(one.value) for one in found.pop(BELOW, ()))}
    for name, key in KEYS.items():
        if not key.field:
            continue
        written = found.get(name, [])
        match key.kind:
            case "parameters":
                changes["parameters"] = tuple(str(one.value) for one in written if not one.at)
                changes["parameter_values"] = {one.at[0]: str(one.value) for one in written if one.at}
            case "rule-parameters":
                changes[key.field] = tuple(
                    f"{one.at[0]}:{one.at[1]}={one.value}" if one.at else str(one.value) for one in written
                )
            case "severities":
                changes[key.field] = {one.at[0]: str(one.value) for one in written}
            case "date":
                changes[key.field] = date.fromisoformat(str(written[-1].value)) if written else None
            case "flag" | "word" | "text" | "month" | "file" | "path":
                changes[key.field] = written[-1].value if written else getattr(_UNSET, key.field)
            case _:
                changes[key.field] = tuple(str(one.value) for one in written)
    return replace(caller, **changes)  # type: ignore[arg-type]


_UNSET = Options()
