"""Networks in which several things meet: chained load balancers, groups that nobody wrote, IPv6, what stands between.

The expected answers were written first, from AWS's documentation of each part.
"""

import pytest

from awslint.analysis.network.inside import between
from awslint.analysis.network.outward import to_internet
from awslint.analysis.network.reach import from_internet
from awslint.model.truth import Truth
from tests.analysis.graphs import Ref, Zone, resource, view_of
from tests.analysis.network.hosts_and_paths import (
    EPHEMERAL,
    HTTPS,
    acl,
    balanced,
    group,
    instance,
    lets,
    network,
    written,
)
from tests.analysis.network.networks import Resources, route, subnet, table, vpc


def _with(template: Resources, name: str, **properties: object) -> Resources:
    kind, given = template[name]
    assert isinstance(given, dict)
    return {**template, name: (kind, {**given, **properties})}


def _chained() -> Resources:
    """A public network load balancer that forwards to an internal application load balancer."""
    return {
        **balanced("internal", "Private"),
        "Nlb": (
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            {"Type": "network", "Scheme": "internet-facing", "Subnets": [Ref("Public")]},
        ),
        "NlbListener": (
            "AWS::ElasticLoadBalancingV2::Listener",
            {
                "LoadBalancerArn": Ref("Nlb"),
                "Port": 443,
                "Protocol": "TCP",
                "DefaultActions": [{"Type": "forward", "TargetGroupArn": Ref("AlbTargets")}],
            },
        ),
        "AlbTargets": (
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            {"Port": 443, "Protocol": "TCP", "TargetType": "alb", "Targets": [{"Id": Ref("Lb")}]},
        ),
    }


def _behind_network_balancer(**source: object) -> Resources:
    """A network load balancer with a group of its own, and a target that lets in this source."""
    return {
        **balanced(Type="network", SecurityGroups=[Ref("LbGroup")]),
        **group("AppGroup", lets(8080, **source)),
    }


def _address_alone(**attributes: str) -> Resources:
    template = _behind_network_balancer(CidrIp="10.0.0.0/16")
    return _with(
        template, "Targets", TargetGroupAttributes=[{"Key": key, "Value": value} for key, value in attributes.items()]
    )


def _default_groups(*entries: dict[str, object]) -> Resources:
    """Two instances that name no group, with entries that are added to the VPC's own group."""
    found: Resources = {**network(), "A": ("AWS::EC2::Instance", {"SubnetId": Ref("Public")})}
    found["B"] = ("AWS::EC2::Instance", {"SubnetId": Ref("Private")})
    for index, entry in enumerate(entries):
        own = {**entry, "GroupId": Ref("Vpc", "DefaultSecurityGroup")}
        found[f"In{index}"] = ("AWS::EC2::SecurityGroupIngress", own)
    return found


def _dual(source: str = "::/0", **properties: object) -> Resources:
    given = {"CidrBlock": "10.0.9.0/24", "Ipv6CidrBlock": "2001:db8::/64", "AssignIpv6AddressOnCreation": True}
    return {
        **network(),
        **subnet("Dual", Zone(0), "PublicTable", **{**given, **properties}),
        **route("V6", "PublicTable", DestinationIpv6CidrBlock="::/0", GatewayId=Ref("Igw")),
        **group("AppGroup", lets(443, CidrIpv6=source)),
        **instance("App", "Dual", Ref("AppGroup")),
    }


def _native() -> Resources:
    """An IPv6-only subnet behind an egress-only internet gateway."""
    return {
        **network(),
        **subnet("Six", Zone(0), "SixTable", Ipv6Native=True, AssignIpv6AddressOnCreation=True),
        **table("SixTable"),
        "Eigw": ("AWS::EC2::EgressOnlyInternetGateway", {"VpcId": Ref("Vpc")}),
        **route("V6", "SixTable", DestinationIpv6CidrBlock="::/0", EgressOnlyInternetGatewayId=Ref("Eigw")),
        **group("AppGroup", lets(443, CidrIpv6="::/0")),
        **instance("App", "Six", Ref("AppGroup")),
    }


