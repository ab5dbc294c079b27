"""The questions about traffic that a rule may ask."""

from collections.abc import Mapping

from awslint.analysis.network import acl, egress, layout, nat, openness, routes, subnets, union
from awslint.analysis.network.groups import INGRESS_READS
from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.query.view import View


def _reachable_from_internet(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    from awslint.analysis.network.reach import reachable_from_internet  # many modules, for a question seldom asked

    return reachable_from_internet(view, resource, arguments)


_SUBNET_READS = {**routes.READS, "AWS::EC2::Subnet": ("VpcId", "Ipv6Native")}
_NAT_READS = {**_SUBNET_READS, "AWS::EC2::NatGateway": ("SubnetId", "ConnectivityType")}
_ENDPOINT_READS = {
    "AWS::EC2::VPCEndpoint": ("VpcId", "ServiceName", "VpcEndpointType", "RouteTableIds[*]"),
}
_ZONE_READS = {"AWS::EC2::Subnet": ("VpcId", "Ipv6Native", "AvailabilityZone", "AvailabilityZoneId")}
_WORKLOAD_READS = {
    "AWS::EC2::Instance": ("SubnetId", "NetworkInterfaces[*].SubnetId"),
    "AWS::AutoScaling::AutoScalingGroup": ("VPCZoneIdentifier[*]",),
    "AWS::Lambda::Function": ("VpcConfig.SubnetIds[*]",),
    "AWS::ECS::Service": ("NetworkConfiguration.AwsvpcConfiguration.Subnets[*]",),
    "AWS::EKS::Nodegroup": ("Subnets[*]",),
    "AWS::EKS::FargateProfile": ("Subnets[*]",),
    "AWS::Batch::ComputeEnvironment": ("ComputeResources.Subnets[*]",),
}

_REACH_READS = {
    **_SUBNET_READS,
    **INGRESS_READS,
    **acl.READS,
    "AWS::EC2::Subnet": ("VpcId", "CidrBlock", "MapPublicIpOnLaunch"),
    "AWS::EC2::SubnetNetworkAclAssociation": ("SubnetId", "NetworkAclId"),
}

_RANGE_READS = {
    "AWS::EC2::VPC": ("CidrBlock",),
    "AWS::EC2::VPCCidrBlock": ("VpcId", "CidrBlock"),
    "AWS::EC2::Subnet": ("VpcId", "CidrBlock"),
}

QUESTIONS: Mapping[str, Question] = {
    "network.open-to-everyone": Question(
        openness.open_to_everyone, INGRESS_READS, ("ports", "protocol", "ip", "count-any")
    ),
    "network.any-source-open": Question(openness.any_source_open, INGRESS_READS),
    "network.unauthorized-ports": Question(openness.unauthorized_ports, INGRESS_READS, ("tcp", "udp")),
    "network.open-by-union": Question(
        union.open_by_union, {**INGRESS_READS, "AWS::EC2::PrefixList": ("Entries[*].Cidr",)}
    ),
    "network.acl-open-to-everyone": Question(acl.open_to_everyone, acl.READS, ("ports",)),
    "network.public-subnet": Question(subnets.is_public, _SUBNET_READS),
    "network.hosts-what-needs-egress": Question(egress.hosts_what_needs_egress, _WORKLOAD_READS),
    "network.way-out": Question(egress.has_way_out, {**_NAT_READS, **_ENDPOINT_READS, **_WORKLOAD_READS}),
    "network.nat-in-public-subnet": Question(nat.in_public_subnet, _NAT_READS),
    "network.nat-serves-a-subnet": Question(nat.serves_a_subnet, _NAT_READS),
    "network.nat-shared-by-zones": Question(nat.shared_by_zones, {**_NAT_READS, **_ZONE_READS}),
    "network.subnet-outside-vpc": Question(layout.outside_vpc, _RANGE_READS),
    "network.subnet-overlaps": Question(layout.overlaps, _RANGE_READS),
    "network.peers-overlap": Question(
        layout.peers_overlap, {**_RANGE_READS, "AWS::EC2::VPCPeeringConnection": ("VpcId", "PeerVpcId")}
    ),
    "network.wrong-size": Question(layout.wrong_size, _RANGE_READS),
    "network.too-few-addresses": Question(
        layout.too_few_addresses,
        {"AWS::AutoScaling::AutoScalingGroup": ("MaxSize", "VPCZoneIdentifier[*]"), "AWS::EC2::Subnet": ("CidrBlock",)},
    ),
    "network.reachable-from-internet": Question(_reachable_from_internet, _REACH_READS, ("port",)),
}
