"""Public and private subnets, and whether what runs in them gets out."""

import pytest

from awslint.analysis.network.egress import service_of
from awslint.analysis.network.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.place import Place
from awslint.model.truth import Truth
from awslint.model.value import Scalar
from tests.analysis.graphs import If, Ref, Sub, in_worlds, resource, view_of
from tests.analysis.network.networks import Resources, function, nat, private, route, subnet, table, vpc


def _ask(template: Resources, question: str = "network.way-out", name: str = "Private") -> Outcome:
    view = view_of(template)
    return QUESTIONS[question].ask(view, resource(view, name), {})


def _is_public(template: Resources, name: str) -> Truth:
    return _ask(template, "network.public-subnet", name).truth


def test_public_is_a_default_route_to_an_internet_gateway() -> None:
    template = private()
    assert _is_public(template, "Public") is Truth.YES
    assert _is_public(template, "Private") is Truth.NO
    (evidence,) = _ask(template, "network.public-subnet", "Public").evidence
    assert (evidence.resource, evidence.path) == ("t.yaml#PublicRoute", "GatewayId")


@pytest.mark.parametrize(
    ("route_properties", "expected"),
    [
        ({"GatewayId": "igw-0123"}, Truth.YES),
        ({"GatewayId": Ref("Igw", "InternetGatewayId")}, Truth.YES),
        ({"GatewayId": Ref("Attachment", "InternetGatewayId")}, Truth.YES),
        ({"GatewayId": "vgw-0123"}, Truth.NO),
        ({"GatewayId": Ref("SomeGateway")}, Truth.UNKNOWN),
        ({"GatewayId": Ref("Igw"), "DestinationCidrBlock": "198.51.100.0/24"}, Truth.NO),
        ({"GatewayId": Ref("Igw"), "DestinationCidrBlock": Ref("Somewhere")}, Truth.UNKNOWN),
        ({"CarrierGatewayId": "cagw-0123"}, Truth.YES),
        ({"GatewayId": Ref("Igw"), "DestinationIpv6CidrBlock": "::/0"}, Truth.NO),
    ],
)
def test_what_makes_a_subnet_public(route_properties: dict[str, object], expected: Truth) -> None:
    template = {
        **vpc(), **table("T"), **subnet("S", "eu-west-1a", "T"), **route("R", "T", **route_properties)
    }  # fmt: skip
    assert _is_public(template, "S") is expected


def test_an_ipv6_only_subnet_is_public_by_its_ipv6_route() -> None:
    template = {
        **vpc(), **table("T"), **subnet("S", "eu-west-1a", "T", Ipv6Native=True),
        **route("R", "T", GatewayId=Ref("Igw"), DestinationIpv6CidrBlock="::/0"),
    }  # fmt: skip
    assert _is_public(template, "S") is Truth.YES


def test_two_halves_are_a_default_route() -> None:
    template = {
        **vpc(), **table("T"), **subnet("S", "eu-west-1a", "T"),
        **route("R1", "T", GatewayId=Ref("Igw"), DestinationCidrBlock="0.0.0.0/1"),
        **route("R2", "T", GatewayId=Ref("Igw"), DestinationCidrBlock="128.0.0.0/1"),
    }  # fmt: skip
    assert _is_public(template, "S") is Truth.YES


def test_without_an_association_the_main_table_of_a_new_vpc_has_its_local_route_alone() -> None:
    template = {**vpc(), **subnet("S", "eu-west-1a"), **function(Ref("S"))}
    assert _is_public(template, "S") is Truth.NO
    assert _ask(template, name="S").truth is Truth.NO


@pytest.mark.parametrize(
    ("template", "resource_key", "path"),
    [
        ({**subnet("S", "a"), **function(Ref("S"))}, "t.yaml#S", "VpcId"),
        (
            {**vpc(), **subnet("S", "a"), "A": ("AWS::EC2::SubnetRouteTableAssociation",
             {"SubnetId": Ref("S"), "RouteTableId": Ref("TableFromOutside")})},
            "t.yaml#A", "RouteTableId",
        ),
    ],
)  # fmt: skip
def test_a_route_table_outside_the_input_cannot_be_known(template: Resources, resource_key: str, path: str) -> None:
    for question in ("network.public-subnet", "network.way-out"):
        outcome = _ask(template, question, "S")
        assert outcome.truth is Truth.UNKNOWN
        assert [(one.resource, one.path) for one in outcome.evidence] == [(resource_key, path)]


def test_terraform_can_write_to_the_main_table() -> None:
    direct = {**vpc(), **subnet("S", "a")}
    direct["R"] = (
        "AWS::EC2::Route",
        {"RouteTableId": Ref("Vpc", "MainRouteTableId"), "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": Ref("Igw")},
    )
    assert _is_public(direct, "S") is Truth.YES
    chosen = {**vpc(), **subnet("S", "a")}
    chosen["M"] = (
        "AWS::EC2::::MainRouteTableAssociation", {"VpcId": Ref("Vpc"), "RouteTableId": Ref("PublicTable")}
    )  # fmt: skip
    assert _is_public(chosen, "S") is Truth.YES


