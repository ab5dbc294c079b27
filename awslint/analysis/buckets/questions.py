"""What rules may ask about a bucket with values of their own parameters."""

from collections.abc import Mapping

from awslint.analysis.buckets import grants, settings
from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.query.view import View

_BUCKET = "AWS::S3::Bucket"
_POLICY = {"AWS::S3::BucketPolicy": ("Bucket", "PolicyDocument")}
_NOTIFICATIONS = "NotificationConfiguration"
_RULES = "LifecycleConfiguration.Rules[*]"


def _texts(arguments: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = arguments.get(name)
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def _text(arguments: Mapping[str, object], name: str) -> str | None:
    value = arguments.get(name)
    return None if value is None else str(value)


def _notifies(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return settings.notifies(view, resource, _text(arguments, "destination"), _texts(arguments, "events") or None)


def _has_lifecycle(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return settings.has_lifecycle(view, resource, arguments)


def _grants_listed_alone(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    names = ("principals", "services", "federated", "addresses", "vpcs")
    return grants.listed_alone(view, resource, grants.Lists(*(_texts(arguments, name) for name in names)))


def _allows_outsiders(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return grants.allows_outsiders(view, resource, _texts(arguments, "actions"))


def _within_control(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return grants.within_control(view, resource, _text(arguments, "control") or "")


def _refuses_unencrypted(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return grants.refuses_unencrypted(view, resource)


QUESTIONS: Mapping[str, Question] = {
    "buckets.notifies": Question(
        _notifies,
        {
            _BUCKET: (
                f"{_NOTIFICATIONS}.TopicConfigurations[*].Topic",
                f"{_NOTIFICATIONS}.TopicConfigurations[*].Event",
                f"{_NOTIFICATIONS}.QueueConfigurations[*].Queue",
                f"{_NOTIFICATIONS}.QueueConfigurations[*].Event",
                f"{_NOTIFICATIONS}.LambdaConfigurations[*].Function",
                f"{_NOTIFICATIONS}.LambdaConfigurations[*].Event",
                f"{_NOTIFICATIONS}.EventBridgeConfiguration.EventBridgeEnabled",
            )
        },
        ("destination", "events"),
    ),
    "buckets.has-lifecycle": Question(
        _has_lifecycle,
        {
            _BUCKET: (
                f"{_RULES}.Status",
                f"{_RULES}.Prefix",
                f"{_RULES}.ExpirationInDays",
                f"{_RULES}.Transitions[*].TransitionInDays",
                f"{_RULES}.Transitions[*].StorageClass",
            )
        },
        ("transition_days", "expiration_days", "storage_class", "prefix"),
    ),
    "buckets.grants-listed-alone": Question(
        _grants_listed_alone, _POLICY, ("principals", "services", "federated", "addresses", "vpcs")
    ),
    "buckets.allows-outsiders": Question(_allows_outsiders, _POLICY, ("actions",)),
    "buckets.within-control": Question(_within_control, _POLICY, ("control",)),
    "buckets.refuses-unencrypted": Question(_refuses_unencrypted, _POLICY),
}
