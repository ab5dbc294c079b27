"""Leaf values typed as the CloudFormation schema has them."""

from collections.abc import Mapping as ReadOnlyDict

from awslint.frontends.terraform.documents import parsed
from awslint.frontends.terraform.reading import written
from awslint.knowledge.facts import Shape
from awslint.model.value import Mapping, Scalar, Sequence, Value


def typed(value: Value, shape: Shape | None) -> Value:
    """The value with its leaves typed: "true" for a boolean is true, 22 for a text is "22"."""
    if shape is None:
        return value
    if isinstance(shape, str):
        return _leaf(value, shape)
    if isinstance(value, Mapping):
        return _mapping(value, shape)
    inner = shape.get("items")
    if isinstance(value, Sequence) and inner is not None:
        items = tuple(typed(item, inner) for item in value.items)  # type: ignore[arg-type]
        return Sequence(items, value.place, value.complete, value.missing, value.origins)
    return value


def _mapping(value: Mapping, shape: ReadOnlyDict[str, object]) -> Mapping:
    properties = shape.get("properties")
    values = shape.get("values")
    entries: dict[str, Value] = {}
    for name, entry in value.entries.items():
        inner = properties.get(name) if isinstance(properties, ReadOnlyDict) else values
        entries[name] = typed(entry, inner)  # type: ignore[arg-type]
    return Mapping(entries, value.place, value.complete, value.missing, value.origins)


def _leaf(value: Value, shape: str) -> Value:
    if not isinstance(value, Scalar):
        return value
    data = value.data
    new: str | int | float | bool | None = data
    if shape == "json":
        return parsed(value)
    if shape == "boolean" and isinstance(data, str) and data.lower() in ("true", "false"):
        new = data.lower() == "true"
    elif shape in ("integer", "number") and isinstance(data, str):
        new = _number(data, shape)
    elif shape == "integer" and isinstance(data, float) and data.is_integer():
        new = int(data)
    elif shape == "string" and isinstance(data, bool | int | float):
        new = written(data)
    if new is data:
        return value
    return Scalar(new, value.place, value.text or written(data), value.origins, value.secret, value.refers_to)


def _number(text: str, shape: str) -> str | int | float:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text) if shape == "number" else text
    except ValueError:
        return text
