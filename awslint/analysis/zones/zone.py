"""The zone of a subnet, and when two zones are the same."""

import re

from awslint.model.resource import Resource
from awslint.model.truth import Truth, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
from awslint.query.view import View

# Names (eu-west-1a) differ between accounts, ids (euw1-az1) do not: the two cannot be compared.
_ID = re.compile(r"-az\d+$")
# One item of the list of a region's zones: the items of a list are different zones.
_ITEM = re.compile(r"^Select:(?P<index>\d+):(?P<list>GetAZs:.+)$", re.DOTALL)


def zone_of(view: View, subnet: Resource) -> Value:
    """The zone of a subnet: its name, else its id. Unknown when neither is written: EC2 picks one then."""
    for name in ("AvailabilityZone", "AvailabilityZoneId"):
        value = view.read(subnet, name)
        if not isinstance(value, Absent):
            return value
    return _chosen(subnet)


def _chosen(resource: Resource) -> Unknown:
    """The zone that AWS chooses for a resource: one and the same wherever it is asked for."""
    symbol = f"{resource.key}.AvailabilityZone"
    return Unknown(Why.ATTRIBUTE, f"{resource.address}.AvailabilityZone", resource.place, symbol=symbol, type="string")


def zone_of_host(view: View, host: Resource) -> Value:
    """The zone of an instance, a database or a volume: as written, else that of its only subnet."""
    written = view.read(host, "AvailabilityZone")
    if not isinstance(written, Absent):
        return followed(view, written)
    if any(host.type in row.sources for row in view.knowledge.relations.get("stands-in", ())):
        subnets = view.related(host, "stands-in").members
        if len(subnets) == 1 and subnets[0].certain is Truth.YES:
            return zone_of(view, subnets[0].resource)
    return _chosen(host)


def followed(view: View, zone: Value) -> Value:
    """A zone that is another resource's: `!GetAtt Web.AvailabilityZone` is where that one stands."""
    if not isinstance(zone, Unknown) or zone.refers_to is None or zone.refers_to.attribute != "AvailabilityZone":
        return zone
    target = view.graph.resources.get(zone.refers_to.target)
    if target is None:
        return zone
    return zone_of(view, target) if target.type == "AWS::EC2::Subnet" else zone_of_host(view, target)


def differ(one: Value, other: Value) -> Truth:
    """Whether two zones are different ones."""
    return ~same(one, other)


def same(one: Value, other: Value) -> Truth:
    """Whether two zones are the same one. Different items of one `Fn::GetAZs` never are."""
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        if bool(_ID.search(str(one.data))) != bool(_ID.search(str(other.data))):
            return Truth.UNKNOWN
        return truth_of(str(one.data).lower() == str(other.data).lower())
    if isinstance(one, Unknown) and isinstance(other, Unknown):
        if one.symbol is not None and one.symbol == other.symbol:
            return Truth.YES
        by_parts = _by_parts(one, other)
        return _by_items(one, other) if by_parts is None else by_parts
    return _among(one, other)


def _by_parts(one: Unknown, other: Unknown) -> Truth | None:
    """Texts such as `${AWS::Region}a`: equal unknown parts, and the rest decides."""
    if not one.parts or not other.parts or len(one.parts) != len(other.parts):
        return None
    for left, right in zip(one.parts, other.parts, strict=True):
        if isinstance(left, str) != isinstance(right, str):
            return None
        if (
            isinstance(left, Unknown)
            and isinstance(right, Unknown)
            and (not left.symbol or left.symbol != right.symbol)
        ):
            return None
    return truth_of([part for part in one.parts if isinstance(part, str)] == _texts(other))


def _texts(value: Unknown) -> list[str]:
    return [part for part in value.parts if isinstance(part, str)]


def _by_items(one: Unknown, other: Unknown) -> Truth:
    left, right = _ITEM.match(one.symbol or ""), _ITEM.match(other.symbol or "")
    if left and right and left["list"] == right["list"]:
        return truth_of(left["index"] == right["index"])
    return Truth.UNKNOWN


def _among(one: Value, other: Value) -> Truth:
    unknown, known = (one, other) if isinstance(one, Unknown) else (other, one)
    if isinstance(unknown, Unknown) and isinstance(known, Scalar):
        if str(known.data) in unknown.excluding:
            return Truth.NO
        if unknown.among and all(same(item, known) is Truth.NO for item in unknown.among):
            return Truth.NO
    return Truth.UNKNOWN


def zone_words(zone: Value) -> str:
    """A zone for a message."""
    if isinstance(zone, Scalar):
        return str(zone.data)
    item = _ITEM.match(zone.symbol or "") if isinstance(zone, Unknown) else None
    return f"zone {item['index']} of the region" if item else "an unknown zone"
