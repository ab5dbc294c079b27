"""What rules may ask about trails, alarms, rotation and documents."""

from collections.abc import Mapping

from awslint.analysis.operations import alarms, documents, rotation, scanning, trails
from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.query.view import View

_TRAIL = "AWS::CloudTrail::Trail"
_ALARM = "AWS::CloudWatch::Alarm"
_FIELDS = "AdvancedEventSelectors[*].FieldSelectors[*]"
_SELECTORS = (
    "EventSelectors[*].ReadWriteType",
    f"{_FIELDS}.Field",
    f"{_FIELDS}.Equals",
)
_ACTIONS = ("action1", "action2", "action3", "action4", "action5")


def _text(arguments: Mapping[str, object], name: str) -> str | None:
    value = arguments.get(name)
    return None if value is None else str(value)


def _number(arguments: Mapping[str, object], name: str) -> int | None:
    value = arguments.get(name)
    return value if isinstance(value, int) else None


def _records_management(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return trails.records_management(view, resource, _text(arguments, "include"), _text(arguments, "kind"))


def _records_objects(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    buckets = arguments.get("buckets")
    names = [str(one) for one in buckets] if isinstance(buckets, list | tuple) else None
    return trails.records_objects(view, resource, str(arguments["kind"]), names)


def _notifies_topic(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return trails.notifies_topic(view, resource, str(arguments["topic"]))


def _delivers_in_time(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return trails.delivers_in_time(view, resource)


def _has_action(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a list of actions has one, when `only_if` (the rule's parameter) asks for it."""
    if str(arguments.get("only_if")).lower() != "true":
        return Outcome(Truth.YES)
    return alarms.has_action(view, resource, str(arguments["list"]))


def _acts(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return alarms.acts(view, resource, arguments)


def _rotates_within(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return rotation.rotates_within(view, resource, _number(arguments, "days"), _number(arguments, "hours"))


def _shared_with_all(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return documents.shared_with_all(view, resource)


def _scanned_by_registry(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return scanning.scanned_by_registry(view, resource)


QUESTIONS: Mapping[str, Question] = {
    "operations.scanned-by-registry": Question(
        _scanned_by_registry,
        {
            "AWS::ECR::Repository": ("RepositoryName",),
            "AWS::ECR::RegistryScanningConfiguration": (
                "Rules[*].ScanFrequency",
                "Rules[*].RepositoryFilters[*].Filter",
            ),
        },
    ),
    "operations.records-management": Question(
        _records_management,
        {
            _TRAIL: (
                *_SELECTORS,
                "EventSelectors[*].IncludeManagementEvents",
                "EventSelectors[*].ExcludeManagementEventSources",
            )
        },
        ("include", "kind"),
    ),
    "operations.records-objects": Question(
        _records_objects,
        {
            _TRAIL: (
                *_SELECTORS,
                "EventSelectors[*].DataResources[*].Type",
                "EventSelectors[*].DataResources[*].Values",
                f"{_FIELDS}.StartsWith",
            )
        },
        ("kind", "buckets"),
    ),
    "operations.notifies-topic": Question(_notifies_topic, {_TRAIL: ("SnsTopicName",)}, ("topic",)),
    "operations.delivers-in-time": Question(_delivers_in_time, {}),
    "operations.has-action": Question(_has_action, {_ALARM: tuple(alarms.LISTS)}, ("list", "only_if")),
    "operations.acts": Question(_acts, {_ALARM: tuple(alarms.LISTS)}, _ACTIONS),
    "operations.rotates-within": Question(
        _rotates_within,
        {
            "AWS::SecretsManager::RotationSchedule": (
                "RotationRules.AutomaticallyAfterDays",
                "RotationRules.ScheduleExpression",
            )
        },
        ("days", "hours"),
    ),
    "operations.shared-with-all": Question(_shared_with_all, {"AWS::SSM::Document": ("AccountIds",)}),
}
