"""Hosts whose security groups open ports, but not the one that they serve."""

from collections.abc import Mapping
from dataclasses import replace

from awslint.analysis.network import hosts
from awslint.analysis.network.groups import entries, lets_through
from awslint.analysis.network.path import whole
from awslint.analysis.network.ports import TCP, UDP, Ports
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Scalar
from awslint.query.view import View


def port_closed(view: View, host: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the security groups of a host open ports, but not its own: argument `port`, else the one that it serves.

    Groups without any entry are left to those who may add some. YES points at the host's name.
    """
    asked = arguments.get("port")
    port = int(str(asked)) if asked is not None else hosts.port_of(view, host)
    if port is None:
        return Outcome(Truth.UNKNOWN, (view.evidence(host, view.read(host, "Port"), path=("Port",)),))
    return closed(view, host, port, whole(host))


def listener_closed(view: View, listener: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether no security group of its load balancer lets anyone in on a listener's port.

    Groups without any entry are left to those who may add some. YES points at the listener's port.
    """
    port = view.read(listener, "Port")
    number = int(str(port.data)) if isinstance(port, Scalar) and str(port.data).isdigit() else None
    members = view.related(listener, "listener-of").members
    if number is None or not members or members[0].certain is not Truth.YES:
        return Outcome(Truth.UNKNOWN, (view.evidence(listener, port, path=("Port",)),))
    balancer = members[0].resource
    return closed(view, balancer, number, view.evidence(listener, port))


def closed(view: View, host: Resource, port: int, at: Evidence) -> Outcome:
    """Whether the security groups of a host open ports, but not this one. YES is told at the given place."""
    guards = hosts.groups(view, host)
    if guards.open or guards.default or not guards.known:
        left = (*guards.open, *([guards.default] if guards.default else ()))
        return Outcome(Truth.UNKNOWN if left else Truth.NO, left or (at,))
    every = [(group, entry) for group, _ in guards.known for entry in entries(view, group)]
    touched = any_of(
        all_of((entry.certain, lets_through(view, entry, (TCP, UDP), (Ports(port, port),)))) for _, entry in every
    )
    certain = all_of(one for _, one in guards.known)
    if touched is not Truth.NO or not every or certain is not Truth.YES:
        truth = Truth.NO if touched is Truth.YES else Truth.UNKNOWN
        detail = "" if every else "its security groups have no entries yet, and others may add some"
        return Outcome(truth, (replace(whole(guards.known[0][0]), detail=detail),))
    names = ", ".join(group.address for group, _ in guards.known)
    verb = "opens" if len(guards.known) == 1 else "open"
    related = tuple(
        RelatedPlace("group", f"{group.address} does not open port {port}", group.place, group.address)
        for group, _ in guards.known
    )
    return Outcome(Truth.YES, (replace(at, detail=f"{names} {verb} other ports than {port}", related=related),))
