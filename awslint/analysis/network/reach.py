"""Who reaches whom: the path that traffic takes, hop by hop, or the first hop that stops it.

Only TCP is followed. Everything that AWS gives without being told (the local route, a VPC's own network ACL, a group's
open egress) lets through silently; every other hop has the text that decides it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from awslint.analysis.network import fronts, hosts
from awslint.analysis.network.filters import Passage, Remote, by_acl, by_groups, range_of
from awslint.analysis.network.groups import entries
from awslint.analysis.network.journeys import between_networks
from awslint.analysis.network.ports import bounds
from awslint.analysis.network.subnets import PUBLIC, routed_to
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of
from awslint.model.value import Unknown
from awslint.query.view import View

INTERNET = Remote("everyone", internet=True)
_RANK = {Truth.YES: 2, Truth.UNKNOWN: 1, Truth.NO: 0}


@dataclass(frozen=True, slots=True, eq=False)
class Hop:
    """One step of a path: what it does to the traffic, in words, and the text that says so."""

    words: str
    truth: Truth  # whether it lets the traffic through
    evidence: Evidence


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Whether the traffic arrives, and its hops; the last hop of a NO is the one that blocks.

    port is the one that was found, None where none was asked for or found.
    """

    truth: Truth
    hops: tuple[Hop, ...]
    port: int | None = None


def from_internet(view: View, target: Resource, port: int | None = None) -> Answer:
    """Whether everyone on the internet reaches a host on a TCP port, directly or through a load balancer.

    Without a port: on its engine's port, a load balancer's listeners, or any port that its security groups open.
    """
    if target.type not in hosts.HOSTS:
        return _nowhere(target)
    found = [_through(view, target, front) for front in fronts.fronts(view, target) if _fits(front, port)]
    ports: list[int | None] = [port] if port is not None else list(_ports(view, target))
    for one in ports or [None]:
        found.extend(_directly(view, target, one))
    return _best(found)


def _nowhere(target: Resource) -> Answer:
    words = f"{target.address} is not a host in a VPC"
    return Answer(Truth.NO, (Hop(words, Truth.NO, Evidence(target.key, target.place, "")),))


def _fits(front: fronts.Front, port: int | None) -> bool:
    return port is None or front.sends is None or front.sends == port


def _ports(view: View, target: Resource) -> Iterator[int]:
    """The ports that are worth asking for."""
    own = hosts.port_of(view, target)
    if own is not None:
        yield own
    elif target.type in (hosts.LOAD_BALANCER, hosts.CLASSIC):
        yield from fronts.listener_ports(view, target)
    else:
        lows = set()
        for group, _ in hosts.groups(view, target).known:
            for entry in entries(view, group):
                if not isinstance(entry.whole, Unknown):
                    lows.add(bounds(view.get(entry.whole, "FromPort"), view.get(entry.whole, "ToPort"))[0])
        yield from sorted(low for low in lows if low is not None)


def _best(found: Iterable[Answer]) -> Answer:
    """The path that gets farthest, the first of equals."""
    return max(found, key=lambda one: (_RANK[one.truth], len(one.hops)))


def _walk(steps: Iterable[Hop], port: int | None, certain: Truth = Truth.YES) -> Answer:
    """Follow the steps up to the first that stops the traffic."""
    hops: list[Hop] = []
    for hop in steps:
        hops.append(hop)
        if hop.truth is Truth.NO:
            return Answer(Truth.NO, tuple(hops), port)
    return Answer(all_of((certain, *(hop.truth for hop in hops))), tuple(hops), port)


def _directly(view: View, host: Resource, port: int | None) -> Iterator[Answer]:
    """The paths from the internet to the host's own address, one for each subnet in which it may stand."""
    places = hosts.subnets(view, host)
    for subnet, certain in places.known:
        yield _walk(_arrival(view, host, subnet, port), port, certain)
    if not places.known:
        yield _walk(_unplaced(view, host, places.open), port)


def _unplaced(view: View, host: Resource, left: tuple[Evidence, ...]) -> Iterator[Hop]:
    truth, evidence = hosts.public_address(view, host, None)
    if truth is not Truth.UNKNOWN:
        yield _address(host, truth, evidence)
    here = Evidence(host.key, host.place, "")
    yield Hop(f"the subnet of {host.address} is not in the input", Truth.UNKNOWN, left[0] if left else here)


