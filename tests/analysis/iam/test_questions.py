"""Inline policies and administration, as rules ask about them."""

import pytest

from awslint.analysis.question import question
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import If, Incomplete, NoValue, Parameter, Ref, in_worlds, resource, view_of

DOCUMENT = {"Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}}


def ask(name: str, template: dict, which: str, **arguments: object) -> Outcome:  # type: ignore[type-arg]
    view = view_of(template)
    return question(name).ask(view, resource(view, which), arguments)


def test_inline_policies_are_found_where_they_are_written() -> None:
    template = {
        "User": (
            "AWS::IAM::User",
            {"UserName": "alice", "Policies": [{"PolicyName": "own", "PolicyDocument": DOCUMENT}]},
        ),
        "Of": ("AWS::IAM::UserPolicy", {"UserName": "alice", "PolicyName": "of", "PolicyDocument": DOCUMENT}),
        "Shared": ("AWS::IAM::Policy", {"Users": ["bob", Ref("User")], "PolicyDocument": DOCUMENT}),
        "Managed": ("AWS::IAM::ManagedPolicy", {"Users": [Ref("User")], "PolicyDocument": DOCUMENT}),
    }
    outcome = ask("iam.inline-policy", template, "User")

    assert outcome.truth is Truth.YES
    found = [(evidence.resource.partition("#")[2], evidence.path) for evidence in outcome.evidence]
    assert found[0] == ("User", "Policies[0]")
    assert sorted(found[1:]) == [("Of", "UserName"), ("Shared", "Users[1]")]


@pytest.mark.parametrize(
    ("properties", "answer"),
    [
        ({}, Truth.NO),
        ({"Policies": []}, Truth.NO),
        ({"Policies": [NoValue()]}, Truth.NO),
        ({"Policies": Parameter("Policies")}, Truth.UNKNOWN),
        ({"Policies": Incomplete([])}, Truth.UNKNOWN),
    ],
)
def test_a_group_without_inline_policies(properties: dict, answer: Truth) -> None:  # type: ignore[type-arg]
    assert ask("iam.inline-policy", {"Group": ("AWS::IAM::Group", properties)}, "Group").truth is answer


def test_a_policy_stands_only_for_principals_outside_the_input() -> None:
    template = {
        "Role": ("AWS::IAM::Role", {}),
        "Inside": ("AWS::IAM::Policy", {"Roles": [Ref("Role")]}),
        "Mixed": ("AWS::IAM::Policy", {"Roles": [Ref("Role"), "other-role"]}),
        "Nobody": ("AWS::IAM::Policy", {"Roles": []}),
    }
    assert ask("iam.attaches-outside", template, "Inside").truth is Truth.NO
    assert ask("iam.attaches-outside", template, "Nobody").truth is Truth.NO
    assert ask("iam.attaches-outside", template, "Mixed").truth is Truth.YES
    assert [one.path for one in ask("iam.inline-policy", template, "Mixed").evidence] == ["Roles[1]"]


def test_inline_policies_differ_between_worlds() -> None:
    view = view_of(
        {
            "Role": ("AWS::IAM::Role", {}),
            "Debug": ("AWS::IAM::RolePolicy", {"RoleName": Ref("Role")}, If("Debugging")),
        }
    )
    answers = in_worlds(view, lambda seen: question("iam.inline-policy").ask(seen, resource(seen, "Role"), {}).truth)

    assert answers == {("true",): Truth.YES, ("false",): Truth.NO}


def admin(**parts: object) -> Outcome:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", **parts}
    statement = {key: value for key, value in statement.items() if value is not None}
    return ask(
        "iam.admin-statement", {"P": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": {"Statement": statement}})}, "P"
    )


@pytest.mark.parametrize(
    ("parts", "answer", "path"),
    [
        ({}, Truth.YES, "PolicyDocument.Statement.Action"),
        ({"Action": ["s3:*", "*"]}, Truth.YES, "PolicyDocument.Statement.Action[1]"),
        ({"Action": "*:*"}, Truth.YES, "PolicyDocument.Statement.Action"),
        ({"Resource": ["arn:aws:s3:::b", "*"]}, Truth.YES, "PolicyDocument.Statement.Action"),
        ({"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}, Truth.YES, "PolicyDocument.Statement.Action"),
        ({"Effect": "Deny"}, Truth.NO, "PolicyDocument"),
        ({"Action": "s3:*"}, Truth.NO, "PolicyDocument"),
        ({"Action": None, "NotAction": "iam:*"}, Truth.NO, "PolicyDocument"),
        ({"Resource": "arn:aws:s3:::*"}, Truth.NO, "PolicyDocument"),
        ({"Resource": None, "NotResource": "arn:aws:s3:::b"}, Truth.NO, "PolicyDocument"),
        ({"Action": Parameter("A")}, Truth.UNKNOWN, "PolicyDocument.Statement.Action.Ref"),
        ({"Resource": Parameter("R")}, Truth.UNKNOWN, "PolicyDocument.Statement.Resource.Ref"),
        ({"Effect": Parameter("E")}, Truth.UNKNOWN, "PolicyDocument.Statement.Effect.Ref"),
        ({"Action": "s3:*", "Resource": Parameter("R")}, Truth.NO, "PolicyDocument"),
    ],
)
def test_administration(parts: dict, answer: Truth, path: str) -> None:  # type: ignore[type-arg]
    outcome = admin(**parts)
    assert outcome.truth is answer
    assert outcome.evidence[0].path == path.removesuffix(".Ref")


@pytest.mark.parametrize(
    ("only_if", "answer"), [("true", Truth.YES), (True, Truth.YES), ("false", Truth.NO), (None, Truth.NO)]
)
def test_boundaries_count_only_when_asked_for(only_if: object, answer: Truth) -> None:
    template = {
        "P": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": DOCUMENT}),
        "U": ("AWS::IAM::User", {"PermissionsBoundary": Ref("P")}),
    }
    assert ask("iam.is-boundary", template, "P", only_if=only_if).truth is answer
