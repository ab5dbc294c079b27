"""Who may call functions, queues and topics, and use their keys: asked of the policies on them."""

from typing import Any

import pytest

from awslint.analysis.triggers.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, Sub, resource, view_of

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
Template = dict[str, tuple[Any, ...]]
SNS, EVENTS = "sns.amazonaws.com", "events.amazonaws.com"
ARN = Ref("Topic", "TopicArn")


def asked(template: Template, which: str, question: str = "triggers.refused") -> Outcome:
    view = view_of(template)
    return QUESTIONS[question].ask(view, resource(view, which), {})


def details(outcome: Outcome) -> list[str]:
    return [one.detail for one in outcome.evidence]


def statement(**parts: object) -> dict[str, object]:
    return {"Effect": "Allow", "Principal": {"Service": SNS}, "Action": "sqs:SendMessage", "Resource": "*", **parts}


def fan_out(*statements: object, **others: tuple[Any, ...]) -> Template:
    """A topic that sends to a queue, whose policy has these statements."""
    return {
        "Topic": ("AWS::SNS::Topic", {}),
        "Queue": ("AWS::SQS::Queue", {}),
        "Sub": (
            "AWS::SNS::Subscription",
            {"Protocol": "sqs", "Endpoint": Ref("Queue", "Arn"), "TopicArn": Ref("Topic")},
        ),
        "Policy": (
            "AWS::SQS::QueuePolicy",
            {"Queues": [Ref("Queue")], "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)}},
        ),
        **others,
    }


HELD = {"ArnEquals": {"aws:SourceArn": Ref("Topic")}}


@pytest.mark.parametrize(
    ("statements", "answer"),
    [
        ([], YES),
        ([statement()], NO),
        ([statement(Condition=HELD)], NO),
        # Ref and GetAtt of a topic are the same text.
        ([statement(Condition={"ArnLike": {"aws:SourceArn": ARN}})], NO),
        ([statement(Principal="*", Condition=HELD)], NO),
        ([statement(Condition={"StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")}})], NO),
        ([statement(Condition={"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:other"}})], YES),
        ([statement(Condition={"ArnEquals": {"aws:SourceArn": Parameter("From")}})], UNKNOWN),
        ([statement(Principal={"Service": EVENTS})], YES),
        ([statement(Action="sqs:ReceiveMessage")], YES),
        ([statement(Resource=Ref("Queue", "Arn"))], NO),
        ([statement(Resource="arn:aws:sqs:eu-west-1:111122223333:other")], YES),
        ([statement(), statement(Effect="Deny", Principal="*")], YES),
        ([statement(), statement(Effect="Deny", Condition={"Bool": {"aws:SecureTransport": "false"}})], NO),
        ([statement(), statement(Effect="Deny", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})], UNKNOWN),
    ],
)
def test_a_queue_lets_the_topic_in_that_it_is_subscribed_to(statements: list[object], answer: Truth) -> None:
    assert asked(fan_out(*statements), "Sub").truth is answer


def test_a_refusal_names_the_target_the_service_and_the_policies_that_were_read() -> None:
    outcome = asked(fan_out(statement(Principal={"Service": EVENTS})), "Sub")

    assert details(outcome) == ["no policy of Queue lets sns.amazonaws.com call sqs:SendMessage for Sub"]
    assert [one.address for one in outcome.evidence[0].related] == ["Queue", "Policy"]
    assert outcome.evidence[0].path == "Endpoint"


@pytest.mark.parametrize(
    ("permission", "answer"),
    [
        ({"Principal": SNS}, NO),
        ({"Principal": SNS, "SourceArn": Ref("Topic")}, NO),
        ({"Principal": SNS, "SourceArn": "arn:aws:sns:eu-west-1:111122223333:other"}, YES),
        ({"Principal": SNS, "Action": "lambda:GetFunction"}, YES),
        ({"Principal": SNS, "FunctionName": "another"}, YES),
        ({"Principal": Parameter("Who")}, UNKNOWN),
        ({"Principal": SNS, "SourceArn": Sub(("arn:aws:sns:*:*:", Parameter("Name")))}, UNKNOWN),
    ],
)
def test_a_permission_of_a_function_is_a_statement(permission: dict[str, object], answer: Truth) -> None:
    template: Template = {
        "Topic": ("AWS::SNS::Topic", {}),
        "Fn": ("AWS::Lambda::Function", {}),
        "Sub": (
            "AWS::SNS::Subscription",
            {"Protocol": "lambda", "Endpoint": Ref("Fn", "Arn"), "TopicArn": Ref("Topic")},
        ),
        "Allow": (
            "AWS::Lambda::Permission",
            {"FunctionName": Ref("Fn"), "Action": "lambda:InvokeFunction", **permission},
        ),
    }
    assert asked(template, "Sub").truth is answer


