"""Load balancers that do not do what they are there for: no way in, targets that they cannot reach."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from awslint.analysis.network import fronts, hosts
from awslint.analysis.network.filters import by_groups
from awslint.analysis.network.fronts import Front
from awslint.analysis.network.inside import between
from awslint.analysis.network.path import Answer, decisive, hop_places, whole
from awslint.analysis.network.routes import ENDPOINT
from awslint.analysis.network.steps import remote_of
from awslint.analysis.network.subnets import PUBLIC, routed_to
from awslint.analysis.zones.zone import differ, zone_of, zone_words
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Scalar, Unknown
from awslint.query.view import View


def unrouted(view: View, balancer: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether an internet-facing load balancer stands in a subnet whose default route leads to no internet gateway.

    A route to an endpoint (a firewall's) may lead on to one. YES points at the scheme; the subnets are related.
    """
    if hosts.is_text(view.read(balancer, "Type"), "gateway") is Truth.YES:
        return Outcome(Truth.NO, (whole(balancer),))
    truth, scheme = hosts.public_address(view, balancer, None)
    if truth is not Truth.YES:
        return Outcome(truth, (scheme,))
    places = hosts.subnets(view, balancer)
    without: list[RelatedPlace] = []
    doubtful: list[Evidence] = list(places.open)
    for subnet, certain in places.known:
        routed = routed_to(view, subnet, PUBLIC, 4)
        beyond = routed_to(view, subnet, (ENDPOINT,), 4)
        lacks = all_of((certain, ~routed.truth, ~beyond.truth))
        if lacks is Truth.YES:
            words = f"{subnet.address} has no default route to an internet gateway"
            without.append(RelatedPlace("subnet", words, subnet.place, subnet.address))
            without.extend(RelatedPlace("route", "its default route", one.place) for one in _route(routed, subnet))
        elif lacks is Truth.UNKNOWN:
            doubtful.extend(routed.evidence)
    if without:
        found = replace(scheme, detail=", ".join(one.address for one in without if one.address), related=tuple(without))
        return Outcome(Truth.YES, (found,))
    return Outcome(Truth.UNKNOWN, tuple(doubtful)) if doubtful else Outcome(Truth.NO, (scheme,))


def _route(routed: Outcome, subnet: Resource) -> Iterator[Evidence]:
    yield from (one for one in routed.evidence if one.resource != subnet.key)


