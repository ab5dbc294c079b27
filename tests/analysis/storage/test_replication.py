"""Where a bucket replicates to, and whether its role can bring the objects there."""

from dataclasses import replace

import pytest

from awslint.analysis.question import question
from awslint.analysis.storage.replication import is_elsewhere, replication_rules
from awslint.model.finding import Outcome
from awslint.model.place import Place
from awslint.model.truth import Truth
from awslint.model.value import Scalar, Unknown, Value, Why
from tests.analysis.graphs import DOCUMENT, Parameter, Ref, Sub, resource, view_of

PLACE = Place(DOCUMENT, ("provider",))
TRUST = {"Statement": {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}}


def replicated(destination: object, status: object = "Enabled", **rule: object) -> dict:  # type: ignore[type-arg]
    rules = [{"Status": status, "Filter": {}, "Destination": {"Bucket": destination}, **rule}]
    return {"BucketName": "data", "ReplicationConfiguration": {"Role": Ref("Role", "Arn"), "Rules": rules}}


def ask(name: str, template: dict, **arguments: object) -> Outcome:  # type: ignore[type-arg]
    view = view_of(template)
    return question(name).ask(view, resource(view, "Data"), arguments)


@pytest.mark.parametrize(
    ("bucket", "cross", "same_only"),
    [
        ({}, Truth.NO, Truth.YES),
        (replicated(Ref("Copy", "Arn")), Truth.NO, Truth.YES),
        (replicated("arn:aws:s3:::copy"), Truth.NO, Truth.YES),
        (replicated(Sub(("arn:", Ref("AWS::Partition"), ":s3:::", Ref("Copy")))), Truth.NO, Truth.YES),
        (replicated("arn:aws:s3:::elsewhere"), Truth.UNKNOWN, Truth.UNKNOWN),
        (replicated("arn:aws:s3:::elsewhere", "Disabled"), Truth.NO, Truth.UNKNOWN),
        (replicated(Ref("Copy", "Arn"), Parameter("Status")), Truth.NO, Truth.YES),
        (replicated(Parameter("Arn")), Truth.UNKNOWN, Truth.UNKNOWN),
        ({"ReplicationConfiguration": Parameter("Whole")}, Truth.UNKNOWN, Truth.UNKNOWN),
    ],
)
def test_regions_of_one_stack(bucket: dict, cross: Truth, same_only: Truth) -> None:  # type: ignore[type-arg]
    template = {"Data": ("AWS::S3::Bucket", bucket), "Copy": ("AWS::S3::Bucket", {"BucketName": "copy"})}

    assert ask("storage.crosses-regions", template).truth is cross
    assert ask("storage.replication-kind", template, kind="SAME-REGION").truth is same_only


@pytest.mark.parametrize(
    ("ours", "theirs", "elsewhere"),
    [
        (Scalar("eu-west-1", PLACE), Scalar("us-east-1", PLACE), Truth.YES),
        (Scalar("eu-west-1", PLACE), Scalar("eu-west-1", PLACE), Truth.NO),
        (Unknown(Why.PSEUDO, "r", PLACE, symbol="var.r"), Unknown(Why.PSEUDO, "r", PLACE, symbol="var.r"), Truth.NO),
        (Unknown(Why.PSEUDO, "r", PLACE, symbol="var.r"), Scalar("eu-west-1", PLACE), Truth.UNKNOWN),
        (None, Scalar("eu-west-1", PLACE), Truth.UNKNOWN),
    ],
)
def test_regions_of_providers(ours: Value | None, theirs: Value | None, elsewhere: Truth) -> None:
    view = view_of({"Data": ("AWS::S3::Bucket", replicated(Ref("Copy", "Arn"))), "Copy": ("AWS::S3::Bucket", {})})
    data, copy = (replace(resource(view, name), region=region) for name, region in (("Data", ours), ("Copy", theirs)))
    graph = replace(view.graph, resources={data.key: data, copy.key: copy})
    view = replace(view, graph=graph)
    (rule,), _ = replication_rules(view, data)

    assert is_elsewhere(view, data, rule.destination) is elsewhere


def policy(*statements: tuple[object, object]) -> tuple[str, dict]:  # type: ignore[type-arg]
    allowed = [{"Effect": "Allow", "Action": actions, "Resource": resources} for actions, resources in statements]
    return "AWS::IAM::Policy", {"Roles": [Ref("Role")], "PolicyDocument": {"Statement": allowed}}


SOURCE = (["s3:GetReplicationConfiguration", "s3:ListBucket"], "arn:aws:s3:::data")
OBJECTS = (["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl"], "arn:aws:s3:::data/*")
COPIES = ("s3:ReplicateObject", "arn:aws:s3:::copy/*")


def role_check(bucket: dict, *statements: tuple[object, object], trust: object = TRUST) -> Outcome:  # type: ignore[type-arg]
    return ask(
        "storage.replication-role",
        {
            "Data": ("AWS::S3::Bucket", bucket),
            "Role": ("AWS::IAM::Role", {"AssumeRolePolicyDocument": trust}),
            "Policy": policy(*statements),
            "Key": ("AWS::KMS::Key", {}),
        },
    )


COPY = replicated("arn:aws:s3:::copy")


def test_the_documented_minimum_suffices() -> None:
    assert role_check(COPY, SOURCE, OBJECTS, COPIES).truth is Truth.YES
    assert role_check(COPY, ("s3:*", "*")).truth is Truth.YES


