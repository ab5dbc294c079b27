"""Networks that do not do what they are there for: each question on a small network, with what it points at."""

import pytest

from awslint.analysis.network.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import NoValue, Parameter, Ref, Sub, Zone, resource, view_of
from tests.analysis.network.hosts_and_paths import (
    EPHEMERAL,
    HTTPS,
    acl,
    balanced,
    database,
    group,
    instance,
    lets,
    network,
)
from tests.analysis.network.networks import Resources, route, subnet, table, vpc

NO, YES, UNKNOWN = Truth.NO, Truth.YES, Truth.UNKNOWN


def _ask(question: str, template: Resources, name: str, **arguments: object) -> Outcome:
    view = view_of(template)
    return QUESTIONS[f"network.{question}"].ask(view, resource(view, name), arguments)


def _told(outcome: Outcome) -> tuple[Truth, str, str]:
    first = outcome.evidence[0]
    return outcome.truth, f"{first.resource.partition('#')[2]}.{first.path}", first.detail


def _fargate(port: int, **changes: object) -> Resources:
    service = {
        "LaunchType": "FARGATE",
        "LoadBalancers": [{"TargetGroupArn": Ref("Targets"), "ContainerPort": port}],
        "NetworkConfiguration": {
            "AwsvpcConfiguration": {"Subnets": [Ref("Private")], "SecurityGroups": [Ref("AppGroup")], **changes}
        },
    }
    found = balanced()
    found["Targets"] = ("AWS::ElasticLoadBalancingV2::TargetGroup", {"Port": 80, "TargetType": "ip"})
    return {**found, "Service": ("AWS::ECS::Service", service)}


def _peered(*tables: str) -> Resources:
    found: Resources = {
        "One": ("AWS::EC2::VPC", {"CidrBlock": "10.1.0.0/16"}),
        "Two": ("AWS::EC2::VPC", {"CidrBlock": "10.2.0.0/16"}),
        "Link": ("AWS::EC2::VPCPeeringConnection", {"VpcId": Ref("One"), "PeerVpcId": Ref("Two")}),
        "OneTable": ("AWS::EC2::RouteTable", {"VpcId": Ref("One")}),
        "TwoTable": ("AWS::EC2::RouteTable", {"VpcId": Ref("Two")}),
    }
    for name in tables:
        to = "10.2.0.0/16" if name == "OneTable" else "10.1.0.0/16"
        found |= route(f"{name}Route", name, DestinationCidrBlock=to, VpcPeeringConnectionId=Ref("Link"))
    return found


def _distribution(**origin: object) -> Resources:
    return {
        **balanced(),
        "Cdn": (
            "AWS::CloudFront::Distribution",
            {"DistributionConfig": {"Origins": [{"Id": "lb", "DomainName": Ref("Lb", "DNSName"), **origin}]}},
        ),
    }


def _function(*subnets: str) -> Resources:
    return {
        **network(),
        "Fn": ("AWS::Lambda::Function", {"VpcConfig": {"SubnetIds": [Ref(one) for one in subnets]}}),
    }


def _endpoint(*entries: dict[str, object], **properties: object) -> Resources:
    given = {
        "VpcId": Ref("Vpc"),
        "VpcEndpointType": "Interface",
        "ServiceName": "com.amazonaws.eu-west-1.ssm",
        "SecurityGroupIds": [Ref("Guard")],
        "SubnetIds": [Ref("Private")],
        **properties,
    }
    return {**network(), **group("Guard", *entries), "Endpoint": ("AWS::EC2::VPCEndpoint", given)}


def _client_vpn(cidr: object) -> Resources:
    return {
        **network(),
        "Vpn": ("AWS::EC2::ClientVpnEndpoint", {"ClientCidrBlock": cidr}),
        "Use": (
            "AWS::EC2::ClientVpnTargetNetworkAssociation",
            {"ClientVpnEndpointId": Ref("Vpn"), "SubnetId": Ref("Private")},
        ),
    }


