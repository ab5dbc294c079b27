"""From what a template writes to values: the one function that everything else calls."""

from awslint.frontends.cloudformation import loops
from awslint.frontends.cloudformation.lazy import LazyEntries
from awslint.frontends.cloudformation.shapes import coerce, inner, item
from awslint.frontends.cloudformation.stack import Frame, Placed
from awslint.frontends.cloudformation.texts import dynamic
from awslint.knowledge.facts import Shape
from awslint.model.place import Path
from awslint.model.value import Mapping, Scalar, Sequence, Unknown, Value, Why

MAX_DEPTH = 160  # steps of a path; CloudFormation itself refuses much less


def resolve(frame: Frame, data: object, path: Path, shape: Shape | None = None) -> Value:
    """The value of an expression, typed by the shape of the property that it fills; mappings resolve lazily."""
    while isinstance(data, Placed):
        path, data = data.path, data.data
    if len(path) > MAX_DEPTH:
        return Unknown(Why.LIMIT, "nested too deeply", frame.stack.place(path))
    if isinstance(data, dict):
        return _mapping(frame, data, path, shape)
    if isinstance(data, list):
        of_item = item(shape)
        items = tuple(resolve(frame, one, (*path, index), of_item) for index, one in enumerate(data))
        return Sequence(items, frame.stack.place(path))
    return coerce(scalar(frame, data, path), shape)


def scalar(frame: Frame, data: object, path: Path) -> Value:
    """A literal; texts may hold dynamic references and the variables of the loops around them."""
    place = frame.stack.place(path)
    if isinstance(data, str):
        if frame.bindings and "{" in data:
            return loops.filled(frame, data, place)
        if "{{resolve:" in data:
            return dynamic(data, (), place, frame.stack.run.settings.facts)
        return Scalar(data, place)
    if data is None or isinstance(data, bool | int | float):
        return Scalar(data, place, None if data is None else frame.stack.text_at(path))
    # Reading gives nothing else.
    return Unknown(Why.INVALID, type(data).__name__, place)


def _mapping(frame: Frame, data: dict[str, object], path: Path, shape: Shape | None) -> Value:
    stack = frame.stack
    if len(data) == 1:
        name, argument = next(iter(data.items()))
        function = stack.run.functions.get(name)
        if function is not None:
            return coerce(function(frame, argument, (*path, name), shape), shape)
        if name.startswith("!"):
            return Unknown(Why.MACRO, name, stack.place(path))
        if name.startswith("Fn::") and not loops.is_loop(name):
            return stack.invalid((*path, name), name)
    place = stack.place(path)
    if not frame.bindings and not any(name.startswith("Fn::") for name in data):
        return Mapping(
            LazyEntries(data, lambda name: resolve(frame, data[name], (*path, name), inner(shape, name))), place
        )
    entries, missing = loops.entries_of(frame, data, path, resolve)
    return Mapping(
        LazyEntries(entries, lambda name: loops.value_of(entries[name], resolve, inner(shape, name))),
        place,
        missing is None,
        missing,
    )


def has_secret(value: Value) -> bool:
    """Whether a value that is wholly known holds a secret."""
    if isinstance(value, Sequence):
        return any(has_secret(one) for one in value.items)
    if isinstance(value, Mapping):
        return any(has_secret(one) for one in value.entries.values())
    return isinstance(value, Scalar) and value.secret


def plain(value: Value) -> object:
    """The data of a value that is wholly known.

    Raises ValueError when something in it is not.
    """
    if isinstance(value, Scalar):
        return value.data
    if isinstance(value, Sequence) and value.complete:
        return [plain(one) for one in value.items]
    if isinstance(value, Mapping) and value.complete:
        return {name: plain(value.entries[name]) for name in value.entries}
    raise ValueError
