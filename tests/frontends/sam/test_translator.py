"""Our expansion against aws-sam-translator's own output, on realistic templates."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from awslint.frontends.cloudformation import sam
from awslint.source.reading import read
from tests.frontends.sam.normal import resources

TEMPLATES = Path(__file__).parent / "templates"
MANAGED = ("AmazonS3ReadOnlyAccess", "CloudWatchReadOnlyAccess", "CloudWatchLogsFullAccess", "AmazonSNSFullAccess")


class Session:
    """Stands for boto3's session, which the translator asks for nothing but the region."""

    region_name = "eu-west-1"


def translated(data: object, values: Mapping[str, str]) -> dict[str, object]:
    """The template as AWS's own translator expands it, offline."""
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
    logging.getLogger("samtranslator").setLevel(logging.CRITICAL)
    parser = pytest.importorskip("samtranslator.parser.parser")
    translator = pytest.importorskip("samtranslator.translator.translator")
    policies = {name: f"arn:aws:iam::aws:policy/{name}" for name in MANAGED}
    found = translator.Translator(policies, parser.Parser(), boto_session=Session()).translate(data, dict(values))
    assert isinstance(found, dict)
    return found


def template(name: str) -> dict[str, object]:
    file = TEMPLATES / name
    data = read(name, file.read_bytes()).documents[0].data
    assert isinstance(data, dict)
    return data


def defaults(data: Mapping[str, object]) -> dict[str, str]:
    section = data.get("Parameters") or {}
    assert isinstance(section, dict)
    return {name: str(one["Default"]) for name, one in section.items() if "Default" in one}


@pytest.mark.parametrize("name", sorted(file.name for file in TEMPLATES.glob("*.yaml")))
@pytest.mark.filterwarnings("ignore")
def test_expansion_is_that_of_the_translator(name: str) -> None:
    values = defaults(template(name))
    ours = sam.expand(template(name)).data
    section = ours["Resources"]
    assert isinstance(section, dict)
    theirs = translated(template(name), values)
    expected = resources(theirs, set(section), values)
    found = resources(ours, set(), values)
    assert sorted(found) == sorted(expected)
    assert {name: one for name, one in found.items() if one != expected[name]} == {
        name: one for name, one in expected.items() if one != found[name]
    }
    conditions = theirs.get("Conditions") or {}
    assert isinstance(conditions, dict)
    # The translator also gives a path of an API the condition of its methods.
    kept = {key: one for key, one in conditions.items() if not key.endswith("PathCondition")}
    assert (ours.get("Conditions") or {}) == kept
