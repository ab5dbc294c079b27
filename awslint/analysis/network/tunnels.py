"""Ranges at the far end of VPNs: they must not be the VPC's own."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.analysis.network.cidr import known_block
from awslint.analysis.network.layout import ranges, shown
from awslint.analysis.network.subnets import vpc_of
from awslint.model.finding import Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of
from awslint.model.value import Absent, Value
from awslint.query.view import View


def client_range_overlaps(view: View, endpoint: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the client range of a Client VPN endpoint overlaps that of a VPC that it is associated with.

    https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is-best-practices.html
    """
    own = view.read(endpoint, "ClientCidrBlock")
    vpcs = [
        member.resource for member in view.related(endpoint, "client-vpn-vpc").members if member.certain is Truth.YES
    ]
    for association in view.related(endpoint, "client-vpn-association").members:
        for subnet in view.related(association.resource, "client-vpn-subnet").members:
            vpc = vpc_of(view, subnet.resource)
            if vpc is not None and all_of((association.certain, subnet.certain)) is Truth.YES:
                vpcs.append(vpc)
    return _overlap(view, endpoint, own, "ClientCidrBlock", vpcs)


def route_overlaps(view: View, route: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a static route of a VPN connection overlaps the VPC at the near end: its own addresses stay local."""
    return _overlap(view, route, view.read(route, "DestinationCidrBlock"), "DestinationCidrBlock", _near(view, route))


def _near(view: View, route: Resource) -> Iterator[Resource]:
    """The VPCs at the near end of the VPN connection of a route."""
    for connection in view.related(route, "vpn-route-of").members:
        for gateway in view.related(connection.resource, "vpn-gateway-of").members:
            for attachment in view.related(gateway.resource, "attached-vpn-gateway").members:
                for vpc in view.related(attachment.resource, "gateway-attachment").members:
                    if all_of(one.certain for one in (connection, gateway, attachment, vpc)) is Truth.YES:
                        yield vpc.resource


def _overlap(
    view: View, resource: Resource, own: Value, name: str, vpcs: Iterator[Resource] | list[Resource]
) -> Outcome:
    known = known_block(view, own)
    near = {vpc.key: vpc for vpc in vpcs}.values()
    if known is None or not near:
        truth = Truth.NO if isinstance(own, Absent) else Truth.UNKNOWN
        return Outcome(truth, (view.evidence(resource, own, path=(name,)),))
    unclear = False
    for vpc in near:
        for text in ranges(view, vpc):
            block = known_block(view, text)
            unclear = unclear or block is None
            if block is not None and block.overlaps(known):
                found = view.evidence(resource, own, f"{shown(own)} overlaps {shown(text)} of {vpc.address}")
                place = RelatedPlace("overlaps", f"{vpc.address} has {shown(text)}", text.place, vpc.address)
                return Outcome(Truth.YES, (replace(found, related=(place,)),))
    return Outcome(Truth.UNKNOWN if unclear else Truth.NO, (view.evidence(resource, own),))