def without_listener(view: View, balancer: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a load balancer has no listener, in an input that has target groups to which no listener forwards."""
    related = view.related(balancer, "listener-of")
    if related.members:
        truth = ~any_of(one.certain for one in related.members)
        return Outcome(truth, tuple(view.evidence(one.source, one.naming) for one in related.members))
    if related.open:
        return Outcome(Truth.UNKNOWN, tuple(view.evidence(balancer, one) for one in related.open))
    groups = [
        group
        for group, exists in view.resources(balancer.scope, fronts.TARGET_GROUP)
        if exists is Truth.YES and _waits(view, group)
    ]
    if not groups:
        return Outcome(Truth.UNKNOWN, (replace(whole(balancer), detail="its listeners may be written elsewhere"),))
    detail = f"no listener forwards to {', '.join(one.address for one in groups[:3])}"
    waiting = tuple(
        RelatedPlace("target-group", f"{one.address} waits for traffic", one.place, one.address) for one in groups[:3]
    )
    return Outcome(Truth.YES, (replace(whole(balancer), detail=detail, related=waiting),))


def _waits(view: View, group: Resource) -> bool:
    """Whether no listener and no rule of the input may forward to a target group."""
    related = view.related(group, "forwards-to")
    return not related.members and not related.open


def targets_closed(view: View, group: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the traffic of a load balancer does not get to a target: closed by a group or ACL on either side.

    Not asked where targets see the client's address instead of the load balancer's. YES points at the target group's
    port, or at what registers the target; every hop is related, the last one blocks.
    """
    return _journeys(view, group, lambda front: front.sends)


def health_check_closed(view: View, group: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether health checks on a port of their own do not get to a target: it would count as unhealthy."""
    written = view.read(group, "HealthCheckPort")
    text = str(written.data) if isinstance(written, Scalar) else ""
    if not text.isdigit():
        return Outcome(Truth.NO, (whole(group),))
    asked = int(text)
    return _journeys(view, group, lambda front: asked if front.sends != asked else None, clients=True)


def _journeys(view: View, group: Resource, port_of: Callable[[Front], int | None], *, clients: bool = False) -> Outcome:
    blocked: dict[str, Evidence] = {}
    undecided: list[Evidence] = []
    for target, front in fronts.through(view, group):
        port = port_of(front)
        if target.type == hosts.LAMBDA or (front.keeps_client and not clients):
            continue
        if port is None:
            undecided.extend([] if clients else [_unknown_port(view, group, front)])
            continue
        answer = _through(view, front, target, port)
        truth = all_of((front.certain, ~answer.truth))
        hop = decisive(answer)
        if truth is Truth.YES:
            detail = f"{front.balancer.address} does not reach {target.address} on port {port}: {hop.words}"
            steps = (*_steps(front), *hop_places(view, answer))
            found = replace(front.steps[-1][1], detail=detail, related=steps)
            blocked.setdefault(f"{front.balancer.key} {target.key}", found)
        elif truth is Truth.UNKNOWN:
            undecided.append(hop.evidence)
    if blocked:
        return Outcome(Truth.YES, tuple(blocked.values()))
    return Outcome(Truth.UNKNOWN, tuple(undecided)) if undecided else Outcome(Truth.NO, (whole(group),))


def _unknown_port(view: View, group: Resource, front: Front) -> Evidence:
    own = view.read(group, "Port")
    return view.evidence(group, own) if isinstance(own, Unknown) else front.steps[-1][1]


def _steps(front: Front) -> Iterator[RelatedPlace]:
    for words, evidence in front.steps:
        yield RelatedPlace("hop", words, evidence.place)


def _through(view: View, front: Front, target: Resource, port: int) -> Answer:
    answer = between(view, front.balancer, target, port)
    if answer.truth is Truth.NO and not hosts.groups(view, front.balancer).known:
        # Without groups only addresses count, and a group that names others says nothing of those.
        passage = by_groups(view, hosts.groups(view, target), port, remote_of(view, front.balancer))
        return replace(answer, truth=Truth.UNKNOWN) if passage.touched else answer
    return answer


def targets_elsewhere(view: View, group: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a target stands only in zones that the load balancer is not enabled in: it would get no traffic.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
    """
    apart: dict[str, Evidence] = {}
    undecided: list[Evidence] = []
    for target, front in fronts.through(view, group):
        if target.type == hosts.LAMBDA:
            continue
        ours, theirs = hosts.subnets(view, front.balancer), hosts.subnets(view, target)
        if ours.open or theirs.open or not ours.known or not theirs.known:
            undecided.extend((*ours.open, *theirs.open))
            continue
        mine = [(subnet, zone_of(view, subnet)) for subnet, _ in ours.known]
        yours = [(subnet, zone_of(view, subnet)) for subnet, _ in theirs.known]
        truth = all_of((front.certain, *(differ(one, other) for _, one in mine for _, other in yours)))
        if truth is Truth.YES:
            there = ", ".join(dict.fromkeys(zone_words(zone) for _, zone in yours))
            here = ", ".join(dict.fromkeys(zone_words(zone) for _, zone in mine))
            detail = f"{target.address} stands in {there}, {front.balancer.address} in {here}"
            related = (
                *_steps(front),
                *(
                    RelatedPlace("subnet", f"{one.address} is in {zone_words(zone)}", one.place, one.address)
                    for one, zone in (*mine, *yours)
                ),
            )
            apart.setdefault(target.key, replace(front.steps[-1][1], detail=detail, related=related))
        elif truth is Truth.UNKNOWN:
            unknown = [view.evidence(one, zone) for one, zone in (*mine, *yours) if isinstance(zone, Unknown)]
            undecided.extend(unknown or [front.steps[-1][1]])
    if apart:
        return Outcome(Truth.YES, tuple(apart.values()))
    return Outcome(Truth.UNKNOWN, tuple(undecided)) if undecided else Outcome(Truth.NO, (whole(group),))
