"""Route tables: which one a subnet has, and where its routes lead."""

from collections.abc import Iterable, Iterator

from awslint.analysis.network.cidr import block, covers_internet, everyone
from awslint.analysis.network.prefixes import listed_blocks
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

INTERNET = "internet gateway"
CARRIER = "carrier gateway"
NAT = "NAT gateway"
INSTANCE = "instance"
TRANSIT = "transit gateway"
VIRTUAL_PRIVATE = "virtual private gateway"
CLOUD_WAN = "Cloud WAN core network"
LOCAL = "local gateway"
ENDPOINT = "firewall or gateway load balancer endpoint"
EGRESS_ONLY = "egress-only internet gateway"
PEERING = "VPC peering connection"
ODB = "Oracle Database@AWS network"
GATEWAY = "gateway"  # an internet or a virtual private gateway: it is not known which

# The property of AWS::EC2::Route that names the target says what it is; GatewayId alone may be several things.
TARGETS = {
    "NatGatewayId": NAT,
    "TransitGatewayId": TRANSIT,
    "EgressOnlyInternetGatewayId": EGRESS_ONLY,
    "CoreNetworkArn": CLOUD_WAN,
    "VpcEndpointId": ENDPOINT,
    "LocalGatewayId": LOCAL,
    "CarrierGatewayId": CARRIER,
    "VpcPeeringConnectionId": PEERING,
    "InstanceId": INSTANCE,
    "NetworkInterfaceId": INSTANCE,
    "OdbNetworkArn": ODB,
    "GatewayId": GATEWAY,
}
_GATEWAYS = {
    "AWS::EC2::InternetGateway": INTERNET,
    "AWS::EC2::VPNGateway": VIRTUAL_PRIVATE,
    "AWS::EC2::VPCEndpoint": ENDPOINT,
    "AWS::EC2::CarrierGateway": CARRIER,
}
_ATTACHED = {"InternetGatewayId": INTERNET, "VpnGatewayId": VIRTUAL_PRIVATE}
_PREFIXES = {"igw-": INTERNET, "vgw-": VIRTUAL_PRIVATE, "vpce-": ENDPOINT, "cagw-": CARRIER}
DESTINATIONS = {4: "DestinationCidrBlock", 6: "DestinationIpv6CidrBlock"}

READS = {
    "AWS::EC2::Route": (
        "RouteTableId",
        "DestinationCidrBlock",
        "DestinationIpv6CidrBlock",
        "DestinationPrefixListId",
        *TARGETS,
    ),
    "AWS::EC2::SubnetRouteTableAssociation": ("SubnetId", "RouteTableId"),
    "AWS::EC2::Subnet": ("VpcId",),
}


@record(eq=False)
class Route:
    """One route: `kind` is one of the words above, `target` the text that names where it leads."""

    resource: Resource
    certain: Truth
    kind: str
    target: Value


@record(eq=False)
class Table:
    """A route table that a subnet may have. `resource` is None for a VPC's main table, which nobody writes.

    named     the value by which the subnet came to it, for evidence
    certain   whether it certainly is the subnet's
    unknown   the reference that would have to be followed, when the table is outside the input
    """

    resource: Resource | None
    certain: Truth
    routes: tuple[Route, ...] = ()
    named: tuple[Resource, Value] | None = None
    unknown: Value | None = None


def tables(view: View, subnet: Resource) -> tuple[Table, ...]:
    """The route tables that a subnet may have; exactly one that is certain, where that can be known.

    Without an association it is the main table of its VPC. The main table of a VPC that is created here has nothing
    but its local route: https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html
    """
    associations = view.related(subnet, "route-table-of-subnet").members
    explicit = [table for one in associations for table in _associated(view, one.resource, one.certain)]
    if any(table.certain is Truth.YES or table.unknown is not None for table in explicit):
        return tuple(explicit)
    return (*explicit, *_main(view, subnet, Truth.UNKNOWN if explicit else Truth.YES))


def _associated(view: View, association: Resource, certain: Truth) -> Iterator[Table]:
    named = view.read(association, "RouteTableId")
    related = view.related(association, "route-table-association")
    for member in related.members:
        both = all_of((certain, member.certain))
        yield Table(member.resource, both, routes(view, member.resource), (association, named))
    if not any(member.certain is Truth.YES for member in related.members):
        yield Table(None, Truth.UNKNOWN, (), (association, named), unknown=named)


