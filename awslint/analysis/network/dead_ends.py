"""Routes that lead nowhere: to gateways that nobody attached, to no NAT gateway, over peerings with one way only."""

from collections.abc import Mapping
from dataclasses import replace

from awslint.analysis.network.path import whole
from awslint.model.finding import Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Scalar, Unknown
from awslint.query.relations import Member
from awslint.query.view import View

TABLE = "AWS::EC2::RouteTable"
INTERNET_GATEWAY = "AWS::EC2::InternetGateway"


def gateway_unattached(view: View, route: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a route leads to an internet gateway that is not attached to the VPC of its route table.

    YES points at the route's GatewayId.
    """
    named = view.read(route, "GatewayId")
    target = named.refers_to.target if isinstance(named, Scalar | Unknown) and named.refers_to is not None else ""
    gateway = view.graph.resources.get(target)
    tables = view.related(route, "route").members
    vpcs = [
        vpc
        for table in tables
        for vpc in view.related(table.resource, "in-vpc").members
        if all_of((table.certain, vpc.certain)) is Truth.YES
    ]
    if gateway is None or gateway.type != INTERNET_GATEWAY:
        return Outcome(Truth.NO, (view.evidence(route, named, path=("GatewayId",)),))
    if not vpcs:
        return Outcome(Truth.UNKNOWN, (view.evidence(route, view.read(route, "RouteTableId"), path=("RouteTableId",)),))
    attachments = view.related(gateway, "attached-internet-gateway").members
    sides = [view.related(one.resource, "gateway-attachment") for one in attachments]
    attached = {member.resource.key for side in sides for member in side.members}
    if attached & {vpc.resource.key for vpc in vpcs}:
        return Outcome(Truth.NO, (view.evidence(route, named),))
    left = [
        view.evidence(one.resource, value) for one, side in zip(attachments, sides, strict=True) for value in side.open
    ]
    if left:
        return Outcome(Truth.UNKNOWN, tuple(left))
    vpc = vpcs[0].resource
    related = (
        RelatedPlace("gateway", f"{gateway.address} is attached to {_names(view, attached)}", gateway.place),
        RelatedPlace("vpc", f"{vpc.address} is the VPC of the route", vpc.place, vpc.address),
    )
    found = view.evidence(route, named, f"{gateway.address} is not attached to {vpc.address}")
    return Outcome(Truth.YES, (replace(found, related=related),))


def _names(view: View, keys: set[str]) -> str:
    return ", ".join(sorted(view.graph.resources[key].address for key in keys)) or "no VPC"


def nat_unused(view: View, nat: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether no route leads to a NAT gateway, in an input that has route tables."""
    routes = view.related(nat, "route-to-nat-gateway").members
    if routes:
        truth = ~any_of(one.certain for one in routes)
        return Outcome(truth, tuple(view.evidence(one.source, one.naming) for one in routes))
    if not any(view.resources(nat.scope, TABLE)):
        return Outcome(Truth.UNKNOWN, (replace(whole(nat), detail="the input has no route tables"),))
    return Outcome(Truth.YES, (replace(whole(nat), detail="no route leads to it"),))


def peering_one_way(view: View, peering: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether one VPC of a peering has routes over it and the other, also in the input, has none: no answers come back.

    YES points at the id of the VPC that lacks the route; the routes of the other side are related.
    """
    ends = [view.related(peering, relation) for relation in ("peering-between", "peering-with")]
    if not all(end.members and end.members[0].certain is Truth.YES for end in ends):
        return Outcome(Truth.UNKNOWN, tuple(view.evidence(peering, one) for end in ends for one in end.open))
    sides: list[list[Member]] = [[], []]
    for route in view.related(peering, "route-to-peering").members:
        tables = view.related(route.resource, "route").members
        vpcs = [vpc.resource.key for table in tables for vpc in view.related(table.resource, "in-vpc").members]
        if not vpcs:
            return Outcome(Truth.UNKNOWN, (view.evidence(route.source, route.naming),))
        for side, end in zip(sides, ends, strict=True):
            if end.members[0].resource.key in vpcs:
                side.append(route)
    if bool(sides[0]) == bool(sides[1]):
        return Outcome(Truth.NO, (whole(peering),))
    with_routes, without = (0, 1) if sides[0] else (1, 0)
    lacking, there = ends[without].members[0].resource, ends[with_routes].members[0].resource
    name = ("VpcId", "PeerVpcId")[without]
    related = tuple(
        RelatedPlace("route", f"{one.resource.address} leads over it", one.naming.place, one.resource.address)
        for one in sides[with_routes]
    )
    detail = f"{there.address} has routes over it and {lacking.address} has none"
    found = view.evidence(peering, view.read(peering, name), detail, (name,))
    sure = any_of(one.certain for one in sides[with_routes])
    return Outcome(sure, (replace(found, related=related),))
