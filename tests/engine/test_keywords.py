"""The three-valued evaluator against the jsonschema package and the official JSON Schema test suite."""

import json
import os
import random
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import jsonschema
import pytest

from awslint.engine.keywords import _KEYWORDS, check
from awslint.model.truth import Truth
from tests.engine.values import HOLE, empty_view, value_of

VIEW = empty_view()
NAMES = ("a", "b", "cc")
SCALARS = (None, True, False, 0, 1, 2, 1.0, 2.5, -1, "", "a", "b", "ab", "1")


def random_data(rng: random.Random, depth: int = 3, holes: float = 0.0) -> object:
    if holes and rng.random() < holes:
        return HOLE
    kind = rng.random()
    if depth == 0 or kind < 0.5:
        return rng.choice(SCALARS)
    if kind < 0.75:
        return [random_data(rng, depth - 1, holes) for _ in range(rng.randrange(4))]
    return {name: random_data(rng, depth - 1, holes) for name in NAMES if rng.random() < 0.5}


def random_schema(rng: random.Random, depth: int = 3) -> object:
    if depth == 0 or rng.random() < 0.08:
        return rng.choice((True, False, {}, {"type": "string"}, {"const": 1}, {"minimum": 1}))
    schema: dict[str, object] = {}
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        keyword = rng.choice(sorted(_KEYWORDS))
        schema[keyword] = random_operand(rng, keyword, depth - 1)
        if keyword == "if":
            for name in ("then", "else"):
                if rng.random() < 0.7:
                    schema[name] = random_schema(rng, depth - 1)
        if keyword == "contains":
            for name in ("minContains", "maxContains"):
                if rng.random() < 0.4:
                    schema[name] = rng.randrange(3)
    return schema


def random_operand(rng: random.Random, keyword: str, depth: int) -> object:
    types = ["null", "boolean", "integer", "number", "string", "array", "object"]
    if keyword == "type":
        return rng.choice(types) if rng.random() < 0.6 else rng.sample(types, 2)
    if keyword == "enum":
        return [random_data(rng, 1) for _ in range(rng.randrange(1, 4))]
    if keyword == "const":
        return random_data(rng, 2)
    if keyword == "multipleOf":
        return rng.choice((1, 2, 0.5, 2.5))
    if keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        return rng.choice((-1, 0, 1, 1.5, 2))
    if keyword == "pattern":
        return rng.choice(("a", "^a", "b$", "^[ab]+$", "[0-9]"))
    if keyword == "uniqueItems":
        return rng.random() < 0.8
    if keyword == "required":
        return rng.sample(NAMES, rng.randrange(3))
    if keyword == "dependentRequired":
        return {rng.choice(NAMES): rng.sample(NAMES, rng.randrange(1, 3))}
    if keyword == "patternProperties":
        return {rng.choice(("^a", "c", "b$")): random_schema(rng, depth)}
    if keyword in ("properties", "dependentSchemas"):
        return {name: random_schema(rng, depth) for name in NAMES if rng.random() < 0.6}
    if keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
        return [random_schema(rng, depth) for _ in range(rng.randrange(1, 4))]
    if keyword in ("items", "contains", "additionalProperties", "propertyNames", "not", "if"):
        return random_schema(rng, depth)
    return rng.randrange(3)  # minLength, maxItems, minProperties ...


def filled(rng: random.Random, data: object) -> object:
    """The data with every hole replaced by a random value."""
    if data is HOLE:
        return random_data(rng, 2)
    if isinstance(data, dict):
        return {name: filled(rng, item) for name, item in data.items()}
    return [filled(rng, item) for item in data] if isinstance(data, list) else data


def expected(schema: object, data: object) -> Truth:
    return Truth.YES if jsonschema.Draft202012Validator(schema).is_valid(data) else Truth.NO  # type: ignore[arg-type]


def test_agrees_with_jsonschema_where_nothing_is_unknown() -> None:
    rng = random.Random(20261120)
    decided = {Truth.YES: 0, Truth.NO: 0}
    for _ in range(20_000):
        schema, data = random_schema(rng), random_data(rng)
        result = check(VIEW, value_of(data), schema)
        assert result.truth is expected(schema, data), (schema, data)
        decided[result.truth] += 1
    assert min(decided.values()) > 4_000  # the pairs are not trivial


def test_no_filling_of_the_unknown_parts_contradicts_a_decision() -> None:
    rng = random.Random(42)
    counts = {Truth.YES: 0, Truth.NO: 0, Truth.UNKNOWN: 0}
    for _ in range(6_000):
        schema, data = random_schema(rng), random_data(rng, holes=0.2)
        truth = check(VIEW, value_of(data), schema).truth
        counts[truth] += 1
        if truth is not Truth.UNKNOWN:
            for _ in range(5):
                concrete = filled(rng, data)
                assert expected(schema, concrete) is truth, (schema, data, concrete)
    assert min(counts.values()) > 500


