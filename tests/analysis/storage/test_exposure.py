"""Public buckets: block public access x policy x access control list."""

import pytest

from awslint.analysis.question import question
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import DOCUMENT, If, Incomplete, NoValue, Parameter, Ref, Sub, in_worlds, resource, view_of

OPEN = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": Sub((Ref("Site", "Arn"), "/*"))}
ALL_ON = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)


def ask(name: str, template: dict, bucket: str = "Site") -> Outcome:  # type: ignore[type-arg]
    view = view_of(template)
    return question(name).ask(view, resource(view, bucket), {})


def site(bucket: dict, *statements: object) -> dict:  # type: ignore[type-arg]
    template: dict = {"Site": ("AWS::S3::Bucket", bucket)}  # type: ignore[type-arg]
    if statements:
        policy = {"Bucket": Ref("Site"), "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)}}
        template["Policy"] = ("AWS::S3::BucketPolicy", policy)
    return template


def test_a_public_policy_is_placed_on_its_principal_in_the_policy() -> None:
    outcome = ask("storage.public-read", site({}, {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject"}, OPEN))

    assert outcome.truth is Truth.YES
    (evidence,) = outcome.evidence
    assert evidence.resource == f"{DOCUMENT}#Policy"
    assert evidence.path == "PolicyDocument.Statement[1].Principal"
    assert evidence.detail == "the bucket policy lets everyone call s3:GetObject"


@pytest.mark.parametrize(
    ("block", "read"),
    [
        (ALL_ON, Truth.NO),
        ({"RestrictPublicBuckets": True}, Truth.NO),
        ({"BlockPublicPolicy": True}, Truth.YES),
        ({**ALL_ON, "RestrictPublicBuckets": False}, Truth.YES),
        ({"IgnorePublicAcls": True}, Truth.YES),
        ({"RestrictPublicBuckets": Parameter("Restrict")}, Truth.UNKNOWN),
        (Incomplete({}), Truth.UNKNOWN),
    ],
)
def test_only_restrict_public_buckets_neutralises_a_policy(block: object, read: Truth) -> None:
    assert ask("storage.public-read", site({"PublicAccessBlockConfiguration": block}, OPEN)).truth is read


@pytest.mark.parametrize(
    ("bucket", "read", "write"),
    [
        ({}, Truth.NO, Truth.NO),
        ({"AccessControl": "Private"}, Truth.NO, Truth.NO),
        ({"AccessControl": "LogDeliveryWrite"}, Truth.NO, Truth.NO),
        ({"AccessControl": "PublicRead"}, Truth.YES, Truth.NO),
        ({"AccessControl": "PublicReadWrite"}, Truth.YES, Truth.YES),
        ({"AccessControl": "AuthenticatedRead"}, Truth.YES, Truth.NO),
        ({"AccessControl": Parameter("Acl")}, Truth.UNKNOWN, Truth.UNKNOWN),
        (
            {"AccessControl": "PublicRead", "PublicAccessBlockConfiguration": {"IgnorePublicAcls": True}},
            Truth.NO,
            Truth.NO,
        ),
        (
            {"AccessControl": "PublicRead", "PublicAccessBlockConfiguration": {"BlockPublicAcls": True}},
            Truth.YES,
            Truth.NO,
        ),
        (
            {"AccessControl": "PublicRead", "PublicAccessBlockConfiguration": {"RestrictPublicBuckets": True}},
            Truth.YES,
            Truth.NO,
        ),
        (
            {
                "AccessControl": "PublicRead",
                "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            },
            Truth.NO,
            Truth.NO,
        ),
        (
            {"AccessControl": "PublicRead", "OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}},
            Truth.YES,
            Truth.NO,
        ),
        (
            {"AccessControl": "PublicRead", "OwnershipControls": {"Rules": [{"ObjectOwnership": Parameter("Own")}]}},
            Truth.UNKNOWN,
            Truth.NO,
        ),
    ],
)
def test_access_control_lists(bucket: dict, read: Truth, write: Truth) -> None:  # type: ignore[type-arg]
    assert ask("storage.public-read", site(bucket)).truth is read
    assert ask("storage.public-write", site(bucket)).truth is write


@pytest.mark.parametrize(
    ("uri", "permission", "read", "write"),
    [
        ("http://acs.amazonaws.com/groups/global/AllUsers", "FULL_CONTROL", Truth.YES, Truth.YES),
        ("http://acs.amazonaws.com/groups/global/AllUsers", "READ_ACP", Truth.YES, Truth.NO),
        ("http://acs.amazonaws.com/groups/global/AuthenticatedUsers", "WRITE", Truth.NO, Truth.YES),
        ("http://acs.amazonaws.com/groups/s3/LogDelivery", "WRITE", Truth.NO, Truth.NO),
        (Parameter("Group"), "WRITE", Truth.NO, Truth.UNKNOWN),
    ],
)
def test_grants_of_other_languages(uri: object, permission: str, read: Truth, write: Truth) -> None:
    grants = {"AccessControlPolicy": {"Grants": [{"Grantee": {"URI": uri}, "Permission": permission}]}}
    assert ask("storage.public-read", site(grants)).truth is read
    assert ask("storage.public-write", site(grants)).truth is write


@pytest.mark.parametrize(
    ("statement", "read", "write"),
    [
        ({"Action": "s3:*", "Resource": "*"}, Truth.YES, Truth.YES),
        ({"Action": "*", "Resource": Ref("Site", "Arn")}, Truth.YES, Truth.YES),
        ({"Action": "s3:ListBucket", "Resource": Ref("Site", "Arn")}, Truth.YES, Truth.NO),
        ({"Action": "s3:ListBucket", "Resource": Sub((Ref("Site", "Arn"), "/*"))}, Truth.NO, Truth.NO),
        ({"Action": ["s3:DeleteObject"], "Resource": Sub((Ref("Site", "Arn"), "/*"))}, Truth.NO, Truth.YES),
        ({"Action": "s3:Restore*", "Resource": "*"}, Truth.NO, Truth.YES),
        ({"NotAction": "s3:Put*", "Resource": "*"}, Truth.YES, Truth.YES),
        ({"NotAction": "s3:*", "Resource": "*"}, Truth.NO, Truth.NO),
        ({"Action": "s3:GetSomethingNew", "Resource": "*"}, Truth.YES, Truth.NO),
        ({"Action": Parameter("Action"), "Resource": "*"}, Truth.UNKNOWN, Truth.UNKNOWN),
        ({"Effect": Parameter("Effect"), "Action": "s3:*", "Resource": "*"}, Truth.UNKNOWN, Truth.UNKNOWN),
        ({"Effect": "Deny", "Action": "s3:*", "Resource": "*"}, Truth.NO, Truth.NO),
    ],
)
def test_actions(statement: dict, read: Truth, write: Truth) -> None:  # type: ignore[type-arg]
    template = site({}, {"Effect": "Allow", "Principal": "*", **statement})
    assert ask("storage.public-read", template).truth is read
    assert ask("storage.public-write", template).truth is write


@pytest.mark.parametrize(
    ("deny", "read"),
    [
        ({"Action": "s3:*", "Resource": "*"}, Truth.NO),
        ({"Action": "s3:*", "Resource": Sub((Ref("Site", "Arn"), "/*"))}, Truth.NO),
        ({"Action": "s3:*", "Resource": Sub((Ref("Site", "Arn"), "/private/*"))}, Truth.YES),
        ({"Action": "s3:PutObject", "Resource": "*"}, Truth.YES),
        ({"Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}, Truth.NO),
        ({"Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}, Truth.YES),
        ({"Principal": {"AWS": "123456789012"}, "Action": "s3:*", "Resource": "*"}, Truth.YES),
    ],
)
def test_a_deny_that_nobody_outside_escapes_takes_the_grant_back(deny: dict, read: Truth) -> None:  # type: ignore[type-arg]
    assert ask("storage.public-read", site({}, OPEN, {"Effect": "Deny", "Principal": "*", **deny})).truth is read


def test_a_policy_is_found_by_the_bucket_name_and_in_its_world() -> None:
    template = {
        "Site": ("AWS::S3::Bucket", {"BucketName": "my-site"}),
        "Policy": (
            "AWS::S3::BucketPolicy",
            {"Bucket": "my-site", "PolicyDocument": {"Statement": [If("Public", OPEN, NoValue())]}},
        ),
    }
    view = view_of(template)
    answers = in_worlds(view, lambda seen: question("storage.public-read").ask(seen, resource(seen, "Site"), {}).truth)

    assert answers == {("true",): Truth.YES, ("false",): Truth.NO}


def test_a_policy_in_json_text() -> None:
    text = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}'
    template = {
        "Site": ("AWS::S3::Bucket", {}),
        "Policy": ("AWS::S3::BucketPolicy", {"Bucket": Ref("Site"), "PolicyDocument": text}),
    }
    outcome = ask("storage.public-read", template)

    assert outcome.truth is Truth.YES
    assert outcome.evidence[0].path == "PolicyDocument"


def test_a_policy_stands_for_a_bucket_outside_the_input() -> None:
    policy = {"Bucket": Parameter("Name"), "PolicyDocument": {"Statement": [{**OPEN, "Resource": "*"}]}}
    template = {"Policy": ("AWS::S3::BucketPolicy", policy), "Site": ("AWS::S3::Bucket", {})}

    assert ask("storage.bucket-outside", template, "Policy").truth is Truth.YES
    assert ask("storage.public-read", template, "Policy").truth is Truth.YES
    assert ask("storage.public-write", template, "Policy").truth is Truth.NO
    assert ask("storage.public-read", template, "Site").truth is Truth.NO


@pytest.mark.parametrize(
    ("bucket", "granted", "found"),
    [
        ({}, Truth.NO, 0),
        ({"AccessControl": "Private"}, Truth.NO, 0),
        ({"AccessControl": "BucketOwnerFullControl"}, Truth.NO, 0),
        ({"AccessControl": "LogDeliveryWrite"}, Truth.YES, 1),
        ({"AccessControl": "PublicReadWrite"}, Truth.YES, 1),
        ({"AccessControlPolicy": {"Grants": [{"Grantee": {"ID": "abc"}, "Permission": "READ"}]}}, Truth.YES, 1),
        ({"AccessControl": Parameter("Acl")}, Truth.UNKNOWN, 1),
    ],
)
def test_any_grant_of_a_list(bucket: dict, granted: Truth, found: int) -> None:  # type: ignore[type-arg]
    outcome = ask("storage.acl-grants", site(bucket))
    assert outcome.truth is granted
    assert len(outcome.evidence) == found