def _vpn(cidr: object) -> Resources:
    return {
        **network(),
        "Gateway": ("AWS::EC2::VPNGateway", {"Type": "ipsec.1"}),
        "Attached": ("AWS::EC2::VPCGatewayAttachment", {"VpcId": Ref("Vpc"), "VpnGatewayId": Ref("Gateway")}),
        "Connection": ("AWS::EC2::VPNConnection", {"VpnGatewayId": Ref("Gateway"), "Type": "ipsec.1"}),
        "Static": (
            "AWS::EC2::VPNConnectionRoute",
            {"VpnConnectionId": Ref("Connection"), "DestinationCidrBlock": cidr},
        ),
    }


def _warehouse() -> Resources:
    return {
        **vpc(),
        **subnet("Private", Zone(0), CidrBlock="10.0.1.0/24"),
        "Subnets": ("AWS::Redshift::ClusterSubnetGroup", {"SubnetIds": [Ref("Private")]}),
        "Dw": ("AWS::Redshift::Cluster", {"ClusterSubnetGroupName": Ref("Subnets"), "EnhancedVpcRouting": True}),
    }


def _routed(name: str) -> Resources:
    given = {"SubnetId": Ref("Private"), "RouteTableId": Ref(name)}
    return {f"{name}Use": ("AWS::EC2::SubnetRouteTableAssociation", given)}


def _port(number: int) -> dict[str, object]:
    return {"PortRange": {"From": number, "To": number}}


def _without(template: Resources, *names: str) -> Resources:
    return {name: one for name, one in template.items() if name not in names}