def test_a_violation_points_at_the_values_that_violate() -> None:
    schema = {"items": {"properties": {"a": {"const": 1}}, "required": ["b"]}}
    result = check(VIEW, value_of([{"a": 1, "b": 0}, {"a": 2, "b": 0}, {"a": 3}]), schema)
    assert result.truth is Truth.NO
    assert [(proof.value.place.path, proof.missing) for proof in result.proofs] == [
        ((1, "a"), ()),
        ((2, "a"), ()),
        ((2,), ("b",)),
    ]


@pytest.mark.parametrize(
    ("text_parts", "schema", "truth"),
    [
        (("arn:aws:kms:", HOLE), {"pattern": "^arn:aws"}, Truth.YES),
        (("arn:aws:kms:", HOLE), {"const": "alias/aws/s3"}, Truth.NO),
        (("arn:aws:kms:", HOLE), {"const": "arn:aws:kms:eu"}, Truth.UNKNOWN),
        (("arn:aws:kms:", HOLE), {"minLength": 4}, Truth.YES),
        (("arn:aws:kms:", HOLE), {"maxLength": 4}, Truth.NO),
        (("arn:aws:kms:", HOLE), {"pattern": "z$"}, Truth.UNKNOWN),
        (("arn:aws:kms:", HOLE), {"type": "string"}, Truth.YES),
        (("arn:aws:kms:", HOLE), {"type": "boolean"}, Truth.NO),
    ],
)
def test_a_text_known_in_part_decides_what_its_parts_decide(
    text_parts: tuple[object, ...], schema: object, truth: Truth
) -> None:
    from awslint.model.place import Place
    from awslint.model.value import Unknown, Why

    place = Place("test", ())
    hole = Unknown(Why.PARAMETER, "P", place)
    parts = tuple(hole if part is HOLE else str(part) for part in text_parts)
    value = Unknown(Why.FUNCTION, "P", place, parts=parts)
    assert check(VIEW, value, schema).truth is truth


@pytest.mark.parametrize(("least", "truth"), [(1, Truth.YES), (2, Truth.UNKNOWN)])
def test_what_a_resource_gives_is_never_empty(least: int, truth: Truth) -> None:
    from awslint.model.place import Place
    from awslint.model.value import Reference, Unknown, Why

    value = Unknown(Why.ATTRIBUTE, "Acl.Arn", Place("test", ()), refers_to=Reference("Acl", "Arn"))
    assert check(VIEW, value, {"minLength": least}).truth is truth


def official_suite() -> Path | None:
    """The folder of the official tests, from the jsonschema package's source distribution; None when out of reach."""
    given = os.environ.get("AWSLINT_JSON_SCHEMA_SUITE")
    if given:
        return Path(given)
    installed = version("jsonschema")
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "awslint-tests" / f"jsonschema-{installed}"
    if not (cache / "done").exists():
        cache.mkdir(parents=True, exist_ok=True)
        download = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
        source = ["--no-binary", ":all:", f"jsonschema=={installed}", "-d", str(cache)]
        if subprocess.run([*download, *source], capture_output=True, check=False).returncode != 0:
            return None
        with tarfile.open(next(cache.glob("*.tar.gz"))) as archive:
            archive.extractall(cache, filter="data")
        (cache / "done").touch()
    return next(cache.glob("jsonschema-*/json/tests/draft2020-12"), None)


def official_cases(folder: Path) -> Iterator[tuple[str, object, object, bool]]:
    supported = {*_KEYWORDS, "then", "else", "minContains", "maxContains", "$schema", "$comment"}

    def within(schema: object) -> bool:
        if isinstance(schema, bool):
            return True
        if not isinstance(schema, dict) or not schema.keys() <= supported:
            return False
        inner: list[object] = []
        for keyword, operand in schema.items():
            if keyword in ("properties", "patternProperties", "dependentSchemas"):
                inner.extend(operand.values())
            elif keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
                inner.extend(operand)
            elif keyword in ("items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"):
                inner.append(operand)
        return all(within(one) for one in inner)

    for file in sorted(folder.glob("*.json")):
        for group in json.loads(file.read_text(encoding="utf-8")):
            if within(group["schema"]):
                for test in group["tests"]:
                    yield (
                        f"{file.stem}: {group['description']}: {test['description']}",
                        group["schema"],
                        test["data"],
                        test["valid"],
                    )


def test_the_official_json_schema_suite_agrees() -> None:
    folder = official_suite()
    if folder is None:
        pytest.skip("the source distribution of jsonschema cannot be downloaded here")
    cases = list(official_cases(folder))
    assert len(cases) > 700
    wrong = [
        name
        for name, schema, data, valid in cases
        if check(VIEW, value_of(data), schema).truth is not (Truth.YES if valid else Truth.NO)
    ]
    assert wrong == []
