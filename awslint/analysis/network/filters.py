"""What stands in the way of traffic: security groups, and network ACLs in both directions."""

from collections.abc import Iterable, Iterator

from awslint.analysis.network.acl import SOURCES as ACL_SOURCES
from awslint.analysis.network.acl import action, applies, rules, unclear_field
from awslint.analysis.network.cidr import EVERYONE, Block, cidr_of, covers, covers_internet, everyone, known_block
from awslint.analysis.network.groups import INGRESS, SOURCES, Entry, entries, evidence, lets_through, open_point
from awslint.analysis.network.hosts import Found
from awslint.analysis.network.ports import TCP, Ports
from awslint.analysis.network.prefixes import listed_blocks
from awslint.model.finding import Evidence
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

# Clients of one connection choose a port from these: Linux takes 32768-60999, Windows and AWS services 49152-65535.
# https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
CLIENT_PORTS = (Ports(49152, 49152), Ports(60999, 60999))


@record(eq=False)
class Remote:
    """The other side of the traffic: the internet over an IP version, or hosts in these subnets behind these groups."""

    name: str
    internet: bool = False
    version: int = 4
    groups: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    open: bool = False  # it may have groups or addresses that the input does not tell


@record(eq=False)
class Passage:
    """Whether something lets traffic through, the text that says so, and who wrote it; None when nobody did."""

    truth: Truth
    evidence: Evidence | None
    gate: Resource | None = None
    touched: bool = False  # something speaks of the port, if for others


def by_groups(view: View, guards: Found, port: int, remote: Remote, direction: str = "Ingress") -> Passage:
    """Whether the security groups of a host let TCP traffic from (or to) the other side through on a port."""
    found = [_by_group(view, group, port, remote, direction) for group, _ in guards.known]
    for (_, certain), passage in zip(guards.known, found, strict=True):
        if passage.truth is Truth.YES and certain is Truth.YES:
            return passage
    if remote.internet:
        certain_ones = [group for group, certain in guards.known if certain is Truth.YES]
        together = _together(view, certain_ones, port, remote.version, direction)
        if together is not None:
            return together
    for passage in found:
        if passage.truth is not Truth.NO:
            return Passage(Truth.UNKNOWN, passage.evidence, passage.gate)
    if guards.open:
        return Passage(Truth.UNKNOWN, guards.open[0])
    if guards.default is not None and direction == "Ingress":
        return Passage(Truth.UNKNOWN, guards.default)
    if not guards.known:
        return Passage(Truth.NO if direction == "Ingress" else Truth.YES, None)
    return next((passage for passage in found if passage.touched), found[0])


def _by_group(view: View, group: Resource, port: int, remote: Remote, direction: str) -> Passage:
    if direction == "Egress" and _open_by_default(view, group):
        return Passage(Truth.YES, None)
    doubt: Evidence | None = None
    touched = False
    for entry in entries(view, group, direction):
        through = lets_through(view, entry, (TCP,), (Ports(port, port),))
        if through is Truth.NO:
            continue
        touched = True
        matched, text = _source(view, entry, remote, direction)
        truth = all_of((entry.certain, through, matched))
        if truth is Truth.YES and text is not None:
            return Passage(truth, evidence(view, entry, text), group)
        if truth is Truth.UNKNOWN:
            unclear = text if matched is Truth.UNKNOWN and text is not None else open_point(view, entry)
            doubt = doubt or evidence(view, entry, unclear)
    if doubt is not None:
        return Passage(Truth.UNKNOWN, doubt, group)
    return Passage(Truth.NO, Evidence(group.key, group.place, ""), group, touched)


def _open_by_default(view: View, group: Resource) -> bool:
    """A new group lets everything out, until somebody writes an egress entry. Terraform removes that default.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
    """
    if group.type == INGRESS:
        return True  # it stands for a VPC's default group
    inline = view.read(group, "SecurityGroupEgress")
    written = view.items(inline) != ((), True)
    separate = bool(view.related(group, "security-group-egress").members)
    return not written and not separate and group.language != "terraform"


