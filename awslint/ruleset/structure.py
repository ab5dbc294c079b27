"""The first check of a rule file: the metaschema, with messages for people who never read JSON Schema."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

from awslint.model.place import Path
from awslint.ruleset.problems import Problem, suggestion

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

KINDS = {"string": "a text", "object": "a mapping", "array": "a list", "boolean": "true or false", "null": "null"}


def problems_of(data: Mapping[str, object]) -> list[Problem]:
    """What the metaschema has against a rule's data, in the order of the file."""
    validator = _validator()
    found: dict[Problem, None] = {}
    for error in validator.iter_errors(data):
        found.update(dict.fromkeys(_explained(error)))
    return list(found)


@lru_cache(maxsize=1)
def _validator() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(File(__file__).with_name("metaschema.json").read_bytes()))


def _explained(error: "ValidationError") -> Iterator[Problem]:
    at: Path = tuple(error.absolute_path)
    value: Any = error.instance
    expected: Any = error.validator_value
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    match error.validator:
        case "if" | "then" | "else":
            for inner in error.context or ():
                yield from _explained(inner)
        case "additionalProperties" | "unevaluatedProperties":
            known = _names(schema)
            for key in value:
                if key not in known and not _is_path(key, schema):
                    yield Problem((*at, key), f"unknown key '{key}'{suggestion(key, known)}", key=True)
        case "required":
            for key in expected:
                if key not in value:
                    yield Problem(at, f"'{key}' is missing", key=True)
        case "enum":
            words = [str(word) for word in expected]
            yield Problem(at, f"'{value}' is not one of {', '.join(words)}{suggestion(str(value), words)}")
        case "type":
            kinds = expected
            kinds = [kinds] if isinstance(kinds, str) else kinds
            yield Problem(at, f"must be {' or '.join(KINDS.get(kind, f'a {kind}') for kind in kinds)}")
        case "anyOf" if at == () or "description" not in schema:
            yield Problem(at, "a rule has 'require', 'forbid' or both", key=True)
        case "anyOf":
            inner_errors = [one for one in error.context or () if len(one.absolute_path) > len(at)]
            if inner_errors:
                yield from _explained(max(inner_errors, key=lambda one: len(one.absolute_path)))
            else:
                yield Problem(at, f"must be {schema['description']}")
        case "pattern":
            said = schema.get("description", f"like {expected}")
            yield Problem(at, f"'{value}' does not fit: {said}")
        case "minLength":
            yield Problem(at, f"too short: at least {expected} characters")
        case "maxLength":
            yield Problem(at, f"too long: at most {expected} characters")
        case "minProperties" | "minItems":
            yield Problem(at, "is empty")
        case _:
            yield Problem(at, error.message)


def _names(schema: Mapping[str, object]) -> tuple[str, ...]:
    """The keys that a part of the metaschema knows, those that it refers to included."""
    names = dict.fromkeys(schema.get("properties") or ())  # type: ignore[call-overload]
    reference = schema.get("$ref")
    if isinstance(reference, str):
        metaschema: Any = _validator().schema
        part = metaschema["$defs"][reference.rsplit("/", 1)[-1]]
        names.update(dict.fromkeys(part["properties"]))
    return tuple(names)


def _is_path(key: str, schema: Mapping[str, object]) -> bool:
    patterns = schema.get("patternProperties")
    return isinstance(patterns, Mapping) and key.startswith(("@", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