def _address(host: Resource, truth: Truth, evidence: Evidence) -> Hop:
    has = {Truth.YES: "has a", Truth.NO: "has no", Truth.UNKNOWN: "may have a"}[truth]
    return Hop(f"{host.address} {has} public address", truth, evidence)


def _arrival(view: View, host: Resource, subnet: Resource, port: int | None) -> Iterator[Hop]:
    yield _address(host, *hosts.public_address(view, host, subnet))
    routed = routed_to(view, subnet, PUBLIC, 4)
    has = {Truth.YES: "has a", Truth.NO: "has no", Truth.UNKNOWN: "may have a"}[routed.truth]
    yield Hop(f"{subnet.address} {has} default route to an internet gateway", routed.truth, routed.evidence[0])
    yield from _attached(view, subnet, routed)
    balancer = host.type == hosts.LOAD_BALANCER and fronts.is_network(view, host)
    yield from _filtered(view, host, subnet, port, INTERNET, grouped=not balancer)


def _attached(view: View, subnet: Resource, routed: Outcome) -> Iterator[Hop]:
    """Whether the internet gateway of the route belongs to the subnet's VPC, where both are in the input."""
    named = routed.evidence[0].value
    if not isinstance(named, Unknown) or named.refers_to is None:
        return
    gateway = view.graph.resources.get(named.refers_to.target)
    vpc = view.related(subnet, "in-vpc").members
    if gateway is None or gateway.type != "AWS::EC2::InternetGateway" or not vpc:
        return
    vpcs = {
        member.resource.key
        for attachment in view.related(gateway, "attached-internet-gateway").members
        for member in view.related(attachment.resource, "gateway-attachment").members
    }
    open_ends = [
        value
        for attachment in view.related(gateway, "attached-internet-gateway").members
        for value in view.related(attachment.resource, "gateway-attachment").open
    ]
    if vpc[0].resource.key not in vpcs and not open_ends:
        here = Evidence(gateway.key, gateway.place, "")
        yield Hop(f"{gateway.address} is not attached to the VPC", Truth.NO, here)


def _filtered(
    view: View, host: Resource, subnet: Resource, port: int | None, remote: Remote, *, grouped: bool = True
) -> Iterator[Hop]:
    """The network ACL inwards, the security groups, and the network ACL for the answers."""
    if port is None:
        here = Evidence(host.key, host.place, "")
        yield Hop(f"no port of {host.address} is open", Truth.NO, here)
        return
    inward = by_acl(view, subnet, port, remote, egress=False)
    yield from _acl_hop(inward, f"port {port}")
    if grouped or hosts.groups(view, host).known:
        yield _group_hop(host, by_groups(view, hosts.groups(view, host), port, remote), port, remote)
    yield from _acl_hop(by_acl(view, subnet, None, remote, egress=True), None)


def _acl_hop(passage: Passage, what: str | None) -> Iterator[Hop]:
    if passage.evidence is None:
        return  # a VPC's own network ACL
    name = passage.gate.address if passage.gate is not None else "the network ACL"
    written = passage.gate is not None and passage.evidence.resource != passage.gate.key
    if what is None:
        words = {Truth.YES: "lets the answers out", Truth.NO: "lets no answers out"}
    else:
        refuses = f"denies {what}" if written else f"has no entry that allows {what}"
        words = {Truth.YES: f"lets {what} in", Truth.NO: refuses}
    yield Hop(f"{name} {words.get(passage.truth, 'may stop it')}", passage.truth, passage.evidence)


def _group_hop(host: Resource, passage: Passage, port: int, remote: Remote) -> Hop:
    evidence = passage.evidence or Evidence(host.key, host.place, "")
    if passage.gate is None:
        words = f"the security groups of {host.address} are not in the input"
        if passage.truth is Truth.NO:
            words = f"{host.address} has no security group that lets anyone in"
        return Hop(words, passage.truth, evidence)
    name = passage.gate.address
    if passage.truth is Truth.NO:
        refusal = f"does not let {remote.name} in" if passage.touched else "lets nobody in"
        return Hop(f"{name} {refusal} on port {port}", passage.truth, evidence)
    verb = "lets" if passage.truth is Truth.YES else "may let"
    return Hop(f"{name} {verb} {remote.name} in on port {port}", passage.truth, evidence)