def _source(view: View, entry: Entry, remote: Remote, direction: str) -> tuple[Truth, Value | None]:
    """Whether the source (or destination) of an entry holds the other side, and the text that says so."""
    if isinstance(entry.whole, Unknown):
        return Truth.UNKNOWN, entry.whole
    doubt: Value | None = None
    for truth, value in _sources(view, entry, remote, direction):
        if truth is Truth.YES:
            return truth, value
        if truth is Truth.UNKNOWN and doubt is None:
            doubt = value
    return (Truth.NO, None) if doubt is None else (Truth.UNKNOWN, doubt)


def _sources(view: View, entry: Entry, remote: Remote, direction: str) -> Iterator[tuple[Truth, Value]]:
    side = "Source" if direction == "Ingress" else "Destination"
    for name in _ranges_of(remote):
        value = view.get(entry.whole, name)
        if not isinstance(value, Absent):
            yield _range_holds(view, value, remote), value
    listed = view.get(entry.whole, f"{side}PrefixListId")
    if not isinstance(listed, Absent):
        yield _list_holds(view, listed, remote), listed
    named = view.get(entry.whole, f"{side}SecurityGroupId")
    if not isinstance(named, Absent):
        yield _group_holds(named, remote), named


def _ranges_of(remote: Remote) -> tuple[str, ...]:
    """The properties that count: what comes from the internet comes over one IP version."""
    return (SOURCES[remote.version],) if remote.internet else tuple(SOURCES.values())


def _range_holds(view: View, value: Value, remote: Remote) -> Truth:
    if everyone(value) is Truth.YES:
        return Truth.YES
    if remote.internet:
        known = known_block(view, value)
        if known is not None:
            return Truth.YES if covers_internet([known], known.version) else Truth.NO
        return everyone(value)
    known = known_block(view, value)
    if known is None or not remote.blocks:
        return Truth.UNKNOWN
    if all(known.contains(one) for one in remote.blocks):
        return Truth.YES
    return Truth.UNKNOWN if any(known.overlaps(one) for one in remote.blocks) else Truth.NO


def _list_holds(view: View, listed: Value, remote: Remote) -> Truth:
    blocks = listed_blocks(view, listed)
    if blocks is None:
        return Truth.UNKNOWN
    if remote.internet:
        return truth_of(covers_internet(blocks, remote.version))
    if not remote.blocks:
        return Truth.UNKNOWN
    return all_of(Truth.YES if covers(blocks, one) else Truth.NO for one in remote.blocks)


def _group_holds(named: Value, remote: Remote) -> Truth:
    if remote.internet and not remote.groups and not remote.open:
        return Truth.NO
    if isinstance(named, Scalar | Unknown) and named.refers_to is not None:
        if named.refers_to.target in remote.groups:
            return Truth.YES
        return Truth.UNKNOWN if remote.open else Truth.NO
    return Truth.UNKNOWN if remote.open else Truth.NO


def _together(view: View, guards: list[Resource], port: int, version: int, direction: str) -> Passage | None:
    """The internet in several pieces, over all groups of a host: what one lets in, the others need not."""
    blocks: list[Block] = []
    first: tuple[Evidence, Resource] | None = None
    for group in guards:
        for entry in entries(view, group, direction):
            if entry.certain is not Truth.YES or isinstance(entry.whole, Unknown):
                continue
            if lets_through(view, entry, (TCP,), (Ports(port, port),)) is not Truth.YES:
                continue
            text = view.get(entry.whole, SOURCES[version])
            known = known_block(view, text)
            if known is not None:
                blocks.append(known)
                first = first or (evidence(view, entry, text), group)
    if first is not None and covers_internet(blocks, version):
        return Passage(Truth.YES, first[0], first[1])
    return None


def acls_of(view: View, subnet: Resource) -> list[tuple[Resource | None, Truth, Evidence | None]]:
    """The network ACL of a subnet; None stands for the VPC's own, which allows everything."""
    associations = view.related(subnet, "network-acl-of-subnet").members
    found: list[tuple[Resource | None, Truth, Evidence | None]] = []
    for one in associations:
        related = view.related(one.resource, "network-acl-association")
        found.extend((acl.resource, all_of((one.certain, acl.certain)), None) for acl in related.members)
        found.extend((None, Truth.UNKNOWN, view.evidence(one.resource, value)) for value in related.open)
    return found or [(None, Truth.YES, None)]