ON = ["Listener.DefaultActions[0].TargetGroupArn", "Targets.Targets[0].Id"]
CHAIN = ["Nlb.Scheme", "PublicRoute.GatewayId", "NlbListener.DefaultActions[0].TargetGroupArn",
         "AlbTargets.Targets[0].Id"]  # fmt: skip
LB = ["Lb.Scheme", "PublicRoute.GatewayId", "LbGroup.SecurityGroupIngress[0].CidrIp", *ON]
V6 = ["Dual.AssignIpv6AddressOnCreation", "V6.GatewayId"]

FROM_INTERNET: dict[str, tuple[Resources, str, int | None, Truth, list[str], str]] = {
    "two load balancers, one behind the other": (
        _chained(), "App", 8080, Truth.YES,
        [*CHAIN, "LbGroup.SecurityGroupIngress[0].CidrIp", *ON,
         "AppGroup.SecurityGroupIngress[0].SourceSecurityGroupId"],
        "",
    ),
    "the second load balancer sees the clients of the first": (
        {**_chained(), **group("LbGroup", lets(443, CidrIp="10.0.0.0/16"))}, "App", 8080, Truth.NO,
        [*CHAIN, "LbGroup."], "LbGroup does not let everyone in on port 443",
    ),
    "load balancers that send to each other": (
        _with(_chained(), "AlbTargets", Targets=[{"Id": Ref("Lb")}, {"Id": Ref("Nlb")}]), "App", 8080, Truth.YES,
        [*CHAIN, "LbGroup.SecurityGroupIngress[0].CidrIp", *ON,
         "AppGroup.SecurityGroupIngress[0].SourceSecurityGroupId"],
        "",
    ),
    "a network load balancer's group stands for its clients": (
        _behind_network_balancer(SourceSecurityGroupId=Ref("LbGroup")), "App", 8080, Truth.YES,
        [*LB, "AppGroup.SecurityGroupIngress[0].SourceSecurityGroupId"], "",
    ),
    "a network load balancer that keeps the client's address": (
        _behind_network_balancer(CidrIp="10.0.0.0/16"), "App", 8080, Truth.NO, [*LB, "AppGroup."],
        "AppGroup does not let the clients of Lb in on port 8080",
    ),
    "a network load balancer that is told not to": (
        _address_alone(**{"preserve_client_ip.enabled": "false"}), "App", 8080, Truth.YES,
        [*LB, "AppGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "a load balancer whose group lets nothing out to the target": (
        {**balanced(), **group("LbGroup", lets(443), SecurityGroupEgress=[lets(80)])}, "App", 8080, Truth.NO,
        [*LB, "LbGroup."], "LbGroup does not let Lb out to App on port 8080",
    ),
    "a load balancer whose network ACL keeps the target's answers back": (
        {**balanced(), **acl(HTTPS, EPHEMERAL)}, "App", 8080, Truth.NO,
        ["Lb.Scheme", "PublicRoute.GatewayId", "E0.CidrBlock", "LbGroup.SecurityGroupIngress[0].CidrIp",
         "E1.CidrBlock", *ON, "E1.CidrBlock", "AppGroup.SecurityGroupIngress[0].SourceSecurityGroupId", "Acl."],
        "Acl lets no answers in",
    ),
    "an entry that is added to the VPC's own group": (
        _default_groups(lets(22)), "A", None, Truth.YES,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "In0.CidrIp"], "",
    ),
    "an entry of the VPC's own group for another port": (
        _default_groups(lets(22)), "A", 80, Truth.NO,
        ["Public.MapPublicIpOnLaunch", "PublicRoute.GatewayId", "In0."], "In0 lets nobody in on port 80",
    ),
    "over IPv6": (_dual(), "App", 443, Truth.YES, [*V6, "AppGroup.SecurityGroupIngress[0].CidrIpv6"], ""),
    "over IPv6, where the group is for others": (
        _dual("2001:db8:1::/48"), "App", 443, Truth.NO, [*V6, "AppGroup."],
        "AppGroup does not let everyone in on port 443",
    ),
    "a subnet with IPv6 whose hosts get no such address": (
        _dual(AssignIpv6AddressOnCreation=False), "App", 443, Truth.NO, ["Dual.MapPublicIpOnLaunch"],
        "App has no public address",
    ),
    "an egress-only gateway lets nothing in": (
        _native(), "App", 443, Truth.NO, ["Six.AssignIpv6AddressOnCreation", "Six."],
        "Six has no default route to an internet gateway for IPv6",
    ),
    "a network ACL that only knows IPv4 drops IPv6": (
        {**_dual(), **acl(HTTPS, EPHEMERAL, name="Dual")}, "App", 443, Truth.NO, [*V6, "Acl."],
        "Acl has no entry that allows port 443",
    ),
    "a main route table that is not replaced": (
        {
            **vpc(), **subnet("Bare", Zone(0), CidrBlock="10.0.0.0/24", MapPublicIpOnLaunch=True),
            **group("AppGroup", lets(443)), **instance("App", "Bare", Ref("AppGroup")),
        },
        "App", 443, Truth.NO, ["Bare.MapPublicIpOnLaunch", "Bare."],
        "Bare has no default route to an internet gateway",
    ),
    "a function takes no connections": (
        {
            **network(), **group("AppGroup", lets(443)),
            "App": (
                "AWS::Lambda::Function",
                {"VpcConfig": {"SubnetIds": [Ref("Public")], "SecurityGroupIds": [Ref("AppGroup")]}},
            ),
        },
        "App", None, Truth.NO, ["App."], "App takes no connections: its permissions say who may invoke it",
    ),
    "two addresses, one on each interface": (
        {
            **network(), **group("Open", lets(443)), **group("Closed"),
            "One": ("AWS::EC2::NetworkInterface", {"SubnetId": Ref("Public"), "GroupSet": [Ref("Open")]}),
            "FirstAddress": ("AWS::EC2::EIP", {}), "SecondAddress": ("AWS::EC2::EIP", {}),
            "FirstUse": (
                "AWS::EC2::EIPAssociation",
                {"NetworkInterfaceId": Ref("One"), "AllocationId": Ref("FirstAddress", "AllocationId")},
            ),
            "SecondUse": (
                "AWS::EC2::EIPAssociation",
                {"InstanceId": Ref("Other"), "AllocationId": Ref("SecondAddress", "AllocationId")},
            ),
            **instance("Other", "Public", Ref("Closed")),
            "App": (
                "AWS::EC2::Instance", {"NetworkInterfaces": [{"NetworkInterfaceId": Ref("One"), "DeviceIndex": "0"}]},
            ),
        },
        "App", 443, Truth.YES,
        ["FirstUse.NetworkInterfaceId", "PublicRoute.GatewayId", "Open.SecurityGroupIngress[0].CidrIp"], "",
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


def _tiers() -> Resources:
    """Web, application and data tiers; groups name each other, themselves, and a list of ranges."""
    return {
        **network(),
        **subnet("Data", Zone(0), "DataTable", CidrBlock="10.0.2.0/24"),
        **table("DataTable"),
        "Offices": ("AWS::EC2::PrefixList", {"Entries": [{"Cidr": "10.0.0.0/25"}, {"Cidr": "10.0.0.128/25"}]}),
        **group("WebGroup", lets(443)),
        **group(
            "AppGroup",
            lets(8080, SourceSecurityGroupId=Ref("WebGroup")),
            lets(22, SourcePrefixListId=Ref("Offices")),
        ),
        "Own": (
            "AWS::EC2::SecurityGroupIngress",
            {
                "GroupId": Ref("AppGroup", "GroupId"),
                "IpProtocol": "-1",
                "SourceSecurityGroupId": Ref("AppGroup", "GroupId"),
            },
        ),
        **group("DbGroup", lets(5432, SourceSecurityGroupId=Ref("AppGroup"))),
        **instance("Web", "Public", Ref("WebGroup")),
        **instance("One", "Private", Ref("AppGroup")),
        **instance("Two", "Private", Ref("AppGroup")),
        **instance("Data1", "Data", Ref("DbGroup")),
    }


@pytest.mark.parametrize(
    ("source", "target", "port", "path"),
    [
        ("Web", "One", 8080, "AppGroup.SecurityGroupIngress[0].SourceSecurityGroupId"),
        ("Web", "One", 22, "AppGroup.SecurityGroupIngress[1].SourcePrefixListId"),
        ("One", "Two", 9999, "Own.SourceSecurityGroupId"),
        ("One", "Data1", 5432, "DbGroup.SecurityGroupIngress[0].SourceSecurityGroupId"),
        ("Web", "Data1", 5432, None),
        ("Two", "Web", 22, None),
        ("Data1", "One", 8080, None),
    ],
)
def test_three_tiers(source: str, target: str, port: int, path: str | None) -> None:
    view = view_of(_tiers())
    answer = between(view, resource(view, source), resource(view, target), port)
    assert answer.truth is (Truth.NO if path is None else Truth.YES)
    assert path is None or written(answer) == [path]


def test_members_of_a_vpcs_own_group_reach_each_other() -> None:
    view = view_of(_default_groups())
    answer = between(view, resource(view, "A"), resource(view, "B"), 22)
    words = "B is behind the VPC's own security group as A is, and that lets it in"
    assert (answer.truth, [hop.words for hop in answer.hops]) == (Truth.YES, [words])


def test_a_route_narrower_than_the_local_one_leads_elsewhere() -> None:
    template = {
        **network(), **group("Group", lets(22, CidrIp="10.0.0.0/8")),
        **instance("A", "Private", Ref("Group")), **instance("B", "Public", Ref("Group")),
    }  # fmt: skip

    def asked(**properties: object) -> tuple[Truth, str]:
        view = view_of({**template, **route("Narrow", "PrivateTable", **properties)})
        answer = between(view, resource(view, "A"), resource(view, "B"), 22)
        return answer.truth, answer.hops[0].words

    words = "Private leads to Public by a firewall or gateway load balancer endpoint, whose own routes are not followed"
    assert asked(DestinationCidrBlock="10.0.0.0/24", VpcEndpointId="vpce-1") == (Truth.UNKNOWN, words)
    direct = (Truth.YES, "Group lets A in on port 22")
    assert asked(DestinationCidrBlock="0.0.0.0/0", VpcEndpointId="vpce-1") == direct
    assert asked(DestinationCidrBlock="10.0.7.0/24", VpcEndpointId="vpce-1") == direct


def _peered(destination: dict[str, object]) -> Resources:
    found: Resources = {"Link": ("AWS::EC2::VPCPeeringConnection", {"VpcId": Ref("A"), "PeerVpcId": Ref("B")})}
    for name, cidr in (("A", "10.1.0.0/16"), ("B", "10.2.0.0/16")):
        use = {"SubnetId": Ref(f"{name}Subnet"), "RouteTableId": Ref(f"{name}Table")}
        found |= {
            name: ("AWS::EC2::VPC", {"CidrBlock": cidr}),
            f"{name}Table": ("AWS::EC2::RouteTable", {"VpcId": Ref(name)}),
            f"{name}Subnet": ("AWS::EC2::Subnet", {"VpcId": Ref(name), "CidrBlock": cidr.replace("0/16", "0/24")}),
            f"{name}Use": ("AWS::EC2::SubnetRouteTableAssociation", use),
            **group(f"{name}Group", lets(443, CidrIp="10.0.0.0/8"), VpcId=Ref(name)),
            **instance(f"{name}Host", f"{name}Subnet", Ref(f"{name}Group")),
        }
    back = {"DestinationCidrBlock": "10.1.0.0/16", "VpcPeeringConnectionId": Ref("Link")}
    found["Back"] = ("AWS::EC2::Route", {"RouteTableId": Ref("BTable"), **back})
    there = {"VpcPeeringConnectionId": Ref("Link"), **destination}
    found["There"] = ("AWS::EC2::Route", {"RouteTableId": Ref("ATable"), **there})
    wide = {"DestinationCidrBlock": "10.0.0.0/8", "TransitGatewayId": Ref("Hub")}
    found["Wide"] = ("AWS::EC2::Route", {"RouteTableId": Ref("ATable"), **wide})
    return found


@pytest.mark.parametrize(
    ("destination", "truth", "first"),
    [
        ({"DestinationCidrBlock": "10.2.0.0/16"}, Truth.YES, "There.VpcPeeringConnectionId"),
        ({"DestinationPrefixListId": Ref("Far")}, Truth.YES, "There.VpcPeeringConnectionId"),
        # The wider route to the hub is what takes the rest; its own tables are not followed.
        ({"DestinationCidrBlock": "10.2.7.0/24"}, Truth.UNKNOWN, "Wide.TransitGatewayId"),
    ],
)
def test_the_longest_prefix_decides(destination: dict[str, object], truth: Truth, first: str) -> None:
    far: Resources = {"Far": ("AWS::EC2::PrefixList", {"Entries": [{"Cidr": "10.2.0.0/16"}]})}
    view = view_of({**_peered(destination), **far})
    answer = between(view, resource(view, "AHost"), resource(view, "BHost"), 443)
    assert (answer.truth, written(answer)[0]) == (truth, first)


def test_a_prefix_list_outside_the_input_may_lead_anywhere() -> None:
    template = _peered({"DestinationPrefixListId": Ref("Far")})
    del template["Wide"]
    view = view_of(template)
    answer = between(view, resource(view, "AHost"), resource(view, "BHost"), 443)
    assert (answer.truth, answer.hops[0].words) == (Truth.UNKNOWN, "There has an unknown destination")


def _app(**egress: object) -> Resources:
    return {**network(), **group("AppGroup", **egress), **instance("App", "Private", Ref("AppGroup"))}


def _by_instance(**properties: object) -> Resources:
    router = instance("Router", "Public", Ref("AppGroup"), **properties)
    return {**_app(), **router, **route("Out", "PrivateTable", InstanceId=Ref("Router"))}


def _detached() -> Resources:
    found = {**network(), **group("AppGroup"), **instance("App", "Public", Ref("AppGroup"))}
    return {name: one for name, one in found.items() if name != "Attachment"}


OUT = {**HTTPS, "Egress": True}
IN = {"PortRange": {"From": 1024, "To": 65535}}
TO_INTERNET: dict[str, tuple[Resources, Truth, list[str], str]] = {
    "no egress entries leave the default": (
        _app(SecurityGroupEgress=[]), Truth.YES, ["Out.NatGatewayId", "PublicRoute.GatewayId"], "",
    ),
    "a gateway that is attached to nothing": (
        _detached(), Truth.NO, ["PublicRoute.GatewayId", "Igw."], "Igw is not attached to the VPC",
    ),
    "a network ACL before the NAT gateway": (
        {**_app(), **acl(IN, OUT, EPHEMERAL)}, Truth.NO, ["Out.NatGatewayId", "Acl."],
        "Acl has no entry that allows port 443",
    ),
    "a network ACL before the NAT gateway that keeps the answers back": (
        {**_app(), **acl(IN, HTTPS, OUT)}, Truth.NO,
        ["Out.NatGatewayId", "E1.CidrBlock", "PublicRoute.GatewayId", "E2.CidrBlock", "E0.CidrBlock", "Acl."],
        "Acl lets no answers out",
    ),
    "a network ACL before the NAT gateway with all that it needs": (
        {**_app(), **acl(IN, {**HTTPS, "CidrBlock": "10.0.1.0/24"}, OUT, {**EPHEMERAL, "CidrBlock": "10.0.0.0/16"})},
        Truth.YES,
        ["Out.NatGatewayId", "E1.CidrBlock", "PublicRoute.GatewayId", "E2.CidrBlock", "E0.CidrBlock", "E3.CidrBlock"],
        "",
    ),
    "an instance that checks source and destination": (
        _by_instance(), Truth.NO, ["Out.InstanceId", "Router.SourceDestCheck"],
        "Router checks source and destination: it passes nothing on",
    ),
    "an instance that passes on what is meant for others": (
        _by_instance(SourceDestCheck=False), Truth.UNKNOWN, ["Out.InstanceId"], "",
    ),
    "an instance that may change that when it starts": (
        _by_instance(UserData="aws ec2 modify-instance-attribute"), Truth.UNKNOWN, ["Out.InstanceId"], "",
    ),
    "over IPv6 by an egress-only gateway": (_native(), Truth.YES, ["V6.EgressOnlyInternetGatewayId"], ""),
}  # fmt: skip


@pytest.mark.parametrize("name", TO_INTERNET)
def test_to_the_internet(name: str) -> None:
    template, truth, path, words = TO_INTERNET[name]
    view = view_of(template)
    answer = to_internet(view, resource(view, "App"))
    assert (answer.truth, written(answer)) == (truth, path)
    if words:
        assert answer.hops[-1].words == words
