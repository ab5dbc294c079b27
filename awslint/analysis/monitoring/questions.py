"""What rules may ask about alarms and what they watch."""

from collections.abc import Mapping

from awslint.analysis.monitoring.actions import notifies_topics, unheard
from awslint.analysis.monitoring.alarmed import alarmed
from awslint.analysis.monitoring.dimensions import watches_nothing
from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.query.view import View

_FILTER = "AWS::Logs::MetricFilter"
_WATCHED = ("Namespace", "MetricName", "Dimensions", "Metrics")
_ACTIONS = {
    "AWS::CloudWatch::Alarm": ("AlarmActions",),
    "AWS::SNS::Topic": ("Subscription",),
    "AWS::SNS::Subscription": ("TopicArn",),
}


def _alarmed(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a metric filter counts what the control watches for, and an alarm on it reaches somebody."""
    return alarmed(view, resource, str(arguments["control"]))


def _notifies_topics(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether it notifies a topic of the input."""
    return notifies_topics(view, resource)


def _unheard(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether nothing in the input subscribes to a topic that it notifies."""
    return unheard(view, resource)


def _watches_nothing(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether it watches a metric that certainly never has data."""
    return watches_nothing(view, resource)


QUESTIONS: Mapping[str, Question] = {
    "monitoring.alarmed": Question(
        _alarmed,
        {
            **_ACTIONS,
            "AWS::CloudTrail::Trail": ("CloudWatchLogsLogGroupArn",),
            "AWS::Logs::LogGroup": ("LogGroupName",),
            _FILTER: ("FilterPattern", "LogGroupName", "MetricTransformations"),
            "AWS::CloudWatch::Alarm": ("ActionsEnabled", "AlarmActions", *_WATCHED),
        },
        ("control",),
    ),
    "monitoring.notifies-topics": Question(_notifies_topics, _ACTIONS),
    "monitoring.unheard": Question(_unheard, _ACTIONS),
    "monitoring.watches-nothing": Question(
        _watches_nothing,
        {"AWS::CloudWatch::Alarm": _WATCHED, _FILTER: ("MetricTransformations",)},
    ),
}