def by_acl(view: View, subnet: Resource, port: int | None, remote: Remote, *, egress: bool) -> Passage:
    """Whether the network ACL of a subnet lets TCP traffic through; without a port, the answers to clients."""
    spans = CLIENT_PORTS if port is None else (Ports(port, port),)
    results = []
    for acl, certain, left in acls_of(view, subnet):
        if left is not None:
            results.append(Passage(Truth.UNKNOWN, left))
        elif acl is not None:
            for span in spans:
                passage = decided(view, acl, span, remote, egress=egress)
                truth = passage.truth if certain is Truth.YES else Truth.UNKNOWN
                results.append(Passage(truth, passage.evidence, acl))
    for truth in (Truth.NO, Truth.UNKNOWN, Truth.YES):
        for passage in results:
            if passage.truth is truth:
                return passage
    return Passage(Truth.YES, None)


def decided(view: View, acl: Resource, span: Ports, remote: Remote, *, egress: bool) -> Passage:
    """The first entries that match decide. Entries that deny a part of the internet do not close it."""
    asked = ("network-acl", acl.key, span, remote.internet, remote.version, remote.blocks, egress)
    return view.once(asked, acl.scope, lambda: _decided(view, acl, span, remote, egress))


def _decided(view: View, acl: Resource, span: Ports, remote: Remote, egress: bool) -> Passage:
    denied: list[Block] = []
    allowed: list[Block] = []
    doubt: Evidence | None = None
    for rule, direction in rules(view, acl, egress=egress):
        for version, name in ACL_SOURCES.items():
            text = view.read(rule.resource, name)
            if isinstance(text, Absent) or (remote.internet and version != remote.version):
                continue
            known = known_block(view, text)
            if known is not None and not _matters(known, remote):
                continue
            truth = all_of((rule.certain, direction, applies(view, rule, TCP, span)))
            allows = action(view, rule)
            if truth is Truth.NO:
                continue
            here = view.evidence(rule.resource, text)
            if truth is Truth.UNKNOWN or allows is Truth.UNKNOWN or known is None or rule.number is None:
                unclear = unclear_field(view, rule)
                doubt = doubt or (here if unclear is None else view.evidence(rule.resource, unclear))
                continue
            (allowed if allows is Truth.YES else denied).append(known)
            if _all_of(remote, denied):
                return Passage(Truth.UNKNOWN if doubt else Truth.NO, doubt or here, acl)
            if allowed and _all_of(remote, [*allowed, *denied]):
                return Passage(Truth.UNKNOWN if doubt else Truth.YES, doubt or here, acl)
    if doubt is None and not remote.internet and (allowed or (denied and not remote.blocks)):
        # Some of the other side is let through, or nobody knows where it is.
        return Passage(Truth.UNKNOWN, Evidence(acl.key, acl.place, ""), acl)
    return Passage(Truth.UNKNOWN if doubt else Truth.NO, doubt or Evidence(acl.key, acl.place, ""), acl)


def _matters(known: Block, remote: Remote) -> bool:
    return remote.internet or not remote.blocks or any(known.overlaps(one) for one in remote.blocks)


def _all_of(remote: Remote, blocks: Iterable[Block]) -> bool:
    listed = list(blocks)
    if remote.internet:
        return covers_internet(listed, remote.version)
    if not remote.blocks:
        return covers(listed, EVERYONE[4])
    return all(covers(listed, one) for one in remote.blocks)


def range_of(view: View, subnets: Iterable[Resource]) -> tuple[Block, ...]:
    """The ranges of subnets; that of their VPC where a subnet's own is not known."""
    found: list[Block] = []
    for subnet in subnets:
        known = cidr_of(view, subnet)
        if known is None:
            vpcs = [one.resource for one in view.related(subnet, "in-vpc").members if one.certain is Truth.YES]
            known = cidr_of(view, vpcs[0]) if vpcs else None
        if known is not None:
            found.append(known)
    return tuple(found)
