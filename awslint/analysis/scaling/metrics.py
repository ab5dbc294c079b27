"""The metrics by which policies scale: one metric for two policies, or a metric that scaling does not move."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from awslint.analysis.scaling.policies import FLEET_POLICY, place_of, scaled, siblings
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.text import text_key
from awslint.query.view import View

# Metrics that Auto Scaling knows by a name of its own, as CloudWatch names them.
# https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredefinedMetricSpecification.html
# https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
_PREDEFINED: Mapping[str, tuple[str, str]] = {
    "ASGAverageCPUUtilization": ("AWS/EC2", "CPUUtilization"),
    "ASGAverageNetworkIn": ("AWS/EC2", "NetworkIn"),
    "ASGAverageNetworkOut": ("AWS/EC2", "NetworkOut"),
    "ALBRequestCountPerTarget": ("AWS/ApplicationELB", "RequestCountPerTarget"),
    "ECSServiceAverageCPUUtilization": ("AWS/ECS", "CPUUtilization"),
    "ECSServiceAverageMemoryUtilization": ("AWS/ECS", "MemoryUtilization"),
}
# The dimensions that a metric follows: scaling another one never moves it.
_READS = ("dynamodb:table:ReadCapacityUnits", "dynamodb:index:ReadCapacityUnits")
_WRITES = ("dynamodb:table:WriteCapacityUnits", "dynamodb:index:WriteCapacityUnits")
_TASKS = ("ecs:service:DesiredCount",)
_READERS = ("rds:cluster:ReadReplicaCount",)
_FLOATING = ("ec2:spot-fleet-request:TargetCapacity",)
_MOVED_BY: Mapping[str, tuple[str, ...]] = {
    "DynamoDBReadCapacityUtilization": _READS,
    "DynamoDBWriteCapacityUtilization": _WRITES,
    "ECSServiceAverageCPUUtilization": _TASKS,
    "ECSServiceAverageMemoryUtilization": _TASKS,
    "RDSReaderAverageCPUUtilization": _READERS,
    "RDSReaderAverageDatabaseConnections": _READERS,
    "EC2SpotFleetRequestAverageCPUUtilization": _FLOATING,
    "EC2SpotFleetRequestAverageNetworkIn": _FLOATING,
    "EC2SpotFleetRequestAverageNetworkOut": _FLOATING,
    "ALBRequestCountPerTarget": (*_TASKS, *_FLOATING),
    "SageMakerVariantInvocationsPerInstance": ("sagemaker:variant:DesiredInstanceCount",),
    "LambdaProvisionedConcurrencyUtilization": ("lambda:function:ProvisionedConcurrency",),
    "CassandraReadCapacityUtilization": ("cassandra:table:ReadCapacityUnits",),
    "CassandraWriteCapacityUtilization": ("cassandra:table:WriteCapacityUnits",),
}
_ALARM = "AWS::CloudWatch::Alarm"


def metric_moved(view: View, policy: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the predefined metric of a policy follows the dimension that it scales. NO points at the metric."""
    metric = view.get(_tracking(view, policy), "PredefinedMetricSpecification")
    name = view.get(metric, "PredefinedMetricType")
    at = view.evidence(policy, name, path=("TargetTrackingScalingPolicyConfiguration",))
    if isinstance(name, Unknown):
        return Outcome(Truth.UNKNOWN, (at,))
    moved_by = _MOVED_BY.get(str(name.data)) if isinstance(name, Scalar) else None
    if moved_by is None:
        return Outcome(Truth.YES, (at,))
    owner, dimension = _dimension(view, policy)
    if not isinstance(dimension, Scalar):
        found = view.evidence(owner, dimension, path=("ScalableDimension",))
        return Outcome(Truth.UNKNOWN, (found,))
    if str(dimension.data) in moved_by:
        return Outcome(Truth.YES, (at,))
    detail = f"{name.data} does not follow {dimension.data}"  # type: ignore[union-attr]
    related = place_of(owner, "dimension", f"{owner.address} scales {dimension.data}", dimension)
    return Outcome(Truth.NO, (replace(at, detail=detail, related=(related,)),))


def _dimension(view: View, policy: Resource) -> tuple[Resource, Value]:
    own = view.read(policy, "ScalableDimension")
    if not isinstance(own, Absent):
        return policy, own
    found = scaled(view, policy)
    if len(found.members) == 1 and found.members[0].certain is Truth.YES:
        target = found.members[0].resource
        return target, view.read(target, "ScalableDimension")
    return policy, next(iter(found.open), own)


