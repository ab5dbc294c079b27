"""Who reaches whom: networks made by hand, each with the path or the blocking hop that is expected, written first.

A path is a list of the texts that let traffic through, as `Resource.Property.Path`; the last one of an answer NO is
what blocks. Nothing is written for what AWS gives by default (a VPC's own network ACL, a group's open egress).
"""

import pytest

from awslint.analysis.network.inside import between
from awslint.analysis.network.questions import QUESTIONS
from awslint.analysis.network.reach import from_internet
from awslint.model.truth import Truth
from tests.analysis.graphs import If, NoValue, Parameter, Ref, Zone, in_worlds, resource, view_of
from tests.analysis.network.hosts_and_paths import (
    ANYWHERE,
    EPHEMERAL,
    HTTPS,
    acl,
    balanced,
    database,
    group,
    instance,
    lets,
    network,
    written,
)
from tests.analysis.network.networks import Resources, route, subnet, table


def _web(**properties: object) -> Resources:
    return {
        **network(),
        **group("WebGroup", lets(443)),
        **instance("Web", "Public", Ref("WebGroup"), **properties),
    }


LB_IN = ["Lb.Scheme", "PublicRoute.GatewayId", "LbGroup.SecurityGroupIngress[0].CidrIp"]
LB_ON = ["Listener.DefaultActions[0].TargetGroupArn", "Targets.Targets[0].Id"]

