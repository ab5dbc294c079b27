"""The tables against CloudFormation's schemas and the provider's."""

import gzip
import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from awslint.knowledge.terraform_compile import WrongTable, compiled
from awslint.ruleset import schemas

# Attributes that the provider had in earlier majors; plans of those are still read.
GONE = {
    "aws_db_instance.name",
    "aws_elasticache_replication_group.number_cache_clusters",
    "aws_elasticache_replication_group.replication_group_description",
    "aws_redshift_cluster.logging",
    "aws_autoscaling_group_tag.tag",
}


@pytest.fixture(scope="module")
def tables(root: Path) -> dict[str, dict[str, object]]:
    knowledge = root / "awslint" / "knowledge"
    found = compiled(knowledge / "terraform", schemas.find(knowledge / "types").schema)["types"]
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def provider(shared: Path) -> dict[str, dict[str, str]]:
    with gzip.open(shared / "data" / "terraform_aws_schema.json.gz") as stream:
        found = json.load(stream)["resources"]
    assert isinstance(found, dict)
    return found


def test_every_row_is_a_type_of_the_provider(
    tables: dict[str, dict[str, object]], provider: dict[str, dict[str, str]]
) -> None:
    assert [type_ for type_ in tables if type_ not in provider] == []


def test_every_attribute_exists_in_the_provider(
    tables: dict[str, dict[str, object]], provider: dict[str, dict[str, str]]
) -> None:
    wrong = {
        f"{type_}.{name}"
        for type_, row in tables.items()
        for name in _attributes(row)
        if name not in provider[type_] and not name.startswith(".")
    }
    # What is adopted reads like what is made, though less of it can be written.
    adopted = {one for one in wrong if one.startswith("aws_default_")}
    assert wrong - adopted - GONE == set()


def test_lists_are_lists(tables: dict[str, dict[str, object]], provider: dict[str, dict[str, str]]) -> None:
    wrong = [
        f"{type_}.{name}"
        for type_, row in tables.items()
        for name in row.get("lists", ())  # type: ignore[attr-defined]
        if name in provider[type_] and re.match(r"(string|bool|number)\b", provider[type_][name])
    ]
    assert wrong == []


def test_lists_are_told_from_sets(tables: dict[str, dict[str, object]], provider: dict[str, dict[str, str]]) -> None:
    wrong = [
        f"{type_}.{name}"
        for type_, row in tables.items()
        for name in row.get("lists", ())  # type: ignore[attr-defined]
        if provider[type_].get(name, "").startswith("list(") != (name in row.get("ordered", ()))  # type: ignore[operator]
        and name in provider[type_]
        and not provider[type_][name].startswith("?")
    ]
    assert wrong == []


def test_coverage_does_not_fall(root: Path, shared: Path) -> None:
    assert shared
    spec = importlib.util.spec_from_file_location("terraform_coverage", root / "bench" / "terraform_coverage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    total, missing = module.coverage()
    assert (total - len(missing)) / total >= 0.98


def _attributes(row: dict[str, object]) -> Iterator[str]:
    """The top-level attributes that a row reads."""
    variants = row["variants"]
    assert isinstance(variants, list)
    for variant in variants:
        yield from variant.get("when", {})
        for spec in [*variant["properties"].values(), *variant.get("split", {}).values()]:
            yield from _read(spec)
        for fold in variant.get("into", ()):
            yield fold["by"]
            for spec in fold["adds"].values():
                yield from _read(spec)
        for extra in variant.get("also", ()):
            if extra.get("each"):
                yield extra["each"]
            else:
                for spec in extra["properties"].values():
                    yield from _read(spec)


def _read(spec: object) -> Iterator[str]:
    if isinstance(spec, list):
        for one in spec:
            yield from _read(one)
    elif isinstance(spec, str):
        yield spec.partition(".")[0]
    elif isinstance(spec, dict):
        for name in (*spec.get("when", {}), *spec.get("unless", {})):
            yield name.partition(".")[0]
        if "tags" in spec:
            yield spec["tags"]
        elif "from" in spec:
            yield spec["from"].partition(".")[0]
        else:
            for keyword in ("object", "each", "attributes", "explode"):
                for one in spec.get(keyword, {}).values():
                    yield from _read(one)
            for keyword in ("first", "concat"):
                yield from _read(spec.get(keyword, []))


def _compile(folder: Path, text: str) -> None:
    (folder / "one.yaml").write_text(text, encoding="utf-8")
    compiled(folder, lambda _: {"properties": {"Name": {"type": "string"}}})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("aws_x: {type: T, properties: {Nmae: name}}", "aws_x: CloudFormation has no property Nmae"),
        ("aws_x: {type: T, properties: {Name: {form: name}}}", "aws_x: Name: unknown keys ['form']"),
        ("aws_x: {typ: T}", "aws_x: unknown keys ['typ']"),
        ("aws_x: {into: {aws_y: name}, properties: {Name: name}}", "aws_x: aws_y has no row"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(WrongTable, match=re.escape(message)):
        _compile(tmp_path, text)
