"""The published schema says the same as the reader."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

import awslint.configuration
from awslint.configuration.keys import KEYS, OVERRIDING
from awslint.planning.starting import Found, files_for
from awslint.suppress import foreign
from tests.configuration.test_misuse import CASES

SCHEMA = json.loads((Path(awslint.configuration.__file__).parent / "schema.json").read_bytes())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
ABOUT_WHAT_IS_THERE = (
    "no rule", "no framework", "no path", "there is no",
    "has no parameter", "no date", "is no evidence", "nothing is downloaded",
    "is not one of COMPLIANT", "did not find", "2:1:", "does not know the ruleset", "there was no ruleset",
)  # fmt: skip
"""What no schema can tell: it knows neither the rules nor the files."""


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_keys_are_the_same() -> None:
    assert set(SCHEMA["properties"]) == set(KEYS)
    assert set(SCHEMA["$defs"]["override"]["properties"]) == {"paths", *OVERRIDING}
    for name, key in KEYS.items():
        if key.kind == "word":
            assert tuple(SCHEMA["properties"][name]["enum"]) == key.words
    assert set(KEYS["compat"].words) == set(foreign.TOOLS)
    assert all(one.get("description") for one in SCHEMA["properties"].values())


@pytest.mark.parametrize(("text", "says"), CASES, ids=[text.replace("\n", "|") for text, _ in CASES])
def test_what_the_reader_refuses_the_schema_refuses(text: str, says: str) -> None:
    if any(words in says for words in ABOUT_WHAT_IS_THERE):
        return
    assert list(VALIDATOR.iter_errors(yaml.load(text, yaml.BaseLoader) if "ruleset" in text else yaml.safe_load(text)))


def test_what_init_writes_is_accepted() -> None:
    text = files_for(Found(templates=True))[0].text
    assert not list(VALIDATOR.iter_errors(yaml.safe_load(text)))
