"""Whether what runs in a private subnet has a way out, or the endpoints that make one unnecessary."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.analysis.network.cidr import block
from awslint.analysis.network.routes import (
    CARRIER,
    CLOUD_WAN,
    DESTINATIONS,
    EGRESS_ONLY,
    ENDPOINT,
    INSTANCE,
    INTERNET,
    LOCAL,
    NAT,
    TRANSIT,
    VIRTUAL_PRIVATE,
    Route,
    Table,
    default_routes,
    leads,
)
from awslint.analysis.network.subnets import about_table, over_tables, route_evidence, routed_to, version_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.record import record
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.relations import Member
from awslint.query.view import View

# Ways that go out by way of something that the user runs elsewhere: a hub, a data centre, an inspection point.
_THROUGH_OTHERS = frozenset({TRANSIT, VIRTUAL_PRIVATE, CLOUD_WAN, LOCAL, ENDPOINT})
_WAYS = {
    4: _THROUGH_OTHERS | {NAT, INSTANCE, INTERNET, CARRIER},
    # A NAT gateway serves IPv6 hosts only through NAT64, an egress-only gateway serves nothing but IPv6.
    # https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html
    6: _THROUGH_OTHERS | {EGRESS_ONLY, INSTANCE, INTERNET},
}
_NAT64 = "64:ff9b::/96"

# What must be reachable before a container starts at all; other workloads are taken to need what their VPC has
# endpoints for. https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
_IMAGES = frozenset({"ecr.api", "ecr.dkr", "s3"})
_NEEDS = {
    "AWS::ECS::Service": _IMAGES,
    "AWS::ECS::TaskSet": _IMAGES,
    "AWS::EKS::Nodegroup": _IMAGES,
    "AWS::EKS::FargateProfile": _IMAGES,
    "AWS::Batch::ComputeEnvironment": _IMAGES,
}
_SERVICE = re.compile(r"^com\.amazonaws\.[^.]+\.(.+)$")


@record()
class Services:
    """The AWS services that a subnet reaches through endpoints; `unclear` are endpoints for an unknown service."""

    names: frozenset[str]
    unclear: tuple[Evidence, ...] = ()


def hosts_what_needs_egress(view: View, subnet: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether something runs in the subnet that has to call out (the relation `needs-egress` lists what does)."""
    members = view.related(subnet, "needs-egress").members
    if not members:
        return Outcome(Truth.NO, (Evidence(subnet.key, subnet.place, ""),))
    certain = [one for one in members if one.certain is Truth.YES]
    evidence = tuple(view.evidence(one.source, one.naming) for one in certain or members)
    return Outcome(Truth.YES if certain else Truth.UNKNOWN, evidence)