def _through(view: View, target: Resource, front: fronts.Front) -> Answer:
    """The path through a load balancer: to it, then from it to the host."""
    first = _best(_directly(view, front.balancer, front.listens))
    if first.truth is Truth.NO:
        return first

    def steps() -> Iterator[Hop]:
        yield from first.hops
        for words, evidence in front.steps:
            yield Hop(words, Truth.YES, evidence)
        if target.type == hosts.LAMBDA or front.sends is None:
            return
        remote = INTERNET if front.keeps_client else remote_of(view, front.balancer)
        places = hosts.subnets(view, target)
        for subnet, _ in places.known[:1]:
            yield from _filtered(view, target, subnet, front.sends, remote)
        if not places.known:
            yield _group_hop(
                target, by_groups(view, hosts.groups(view, target), front.sends, remote), front.sends, remote
            )

    return _walk(steps(), front.sends, front.certain)


def remote_of(view: View, host: Resource) -> Remote:
    """A host as the other side of traffic."""
    guards, places = hosts.groups(view, host), hosts.subnets(view, host)
    blocks = range_of(view, [subnet for subnet, _ in places.known])
    whole = len(blocks) == len(places.known) and not places.open
    return Remote(
        host.address,
        groups=tuple(group.key for group, certain in guards.known if certain is Truth.YES),
        blocks=blocks if whole else (),
        open=bool(guards.open),
    )


def between(view: View, source: Resource, target: Resource, port: int) -> Answer:
    """Whether one host of the input reaches another on a TCP port: in one VPC, or over a peering."""
    for one in (source, target):
        if one.type not in hosts.HOSTS:
            return _nowhere(one)
    starts, ends = hosts.subnets(view, source), hosts.subnets(view, target)
    for one, places in ((source, starts), (target, ends)):
        if not places.known:
            return _walk(_unplaced_inside(one, places.open), port)
    return _best(
        _walk(_journey(view, source, start, target, end, port), port, all_of((certain, other)))
        for start, certain in starts.known
        for end, other in ends.known
    )


def _unplaced_inside(host: Resource, left: tuple[Evidence, ...]) -> Iterator[Hop]:
    here = Evidence(host.key, host.place, "")
    yield Hop(f"the subnet of {host.address} is not in the input", Truth.UNKNOWN, left[0] if left else here)


def _journey(
    view: View, source: Resource, start: Resource, target: Resource, end: Resource, port: int
) -> Iterator[Hop]:
    there, here = remote_of(view, target), remote_of(view, source)
    outward = by_groups(view, hosts.groups(view, source), port, there, "Egress")
    if outward.evidence is not None:
        name = outward.gate.address if outward.gate is not None else f"the security groups of {source.address}"
        verb = {Truth.YES: "lets", Truth.NO: "does not let", Truth.UNKNOWN: "may let"}[outward.truth]
        yield Hop(
            f"{name} {verb} {source.address} out to {target.address} on port {port}", outward.truth, outward.evidence
        )
    for words, truth, evidence in between_networks(view, (source, start), (target, end)):
        yield Hop(words, truth, evidence)
    if start.key != end.key:
        yield from _acl_hop(by_acl(view, start, port, there, egress=True), f"port {port}")
        yield from _acl_hop(by_acl(view, end, port, here, egress=False), f"port {port}")
    yield _group_hop(target, by_groups(view, hosts.groups(view, target), port, here), port, here)
    if start.key != end.key:
        yield from _acl_hop(by_acl(view, end, None, here, egress=True), None)
        yield from _acl_hop(by_acl(view, start, None, there, egress=False), None)


def reachable_from_internet(view: View, target: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether everyone on the internet reaches the host. Argument `port`; without it as `from_internet` says.

    Evidence is the hop in the host's own text, or the one that blocks; all hops are related.
    """
    asked = arguments.get("port")
    answer = from_internet(view, target, int(str(asked)) if asked is not None else None)
    related = tuple(
        RelatedPlace("hop", hop.words, hop.evidence.place, view.graph.resources[hop.evidence.resource].address)
        for hop in answer.hops
    )
    chosen = _telling(answer, target)
    return Outcome(answer.truth, (replace(chosen.evidence, detail=chosen.words, related=related),))


def _telling(answer: Answer, target: Resource) -> Hop:
    if answer.truth is Truth.NO:
        return answer.hops[-1]
    if answer.truth is Truth.UNKNOWN:
        return next((hop for hop in answer.hops if hop.truth is Truth.UNKNOWN), answer.hops[-1])
    return next((hop for hop in answer.hops if hop.evidence.resource == target.key), answer.hops[0])
