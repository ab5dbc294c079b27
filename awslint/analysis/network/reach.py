"""Whether the internet reaches a host: the path that traffic takes, hop by hop, or the first hop that stops it.

TCP is followed: over IPv4 and, where subnets have IPv6 ranges, over IPv6 to instances and load balancers. Everything
that AWS gives without being told (the local route, a VPC's own network ACL, a group's open egress) lets through
silently; every other hop has the text that decides it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.analysis.network import fronts, hosts
from awslint.analysis.network.entrances import Entrance, entrances
from awslint.analysis.network.filters import by_groups
from awslint.analysis.network.groups import entries
from awslint.analysis.network.inside import between
from awslint.analysis.network.path import Answer, Hop, best, decisive, hop_places, nowhere, walk, whole
from awslint.analysis.network.ports import bounds
from awslint.analysis.network.steps import (
    INTERNET,
    INTERNET6,
    address,
    address6,
    clients_of,
    gateway,
    guarded,
    inward,
    outward,
    remote_of,
    unplaced,
)
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of
from awslint.model.value import Absent, Unknown
from awslint.query.view import View

_IPV6 = frozenset({hosts.INSTANCE, hosts.FLEET, hosts.INTERFACE, hosts.SERVICE, hosts.LOAD_BALANCER})


def from_internet(view: View, target: Resource, port: int | None = None) -> Answer:
    """Whether everyone on the internet reaches a host on a TCP port, directly or through a load balancer.

    Without a port: on its engine's port, a load balancer's listeners, or any port that its security groups open.
    """
    if target.type not in hosts.HOSTS:
        return nowhere(target)
    if target.type == hosts.DATABASE_CLUSTER:
        members = view.related(target, "rds-cluster-member").members
        if members:
            return best(from_internet(view, member.resource, port) for member in members)
    found = [
        one for front in fronts.fronts(view, target) if _fits(front, port) for one in _through(view, target, front, ())
    ]
    found.extend(_entering(view, target, entrance) for entrance in entrances(view, target))
    ports: list[int | None] = [port] if port is not None else list(_ports(view, target))
    for one in ports or [None]:
        found.extend(_directly(view, target, one))
    return best(found)


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


def _directly(view: View, host: Resource, port: int | None) -> Iterator[Answer]:
    """The paths from the internet to the host's own address, one for each subnet in which it may stand."""
    places = hosts.subnets(view, host)
    if host.type == hosts.LAMBDA:
        words = f"{host.address} takes no connections: its permissions say who may invoke it"
        yield walk([Hop(words, Truth.NO, whole(host))], port)
        return
    if host.type == hosts.DOMAIN and isinstance(view.read(host, "VPCOptions"), Absent):
        words = f"{host.address} has a public endpoint, which its access policy guards"
        yield walk([Hop(words, Truth.UNKNOWN, whole(host))], port)
        return
    for subnet, certain in places.known:
        yield walk(_arrival(view, host, subnet, port), port, certain)
    for subnet, certain in places.known:
        if host.type in _IPV6 and hosts.has_ipv6(view, subnet):
            found = walk(_arrival6(view, host, subnet, port), port, certain)
            if found.truth is not Truth.NO or found.hops[0].truth is Truth.YES:
                yield found  # what certainly has no such address is told of by its other one
    if places.open or not places.known:
        yield walk(_somewhere(view, host, places, port), port)


def _somewhere(view: View, host: Resource, places: hosts.Found, port: int | None) -> Iterator[Hop]:
    """The way to a host in a subnet that nobody knows: its address and its groups may yet stop the traffic."""
    found = address(view, host, None)
    if found.truth is not Truth.UNKNOWN:
        yield found
    yield unplaced(host, places.open)
    guards = hosts.groups(view, host)
    if port is not None and (guards.known or guards.open):
        yield guarded(host, by_groups(view, guards, port, INTERNET), port, INTERNET)


def _arrival6(view: View, host: Resource, subnet: Resource, port: int | None) -> Iterator[Hop]:
    yield address6(view, host, subnet)
    yield from gateway(view, subnet, 6)
    ungrouped = host.type == hosts.LOAD_BALANCER and fronts.is_network(view, host)
    yield from inward(view, host, subnet, port, INTERNET6, grouped=not ungrouped)


