"""Topics, keys and roles of trails, log groups and recorders."""

from dataclasses import replace
from typing import Any

import pytest

from awslint.analysis.delivery.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, Sub, resource, view_of

TRAIL = "AWS::CloudTrail::Trail"


def asked(question: str, template: dict[str, Any], name: str = "Trail") -> Outcome:
    view = view_of(template)
    return QUESTIONS[question].ask(view, resource(view, name), {})


def policy(service: str, action: str, **condition: object) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": action,
        "Resource": "*",
    }
    return {"Version": "2012-10-17", "Statement": {**statement, "Condition": condition} if condition else statement}


@pytest.mark.parametrize(
    ("service", "action", "expected"),
    [
        ("cloudtrail.amazonaws.com", "sns:Publish", Truth.NO),
        ("cloudtrail.amazonaws.com", "sns:Subscribe", Truth.YES),
        ("cloudwatch.amazonaws.com", "sns:Publish", Truth.YES),
    ],
)
def test_a_topic_lets_the_trail_publish(service: str, action: str, expected: Truth) -> None:
    template = {
        "Topic": ("AWS::SNS::Topic", {}),
        "Policy": ("AWS::SNS::TopicPolicy", {"Topics": [Ref("Topic")], "PolicyDocument": policy(service, action)}),
        "Trail": (TRAIL, {"SnsTopicName": Ref("Topic", "TopicName")}),
    }

    assert asked("delivery.topic-refuses", template).truth is expected


def test_a_topic_without_a_policy_is_for_its_owner_alone() -> None:
    template = {"Topic": ("AWS::SNS::Topic", {}), "Trail": (TRAIL, {"SnsTopicName": Ref("Topic")})}
    found = asked("delivery.topic-refuses", template)

    assert found.truth is Truth.YES
    assert found.evidence[0].detail == "Topic has no policy that lets cloudtrail.amazonaws.com call sns:Publish"
    assert asked("delivery.topic-refuses", {"Trail": (TRAIL, {"SnsTopicName": "other"})}).truth is Truth.UNKNOWN


ENCRYPTS = "kms:GenerateDataKey*"
CONTEXT = "kms:EncryptionContext:aws:cloudtrail:arn"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (policy("cloudtrail.amazonaws.com", ENCRYPTS), Truth.NO),
        (policy("logs.amazonaws.com", ENCRYPTS), Truth.YES),
        (policy("cloudtrail.amazonaws.com", "kms:Decrypt"), Truth.YES),
        (
            policy("cloudtrail.amazonaws.com", ENCRYPTS, StringLike={CONTEXT: "arn:aws:cloudtrail:*:*:trail/*"}),
            Truth.NO,
        ),
        (
            policy("cloudtrail.amazonaws.com", ENCRYPTS, StringLike={CONTEXT: "arn:aws:cloudtrail:*:*:trail/b*"}),
            Truth.YES,
        ),
        (policy("cloudtrail.amazonaws.com", ENCRYPTS, StringEquals={"aws:SourceArn": Parameter("A")}), Truth.UNKNOWN),
    ],
)
def test_a_key_lets_the_trail_encrypt(document: dict[str, Any], expected: Truth) -> None:
    template = {
        "Key": ("AWS::KMS::Key", {"KeyPolicy": document}),
        "Alias": ("AWS::KMS::Alias", {"TargetKeyId": Ref("Key")}),
        "Trail": (TRAIL, {"TrailName": "audit", "KMSKeyId": Ref("Alias")}),
    }

    assert asked("delivery.key-refuses", template).truth is expected


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        (Sub(("logs.", Ref("AWS::Region"), ".amazonaws.com")), Truth.NO),
        (Parameter("Service"), Truth.UNKNOWN),
        ("logs.eu-central-1.amazonaws.com", Truth.NO),
        ("logs.amazonaws.com", Truth.NO),
        ("lambda.amazonaws.com", Truth.YES),
    ],
)
def test_a_key_lets_log_groups_encrypt(service: Any, expected: Truth) -> None:
    template = {
        "Key": ("AWS::KMS::Key", {"KeyPolicy": policy(service, "kms:*")}),
        "Group": ("AWS::Logs::LogGroup", {"KmsKeyId": Ref("Key", "Arn")}),
    }

    assert asked("delivery.key-refuses", template, "Group").truth is expected


