"""What rules may ask about instances, their templates and gateways when a parameter names IDs or words."""

from collections.abc import Collection, Mapping

from awslint.analysis.question import Question
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
from awslint.query.view import View

_INSTANCE = "AWS::EC2::Instance"
_TEMPLATE = "AWS::EC2::LaunchTemplate"
_TENANCIES = {"dedicated", "host", "default"}


def _listed(argument: object) -> list[str]:
    """The texts of a list parameter, or of a text with commas."""
    if argument is None:
        return []
    parts = argument if isinstance(argument, list | tuple) else str(argument).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


def _profile_among(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the profile is one of `profiles`: ARNs, whose last part is the name that a template writes."""
    if resource.type == _TEMPLATE:
        value = view.read(resource, "LaunchTemplateData", "IamInstanceProfile", "Name")
    else:
        value = view.read(resource, "IamInstanceProfile")
    evidence = (view.evidence(resource, value),)
    if isinstance(value, Unknown):
        return Outcome(Truth.UNKNOWN, evidence)
    name = str(value.data).rpartition("/")[2] if isinstance(value, Scalar) else ""
    names = {profile.rpartition("/")[2] for profile in _listed(arguments.get("profiles"))}
    return Outcome(truth_of(name in names), evidence)


def _vpc_listed(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether an attachment is to one of `vpcs`; without any, it is not."""
    value = view.read(resource, "VpcId")
    vpcs = _listed(arguments.get("vpcs"))
    evidence = (view.evidence(resource, value, path=("VpcId",)),)
    if not vpcs or isinstance(value, Absent):
        return Outcome(Truth.NO, evidence)
    if isinstance(value, Scalar):
        return Outcome(truth_of(value.data in vpcs), evidence)
    return Outcome(Truth.UNKNOWN, evidence)


def _own_id_among(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the ID of the resource itself is one of `ids`; it is chosen at deployment, so nobody can say yet."""
    place = resource.place
    if not _listed(arguments.get("ids")):
        return Outcome(Truth.NO, (Evidence(resource.key, place, ""),))
    unknown = Unknown(Why.ATTRIBUTE, f"the ID of {resource.address}", place)
    return Outcome(Truth.UNKNOWN, (Evidence(resource.key, place, "", unknown=unknown),))


def _endpoint_of(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether an endpoint is for `service`: its full name, or what follows the region in it."""
    service = str(arguments.get("service", "")).strip()
    value = view.read(resource, "ServiceName")
    evidence = (view.evidence(resource, value, path=("ServiceName",)),)
    if isinstance(value, Scalar):
        name = str(value.data)
        return Outcome(truth_of(name == service or _short(name) == service), evidence)
    if isinstance(value, Unknown):
        return Outcome(_endpoint_in_part(value, service), evidence)
    return Outcome(Truth.NO, evidence)


def _short(name: str) -> str:
    """`s3` of `com.amazonaws.eu-west-1.s3`, `ecr.api` of `com.amazonaws.eu-west-1.ecr.api`."""
    parts = name.split(".")
    start = next((index for index, part in enumerate(parts) if part == "amazonaws"), None)
    return name if start is None else ".".join(parts[start + 2 :])


def _endpoint_in_part(value: Unknown, service: str) -> Truth:
    """`com.amazonaws.${AWS::Region}.s3`: the short name is what follows the last unknown part."""
    if len(value.parts) < 2 or not isinstance(value.parts[-1], str):
        return Truth.UNKNOWN
    short = value.parts[-1].lstrip(".")
    if service in (short, _short(service)) and short == service:
        return Truth.YES
    if _short(service) == short:
        return Truth.UNKNOWN  # the service in one region; which one this is, is open
    return Truth.NO


def _tenancy_is(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether an instance has a tenancy. What the instance leaves out, its template and then its VPC decide."""
    wanted = str(arguments.get("tenancy", "")).lower()
    value = _tenancy(view, resource)
    evidence = (view.evidence(resource, value, path=("Tenancy",)),)
    if isinstance(value, Unknown):
        return Outcome(Truth.UNKNOWN, evidence)
    found = str(value.data).lower() if isinstance(value, Scalar) else "default"
    return Outcome(truth_of(found == wanted and wanted in _TENANCIES), evidence)


def _tenancy(view: View, resource: Resource) -> Value:
    value = view.read(resource, "Tenancy")
    if not isinstance(value, Absent):
        return value
    for member in view.related(resource, "instance-template").members:
        value = view.read(member.resource, "LaunchTemplateData", "Placement", "Tenancy")
        if not isinstance(value, Absent):
            return value
    subnets = view.related(resource, "stands-in")
    for subnet in subnets.members:
        vpcs = view.related(subnet.resource, "subnet-in-vpc")
        for vpc in vpcs.members:
            return view.read(vpc.resource, "InstanceTenancy")
        for naming in vpcs.open:
            return Unknown(Why.ATTRIBUTE, "the tenancy of the VPC", naming.place)
    for naming in subnets.open:
        return Unknown(Why.ATTRIBUTE, "the tenancy of the VPC", naming.place)
    return view.read(resource, "Tenancy")


def _route_to_everywhere(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a route, or a route of a table, leads everything to an internet gateway and its table is not in `tables`.

    YES points at the gateway of each such route.
    """
    tables = _listed(arguments.get("tables"))
    if resource.type == "AWS::EC2::Route":
        routes = [(resource, Truth.YES)]
    else:
        routes = [(one.resource, one.certain) for one in view.related(resource, "route").members]
    found = [(route, all_of((certain, _leads_out(view, route, tables)))) for route, certain in routes]
    truth = any_of(answer for _, answer in found)
    return Outcome(truth, tuple(_open_end(view, route, tables) for route, answer in found if answer is truth))


def _leads_out(view: View, route: Resource, tables: list[str]) -> Truth:
    destinations = [view.read(route, "DestinationCidrBlock"), view.read(route, "DestinationIpv6CidrBlock")]
    everything = any_of(_is(value, ("0.0.0.0/0", "::/0")) for value in destinations)
    if everything is Truth.NO:
        return everything
    listed = _is(view.read(route, "RouteTableId"), tables) if tables else Truth.NO
    return all_of((everything, _to_gateway(view, route), ~listed))


def _is(value: Value, texts: Collection[str]) -> Truth:
    if isinstance(value, Unknown):
        return Truth.UNKNOWN
    return truth_of(isinstance(value, Scalar) and value.data in texts)


def _to_gateway(view: View, route: Resource) -> Truth:
    value = view.read(route, "GatewayId")
    members = view.related(route, "route-to-internet-gateway").members
    if members:
        return any_of(one.certain for one in members)
    if isinstance(value, Unknown):
        known = value.refers_to is not None and value.refers_to.target in view.graph.resources
        return Truth.NO if known else Truth.UNKNOWN
    return truth_of(isinstance(value, Scalar) and str(value.data).startswith("igw-"))


def _open_end(view: View, route: Resource, tables: list[str]) -> Evidence:
    """What tells most about a route: what leaves it open, or the gateway that it leads to."""
    names = ("DestinationCidrBlock", "DestinationIpv6CidrBlock")
    for name in names:
        value = view.read(route, name)
        if isinstance(value, Unknown):
            return view.evidence(route, value)
    value = view.read(route, "RouteTableId")
    if tables and isinstance(value, Unknown):
        return view.evidence(route, value)
    return view.evidence(route, view.read(route, "GatewayId"), path=("GatewayId",))


QUESTIONS: Mapping[str, Question] = {
    "instances.profile-among": Question(
        _profile_among,
        {_INSTANCE: ("IamInstanceProfile",), _TEMPLATE: ("LaunchTemplateData.IamInstanceProfile.Name",)},
        ("profiles",),
    ),
    "instances.vpc-listed": Question(_vpc_listed, {"AWS::EC2::VPCGatewayAttachment": ("VpcId",)}, ("vpcs",)),
    "instances.own-id-among": Question(_own_id_among, {}, ("ids",)),
    "instances.endpoint-of": Question(_endpoint_of, {"AWS::EC2::VPCEndpoint": ("ServiceName",)}, ("service",)),
    "instances.route-to-everywhere": Question(
        _route_to_everywhere,
        {
            "AWS::EC2::Route": (
                "RouteTableId",
                "DestinationCidrBlock",
                "DestinationIpv6CidrBlock",
                "GatewayId",
            )
        },
        ("tables",),
    ),
    "instances.tenancy-is": Question(
        _tenancy_is,
        {
            _INSTANCE: ("Tenancy",),
            _TEMPLATE: ("LaunchTemplateData.Placement.Tenancy",),
            "AWS::EC2::VPC": ("InstanceTenancy",),
        },
        ("tenancy",),
    ),
}
