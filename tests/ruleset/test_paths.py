"""Property paths in the CloudFormation schemas, and the types that the index keeps of them."""

import pytest

from awslint.ruleset.paths import WrongPath, locate, parse, written
from awslint.ruleset.schemas import Schemas, find
from awslint.ruleset.shapes import shapes_of
from tests.ruleset.files import KNOWLEDGE, facts


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    return facts().schemas


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("Engine", ("Engine",)),
        ("A.B[*].C", ("A", "B", "*", "C")),
        ("A[*][*]", ("A", "*", "*")),
        ("@Metadata.Owner", ("@Metadata", "Owner")),
        ("PolicyDocument.Condition.Bool.aws:SecureTransport", ("PolicyDocument", "Condition", "Bool", "aws:SecureTransport")),
    ],
)  # fmt: skip
def test_paths_are_read_and_written(text: str, steps: tuple[str, ...]) -> None:
    assert parse(text) == steps
    assert written(steps) == text


@pytest.mark.parametrize("text", ["", "A..B", "A[0]", "A.[*]", "[*].A", "A[*", ".A", "A."])
def test_what_is_no_path(text: str) -> None:
    with pytest.raises(WrongPath):
        parse(text)


@pytest.mark.parametrize(
    ("type_", "path", "kinds"),
    [
        ("AWS::RDS::DBInstance", "StorageEncrypted", {"boolean"}),
        ("AWS::S3::Bucket", "PublicAccessBlockConfiguration.BlockPublicAcls", {"boolean"}),
        ("AWS::S3::Bucket", "ReplicationConfiguration.Rules[*].Status", {"string"}),
        ("AWS::EC2::SecurityGroup", "SecurityGroupIngress[*].FromPort", {"integer"}),
        ("AWS::IAM::Role", "AssumeRolePolicyDocument", {"object", "string"}),
        ("AWS::ApiGateway::Stage", "Variables[*]", {"string"}),  # a map with free keys
        ("AWS::ApiGateway::Stage", "Variables.STAGE", {"string"}),
    ],
)
def test_paths_are_found(schemas: Schemas, type_: str, path: str, kinds: set[str]) -> None:
    assert locate(schemas, type_, parse(path)).kinds == kinds


def test_names_in_a_free_document_are_open(schemas: Schemas) -> None:
    assert not locate(schemas, "AWS::IAM::Role", parse("AssumeRolePolicyDocument.Statement[*].Effect")).parts


def test_names_are_case_sensitive(schemas: Schemas) -> None:
    with pytest.raises(WrongPath, match="did you mean 'StorageEncrypted'"):
        locate(schemas, "AWS::RDS::DBInstance", parse("storageEncrypted"))


def test_every_shipped_schema_can_be_walked(schemas: Schemas) -> None:
    """Each property of each type is found, and has a shape, but for those that only AWS sets."""
    for type_ in schemas.types[::7]:
        read_only = {steps[0] for steps in schemas.read_only(type_)}
        root = schemas.root(type_)
        assert root is not None
        names = [name for name in root.names if name not in read_only]
        for name in names:
            locate(schemas, type_, (name,))
        assert shapes_of(schemas, type_, names).keys() == set(names)


def test_without_cfn_lint_only_our_own_types_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    found = find(KNOWLEDGE / "types")

    assert "AWS::::Account" in found.types
    assert found.schema("AWS::S3::Bucket") is None
    assert found.date == ""


def test_shapes_hold_the_paths_that_are_read_and_no_more(schemas: Schemas) -> None:
    paths = [
        "VersioningConfiguration.Status",
        "ReplicationConfiguration.Rules[*].Destination.Bucket",
        "ReplicationConfiguration.Role",
        "PublicAccessBlockConfiguration",
        "@DeletionPolicy",
    ]

    assert shapes_of(schemas, "AWS::S3::Bucket", paths) == {
        "PublicAccessBlockConfiguration": {
            "properties": {
                "BlockPublicAcls": "boolean",
                "BlockPublicPolicy": "boolean",
                "IgnorePublicAcls": "boolean",
                "RestrictPublicBuckets": "boolean",
            }
        },
        "ReplicationConfiguration": {
            "properties": {
                "Role": "string",
                "Rules": {"items": {"properties": {"Destination": {"properties": {"Bucket": "string"}}}}},
            }
        },
        "VersioningConfiguration": {"properties": {"Status": "string"}},
    }


@pytest.mark.parametrize(
    ("type_", "path", "shape"),
    [
        ("AWS::EC2::SecurityGroupIngress", "FromPort", {"FromPort": "integer"}),
        ("AWS::S3::BucketPolicy", "PolicyDocument", {"PolicyDocument": "json"}),
        ("AWS::S3::BucketPolicy", "PolicyDocument.Statement[*].Effect", {"PolicyDocument": "json"}),
        ("AWS::KMS::Key", "KeyPolicy", {"KeyPolicy": "json"}),
        ("AWS::IAM::Role", "ManagedPolicyArns", {"ManagedPolicyArns": {"items": "string"}}),
        ("AWS::ApiGateway::Stage", "Variables", {"Variables": {"values": "string"}}),
        ("AWS::ApiGateway::Stage", "Variables[*]", {"Variables": {"values": "string"}}),
    ],
)
def test_shapes(schemas: Schemas, type_: str, path: str, shape: object) -> None:
    assert shapes_of(schemas, type_, [path]) == shape


def test_a_schema_that_contains_itself_has_a_finite_shape(schemas: Schemas) -> None:
    assert len(str(shapes_of(schemas, "AWS::WAFv2::WebACL", ["Rules"]))) < 200_000
