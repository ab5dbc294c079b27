"""What is decided about a bucket with hidden parts holds whatever they turn out to be."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from awslint.analysis.question import question
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, Sub, resource, view_of

NAMES = itertools.count()
BUCKET = Ref("Site", "Arn")
OBJECTS = Sub((BUCKET, "/*"))
principals = st.sampled_from(["*", {"AWS": "*"}, {"AWS": "123456789012"}, {"AWS": ["123456789012", "*"]}])
conditions = st.sampled_from(
    [
        None,
        {"StringLike": {"aws:SourceVpce": "vpce-*"}},
        {"StringLike": {"aws:SourceVpce": "vpce-1"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::logs"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:x"}},
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}},
        {"Bool": {"aws:SecureTransport": "false"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringNotLike": {"aws:SourceVpce": "vpce-1"}},
    ]
)
statements = st.builds(
    lambda effect, principal, action, resources, condition: {
        "Effect": effect,
        "Principal": principal,
        "Action": action,
        "Resource": resources,
        **({"Condition": condition} if condition else {}),
    },
    st.sampled_from(["Allow", "Deny"]),
    principals,
    st.sampled_from(["s3:*", "*", ["s3:*"]]),
    st.sampled_from(["*", OBJECTS, [BUCKET, OBJECTS]]),
    conditions,
)
flags = st.sampled_from([None, "true", "false"])
acls = st.sampled_from([None, "Private", "PublicRead", "PublicReadWrite"])


def hidden(data: object, draw: st.DataObject) -> object:
    """The data with some texts that only the deployment knows."""
    if isinstance(data, dict):
        return {key: hidden(one, draw) for key, one in data.items()}
    if isinstance(data, list):
        return [hidden(one, draw) for one in data]
    if isinstance(data, str) and not draw.draw(st.integers(0, 3)):
        return Parameter(f"P{next(NAMES)}")
    return data


def template(written: list[object], block: object, acl: object) -> dict:  # type: ignore[type-arg]
    bucket = {
        **(
            {"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": block, "IgnorePublicAcls": block}}
            if block
            else {}
        ),
        **({"AccessControl": acl} if acl else {}),
    }
    policy = {"Bucket": Ref("Site"), "PolicyDocument": {"Version": "2012-10-17", "Statement": written}}
    return {"Site": ("AWS::S3::Bucket", bucket), "Policy": ("AWS::S3::BucketPolicy", policy)}


def answers(found: dict) -> list[Truth]:  # type: ignore[type-arg]
    view = view_of(found)
    names = ("storage.public-read", "storage.public-write", "storage.refuses-plain-http", "storage.acl-grants")
    return [question(name).ask(view, resource(view, "Site"), {}).truth for name in names]


@settings(max_examples=50, deadline=None)
@given(st.lists(statements, max_size=3), flags, acls, st.data())
def test_hidden_parts_never_contradict(written: list[object], block: object, acl: object, data: st.DataObject) -> None:
    known = answers(template(written, block, acl))
    open_ = answers(template([hidden(one, data) for one in written], hidden(block, data), hidden(acl, data)))

    assert Truth.UNKNOWN not in known
    for sure, answer in zip(known, open_, strict=True):
        assert answer in (sure, Truth.UNKNOWN)