@pytest.mark.parametrize(
    ("rule", "source", "answer"),
    [
        ({}, Ref("Rule", "Arn"), NO),
        ({"Name": "nightly"}, "arn:aws:events:eu-west-1:111122223333:rule/nightly", NO),
        ({"Name": "nightly"}, "arn:aws:events:eu-west-1:111122223333:rule/daily", YES),
        ({"Name": "nightly", "EventBusName": "own"}, "arn:aws:events:eu-west-1:111122223333:rule/own/nightly", UNKNOWN),
        ({"Name": "nightly", "EventBusName": "own"}, Ref("Rule", "Arn"), NO),
    ],
)
def test_an_event_rule_is_known_by_its_arn(rule: dict[str, object], source: object, answer: Truth) -> None:
    template: Template = {
        "Fn": ("AWS::Lambda::Function", {}),
        "Rule": ("AWS::Events::Rule", {**rule, "Targets": [{"Id": "fn", "Arn": Ref("Fn", "Arn")}]}),
        "Allow": (
            "AWS::Lambda::Permission",
            {"FunctionName": Ref("Fn"), "Action": "lambda:*", "Principal": EVENTS, "SourceArn": source},
        ),
    }
    assert asked(template, "Rule").truth is answer


def test_a_target_with_a_role_needs_no_policy_and_one_outside_is_open() -> None:
    targets = [{"Id": "q", "Arn": Ref("Queue", "Arn"), "RoleArn": Ref("Role", "Arn")}]
    template: Template = {
        "Queue": ("AWS::SQS::Queue", {}),
        "Role": ("AWS::IAM::Role", {}),
        "Rule": ("AWS::Events::Rule", {"Targets": targets}),
        "Away": ("AWS::Events::Rule", {"Targets": [{"Id": "q", "Arn": "arn:aws:sqs:eu-west-1:111122223333:q"}]}),
        "Mail": ("AWS::SNS::Subscription", {"Protocol": "email", "Endpoint": "a@example.com"}),
    }
    assert asked(template, "Rule", "triggers.delivers").truth is NO
    assert asked(template, "Away").truth is UNKNOWN
    assert asked(template, "Mail", "triggers.delivers").truth is NO


ROOT = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}
USE = {"Effect": "Allow", "Principal": {"Service": SNS}, "Action": ["kms:GenerateDataKey*", "kms:Decrypt"]}


@pytest.mark.parametrize(
    ("key", "policy", "answer"),
    [
        (Ref("Key"), [ROOT], YES),
        (Ref("Key"), [ROOT, {**USE, "Resource": "*"}], NO),
        (Ref("Key"), [ROOT, {**USE, "Resource": "*", "Action": "kms:Decrypt"}], YES),
        (Ref("Key"), [ROOT, {**USE, "Resource": "*", "Principal": {"Service": EVENTS}}], YES),
        (Ref("Alias"), [ROOT], YES),
        ("alias/aws/sqs", [ROOT], YES),
        ("alias/of-another-stack", [ROOT], UNKNOWN),
        (Parameter("Key"), [ROOT], UNKNOWN),
    ],
)
def test_the_key_of_a_queue_lets_the_sender_use_it(key: object, policy: list[object], answer: Truth) -> None:
    template = fan_out(
        statement(),
        Key=("AWS::KMS::Key", {"KeyPolicy": {"Version": "2012-10-17", "Statement": policy}}),
        Alias=("AWS::KMS::Alias", {"TargetKeyId": Ref("Key")}),
    )
    template["Queue"] = ("AWS::SQS::Queue", {"KmsMasterKeyId": key})

    assert asked(template, "Queue", "triggers.key-refuses").truth is answer


def test_a_key_without_a_policy_serves_its_account_and_no_service() -> None:
    template = fan_out(statement(), Key=("AWS::KMS::Key", {}))
    template["Queue"] = ("AWS::SQS::Queue", {"KmsMasterKeyId": Ref("Key")})

    outcome = asked(template, "Queue", "triggers.key-refuses")

    assert details(outcome) == ["the policy of Key does not let sns.amazonaws.com use the key, and Sub sends to it"]


@pytest.mark.parametrize(
    ("principal", "answer"), [({"Service": SNS}, NO), ({"Service": EVENTS}, YES), (Parameter("Who"), UNKNOWN)]
)
def test_a_dead_letter_queue_lets_the_service_in_that_fills_it(principal: object, answer: Truth) -> None:
    template = fan_out(statement(Principal=principal))
    template["Web"] = (
        "AWS::SNS::Subscription",
        {
            "Protocol": "https",
            "Endpoint": "https://example.com",
            "TopicArn": Ref("Topic"),
            "RedrivePolicy": {"deadLetterTargetArn": Ref("Queue", "Arn")},
        },
    )
    assert asked(template, "Web", "triggers.burial-refused").truth is answer
    assert asked(template, "Web", "triggers.buries").truth is YES
    assert asked(template, "Sub", "triggers.buries").truth is NO


@pytest.mark.parametrize(
    ("function", "answer"),
    [
        (Ref("Live"), NO),
        (Ref("Fn"), YES),  # the function is another resource than its alias
        (Sub((Ref("Fn"), ":live")), UNKNOWN),
        (Sub((Ref("Other"), ":live")), YES),
    ],
)
def test_an_alias_has_permissions_of_its_own(function: object, answer: Truth) -> None:
    template: Template = {
        "Fn": ("AWS::Lambda::Function", {}),
        "Other": ("AWS::Lambda::Function", {}),
        "Live": ("AWS::Lambda::Alias", {"FunctionName": Ref("Fn"), "Name": "live"}),
        "Rule": ("AWS::Events::Rule", {"Targets": [{"Id": "fn", "Arn": Ref("Live")}]}),
        "Allow": (
            "AWS::Lambda::Permission",
            {"FunctionName": function, "Action": "lambda:InvokeFunction", "Principal": EVENTS},
        ),
    }
    assert asked(template, "Rule").truth is answer