@pytest.mark.parametrize(
    "properties",
    [
        {"NatGatewayId": Ref("Nat")},
        {"NatGatewayId": Ref("NatFromOutside")},
        {"InstanceId": Ref("NatInstance")},
        {"NetworkInterfaceId": "eni-0123"},
        {"TransitGatewayId": Ref("Hub")},
        {"GatewayId": "vgw-0123"},
        {"GatewayId": Ref("SomeGateway")},
        {"CoreNetworkArn": "arn:aws:networkmanager::111122223333:core-network/core-1"},
        {"LocalGatewayId": "lgw-0123"},
        {"VpcEndpointId": Ref("Firewall", "EndpointIds")},
    ],
)
def test_ways_out(properties: dict[str, object]) -> None:
    template = {**private(), **nat("Nat", "Public"), **route("Out", "PrivateTable", **properties)}
    assert _ask(template).truth is Truth.YES


def test_nothing_leads_out() -> None:
    outcome = _ask(private())
    assert outcome.truth is Truth.NO
    (evidence,) = outcome.evidence
    assert (evidence.resource, evidence.path) == ("t.yaml#Private", "")
    assert evidence.detail == "Fn runs in it and its route table has no default route for IPv4"
    assert [(one.role, one.address) for one in evidence.related] == [
        ("needs-egress", "Fn"), ("route-table", "PrivateTable"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("properties", "path", "detail"),
    [
        ({"VpcPeeringConnectionId": Ref("Peer")}, "VpcPeeringConnectionId",
         "Fn runs in it and its default route leads to a VPC peering connection"),
        ({"EgressOnlyInternetGatewayId": Ref("Eigw"), "DestinationIpv6CidrBlock": "::/0"}, "",
         ("Fn runs in it and its route table has no default route for IPv4: an egress-only internet gateway serves "
         "IPv6 alone")),
        ({"NatGatewayId": Ref("Nat"), "DestinationCidrBlock": "198.51.100.0/24"}, "",
         "Fn runs in it and its route table has no default route for IPv4"),
    ],
)  # fmt: skip
def test_what_is_no_way_out(properties: dict[str, object], path: str, detail: str) -> None:
    (evidence,) = _ask({**private(), **route("Out", "PrivateTable", **properties)}).evidence
    assert (evidence.path, evidence.detail) == (path, detail)


def test_an_egress_only_gateway_serves_an_ipv6_only_subnet() -> None:
    out = route("Out", "PrivateTable", EgressOnlyInternetGatewayId=Ref("Eigw"), DestinationIpv6CidrBlock="::/0")
    assert _ask({**private(Ipv6Native=True), **out}).truth is Truth.YES
    nat64 = route("Out", "PrivateTable", NatGatewayId=Ref("Nat"), DestinationIpv6CidrBlock="64:ff9b::/96")
    assert _ask({**private(Ipv6Native=True), **nat64}).truth is Truth.YES
    ipv4 = route("Out", "PrivateTable", NatGatewayId=Ref("Nat"))
    assert _ask({**private(Ipv6Native=True), **ipv4}).truth is Truth.NO


def test_a_private_nat_gateway_leads_only_where_its_subnet_leads() -> None:
    def through(**hub: object) -> Truth:
        return _ask({
            **private(), **table("HubTable"), **subnet("Hub", "a", "HubTable"),
            **nat("Nat", "Hub", ConnectivityType="private"), **route("Out", "PrivateTable", NatGatewayId=Ref("Nat")),
            **(route("Beyond", "HubTable", **hub) if hub else {}),
        }).truth  # fmt: skip

    assert through(TransitGatewayId="tgw-0123") is Truth.YES
    assert through(GatewayId=Ref("Igw")) is Truth.NO
    assert through() is Truth.NO


def test_a_conditional_nat_gateway_is_a_way_out_in_its_worlds() -> None:
    out = route("Out", "PrivateTable", NatGatewayId=Ref("Nat"))["Out"]
    template = {**private(), **nat("Nat", "Public"), "Out": (*out, If("WithNat"))}
    view = view_of(template)
    answers = in_worlds(view, lambda seen: QUESTIONS["network.way-out"].ask(seen, resource(seen, "Private"), {}))
    assert {world: answer.truth for world, answer in answers.items()} == {
        ("true",): Truth.YES,
        ("false",): Truth.NO,
    }


def _endpoint(service: object, **properties: object) -> Resources:
    given = {"VpcId": Ref("Vpc"), "ServiceName": service, "VpcEndpointType": "Interface", **properties}
    return {f"Endpoint{service}": ("AWS::EC2::VPCEndpoint", given)}


def test_endpoints_make_a_way_out_unnecessary() -> None:
    assert _ask({**private(), **_endpoint("com.amazonaws.eu-west-1.sqs")}).truth is Truth.YES
    regional = Sub(("com.amazonaws.", Ref("AWS::Region"), ".secretsmanager"))
    assert _ask({**private(), **_endpoint(regional)}).truth is Truth.YES
    gateway = {"VpcEndpointType": "Gateway", "RouteTableIds": [Ref("PrivateTable")]}
    assert _ask({**private(), **_endpoint("com.amazonaws.eu-west-1.s3", **gateway)}).truth is Truth.YES
    elsewhere = {"VpcEndpointType": "Gateway", "RouteTableIds": [Ref("PublicTable")]}
    assert _ask({**private(), **_endpoint("com.amazonaws.eu-west-1.s3", **elsewhere)}).truth is Truth.NO
    assert _ask({**private(), **_endpoint(Ref("ServiceName"))}).truth is Truth.UNKNOWN


def test_containers_need_the_endpoints_that_images_come_through() -> None:
    service = {"NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": [Ref("Private")]}}}
    template = {**private(), "Service": ("AWS::ECS::Service", service)}
    del template["Fn"]
    names = ["ecr.api", "ecr.dkr", "s3"]
    for given, expected in ((names[:1], Truth.NO), (names[:2], Truth.NO), (names, Truth.YES)):
        endpoints: Resources = {}
        for name in given:
            endpoints |= _endpoint(f"com.amazonaws.eu-west-1.{name}")
        outcome = _ask({**template, **endpoints})
        assert outcome.truth is expected, given
    template |= _endpoint("com.amazonaws.eu-west-1.ecr.api")
    assert _ask(template).evidence[0].detail.endswith("for IPv4, and there is no endpoint for ecr.dkr, s3")