def has_way_out(view: View, subnet: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a subnet's hosts can get out, or its VPC has endpoints for what they need.

    NO points at the default route that leads nowhere, or else at the subnet; its workloads are related.
    """
    return over_tables(view, subnet, lambda table: _by_table(view, subnet, table))


def _by_table(view: View, subnet: Resource, table: Table) -> Outcome:
    version = version_of(view, subnet)
    routed, route = _routed_out(view, table, version)
    if routed is Truth.YES and route is not None:
        return Outcome(routed, (route_evidence(view, route),))
    workloads = view.related(subnet, "needs-egress").members
    spared, unclear = _spared(view, subnet, table, workloads)
    if spared is Truth.YES:
        return Outcome(spared, (Evidence(subnet.key, subnet.place, ""),))
    if any_of((routed, spared)) is Truth.UNKNOWN:
        undecided = [] if route is None else [route_evidence(view, route)]
        return Outcome(Truth.UNKNOWN, (*undecided, *unclear) or (Evidence(subnet.key, subnet.place, ""),))
    blame = _blame(view, subnet, table, version, workloads)
    lacking = _lacking(view, subnet, table, workloads)
    if lacking:
        blame = replace(blame, detail=f"{blame.detail}, and there is no endpoint for {lacking}")
    return Outcome(Truth.NO, (blame,))


def _routed_out(view: View, table: Table, version: int) -> tuple[Truth, Route | None]:
    truth, route = leads(view, table, _WAYS[version], version)
    if version == 6 and truth is not Truth.YES:
        for one in table.routes:
            written = view.read(one.resource, DESTINATIONS[6])
            if one.kind == NAT and isinstance(written, Scalar) and block(str(written.data)) == block(_NAT64):
                return one.certain, one
    if route is not None and route.kind == NAT:
        return all_of((truth, _nat_leads_out(view, route))), route
    return truth, route


def _nat_leads_out(view: View, route: Route) -> Truth:
    """A private NAT gateway leads only where its own subnet's routes lead, and never to the internet by itself.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
    """
    answers = []
    for member in view.related(route.resource, "route-to-nat-gateway").members:
        private = _is(view.read(member.resource, "ConnectivityType"), "private")
        if private is Truth.NO:
            answers.append(Truth.YES)
            continue
        beyond = [
            routed_to(view, subnet.resource, _THROUGH_OTHERS, 4).truth
            for subnet in view.related(member.resource, "nat-gateway-subnet").members
        ]
        answers.append(any_of((~private, any_of(beyond) if beyond else Truth.UNKNOWN)))
    return all_of(answers)


def _is(value: Value, text: str) -> Truth:
    if isinstance(value, Scalar):
        return Truth.YES if value.data == text else Truth.NO
    return Truth.UNKNOWN if isinstance(value, Unknown) else Truth.NO


def _spared(
    view: View, subnet: Resource, table: Table, workloads: tuple[Member, ...]
) -> tuple[Truth, tuple[Evidence, ...]]:
    """Whether every workload of the subnet gets what it needs through endpoints."""
    vpc = view.related(subnet, "in-vpc")
    if not any(member.certain is Truth.YES for member in vpc.members):
        # A VPC that others made may have endpoints that others made.
        named = view.read(subnet, "VpcId")
        return Truth.UNKNOWN, (view.evidence(subnet, named, path=("VpcId",)),)
    services = reached(view, vpc.members[0].resource, table)
    truth = all_of(served(view, services, one.resource) for one in workloads)
    return truth, services.unclear


def served(view: View, services: Services, workload: Resource) -> Truth:
    """Whether a workload gets what it needs from these services."""
    needed = _needed(view, workload)
    enough = bool(services.names) if needed is None else needed <= services.names
    if enough:
        return Truth.YES
    return Truth.UNKNOWN if services.unclear else Truth.NO


def _needed(view: View, workload: Resource) -> frozenset[str] | None:
    """The services that a workload cannot start without; None where that is not known.

    A task on Fargate does not start before its log stream is there:
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
    """
    needed = _NEEDS.get(workload.type)
    if needed is None or _is(view.read(workload, "LaunchType"), "FARGATE") is not Truth.YES:
        return needed
    for member in view.related(workload, "task-definition-of-service").members:
        for container in view.items(view.read(member.resource, "ContainerDefinitions"))[0]:
            driver = view.get(view.get(container, "LogConfiguration"), "LogDriver")
            if member.certain is Truth.YES and _is(driver, "awslogs") is Truth.YES:
                return needed | {"logs"}
    return needed


def _lacking(view: View, subnet: Resource, table: Table, workloads: tuple[Member, ...]) -> str:
    """The services that workloads miss an endpoint for, where their VPC has endpoints for others."""
    vpc = view.related(subnet, "in-vpc").members
    names = reached(view, vpc[0].resource, table).names if vpc else frozenset()
    needed = frozenset(name for one in workloads for name in _needed(view, one.resource) or ())
    return ", ".join(sorted(needed - names)) if names else ""


def reached(view: View, vpc: Resource, table: Table) -> Services:
    """The services that a VPC has endpoints for, from a subnet with this route table."""
    names: set[str] = set()
    unclear: list[Evidence] = []
    for endpoint, truth in _endpoints(view, vpc, table):
        written = view.read(endpoint, "ServiceName")
        service = service_of(written)
        if service is not None and truth is Truth.YES:
            names.add(service)
        elif truth is not Truth.NO:
            unclear.append(view.evidence(endpoint, written))
    return Services(frozenset(names), tuple(unclear))


def _endpoints(view: View, vpc: Resource, table: Table) -> Iterator[tuple[Resource, Truth]]:
    """The endpoints that a subnet with this table reaches: interface ones anywhere, gateway ones by its table."""
    by_table = {}
    if table.resource is not None:
        members = view.related(table.resource, "endpoint-route-table").members
        by_table = {member.resource.key: member.certain for member in members}
    for member in view.related(vpc, "endpoint-in-vpc").members:
        endpoint = member.resource
        # Gateway is what AWS makes of an endpoint without a type.
        interface = _is(view.read(endpoint, "VpcEndpointType"), "Interface")
        routed = by_table.get(endpoint.key, Truth.NO)
        yield endpoint, all_of((member.certain, any_of((interface, routed))))


def service_of(name: Value) -> str | None:
    """The service of an endpoint: `ecr.api` of `com.amazonaws.eu-west-1.ecr.api`, another provider's name as it is.

    None when it is not known.
    """
    if isinstance(name, Scalar):
        text = str(name.data)
    elif isinstance(name, Unknown) and name.parts:
        text = "".join(part if isinstance(part, str) else "\0" for part in name.parts)
    else:
        return None
    found = _SERVICE.match(text)
    service = found.group(1) if found is not None else text
    return None if "\0" in service else service


# Services of AWS that are called on other ports too.
_OTHER_PORTS = frozenset({"email-smtp", "transfer.server", "iot.data", "iot.credentials", "storagegateway"})


def called_by_https(view: View, endpoint: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether an endpoint is for a service of AWS that is called by HTTPS; services of others may use any port."""
    name = view.read(endpoint, "ServiceName")
    service = service_of(name)
    if service is None:
        return Outcome(Truth.UNKNOWN, (view.evidence(endpoint, name, path=("ServiceName",)),))
    own = "vpce-svc" not in service and service not in _OTHER_PORTS
    return Outcome(truth_of(own), (view.evidence(endpoint, name),))


def _blame(view: View, subnet: Resource, table: Table, version: int, workloads: tuple[Member, ...]) -> Evidence:
    names = [one.resource.address for one in workloads]
    who = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    verb = "runs" if len(names) == 1 else "run"
    related = (
        *(
            RelatedPlace("needs-egress", f"{one.resource.address} runs here", one.naming.place, one.resource.address)
            for one in workloads
        ),
        *about_table(table),
    )
    for route, _ in default_routes(view, table, version):
        detail = f"{who} {verb} in it and its default route leads to a {route.kind}"
        return replace(route_evidence(view, route, detail), related=related)
    unused = next((route.kind for route, _ in default_routes(view, table, 10 - version)), None)
    detail = f"{who} {verb} in it and its route table has no default route for IPv{version}"
    if unused == EGRESS_ONLY:
        detail += ": an egress-only internet gateway serves IPv6 alone"
    return Evidence(subnet.key, subnet.place, "", detail, Absent(subnet.place), related=related)
