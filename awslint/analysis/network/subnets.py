"""Public and private subnets: whether a subnet's default route leads to an internet gateway."""

from collections.abc import Callable, Iterable, Mapping

from awslint.analysis.network.routes import CARRIER, INTERNET, Route, Table, leads, tables
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

SUBNET = "AWS::EC2::Subnet"
PUBLIC = frozenset({INTERNET, CARRIER})


def version_of(view: View, subnet: Resource) -> int:
    """The IP version that a subnet's hosts need to get out: 6 for an IPv6-only subnet, else 4."""
    native = view.read(subnet, "Ipv6Native")
    return 6 if isinstance(native, Scalar) and native.data in (True, "true") else 4


def over_tables(view: View, subnet: Resource, ask: Callable[[Table], Outcome]) -> Outcome:
    """The answer for the table of a subnet: what all that it may have agree on, else what leaves it open."""
    found: list[Outcome] = []
    for table in tables(view, subnet):
        if table.unknown is not None and table.named is not None:
            found.append(Outcome(Truth.UNKNOWN, (view.evidence(table.named[0], table.unknown, path=("VpcId",)),)))
            continue
        outcome = ask(table)
        if table.certain is Truth.YES:
            return outcome
        found.append(outcome)
    truths = {outcome.truth for outcome in found}
    if len(truths) == 1:
        return Outcome(truths.pop(), tuple(one for outcome in found for one in outcome.evidence))
    undecided = [one for outcome in found if outcome.truth is Truth.UNKNOWN for one in outcome.evidence]
    return Outcome(Truth.UNKNOWN, tuple(undecided) or _whole(subnet))


def is_public(view: View, subnet: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the default route of a subnet leads to an internet (or carrier) gateway.

    Evidence is the route's target; for NO the subnet.
    """
    return routed_to(view, subnet, PUBLIC, version_of(view, subnet))


def routed_to(view: View, subnet: Resource, kinds: Iterable[str], version: int) -> Outcome:
    """Whether the default route of a subnet leads to one of these kinds of target."""

    def ask(table: Table) -> Outcome:
        truth, route = leads(view, table, kinds, version)
        if route is None:
            return Outcome(truth, _whole(subnet))
        return Outcome(truth, (route_evidence(view, route),))

    return over_tables(view, subnet, ask)


def route_evidence(view: View, route: Route, detail: str = "") -> Evidence:
    """Evidence at the target of a route; at what is unknown of it where something is."""
    for name in ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId", "RouteTableId"):
        value = view.read(route.resource, name)
        if isinstance(value, Unknown) and value.refers_to is None:
            return view.evidence(route.resource, value, detail)
    return view.evidence(route.resource, route.target, detail)


def about_table(table: Table) -> tuple[RelatedPlace, ...]:
    """The route table, for the related places of a finding."""
    if table.resource is None:
        return ()
    address = table.resource.address
    return (RelatedPlace("route-table", f"{address} is its route table", table.resource.place, address),)


def vpc_of(view: View, resource: Resource) -> Resource | None:
    """The VPC of a subnet, route table or group; None when it is outside the input or not certain."""
    return next((one.resource for one in view.related(resource, "in-vpc").members if one.certain is Truth.YES), None)


def _whole(resource: Resource) -> tuple[Evidence, ...]:
    return (Evidence(resource.key, resource.place, ""),)


def named_subnet(view: View, owner: Resource, relation: str, property_name: str) -> tuple[Resource | None, Value]:
    """The subnet that a resource stands in, when it is in the input, and the value that names it."""
    value = view.read(owner, property_name)
    if isinstance(value, Absent):
        return None, value
    members = view.related(owner, relation).members
    certain = [member.resource for member in members if member.certain is Truth.YES]
    return (certain[0] if certain else None), value
