"""Reading attributes for the tables: paths, conditions, lists of one."""

from collections.abc import Callable
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import field

from awslint.knowledge.terraform_tables import Spec
from awslint.model.place import Place, dotted
from awslint.model.record import record
from awslint.model.value import Absent, Mapping, Origin, Scalar, Sequence, Unknown, Value, Why


@record(eq=False)
class Context:
    """Whose attributes are translated.

    root        place of all its attributes
    itself      a reference to the resource in CloudFormation's words ("Ref", "Arn")
    defaults    the provider's defaults by attribute path, where the input does not hold them
    """

    root: Place
    itself: Callable[[str], Value]
    attributes: Value
    default_tags: Value | None = None
    defaults: ReadOnlyDict[str, object] = field(default_factory=dict)


def read(scope: Value, path: str, context: Context) -> Value:
    """The value at a dotted path of attribute names; a block of which there is at most one is a list of one."""
    value = scope
    if path == ".":
        return value
    if path.startswith("/"):  # an attribute of the resource, from inside a block
        value, path = context.attributes, path[1:]
    for name in path.split("."):
        value = _step(single(value), name, context)
    return value


def _step(scope: Value, name: str, context: Context) -> Value:
    if isinstance(scope, Mapping):
        value = scope.entries.get(name)
        if value is None:
            if not scope.complete:
                why = scope.missing or Unknown(Why.FUNCTION, name, scope.place)
                return Unknown(why.why, why.subject, scope.place, may_be_absent=True)
            value = Absent(scope.place.of_key(), dotted((*scope.place.path[len(context.root.path) :], name)))
        if isinstance(value, Absent) and context.defaults:
            return _with_default(value, scope, name, context)
        return value
    if isinstance(scope, Unknown):
        return Unknown(scope.why, scope.subject, scope.place, may_be_absent=True)
    return scope if isinstance(scope, Absent) else Absent(scope.place)


def _with_default(absent: Absent, scope: Mapping, name: str, context: Context) -> Value:
    steps = [step for step in scope.place.path[len(context.root.path) :] if isinstance(step, str)]
    data = context.defaults.get(".".join([*steps, name]))
    if not isinstance(data, str | int | float | bool):
        return absent
    origin = Origin("service-default", absent.written or name, None, "default of the Terraform AWS provider")
    return Scalar(data, absent.place, origins=(origin,))


def single(value: Value) -> Value:
    """The only block of a list that has at most one."""
    if not isinstance(value, Sequence):
        return value
    if value.items:
        return value.items[0]
    if not value.complete:
        why = value.missing or Unknown(Why.FUNCTION, "", value.place)
        return Unknown(why.why, why.subject, value.place, may_be_absent=True)
    return Absent(value.place)


def guarded(spec: ReadOnlyDict[str, object], scope: Value, context: Context) -> Value:
    """The attribute that a specification starts from, absent where its conditions say so."""
    value = read(scope, str(spec["from"]), context)
    for keyword, drops in (("unless", True), ("when", False)):
        for name, expected in members(spec.get(keyword)).items():
            guard = read(scope, name, context)
            if isinstance(guard, Unknown) and not isinstance(expected, bool) and not isinstance(value, Absent):
                return Unknown(guard.why, guard.subject, value.place, may_be_absent=True)
            if matches(guard, expected) is drops:
                return Absent(value.place, str(spec["from"]))
    return value


def matches(value: Value, expected: object) -> bool:
    """Whether an attribute is set (`true`), is not (`false`), or has one of some texts."""
    if isinstance(expected, bool) and not (isinstance(value, Scalar) and isinstance(value.data, bool)):
        return isinstance(value, Absent) is not expected
    texts = expected if isinstance(expected, list) else [expected]
    return isinstance(value, Scalar) and written(value.data) in {written(text) for text in texts}


def written(data: object) -> str:
    """A scalar as Terraform writes it."""
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, float) and data.is_integer():
        return str(int(data))
    return str(data)


def over(value: Value, change: Callable[[Value], Value]) -> Value:
    """Change a value, or each item of a list."""
    if isinstance(value, Sequence):
        items = tuple(change(item) for item in value.items)
        return Sequence(items, value.place, value.complete, value.missing, value.origins)
    return change(value)


def members(raw: object) -> ReadOnlyDict[str, object]:
    """The entries of a part of a specification; none where there is no such part."""
    return raw if isinstance(raw, dict) else {}


def listed(raw: object) -> list[Spec]:
    """The items of a part of a specification; a single one counts as a list."""
    return raw if isinstance(raw, list) else [raw]  # type: ignore[list-item]
