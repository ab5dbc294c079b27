"""What rules may ask about queues and subscriptions."""

from collections.abc import Callable, Mapping

from awslint.analysis.messaging.queues import (
    dead_letters_misfit,
    is_dead_letter_queue,
    polled_by_function,
    visible_too_soon,
)
from awslint.analysis.messaging.subscriptions import mismatched
from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.query.view import View


def _plain(ask: Callable[[View, Resource], Outcome]) -> Callable[[View, Resource, Mapping[str, object]], Outcome]:
    return lambda view, resource, arguments: ask(view, resource)


_MAPPING = {
    "AWS::Lambda::EventSourceMapping": ("EventSourceArn", "FunctionName"),
    "AWS::Lambda::Function": ("Timeout",),
    "AWS::SQS::Queue": ("VisibilityTimeout",),
}
_POLLED = {"AWS::Lambda::EventSourceMapping": ("EventSourceArn",)}
_LETTERS = {"AWS::SQS::Queue": ("FifoQueue", "MessageRetentionPeriod", "RedriveAllowPolicy", "RedrivePolicy")}
_BURIED = {"AWS::SQS::Queue": ("RedriveAllowPolicy", "RedrivePolicy")}

QUESTIONS: Mapping[str, Question] = {
    "messaging.polled-by-function": Question(_plain(polled_by_function), _POLLED),
    "messaging.visible-too-soon": Question(_plain(visible_too_soon), _MAPPING),
    "messaging.is-dead-letter-queue": Question(_plain(is_dead_letter_queue), _BURIED),
    "messaging.dead-letters-misfit": Question(_plain(dead_letters_misfit), _LETTERS),
    "messaging.mismatched": Question(
        _plain(mismatched),
        {
            "AWS::SNS::Subscription": ("Endpoint", "Protocol", "TopicArn"),
            "AWS::SNS::Topic": ("FifoTopic",),
            "AWS::SQS::Queue": ("FifoQueue",),
        },
    ),
}
