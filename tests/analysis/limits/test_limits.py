"""Limits that no quota request lifts."""

from dataclasses import replace
from datetime import date

import pytest

from awslint.analysis.limits.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import If, Incomplete, Parameter, Ref, Sub, in_worlds, resource, view_of

Template = dict[str, tuple[object, ...]]


def _ask(template: Template, name: str, limit: str) -> Outcome:
    view = view_of(template)
    return QUESTIONS["limits.within"].ask(view, resource(view, name), {"limit": limit})


def _policy(*resources: object) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": list(resources)}]}


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        (["l"] * 5, Truth.YES),
        (["l"] * 6, Truth.NO),
        (Incomplete(["l"] * 5), Truth.UNKNOWN),
        (Incomplete(["l"] * 6), Truth.NO),
        (Parameter("Layers"), Truth.UNKNOWN),
        ([], Truth.YES),
    ],
)
def test_items_are_counted(layers: object, expected: Truth) -> None:
    template: Template = {"App": ("AWS::Lambda::Function", {"Layers": layers})}
    assert _ask(template, "App", "lambda-layers-count-check").truth is expected


def test_a_limit_binds_from_its_day_on() -> None:
    view = view_of({"App": ("AWS::Lambda::Function", {"Layers": ["l"] * 6})})
    ask = QUESTIONS["limits.within"].ask
    before = replace(view, today=date(2018, 11, 28))
    limit = {"limit": "lambda-layers-count-check"}
    assert ask(before, resource(before, "App"), limit).truth is Truth.YES
    assert ask(view, resource(view, "App"), limit).truth is Truth.NO


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"A": "x" * 4095}, Truth.YES),
        ({"A": "x" * 4096}, Truth.NO),
        ({"A": "é" * 2048}, Truth.NO),
        ({"A": "x" * 4000, "B": Parameter("B")}, Truth.UNKNOWN),
        ({"A": "x" * 5000, "B": Parameter("B")}, Truth.NO),
        ({"A": Ref("Queue")}, Truth.YES),
        ({"A": "x" * 3000, "B": Ref("Queue")}, Truth.UNKNOWN),
    ],
)
def test_an_environment_is_as_large_as_its_keys_and_values(variables: object, expected: Truth) -> None:
    template: Template = {
        "Queue": ("AWS::SQS::Queue", {}),
        "App": ("AWS::Lambda::Function", {"Environment": {"Variables": variables}}),
    }
    assert _ask(template, "App", "lambda-environment-size-check").truth is expected


def test_a_document_is_measured_without_its_white_space() -> None:
    body = '{"Version": "2012-10-17", "Statement": []}'
    spaced = body.replace(" ", " " * 4000)
    template: Template = {
        "Spaced": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": spaced}),
        "Large": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": _policy("r" * 6144)}),
        "Exact": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": {"A": "r" * (6144 - len('{"A":""}'))}}),
        "Above": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": {"A": "r" * (6145 - len('{"A":""}'))}}),
        "Half": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": _policy(Sub(("a" * 6200, Ref("Name"))))}),
        "Open": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": _policy(Parameter("Name"))}),
    }
    answers = {name: _ask(template, name, "iam-managed-policy-size-check").truth for name in template}
    assert answers == {
        "Spaced": Truth.YES,
        "Large": Truth.NO,
        "Exact": Truth.YES,
        "Above": Truth.NO,
        "Half": Truth.NO,
        "Open": Truth.UNKNOWN,
    }


def test_the_inline_policies_of_a_role_count_together() -> None:
    large = _policy("r" * 5000)
    template: Template = {
        "Role": ("AWS::IAM::Role", {"Policies": [{"PolicyName": "own", "PolicyDocument": large}]}),
        "One": ("AWS::IAM::Policy", {"Roles": [Ref("Role")], "PolicyDocument": large}),
        "Managed": ("AWS::IAM::ManagedPolicy", {"Roles": [Ref("Role")], "PolicyDocument": large}),
    }
    assert _ask(template, "Role", "iam-role-inline-policies-size-check").truth is Truth.YES
    more = {**template, "Two": ("AWS::IAM::Policy", {"Roles": [Ref("Role")], "PolicyDocument": large})}
    outcome = _ask(more, "Role", "iam-role-inline-policies-size-check")
    assert outcome.truth is Truth.NO
    assert [one.message for one in outcome.evidence[0].related] == ["One counts too", "Two counts too"]


def test_what_is_counted_hangs_on_the_deployment() -> None:
    key = ("AWS::IAM::AccessKey", {"UserName": Ref("User")})
    template: Template = {"User": ("AWS::IAM::User", {}), "A": key, "B": key, "C": (*key, If("Third"))}
    view = view_of(template)
    ask = QUESTIONS["limits.within"].ask
    limit = {"limit": "iam-user-access-keys-count-check"}
    answers = in_worlds(view, lambda seen: ask(seen, resource(seen, "User"), limit).truth)
    assert answers == {("true",): Truth.NO, ("false",): Truth.YES}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("x y" * 5000, Truth.YES),
        ("x y" * 6000, Truth.NO),
        ("QUFB" * 5400, Truth.UNKNOWN),
        ("QUFB" * 6000, Truth.NO),
        ("QUFB" * 4000, Truth.YES),
    ],
)
def test_user_data_are_measured_before_they_are_encoded(data: str, expected: Truth) -> None:
    assert (
        _ask({"Web": ("AWS::EC2::Instance", {"UserData": data})}, "Web", "ec2-user-data-size-check").truth is expected
    )