def role(service: str, *actions: str, on: object = "*") -> tuple[str, dict[str, Any]]:
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": list(actions), "Resource": on}}
    return "AWS::IAM::Role", {
        "AssumeRolePolicyDocument": policy(service, "sts:AssumeRole"),
        "Policies": [{"PolicyName": "write", "PolicyDocument": document}],
    }


BOTH = ("logs:CreateLogStream", "logs:PutLogEvents")


@pytest.mark.parametrize(
    ("writer", "expected"),
    [
        (role("cloudtrail.amazonaws.com", *BOTH), Truth.NO),
        (role("cloudtrail.amazonaws.com", *BOTH, on=Ref("Group", "Arn")), Truth.NO),
        (role("cloudtrail.amazonaws.com", *BOTH, on=Ref("Other", "Arn")), Truth.YES),
        (role("cloudtrail.amazonaws.com", BOTH[0]), Truth.YES),
        (role("lambda.amazonaws.com", *BOTH), Truth.YES),
    ],
)
def test_the_role_of_a_trail_writes_to_its_log_group(writer: Any, expected: Truth) -> None:
    template = {
        "Group": ("AWS::Logs::LogGroup", {}),
        "Other": ("AWS::Logs::LogGroup", {}),
        "Role": writer,
        "Trail": (
            TRAIL,
            {"CloudWatchLogsLogGroupArn": Ref("Group", "Arn"), "CloudWatchLogsRoleArn": Ref("Role", "Arn")},
        ),
    }

    assert asked("delivery.log-role-lacks", template).truth is expected


def test_a_log_group_without_a_role_is_never_written() -> None:
    template = {
        "Group": ("AWS::Logs::LogGroup", {}),
        "Trail": (TRAIL, {"CloudWatchLogsLogGroupArn": Ref("Group", "Arn")}),
    }

    assert asked("delivery.log-role-lacks", template).truth is Truth.YES


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        ("arn:aws:s3", "All", Truth.YES),
        ("arn:aws:s3:::", "WriteOnly", Truth.YES),
        ("arn:aws:s3:::audit/", "All", Truth.YES),
        ("arn:aws:s3:::audit-data/", "All", Truth.NO),
        ("arn:aws:s3", "ReadOnly", Truth.NO),
        (Parameter("Objects"), "All", Truth.UNKNOWN),
    ],
)
def test_a_trail_feeds_itself_with_writes_to_its_own_bucket(values: object, kind: str, expected: Truth) -> None:
    selector = {"ReadWriteType": kind, "DataResources": [{"Type": "AWS::S3::Object", "Values": [values]}]}
    template = {"Trail": (TRAIL, {"S3BucketName": "audit", "EventSelectors": [selector]})}

    assert asked("delivery.records-own-bucket", template).truth is expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ({"Role": role("config.amazonaws.com", "s3:*")}, Truth.NO),
        ({"Role": role("ec2.amazonaws.com", "s3:*")}, Truth.YES),
        ({}, Truth.UNKNOWN),
    ],
)
def test_a_recorder_needs_a_role_that_config_assumes(template: dict[str, Any], expected: Truth) -> None:
    recorder = ("AWS::Config::ConfigurationRecorder", {"RoleARN": Ref("Role", "Arn")})

    assert asked("delivery.recorder-role-fails", {**template, "Trail": recorder}).truth is expected


def test_a_role_cannot_have_a_managed_policy_that_is_gone() -> None:
    type_, properties = role("config.amazonaws.com", "s3:*")
    gone = {**properties, "ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AWSConfigRole"]}
    recorder = ("AWS::Config::ConfigurationRecorder", {"RoleARN": Ref("Role", "Arn")})
    found = asked("delivery.recorder-role-fails", {"Role": (type_, gone), "Trail": recorder})

    assert "AWS_ConfigRole replaces it" in found.evidence[0].detail


