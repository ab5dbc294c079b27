"""From a trail to somebody who is told; what an alarm watches."""

from typing import Any

import pytest

from awslint.analysis.monitoring.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, resource, view_of

ALARM = "AWS::CloudWatch::Alarm"
FILTER = "AWS::Logs::MetricFilter"
ROOT = '{ $.userIdentity.type = "Root" && $.eventType != "AwsServiceEvent" }'


def chain(**changes: Any) -> dict[str, Any]:
    template: dict[str, Any] = {
        "Trail": ("AWS::CloudTrail::Trail", {"CloudWatchLogsLogGroupArn": Ref("Group", "Arn")}),
        "Group": ("AWS::Logs::LogGroup", {}),
        "Filter": (FILTER, {"LogGroupName": Ref("Group"), "FilterPattern": ROOT, "MetricTransformations": [METRIC]}),
        "Alarm": (ALARM, {"Namespace": "Audit", "MetricName": "Root", "AlarmActions": [Ref("Topic")]}),
        "Topic": ("AWS::SNS::Topic", {}),
        "Subscription": ("AWS::SNS::Subscription", {"TopicArn": Ref("Topic"), "Endpoint": "a@example.com"}),
    }
    return {name: value for name, value in {**template, **changes}.items() if value is not None}


METRIC = {"MetricNamespace": "Audit", "MetricName": "Root", "MetricValue": "1"}


def asked(template: dict[str, Any], control: str = "root-activity") -> Outcome:
    view = view_of(template)
    return QUESTIONS["monitoring.alarmed"].ask(view, resource(view, "Trail"), {"control": control})


def test_a_whole_chain_tells_somebody() -> None:
    assert asked(chain()).truth is Truth.YES


def alarm(**properties: object) -> tuple[str, dict[str, Any]]:
    return ALARM, {"Namespace": "Audit", "MetricName": "Root", "AlarmActions": [Ref("Topic")], **properties}


def counting(**properties: object) -> tuple[str, dict[str, Any]]:
    given = {"LogGroupName": Ref("Group"), "FilterPattern": ROOT, "MetricTransformations": [METRIC]}
    return FILTER, {**given, **properties}


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        (
            {"Filter": counting(FilterPattern="{ $.eventName = CreateTrail }")},
            "no metric filter on Group counts what the root user does",
        ),
        ({"Alarm": None}, "nothing alarms on Audit/Root, in which Filter counts"),
        ({"Alarm": alarm(MetricName="Other")}, "nothing alarms on Audit/Root, in which Filter counts"),
        ({"Alarm": alarm(ActionsEnabled=False)}, "the actions of Alarm are disabled"),
        ({"Alarm": alarm(AlarmActions=[])}, "Alarm has no AlarmActions"),
        ({"Subscription": None}, "nothing in the input subscribes to Topic"),
    ],
)
def test_the_first_missing_link_is_named(changes: dict[str, Any], detail: str) -> None:
    found = asked(chain(**changes))

    assert found.truth is Truth.NO
    assert [one.detail for one in found.evidence] == [detail]
    assert ("log-group", "Group") in [(one.role, one.address) for one in found.evidence[0].related]


@pytest.mark.parametrize(
    "changes",
    [
        {"Filter": None},  # the filters may be in another stack
        {"Group": None},
        {"Filter": counting(FilterPattern=Parameter("Pattern"))},
        {"Filter": counting(FilterPattern="[time, user]")},
        {"Alarm": alarm(ActionsEnabled=Parameter("Enabled"))},
    ],
)
def test_what_may_be_elsewhere_is_undecided(changes: dict[str, Any]) -> None:
    assert asked(chain(**changes)).truth is Truth.UNKNOWN


def test_topics_elsewhere_and_other_actions_are_heard() -> None:
    assert asked(chain(Alarm=alarm(AlarmActions=["arn:aws:sns:eu-central-1:1:ops"]))).truth is Truth.YES
    both = [Ref("Topic"), "arn:aws:sns:eu-central-1:1:ops"]
    assert asked(chain(Alarm=alarm(AlarmActions=both), Subscription=None)).truth is Truth.YES


def test_several_filters_count_together() -> None:
    halves = {
        "Filter": counting(FilterPattern='{ $.errorCode = "AccessDenied*" }'),
        "Second": counting(FilterPattern='{ $.errorCode = "*UnauthorizedOperation" }'),
    }

    assert asked(chain(**halves), "unauthorised-calls").truth is Truth.YES
    found = asked(chain(Filter=halves["Filter"]), "unauthorised-calls")
    assert found.evidence[0].detail == "Filter does not count UnauthorizedOperation"
    assert found.evidence[0].path == "FilterPattern"


