"""Does every request without TLS meet a Deny?"""

import pytest

from awslint.analysis.question import question
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, Sub, resource, view_of

BOTH = [Ref("Site", "Arn"), Sub((Ref("Site", "Arn"), "/*"))]
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": BOTH, "Condition": PLAIN}


def ask(*statements: object, bucket: dict | None = None) -> Outcome:  # type: ignore[type-arg]
    template: dict = {"Site": ("AWS::S3::Bucket", bucket or {})}  # type: ignore[type-arg]
    if statements:
        policy = {"Bucket": Ref("Site"), "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)}}
        template["Policy"] = ("AWS::S3::BucketPolicy", policy)
    view = view_of(template)
    return question("storage.refuses-plain-http").ask(view, resource(view, "Site"), {})


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"Condition": {"Bool": {"aws:SecureTransport": False}}},
        {"Condition": {"BoolIfExists": {"AWS:securetransport": ["false"]}}},
        {"Condition": {"StringEquals": {"aws:SecureTransport": "false"}}},
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": ["*"]}},
        {"Action": ["*"]},
        {"Action": ["s3:Get*", "s3:*"]},
        {"Resource": "*"},
        {"Resource": Sub((Ref("Site", "Arn"), "*"))},
        {
            "Resource": [
                Sub(("arn:aws:s3:::", Ref("Site"))),
                Sub(("arn:", Ref("AWS::Partition"), ":s3:::", Ref("Site"), "/*")),
            ]
        },
    ],
)
def test_a_full_deny_complies(change: dict) -> None:  # type: ignore[type-arg]
    assert ask({**DENY, **change}).truth is Truth.YES


@pytest.mark.parametrize(
    ("change", "path", "detail"),
    [
        ({"Resource": BOTH[0]}, "PolicyDocument.Statement[0].Resource", "leaves out the objects of the bucket"),
        ({"Resource": BOTH[1]}, "PolicyDocument.Statement[0].Resource", "leaves out the bucket itself"),
        ({"Action": "s3:GetObject"}, "PolicyDocument.Statement[0].Action", "is not for every action"),
        ({"Principal": {"AWS": "123456789012"}}, "PolicyDocument.Statement[0].Principal", "is not for every principal"),
        (
            {"NotPrincipal": {"AWS": "123456789012"}, "Principal": None},
            "PolicyDocument.Statement[0].NotPrincipal",
            "principal",
        ),
        (
            {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
            "PolicyDocument",
            "no Deny for requests without TLS",
        ),
        (
            {"Condition": {**PLAIN, "StringEquals": {"aws:PrincipalOrgID": "o-1"}}},
            "PolicyDocument",
            "no Deny for requests without TLS",
        ),
        ({"Effect": "Allow", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, "PolicyDocument", "no Deny"),
        (
            {"Resource": ["arn:aws:s3:::other", "arn:aws:s3:::other/*"]},
            "PolicyDocument.Statement[0].Resource",
            "leaves out",
        ),
    ],
)
def test_what_a_deny_leaves_out_is_pointed_at(change: dict, path: str, detail: str) -> None:  # type: ignore[type-arg]
    statement = {key: value for key, value in {**DENY, **change}.items() if value is not None}
    outcome = ask(statement)

    assert outcome.truth is Truth.NO
    assert outcome.evidence[0].path == path
    assert detail in outcome.evidence[0].detail


def test_two_denies_may_share_the_work() -> None:
    assert ask({**DENY, "Resource": BOTH[0]}, {**DENY, "Resource": BOTH[1]}).truth is Truth.YES
    assert ask({**DENY, "Action": "s3:Get*"}, {**DENY, "Action": "s3:Put*"}).truth is Truth.NO


def test_a_bucket_without_policy_takes_plain_http() -> None:
    outcome = ask()

    assert outcome.truth is Truth.NO
    assert outcome.evidence[0].detail == "it has no bucket policy"


@pytest.mark.parametrize(
    "change",
    [
        {"Condition": Parameter("Condition")},
        {"Condition": {"Bool": {"aws:SecureTransport": Parameter("Secure")}}},
        {"Effect": Parameter("Effect")},
        {"Resource": Parameter("Resources")},
        {"Condition": {"NumericLessThanIfExists": {"s3:TlsVersion": 1.2}}},
    ],
)
def test_unknown_parts_leave_it_open(change: dict) -> None:  # type: ignore[type-arg]
    assert ask({**DENY, **change}).truth is Truth.UNKNOWN


def test_a_named_bucket_is_told_by_its_name() -> None:
    resources = ["arn:aws:s3:::my-site", "arn:aws:s3:::my-site/*"]

    assert ask({**DENY, "Resource": resources}, bucket={"BucketName": "my-site"}).truth is Truth.YES
    assert ask({**DENY, "Resource": resources}, bucket={"BucketName": "site"}).truth is Truth.NO
    assert ask({**DENY, "Resource": resources}, bucket={"BucketName": Parameter("Name")}).truth is Truth.UNKNOWN