FROM_INTERNET: dict[str, tuple[Resources, str, int | None, Truth, list[str], str]] = {
    "a public instance with an open port": (
        _web(), "Web", 443, Truth.YES,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "WebGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "the port is not named: the open one is found": (
        _web(), "Web", None, Truth.YES,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "WebGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "no public address": (
        _web(NetworkInterfaces=[{"AssociatePublicIpAddress": False, "SubnetId": Ref("Public"), "GroupSet": []}]),
        "Web", 443, Truth.NO, ["Web.NetworkInterfaces[0].AssociatePublicIpAddress"], "Web has no public address",
    ),
    "an elastic address in a private subnet": (
        {
            **network(), **group("WebGroup", lets(443)), **instance("Web", "Private", Ref("WebGroup")),
            "Eip": ("AWS::EC2::EIP", {"InstanceId": Ref("Web")}),
        },
        "Web", 443, Truth.NO, ["Eip.InstanceId", "Private."], "Private has no default route to an internet gateway",
    ),
    "an internet gateway that is attached to nothing": (
        {name: one for name, one in _web().items() if name != "Attachment"},
        "Web", 443, Truth.NO, ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "Igw."],
        "Igw is not attached to the VPC",
    ),
    "a port that no security group opens": (
        _web(), "Web", 22, Truth.NO, ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "WebGroup."],
        "WebGroup lets nobody in on port 22",
    ),
    "a security group for one network only": (
        {**_web(), **group("WebGroup", lets(443, CidrIp="203.0.113.0/24"))}, "Web", 443, Truth.NO,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "WebGroup."],
        "WebGroup does not let everyone in on port 443",
    ),
    "two halves in two groups are everyone": (
        {
            **_web(SecurityGroupIds=[Ref("Low"), Ref("High")]),
            **group("Low", lets(443, CidrIp="0.0.0.0/1")), **group("High", lets(443, CidrIp="128.0.0.0/1")),
        },
        "Web", 443, Truth.YES,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "Low.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "a network ACL that denies the port": (
        {**_web(), **acl({"RuleAction": "deny", **HTTPS}, HTTPS, EPHEMERAL)}, "Web", 443, Truth.NO,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "E0.CidrBlock"], "Acl denies port 443",
    ),
    "a network ACL without an entry for the port": (
        {**_web(), **acl({"PortRange": {"From": 80, "To": 80}}, EPHEMERAL)}, "Web", 443, Truth.NO,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "Acl."], "Acl has no entry that allows port 443",
    ),
    "a network ACL that drops the answers": (
        {**_web(), **acl(HTTPS)}, "Web", 443, Truth.NO,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "E0.CidrBlock",
         "WebGroup.SecurityGroupIngress[0].CidrIp", "Acl."],
        "Acl lets no answers out",
    ),
    "a network ACL with both directions": (
        {**_web(), **acl(HTTPS, EPHEMERAL)}, "Web", 443, Truth.YES,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "E0.CidrBlock",
         "WebGroup.SecurityGroupIngress[0].CidrIp", "E1.CidrBlock"],
        "",
    ),
    "a public database": (
        {**network(), **group("DbGroup", lets(5432)), **database(True, "Public")}, "Db", None, Truth.YES,
        ["Db.PubliclyAccessible", "PublicRoute.GatewayId", "DbGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "a database that is kept private": (
        {**network(), **group("DbGroup", lets(5432)), **database(False, "Public")}, "Db", 5432, Truth.NO,
        ["Db.PubliclyAccessible"], "Db has no public address",
    ),
    "a public database in private subnets": (
        {**network(), **group("DbGroup", lets(5432)), **database(True, "Private")}, "Db", 5432, Truth.NO,
        ["Db.PubliclyAccessible", "Private."], "Private has no default route to an internet gateway",
    ),
    "one public subnet among the database's": (
        {**network(), **group("DbGroup", lets(3306)), **database(True, "Private", "Public", Engine="mysql")},
        "Db", None, Truth.YES,
        ["Db.PubliclyAccessible", "PublicRoute.GatewayId", "DbGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "a replica shares the subnets and the port of its source, its groups hardly": (
        {
            **network(), **group("DbGroup", lets(5432)), **database(False, "Public"),
            "Replica": (
                "AWS::RDS::DBInstance", {"SourceDBInstanceIdentifier": Ref("Db"), "PubliclyAccessible": True},
            ),
        },
        "Replica", None, Truth.UNKNOWN,
        ["Replica.PubliclyAccessible", "PublicRoute.GatewayId", "Replica."], "",
    ),
    "a replica with groups of its own": (
        {
            **network(), **group("DbGroup", lets(5432)), **database(False, "Public"),
            "Replica": (
                "AWS::RDS::DBInstance", {"SourceDBInstanceIdentifier": Ref("Db"), "PubliclyAccessible": True,
                                         "VPCSecurityGroups": [Ref("DbGroup")]},
            ),
        },
        "Replica", None, Truth.YES,
        ["Replica.PubliclyAccessible", "PublicRoute.GatewayId", "DbGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "a load balancer to a private instance": (
        balanced(), "App", 8080, Truth.YES,
        [*LB_IN, *LB_ON, "AppGroup.SecurityGroupIngress[0].SourceSecurityGroupId"], "",
    ),
    "the load balancer itself": (balanced(), "Lb", None, Truth.YES, LB_IN, ""),
    "an internal load balancer": (
        balanced("internal"), "App", 8080, Truth.NO, ["Lb.Scheme"], "Lb has no public address",
    ),
    "an internet-facing load balancer in a private subnet": (
        balanced(where="Private"), "App", 8080, Truth.NO, ["Lb.Scheme", "Private."],
        "Private has no default route to an internet gateway",
    ),
    "a target that does not accept its load balancer": (
        {**balanced(), **group("AppGroup", lets(8080, SourceSecurityGroupId=Ref("Other")))}, "App", 8080, Truth.NO,
        [*LB_IN, *LB_ON, "AppGroup."], "AppGroup does not let Lb in on port 8080",
    ),
    "a target that accepts the range of the load balancer's subnet": (
        {**balanced(), **group("AppGroup", lets(8080, CidrIp="10.0.0.0/16"))}, "App", 8080, Truth.YES,
        [*LB_IN, *LB_ON, "AppGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "a network load balancer keeps the client's address": (
        {
            **balanced(Type="network", SecurityGroups=[]),
            **group("AppGroup", lets(8080, CidrIp="10.0.0.0/16")),
        },
        "App", 8080, Truth.NO, ["Lb.Scheme", "PublicRoute.GatewayId", *LB_ON, "AppGroup."],
        "AppGroup does not let everyone in on port 8080",
    ),
    "a group outside the input": (
        _web(SecurityGroupIds=[Ref("GroupFromOutside")]), "Web", 443, Truth.UNKNOWN,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "Web.SecurityGroupIds[0]"], "",
    ),
    "a subnet outside the input": (
        {**group("WebGroup", lets(443)), **instance("Web", "SubnetFromOutside", Ref("WebGroup"))}, "Web", 443,
        Truth.UNKNOWN, ["Web.SubnetId", "WebGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "a subnet outside the input, and a group that lets nobody in wherever that is": (
        {**group("WebGroup", lets(443)), **instance("Web", "SubnetFromOutside", Ref("WebGroup"))}, "Web", 80,
        Truth.NO, ["Web.SubnetId", "WebGroup."], "WebGroup lets nobody in on port 80",
    ),
    "a private subnet and one outside the input": (
        balanced(where="Private", Subnets=[Ref("Private"), Ref("SubnetFromOutside")]), "Lb", 443, Truth.UNKNOWN,
        ["Lb.Scheme", "Lb.Subnets[1]", "LbGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "a fleet from a launch template": (
        {
            **network(), **group("WebGroup", lets(22)),
            "Template": (
                "AWS::EC2::LaunchTemplate", {"LaunchTemplateData": {"SecurityGroupIds": [Ref("WebGroup")]}},
            ),
            "Fleet": (
                "AWS::AutoScaling::AutoScalingGroup",
                {"VPCZoneIdentifier": [Ref("Public")], "LaunchTemplate": {"LaunchTemplateId": Ref("Template")}},
            ),
        },
        "Fleet", 22, Truth.YES,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "WebGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "a group for IPv6 clients alone": (
        {**_web(), **group("WebGroup", lets(443, CidrIpv6="::/0"))}, "Web", 443, Truth.NO,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "WebGroup."],
        "WebGroup does not let everyone in on port 443",
    ),
    "a network ACL for IPv6 clients alone": (
        {**_web(), **acl({**HTTPS, "CidrBlock": NoValue(), "Ipv6CidrBlock": "::/0"}, EPHEMERAL)}, "Web", 443, Truth.NO,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "Acl."], "Acl has no entry that allows port 443",
    ),
    "a fleet from a launch configuration": (
        {
            **network(), **group("WebGroup", lets(22)),
            "Config": (
                "AWS::AutoScaling::LaunchConfiguration",
                {"SecurityGroups": [Ref("WebGroup")], "AssociatePublicIpAddress": True},
            ),
            "Fleet": (
                "AWS::AutoScaling::AutoScalingGroup",
                {"VPCZoneIdentifier": [Ref("Public")], "LaunchConfigurationName": Ref("Config")},
            ),
        },
        "Fleet", 22, Truth.YES,
        ["Config.AssociatePublicIpAddress", "PublicRoute.GatewayId", "WebGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "an instance with an interface of its own that has an elastic address": (
        {
            **network(), **group("WebGroup", lets(22)),
            "Eni": ("AWS::EC2::NetworkInterface", {"SubnetId": Ref("Public"), "GroupSet": [Ref("WebGroup")]}),
            "Use": ("AWS::EC2::EIPAssociation", {"NetworkInterfaceId": Ref("Eni"), "AllocationId": "eipalloc-1"}),
            "Host": (
                "AWS::EC2::Instance", {"NetworkInterfaces": [{"NetworkInterfaceId": Ref("Eni"), "DeviceIndex": "0"}]},
            ),
        },
        "Host", 22, Truth.YES,
        ["Use.NetworkInterfaceId", "PublicRoute.GatewayId", "WebGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "a subnet behind a firewall's endpoint": (
        {**_web(), **route("PublicRoute", "PublicTable", VpcEndpointId="vpce-1")}, "Web", 443, Truth.UNKNOWN,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.VpcEndpointId", "WebGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "the default group of a new VPC lets nobody in": (
        _web(SecurityGroupIds=[]), "Web", 443, Truth.NO,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "Web."],
        "Web has no security group that lets anyone in",
    ),
    "a broker cluster with public access": (
        {
            **network(), **group("Brokers", lets(9198)),
            "Stream": (
                "AWS::MSK::Cluster",
                {"BrokerNodeGroupInfo": {
                    "ClientSubnets": [Ref("Public")], "SecurityGroups": [Ref("Brokers")],
                    "ConnectivityInfo": {"PublicAccess": {"Type": "SERVICE_PROVIDED_EIPS"}},
                }},
            ),
        },
        "Stream", 9198, Truth.YES,
        ["Stream.BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type", "PublicRoute.GatewayId",
         "Brokers.SecurityGroupIngress[0].CidrIp"],
        "",
    ),
    "a search domain outside a VPC is its access policy's matter": (
        {"Search": ("AWS::OpenSearchService::Domain", {})}, "Search", None, Truth.UNKNOWN, ["Search."], "",
    ),
    "a service on instances has their addresses": (
        {"Service": ("AWS::ECS::Service", {"TaskDefinition": "app"})}, "Service", 80, Truth.UNKNOWN, ["Service."], "",
    ),
    "a cache has no public address": (
        {
            **network(),
            **group("CacheGroup", lets(6379)),
            "CacheSubnets": ("AWS::ElastiCache::SubnetGroup", {"SubnetIds": [Ref("Public")]}),
            "Cache": (
                "AWS::ElastiCache::ReplicationGroup",
                {"CacheSubnetGroupName": Ref("CacheSubnets"), "SecurityGroupIds": [Ref("CacheGroup")]},
            ),
        },
        "Cache", None, Truth.NO, ["Cache."], "Cache has no public address",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FROM_INTERNET)
def test_from_the_internet(name: str) -> None:
    template, target, port, truth, path, words = FROM_INTERNET[name]
    view = view_of(template)
    answer = from_internet(view, resource(view, target), port)
    assert (answer.truth, written(answer)) == (truth, path)
    if words:
        assert answer.hops[-1].words == words


def test_every_hop_of_a_path_lets_through_and_the_last_of_a_blocked_one_does_not() -> None:
    for template, target, port, truth, _, _ in FROM_INTERNET.values():
        view = view_of(template)
        hops = from_internet(view, resource(view, target), port).hops
        assert {hop.truth for hop in hops[:-1]} <= {Truth.YES, Truth.UNKNOWN}
        assert hops[-1].truth is truth or truth is Truth.UNKNOWN


def test_reachability_may_depend_on_the_world() -> None:
    view = view_of({
        **network(),
        **group("WebGroup", lets(443, CidrIp=Parameter("From", allowed=("10.0.0.0/8", ANYWHERE)))),
        **instance("Web", "Public", Ref("WebGroup")),
    })  # fmt: skip
    answers = in_worlds(view, lambda seen: from_internet(seen, resource(seen, "Web"), 443).truth)
    assert answers == {("10.0.0.0/8",): Truth.NO, (ANYWHERE,): Truth.YES}
    view = view_of({**network(), **group("DbGroup", lets(5432)), **database(If("IsDev"), "Public")})
    answers = in_worlds(view, lambda seen: from_internet(seen, resource(seen, "Db")).truth)
    assert answers == {("true",): Truth.YES, ("false",): Truth.NO}


def _tiers() -> Resources:
    return {
        **network(),
        **subnet("Data", Zone(0), "DataTable", CidrBlock="10.0.2.0/24"),
        **table("DataTable"),
        **group("AppGroup"),
        **group("DbGroup", lets(5432, SourceSecurityGroupId=Ref("AppGroup"))),
        **instance("App", "Private", Ref("AppGroup")),
        **instance("Stranger", "Private", Ref("StrangerGroup")),
        **group("StrangerGroup"),
        **database(False, "Data"),
    }


def _peered(*peerings: tuple[str, str]) -> Resources:
    """VPCs A, B and C with a host each, and routes over the given peerings, in both directions."""
    found: Resources = {}
    ranges = {"A": "10.1.0.0/16", "B": "10.2.0.0/16", "C": "10.3.0.0/16"}
    for name, cidr in ranges.items():
        found |= {
            name: ("AWS::EC2::VPC", {"CidrBlock": cidr}),
            f"{name}Table": ("AWS::EC2::RouteTable", {"VpcId": Ref(name)}),
            f"{name}Subnet": (
                "AWS::EC2::Subnet", {"VpcId": Ref(name), "CidrBlock": cidr.replace("0.0/16", "1.0/24")},
            ),
            f"{name}Use": (
                "AWS::EC2::SubnetRouteTableAssociation",
                {"SubnetId": Ref(f"{name}Subnet"), "RouteTableId": Ref(f"{name}Table")},
            ),
            **group(f"{name}Group", lets(443, CidrIp="10.0.0.0/8"), VpcId=Ref(name)),
            **instance(f"{name}Host", f"{name}Subnet", Ref(f"{name}Group")),
        }  # fmt: skip
    for one, other in peerings:
        link = f"{one}{other}"
        found[link] = ("AWS::EC2::VPCPeeringConnection", {"VpcId": Ref(one), "PeerVpcId": Ref(other)})
        for here, there in ((one, other), (other, one)):
            found |= {
                f"{link}From{here}": (
                    "AWS::EC2::Route",
                    {
                        "RouteTableId": Ref(f"{here}Table"),
                        "DestinationCidrBlock": ranges[there],
                        "VpcPeeringConnectionId": Ref(link),
                    },
                )
            }
    return found


def _without(template: Resources, *names: str) -> Resources:
    return {name: one for name, one in template.items() if name not in names}


BETWEEN: dict[str, tuple[Resources, str, str, int, Truth, list[str], str]] = {
    "the application to its database": (
        _tiers(), "App", "Db", 5432, Truth.YES, ["DbGroup.SecurityGroupIngress[0].SourceSecurityGroupId"], "",
    ),
    "a stranger in the same subnet": (
        _tiers(), "Stranger", "Db", 5432, Truth.NO, ["DbGroup."], "DbGroup does not let Stranger in on port 5432",
    ),
    "a group that lets nothing out": (
        {**_tiers(), **group("AppGroup", SecurityGroupEgress=[{"IpProtocol": "-1", "CidrIp": "127.0.0.1/32"}])},
        "App", "Db", 5432, Truth.NO, ["AppGroup."], "AppGroup does not let App out to Db on port 5432",
    ),
    "a group with egress to the database's group": (
        {
            **_tiers(),
            **group("AppGroup", SecurityGroupEgress=[lets(5432, DestinationSecurityGroupId=Ref("DbGroup"))]),
        },
        "App", "Db", 5432, Truth.YES,
        ["AppGroup.SecurityGroupEgress[0].DestinationSecurityGroupId",
         "DbGroup.SecurityGroupIngress[0].SourceSecurityGroupId"],
        "",
    ),
    "a network ACL around the database": (
        {**_tiers(), **acl({"PortRange": {"From": 5432, "To": 5432}, "CidrBlock": "10.0.0.0/24"}, name="Data")},
        "App", "Db", 5432, Truth.NO, ["Acl."], "Acl has no entry that allows port 5432",
    ),
    "over a peering": (
        _peered(("A", "B")), "AHost", "BHost", 443, Truth.YES,
        ["ABFromA.VpcPeeringConnectionId", "ABFromB.VpcPeeringConnectionId",
         "BGroup.SecurityGroupIngress[0].CidrIp"],
        "",
    ),
    "over a peering without the way back": (
        _without(_peered(("A", "B")), "ABFromB"), "AHost", "BHost", 443, Truth.NO,
        ["ABFromA.VpcPeeringConnectionId", "BSubnet."], "BSubnet has no route to the VPC of AHost",
    ),
    "over two peerings, which is one too many": (
        _peered(("A", "B"), ("B", "C")), "AHost", "CHost", 443, Truth.NO, ["ASubnet."],
        "ASubnet has no route to the VPC of CHost",
    ),
    "over a peering that leads elsewhere": (
        {
            **_peered(("A", "B"), ("B", "C")),
            "Detour": ("AWS::EC2::Route", {"RouteTableId": Ref("ATable"), "DestinationCidrBlock": "10.3.0.0/16",
                                           "VpcPeeringConnectionId": Ref("AB")}),
        },
        "AHost", "CHost", 443, Truth.NO, ["Detour.VpcPeeringConnectionId"],
        "AB does not lead to the VPC of CHost",
    ),
    "over a transit gateway, whose own tables nobody follows": (
        {
            **_peered(),
            "There": ("AWS::EC2::Route", {"RouteTableId": Ref("ATable"), "DestinationCidrBlock": "10.2.0.0/16",
                                          "TransitGatewayId": Ref("Hub")}),
        },
        "AHost", "BHost", 443, Truth.NO, ["There.TransitGatewayId", "BSubnet."],
        "BSubnet has no route to the VPC of AHost",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BETWEEN)
def test_between_hosts(name: str) -> None:
    template, source, target, port, truth, path, words = BETWEEN[name]
    view = view_of(template)
    answer = between(view, resource(view, source), resource(view, target), port)
    assert (answer.truth, written(answer)) == (truth, path)
    if words:
        assert answer.hops[-1].words == words


def test_what_is_no_host_cannot_be_reached() -> None:
    view = view_of({"Bucket": ("AWS::S3::Bucket", {})})
    answer = from_internet(view, resource(view, "Bucket"))
    assert (answer.truth, answer.hops[-1].words) == (Truth.NO, "Bucket is not a host in a VPC")


def test_the_question_for_rules_carries_the_path() -> None:
    view = view_of({**network(), **group("DbGroup", lets(5432)), **database(True, "Public")})
    outcome = QUESTIONS["network.reachable-from-internet"].ask(view, resource(view, "Db"), {})
    assert outcome.truth is Truth.YES
    (evidence,) = outcome.evidence
    assert (evidence.resource, evidence.path) == ("t.yaml#Db", "PubliclyAccessible")
    assert [one.role for one in evidence.related] == ["hop", "hop", "hop"]
    assert [one.message for one in evidence.related] == [
        "Db has a public address",
        "Public has a default route to an internet gateway",
        "DbGroup lets everyone in on port 5432",
    ]
