"""Queues, dead-letter queues and subscriptions that fit each other."""

import pytest

from awslint.analysis.messaging.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, resource, view_of

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
QUEUE = "AWS::SQS::Queue"


def asked(template: dict, which: str, question: str) -> Outcome:  # type: ignore[type-arg]
    view = view_of(template)
    return QUESTIONS[f"messaging.{question}"].ask(view, resource(view, which), {})


@pytest.mark.parametrize(
    ("queue", "function", "answer"),
    [
        ({}, {}, NO),  # 30 seconds and 3
        ({}, {"Timeout": 30}, NO),
        ({}, {"Timeout": 31}, YES),
        ({"VisibilityTimeout": 0}, {}, YES),
        ({"VisibilityTimeout": 900}, {"Timeout": 900}, NO),
        ({"VisibilityTimeout": Parameter("V")}, {"Timeout": 900}, UNKNOWN),
        ({"VisibilityTimeout": 10}, {"Timeout": Parameter("T")}, UNKNOWN),
    ],
)
def test_a_message_stays_hidden_while_the_function_works(queue: dict, function: dict, answer: Truth) -> None:  # type: ignore[type-arg]
    template = {
        "Queue": (QUEUE, queue),
        "Fn": ("AWS::Lambda::Function", function),
        "Live": ("AWS::Lambda::Alias", {"FunctionName": Ref("Fn"), "Name": "live"}),
        "Map": (
            "AWS::Lambda::EventSourceMapping",
            {"EventSourceArn": Ref("Queue", "Arn"), "FunctionName": Ref("Live")},
        ),
    }
    assert asked(template, "Queue", "visible-too-soon").truth is answer


@pytest.mark.parametrize(
    ("queue", "dead", "fault"),
    [
        ({}, {}, None),
        ({"FifoQueue": True}, {"FifoQueue": True}, None),
        ({"FifoQueue": True}, {}, "Dead is a standard queue, and this one is FIFO"),
        ({}, {"FifoQueue": True}, "Dead is a FIFO queue, and this one is standard"),
        (
            {},
            {"MessageRetentionPeriod": 60},
            "Dead keeps messages for 60 seconds, less than the 345600 of the queue itself",
        ),
        ({"MessageRetentionPeriod": 60}, {}, None),
        ({"FifoQueue": True}, {"FifoQueue": True, "MessageRetentionPeriod": 60}, None),
    ],
)
def test_a_dead_letter_queue_is_of_the_same_kind_and_keeps_longer(queue: dict, dead: dict, fault: str | None) -> None:  # type: ignore[type-arg]
    template = {
        "Queue": (QUEUE, {**queue, "RedrivePolicy": {"deadLetterTargetArn": Ref("Dead", "Arn"), "maxReceiveCount": 3}}),
        "Dead": (QUEUE, dead),
    }
    outcome = asked(template, "Queue", "dead-letters-misfit")

    assert [one.detail for one in outcome.evidence if one.detail] == ([fault] if fault else [])
    assert outcome.truth is (YES if fault else NO)
    assert asked(template, "Dead", "is-dead-letter-queue").truth is YES
    assert asked(template, "Queue", "is-dead-letter-queue").truth is NO


def test_a_queue_outside_is_known_by_its_name_alone() -> None:
    def with_target(target: object) -> Truth:
        template = {"Queue": (QUEUE, {"RedrivePolicy": {"deadLetterTargetArn": target, "maxReceiveCount": 3}})}
        return asked(template, "Queue", "dead-letters-misfit").truth

    assert with_target("arn:aws:sqs:eu-west-1:111122223333:dead") is UNKNOWN
    assert with_target("arn:aws:sqs:eu-west-1:111122223333:dead.fifo") is YES
    assert with_target(Parameter("Dead")) is UNKNOWN


@pytest.mark.parametrize(
    ("protocol", "endpoint", "topic", "answer"),
    [
        ("sqs", Ref("Queue", "Arn"), "Topic", NO),
        ("sqs", Ref("Queue"), "Topic", YES),
        ("lambda", Ref("Queue", "Arn"), "Topic", YES),
        ("lambda", Ref("Fn", "Arn"), "Topic", NO),
        ("lambda", Ref("Fn", "Arn"), "Ordered", YES),
        ("sqs", Ref("Fifo", "Arn"), "Topic", YES),
        ("sqs", Ref("Fifo", "Arn"), "Ordered", NO),
        ("sqs", Ref("Queue", "Arn"), "Ordered", NO),
        ("email", "a@example.com", "Topic", NO),
        ("email", "a@example.com", "Ordered", YES),
        ("email", "example.com", "Topic", YES),
        ("https", "http://example.com", "Topic", YES),
        (Parameter("How"), "http://example.com", "Topic", UNKNOWN),
        ("sqs", Parameter("Where"), "Topic", UNKNOWN),
    ],
)
def test_an_endpoint_is_of_the_kind_that_the_protocol_names(
    protocol: object, endpoint: object, topic: str, answer: Truth
) -> None:
    template = {
        "Topic": ("AWS::SNS::Topic", {}),
        "Ordered": ("AWS::SNS::Topic", {"FifoTopic": True}),
        "Queue": (QUEUE, {}),
        "Fifo": (QUEUE, {"FifoQueue": True}),
        "Fn": ("AWS::Lambda::Function", {}),
        "Sub": ("AWS::SNS::Subscription", {"Protocol": protocol, "Endpoint": endpoint, "TopicArn": Ref(topic)}),
    }
    assert asked(template, "Sub", "mismatched").truth is answer


@pytest.mark.parametrize(
    ("allowed", "fault"),
    [
        ({"redrivePermission": "allowAll"}, None),
        ({"redrivePermission": "denyAll"}, "Dead takes dead letters of no queue"),
        ({"redrivePermission": "byQueue", "sourceQueueArns": [Ref("Queue", "Arn")]}, None),
        ({"redrivePermission": "byQueue", "sourceQueueArns": [Parameter("Source")]}, None),
        (
            {"redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:eu-west-1:111122223333:other"]},
            "Dead takes dead letters of other queues only",
        ),
    ],
)
def test_a_dead_letter_queue_may_refuse_its_source(allowed: dict, fault: str | None) -> None:  # type: ignore[type-arg]
    template = {
        "Queue": (QUEUE, {"QueueName": "q", "RedrivePolicy": {"deadLetterTargetArn": Ref("Dead", "Arn")}}),
        "Dead": (QUEUE, {"RedriveAllowPolicy": allowed}),
    }
    outcome = asked(template, "Queue", "dead-letters-misfit")

    assert [one.detail for one in outcome.evidence] == ([fault] if fault else [])
