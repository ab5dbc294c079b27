"""Load balancers in front of hosts: listener, rule, target group, target."""

from collections.abc import Iterator

from awslint.analysis.network.hosts import FLEET, LOAD_BALANCER, SERVICE, is_text
from awslint.model.finding import Evidence
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of
from awslint.model.value import Absent, Scalar, Value
from awslint.query.relations import Member
from awslint.query.view import View

TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
LISTENER = "AWS::ElasticLoadBalancingV2::Listener"


@record(eq=False)
class Front:
    """A way to a host through a load balancer.

    listens        the port on which clients come in; None when it is not known
    sends          the port on which the host gets the traffic; None when it is not known
    steps          who passes the traffic on: words and evidence, from the listener to the host
    keeps_client   whether the host sees the client's address instead of the load balancer's
    """

    balancer: Resource
    certain: Truth
    listens: int | None
    sends: int | None
    steps: tuple[tuple[str, Evidence], ...]
    keeps_client: bool = False


def fronts(view: View, host: Resource) -> Iterator[Front]:
    """The load balancers that send traffic to a host."""
    for target, group in _target_groups(view, host):
        yield from _of_group(view, host, group, target)
    yield from _classic(view, host)


def through(view: View, group: Resource) -> Iterator[tuple[Resource, Front]]:
    """The targets of a target group, each with the ways to it."""
    targets = [(one.resource, one) for one in view.related(group, "registered-target").members]
    targets += [(one.resource, one) for one in view.related(group, "registers-with").members]
    for host, target in targets:
        for front in _of_group(view, host, group, target):
            yield host, front


def _of_group(view: View, host: Resource, group: Resource, target: Member) -> Iterator[Front]:
    registered = (f"{group.address} sends it to {host.address}", _at(view, target))
    for listener, sender in _listeners(view, group):
        forwarded = (f"{sender.source.address} forwards it to {group.address}", _at(view, sender))
        for balancer in view.related(listener, "listener-of").members:
            yield Front(
                balancer.resource,
                all_of((target.certain, sender.certain, balancer.certain)),
                _port(view.read(listener, "Port")),
                _sends(view, host, group, target),
                (forwarded, registered),
                _keeps_client(view, balancer.resource, group),
            )


def _sends(view: View, host: Resource, group: Resource, target: Member) -> int | None:
    """The port on which a target is registered: its own, a container's, else the target group's.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html
    """
    lists = ((host, "LoadBalancers", "ContainerPort"),) if host.type == SERVICE else ((group, "Targets", "Port"),)
    for owner, name, port in lists:
        for item in view.items(view.read(owner, name))[0]:
            named = view.get(item, "TargetGroupArn" if owner is host else "Id")
            if named.place == target.naming.place:
                written = view.get(item, port)
                if not isinstance(written, Absent):
                    return _port(written)
    return _port(view.read(group, "Port")) if host.type != SERVICE else None


def _target_groups(view: View, host: Resource) -> Iterator[tuple[Member, Resource]]:
    """The target groups in which a host is registered, whoever says so."""
    for member in view.related(host, "registered-target").members:
        if member.resource.type == TARGET_GROUP:
            yield member, member.resource
    if host.type in (FLEET, SERVICE):
        for member in view.related(host, "registers-with").members:
            yield member, member.resource


def _listeners(view: View, group: Resource) -> Iterator[tuple[Resource, Member]]:
    for sender in view.related(group, "forwards-to").members:
        if sender.resource.type == LISTENER:
            yield sender.resource, sender
        else:
            for listener in view.related(sender.resource, "rule-of-listener").members:
                yield listener.resource, sender


def _at(view: View, member: Member) -> Evidence:
    return view.evidence(member.source, member.naming)


def _classic(view: View, host: Resource) -> Iterator[Front]:
    named = [(one, one.resource) for one in view.related(host, "classic-target").members]
    if host.type == FLEET:
        named += [(one, one.resource) for one in view.related(host, "registers-with-classic").members]
    for member, balancer in named:
        step = (f"{balancer.address} sends it to {host.address}", _at(view, member))
        for listener in view.items(view.read(balancer, "Listeners"))[0]:
            listens, sends = view.get(listener, "LoadBalancerPort"), view.get(listener, "InstancePort")
            yield Front(balancer, member.certain, _port(listens), _port(sends), (step,))


def _port(value: Value) -> int | None:
    text = str(value.data) if isinstance(value, Scalar) else ""
    return int(text) if text.isdigit() else None


def is_network(view: View, balancer: Resource) -> bool:
    """Whether it is a network (or gateway) load balancer, which may go without security groups."""
    written = view.read(balancer, "Type")
    return balancer.type == LOAD_BALANCER and (
        is_text(written, "network") is Truth.YES or is_text(written, "gateway") is Truth.YES
    )


def _keeps_client(view: View, balancer: Resource, group: Resource) -> bool:
    """A network load balancer keeps the client's address, unless told not to, or towards addresses over TCP and TLS.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
    """
    if not is_network(view, balancer):
        return False
    for item in view.items(view.read(group, "TargetGroupAttributes"))[0]:
        if is_text(view.get(item, "Key"), "preserve_client_ip.enabled") is Truth.YES:
            return is_text(view.get(item, "Value"), "true") is Truth.YES
    if is_text(view.read(group, "TargetType"), "ip") is not Truth.YES:
        return True
    protocol = view.read(group, "Protocol")
    return any(is_text(protocol, one) is Truth.YES for one in ("udp", "tcp_udp", "quic", "tcp_quic"))


def listener_ports(view: View, balancer: Resource) -> list[int]:
    """The ports on which a load balancer listens."""
    found: list[int | None] = []
    if balancer.type == LOAD_BALANCER:
        members = view.related(balancer, "listener-of").members
        found = [_port(view.read(one.resource, "Port")) for one in members]
    else:
        items = view.items(view.read(balancer, "Listeners"))[0]
        found = [_port(view.get(item, "LoadBalancerPort")) for item in items]
    return sorted({port for port in found if port is not None})
