"""Whether one host of the input reaches another."""

from collections.abc import Iterator

from awslint.analysis.network import hosts
from awslint.analysis.network.filters import by_acl, by_groups
from awslint.analysis.network.fronts import is_network
from awslint.analysis.network.journeys import between_networks
from awslint.analysis.network.path import Answer, Hop, best, nowhere, walk, whole
from awslint.analysis.network.steps import acl, answers, guarded, outward, remote_of, unplaced
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of
from awslint.query.view import View


def between(view: View, source: Resource, target: Resource, port: int) -> Answer:
    """Whether one host of the input reaches another on a TCP port: in one VPC, or over a peering."""
    for one in (source, target):
        if one.type not in hosts.HOSTS:
            return nowhere(one)
    starts, ends = hosts.subnets(view, source), hosts.subnets(view, target)
    found = [
        walk(_journey(view, (source, start), (target, end), port), port, all_of((certain, other)))
        for start, certain in starts.known
        for end, other in ends.known
    ]
    for one, places in ((source, starts), (target, ends)):
        if places.open or not places.known:
            found.append(walk(_somewhere(view, source, target, unplaced(one, places.open), port), port))
    return best(found)


def _somewhere(view: View, source: Resource, target: Resource, left: Hop, port: int) -> Iterator[Hop]:
    """The way where a subnet is not known: the groups may yet stop the traffic."""
    yield from outward(view, source, port, remote_of(view, target), target.address)
    yield left
    guards, here = hosts.groups(view, target), remote_of(view, source)
    if guards.known and not guards.own:
        yield guarded(target, by_groups(view, guards, port, here), port, here)


def _journey(view: View, from_: tuple[Resource, Resource], to: tuple[Resource, Resource], port: int) -> Iterator[Hop]:
    (source, start), (target, end) = from_, to
    there, here = remote_of(view, target), remote_of(view, source)
    yield from outward(view, source, port, there, target.address)
    for words, truth, evidence in between_networks(view, from_, to):
        yield Hop(words, truth, evidence)
    apart = start.key != end.key  # a network ACL stands around a subnet, not inside it
    if apart:
        yield from acl(by_acl(view, start, port, there, egress=True), f"port {port} out")
        yield from acl(by_acl(view, end, port, here, egress=False), f"port {port} in")
    if _share_a_group(view, source, target):
        words = f"{target.address} is behind the VPC's own security group as {source.address} is, and that lets it in"
        yield Hop(words, Truth.YES, whole(target))
    else:
        yield guarded(target, by_groups(view, hosts.groups(view, target), port, here), port, here)
    if apart:
        yield from answers(by_acl(view, end, None, here, egress=True), "out")
        yield from answers(by_acl(view, start, None, there, egress=False), "in")


def _share_a_group(view: View, source: Resource, target: Resource) -> bool:
    """Whether neither names a group, so that both have that of their VPC, which lets its own members in.

    https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
    """
    if is_network(view, source) or is_network(view, target):
        return False
    return bool(hosts.groups(view, source).own & hosts.groups(view, target).own)


def talkers(view: View, target: Resource, port: int | None = None) -> Iterator[tuple[Resource, Answer]]:
    """Every host of the scope that opens connections, and whether it reaches the target.

    Without a port, on the one that the target serves.
    """
    asked = port if port is not None else hosts.port_of(view, target)
    if asked is None:
        return
    for host in hosts.callers(view, target.scope):
        if host.key != target.key:
            yield host, between(view, host, target, asked)