def test_tasks_on_fargate_need_the_endpoint_that_their_logs_go_through() -> None:
    for launch, driver, expected in (
        ("FARGATE", "awslogs", Truth.NO),
        ("FARGATE", "awsfirelens", Truth.YES),
        ("EC2", "awslogs", Truth.YES),
    ):
        containers = [{"Name": "app", "LogConfiguration": {"LogDriver": driver}}]
        template: Resources = {
            **private(),
            "Task": ("AWS::ECS::TaskDefinition", {"ContainerDefinitions": containers}),
            "Service": (
                "AWS::ECS::Service",
                {
                    "LaunchType": launch,
                    "TaskDefinition": Ref("Task"),
                    "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": [Ref("Private")]}},
                },
            ),
        }
        del template["Fn"]
        for name in ("ecr.api", "ecr.dkr", "s3"):
            template |= _endpoint(f"com.amazonaws.eu-west-1.{name}")
        assert _ask(template).truth is expected, (launch, driver)
        if expected is Truth.NO:
            assert _ask(template).evidence[0].detail.endswith("and there is no endpoint for logs")
        assert _ask({**template, **_endpoint("com.amazonaws.eu-west-1.logs")}).truth is Truth.YES


def test_services_by_name() -> None:
    here = Place("t.yaml", ())
    assert service_of(Scalar("com.amazonaws.eu-west-1.ecr.dkr", here)) == "ecr.dkr"
    assert service_of(Scalar("com.example.vpce-svc", here)) == "com.example.vpce-svc"


@pytest.mark.parametrize(
    ("workload", "expected"),
    [
        (function(Ref("Private")), Truth.YES),
        (function(Ref("Public")), Truth.NO),
        ({"I": ("AWS::EC2::Instance", {"SubnetId": Ref("Private")})}, Truth.YES),
        ({"I": ("AWS::EC2::Instance", {"NetworkInterfaces": [{"SubnetId": Ref("Private")}]})}, Truth.YES),
        ({"G": ("AWS::AutoScaling::AutoScalingGroup", {"VPCZoneIdentifier": [Ref("Private")]})}, Truth.YES),
        ({"N": ("AWS::EKS::Nodegroup", {"Subnets": [Ref("Public"), Ref("Private")]})}, Truth.YES),
        ({"D": ("AWS::RDS::DBSubnetGroup", {"SubnetIds": [Ref("Private")]})}, Truth.NO),
        ({"E": ("AWS::EKS::Cluster", {"ResourcesVpcConfig": {"SubnetIds": [Ref("Private")]}})}, Truth.NO),
        (function(Ref("SubnetFromOutside")), Truth.NO),
    ],
)
def test_what_needs_egress(workload: Resources, expected: Truth) -> None:
    template = private()
    del template["Fn"]
    assert _ask({**template, **workload}, "network.hosts-what-needs-egress").truth is expected


def test_several_workloads_are_named_briefly() -> None:
    template = private()
    for index in range(4):
        template |= function(Ref("Private"), name=f"Fn{index}")
    (evidence,) = _ask(template).evidence
    assert evidence.detail.startswith("Fn, Fn0, Fn1 and 2 more run in it")
