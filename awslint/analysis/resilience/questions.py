"""The questions about how a deployment holds together that a rule may ask."""

from collections.abc import Mapping

from awslint.analysis.question import Question
from awslint.analysis.resilience.failover import can_fail_over
from awslint.analysis.resilience.names import NAMES, name_shared
from awslint.analysis.resilience.order import attached_once, needs_gateway, waits_for_gateway

_GATEWAY_READS = {
    "AWS::EC2::Route": ("GatewayId",),
    "AWS::EC2::NatGateway": ("SubnetId", "ConnectivityType"),
    "AWS::EC2::EIP": ("InstanceId",),
    "AWS::EC2::VPCGatewayAttachment": ("VpcId", "InternetGatewayId"),
}

QUESTIONS: Mapping[str, Question] = {
    "resilience.name-shared": Question(name_shared, {type_: (name,) for type_, name in NAMES.items()}),
    "resilience.can-fail-over": Question(
        can_fail_over,
        {
            "AWS::ElastiCache::ReplicationGroup": (
                "AutomaticFailoverEnabled",
                "MultiAZEnabled",
                "NumCacheClusters",
                "NumNodeGroups",
                "ReplicasPerNodeGroup",
            )
        },
    ),
    "resilience.needs-gateway": Question(needs_gateway, _GATEWAY_READS),
    "resilience.waits-for-gateway": Question(waits_for_gateway, _GATEWAY_READS),
    "resilience.attached-once": Question(
        attached_once, {"AWS::EC2::VolumeAttachment": ("VolumeId",), "AWS::EC2::Instance": ("Volumes",)}
    ),
}