@pytest.mark.parametrize(
    ("bucket", "statements", "lacking"),
    [
        (COPY, (SOURCE, OBJECTS), "s3:ReplicateObject on the destination's objects"),
        (COPY, (SOURCE, COPIES), "s3:GetObjectVersionForReplication on its objects"),
        (COPY, ((SOURCE[0], "arn:aws:s3:::data/*"), OBJECTS, COPIES), "s3:ListBucket on the bucket"),
        (COPY, (SOURCE, OBJECTS, (COPIES[0], "arn:aws:s3:::copy")), "s3:ReplicateObject on the destination's objects"),
        (COPY, (SOURCE, OBJECTS, (COPIES[0], "arn:aws:s3:::copy/in/*")), "s3:ReplicateObject on the destination's"),
        ({**COPY, "ObjectLockEnabled": True}, (SOURCE, OBJECTS, COPIES), "s3:GetObjectRetention on its objects"),
        (
            replicated("arn:aws:s3:::copy", DeleteMarkerReplication={"Status": "Enabled"}),
            (SOURCE, OBJECTS, COPIES),
            "s3:ReplicateDelete on the destination's objects",
        ),
        (
            replicated(
                "arn:aws:s3:::copy",
                Destination={"Bucket": "arn:aws:s3:::copy", "AccessControlTranslation": {"Owner": "Destination"}},
            ),
            (SOURCE, OBJECTS, COPIES),
            "s3:ObjectOwnerOverrideToBucketOwner on the destination's objects",
        ),
    ],
)
def test_what_is_lacking_is_named(bucket: dict, statements: tuple, lacking: str) -> None:  # type: ignore[type-arg]
    outcome = role_check(bucket, *statements)

    assert outcome.truth is Truth.NO
    assert lacking in outcome.evidence[0].detail
    assert outcome.evidence[0].path == "ReplicationConfiguration.Role"


def encrypted(source: object, replica: object) -> dict:  # type: ignore[type-arg]
    rule = replicated(
        "arn:aws:s3:::copy",
        SourceSelectionCriteria={"SseKmsEncryptedObjects": {"Status": "Enabled"}},
        Destination={"Bucket": "arn:aws:s3:::copy", "EncryptionConfiguration": {"ReplicaKmsKeyID": replica}},
    )
    default = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": source}}
    return {**rule, "BucketEncryption": {"ServerSideEncryptionConfiguration": [default]}}


REMOTE = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"


@pytest.mark.parametrize(
    ("source", "replica", "statements", "answer"),
    [
        (Ref("Key", "Arn"), REMOTE, (("kms:Decrypt", Ref("Key", "Arn")), ("kms:Encrypt", REMOTE)), Truth.YES),
        (Ref("Key"), REMOTE, (("kms:Decrypt", Ref("Key", "Arn")), ("kms:Encrypt", REMOTE)), Truth.YES),
        (Ref("Key"), REMOTE, (("kms:Decrypt", "arn:aws:kms:*:*:key/*"), ("kms:Encrypt", "*")), Truth.YES),
        (Ref("Key"), REMOTE, (("kms:Decrypt", Ref("Key", "Arn")),), Truth.NO),
        (Ref("Key"), REMOTE, (("kms:Encrypt", REMOTE),), Truth.NO),
        (
            Ref("Key"),
            Parameter("Replica"),
            (("kms:*", Ref("Key", "Arn")), ("kms:Encrypt", Parameter("Replica"))),
            Truth.YES,
        ),
        (Ref("Key"), Parameter("Replica"), (("kms:*", Ref("Key", "Arn")), ("kms:Encrypt", REMOTE)), Truth.UNKNOWN),
        ("alias/data", REMOTE, (("kms:*", "*"),), Truth.YES),
        ("alias/data", REMOTE, (("kms:Decrypt", REMOTE), ("kms:Encrypt", REMOTE)), Truth.UNKNOWN),
    ],
)
def test_keys(source: object, replica: object, statements: tuple, answer: Truth) -> None:  # type: ignore[type-arg]
    assert role_check(encrypted(source, replica), SOURCE, OBJECTS, COPIES, *statements).truth is answer


@pytest.mark.parametrize(
    ("principal", "condition", "answer"),
    [
        ({"Service": "lambda.amazonaws.com"}, {}, Truth.NO),
        ({"Service": ["s3.amazonaws.com", "batchoperations.s3.amazonaws.com"]}, {}, Truth.YES),
        ({"Service": "s3.amazonaws.com"}, {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::data"}}, Truth.YES),
        ({"Service": "s3.amazonaws.com"}, {"StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")}}, Truth.YES),
        ({"Service": "s3.amazonaws.com"}, {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::other"}}, Truth.NO),
        ({"Service": "s3.amazonaws.com"}, {"StringEquals": {"sts:ExternalId": "x"}}, Truth.UNKNOWN),
    ],
)
def test_trust(principal: object, condition: object, answer: Truth) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition}
    assert role_check(COPY, ("s3:*", "*"), trust={"Version": "2012-10-17", "Statement": statement}).truth is answer


def test_a_role_outside_the_input_is_undecided() -> None:
    bucket = {"ReplicationConfiguration": {"Role": "arn:aws:iam::123456789012:role/x", "Rules": []}}
    assert ask("storage.replication-role", {"Data": ("AWS::S3::Bucket", bucket)}).truth is Truth.UNKNOWN
