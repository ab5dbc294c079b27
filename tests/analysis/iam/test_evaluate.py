"""The evaluator against a naive enumeration, and with parts of the policy hidden."""

import itertools

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from awslint.analysis.iam.evaluate import Caller, Request, decide
from awslint.analysis.iam.text import literal
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, Sub
from tests.analysis.iam.policies import Who, document_of, naive

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking takes longer than it helps here
WHO = [
    Who(arn="arn:aws:iam::111111111111:role/a"),
    Who(arn="arn:aws:iam::222222222222:user/b"),
    Who(service="s3.amazonaws.com"),
    Who(),
]
ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "sqs:SendMessage"]
TARGETS = ["arn:aws:s3:::one", "arn:aws:s3:::one/key", "arn:aws:s3:::two/alice/key", "arn:aws:sqs:eu-west-1:1:q"]
CONTEXT = {
    "aws:securetransport": [("true",), ("false",)],
    "aws:sourceip": [None, ("10.0.0.1",), ("203.0.113.9",)],
    "aws:sourcevpce": [None, ("vpce-1",), ("VPCE-1",)],
    "aws:tagkeys": [None, ("a",), ("a", "b"), ("c",), ("alice",)],
    "s3:max-keys": [None, ("5",), ("10",)],
    "aws:currenttime": [("2026-06-01T00:00:00+00:00",)],
    "aws:sourcearn": [None, ("arn:aws:sns:eu-west-1:1:topic",), ("arn:aws:sns:us-east-1:1:topic:x",)],
    "aws:username": [None, ("alice",), ("*",)],
}

actions = st.sampled_from([*ACTIONS, "s3:*", "s3:Get*", "S3:getobject", "*", "s3:?utObject", "sqs:*"])
targets = st.sampled_from(
    [
        *TARGETS,
        "*",
        "arn:aws:s3:::one*",
        "arn:aws:s3:::*/key",
        "arn:aws:s3:::two/${aws:username}/*",
        "arn:aws:sqs:*:1:?",
    ]
)
USERS = ["*", "111111111111", "arn:aws:iam::111111111111:role/a", "arn:aws:iam::222222222222:root"]
SERVICES = ["s3.amazonaws.com", "sqs.amazonaws.com"]
principals = st.one_of(
    st.just("*"),
    st.fixed_dictionaries(
        {},
        optional={
            "AWS": st.lists(st.sampled_from(USERS), min_size=1, max_size=2),
            "Service": st.sampled_from(SERVICES),
        },
    ),
)


def one_or_more(values: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    return st.one_of(values, st.lists(values, min_size=1, max_size=3))


def operator(*names: str) -> st.SearchStrategy[str]:
    return st.builds(
        lambda prefix, name, suffix: f"{prefix}{name}{suffix}",
        st.sampled_from(["", "", "ForAnyValue:", "ForAllValues:"]),
        st.sampled_from(names),
        st.sampled_from(["", "", "IfExists"]),
    )


def block(operators: st.SearchStrategy[str], key: str, values: st.SearchStrategy[object]) -> st.SearchStrategy[dict]:
    return st.builds(lambda name, listed: {name: {key: listed}}, operators, values)


STRINGS = (
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
)
blocks = st.one_of(
    block(operator("Bool"), "aws:SecureTransport", st.sampled_from([True, False, "true", "false"])),
    block(
        operator("IpAddress", "NotIpAddress"), "aws:SourceIp", one_or_more(st.sampled_from(["10.0.0.0/8", "0.0.0.0/0"]))
    ),
    block(operator(*STRINGS), "aws:SourceVpce", one_or_more(st.sampled_from(["vpce-1", "vpce-*", "vpce-2", "*"]))),
    block(operator(*STRINGS), "AWS:TagKeys", one_or_more(st.sampled_from(["a", "b", "?"]))),
    block(
        operator(
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ),
        "s3:max-keys",
        st.sampled_from([5, "5", "7"]),
    ),
    block(
        operator(
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ),
        "aws:CurrentTime",
        st.sampled_from(["2026-06-01T00:00:00+00:00", "2026-06-01T02:00:00+02:00", "2026-07-01T00:00:00+00:00"]),
    ),
    # Several keys under one operator must all hold.
    st.builds(
        lambda name, endpoints, tags: {name: {"aws:SourceVpce": endpoints, "aws:TagKeys": tags}},
        operator("StringEquals", "StringNotEquals", "StringLike"),
        one_or_more(st.sampled_from(["vpce-1", "vpce-2"])),
        one_or_more(st.sampled_from(["a", "b"])),
    ),
    # A value that the request fills in; what a negation makes of one that it cannot is not documented.
    block(
        st.sampled_from(["StringEquals", "StringLike", "StringLikeIfExists", "ForAnyValue:StringLike"]),
        "aws:TagKeys",
        one_or_more(st.sampled_from(["${aws:username}", "${aws:username}*", "a"])),
    ),
    block(st.just("Null"), "aws:username", one_or_more(st.sampled_from(["true", "false"]))),
    block(
        operator("ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals"),
        "aws:SourceArn",
        one_or_more(st.sampled_from(["arn:aws:sns:*:1:topic", "arn:aws:sns:eu-west-1:1:*", "arn:aws:s?s:*:*:*"])),
    ),
    block(st.just("Null"), "aws:SourceVpce", st.sampled_from([True, "false"])),
)


@st.composite
def statements(draw: st.DrawFn) -> dict:
    statement: dict = {"Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"]))}
    statement[draw(st.sampled_from(["Action", "Action", "NotAction"]))] = draw(one_or_more(actions))
    statement[draw(st.sampled_from(["Resource", "Resource", "NotResource"]))] = draw(one_or_more(targets))
    if draw(st.booleans()):
        statement[draw(st.sampled_from(["Principal", "Principal", "NotPrincipal"]))] = draw(principals)
    if draw(st.booleans()):
        conditions: dict = {}
        for one in draw(st.lists(blocks, min_size=1, max_size=2)):
            conditions.update(one)
        statement["Condition"] = conditions
    return statement