def _arrival(view: View, host: Resource, subnet: Resource, port: int | None) -> Iterator[Hop]:
    yield address(view, host, subnet)
    yield from gateway(view, subnet)
    ungrouped = host.type == hosts.LOAD_BALANCER and fronts.is_network(view, host)
    yield from inward(view, host, subnet, port, INTERNET, grouped=not ungrouped)


def _entering(view: View, balancer: Resource, entrance: Entrance) -> Answer:
    """The path to a load balancer by way of an API or a distribution."""

    def steps() -> Iterator[Hop]:
        for words, truth, evidence in entrance.steps:
            yield Hop(words, truth, evidence)
        guards = hosts.groups(view, balancer)
        if entrance.remote is not None and (guards.known or guards.open):
            ports = [entrance.port] if entrance.port is not None else fronts.listener_ports(view, balancer)
            for port in ports[:1]:
                yield guarded(balancer, by_groups(view, guards, port, entrance.remote), port, entrance.remote)

    return walk(steps(), entrance.port, entrance.certain)


def _through(view: View, target: Resource, front: fronts.Front, passed: tuple[str, ...]) -> Iterator[Answer]:
    """The paths through a load balancer: to it, be it through another one, then from it to the host."""
    for entrance in entrances(view, front.balancer):
        if entrance.port in (None, front.listens):
            # What comes by a private link has the load balancer's address.
            yield _onward(view, target, front, _entering(view, front.balancer, entrance), keeps_client=False)
    passed = (*passed, front.balancer.key)
    chained = [
        one
        for before in fronts.fronts(view, front.balancer)
        if before.balancer.key not in passed and _fits(before, front.listens)
        for one in _through(view, front.balancer, before, passed)
    ]
    first = best([*_directly(view, front.balancer, front.listens), *chained])
    yield _onward(view, target, front, first, keeps_client=front.keeps_client)


def _onward(view: View, target: Resource, front: fronts.Front, first: Answer, *, keeps_client: bool) -> Answer:
    if first.truth is Truth.NO:
        return first
    inner: Answer | None = None
    own = not keeps_client and front.sends is not None and target.type != hosts.LAMBDA
    if own and front.sends and all(hosts.subnets(view, one).known for one in (front.balancer, target)):
        inner = between(view, front.balancer, target, front.sends)

    def steps() -> Iterator[Hop]:
        yield from first.hops
        for words, evidence in front.steps:
            yield Hop(words, Truth.YES, evidence)
        if target.type == hosts.LAMBDA or front.sends is None:
            return
        if inner is not None:
            yield from inner.hops
            return
        yield from outward(view, front.balancer, front.sends, remote_of(view, target), target.address)
        remote = clients_of(view, front.balancer) if keeps_client else remote_of(view, front.balancer)
        places, guards = hosts.subnets(view, target), hosts.groups(view, target)
        for subnet, _ in places.known[:1]:
            yield from inward(view, target, subnet, front.sends, remote)
        if not places.known:
            yield guarded(target, by_groups(view, guards, front.sends, remote), front.sends, remote)

    unsure = inner is not None and inner.truth is Truth.UNKNOWN
    return walk(steps(), front.sends, all_of((front.certain, Truth.UNKNOWN if unsure else Truth.YES)))


def reachable_from_internet(view: View, target: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether everyone on the internet reaches the host. Argument `port`; without it as `from_internet` says.

    Evidence is the hop in the host's own text, or the one that blocks; all hops are related.
    """
    asked = arguments.get("port")
    answer = from_internet(view, target, int(str(asked)) if asked is not None else None)
    related = hop_places(view, answer)
    chosen = _telling(answer, target)
    words = ", ".join(hop.words for hop in answer.hops) if answer.truth is Truth.YES else chosen.words
    return Outcome(answer.truth, (replace(chosen.evidence, detail=words, related=related),))


def _telling(answer: Answer, target: Resource) -> Hop:
    if answer.truth is not Truth.YES:
        return decisive(answer)
    return next((hop for hop in answer.hops if hop.evidence.resource == target.key), answer.hops[0])
