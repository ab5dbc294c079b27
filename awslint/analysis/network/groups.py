"""What a security group lets in: entries written in the group and in resources of their own, merged."""

from collections.abc import Iterable, Iterator

from awslint.analysis.network.cidr import everyone
from awslint.analysis.network.ports import ANY, Ports, carries, over, protocol, touches, written
from awslint.model.finding import Evidence
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Mapping, Scalar, Sequence, Unknown, Value, Why
from awslint.query.view import View

GROUP = "AWS::EC2::SecurityGroup"
INGRESS = "AWS::EC2::SecurityGroupIngress"
EGRESS = "AWS::EC2::SecurityGroupEgress"
SOURCES = {4: "CidrIp", 6: "CidrIpv6"}

ENTRY_FIELDS = (
    "IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6", "SourcePrefixListId", "SourceSecurityGroupId",
    "SourceSecurityGroupName",
)  # fmt: skip
INGRESS_READS = {
    GROUP: tuple(f"SecurityGroupIngress[*].{name}" for name in ENTRY_FIELDS),
    INGRESS: ("GroupId", "GroupName", *ENTRY_FIELDS),
}
# Where the ports count, whoever comes.
PORT_READS = {
    GROUP: tuple(f"SecurityGroupIngress[*].{name}" for name in ENTRY_FIELDS[:3]),
    INGRESS: ("GroupId", "GroupName", *ENTRY_FIELDS[:3]),
}
EGRESS_FIELDS = (*ENTRY_FIELDS[:5], "DestinationPrefixListId", "DestinationSecurityGroupId")
EGRESS_READS = {
    GROUP: tuple(f"SecurityGroupEgress[*].{name}" for name in EGRESS_FIELDS),
    EGRESS: ("GroupId", *EGRESS_FIELDS),
}


@record(eq=False)
class Entry:
    """One line of a group, as far as it is known.

    whole      its mapping; an Unknown where not even that is known
    writer     the resource in which it stands
    certain    whether the group certainly has it
    """

    whole: Value
    writer: Resource
    certain: Truth


def entries(view: View, group: Resource, direction: str = "Ingress") -> Iterator[Entry]:
    """The entries of a group in one direction, "Ingress" or "Egress", in the order of the input.

    An entry that stands alone because its group is outside the input is its own only entry.
    """
    if group.type in (INGRESS, EGRESS):
        yield Entry(view.resolve(group.properties), group, Truth.YES)
        return
    inline = view.read(group, f"SecurityGroup{direction}")
    items, complete = view.items(inline)
    for item in items:
        yield Entry(item, group, Truth.YES)
    if not complete:
        yield Entry(_rest(inline), group, Truth.UNKNOWN)
    for member in view.related(group, f"security-group-{direction.lower()}").members:
        yield Entry(view.resolve(member.resource.properties), member.resource, member.certain)


def _rest(value: Value) -> Unknown:
    if isinstance(value, Unknown):
        return value
    missing = value.missing if isinstance(value, Mapping | Sequence) else None
    return missing or Unknown(Why.MACRO, "SecurityGroupIngress", value.place)


def lets_through(view: View, entry: Entry, protocols: Iterable[str], ports: Iterable[Ports]) -> Truth:
    """Whether an entry covers one of the ports over one of the protocols, from whatever source.

    With protocol -1 and with protocols that have no ports, the written range means nothing.
    """
    name = view.get(entry.whole, "IpProtocol")
    wanted = set(protocols)
    carried = carries(name, wanted)
    if carried is Truth.NO:
        return carried
    every = over(name, lambda data: protocol(data) == ANY)
    if every is Truth.YES:
        return carried
    found = touches(view.get(entry.whole, "FromPort"), view.get(entry.whole, "ToPort"), ports)
    return all_of((carried, any_of((every, found))))


def from_everyone(view: View, entry: Entry, versions: Iterable[int] = (4, 6)) -> tuple[Truth, Value | None]:
    """Whether the source of an entry is 0.0.0.0/0 or ::/0, and the text that says so or leaves it open."""
    open_text: Value | None = None
    for version in versions:
        source = view.get(entry.whole, SOURCES[version])
        truth = everyone(source)
        if truth is Truth.YES:
            return truth, source
        if truth is Truth.UNKNOWN and open_text is None:
            open_text = source
    return (Truth.NO, None) if open_text is None else (Truth.UNKNOWN, open_text)


def open_point(view: View, entry: Entry) -> Value:
    """The first part of an entry that is unknown, for evidence; the whole entry when all parts are known."""
    if isinstance(entry.whole, Unknown):
        return entry.whole
    for name in ("GroupId", "IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6", "SourcePrefixListId"):
        value = view.get(entry.whole, name)
        if isinstance(value, Unknown) and value.refers_to is None:
            return value
    return entry.whole


def evidence(view: View, entry: Entry, value: Value, detail: str = "") -> Evidence:
    """Evidence at a part of an entry."""
    return view.evidence(entry.writer, value, detail)


def words(view: View, entry: Entry, source: Value) -> str:
    """An entry for a message: `port 22 over tcp to 0.0.0.0/0`."""
    name = view.get(entry.whole, "IpProtocol")
    spoken = protocol(name.data) if isinstance(name, Scalar) else "an unknown protocol"
    if spoken == ANY:
        what = "everything"
    elif spoken in ("tcp", "udp"):
        span = written(view.get(entry.whole, "FromPort"), view.get(entry.whole, "ToPort"))
        what = f"{span} over {spoken.upper()}"
    else:
        what = spoken
    return f"{what} to {source.data}" if isinstance(source, Scalar) else what
