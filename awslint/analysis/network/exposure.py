"""Whether the internet gets to what an open port or a public address is about: the finding stays, but says so."""

from collections.abc import Iterable, Iterator

from awslint.analysis.network import fronts, hosts
from awslint.analysis.network.acl import ACL, ENTRY
from awslint.analysis.network.acl import SOURCES as ACL_SOURCES
from awslint.analysis.network.groups import EGRESS, GROUP, INGRESS, SOURCES, entries
from awslint.analysis.network.path import Answer, Hop, best, whole
from awslint.analysis.network.ports import ANY, LAST_PORT, TCP, UDP, Ports, bounds, carries, over, protocol
from awslint.analysis.network.reach import from_internet
from awslint.model.place import Place
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Unknown
from awslint.query.relations import OUTSIDE
from awslint.query.view import View

SUBNET = "AWS::EC2::Subnet"
LAUNCHERS = frozenset({"AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration"})
_ADDRESSED = frozenset({hosts.INSTANCE, hosts.FLEET})
# More ports than these are not asked one by one.
_FEW = 8
# A group with more hosts and ports than these, none of the first reached, is left open.
_MANY = 100


def exposed(view: View, subject: Resource, place: Place | None, asked: tuple[Ports, ...] = ()) -> Answer | None:
    """Whether the internet reaches what stands behind the subject of a finding.

    The subject is a host, or a security group, network ACL, subnet or launch template with hosts behind it; `place` is
    the offending text, `asked` the ports that the rule is about. None where the input cannot tell: a subject or a host
    that is not followed, ICMP, hosts with IPv6 addresses that IPv4 does not reach.
    """
    if subject.type in hosts.HOSTS:
        return _decided(view, [subject], [(subject, None)])
    if subject.type in LAUNCHERS:
        return _behind(view, subject, list(_carriers(view, subject)), None)
    if subject.type in (GROUP, INGRESS):
        return _by_group(view, subject, place, asked)
    if subject.type in (ACL, ENTRY):
        return _by_acl(view, subject, place, asked)
    if subject.type == SUBNET:
        # What has an address of its own by default: instances take that of their subnet.
        return _behind(view, subject, [one for one in _standing(view, subject) if one.type in _ADDRESSED], None)
    return None


def _by_group(view: View, subject: Resource, place: Place | None, asked: tuple[Ports, ...]) -> Answer | None:
    group = subject
    if subject.type == INGRESS:
        owners = view.related(subject, "security-group-ingress").members
        if not owners:
            return None
        group = owners[0].resource
    opened = _opened(view, group, place, asked)
    if opened is None:
        return None
    users = {
        one.key: one
        for relation in ("guarded-by", "security-group-in-use")
        for member in view.related(group, relation).members
        if member.resource.type not in (INGRESS, EGRESS)
        for one in _carriers(view, member.resource)
    }
    if not users:
        if view.once("groups-may-be-used", group.scope, lambda: _may_be_used(view, group.scope)):
            return None
        words = f"nothing in the input uses {group.address}"
        return Answer(Truth.NO, (Hop(words, Truth.NO, whole(group)),))
    return _behind(view, group, list(users.values()), opened)


def _may_be_used(view: View, scope: str) -> bool:
    """Whether groups that no host names may yet guard one; groups alone are there for other stacks."""
    found = [host for host, _ in view.resources(scope, *sorted(hosts.HOSTS))]
    return not found or any(_may_use(view, host) for host in found)


def _may_use(view: View, host: Resource) -> bool:
    """Whether a host's groups are worked out from something in the input."""
    left = [one.value for one in hosts.groups(view, host).open]
    return any(isinstance(one, Unknown) and one.why not in OUTSIDE for one in left)


def _opened(view: View, group: Resource, place: Place | None, asked: tuple[Ports, ...]) -> tuple[Ports, ...] | None:
    """The ports that the entry at a place opens, of those that are asked for. None when that is not known."""
    for entry in entries(view, group):
        texts = [view.get(entry.whole, name) for name in (*SOURCES.values(), "SourcePrefixListId")]
        if isinstance(entry.whole, Unknown) or place not in [text.place for text in texts]:
            continue
        name = view.get(entry.whole, "IpProtocol")
        if carries(name, (TCP,)) is not Truth.YES:
            return None
        if over(name, lambda data: protocol(data) == ANY) is Truth.YES:
            return asked or (Ports(0, LAST_PORT),)
        low, high = bounds(view.get(entry.whole, "FromPort"), view.get(entry.whole, "ToPort"))
        return None if low is None or high is None else _common(Ports(low, high), asked)
    return asked or None