# question, network, resource that is asked about: the answer, where it points, and what it says
CASES: dict[str, tuple[str, Resources, str, Truth, str, str]] = {
    "a load balancer in public subnets": ("balancer-unrouted", balanced(), "Lb", NO, "Lb.Scheme", ""),
    "an internet-facing load balancer in a private subnet": (
        "balancer-unrouted", balanced(where="Private"), "Lb", YES, "Lb.Scheme", "Private",
    ),
    "an internal load balancer needs no route": (
        "balancer-unrouted", balanced("internal", where="Private"), "Lb", NO, "Lb.Scheme", "",
    ),
    "a load balancer behind a firewall's endpoint": (
        "balancer-unrouted",
        {**balanced(), **route("PublicRoute", "PublicTable", VpcEndpointId="vpce-1")}, "Lb", NO, "Lb.Scheme", "",
    ),
    "a load balancer in subnets of others": (
        "balancer-unrouted", balanced(Subnets=[Ref("Foreign")]), "Lb", UNKNOWN, "Lb.Subnets[0]", "",
    ),
    "a listener that the group opens": ("listener-closed", balanced(), "Listener", NO, "LbGroup.", ""),
    "a listener on a port that the group does not open": (
        "listener-closed", {**balanced(), **group("LbGroup", lets(80))}, "Listener", YES, "Listener.Port",
        "LbGroup opens other ports than 443",
    ),
    "a group without entries waits for others": (
        "listener-closed", {**balanced(), **group("LbGroup")}, "Listener", UNKNOWN, "LbGroup.", "",
    ),
    "a second group that opens it": (
        "listener-closed",
        {**balanced(SecurityGroups=[Ref("LbGroup"), Ref("More")]), **group("LbGroup", lets(80)),
         **group("More", lets(443))},
        "Listener", NO, "LbGroup.", "",
    ),
    "targets that let their load balancer in": ("targets-closed", balanced(), "Targets", NO, "Targets.", ""),
    "targets that let another group in": (
        "targets-closed", {**balanced(), **group("AppGroup", lets(8080, SourceSecurityGroupId=Ref("Other")))},
        "Targets", YES, "Targets.Targets[0].Id",
        "Lb does not reach App on port 8080: AppGroup does not let Lb in on port 8080",
    ),
    "targets that open another port": (
        "targets-closed", {**balanced(), **group("AppGroup", lets(80, SourceSecurityGroupId=Ref("LbGroup")))},
        "Targets", YES, "Targets.Targets[0].Id",
        "Lb does not reach App on port 8080: AppGroup lets nobody in on port 8080",
    ),
    "a load balancer that lets nothing out to them": (
        "targets-closed",
        {**balanced(), **group("LbGroup", lets(443), SecurityGroupEgress=[lets(80)])}, "Targets", YES,
        "Targets.Targets[0].Id",
        "Lb does not reach App on port 8080: LbGroup does not let Lb out to App on port 8080",
    ),
    "a target with a port of its own": (
        "targets-closed",
        {**balanced(), "Targets": ("AWS::ElasticLoadBalancingV2::TargetGroup",
                                   {"Port": 80, "Targets": [{"Id": Ref("App"), "Port": 8080}]})},
        "Targets", NO, "Targets.", "",
    ),
    "a service takes traffic on its container's port": (
        "targets-closed", _fargate(8080), "Targets", NO, "Targets.", "",
    ),
    "a service on a port that its group does not open": (
        "targets-closed", _fargate(9000), "Targets", YES, "Service.LoadBalancers[0].TargetGroupArn",
        "Lb does not reach Service on port 9000: AppGroup lets nobody in on port 9000",
    ),
    "a service in subnets of others": (
        "targets-closed", _fargate(8080, Subnets=[Ref("Foreign")]), "Targets", UNKNOWN,
        "Service.NetworkConfiguration.AwsvpcConfiguration.Subnets[0]", "",
    ),
    "a service in subnets of others, behind a group that lets nobody in": (
        "targets-closed", _fargate(9000, Subnets=[Ref("Foreign")]), "Targets", YES,
        "Service.LoadBalancers[0].TargetGroupArn",
        "Lb does not reach Service on port 9000: AppGroup lets nobody in on port 9000",
    ),
    "targets of a network load balancer see the clients": (
        "targets-closed",
        {**balanced(Type="network", SecurityGroups=[]), **group("AppGroup", lets(8080, CidrIp="203.0.113.0/24"))},
        "Targets", NO, "Targets.", "",
    ),
    "health checks on the traffic's port": ("health-check-closed", balanced(), "Targets", NO, "Targets.", ""),
    "health checks on a port that is closed": (
        "health-check-closed",
        {**balanced(), "Targets": ("AWS::ElasticLoadBalancingV2::TargetGroup",
                                   {"Port": 8080, "HealthCheckPort": "9000", "Targets": [{"Id": Ref("App")}]})},
        "Targets", YES, "Targets.Targets[0].Id",
        "Lb does not reach App on port 9000: AppGroup lets nobody in on port 9000",
    ),
    "targets in a zone of the load balancer": ("targets-elsewhere", balanced(), "Targets", NO, "Targets.", ""),
    "targets in another zone": (
        "targets-elsewhere", {**balanced(), **subnet("Private", Zone(1), "PrivateTable")}, "Targets", YES,
        "Targets.Targets[0].Id",
        "App stands in zone 1 of the region, Lb in zone 0 of the region",
    ),
    "targets in a zone that nobody knows": (
        "targets-elsewhere", {**balanced(), **subnet("Private", Parameter("Zone"), "PrivateTable")}, "Targets",
        UNKNOWN, "Public.AvailabilityZone", "",
    ),
    "an ACL with both directions": (
        "acl-drops-answers", {**network(), **acl(HTTPS, EPHEMERAL)}, "Acl", NO, "Acl.", "",
    ),
    "an ACL that lets no answers out": (
        "acl-drops-answers", {**network(), **acl(HTTPS)}, "Acl", YES, "E0.CidrBlock",
        "E0 lets port 443 in for 0.0.0.0/0, and nothing lets the answers out",
    ),
    "an ACL that denies the answers": (
        "acl-drops-answers",
        {**network(), **acl(HTTPS, {**EPHEMERAL, "RuleAction": "deny"}, EPHEMERAL)}, "Acl", YES, "E0.CidrBlock",
        "E0 lets port 443 in for 0.0.0.0/0, and E1 denies the answers",
    ),
    "an ACL that lets answers out to others": (
        "acl-drops-answers", {**network(), **acl(HTTPS, {**EPHEMERAL, "CidrBlock": "10.0.0.0/16"})}, "Acl", YES,
        "E0.CidrBlock", "E0 lets port 443 in for 0.0.0.0/0, and nothing lets the answers out",
    ),
    "an ACL that answers some of those that it lets in": (
        "acl-drops-answers",
        {**network(), **acl({**HTTPS, "CidrBlock": "10.0.0.0/16"}, {**EPHEMERAL, "CidrBlock": "10.0.1.0/24"})}, "Acl",
        UNKNOWN, "Acl.", "",
    ),
    "an ACL that answers over IPv6": (
        "acl-drops-answers",
        {**network(), **acl(
            {**HTTPS, "CidrBlock": NoValue(), "Ipv6CidrBlock": "::/0"},
            {**EPHEMERAL, "CidrBlock": NoValue(), "Ipv6CidrBlock": "::/0"},
        )},
        "Acl", NO, "Acl.", "",
    ),
    "an ACL that answers over IPv4 what comes over IPv6": (
        "acl-drops-answers",
        {**network(), **acl({**HTTPS, "CidrBlock": NoValue(), "Ipv6CidrBlock": "::/0"}, EPHEMERAL)}, "Acl", YES,
        "E0.Ipv6CidrBlock", "E0 lets port 443 in for ::/0, and nothing lets the answers out",
    ),
    "an ACL for Linux clients alone": (
        "acl-drops-answers",
        {**network(), **acl(HTTPS, {"Egress": True, "PortRange": {"From": 32768, "To": 65535}})}, "Acl", NO, "Acl.",
        "",
    ),
    "an ACL that lets calls out and no answers in": (
        "acl-drops-answers", {**network(), **acl({**HTTPS, "Egress": True})}, "Acl", YES, "E0.CidrBlock",
        "E0 lets port 443 out for 0.0.0.0/0, and nothing lets the answers in",
    ),
    "client ports alone are no service": (
        "acl-drops-answers", {**network(), **acl({"PortRange": {"From": 1024, "To": 65535}})}, "Acl", NO, "Acl.", "",
    ),
    "an entry that decides nothing has no answers to drop": (
        "acl-drops-answers", {**network(), **acl({"RuleAction": "deny", **HTTPS}, HTTPS)}, "Acl", NO, "Acl.", "",
    ),
    "a narrow deny behind a broad allow": (
        "acl-entry-never-decides",
        {**network(), **acl({"Protocol": -1}, {"RuleAction": "deny", "CidrBlock": "203.0.113.0/24", **_port(22)})},
        "E1", YES, "E1.RuleNumber", "rule 100 (E0) already allows all of it",
    ),
    "a narrow deny before a broad allow": (
        "acl-entry-never-decides",
        {**network(), **acl({"RuleAction": "deny", "CidrBlock": "203.0.113.0/24"}, {"Protocol": -1})}, "E1", NO,
        "E1.", "",
    ),
    "an entry for other addresses": (
        "acl-entry-never-decides",
        {**network(), **acl({"CidrBlock": "10.0.0.0/16"}, {"RuleAction": "deny", "CidrBlock": "10.0.0.0/8"})}, "E1",
        NO, "E1.", "",
    ),
    "an entry in the other direction": (
        "acl-entry-never-decides", {**network(), **acl({"Egress": True}, {"RuleAction": "deny"})}, "E1", NO, "E1.", "",
    ),
    "an entry for a range of addresses that nobody knows": (
        "acl-entry-never-decides",
        {**network(), **acl({"Protocol": -1}, {"RuleAction": "deny", "CidrBlock": Parameter("Bad")})}, "E1", NO,
        "E1.", "",
    ),
    "an attached internet gateway": ("gateway-unattached", network(), "PublicRoute", NO, "PublicRoute.GatewayId", ""),
    "an internet gateway that is attached to nothing": (
        "gateway-unattached", _without(network(), "Attachment"), "PublicRoute", YES, "PublicRoute.GatewayId",
        "Igw is not attached to Vpc",
    ),
    "an internet gateway that is attached elsewhere": (
        "gateway-unattached",
        {**network(), "Other": ("AWS::EC2::VPC", {}),
         "Attachment": ("AWS::EC2::VPCGatewayAttachment", {"VpcId": Ref("Other"), "InternetGatewayId": Ref("Igw")})},
        "PublicRoute", YES, "PublicRoute.GatewayId", "Igw is not attached to Vpc",
    ),
    "an internet gateway that is attached to a VPC of others": (
        "gateway-unattached",
        {**network(), "Attachment": (
            "AWS::EC2::VPCGatewayAttachment", {"VpcId": Parameter("Which"), "InternetGatewayId": Ref("Igw")})},
        "PublicRoute", UNKNOWN, "Attachment.VpcId", "",
    ),
    "a NAT gateway with a route": ("nat-unused", network(), "Nat", NO, "Out.NatGatewayId", ""),
    "a NAT gateway without a route": (
        "nat-unused", _without(network(), "Out"), "Nat", YES, "Nat.",
        "no route leads to it",
    ),
    "a NAT gateway without route tables": (
        "nat-unused", {"Nat": ("AWS::EC2::NatGateway", {"SubnetId": Ref("Foreign")})}, "Nat", UNKNOWN, "Nat.",
        "the input has no route tables",
    ),
    "a peering with routes on both sides": (
        "peering-one-way", _peered("OneTable", "TwoTable"), "Link", NO, "Link.", "",
    ),
    "a peering with routes on one side": (
        "peering-one-way", _peered("OneTable"), "Link", YES, "Link.PeerVpcId",
        "One has routes over it and Two has none",
    ),
    "a peering with routes on the other side": (
        "peering-one-way", _peered("TwoTable"), "Link", YES, "Link.VpcId", "Two has routes over it and One has none",
    ),
    "a peering without routes may get them elsewhere": ("peering-one-way", _peered(), "Link", NO, "Link.", ""),
    "a peering with a VPC of others": (
        "peering-one-way",
        {**_peered("OneTable"),
         "Link": ("AWS::EC2::VPCPeeringConnection", {"VpcId": Ref("One"), "PeerVpcId": "vpc-1"})},
        "Link", UNKNOWN, "Link.PeerVpcId", "",
    ),
    "a subnet group of private subnets": (
        "public-subnet-in-group", {**network(), **database(False, "Private")}, "Subnets", NO, "Subnets.", "",
    ),
    "a subnet group with a public subnet": (
        "public-subnet-in-group", {**network(), **database(False, "Private", "Public")}, "Subnets", YES,
        "Subnets.SubnetIds[1]", "Public has a default route to an internet gateway",
    ),
    "a subnet group of others' subnets": (
        "public-subnet-in-group", {**network(), **database(False, "Foreign")}, "Subnets", UNKNOWN,
        "Subnets.SubnetIds[0]", "",
    ),
    "an elastic address in a private subnet": (
        "public-address-unrouted",
        {**network(), **instance("Host", "Private"), "Eip": ("AWS::EC2::EIP", {"InstanceId": Ref("Host")})}, "Host",
        YES, "Eip.InstanceId", "Private has no default route to an internet gateway",
    ),
    "an elastic address in a public subnet": (
        "public-address-unrouted",
        {**network(), **instance("Host", "Public"), "Eip": ("AWS::EC2::EIP", {"InstanceId": Ref("Host")})}, "Host",
        NO, "PublicRoute.GatewayId", "",
    ),
    "an instance with the address of its subnet": (
        "public-address-unrouted", {**network(), **instance("Host", "Public")}, "Host", NO, "Host.", "",
    ),
    "a function in a public subnet": (
        "stuck-in-public-subnet", _function("Private", "Public"), "Fn", YES, "Fn.VpcConfig.SubnetIds[1]",
        "the way out of Public is an internet gateway, which serves public addresses alone",
    ),
    "a function in a private subnet": ("stuck-in-public-subnet", _function("Private"), "Fn", NO, "Fn.", ""),
    "a function in a public subnet with endpoints": (
        "stuck-in-public-subnet", {**_endpoint(), **_function("Public")}, "Fn", NO, "Fn.", "",
    ),
    "a service with a public address": (
        "stuck-in-public-subnet", _fargate(80, Subnets=[Ref("Public")], AssignPublicIp="ENABLED"), "Service", NO,
        "Service.", "",
    ),
    "a service without one in a public subnet": (
        "stuck-in-public-subnet", _fargate(80, Subnets=[Ref("Public")]), "Service", YES,
        "Service.NetworkConfiguration.AwsvpcConfiguration.Subnets[0]",
        "the way out of Public is an internet gateway, which serves public addresses alone",
    ),
    "an endpoint that takes HTTPS": ("port-closed", _endpoint(lets(443)), "Endpoint", NO, "Guard.", ""),
    "an endpoint whose group is for something else": (
        "port-closed", _endpoint(lets(80)), "Endpoint", YES, "Endpoint.", "Guard opens other ports than 443",
    ),
    "an endpoint with all protocols": (
        "port-closed", _endpoint({"IpProtocol": "-1", "CidrIp": "10.0.0.0/16"}), "Endpoint", NO, "Guard.", "",
    ),
    "a client range inside the VPC": (
        "client-range-overlaps", _client_vpn("10.0.8.0/22"), "Vpn", YES, "Vpn.ClientCidrBlock",
        "10.0.8.0/22 overlaps 10.0.0.0/16 of Vpc",
    ),
    "a client range of its own": (
        "client-range-overlaps", _client_vpn("10.8.0.0/22"), "Vpn", NO, "Vpn.ClientCidrBlock", "",
    ),
    "a client range that nobody knows": (
        "client-range-overlaps", _client_vpn(Parameter("Range")), "Vpn", UNKNOWN, "Vpn.ClientCidrBlock", "",
    ),
    "a VPN route into the VPC itself": (
        "vpn-route-overlaps", _vpn("10.0.0.0/8"), "Static", YES, "Static.DestinationCidrBlock",
        "10.0.0.0/8 overlaps 10.0.0.0/16 of Vpc",
    ),
    "a VPN route to elsewhere": (
        "vpn-route-overlaps", _vpn("192.168.0.0/16"), "Static", NO, "Static.DestinationCidrBlock", "",
    ),
    "a load balancer with a listener": (
        "balancer-without-listener", balanced(), "Lb", NO, "Listener.LoadBalancerArn", "",
    ),
    "a load balancer without one beside a target group": (
        "balancer-without-listener", _without(balanced(), "Listener"), "Lb", YES, "Lb.",
        "no listener forwards to Targets",
    ),
    "a load balancer alone": (
        "balancer-without-listener", _without(balanced(), "Listener", "Targets"), "Lb", UNKNOWN, "Lb.",
        "its listeners may be written elsewhere",
    ),
    "a warehouse without a way to S3": (
        "cannot-reach-service", _warehouse(), "Dw", YES, "Private.",
        "Private has no default route, and there is no endpoint for s3",
    ),
    "a warehouse with a NAT gateway": (
        "cannot-reach-service", {**network(), **_warehouse(), **_routed("PrivateTable")}, "Dw", NO,
        "PublicRoute.GatewayId", "",
    ),
    "a warehouse with an endpoint for S3": (
        "cannot-reach-service",
        {**_warehouse(), **table("PrivateTable"), **_routed("PrivateTable"),
         "S3": ("AWS::EC2::VPCEndpoint", {"VpcId": Ref("Vpc"), "ServiceName": "com.amazonaws.eu-west-1.s3",
                                          "RouteTableIds": [Ref("PrivateTable")]})},
        "Dw", NO, "S3.RouteTableIds[0]", "",
    ),
    "a warehouse in subnets of others": (
        "cannot-reach-service", {**_warehouse(), "Subnets": (
            "AWS::Redshift::ClusterSubnetGroup", {"SubnetIds": [Ref("Foreign")]})},
        "Dw", UNKNOWN, "Subnets.SubnetIds[0]", "",
    ),
    "an origin that everyone reaches": (
        "balancer-around-distribution", _distribution(), "Cdn", YES, "Cdn.DistributionConfig.Origins[0].DomainName",
        "Lb takes requests from everyone, with or without the distribution",
    ),
    "an origin that looks for a header": (
        "balancer-around-distribution",
        _distribution(OriginCustomHeaders=[{"HeaderName": "X-Secret", "HeaderValue": "x"}]), "Cdn", UNKNOWN,
        "Cdn.DistributionConfig.Origins[0].OriginCustomHeaders",
        "the origin gets a header that its rules may ask for",
    ),
    "an origin for CloudFront's addresses": (
        "balancer-around-distribution",
        {**_distribution(), **group("LbGroup", {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                                                "SourcePrefixListId": "pl-1"})},
        "Cdn", UNKNOWN, "LbGroup.SecurityGroupIngress[0].SourcePrefixListId", "",
    ),
    "an internal origin": (
        "balancer-around-distribution", {**_distribution(), "Lb": balanced("internal")["Lb"]}, "Cdn", NO, "Cdn.",
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_broken_networks(name: str) -> None:
    question, template, asked, truth, place, words = CASES[name]
    arguments: dict[str, object] = {"port": 443} if question == "port-closed" else {"service": "s3"}
    found = _told(_ask(question, template, asked, **arguments))
    assert found == (truth, place, words or found[2])


def test_a_database_on_another_port_than_its_group_opens() -> None:
    closed = {**network(), **group("DbGroup", lets(3306)), **database(False, "Private")}
    assert _told(_ask("port-closed", closed, "Db")) == (YES, "Db.", "DbGroup opens other ports than 5432")
    for port, truth in ((3306, NO), (Parameter("Port"), UNKNOWN), (NoValue(), YES)):
        template = {**closed, **database(False, "Private", Port=port)}
        assert _ask("port-closed", template, "Db").truth is truth


def test_the_way_to_a_target_is_told_hop_by_hop() -> None:
    template = {**balanced(), **group("AppGroup", lets(8080, CidrIp="192.0.2.0/24"))}
    (evidence,) = _ask("targets-closed", template, "Targets").evidence
    assert [one.message for one in evidence.related] == [
        "Listener forwards it to Targets",
        "Targets sends it to App",
        "AppGroup does not let Lb in on port 8080",
    ]


def test_a_public_subnet_in_a_group_is_proved_by_its_route() -> None:
    (evidence,) = _ask("public-subnet-in-group", {**network(), **database(False, "Public")}, "Subnets").evidence
    assert [(one.role, one.place is not None) for one in evidence.related] == [
        ("subnet", True),
        ("route-table", True),
        ("route", True),
    ]


def test_a_port_that_the_engine_does_not_decide_is_not_guessed() -> None:
    network_of = {**network(), **group("DbGroup", lets(3306))}
    restored = database(False, "Private", DBSnapshotIdentifier="nightly")
    assert _ask("port-closed", {**network_of, **restored}, "Db").truth is UNKNOWN
    for engine, truth in (("aurora-postgresql", UNKNOWN), ("aurora-mysql", NO)):
        given = {"Engine": engine, "DBSubnetGroupName": Ref("Subnets"), "VpcSecurityGroupIds": [Ref("DbGroup")]}
        template: Resources = {
            **network_of,
            "Subnets": ("AWS::RDS::DBSubnetGroup", {"SubnetIds": [Ref("Private")]}),
            "Cluster": ("AWS::RDS::DBCluster", given),
            "Member": ("AWS::RDS::DBInstance", {"Engine": engine, "DBClusterIdentifier": Ref("Cluster")}),
        }
        assert [_ask("port-closed", template, name).truth for name in ("Cluster", "Member")] == [truth, truth]


def test_which_vpc_is_meant_is_never_guessed() -> None:
    unclear = Sub(("${", Ref("Vpc"), "}"))
    template: Resources = {
        **network(),
        "Other": ("AWS::EC2::VPC", {"CidrBlock": "10.9.0.0/16"}),
        "Stray": ("AWS::EC2::Subnet", {"VpcId": unclear, "CidrBlock": "10.9.1.0/24"}),
        "Link": ("AWS::EC2::VPCPeeringConnection", {"VpcId": unclear, "PeerVpcId": Ref("Other")}),
    }
    for question, name in (("subnet-outside-vpc", "Stray"), ("subnet-overlaps", "Stray"), ("peers-overlap", "Link")):
        assert _ask(question, template, name).truth is UNKNOWN, question
