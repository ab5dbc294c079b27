"""What a host reaches by itself: the internet, and AWS services by their endpoints."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.analysis.network import hosts, steps
from awslint.analysis.network.egress import service_of
from awslint.analysis.network.filters import Remote, by_acl, range_of
from awslint.analysis.network.inside import between
from awslint.analysis.network.path import Answer, Hop, best, decisive, hop_places, nowhere, walk, whole
from awslint.analysis.network.routes import (
    CARRIER,
    EGRESS_ONLY,
    INSTANCE,
    INTERNET,
    NAT,
    Route,
    Table,
    default_routes,
    tables,
)
from awslint.analysis.network.subnets import PUBLIC, route_evidence, routed_to, version_of
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of
from awslint.model.value import Absent, Scalar, Unknown
from awslint.query.view import View


def to_internet(view: View, host: Resource, port: int = 443) -> Answer:
    """Whether a host opens connections to everywhere on the internet on a TCP port.

    Over IPv4; over IPv6 from a subnet that has nothing else.
    """
    if host.type not in hosts.HOSTS:
        return nowhere(host)
    places = hosts.subnets(view, host)
    found = [walk(_departure(view, host, subnet, port), port, certain) for subnet, certain in places.known]
    if places.open or not found:
        out = steps.outward(view, host, port, steps.INTERNET, "the internet")
        found.append(walk([*out, steps.unplaced(host, places.open)], port))
    return best(found)


def _departure(view: View, host: Resource, subnet: Resource, port: int) -> Iterator[Hop]:
    everyone = steps.INTERNET6 if version_of(view, subnet) == 6 else steps.INTERNET
    yield from steps.outward(view, host, port, everyone, "the internet")
    yield from steps.acl(by_acl(view, subnet, port, everyone, egress=True), f"port {port} out")
    yield from _away(view, host, subnet, port)
    yield from steps.answers(by_acl(view, subnet, None, everyone, egress=False), "in")


def _away(view: View, host: Resource, subnet: Resource, port: int) -> Iterator[Hop]:
    """The default route and what stands behind it."""
    version = version_of(view, subnet)
    for table in tables(view, subnet):
        if table.unknown is not None and table.named is not None:
            words = f"the route table of {subnet.address} is not in the input"
            yield Hop(words, Truth.UNKNOWN, view.evidence(table.named[0], table.unknown, path=("VpcId",)))
            return
        found = _default(view, table, version)
        if found is None:
            yield Hop(f"{subnet.address} has no default route", Truth.NO, whole(subnet))
            return
        route, truth = found
        leads = f"{subnet.address} leads to a{'n' if route.kind[0] in 'aeiou' else ''} {route.kind}"
        if route.kind in (INTERNET, CARRIER):
            yield Hop(leads, truth, route_evidence(view, route))
            yield from steps.detached(view, subnet, route.target)
            own = steps.address6 if version == 6 else steps.address
            yield own(view, host, subnet)  # a gateway only serves hosts with an address of their own
        elif route.kind == EGRESS_ONLY and version == 6:
            yield Hop(leads, truth, route_evidence(view, route))
        elif route.kind == NAT:
            yield Hop(leads, truth, route_evidence(view, route))
            yield from _translated(view, subnet, route, port)
        elif route.kind == INSTANCE and (drops := _checked(view, route)) is not None:
            yield Hop(leads, truth, route_evidence(view, route))
            yield drops
        else:
            follows = f"{leads}, whose own routes are not followed"
            yield Hop(follows, Truth.UNKNOWN, route_evidence(view, route))
        return


def _default(view: View, table: Table, version: int) -> tuple[Route, Truth] | None:
    found = list(default_routes(view, table, version))
    certain = [one for one in found if one[1] is Truth.YES]
    return next(iter(certain or found), None)


def _checked(view: View, route: Route) -> Hop | None:
    """An instance that drops what is not meant for itself; None where it may pass it on.

    One with user data may change that when it starts.
    https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
    """
    named = route.target
    key = named.refers_to.target if isinstance(named, Scalar | Unknown) and named.refers_to is not None else ""
    found = view.graph.resources.get(key)
    if found is None or found.type not in (hosts.INSTANCE, hosts.INTERFACE):
        return None
    written = view.read(found, "SourceDestCheck")
    if hosts.is_text(written, "false") is not Truth.NO or not isinstance(view.read(found, "UserData"), Absent):
        return None
    words = f"{found.address} checks source and destination: it passes nothing on"
    return Hop(words, Truth.NO, view.evidence(found, written, path=("SourceDestCheck",)))


def _translated(view: View, start: Resource, route: Route, port: int) -> Iterator[Hop]:
    """A NAT gateway of the input: public, in a public subnet, and let through by that subnet's network ACL."""
    for member in view.related(route.resource, "route-to-nat-gateway").members:
        nat = member.resource
        kind = view.read(nat, "ConnectivityType")
        private = hosts.is_text(kind, "private")
        if private is not Truth.NO:
            words = f"{nat.address} is private: it does not lead to the internet"
            yield Hop(words, ~private, view.evidence(nat, kind))
            return
        if hosts.is_text(view.read(nat, "AvailabilityMode"), "regional") is Truth.YES:
            return
        for place in view.related(nat, "nat-gateway-subnet").members:
            yield from _behind(view, start, nat, place.resource, port)


