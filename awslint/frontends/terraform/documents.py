"""Policies: JSON text, and the `aws_iam_policy_document` data source with its statements."""

import json
import re
from dataclasses import replace

from awslint.model.place import Place
from awslint.model.value import Absent, Mapping, Origin, Scalar, Sequence, Unknown, Value

_VERSION = "2012-10-17"


def parsed(text: Scalar, pascal: bool = False) -> Value:
    """JSON text as values, all placed where the text is; the text itself when it is no JSON object or list.

    With `pascal`, names in camelCase become CloudFormation's PascalCase (container definitions).
    """
    if not isinstance(text.data, str):
        return text
    try:
        data = json.loads(text.data)
    except (ValueError, RecursionError):
        return text
    if not isinstance(data, dict | list):
        return text
    origins = tuple(one for one in text.origins if one.kind == "data-source")
    return plain(data, text.place, pascal, text.secret, origins)


def plain(
    data: object, place: Place, pascal: bool = False, secret: bool = False, origins: tuple[Origin, ...] = ()
) -> Value:
    """Plain data as values that all have one place."""
    if isinstance(data, dict):
        return Mapping(
            {
                (pascalised(name) if pascal else name): plain(item, place, _inside(name, pascal), secret, origins)
                for name, item in data.items()
                if not (pascal and item is None)
            },
            place,
        )
    if isinstance(data, list):
        return Sequence(tuple(plain(item, place, pascal, secret, origins) for item in data), place)
    assert data is None or isinstance(data, str | int | float | bool)
    return Scalar(data, place, secret=secret, origins=origins)


# Maps with free keys inside container definitions: their keys are the user's.
_FREE = frozenset({"dockerLabels", "options", "labels", "driverOpts", "credentialSpecs"})


def _inside(name: str, pascal: bool) -> bool:
    return pascal and name not in _FREE


def pascalised(name: str) -> str:
    """`readonlyRootFilesystem` as `ReadonlyRootFilesystem`."""
    return name[:1].upper() + name[1:]


def policy_document(data: Mapping) -> Value:
    """An `aws_iam_policy_document` as the policy that it will render; unknown parts stay unknown."""
    read = data.entries.get
    statements = _listed(read("statement"))
    items: list[Value] = [_statement(one) for one in statements if isinstance(one, Mapping)]
    lower: list[Value] = []
    entries: dict[str, Value] = {"Version": _given(read("version")) or Scalar(_VERSION, data.place)}
    if policy_id := _given(read("policy_id")):
        entries["Id"] = policy_id
    missing = _open(read("statement")) or next((one for one in statements if isinstance(one, Unknown)), None)
    for name in ("source_policy_documents", "override_policy_documents", "source_json", "override_json"):
        for text in _listed(read(name)):
            document = parsed(text) if isinstance(text, Scalar) else text
            if isinstance(document, Mapping):
                inner = document.entries.get("Statement")
                _override(items, _listed(inner)) if name.startswith("override") else lower.extend(_listed(inner))
                missing = missing or _open(inner)
            elif isinstance(document, Unknown):
                missing = missing or document
        missing = missing or _open(read(name))
    _override(lower, items)
    entries["Statement"] = Sequence(tuple(lower), data.place, complete=missing is None, missing=missing)
    return Mapping(entries, data.place)


def _override(statements: list[Value], others: list[Value]) -> None:
    """Add statements; one with the Sid of another takes its place."""
    at = {sid: position for position, one in enumerate(statements) if (sid := _sid(one))}
    for one in others:
        position = at.get(_sid(one))
        if position is None:
            statements.append(one)
        else:
            statements[position] = one


def _sid(statement: Value) -> str:
    sid = statement.entries.get("Sid") if isinstance(statement, Mapping) else None
    return str(sid.data) if isinstance(sid, Scalar) and sid.data else ""


def _statement(block: Mapping) -> Mapping:
    read = block.entries.get
    entries: dict[str, Value] = {}
    if sid := _given(read("sid")):
        entries["Sid"] = sid
    entries["Effect"] = _given(read("effect")) or Scalar("Allow", block.place)
    for name, attribute in (
        ("Action", "actions"),
        ("NotAction", "not_actions"),
        ("Resource", "resources"),
        ("NotResource", "not_resources"),
    ):
        if found := _given(read(attribute)):
            entries[name] = _unescaped(found)
    for name, attribute in (("Principal", "principals"), ("NotPrincipal", "not_principals")):
        if found := _given(read(attribute)):
            entries[name] = _principals(found)
    if found := _given(read("condition")):
        entries["Condition"] = _conditions(found)
    return Mapping(entries, block.place)


