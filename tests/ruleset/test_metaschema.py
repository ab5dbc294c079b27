"""The metaschema is a JSON Schema that an editor can use on its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from awslint.engine import keywords
from awslint.model.rule import Parameter, Rule
from awslint.ruleset.fragments import KEYWORDS
from awslint.source.reading import read

ROOT = Path(__file__).parent.parent.parent
METASCHEMA = json.loads((ROOT / "awslint" / "ruleset" / "metaschema.json").read_text())


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(METASCHEMA)


@pytest.mark.parametrize("path", sorted((ROOT / "rules").glob("*/*.yaml")), ids=lambda path: path.stem)
def test_every_rule_file_fits(path: Path) -> None:
    data = read(path.name, path.read_bytes()).documents[0].data

    assert [error.message for error in Draft202012Validator(METASCHEMA).iter_errors(data)] == []


def test_every_key_of_a_rule_has_a_description_for_editors() -> None:
    rule = METASCHEMA["$defs"]["rule"]["properties"]

    assert not [key for key, schema in rule.items() if "description" not in schema]


def test_it_knows_what_the_model_knows() -> None:
    rule = set(METASCHEMA["$defs"]["rule"]["properties"])
    renamed = {"service", "reads", "resource_types"}  # where the file lies, what is worked out, `resource`

    assert rule == {*Rule.__slots__, "resource"} - renamed
    assert set(METASCHEMA["$defs"]["parameter"]["properties"]) == set(Parameter.__slots__) - {"name"}


def test_loader_metaschema_and_engine_have_the_same_keywords() -> None:
    assert set(METASCHEMA["$defs"]["keywords"]["properties"]) == set(KEYWORDS)
    beside = {"minContains", "maxContains", "then", "else"}  # read by the keyword that they belong to
    assert set(KEYWORDS) == {*keywords._KEYWORDS, *beside}


def test_it_refers_to_itself_only() -> None:
    def references(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    assert all(one.removeprefix("#/$defs/") in METASCHEMA["$defs"] for one in references(METASCHEMA))
