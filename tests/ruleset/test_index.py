"""The compiled index: what is in it, that it is the same for the same files, that it follows a checkout."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from awslint.knowledge.terraform_tables import Tables
from awslint.ruleset.codec import decoded, encoded
from awslint.ruleset.compiling import compile_index
from awslint.ruleset.index import UnknownRule, load, parsed, terraform_tables
from tests.ruleset.files import KNOWLEDGE, rule_file, rule_of

MULTI_AZ = rule_file("require: {MultiAZ: {const: true}}", name="multi-az").replace(
    "config_rule: null", "config_rule: MULTI_AZ"
)
ENCRYPTED = rule_file("require: {StorageEncrypted: {const: true}}", name="encrypted")
VERSIONED = rule_file("require: {VersioningConfiguration.Status: {const: Enabled}}", "AWS::S3::Bucket", "versioned")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with three rules and the project's tables; gives its package folder."""
    for service, name, text in (
        ("rds", "multi-az", MULTI_AZ),
        ("rds", "encrypted", ENCRYPTED),
        ("s3", "versioned", VERSIONED),
    ):
        path = tmp_path / "rules" / service / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    package = tmp_path / "awslint"
    shutil.copytree(KNOWLEDGE, package / "knowledge", ignore=shutil.ignore_patterns("*.py", "terraform"))
    (package / "knowledge" / "terraform").mkdir()
    (package / "ruleset").mkdir()
    (package / "analysis").mkdir()
    (tmp_path / "pyproject.toml").touch()
    return package


def fresh(package: Path) -> object:
    load.cache_clear()
    return load(package)


def test_the_index_knows_the_rules(checkout: Path) -> None:
    index = load(checkout)

    assert index.ids == ("encrypted", "multi-az", "versioned")
    assert index.rule("multi-az") is index.rule("MULTI_AZ")
    assert index.rule("versioned").service == "s3"
    assert [rule.id for rule in index.rules()] == ["encrypted", "multi-az", "versioned"]
    assert [rule.id for rule in index.rules_for(["AWS::RDS::DBInstance", "AWS::EC2::VPC"])] == ["encrypted", "multi-az"]
    assert index.problems == ()
    assert index.schemas.startswith("20")


def test_an_unknown_rule_has_a_suggestion(checkout: Path) -> None:
    with pytest.raises(UnknownRule) as error:
        load(checkout).rule("versiond")

    assert str(error.value) == "no rule 'versiond'; did you mean 'versioned'?"
    assert isinstance(error.value, KeyError)


def test_only_the_rules_that_are_asked_for_are_built(checkout: Path) -> None:
    content = compile_index(checkout.parent / "rules", checkout / "knowledge").content
    broken = content.replace(b'"id":"encrypted","message"', b'"nonsense":"encrypted","message"')
    index = parsed(broken)

    assert broken != content
    assert index.rule("multi-az").id == "multi-az"
    with pytest.raises(TypeError):
        index.rule("encrypted")


def test_the_knowledge_is_in_the_index(checkout: Path) -> None:
    knowledge = load(checkout).knowledge

    assert knowledge.relations["bucket-policy"][0].targets == ("AWS::S3::Bucket",)
    assert knowledge.defaults["AWS::RDS::DBInstance", "MultiAZ"].value is False
    assert knowledge.identities["AWS::S3::Bucket"]["Ref"] == "BucketName"
    assert knowledge.shapes["AWS::S3::Bucket"]["VersioningConfiguration"] == {"properties": {"Status": "string"}}
    assert knowledge.shapes["AWS::RDS::DBInstance"]["MultiAZ"] == "boolean"


def test_the_file_is_one_json_document_of_one_rule_a_line(checkout: Path) -> None:
    content = compile_index(checkout.parent / "rules", checkout / "knowledge").content
    whole = json.loads(content)

    assert len(whole) == 5
    assert [rule["id"] for rule in whole[1:4]] == ["encrypted", "multi-az", "versioned"]
    assert len(content.splitlines()) == 7


