"""Sizes in order, policies that can act, alarms that call them, metrics that they share."""

import pytest

from awslint.analysis.scaling.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import If, Parameter, Ref, Sub, in_worlds, resource, view_of

FLEET = "AWS::AutoScaling::AutoScalingGroup"
POLICY = "AWS::AutoScaling::ScalingPolicy"
TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
TARGET_POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
ALARM = "AWS::CloudWatch::Alarm"
Template = dict[str, tuple[object, ...]]


def _ask(template: Template, name: str, question: str) -> Outcome:
    view = view_of(template)
    return QUESTIONS[f"scaling.{question}"].ask(view, resource(view, name), {})


def _fleet(least: object, most: object, **more: object) -> tuple[object, ...]:
    return (FLEET, {"MinSize": least, "MaxSize": most, **more})


def _tracking(metric: object, fleet: object = Ref("Web")) -> tuple[object, ...]:
    configuration = {"PredefinedMetricSpecification": {"PredefinedMetricType": metric}, "TargetValue": 50}
    return (POLICY, {"AutoScalingGroupName": fleet, "TargetTrackingConfiguration": configuration})


def _custom(dimension: object) -> tuple[object, ...]:
    metric = {"Namespace": "Shop", "MetricName": "Queue", "Dimensions": [{"Name": "Queue", "Value": dimension}]}
    configuration = {"CustomizedMetricSpecification": metric, "TargetValue": 50}
    return (POLICY, {"AutoScalingGroupName": Ref("Web"), "TargetTrackingConfiguration": configuration})


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((1, 2, 3), Truth.YES),
        (("1", "1", "1"), Truth.YES),
        ((1, 4, 3), Truth.NO),
        ((2, 1, 3), Truth.NO),
        ((3, None, 2), Truth.NO),
        ((None, None, 2), Truth.YES),
        ((None, 3, 2), Truth.NO),
        ((1, Parameter("Size"), 3), Truth.UNKNOWN),
        ((5, Parameter("Size"), 3), Truth.NO),
        ((Parameter("Size"), Parameter("Size"), Parameter("Size")), Truth.YES),
        ((1, Parameter("Size", default=9), 3), Truth.NO),
    ],
)
def test_sizes_are_in_order(sizes: tuple[object, ...], expected: Truth) -> None:
    names = ("MinSize", "DesiredCapacity", "MaxSize")
    properties = {name: size for name, size in zip(names, sizes, strict=True) if size is not None}
    assert _ask({"Web": (FLEET, properties)}, "Web", "sizes-in-order").truth is expected


def test_the_finding_names_both_sizes() -> None:
    outcome = _ask({"Web": _fleet(1, 3, DesiredCapacity=4)}, "Web", "sizes-in-order")
    assert outcome.evidence[0].detail == "DesiredCapacity 4 is above MaxSize 3"
    assert [one.message for one in outcome.evidence[0].related] == ["MaxSize of Web is 3"]


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (1, 2, Truth.YES),
        (2, 2, Truth.NO),
        (Parameter("Size"), Parameter("Size"), Truth.NO),
        (1, Parameter("Size"), Truth.UNKNOWN),
    ],
)
def test_a_policy_acts_where_there_is_room(least: object, most: object, expected: Truth) -> None:
    template = {"Web": _fleet(least, most), "Cpu": _tracking("ASGAverageCPUUtilization")}
    assert _ask(template, "Cpu", "can-act").truth is expected


def test_a_schedule_may_make_room() -> None:
    template: Template = {
        "Web": _fleet(2, 2),
        "Cpu": _tracking("ASGAverageCPUUtilization"),
        "Day": ("AWS::AutoScaling::ScheduledAction", {"AutoScalingGroupName": Ref("Web"), "MaxSize": 4}),
    }
    assert _ask(template, "Cpu", "can-act").truth is Truth.UNKNOWN


def test_reads_and_writes_of_a_table_are_told_apart_by_their_dimension() -> None:
    def target(dimension: str, most: int) -> tuple[object, ...]:
        properties = {"ResourceId": "table/orders", "ScalableDimension": dimension}
        return (TARGET, {**properties, "MinCapacity": 5, "MaxCapacity": most})

    reads, writes = "dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits"
    template: Template = {
        "Reads": target(reads, 9),
        "Writes": target(writes, 5),
        "Policy": (TARGET_POLICY, {"ResourceId": "table/orders", "ScalableDimension": writes}),
        "Other": (TARGET_POLICY, {"ResourceId": "table/orders", "ScalableDimension": reads}),
    }
    assert _ask(template, "Policy", "can-act").truth is Truth.NO
    assert _ask(template, "Other", "can-act").truth is Truth.YES


