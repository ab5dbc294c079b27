"""Routes between the networks of two hosts: the local route, and peerings, which lead no further than their far end."""

from collections.abc import Iterator

from awslint.analysis.network.cidr import Block, block, cidr_of
from awslint.analysis.network.prefixes import listed_blocks
from awslint.analysis.network.routes import (
    CLOUD_WAN,
    DESTINATIONS,
    ENDPOINT,
    INSTANCE,
    NAT,
    PEERING,
    TRANSIT,
    VIRTUAL_PRIVATE,
    Route,
    tables,
)
from awslint.analysis.network.subnets import route_evidence
from awslint.model.finding import Evidence
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown
from awslint.query.view import View

Step = tuple[str, Truth, Evidence]
Stand = tuple[Resource, Resource]  # a host and the subnet in which it stands

# Their own tables decide where the traffic goes on, and may be anywhere.
_HUBS = frozenset({TRANSIT, VIRTUAL_PRIVATE, CLOUD_WAN, INSTANCE, ENDPOINT})
# What a route that is more specific than the local one may lead to.
_MIDDLE = frozenset({INSTANCE, ENDPOINT, NAT})


def between_networks(view: View, one: Stand, other: Stand) -> Iterator[Step]:
    """The steps over route tables, there and back. None in one VPC: every table has its local route."""
    here, there = _vpc(view, one[1]), _vpc(view, other[1])
    if here is None or there is None:
        subnet = one[1] if here is None else other[1]
        named = view.read(subnet, "VpcId")
        yield f"the VPC of {subnet.address} is not in the input", Truth.UNKNOWN, view.evidence(subnet, named)
        return
    if here.key == there.key:
        yield from _diverted(view, one[1], other[1], here)
        yield from _diverted(view, other[1], one[1], here)
        return
    yield from _crossing(view, one, other, here, there)
    yield from _crossing(view, other, one, there, here)


def _diverted(view: View, subnet: Resource, other: Resource, vpc: Resource) -> Iterator[Step]:
    """A route that is more specific than the local one, by way of something that inspects the traffic.

    https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html
    """
    whole, destination = cidr_of(view, vpc), cidr_of(view, other)
    if subnet.key == other.key or destination is None or whole is None:
        return
    for table in tables(view, subnet):
        for route in table.routes:
            inner = [one for one in _destinations(view, route) or () if whole.contains(one) and one != whole]
            if route.kind in _MIDDLE and any(one.contains(destination) for one in inner):
                kind = f"a{'n' if route.kind[0] in 'aeiou' else ''} {route.kind}"
                words = f"{subnet.address} leads to {other.address} by {kind}, whose own routes are not followed"
                yield words, Truth.UNKNOWN, route_evidence(view, route)
                return


def _vpc(view: View, subnet: Resource) -> Resource | None:
    members = view.related(subnet, "in-vpc").members
    return members[0].resource if members and members[0].certain is Truth.YES else None


def _crossing(view: View, one: Stand, other: Stand, here: Resource, there: Resource) -> Iterator[Step]:
    """One direction: the most specific route of the subnet's table towards the other subnet."""
    destination = cidr_of(view, other[1]) or cidr_of(view, there)
    subnet = one[1]
    nowhere = f"{subnet.address} has no route to the VPC of {other[0].address}"
    whole = Evidence(subnet.key, subnet.place, "")
    for table in tables(view, subnet):
        if table.unknown is not None and table.named is not None:
            evidence = view.evidence(table.named[0], table.unknown)
            yield f"the route table of {subnet.address} is not in the input", Truth.UNKNOWN, evidence
            return
        if destination is None:
            yield f"the range of {other[1].address} is not known", Truth.UNKNOWN, Evidence(other[1].key, None, "")
            return
        route, doubt = _most_specific(view, table.routes, destination)
        if route is None:
            yield (nowhere, Truth.NO, whole) if doubt is None else _unsure(view, doubt)
            return
        yield _by(view, route, subnet, other[0], (here, there), (nowhere, whole))
        return
    yield nowhere, Truth.NO, whole


def _unsure(view: View, route: Route) -> Step:
    return f"{route.resource.address} has an unknown destination", Truth.UNKNOWN, route_evidence(view, route)


def _most_specific(view: View, found: tuple[Route, ...], destination: Block) -> tuple[Route | None, Route | None]:
    """The route with the longest prefix that holds the destination, and one whose destination is unknown."""
    best: tuple[int, Route] | None = None
    doubt: Route | None = None
    for route in found:
        blocks = _destinations(view, route)
        doubt = route if blocks is None else doubt
        for known in blocks or ():
            if known.contains(destination) and (best is None or known.last - known.first < best[0]):
                best = (known.last - known.first, route)
    return (best[1] if best is not None else None), doubt


def _destinations(view: View, route: Route) -> list[Block] | None:
    """The IPv4 ranges that a route is for; None where they are not known."""
    listed = view.read(route.resource, "DestinationPrefixListId")
    if not isinstance(listed, Absent):
        return listed_blocks(view, listed)
    written = view.read(route.resource, DESTINATIONS[4])
    known = block(str(written.data)) if isinstance(written, Scalar) else None
    if known is None:
        return None if isinstance(written, Unknown) else []
    return [known]


def _by(
    view: View,
    route: Route,
    subnet: Resource,
    host: Resource,
    vpcs: tuple[Resource, Resource],
    nowhere: tuple[str, Evidence],
) -> Step:
    if route.kind in _HUBS:
        words = f"{subnet.address} has a route to a {route.kind}, whose own routes are not followed"
        return words, Truth.UNKNOWN, route_evidence(view, route)
    if route.kind != PEERING:
        return nowhere[0], Truth.NO, nowhere[1]
    joined = _joins(view, route, vpcs)
    if joined is Truth.NO:
        target = route.target.refers_to if isinstance(route.target, Scalar | Unknown) else None
        link = target.target if target is not None else ""
        name = view.graph.resources[link].address if link in view.graph.resources else "the peering"
        return f"{name} does not lead to the VPC of {host.address}", Truth.NO, route_evidence(view, route)
    return f"{subnet.address} has a route over a peering", joined, route_evidence(view, route)


def _joins(view: View, route: Route, vpcs: tuple[Resource, Resource]) -> Truth:
    """Whether the peering of a route has the two VPCs at its ends; UNKNOWN when it is outside the input."""
    if not isinstance(route.target, Scalar | Unknown) or route.target.refers_to is None:
        return Truth.UNKNOWN
    peering = view.graph.resources.get(route.target.refers_to.target)
    if peering is None or peering.type != "AWS::EC2::VPCPeeringConnection":
        return Truth.UNKNOWN
    sides = [view.related(peering, relation) for relation in ("peering-between", "peering-with")]
    ends = {member.resource.key for side in sides for member in side.members}
    if {one.key for one in vpcs} <= ends:
        return route.certain
    return Truth.UNKNOWN if any(side.open for side in sides) else Truth.NO