def test_the_same_files_give_the_same_bytes_whatever_the_hash_seed(checkout: Path) -> None:
    program = (
        "import hashlib, pathlib, sys; from awslint.ruleset.compiling import compile_index; "
        "found = compile_index(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])); "
        "print(hashlib.sha256(found.content).hexdigest())"
    )
    root = KNOWLEDGE.parent.parent
    digests = {
        subprocess.run(
            [sys.executable, "-c", program, str(root / "rules"), str(KNOWLEDGE)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1


def test_a_later_compilation_gives_the_same_bytes_as_the_first(checkout: Path) -> None:
    rules, knowledge = checkout.parent / "rules", checkout / "knowledge"
    before = compile_index(rules, knowledge).content
    (rules / "rds" / "multi-az.yaml").write_text(MULTI_AZ.replace("severity: low", "severity: high"))

    assert compile_index(rules, knowledge, before) == compile_index(rules, knowledge)
    assert compile_index(rules, knowledge, before).content != before


def test_unchanged_files_are_not_compiled_again(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, knowledge = checkout.parent / "rules", checkout / "knowledge"
    before = compile_index(rules, knowledge).content
    (rules / "rds" / "multi-az.yaml").write_text(MULTI_AZ + "# touched\n")
    seen = []
    from awslint.ruleset import loader

    original = loader.load
    monkeypatch.setattr(loader, "load", lambda uri, raw, facts: seen.append(uri) or original(uri, raw, facts))
    compile_index(rules, knowledge, before)

    assert seen == ["rules/rds/multi-az.yaml"]


def test_a_checkout_is_followed(checkout: Path) -> None:
    rules = checkout.parent / "rules"
    assert len(load(checkout).ids) == 3
    written = (checkout / "index.json").stat().st_mtime_ns

    fresh(checkout)
    assert (checkout / "index.json").stat().st_mtime_ns == written, "nothing changed, nothing is written"

    (rules / "s3" / "versioned.yaml").unlink()
    assert fresh(checkout).ids == ("encrypted", "multi-az")  # type: ignore[attr-defined]

    (rules / "s3" / "versioned.yaml").write_text(VERSIONED)
    old = rules / "s3" / "versioned.yaml"
    os.utime(old, (0, 0))  # moved here with an old date
    assert fresh(checkout).ids == ("encrypted", "multi-az", "versioned")  # type: ignore[attr-defined]

    table = checkout / "knowledge" / "defaults.yaml"
    table.write_text(table.read_text().replace("value: false", "value: true", 1))
    assert ("AWS::S3::Bucket", "PublicAccessBlockConfiguration.BlockPublicAcls") in fresh(checkout).knowledge.defaults  # type: ignore[attr-defined]


def test_a_wrong_rule_is_left_out_and_told(checkout: Path) -> None:
    rules = checkout.parent / "rules"
    (rules / "rds" / "multi-az.yaml").write_text(MULTI_AZ.replace("MultiAZ:", "MultiAz:"))
    for _ in range(2):  # also from the index of the first time
        index = fresh(checkout)
        assert index.ids == ("encrypted", "versioned")  # type: ignore[attr-defined]
        (problem,) = index.problems  # type: ignore[attr-defined]
        assert (problem.file, problem.location.start_line) == ("rules/rds/multi-az.yaml", 7)
        assert "did you mean 'MultiAZ'" in problem.message
        (rules / "s3" / "versioned.yaml").touch()


def test_an_id_is_given_once(checkout: Path) -> None:
    (checkout.parent / "rules" / "s3" / "encrypted.yaml").write_text(ENCRYPTED)

    assert [one.message for one in load(checkout).problems] == ["a second rule 'encrypted'"]


def test_a_read_only_checkout_is_compiled_in_memory(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("tempfile.mkstemp", refuse)

    assert len(load(checkout).ids) == 3
    assert not (checkout / "index.json").exists()


def test_an_installed_package_reads_its_index_and_nothing_else(checkout: Path) -> None:
    load(checkout)
    (checkout.parent / "pyproject.toml").unlink()
    shutil.rmtree(checkout / "knowledge")
    (checkout.parent / "rules" / "s3" / "versioned.yaml").unlink()

    assert fresh(checkout).ids == ("encrypted", "multi-az", "versioned")  # type: ignore[attr-defined]


def test_the_terraform_tables_are_compiled_beside_the_index(checkout: Path) -> None:
    row = "aws_sqs_queue:\n  type: AWS::SQS::Queue\n  properties:\n    QueueName: name\n"
    (checkout / "knowledge" / "terraform" / "sqs.yaml").write_text(row)
    tables = terraform_tables(checkout)

    assert isinstance(tables, Tables)
    assert tables.types() == ("aws_sqs_queue",)
    (checkout.parent / "pyproject.toml").unlink()
    terraform_tables.cache_clear()
    assert terraform_tables(checkout).types() == ("aws_sqs_queue",)


def test_a_rule_survives_the_index() -> None:
    rule = rule_of(
        """\
parameters:
  keys: {type: CSV, default: "a,b"}
when: {Engine: {not: {pattern: "^aurora"}}}
require:
  any:
    - MultiAZ: {const: true}
    - not: {"Tags[*].Key": {some: {enum: {param: keys}}, absent: pass}}
  related: {relation: rds-cluster-member, none: {StorageEncrypted: false}, outside: pass}
  when-param: {keys: {Engine: true}}
forbid:
  predicate: {name: zones.cluster-spread, members: 2}
"""
    )

    assert decoded(json.loads(json.dumps(encoded(rule)))) == rule


def test_loading_imports_nothing_that_reads_rule_files() -> None:
    program = (
        "import sys; from awslint.ruleset.index import load; load().knowledge; load().rules(); "
        "print([name for name in sys.modules if name.split('.')[0] in "
        "('jsonschema', 'ruamel', 'cfnlint', 'yaml') or name.startswith(('awslint.source', 'awslint.analysis'))])"
    )
    root = KNOWLEDGE.parent.parent
    load()
    ran = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"
