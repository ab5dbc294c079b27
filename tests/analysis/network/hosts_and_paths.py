"""Pieces of networks for the tests of reachability, and a short form of paths."""

from collections.abc import Mapping

from awslint.analysis.network.path import Answer
from tests.analysis.graphs import Ref, Zone
from tests.analysis.network.networks import Resources, nat, route, subnet, table, vpc

ANYWHERE = "0.0.0.0/0"
EPHEMERAL = {"Egress": True, "PortRange": {"From": 1024, "To": 65535}}
HTTPS = {"PortRange": {"From": 443, "To": 443}}


def group(name: str, *entries: Mapping[str, object], **properties: object) -> Resources:
    """A security group with these entries inwards."""
    return {name: ("AWS::EC2::SecurityGroup", {"SecurityGroupIngress": list(entries), **properties})}


def lets(port: int, **source: object) -> dict[str, object]:
    """An entry for one TCP port, by default from everyone."""
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **(source or {"CidrIp": ANYWHERE})}


def instance(name: str, subnet_name: str, *groups: object, **properties: object) -> Resources:
    """An instance in a subnet, behind these groups."""
    given = {"SubnetId": Ref(subnet_name), "SecurityGroupIds": list(groups), **properties}
    return {name: ("AWS::EC2::Instance", given)}


def network() -> Resources:
    """Public and Private subnets; hosts in Public get an address; Private goes out by a NAT gateway."""
    return {
        **vpc(),
        **subnet("Public", Zone(0), "PublicTable", CidrBlock="10.0.0.0/24", MapPublicIpOnLaunch=True),
        **subnet("Private", Zone(0), "PrivateTable", CidrBlock="10.0.1.0/24"),
        **table("PrivateTable"),
        **nat("Nat", "Public"),
        **route("Out", "PrivateTable", NatGatewayId=Ref("Nat")),
    }


def acl(*entries: Mapping[str, object], name: str = "Public") -> Resources:
    """A network ACL for a subnet; entries allow TCP from or to everyone unless they say otherwise."""
    found: Resources = {
        "Acl": ("AWS::EC2::NetworkAcl", {"VpcId": Ref("Vpc")}),
        "AclUse": ("AWS::EC2::SubnetNetworkAclAssociation", {"NetworkAclId": Ref("Acl"), "SubnetId": Ref(name)}),
    }
    for index, entry in enumerate(entries):
        given = {"NetworkAclId": Ref("Acl"), "Protocol": 6, "RuleAction": "allow", "CidrBlock": ANYWHERE, **entry}
        found[f"E{index}"] = ("AWS::EC2::NetworkAclEntry", {"RuleNumber": 100 + index, **given})
    return found


def balanced(scheme: object = "internet-facing", where: str = "Public", **properties: object) -> Resources:
    """A load balancer in front of an instance in the private subnet."""
    given = {"Scheme": scheme, "Subnets": [Ref(where)], "SecurityGroups": [Ref("LbGroup")], **properties}
    forward = [{"Type": "forward", "TargetGroupArn": Ref("Targets")}]
    return {
        **network(),
        **group("LbGroup", lets(443)),
        **group("AppGroup", lets(8080, SourceSecurityGroupId=Ref("LbGroup"))),
        **instance("App", "Private", Ref("AppGroup")),
        "Lb": ("AWS::ElasticLoadBalancingV2::LoadBalancer", given),
        "Listener": (
            "AWS::ElasticLoadBalancingV2::Listener",
            {"LoadBalancerArn": Ref("Lb"), "Port": 443, "DefaultActions": forward},
        ),
        "Targets": (
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            {"Port": 8080, "TargetType": "instance", "Targets": [{"Id": Ref("App")}]},
        ),
    }


def database(public: object, *subnets: str, **properties: object) -> Resources:
    """A PostgreSQL instance behind DbGroup in these subnets."""
    given = {
        "Engine": "postgres",
        "DBSubnetGroupName": Ref("Subnets"),
        "VPCSecurityGroups": [Ref("DbGroup")],
        "PubliclyAccessible": public,
        **properties,
    }
    return {
        "Subnets": ("AWS::RDS::DBSubnetGroup", {"SubnetIds": [Ref(one) for one in subnets]}),
        "Db": ("AWS::RDS::DBInstance", given),
    }


def written(answer: Answer) -> list[str]:
    """The texts that decide a path, in order: `Resource.Property.Path`."""
    return [f"{hop.evidence.resource.partition('#')[2]}.{hop.evidence.path}" for hop in answer.hops]