def unheard(template: dict[str, Any]) -> Outcome:
    view = view_of(template)
    return QUESTIONS["monitoring.unheard"].ask(view, resource(view, "Alarm"), {})


def test_a_topic_without_subscribers_is_told_at_the_action() -> None:
    assert unheard(chain()).truth is Truth.NO
    found = unheard(chain(Subscription=None))
    assert [(one.path, one.detail) for one in found.evidence] == [
        ("AlarmActions[0]", "nothing in the input subscribes to Topic")
    ]
    inline = ("AWS::SNS::Topic", {"Subscription": [{"Protocol": "email", "Endpoint": "a@example.com"}]})
    assert unheard(chain(Subscription=None, Topic=inline)).truth is Truth.NO


def watching(namespace: object, dimension: str, value: object, target: tuple[str, dict[str, Any]]) -> Truth:
    dimensions = [{"Name": dimension, "Value": value}]
    view = view_of(
        {"Target": target, "Alarm": (ALARM, {"Namespace": namespace, "MetricName": "M", "Dimensions": dimensions})}
    )
    return QUESTIONS["monitoring.watches-nothing"].ask(view, resource(view, "Alarm"), {}).truth


QUEUE: tuple[str, dict[str, Any]] = ("AWS::SQS::Queue", {})
BALANCER: tuple[str, dict[str, Any]] = ("AWS::ElasticLoadBalancingV2::LoadBalancer", {})


@pytest.mark.parametrize(
    ("namespace", "dimension", "value", "target", "expected"),
    [
        ("AWS/SQS", "QueueName", Ref("Target"), QUEUE, Truth.YES),
        ("AWS/SQS", "QueueName", Ref("Target", "QueueName"), QUEUE, Truth.NO),
        ("AWS/SQS", "QueueName", Parameter("Name"), QUEUE, Truth.NO),
        ("App", "QueueName", Ref("Target"), QUEUE, Truth.NO),
        (Parameter("Namespace"), "QueueName", Ref("Target"), QUEUE, Truth.UNKNOWN),
        ("AWS/ApplicationELB", "LoadBalancer", Ref("Target"), BALANCER, Truth.YES),
        ("AWS/ApplicationELB", "LoadBalancer", Ref("Target", "LoadBalancerFullName"), BALANCER, Truth.NO),
        ("AWS/Lambda", "FunctionName", Ref("Target"), ("AWS::Lambda::Function", {}), Truth.NO),
        ("AWS/Lambda", "FunctionName", Ref("Target", "Arn"), ("AWS::Lambda::Function", {}), Truth.YES),
    ],
)
def test_a_dimension_has_the_name_that_the_metric_has(
    namespace: object, dimension: str, value: object, target: tuple[str, dict[str, Any]], expected: Truth
) -> None:
    assert watching(namespace, dimension, value, target) is expected


@pytest.mark.parametrize(
    ("made", "asked_for", "expected"),
    [
        ([], [], Truth.NO),
        ([], ["Service"], Truth.YES),
        (["Service"], [], Truth.YES),
        (["Service"], ["Service"], Truth.NO),
    ],
)
def test_the_dimensions_of_a_filters_metric_are_compared(
    made: list[str], asked_for: list[str], expected: Truth
) -> None:
    transformation = {**METRIC, "Dimensions": [{"Key": name, "Value": "$.x"} for name in made]}
    dimensions = [{"Name": name, "Value": "web"} for name in asked_for]
    template = {
        "Filter": (FILTER, {"MetricTransformations": [transformation]}),
        "Alarm": (ALARM, {"Namespace": "Audit", "MetricName": "Root", "Dimensions": dimensions}),
    }
    view = view_of(template)

    assert QUESTIONS["monitoring.watches-nothing"].ask(view, resource(view, "Alarm"), {}).truth is expected


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([Ref("Topic")], Truth.YES),
        (["arn:aws:automate:eu-central-1:ec2:stop"], Truth.NO),
        ([], Truth.NO),
    ],
)
def test_an_alarm_notifies_the_topics_among_its_actions(actions: list[object], expected: Truth) -> None:
    view = view_of({"Topic": ("AWS::SNS::Topic", {}), "Alarm": (ALARM, {"AlarmActions": actions})})

    assert QUESTIONS["monitoring.notifies-topics"].ask(view, resource(view, "Alarm"), {}).truth is expected
