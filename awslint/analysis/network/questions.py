"""The questions about traffic that a rule may ask."""

import importlib
from collections.abc import Callable, Mapping

from awslint.analysis.network import acl, dead_ends, egress, layout, nat, openness, routes, subnets, tunnels, union
from awslint.analysis.network.groups import EGRESS_READS, GROUP, INGRESS_READS, PORT_READS
from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.query.view import View


def _from(module: str, name: str) -> Callable[[View, Resource, Mapping[str, object]], Outcome]:
    """A question whose module is only imported when it is asked: it follows traffic, which takes many modules."""

    def ask(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
        found: Outcome = getattr(importlib.import_module(f"awslint.analysis.network.{module}"), name)(
            view, resource, arguments
        )
        return found

    return ask


# An IPv6 native subnet is only told from others where the version of its traffic is not given.
_SUBNET_READS = {**routes.READS, "AWS::EC2::Subnet": ("VpcId", "Ipv6Native")}
_NAT_READS = {**routes.READS, "AWS::EC2::NatGateway": ("SubnetId", "ConnectivityType")}
_ENDPOINT_READS = {
    "AWS::EC2::VPCEndpoint": ("VpcId", "ServiceName", "VpcEndpointType", "RouteTableIds[*]"),
}
_ZONE_READS = {"AWS::EC2::Subnet": ("VpcId", "AvailabilityZone", "AvailabilityZoneId")}
_WORKLOAD_READS = {
    "AWS::EC2::Instance": ("SubnetId", "NetworkInterfaces[*].SubnetId"),
    "AWS::AutoScaling::AutoScalingGroup": ("VPCZoneIdentifier[*]",),
    "AWS::Lambda::Function": ("VpcConfig.SubnetIds[*]",),
    "AWS::ECS::Service": ("NetworkConfiguration.AwsvpcConfiguration.Subnets[*]", "LaunchType", "TaskDefinition"),
    "AWS::ECS::TaskDefinition": ("ContainerDefinitions[*].LogConfiguration.LogDriver",),
    "AWS::EKS::Nodegroup": ("Subnets[*]",),
    "AWS::EKS::FargateProfile": ("Subnets[*]",),
    "AWS::Batch::ComputeEnvironment": ("ComputeResources.Subnets[*]",),
}

_REACH_READS = {
    **routes.READS,
    **INGRESS_READS,
    **acl.READS,
    "AWS::EC2::Subnet": ("VpcId", "CidrBlock", "MapPublicIpOnLaunch", "Ipv6CidrBlock", "AssignIpv6AddressOnCreation"),
    "AWS::EC2::SubnetNetworkAclAssociation": ("SubnetId", "NetworkAclId"),
}
_INSIDE_READS = {
    **routes.READS,
    **INGRESS_READS,
    **EGRESS_READS,
    **acl.READS,
    GROUP: (*INGRESS_READS[GROUP], *EGRESS_READS[GROUP]),
    "AWS::EC2::Subnet": ("VpcId", "CidrBlock"),
    "AWS::EC2::SubnetNetworkAclAssociation": ("SubnetId", "NetworkAclId"),
}
_OUTWARD_READS = {
    **routes.READS,
    **EGRESS_READS,
    **acl.READS,
    **_ENDPOINT_READS,
    "AWS::EC2::Subnet": ("VpcId", "MapPublicIpOnLaunch"),
    "AWS::EC2::SubnetNetworkAclAssociation": ("SubnetId", "NetworkAclId"),
    "AWS::EC2::NatGateway": ("SubnetId", "ConnectivityType"),
    "AWS::EC2::Instance": ("SourceDestCheck",),
    "AWS::EC2::VPCEndpoint": (*_ENDPOINT_READS["AWS::EC2::VPCEndpoint"], "PrivateDnsEnabled"),
}

_RANGE_READS = {
    "AWS::EC2::VPC": ("CidrBlock",),
    "AWS::EC2::VPCCidrBlock": ("VpcId", "CidrBlock"),
    "AWS::EC2::Subnet": ("VpcId", "CidrBlock"),
}

_LISTENER, _TARGETS = "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::TargetGroup"
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_BALANCER_READS = {
    _LISTENER: ("LoadBalancerArn", "DefaultActions[*].TargetGroupArn"),
    _TARGETS: ("Port", "TargetType", "TargetGroupAttributes[*].Value", "Targets[*].Id", "Targets[*].Port"),
    _BALANCER: ("Type", "Subnets[*]", "SecurityGroups[*]"),
}


def _forwarding(actions: str) -> tuple[str, ...]:
    groups = f"{actions}[*].ForwardConfig.TargetGroups[*].TargetGroupArn"
    return f"{actions}[*].TargetGroupArn", groups


_GATEWAY_READS = {
    "AWS::EC2::Route": ("RouteTableId", "GatewayId"),
    "AWS::EC2::RouteTable": ("VpcId",),
    "AWS::EC2::VPCGatewayAttachment": ("VpcId", "InternetGatewayId"),
}
_PEERING_READS = {
    "AWS::EC2::VPCPeeringConnection": ("VpcId", "PeerVpcId"),
    "AWS::EC2::Route": ("RouteTableId", "VpcPeeringConnectionId"),
    "AWS::EC2::RouteTable": ("VpcId",),
}
_ADDRESS_READS = {
    **routes.READS,
    "AWS::EC2::Instance": ("SubnetId", "NetworkInterfaces[*].AssociatePublicIpAddress"),
    "AWS::EC2::EIP": ("InstanceId",),
    "AWS::EC2::EIPAssociation": ("InstanceId", "NetworkInterfaceId"),
}
_CLIENT_VPN_READS = {
    "AWS::EC2::VPC": ("CidrBlock",),
    "AWS::EC2::VPCCidrBlock": ("VpcId", "CidrBlock"),
    "AWS::EC2::Subnet": ("VpcId",),
    "AWS::EC2::ClientVpnEndpoint": ("ClientCidrBlock", "VpcId"),
    "AWS::EC2::ClientVpnTargetNetworkAssociation": ("ClientVpnEndpointId", "SubnetId"),
}
_VPN_READS = {
    "AWS::EC2::VPC": ("CidrBlock",),
    "AWS::EC2::VPCCidrBlock": ("VpcId", "CidrBlock"),
    "AWS::EC2::VPNConnectionRoute": ("DestinationCidrBlock", "VpnConnectionId"),
    "AWS::EC2::VPNConnection": ("VpnGatewayId",),
    "AWS::EC2::VPCGatewayAttachment": ("VpcId", "VpnGatewayId"),
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
    "network.way-out": Question(
        egress.has_way_out, {**_NAT_READS, **_SUBNET_READS, **_ENDPOINT_READS, **_WORKLOAD_READS}
    ),
    "network.nat-in-public-subnet": Question(nat.in_public_subnet, _NAT_READS),
    "network.nat-serves-a-subnet": Question(nat.serves_a_subnet, _NAT_READS),
    "network.nat-shared-by-zones": Question(nat.shared_by_zones, {**_NAT_READS, **_ZONE_READS}),
    "network.subnet-outside-vpc": Question(layout.outside_vpc, _RANGE_READS),
    "network.subnet-overlaps": Question(layout.overlaps, {"AWS::EC2::Subnet": ("VpcId", "CidrBlock")}),
    "network.peers-overlap": Question(
        layout.peers_overlap, {**_RANGE_READS, "AWS::EC2::VPCPeeringConnection": ("VpcId", "PeerVpcId")}
    ),
    "network.wrong-size": Question(
        layout.wrong_size, {"AWS::EC2::VPC": ("CidrBlock",), "AWS::EC2::Subnet": ("CidrBlock",)}
    ),
    "network.too-few-addresses": Question(
        layout.too_few_addresses,
        {"AWS::AutoScaling::AutoScalingGroup": ("MaxSize", "VPCZoneIdentifier[*]"), "AWS::EC2::Subnet": ("CidrBlock",)},
    ),
    "network.reachable-from-internet": Question(_from("reach", "reachable_from_internet"), _REACH_READS, ("port",)),
    "network.balancer-unrouted": Question(_from("balancers", "unrouted"), routes.READS),
    "network.listener-closed": Question(
        _from("closed", "listener_closed"),
        {**PORT_READS, _LISTENER: ("LoadBalancerArn", "Port"), _BALANCER: ("SecurityGroups[*]",)},
    ),
    "network.port-closed": Question(_from("closed", "port_closed"), PORT_READS, ("port",)),
    "network.endpoint-called-by-https": Question(egress.called_by_https, {"AWS::EC2::VPCEndpoint": ("ServiceName",)}),
    "network.balancer-without-listener": Question(
        _from("balancers", "without_listener"),
        {
            _LISTENER: ("LoadBalancerArn", *_forwarding("DefaultActions")),
            "AWS::ElasticLoadBalancingV2::ListenerRule": _forwarding("Actions"),
        },
    ),
    "network.cannot-reach-service": Question(_from("outward", "cannot_reach_service"), _OUTWARD_READS, ("service",)),
    "network.targets-closed": Question(_from("balancers", "targets_closed"), {**_INSIDE_READS, **_BALANCER_READS}),
    "network.health-check-closed": Question(
        _from("balancers", "health_check_closed"), {**_INSIDE_READS, **_BALANCER_READS}
    ),
    "network.targets-elsewhere": Question(
        _from("balancers", "targets_elsewhere"),
        {
            "AWS::EC2::Subnet": ("AvailabilityZone", "AvailabilityZoneId"),
            _LISTENER: ("LoadBalancerArn", "DefaultActions[*].TargetGroupArn"),
            _TARGETS: ("Targets[*].Id",),
            _BALANCER: ("Subnets[*]",),
        },
    ),
    "network.acl-drops-answers": Question(_from("stateless", "drops_answers"), acl.READS),
    "network.acl-entry-never-decides": Question(_from("stateless", "never_decides"), acl.READS),
    "network.gateway-unattached": Question(dead_ends.gateway_unattached, _GATEWAY_READS),
    "network.nat-unused": Question(dead_ends.nat_unused, {"AWS::EC2::Route": ("NatGatewayId",)}),
    "network.peering-one-way": Question(dead_ends.peering_one_way, _PEERING_READS),
    "network.public-subnet-in-group": Question(_from("misplaced", "has_public_subnet"), routes.READS),
    "network.public-address-unrouted": Question(_from("misplaced", "public_address_unrouted"), _ADDRESS_READS),
    "network.stuck-in-public-subnet": Question(
        _from("misplaced", "stuck_in_public_subnet"), {**routes.READS, **_ENDPOINT_READS}
    ),
    "network.client-range-overlaps": Question(tunnels.client_range_overlaps, _CLIENT_VPN_READS),
    "network.vpn-route-overlaps": Question(tunnels.route_overlaps, _VPN_READS),
    "network.balancer-around-distribution": Question(
        _from("around", "balancer_around"),
        {
            **_REACH_READS,
            "AWS::CloudFront::Distribution": (
                "DistributionConfig.Origins[*].DomainName",
                "DistributionConfig.Origins[*].OriginCustomHeaders",
            ),
        },
    ),
}
