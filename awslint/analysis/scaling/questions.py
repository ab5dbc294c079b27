"""The questions about scaling that a rule may ask."""

from collections.abc import Mapping

from awslint.analysis.question import Question
from awslint.analysis.scaling.metrics import metric_moved, metric_shared
from awslint.analysis.scaling.policies import FLEET_POLICY, TARGET_POLICY, can_act, is_called
from awslint.analysis.scaling.sizes import FLEET, SIZES, TARGET, is_scaled, sizes_in_order, within_target

_SIZES = {type_: tuple(".".join(path) for path in paths) for type_, paths in SIZES.items()}
_SCALED = {
    FLEET_POLICY: ("AutoScalingGroupName",),
    TARGET_POLICY: ("ScalingTargetId", "ResourceId", "ScalableDimension"),
}
_ALARM = {"AWS::CloudWatch::Alarm": ("AlarmActions", "OKActions", "InsufficientDataActions")}

QUESTIONS: Mapping[str, Question] = {
    "scaling.sizes-in-order": Question(sizes_in_order, _SIZES),
    "scaling.is-scaled": Question(is_scaled, {TARGET: ("ResourceId",)}),
    "scaling.within-target": Question(
        within_target,
        {"AWS::ECS::Service": ("DesiredCount", "ServiceName"), TARGET: ("ResourceId", *_SIZES[TARGET])},
    ),
    "scaling.can-act": Question(can_act, {**_SCALED, FLEET: _SIZES[FLEET], TARGET: _SIZES[TARGET]}),
    "scaling.is-called": Question(is_called, _ALARM),
    "scaling.metric-moved": Question(
        metric_moved,
        {
            TARGET_POLICY: (
                *_SCALED[TARGET_POLICY],
                "TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.PredefinedMetricType",
            ),
            TARGET: ("ScalableDimension",),
        },
    ),
    "scaling.metric-shared": Question(
        metric_shared,
        {
            FLEET_POLICY: (*_SCALED[FLEET_POLICY], "TargetTrackingConfiguration"),
            TARGET_POLICY: (*_SCALED[TARGET_POLICY], "TargetTrackingScalingPolicyConfiguration"),
            "AWS::CloudWatch::Alarm": (*_ALARM["AWS::CloudWatch::Alarm"], "Namespace", "MetricName", "Dimensions"),
        },
    ),
}
