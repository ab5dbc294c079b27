"""What a host reaches by itself: the internet, AWS services; and who reaches a database.

The expected paths were written first; `Resource.Property.Path` is the text that decides a hop.
"""

import pytest

from awslint.analysis.network.inside import talkers
from awslint.analysis.network.outward import to_internet, to_service
from awslint.model.truth import Truth
from tests.analysis.graphs import Ref, Zone, resource, view_of
from tests.analysis.network.hosts_and_paths import acl, database, group, instance, lets, network, written
from tests.analysis.network.networks import Resources, nat, route, subnet, table

RETURN = {"PortRange": {"From": 1024, "To": 65535}}
OUT_443 = {"Egress": True, "PortRange": {"From": 443, "To": 443}}


def _app(**properties: object) -> Resources:
    return {**network(), **group("AppGroup"), **instance("App", "Private", Ref("AppGroup"), **properties)}


def _without(template: Resources, *names: str) -> Resources:
    return {name: one for name, one in template.items() if name not in names}


INTERNET: dict[str, tuple[Resources, Truth, list[str], str]] = {
    "by a NAT gateway": (_app(), Truth.YES, ["Out.NatGatewayId", "PublicRoute.GatewayId"], ""),
    "without a default route": (
        _without(_app(), "Out"), Truth.NO, ["Private."], "Private has no default route",
    ),
    "by a NAT gateway that stands in the private subnet": (
        {**_app(), **nat("Nat", "Private")}, Truth.NO, ["Out.NatGatewayId", "Nat.SubnetId"],
        "Nat stands in Private, which has no default route to an internet gateway",
    ),
    "by a private NAT gateway": (
        {**_app(), **nat("Nat", "Public", ConnectivityType="private")}, Truth.NO,
        ["Out.NatGatewayId", "Nat.ConnectivityType"], "Nat is private: it does not lead to the internet",
    ),
    "by a regional NAT gateway": (
        {**_app(), "Nat": ("AWS::EC2::NatGateway", {"AvailabilityMode": "regional", "VpcId": Ref("Vpc")})}, Truth.YES,
        ["Out.NatGatewayId"], "",
    ),
    "by a transit gateway": (
        {**_app(), **route("Out", "PrivateTable", TransitGatewayId=Ref("Hub"))}, Truth.UNKNOWN,
        ["Out.TransitGatewayId"], "Private leads to a transit gateway, whose own routes are not followed",
    ),
    "by the internet gateway, with an address": (
        {**network(), **group("AppGroup"), **instance("App", "Public", Ref("AppGroup"))}, Truth.YES,
        ["PublicRoute.GatewayId", "Public.MapPublicIpOnLaunch"], "",
    ),
    "by the internet gateway, without an address": (
        {
            **network(), **group("AppGroup"), **subnet("Bare", Zone(0), "PublicTable"),
            **instance("App", "Bare", Ref("AppGroup")),
        },
        Truth.NO, ["PublicRoute.GatewayId", "Bare.MapPublicIpOnLaunch"], "App has no public address",
    ),
    "a function never has an address": (
        {
            **network(), **group("AppGroup"),
            "App": ("AWS::Lambda::Function",
                    {"VpcConfig": {"SubnetIds": [Ref("Public")], "SecurityGroupIds": [Ref("AppGroup")]}}),
        },
        Truth.NO, ["PublicRoute.GatewayId", "App."], "App has no public address",
    ),
    "a security group that lets nothing out": (
        {**_app(), **group("AppGroup", SecurityGroupEgress=[lets(5432, CidrIp="10.0.0.0/8")])}, Truth.NO,
        ["AppGroup."], "AppGroup does not let App out to the internet on port 443",
    ),
    "a network ACL that drops the answers": (
        {**_app(), **acl(OUT_443, name="Private")}, Truth.NO,
        ["E0.CidrBlock", "Out.NatGatewayId", "PublicRoute.GatewayId", "Acl."], "Acl lets no answers in",
    ),
    "a network ACL with both directions": (
        {**_app(), **acl(OUT_443, RETURN, name="Private")}, Truth.YES,
        ["E0.CidrBlock", "Out.NatGatewayId", "PublicRoute.GatewayId", "E1.CidrBlock"], "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", INTERNET)
def test_to_the_internet(name: str) -> None:
    template, truth, path, words = INTERNET[name]
    view = view_of(template)
    answer = to_internet(view, resource(view, "App"))
    assert (answer.truth, written(answer)) == (truth, path)
    if words:
        assert answer.hops[-1].words == words


def _endpoint(service: str, **properties: object) -> Resources:
    given = {"VpcId": Ref("Vpc"), "ServiceName": f"com.amazonaws.eu-west-1.{service}", **properties}
    return {"Endpoint": ("AWS::EC2::VPCEndpoint", given)}


SERVICES: dict[str, tuple[Resources, str, Truth, list[str], str]] = {
    "a gateway endpoint in the subnet's table": (
        {**_without(_app(), "Out"), **_endpoint("s3", RouteTableIds=[Ref("PrivateTable")])}, "s3", Truth.YES,
        ["Endpoint.RouteTableIds[0]"], "",
    ),
    "an endpoint for another service": (
        {**_without(_app(), "Out"), **_endpoint("dynamodb", RouteTableIds=[Ref("PrivateTable")])}, "s3", Truth.NO,
        ["Private."], "Private has no default route",
    ),
    "an interface endpoint": (
        {
            **_without(_app(), "Out"), **group("EndpointGroup", lets(443, CidrIp="10.0.0.0/16")),
            **_endpoint("sqs", VpcEndpointType="Interface", SubnetIds=[Ref("Private")],
                        SecurityGroupIds=[Ref("EndpointGroup")]),
        },
        "sqs", Truth.YES, ["Endpoint.ServiceName", "EndpointGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "an interface endpoint that lets nobody in": (
        {
            **_without(_app(), "Out"), **group("EndpointGroup"),
            **_endpoint("sqs", VpcEndpointType="Interface", SubnetIds=[Ref("Private")],
                        SecurityGroupIds=[Ref("EndpointGroup")]),
        },
        "sqs", Truth.NO, ["Endpoint.ServiceName", "EndpointGroup."], "EndpointGroup lets nobody in on port 443",
    ),
    "an interface endpoint that only its own name leads to": (
        {
            **_without(_app(), "Out"), **group("EndpointGroup", lets(443, CidrIp="10.0.0.0/16")),
            **_endpoint("sqs", VpcEndpointType="Interface", SubnetIds=[Ref("Private")], PrivateDnsEnabled=False,
                        SecurityGroupIds=[Ref("EndpointGroup")]),
        },
        "sqs", Truth.UNKNOWN,
        ["Endpoint.ServiceName", "Endpoint.PrivateDnsEnabled", "EndpointGroup.SecurityGroupIngress[0].CidrIp"], "",
    ),
    "an interface endpoint that only its own name leads to, beside a NAT gateway": (
        {
            **_app(), **group("EndpointGroup"),
            **_endpoint("sqs", VpcEndpointType="Interface", SubnetIds=[Ref("Private")], PrivateDnsEnabled=False,
                        SecurityGroupIds=[Ref("EndpointGroup")]),
        },
        "sqs", Truth.YES, ["Out.NatGatewayId", "PublicRoute.GatewayId"], "",
    ),
    "without an endpoint, over the internet": (
        _app(), "sqs", Truth.YES, ["Out.NatGatewayId", "PublicRoute.GatewayId"], "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVICES)
def test_to_a_service(name: str) -> None:
    template, service, truth, path, words = SERVICES[name]
    view = view_of(template)
    answer = to_service(view, resource(view, "App"), service)
    assert (answer.truth, written(answer)) == (truth, path)
    if words:
        assert answer.hops[-1].words == words


def test_who_may_talk_to_the_database() -> None:
    view = view_of({
        **network(),
        **subnet("Data", Zone(0), "DataTable", CidrBlock="10.0.2.0/24"),
        **table("DataTable"),
        **group("AppGroup"), **group("WebGroup"), **group("DbGroup", lets(5432, SourceSecurityGroupId=Ref("AppGroup"))),
        **instance("App", "Private", Ref("AppGroup")),
        **instance("Web", "Public", Ref("WebGroup")),
        **instance("Guest", "Private", Ref("GroupFromOutside")),
        **database(False, "Data"),
    })  # fmt: skip
    found = {host.address: answer.truth for host, answer in talkers(view, resource(view, "Db"))}
    assert found == {"App": Truth.YES, "Web": Truth.NO, "Guest": Truth.UNKNOWN}
