"""Hosts in subnets that do not suit them: databases in public ones, functions where only public addresses get out."""

from collections.abc import Mapping
from dataclasses import replace

from awslint.analysis.network import hosts
from awslint.analysis.network.egress import reached, served
from awslint.analysis.network.path import decisive, hop_places, walk, whole
from awslint.analysis.network.routes import tables
from awslint.analysis.network.steps import address, gateway
from awslint.analysis.network.subnets import PUBLIC, about_table, routed_to
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.query.view import View


def has_public_subnet(view: View, group: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a subnet group names a subnet whose default route leads to an internet gateway.

    YES points at the text that names it; the route is related.
    """
    related = view.related(group, "stands-in")
    public: list[Evidence] = []
    undecided = [view.evidence(group, value) for value in related.open]
    for member in related.members:
        subnet = member.resource
        routed = routed_to(view, subnet, PUBLIC, 4)
        truth = all_of((member.certain, routed.truth))
        if truth is Truth.YES:
            route = RelatedPlace("route", "its default route leads to an internet gateway", routed.evidence[0].place)
            about = [place for table in tables(view, subnet) for place in about_table(table)]
            where = RelatedPlace("subnet", f"{subnet.address} is public", subnet.place, subnet.address)
            found = view.evidence(group, member.naming, f"{subnet.address} has a default route to an internet gateway")
            public.append(replace(found, related=(where, *about, route)))
        elif truth is Truth.UNKNOWN:
            undecided.extend(routed.evidence)
    if public:
        return Outcome(Truth.YES, tuple(public))
    return Outcome(Truth.UNKNOWN, tuple(undecided)) if undecided else Outcome(Truth.NO, (whole(group),))


def public_address_unrouted(view: View, host: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a host is given a public address in a subnet that has no route to an attached internet gateway.

    Addresses that come with the subnet are the subnet's matter. YES points at what gives the address.
    """
    outcomes = []
    for subnet, certain in hosts.subnets(view, host).known:
        truth, evidence = hosts.public_address(view, host, subnet)
        if evidence.resource == subnet.key or truth is Truth.NO:
            return Outcome(Truth.NO, (whole(host),))
        answer = walk((address(view, host, subnet), *gateway(view, subnet)), None, certain)
        blocked = all_of((truth, certain, ~answer.truth))
        detail = answer.hops[-1].words if blocked is Truth.YES else ""
        at = evidence if blocked is Truth.YES else decisive(answer).evidence
        outcomes.append(Outcome(blocked, (replace(at, detail=detail, related=hop_places(view, answer)),)))
    if not outcomes:
        return Outcome(Truth.UNKNOWN, (*hosts.subnets(view, host).open, whole(host))[:1])
    for truth in (Truth.YES, Truth.UNKNOWN, Truth.NO):
        for outcome in outcomes:
            if outcome.truth is truth:
                return outcome
    return outcomes[0]


def stuck_in_public_subnet(view: View, host: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a host without a public address of its own stands in a subnet whose only way out asks for one.

    Endpoints for what it needs make a way out unnecessary. YES points at the text that names the subnet.
    """
    has_address, _ = hosts.public_address(view, host, None)
    if has_address is Truth.YES:
        return Outcome(Truth.NO, (whole(host),))
    related = view.related(host, "stands-in")
    stuck: list[Evidence] = []
    undecided = [view.evidence(host, value) for value in related.open]
    for member in related.members:
        subnet = member.resource
        routed = routed_to(view, subnet, PUBLIC, 4)
        vpcs = view.related(subnet, "in-vpc").members
        if not vpcs and routed.truth is not Truth.NO:
            undecided.append(view.evidence(subnet, view.read(subnet, "VpcId"), path=("VpcId",)))
            continue
        spared = [
            served(view, reached(view, vpc.resource, table), host) for vpc in vpcs for table in tables(view, subnet)
        ]
        truth = all_of((member.certain, ~has_address, routed.truth, ~any_of(spared)))
        if truth is Truth.YES:
            places = (
                RelatedPlace("subnet", f"{subnet.address} is public", subnet.place, subnet.address),
                RelatedPlace("route", "its default route leads to an internet gateway", routed.evidence[0].place),
            )
            detail = f"the way out of {subnet.address} is an internet gateway, which serves public addresses alone"
            stuck.append(replace(view.evidence(host, member.naming, detail), related=places))
        elif truth is Truth.UNKNOWN:
            undecided.extend(routed.evidence)
    if stuck:
        return Outcome(Truth.YES, tuple(stuck))
    return Outcome(Truth.UNKNOWN, tuple(undecided)) if undecided else Outcome(Truth.NO, (whole(host),))
