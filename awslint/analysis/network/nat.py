"""Where NAT gateways stand and whom they serve."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.analysis.network.routes import CARRIER, ENDPOINT, INTERNET, NAT, default_routes, tables
from awslint.analysis.network.subnets import SUBNET, named_subnet, routed_to
from awslint.analysis.zones.zone import differ, zone_of, zone_words
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Unknown
from awslint.query.view import View


def in_public_subnet(view: View, nat: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the subnet of a NAT gateway leads to an internet gateway, directly or through a firewall endpoint.

    NO points at the gateway's SubnetId.
    """
    subnet, named = named_subnet(view, nat, "nat-gateway-subnet", "SubnetId")
    if subnet is None:
        return Outcome(Truth.UNKNOWN, (view.evidence(nat, named, path=("SubnetId",)),))
    outcome = routed_to(view, subnet, {INTERNET, CARRIER, ENDPOINT}, 4)
    if outcome.truth is not Truth.NO:
        return outcome
    where = RelatedPlace(
        "subnet", f"{subnet.address} has no route to an internet gateway", subnet.place, subnet.address
    )
    return Outcome(Truth.NO, (replace(view.evidence(nat, named, subnet.address), related=(where,)),))


def serves_a_subnet(view: View, nat: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the default route of a subnet leads to the NAT gateway."""
    served = [truth for _, truth in _served(view, nat)]
    truth = Truth.YES if Truth.YES in served else Truth.UNKNOWN if served else Truth.NO
    return Outcome(truth, (Evidence(nat.key, nat.place, ""),))


def shared_by_zones(view: View, nat: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether subnets of several Availability Zones get out through this one NAT gateway.

    YES points at the gateway's SubnetId, which pins it to a zone; the subnets are related.
    """
    served = list(_served(view, nat))
    zones = [(subnet, zone_of(view, subnet), truth) for subnet, truth in served]
    answer = any_of(
        all_of((truth, other_truth, differ(zone, other)))
        for index, (_, zone, truth) in enumerate(zones)
        for _, other, other_truth in zones[index + 1 :]
    )
    if answer is Truth.UNKNOWN:
        undecided = [view.evidence(subnet, zone) for subnet, zone, _ in zones if isinstance(zone, Unknown)]
        return Outcome(answer, tuple(undecided) or (Evidence(nat.key, nat.place, ""),))
    named = view.read(nat, "SubnetId")
    detail = ", ".join(f"{subnet.address} ({zone_words(zone)})" for subnet, zone, _ in zones)
    related = tuple(
        RelatedPlace("serves", f"{subnet.address} gets out through it", subnet.place, subnet.address)
        for subnet, _, _ in zones
    )
    return Outcome(answer, (replace(view.evidence(nat, named, detail, ("SubnetId",)), related=related),))


def _served(view: View, nat: Resource) -> Iterator[tuple[Resource, Truth]]:
    """The subnets whose IPv4 default route leads to the NAT gateway."""
    naming = {member.resource.key: member.certain for member in view.related(nat, "route-to-nat-gateway").members}
    if not naming:
        return
    for subnet, exists in view.resources(nat.scope, SUBNET):
        for table in tables(view, subnet):
            for route, truth in default_routes(view, table, 4):
                if route.kind == NAT and route.resource.key in naming:
                    yield subnet, all_of((exists, table.certain, truth, naming[route.resource.key]))
                    break
            else:
                continue
            break