def test_recorder_and_channel_need_each_other() -> None:
    recorder = ("AWS::Config::ConfigurationRecorder", {})
    channel = ("AWS::Config::DeliveryChannel", {})
    stack = ("AWS::CloudFormation::Stack", {})
    name = "delivery.has-counterpart"

    assert asked(name, {"Trail": recorder, "Channel": channel}).truth is Truth.YES
    assert asked(name, {"Trail": recorder}).truth is Truth.NO
    assert asked(name, {"Trail": channel}).truth is Truth.NO
    assert asked(name, {"Trail": recorder, "Nested": stack}).truth is Truth.UNKNOWN


def test_a_config_rule_waits_for_what_it_names() -> None:
    recorder = ("AWS::Config::ConfigurationRecorder", {})
    channel = ("AWS::Config::DeliveryChannel", {"S3BucketName": Ref("Recorder")})
    rule = ("AWS::Config::ConfigRule", {"Description": Ref("Channel")})
    name = "delivery.made-before-recorder"

    assert asked(name, {"Trail": rule, "Channel": channel, "Recorder": recorder}).truth is Truth.NO
    assert asked(name, {"Trail": rule, "Channel": (channel[0], {}), "Recorder": recorder}).truth is Truth.YES
    assert asked("delivery.has-recorder", {"Trail": rule}).truth is Truth.NO


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("aws-waf-logs-web", Truth.NO),
        ("waf-web", Truth.YES),
        (Parameter("Name"), Truth.UNKNOWN),
        (Sub(("aws-waf-logs-", Parameter("Name"))), Truth.NO),
        (Sub(("aws-", Parameter("Name"))), Truth.UNKNOWN),
        (Sub(("logs-", Parameter("Name"))), Truth.YES),
        (None, Truth.UNKNOWN),
    ],
)
def test_waf_wants_a_prefix(name: object, expected: Truth) -> None:
    template = {
        "Group": ("AWS::Logs::LogGroup", {"LogGroupName": name} if name else {}),
        "Trail": ("AWS::WAFv2::LoggingConfiguration", {"LogDestinationConfigs": [Ref("Group", "Arn")]}),
    }

    assert asked("delivery.misnamed", template).truth is expected


RECORDER = "AWS::Config::ConfigurationRecorder"
STATUS = "AWS::Config::::RecorderStatus"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({"RecorderName": Ref("Recorder"), "IsEnabled": True}, Truth.YES),
        ({"RecorderName": Ref("Recorder"), "IsEnabled": False}, Truth.NO),
        ({"RecorderName": Ref("Recorder"), "IsEnabled": Parameter("Started")}, Truth.UNKNOWN),
    ],
)
def test_a_recorder_runs_when_its_status_says_so(status: dict[str, Any], expected: Truth) -> None:
    view = view_of({"Recorder": (RECORDER, {"Name": "default"}), "Status": (STATUS, status)})
    recorder = resource(view, "Recorder")
    asked_of = QUESTIONS["delivery.recorder-runs"].ask
    in_terraform = replace(recorder, language="terraform", written_type="aws_config_configuration_recorder")

    assert asked_of(view, in_terraform, {}).truth is expected
    assert asked_of(view, recorder, {}).truth is Truth.YES  # CloudFormation starts what it makes


@pytest.mark.parametrize(
    ("logging", "expected"),
    [
        ({"DestinationBucketName": Ref("Logs")}, Truth.YES),
        ({"LogFilePrefix": "web/"}, Truth.NO),
        (None, Truth.NO),
    ],
)
def test_a_bucket_writes_where_its_logging_names_a_bucket(logging: object, expected: Truth) -> None:
    properties = {} if logging is None else {"LoggingConfiguration": logging}
    template = {"Logs": ("AWS::S3::Bucket", {}), "Site": ("AWS::S3::Bucket", properties)}

    assert asked("delivery.writes-to-bucket", template, "Site").truth is expected