def _main(view: View, subnet: Resource, certain: Truth) -> Iterator[Table]:
    vpc = view.related(subnet, "in-vpc")
    named = view.read(subnet, "VpcId")
    for member in vpc.members:
        owned = [
            table
            for one in view.related(member.resource, "main-route-table").members
            for table in _main_of(view, one.resource, all_of((certain, member.certain, one.certain)))
        ]
        written = _routes_of(view, member.resource, "main-table-route")
        yield from owned or [Table(None, all_of((certain, member.certain)), written, (subnet, named))]
    if not any(member.certain is Truth.YES for member in vpc.members):
        yield Table(None, Truth.UNKNOWN, (), (subnet, named), unknown=named)


def _main_of(view: View, association: Resource, certain: Truth) -> Iterator[Table]:
    named = view.read(association, "RouteTableId")
    for member in view.related(association, "main-route-table-association").members:
        yield Table(
            member.resource, all_of((certain, member.certain)), routes(view, member.resource), (association, named)
        )


def routes(view: View, table: Resource) -> tuple[Route, ...]:
    """The routes of a table beside the local one, in the order of the input."""
    return _routes_of(view, table, "route")


def _routes_of(view: View, owner: Resource, relation: str) -> tuple[Route, ...]:
    return tuple(
        Route(member.resource, member.certain, *target(view, member.resource))
        for member in view.related(owner, relation).members
    )


def target(view: View, route: Resource) -> tuple[str, Value]:
    """Where a route leads: the kind of target and the text that names it."""
    maybe: tuple[str, Value] = ("nothing", Absent(route.place))
    for name, kind in TARGETS.items():
        value = view.read(route, name)
        if isinstance(value, Absent) or (isinstance(value, Scalar) and value.data in ("", None)):
            continue
        if isinstance(value, Unknown) and value.may_be_absent:
            maybe = (GATEWAY, value)
            continue
        return (_gateway(view, value) if kind == GATEWAY else kind), value
    return maybe


def _gateway(view: View, value: Value) -> str:
    if isinstance(value, Unknown) and value.refers_to is not None and not value.parts:
        resource = view.graph.resources.get(value.refers_to.target)
        kind = _GATEWAYS.get(resource.type) if resource is not None else None
        return kind or _ATTACHED.get(value.refers_to.attribute or "", GATEWAY)
    text = value.data if isinstance(value, Scalar) else None
    if isinstance(text, str):
        return next((kind for prefix, kind in _PREFIXES.items() if text.startswith(prefix)), GATEWAY)
    return GATEWAY


def default_routes(view: View, table: Table, version: int) -> Iterator[tuple[Route, Truth]]:
    """The routes that take everything of an IP version, or may; several that add up to everything count too."""
    parts: dict[str, list[Route]] = {}
    for route in table.routes:
        destination = view.read(route.resource, DESTINATIONS[version])
        truth = all_of((route.certain, everyone(destination)))
        if truth is not Truth.NO:
            yield route, truth
            continue
        listed = view.read(route.resource, "DestinationPrefixListId")
        if not isinstance(listed, Absent):
            covered = _listed(view, listed, version)
            if covered is not Truth.NO:
                yield route, all_of((route.certain, covered))
            continue
        if isinstance(destination, Scalar) and route.certain is Truth.YES:
            parts.setdefault(route.kind, []).append(route)
    for together in parts.values():
        texts = [view.read(one.resource, DESTINATIONS[version]) for one in together]
        blocks = [block(str(one.data)) for one in texts if isinstance(one, Scalar)]
        if covers_internet([one for one in blocks if one is not None], version):
            yield together[0], Truth.YES


def _listed(view: View, listed: Value, version: int) -> Truth:
    """Whether a prefix list as destination takes everything."""
    blocks = listed_blocks(view, listed)
    return Truth.UNKNOWN if blocks is None else truth_of(covers_internet(blocks, version))


def leads(view: View, table: Table, kinds: Iterable[str], version: int) -> tuple[Truth, Route | None]:
    """Whether a default route of the table leads to one of these kinds of target, and the route that says so."""
    wanted = set(kinds)
    open_route: Route | None = None
    for route, truth in default_routes(view, table, version):
        if route.kind in wanted and truth is Truth.YES:
            return truth, route
        if route.kind in wanted or (route.kind == GATEWAY and wanted & {INTERNET, VIRTUAL_PRIVATE}):
            # A gateway that may be either is no doubt when both would do.
            if truth is Truth.YES and route.kind == GATEWAY and {INTERNET, VIRTUAL_PRIVATE} <= wanted:
                return truth, route
            open_route = open_route or route
    return (Truth.NO, None) if open_route is None else (Truth.UNKNOWN, open_route)
