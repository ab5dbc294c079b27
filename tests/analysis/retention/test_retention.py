"""What is left of data when their resource goes."""

from dataclasses import replace

import pytest

from awslint.analysis.retention.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.place import Place
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Mapping, Scalar
from awslint.query.view import View
from tests.analysis.graphs import DOCUMENT, Parameter, Ref, _Builder, resource, view_of

INSTANCE = "AWS::RDS::DBInstance"
TABLE = "AWS::DynamoDB::Table"


def _with(attributes: dict[str, object], type_: str, properties: dict[str, object]) -> tuple[View, Resource]:
    view = view_of({"Data": (type_, properties)})
    found = resource(view, "Data")
    builder, place = _Builder({}), Place(DOCUMENT, ("Resources", "Data"))
    entries = {name: builder.value(value, place.at(name)) for name, value in attributes.items()}
    return view, replace(found, attributes=Mapping(entries, found.place))


def _ask(name: str, attributes: dict[str, object], type_: str, properties: dict[str, object]) -> Outcome:
    view, found = _with(attributes, type_, properties)
    return QUESTIONS[f"retention.{name}"].ask(view, found, {})


@pytest.mark.parametrize(
    ("type_", "attributes", "properties", "expected"),
    [
        # CloudFormation takes a snapshot of databases of RDS unless told otherwise, and of nothing else
        (INSTANCE, {}, {}, Truth.YES),
        (TABLE, {}, {}, Truth.NO),
        ("AWS::Redshift::Cluster", {}, {}, Truth.NO),
        (INSTANCE, {"DeletionPolicy": "Delete"}, {}, Truth.NO),
        (INSTANCE, {"DeletionPolicy": "Snapshot"}, {}, Truth.YES),
        (TABLE, {"DeletionPolicy": "Retain"}, {}, Truth.YES),
        (TABLE, {"DeletionPolicy": "RetainExceptOnCreate"}, {}, Truth.YES),
        (TABLE, {"DeletionPolicy": Parameter("Policy")}, {}, Truth.UNKNOWN),
        (TABLE, {}, {"DeletionProtectionEnabled": True}, Truth.YES),
        (TABLE, {}, {"DeletionProtectionEnabled": False}, Truth.NO),
        (TABLE, {}, {"DeletionProtectionEnabled": Parameter("Protect")}, Truth.UNKNOWN),
        (TABLE, {"DeletionPolicy": "Retain"}, {"DeletionProtectionEnabled": Parameter("Protect")}, Truth.YES),
        # what keeps it on replacement does not keep it on deletion
        (TABLE, {"UpdateReplacePolicy": "Retain"}, {}, Truth.NO),
    ],
)
def test_deletion(type_: str, attributes: dict[str, object], properties: dict[str, object], expected: Truth) -> None:
    assert _ask("survives-deletion", attributes, type_, properties).truth is expected


@pytest.mark.parametrize(
    ("attributes", "properties", "expected"),
    [
        ({}, {}, Truth.NO),
        ({"DeletionPolicy": "Snapshot"}, {}, Truth.NO),
        ({"UpdateReplacePolicy": "Snapshot"}, {}, Truth.YES),
        ({"UpdateReplacePolicy": "Delete"}, {}, Truth.NO),
        ({"UpdateReplacePolicy": "Delete"}, {"DeletionProtection": True}, Truth.YES),
        ({}, {"DeletionProtection": Parameter("Protect")}, Truth.UNKNOWN),
    ],
)
def test_replacement(attributes: dict[str, object], properties: dict[str, object], expected: Truth) -> None:
    assert _ask("survives-replacement", attributes, INSTANCE, properties).truth is expected


@pytest.mark.parametrize(("skipped", "expected"), [(True, Truth.NO), (False, Truth.YES), (None, Truth.UNKNOWN)])
def test_terraform_says_whether_it_skips_the_snapshot(skipped: bool | None, expected: Truth) -> None:
    view, found = _with({}, INSTANCE, {} if skipped is None else {"SkipFinalSnapshot": skipped})
    ask = QUESTIONS["retention.survives-deletion"].ask
    assert ask(view, replace(found, language="terraform"), {}).truth is expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"Status": "Enabled", "ExpirationInDays": 30}, Truth.YES),
        ({"Status": "Enabled", "ExpirationInDays": 90}, Truth.NO),
        ({"Status": "Disabled", "ExpirationInDays": 30}, Truth.NO),
        ({"Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}, Truth.NO),
        ({"Status": "Enabled", "ExpirationInDays": 30, "Prefix": ""}, Truth.YES),
        ({"Status": "Enabled", "ExpirationInDays": 30, "Prefix": "tmp/"}, Truth.UNKNOWN),
        ({"Status": "Enabled", "ExpirationInDays": Parameter("Days")}, Truth.UNKNOWN),
        ({"Status": Parameter("Status"), "ExpirationInDays": 30}, Truth.UNKNOWN),
    ],
)
def test_a_bucket_keeps_logs_for_their_time(rule: dict[str, object], expected: Truth) -> None:
    view = view_of(
        {
            "Logs": ("AWS::S3::Bucket", {"LifecycleConfiguration": {"Rules": [rule]}}),
            "Trail": ("AWS::CloudTrail::Trail", {"S3BucketName": Ref("Logs")}),
        }
    )
    ask = QUESTIONS["retention.expires-early"].ask
    outcome = ask(view, resource(view, "Logs"), {"days": 90, "logs": "trail-bucket"})
    assert outcome.truth is expected
    if expected is Truth.YES:
        assert outcome.evidence[0].detail == "after 30 days"
        assert isinstance(outcome.evidence[0].value, Scalar)
        assert [one.address for one in outcome.evidence[0].related] == ["Trail"]