def metric_shared(view: View, policy: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether another policy of the same target acts on the metric that a target-tracking policy tracks.

    YES points at the tracked metric, and tells of the other policy.
    """
    tracked = _tracked(view, policy)
    at = view.evidence(policy, _tracking(view, policy))
    found = scaled(view, policy)
    answers = []
    left = list(_open(view, policy, [tracked]))
    for member in found.members:
        for other, beside in siblings(view, policy, member.resource):
            metrics = list(_metrics(view, other))
            same = any_of(_same(view, tracked, one) for one in metrics)
            truth = all_of((member.certain, beside, same))
            answers.append(truth)
            if truth is Truth.UNKNOWN:
                left.extend(_open(view, other, metrics))
            if truth is Truth.YES:
                words = f"{other.address} scales {member.resource.address} by the same metric"
                related = place_of(other, "policy", words)
                return Outcome(truth, (replace(at, detail=words, related=(related,)),))
    truth = any_of(answers)
    if truth is Truth.UNKNOWN:
        return Outcome(truth, tuple(left) or (at,))
    return Outcome(truth, (at,))


class Metric(NamedTuple):
    """A metric by its names. A predefined one has a label instead of dimensions, or is of what is scaled."""

    space: Value
    name: Value
    label: Value | None = None
    dimensions: Value | None = None


def _tracking(view: View, policy: Resource) -> Value:
    name = "TargetTrackingConfiguration" if policy.type == FLEET_POLICY else "TargetTrackingScalingPolicyConfiguration"
    return view.read(policy, name)


def _tracked(view: View, policy: Resource) -> Metric | None:
    """The metric that a policy tracks; None where it tracks none, or an expression."""
    configuration = _tracking(view, policy)
    predefined = view.get(configuration, "PredefinedMetricSpecification")
    if not isinstance(predefined, Absent):
        kind = view.get(predefined, "PredefinedMetricType")
        label = view.get(predefined, "ResourceLabel")
        if not isinstance(kind, Scalar):
            return Metric(kind, kind, label)
        space, name = _PREDEFINED.get(str(kind.data), ("", str(kind.data)))
        return Metric(Scalar(space, kind.place), Scalar(name, kind.place), label)
    return _of(view, view.get(configuration, "CustomizedMetricSpecification"))


def _of(view: View, metric: Value) -> Metric | None:
    name = view.get(metric, "MetricName")
    if isinstance(name, Absent):
        return None
    return Metric(view.get(metric, "Namespace"), name, dimensions=view.get(metric, "Dimensions"))


def _metrics(view: View, policy: Resource) -> Iterator[Metric | None]:
    """The metrics on which a policy acts: the one that it tracks, or those of the alarms that call it."""
    if not isinstance(_tracking(view, policy), Absent):
        yield _tracked(view, policy)
        return
    for alarm in view.related(policy, "alarm-scales").members:
        if alarm.resource.type == _ALARM:
            yield _of(view, alarm.resource.properties)


def _open(view: View, policy: Resource, metrics: "list[Metric | None]") -> Iterator[Evidence]:
    """What is not known of the metrics of a policy."""
    for metric in metrics:
        for part in dict.fromkeys(metric or ()):
            if isinstance(part, Unknown):
                yield view.evidence(policy, part)


def _same(view: View, one: Metric | None, other: Metric | None) -> Truth:
    if one is None or other is None:
        return Truth.NO
    truths = [_equal(one.space, other.space), _equal(one.name, other.name)]
    if one.label is not None and other.label is not None:
        truths.append(_equal(one.label, other.label))
    if one.dimensions is not None and other.dimensions is not None:
        truths.append(_same_sets(_narrowed(view, one.dimensions), _narrowed(view, other.dimensions)))
    return all_of(truths)


def _same_sets(one: "Narrowed", other: "Narrowed") -> Truth:
    parts = {part for pair in one | other for part in pair}
    if None in parts:
        return Truth.UNKNOWN
    if one == other:
        return Truth.YES
    return Truth.UNKNOWN if any("${" in str(part) for part in parts) else Truth.NO


def _equal(one: Value, other: Value) -> Truth:
    if isinstance(one, Absent) or isinstance(other, Absent):
        return truth_of(isinstance(one, Absent) and isinstance(other, Absent))
    left, right = text_key(one), text_key(other)
    if left is not None and left == right:
        return Truth.YES
    return Truth.NO if isinstance(one, Scalar) and isinstance(other, Scalar) else Truth.UNKNOWN


Narrowed = frozenset[tuple[str | None, str | None]]


def _narrowed(view: View, dimensions: Value) -> Narrowed:
    if isinstance(dimensions, Unknown):
        return frozenset({(None, None)})
    items = view.items(dimensions)[0]
    return frozenset((text_key(view.get(item, "Name")), text_key(view.get(item, "Value"))) for item in items)