policies = st.builds(
    lambda statement: {"Version": "2012-10-17", "Statement": statement},
    st.one_of(statements(), st.lists(statements(), min_size=1, max_size=3)),
)
contexts = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in CONTEXT.items()})


def asked(documents: list, who: Who, action: str, target: str, context: dict) -> Truth:
    caller = Caller(literal(who.arn) if who.arn else None, who.service or None)
    return decide(documents, Request(action, literal(target), caller, context)).allowed


@settings(max_examples=100, deadline=None, phases=PHASES)
@given(st.lists(policies, min_size=1, max_size=2), contexts)
def test_every_request_is_decided_as_by_enumeration(given: list[dict], context: dict) -> None:
    documents = [document_of(policy) for policy in given]
    for who, action, target in itertools.product(WHO, ACTIONS, TARGETS):
        expected = naive(given, who, action, target, context)
        answer = asked(documents, who, action, target, context)
        assert answer is (Truth.YES if expected else Truth.NO), (who, action, target)


numbers = itertools.count()


def hidden(data: object, draw: st.DataObject, name: str = "") -> object:
    """The data with some texts, or parts of them, that only the deployment knows."""
    if isinstance(data, dict):
        return {key: hidden(one, draw, key) for key, one in data.items()}
    if isinstance(data, list):
        return [hidden(one, draw, name) for one in data]
    if name == "Version" or not isinstance(data, str) or draw.draw(st.integers(0, 2)):
        return data
    parameter = Parameter(f"P{next(numbers)}")
    if len(data) < 4 or "${" in data or draw.draw(st.booleans()):
        return parameter
    start = draw.draw(st.integers(0, len(data)))
    return Sub((data[:start], parameter, data[draw.draw(st.integers(start, len(data))) :]))


@settings(max_examples=100, deadline=None, phases=PHASES)
@given(policies, contexts, st.data())
def test_what_is_decided_holds_whatever_the_hidden_parts_are(given: dict, context: dict, data: st.DataObject) -> None:
    document = document_of(hidden(given, data))
    known = dict(context)
    for key in data.draw(st.lists(st.sampled_from(sorted(known)), max_size=2)):
        known.pop(key, None)
    for who, action, target in itertools.product(WHO, ACTIONS, TARGETS):
        answer = asked([document], who, action, target, known)
        expected = naive([given], who, action, target, context)
        assert answer in (Truth.UNKNOWN, Truth.YES if expected else Truth.NO), (who, action, target)


def test_an_unknown_attached_text_leaves_open_only_what_it_may_decide() -> None:
    document = document_of(
        {
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "s3:GetObject",
                    "Resource": Sub(("arn:aws:s3:::", Parameter("Name"), "/*")),
                },
                {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"},
            ]
        }
    )

    assert asked([document], Who(), "s3:GetObject", "arn:aws:s3:::one/key", {}) is Truth.UNKNOWN
    assert asked([document], Who(), "s3:GetObject", "arn:aws:sqs:eu-west-1:1:q", {}) is Truth.NO
    assert asked([document], Who(), "s3:PutObject", "arn:aws:s3:::one/key", {}) is Truth.NO
    assert asked([document], Who(), "s3:ListBucket", "arn:aws:s3:::one", {}) is Truth.NO


@pytest.mark.parametrize(
    ("policy", "answer"),
    [
        ('{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}', Truth.YES),
        (Sub(('{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "', Ref("Any"), '"}}')), Truth.UNKNOWN),
        ("not JSON", Truth.UNKNOWN),
        ({"Statement": []}, Truth.NO),
        ({"Statement": {"Action": "*", "Resource": "*"}}, Truth.UNKNOWN),
    ],
)
def test_json_text_and_odd_documents(policy: object, answer: Truth) -> None:
    assert asked([document_of(policy)], Who(), "s3:GetObject", "arn:aws:s3:::one/key", {}) is answer


def test_policy_variables_are_plain_text_in_the_old_version() -> None:
    policy = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::two/${aws:username}/*"}}
    context = {"aws:username": ("alice",)}
    target = "arn:aws:s3:::two/alice/key"

    assert asked([document_of(policy)], Who(), "s3:GetObject", target, context) is Truth.NO
    assert (
        asked([document_of({"Version": "2012-10-17", **policy})], Who(), "s3:GetObject", target, context) is Truth.YES
    )