def _common(opened: Ports, asked: tuple[Ports, ...]) -> tuple[Ports, ...] | None:
    both = [Ports(max(opened.first, one.first), min(opened.last, one.last)) for one in asked or (opened,)]
    return tuple(one for one in both if one.first <= one.last) or None


def _by_acl(view: View, subject: Resource, place: Place | None, asked: tuple[Ports, ...]) -> Answer | None:
    acl = subject
    if subject.type == ENTRY:
        owners = view.related(subject, "network-acl-entry").members
        if not owners:
            return None
        acl = owners[0].resource
    for member in view.related(acl, "network-acl-entry").members:
        texts = [view.read(member.resource, name).place for name in ACL_SOURCES.values()]
        if place in texts and carries(view.read(member.resource, "Protocol"), (TCP, UDP)) is not Truth.YES:
            return None
    found: dict[str, Resource] = {}
    for use in view.related(acl, "network-acl-association").members:
        for subnet in view.related(use.resource, "network-acl-of-subnet").members:
            found |= {one.key: one for one in _standing(view, subnet.resource)}
    return _behind(view, acl, list(found.values()), asked or None)


def _standing(view: View, subnet: Resource) -> Iterator[Resource]:
    """What stands in a subnet, itself or by a subnet group."""
    for member in view.related(subnet, "stands-in").members:
        owners = view.related(member.resource, "subnet-group").members if _is_group(view, member.resource) else ()
        if member.resource.type in hosts.HOSTS:
            yield member.resource
        for owner in owners:
            yield from _carriers(view, owner.resource)


def _is_group(view: View, resource: Resource) -> bool:
    return any(resource.type in row.targets for row in view.knowledge.relations["subnet-group"])


def _carriers(view: View, named: Resource) -> Iterator[Resource]:
    """The hosts that a resource which names a group or a subnet group stands for."""
    if named.type in LAUNCHERS:
        for member in view.related(named, "launches-from").members:
            yield member.resource
    else:
        yield named


def _behind(view: View, owner: Resource, users: list[Resource], opened: tuple[Ports, ...] | None) -> Answer | None:
    if not users:
        # A subnet or template that nothing here uses is there for others to use.
        return None
    pairs = [(host, port) for host in users if host.type in hosts.HOSTS for port in _ports(view, host, opened)]
    return _decided(view, users, pairs)


def _ports(view: View, host: Resource, opened: tuple[Ports, ...] | None) -> Iterable[int | None]:
    """The opened ports at which a host may be asked."""
    if opened is None:
        return (None,)
    own = hosts.port_of(view, host)
    served = [own] if own is not None else []
    if host.type in (hosts.LOAD_BALANCER, hosts.CLASSIC):
        served = fronts.listener_ports(view, host)
    if served:
        return [port for port in served if any(one.first <= port <= one.last for one in opened)]
    size = sum(one.last - one.first + 1 for one in opened)
    if size <= _FEW:
        return [port for one in opened for port in range(one.first, one.last + 1)]
    return [one.first for one in opened]


def _decided(view: View, users: list[Resource], pairs: list[tuple[Resource, int | None]]) -> Answer | None:
    """Reached at one host and port, or at none of them for certain."""
    answers = []
    for host, port in pairs[:_MANY]:
        answer = from_internet(view, host, port)
        if answer.truth is Truth.YES:
            return answer
        answers.append(answer)
    if (
        len(pairs) > _MANY
        or any(answer.truth is Truth.UNKNOWN for answer in answers)
        or any(one.type not in hosts.HOSTS for one in users)
    ):
        return None
    if any(_has_ipv6(view, host) for host in users):
        return None  # only IPv4 is followed
    if answers:
        return best(answers)
    first = users[0]
    hop = Hop(f"{first.address} does not serve the port", Truth.NO, whole(first))
    return Answer(Truth.NO, (hop,))


def _has_ipv6(view: View, host: Resource) -> bool:
    """Whether a host may have an IPv6 address: its subnet has a range of them."""
    return any(hosts.has_ipv6(view, subnet) for subnet, _ in hosts.subnets(view, host).known)


def way(answer: Answer) -> str:
    """An answer as one line of a report."""
    if answer.truth is Truth.YES:
        return f"reachable from the internet: {', '.join(hop.words for hop in answer.hops)}"
    return f"nothing outside can reach it: {answer.hops[-1].words}"
