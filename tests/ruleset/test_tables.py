"""The tables under `knowledge/`: right rows are facts, wrong ones are faults at their places."""

from pathlib import Path

import pytest

from awslint.knowledge.facts import Relation, ServiceDefault
from awslint.ruleset.tables import Tables, load

PAGE = "https://docs.aws.amazon.com/page.html"


def tables(tmp_path: Path, **files: str) -> Tables:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return load(tmp_path)


def faults(found: Tables) -> list[str]:
    return [
        f"{one.file}:{one.location.start_line}:{one.location.start_column} {one.message}"
        for one in found.problems
        if one.location
    ]


def test_the_projects_own_tables_have_no_faults(root: Path) -> None:
    assert not load(root / "awslint" / "knowledge").problems


def test_rows_become_facts(tmp_path: Path) -> None:
    found = tables(
        tmp_path,
        relations="- {name: policy, sources: [AWS::S3::BucketPolicy], via: Bucket, targets: [AWS::S3::Bucket]}\n",
        defaults=f"- {{type: AWS::RDS::DBInstance, path: MultiAZ, value: false, source: {PAGE}}}\n",
        identities="AWS::S3::Bucket: {Ref: BucketName, Arn: 'arn:${AWS::Partition}:s3:::${BucketName}'}\n",
    )

    assert not found.problems
    assert found.facts.relations == {
        "policy": (Relation("policy", ("AWS::S3::BucketPolicy",), "Bucket", ("AWS::S3::Bucket",), ("Ref",)),)
    }
    assert found.facts.defaults == {
        ("AWS::RDS::DBInstance", "MultiAZ"): ServiceDefault("AWS::RDS::DBInstance", "MultiAZ", False, "", PAGE)
    }
    assert found.facts.identities["AWS::S3::Bucket"]["Ref"] == "BucketName"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (
            "{name: p, sources: [AWS::S3::BucketPolicy], via: Bukket, targets: [AWS::S3::Bucket]}",
            "1:23 AWS::S3::BucketPolicy has no property 'Bukket'; did you mean 'Bucket'?",
        ),
        (
            "{name: p, sources: [AWS::S3::BucketPolicy], via: Bucket, targets: [AWS::S3::Buckt]}",
            "1:70 'AWS::S3::Buckt' is not a resource type; did you mean 'AWS::S3::Bucket'?",
        ),
        (
            "{name: A Policy, sources: [AWS::S3::BucketPolicy], via: Bucket, targets: [AWS::S3::Bucket]}",
            "1:10 'A Policy' is no name: lower case, joined by hyphens",
        ),
        (
            "{name: p, sources: [AWS::S3::BucketPolicy], via: Bucket, target: [AWS::S3::Bucket], targets: []}",
            "1:60 unknown column 'target'; did you mean 'targets'?",
        ),
        ("{name: p, sources: [AWS::S3::BucketPolicy], via: Bucket}", "1:3 'targets' is missing"),
        ("{name: p, sources: AWS::S3::BucketPolicy, via: Bucket, targets: []}", "1:22 must be a list"),
    ],
)
def test_faults_of_relations(tmp_path: Path, row: str, fault: str) -> None:
    found = tables(tmp_path, relations=f"- {row}\n")

    assert faults(found) == [f"knowledge/relations.yaml:{fault}"]
    assert not found.facts.relations


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ("path: MultiAz, value: false, source: S", "1:38 AWS::RDS::DBInstance has no property 'MultiAz'; did you mean 'MultiAZ'?"),
        ("path: MultiAZ, value: 'no', source: S", "1:54 AWS::RDS::DBInstance MultiAZ is boolean, so it is never the string 'no'"),
        ("path: MultiAZ, value: false, source: 'https://example.com'", "1:69 the source is a page of AWS"),
        ("path: MultiAZ, value: false, source: S, since: '2023'", "1:115 '2023' is no date YYYY-MM-DD"),
        ("path: Tags, value: [{Kee: x}], source: S", "1:53 AWS::RDS::DBInstance Tags[*] has no property 'Kee'; did you mean 'Key'?"),
    ],
)  # fmt: skip
def test_faults_of_defaults(tmp_path: Path, columns: str, fault: str) -> None:
    row = f"- {{type: AWS::RDS::DBInstance, {columns.replace('source: S', f'source: {PAGE}')}}}\n"
    found = tables(tmp_path, defaults=row)

    assert faults(found) == [f"knowledge/defaults.yaml:{fault}"]
    assert not found.facts.defaults


def test_a_default_is_given_once(tmp_path: Path) -> None:
    row = f"- {{type: AWS::RDS::DBInstance, path: MultiAZ, value: false, source: {PAGE}}}\n"

    assert faults(tables(tmp_path, defaults=row + row)) == [
        "knowledge/defaults.yaml:2:38 a second row for AWS::RDS::DBInstance MultiAZ"
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("AWS::S3::Buckt: {Ref: BucketName}", "1:1 'AWS::S3::Buckt' is not a resource type; did you mean 'AWS::S3::Bucket'?"),
        ("AWS::S3::Bucket: {Ref: Name}", "1:24 AWS::S3::Bucket has no property 'Name'"),
        ("AWS::S3::Bucket: {Ref: BucketName, Arn: 'x${Bucket}'}", "1:41 '${Bucket}' is neither a pseudo parameter nor a property"),
    ],
)  # fmt: skip
def test_faults_of_identities(tmp_path: Path, row: str, fault: str) -> None:
    found = tables(tmp_path, identities=f"{row}\n")

    assert faults(found) == [f"knowledge/identities.yaml:{fault}"]


def test_a_broken_table_is_a_fault(tmp_path: Path) -> None:
    found = tables(tmp_path, relations="- [a\n", identities="", defaults="a: b\n")

    assert [one.file for one in found.problems] == ["knowledge/relations.yaml", "knowledge/defaults.yaml"]
