"""The steps that paths are made of, as hops: addresses, gateways, network ACLs, security groups."""

from collections.abc import Iterator

from awslint.analysis.network import hosts
from awslint.analysis.network.filters import Passage, Remote, by_acl, by_groups, range_of
from awslint.analysis.network.path import Hop, whole
from awslint.analysis.network.routes import ENDPOINT
from awslint.analysis.network.subnets import PUBLIC, routed_to, vpc_of
from awslint.model.finding import Evidence
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Scalar, Unknown, Value
from awslint.query.view import View

INTERNET = Remote("everyone", internet=True)
INTERNET6 = Remote("everyone", internet=True, version=6)


def remote_of(view: View, host: Resource) -> Remote:
    """A host as the other side of traffic."""
    guards, places = hosts.groups(view, host), hosts.subnets(view, host)
    blocks = range_of(view, [subnet for subnet, _ in places.known])
    complete = len(blocks) == len(places.known) and not places.open
    return Remote(
        host.address,
        groups=tuple(group.key for group, certain in guards.known if certain is Truth.YES),
        blocks=blocks if complete else (),
        open=bool(guards.open or guards.default) or any(certain is not Truth.YES for _, certain in guards.known),
    )


def clients_of(view: View, balancer: Resource) -> Remote:
    """Everyone as a target sees them behind a load balancer that keeps their addresses: they count as its groups too.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
    """
    guards = hosts.groups(view, balancer)
    if not guards.known and not guards.open:
        return INTERNET
    own = remote_of(view, balancer)
    return Remote(f"the clients of {balancer.address}", internet=True, groups=own.groups, open=own.open)


def unplaced(host: Resource, left: tuple[Evidence, ...]) -> Hop:
    """A host whose subnet nobody knows."""
    words = f"the subnet of {host.address} is not in the input"
    return Hop(words, Truth.UNKNOWN, left[0] if left else whole(host))


def address(view: View, host: Resource, subnet: Resource | None) -> Hop:
    """The public address of a host."""
    truth, evidence = hosts.public_address(view, host, subnet)
    has = {Truth.YES: "has a", Truth.NO: "has no", Truth.UNKNOWN: "may have a"}[truth]
    return Hop(f"{host.address} {has} public address", truth, evidence)


def address6(view: View, host: Resource, subnet: Resource) -> Hop:
    """The IPv6 address of a host, which is public by itself."""
    truth, evidence = hosts.ipv6_address(view, host, subnet)
    has = {Truth.YES: "has an", Truth.NO: "has no", Truth.UNKNOWN: "may have an"}[truth]
    return Hop(f"{host.address} {has} IPv6 address", truth, evidence)


def gateway(view: View, subnet: Resource, version: int = 4) -> Iterator[Hop]:
    """The default route to an internet gateway, and the gateway's attachment where that is missing."""
    routed = routed_to(view, subnet, PUBLIC, version)
    inspected = routed_to(view, subnet, (ENDPOINT,), version)
    if routed.truth is Truth.NO and inspected.truth is not Truth.NO:
        words = f"{subnet.address} leads to an endpoint, such as a firewall's, whose own routes are not followed"
        yield Hop(words, Truth.UNKNOWN, inspected.evidence[0])
        return
    has = {Truth.YES: "has a", Truth.NO: "has no", Truth.UNKNOWN: "may have a"}[routed.truth]
    over = " for IPv6" if version == 6 else ""
    yield Hop(f"{subnet.address} {has} default route to an internet gateway{over}", routed.truth, routed.evidence[0])
    yield from detached(view, subnet, routed.evidence[0].value)


def detached(view: View, subnet: Resource, named: Value | None) -> Iterator[Hop]:
    """What stops traffic when the internet gateway that a route names is not that of the subnet's VPC."""
    if not isinstance(named, Scalar | Unknown) or named.refers_to is None:
        return
    found = view.graph.resources.get(named.refers_to.target)
    vpc = vpc_of(view, subnet)
    if found is None or found.type != "AWS::EC2::InternetGateway" or vpc is None:
        return
    attachments = view.related(found, "attached-internet-gateway").members
    sides = [view.related(one.resource, "gateway-attachment") for one in attachments]
    vpcs = {member.resource.key for side in sides for member in side.members}
    if vpc.key not in vpcs and not any(side.open for side in sides):
        yield Hop(f"{found.address} is not attached to the VPC", Truth.NO, whole(found))


def inward(
    view: View, host: Resource, subnet: Resource, port: int | None, remote: Remote, *, grouped: bool = True
) -> Iterator[Hop]:
    """Into a host: the network ACL inwards, the security groups, and the network ACL for the answers."""
    guards = hosts.groups(view, host)
    if port is None:
        left = (*guards.open, *([guards.default] if guards.default else ()))
        words = (
            f"the security groups of {host.address} are not in the input"
            if left
            else (f"no port of {host.address} is open")
        )
        yield Hop(words, Truth.UNKNOWN if left else Truth.NO, left[0] if left else whole(host))
        return
    yield from acl(by_acl(view, subnet, port, remote, egress=False), f"port {port} in")
    if grouped or guards.known:
        yield guarded(host, by_groups(view, guards, port, remote), port, remote)
    yield from answers(by_acl(view, subnet, None, remote, egress=True), "out")


def acl(passage: Passage, what: str) -> Iterator[Hop]:
    """A network ACL; nothing for a VPC's own, which lets everything through."""
    if passage.evidence is None:
        return
    name = passage.gate.address if passage.gate is not None else "the network ACL"
    port = what.rpartition(" ")[0]
    written = passage.gate is not None and passage.evidence.resource != passage.gate.key
    refuses = f"denies {port}" if written else f"has no entry that allows {port}"
    words = {Truth.YES: f"lets {what}", Truth.NO: refuses, Truth.UNKNOWN: f"may stop {port}"}
    yield Hop(f"{name} {words[passage.truth]}", passage.truth, passage.evidence)


def answers(passage: Passage, way: str) -> Iterator[Hop]:
    """A network ACL and the answers, "in" or "out"."""
    if passage.evidence is None:
        return
    name = passage.gate.address if passage.gate is not None else "the network ACL"
    lets = {Truth.YES: "lets the answers", Truth.NO: "lets no answers", Truth.UNKNOWN: "may let no answers"}
    yield Hop(f"{name} {lets[passage.truth]} {way}", passage.truth, passage.evidence)


def guarded(host: Resource, passage: Passage, port: int, remote: Remote) -> Hop:
    """The security groups of a host, inwards."""
    evidence = passage.evidence or whole(host)
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


def outward(view: View, host: Resource, port: int, remote: Remote, name: str) -> Iterator[Hop]:
    """The security groups of a host, outwards; nothing where they are open as AWS makes them."""
    passage = by_groups(view, hosts.groups(view, host), port, remote, "Egress")
    if passage.evidence is None:
        return
    gate = passage.gate.address if passage.gate is not None else f"a security group of {host.address}"
    verb = {Truth.YES: "lets", Truth.NO: "does not let", Truth.UNKNOWN: "may let"}[passage.truth]
    yield Hop(f"{gate} {verb} {host.address} out to {name} on port {port}", passage.truth, passage.evidence)