def _behind(view: View, start: Resource, nat: Resource, subnet: Resource, port: int) -> Iterator[Hop]:
    routed = routed_to(view, subnet, PUBLIC, 4)
    if routed.truth is Truth.NO:
        words = f"{nat.address} stands in {subnet.address}, which has no default route to an internet gateway"
        yield Hop(words, Truth.NO, view.evidence(nat, view.read(nat, "SubnetId")))
        return
    inner = Remote(start.address, blocks=range_of(view, [start]))
    apart = start.key != subnet.key
    if apart:
        yield from steps.acl(by_acl(view, subnet, port, inner, egress=False), f"port {port} in")
    yield from steps.gateway(view, subnet)
    yield from steps.acl(by_acl(view, subnet, port, steps.INTERNET, egress=True), f"port {port} out")
    yield from steps.answers(by_acl(view, subnet, None, steps.INTERNET, egress=False), "in")
    if apart:
        yield from steps.answers(by_acl(view, subnet, None, inner, egress=True), "out")


def cannot_reach_service(view: View, host: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a host has no way to an AWS service, neither by an endpoint nor over the internet. Argument `service`.

    YES points at the hop that blocks; all hops are related.
    """
    service = str(arguments["service"])
    answer = to_service(view, host, service)
    chosen = decisive(answer)
    lacks = "" if any(_endpoints(view, host, service, 443)) else f", and there is no endpoint for {service}"
    evidence = replace(chosen.evidence, detail=f"{chosen.words}{lacks}", related=hop_places(view, answer))
    return Outcome(~answer.truth, (evidence,))


def to_service(view: View, host: Resource, service: str, port: int = 443) -> Answer:
    """Whether a host reaches an AWS service (`s3`, `ecr.api`) by an endpoint of its VPC, or else over the internet."""
    if host.type not in hosts.HOSTS:
        return nowhere(host)
    found = list(_endpoints(view, host, service, port))
    if all(any(hop.truth is Truth.UNKNOWN for hop in one.hops) for one in found):
        # No endpoint certainly takes what is sent to the service's name.
        found.append(to_internet(view, host, port))
    return best(found)


def _endpoints(view: View, host: Resource, service: str, port: int) -> Iterator[Answer]:
    for subnet, certain in hosts.subnets(view, host).known:
        yield from _by_endpoints(view, host, subnet, certain, service, port)


def _by_endpoints(
    view: View, host: Resource, subnet: Resource, certain: Truth, service: str, port: int
) -> Iterator[Answer]:
    for table in tables(view, subnet):
        if table.resource is None:
            continue
        for member in view.related(table.resource, "endpoint-route-table").members:
            if service_of(view.read(member.resource, "ServiceName")) == service:
                words = f"{member.resource.address} leads to {service}"
                hop = Hop(words, Truth.YES, view.evidence(member.source, member.naming))
                out = steps.outward(view, host, port, Remote(service), service)
                yield walk([hop, *out], port, all_of((certain, table.certain, member.certain)))
    for vpc in view.related(subnet, "in-vpc").members:
        for one in view.related(vpc.resource, "endpoint-in-vpc").members:
            endpoint = one.resource
            name = view.read(endpoint, "ServiceName")
            interface = hosts.is_text(view.read(endpoint, "VpcEndpointType"), "interface")
            if service_of(name) == service and interface is Truth.YES:
                hop = Hop(f"{endpoint.address} leads to {service}", Truth.YES, view.evidence(endpoint, name))
                inner = between(view, host, endpoint, port)
                hops = [hop, *_by_its_own_name(view, endpoint, service), *inner.hops]
                yield walk(hops, port, all_of((certain, one.certain, inner.truth)))


def _by_its_own_name(view: View, endpoint: Resource, service: str) -> Iterator[Hop]:
    """An endpoint to which the service's usual name does not lead.

    https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
    """
    private = view.read(endpoint, "PrivateDnsEnabled")
    if isinstance(private, Scalar) and hosts.is_text(private, "false") is Truth.YES:
        words = f"{endpoint.address} serves those alone who call it by its own name, not by that of {service}"
        yield Hop(words, Truth.UNKNOWN, view.evidence(endpoint, private))