def _blocks(value: Value) -> Value:
    """Blocks as a list: JSON configurations write a single one without."""
    return Sequence((value,), value.place) if isinstance(value, Mapping) else value


def _principals(written: Value) -> Value:
    blocks = _blocks(written)
    if not isinstance(blocks, Sequence):
        return blocks
    kinds: dict[str, list[Value]] = {}
    missing = blocks.missing
    for block in blocks.items:
        if not isinstance(block, Mapping):
            missing = block if isinstance(block, Unknown) else missing
            continue
        kind = block.entries.get("type")
        identifiers = block.entries.get("identifiers")
        if not isinstance(kind, Scalar) or not isinstance(kind.data, str) or identifiers is None:
            missing = kind if isinstance(kind, Unknown) else missing
            continue
        if kind.data == "*":
            return Scalar("*", kind.place)
        kinds.setdefault(kind.data, []).append(identifiers)
    entries = {kind: _together(values, blocks.place) for kind, values in kinds.items()}
    return Mapping(entries, blocks.place, complete=missing is None, missing=missing)


def _conditions(written: Value) -> Value:
    blocks = _blocks(written)
    if not isinstance(blocks, Sequence):
        return blocks
    tests: dict[str, dict[str, list[Value]]] = {}
    missing = blocks.missing
    for block in blocks.items:
        test = block.entries.get("test") if isinstance(block, Mapping) else None
        variable = block.entries.get("variable") if isinstance(block, Mapping) else None
        values = block.entries.get("values") if isinstance(block, Mapping) else None
        if not isinstance(test, Scalar) or not isinstance(variable, Scalar) or values is None:
            missing = next((one for one in (block, test, variable) if isinstance(one, Unknown)), missing)
            continue
        tests.setdefault(str(test.data), {}).setdefault(str(variable.data), []).append(_unescaped(values))
    entries: dict[str, Value] = {
        test: Mapping({name: _together(values, blocks.place) for name, values in names.items()}, blocks.place)
        for test, names in tests.items()
    }
    return Mapping(entries, blocks.place, complete=missing is None, missing=missing)


def _together(values: list[Value], place: Place) -> Value:
    if len(values) == 1:
        return values[0]
    items = tuple(item for value in values for item in _listed(value))
    missing = next((found for value in values if (found := _open(value))), None)
    return Sequence(items, place, complete=missing is None, missing=missing)


def _unescaped(value: Value) -> Value:
    """The data source writes `&{aws:username}` for IAM's own `${aws:username}`."""
    if isinstance(value, Sequence):
        items = tuple(_unescaped(item) for item in value.items)
        return Sequence(items, value.place, value.complete, value.missing, value.origins)
    if isinstance(value, Scalar) and isinstance(value.data, str) and "&{" in value.data:
        data = re.sub(r"&\{", "${", value.data)
        return Scalar(data, value.place, value.data, value.origins, value.secret, value.refers_to)
    return value


def open_ended(value: Value) -> Value:
    """References to resources as the beginning of a text of which the rest is unknown.

    A plan tells `arn` and `"${arn}/*"` not apart.
    """
    if isinstance(value, Sequence):
        items = tuple(open_ended(item) for item in value.items)
        return Sequence(items, value.place, value.complete, value.missing, value.origins)
    if isinstance(value, Unknown) and value.refers_to is not None and not value.parts:
        rest = Unknown(value.why, value.subject, value.place)
        return replace(value, symbol=None, parts=(value, rest))
    return value


def _given(value: Value | None) -> Value | None:
    return None if value is None or isinstance(value, Absent) else value


def _listed(value: Value | None) -> list[Value]:
    if isinstance(value, Sequence):
        return list(value.items)
    return [value] if isinstance(value, Scalar | Mapping) else []


def _open(value: Value | None) -> Unknown | None:
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Sequence | Mapping) and not value.complete:
        return value.missing
    return None