def test_a_step_policy_needs_an_alarm() -> None:
    step = (POLICY, {"AutoScalingGroupName": Ref("Web"), "ScalingAdjustment": 1})
    template: Template = {
        "Web": _fleet(1, 4),
        "Out": step,
        "In": step,
        "Told": step,
        "High": (ALARM, {"AlarmActions": [Ref("Out")]}),
        "Low": (ALARM, {"AlarmActions": [Ref("In")]}, If("Small")),
        "Function": ("AWS::Lambda::Function", {"Environment": {"Variables": {"Policy": Sub(("x-", Ref("Told")))}}}),
    }
    view = view_of(template)
    ask = QUESTIONS["scaling.is-called"].ask
    assert ask(view, resource(view, "Out"), {}).truth is Truth.YES
    assert ask(view, resource(view, "Told"), {}).truth is Truth.UNKNOWN
    answers = in_worlds(view, lambda seen: ask(seen, resource(seen, "In"), {}).truth)
    assert answers == {("true",): Truth.YES, ("false",): Truth.NO}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (_tracking("ASGAverageCPUUtilization"), Truth.YES),
        (_tracking("ASGAverageNetworkIn"), Truth.NO),
        (_tracking("ASGAverageCPUUtilization", fleet=Ref("Other")), Truth.NO),
        (_tracking(Parameter("Metric")), Truth.UNKNOWN),
        (_custom("orders"), Truth.NO),
    ],
)
def test_a_tracked_metric_belongs_to_one_policy(other: tuple[object, ...], expected: Truth) -> None:
    template = {
        "Web": _fleet(1, 4),
        "Other": _fleet(1, 4),
        "Cpu": _tracking("ASGAverageCPUUtilization"),
        "Second": other,
    }
    assert _ask(template, "Cpu", "metric-shared").truth is expected


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [("orders", Truth.YES), ("invoices", Truth.NO), (Parameter("Queue"), Truth.UNKNOWN)],
)
def test_custom_metrics_are_compared_with_what_narrows_them(dimension: object, expected: Truth) -> None:
    template = {"Web": _fleet(1, 4), "One": _custom("orders"), "Two": _custom(dimension)}
    assert _ask(template, "One", "metric-shared").truth is expected


def test_an_alarm_on_the_tracked_metric_is_a_second_hand_on_the_wheel() -> None:
    template: Template = {
        "Web": _fleet(1, 4),
        "Cpu": _tracking("ASGAverageCPUUtilization"),
        "Out": (POLICY, {"AutoScalingGroupName": Ref("Web"), "ScalingAdjustment": 1}),
        "High": (ALARM, {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "AlarmActions": [Ref("Out")]}),
    }
    outcome = _ask(template, "Cpu", "metric-shared")
    assert outcome.truth is Truth.YES
    assert outcome.evidence[0].detail == "Out scales Web by the same metric"


@pytest.mark.parametrize(
    ("metric", "dimension", "expected"),
    [
        ("DynamoDBWriteCapacityUtilization", "dynamodb:table:WriteCapacityUnits", Truth.YES),
        ("DynamoDBReadCapacityUtilization", "dynamodb:table:WriteCapacityUnits", Truth.NO),
        ("ECSServiceAverageCPUUtilization", "ecs:service:DesiredCount", Truth.YES),
        ("SomethingNewer", "ecs:service:DesiredCount", Truth.YES),
        (Parameter("Metric"), "ecs:service:DesiredCount", Truth.UNKNOWN),
        ("ECSServiceAverageCPUUtilization", Parameter("Dimension"), Truth.UNKNOWN),
    ],
)
def test_a_metric_follows_the_dimension_that_is_scaled(metric: object, dimension: object, expected: Truth) -> None:
    specification = {"PredefinedMetricSpecification": {"PredefinedMetricType": metric}}
    template: Template = {
        "Tasks": (TARGET, {"ScalableDimension": dimension, "MinCapacity": 1, "MaxCapacity": 4}),
        "Load": (
            TARGET_POLICY,
            {"ScalingTargetId": Ref("Tasks"), "TargetTrackingScalingPolicyConfiguration": specification},
        ),
    }
    assert _ask(template, "Load", "metric-moved").truth is expected


@pytest.mark.parametrize(
    ("count", "resource_id", "expected"),
    [
        (2, Sub(("service/shop/", Ref("Web", "Name"))), Truth.YES),
        (1, Sub(("service/shop/", Ref("Web", "Name"))), Truth.NO),
        (5, Sub(("service/shop/", Ref("Web", "Name"))), Truth.NO),
        (Parameter("Count"), Sub(("service/shop/", Ref("Web", "Name"))), Truth.UNKNOWN),
        # the target is another service's
        (5, Sub(("service/shop/", Ref("Api", "Name"))), Truth.YES),
        (5, Sub(("service/", Ref("Cluster"), "/web")), Truth.NO),
        (5, Sub(("service/", Ref("Cluster"), "/api")), Truth.YES),
        (5, "service/shop/web", Truth.NO),
        (5, "service/shop/api", Truth.YES),
        (5, Parameter("Id"), Truth.UNKNOWN),
    ],
)
def test_a_desired_count_lies_within_the_range_of_its_target(
    count: object, resource_id: object, expected: Truth
) -> None:
    template: Template = {
        "Web": ("AWS::ECS::Service", {"ServiceName": "web", "DesiredCount": count}),
        "Api": ("AWS::ECS::Service", {"DesiredCount": 9}),
        "Target": (TARGET, {"ResourceId": resource_id, "MinCapacity": 2, "MaxCapacity": 4}),
    }
    assert _ask(template, "Web", "within-target").truth is expected
