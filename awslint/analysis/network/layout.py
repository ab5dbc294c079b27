"""Address ranges that have to fit: subnets in their VPC, beside each other, and large enough; VPCs that are joined."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.analysis.network import hosts
from awslint.analysis.network.cidr import known_block
from awslint.analysis.network.subnets import vpc_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html and subnet-sizing.html
LARGEST, SMALLEST = 2**16, 2**4
RESERVED = 5  # network, router, DNS, future use, broadcast


def outside_vpc(view: View, subnet: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the IPv4 range of a subnet is not inside any range of its VPC; CloudFormation would fail there."""
    own = view.read(subnet, "CidrBlock")
    known = known_block(view, own)
    vpc = vpc_of(view, subnet)
    if known is None or vpc is None:
        open_text = own if known is None else view.read(subnet, "VpcId")
        truth = Truth.NO if isinstance(open_text, Absent) else Truth.UNKNOWN
        return Outcome(truth, (view.evidence(subnet, open_text, path=("CidrBlock",)),))
    blocks = [known_block(view, value) for value in ranges(view, vpc)]
    if any(one is not None and one.contains(known) for one in blocks):
        return Outcome(Truth.NO, (view.evidence(subnet, own),))
    truth = Truth.UNKNOWN if None in blocks else Truth.YES
    found = view.evidence(subnet, own, f"{shown(own)} is not inside {vpc.address}")
    return Outcome(truth, (found,))


def ranges(view: View, vpc: Resource) -> Iterator[Value]:
    """All IPv4 ranges of a VPC: its own and those that are associated later."""
    for owner in (vpc, *(one.resource for one in view.related(vpc, "vpc-range").members)):
        value = view.read(owner, "CidrBlock")
        if not isinstance(value, Absent):
            yield value
        elif not isinstance(view.read(owner, "Ipv4IpamPoolId"), Absent):
            yield view.read(owner, "Ipv4IpamPoolId")


def overlaps(view: View, subnet: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the range of a subnet overlaps that of a subnet written before it in the same VPC."""
    own = view.read(subnet, "CidrBlock")
    known = known_block(view, own)
    if isinstance(own, Absent):
        return Outcome(Truth.NO, (view.evidence(subnet, own, path=("CidrBlock",)),))
    vpc = vpc_of(view, subnet)
    if known is None or vpc is None:
        text = own if known is None else view.read(subnet, "VpcId")
        return Outcome(Truth.UNKNOWN, (view.evidence(subnet, text, path=("VpcId",)),))
    undecided: list[Evidence] = []
    for member in view.related(vpc, "subnet-in-vpc").members:
        other = member.resource
        if other.key == subnet.key:
            break
        theirs = view.read(other, "CidrBlock")
        block = known_block(view, theirs)
        if isinstance(theirs, Unknown) and block is None:
            undecided.append(view.evidence(other, theirs))
        if member.certain is not Truth.YES:
            if block is not None and block.overlaps(known):
                undecided.append(view.evidence(member.source, member.naming))
            continue
        if block is not None and block.overlaps(known):
            found = view.evidence(subnet, own, f"{shown(own)} overlaps {shown(theirs)} of {other.address}")
            place = RelatedPlace("overlaps", f"{other.address} has {shown(theirs)}", theirs.place, other.address)
            return Outcome(Truth.YES, (replace(found, related=(place,)),))
    return Outcome(Truth.UNKNOWN, tuple(undecided)) if undecided else Outcome(Truth.NO, (view.evidence(subnet, own),))


def peers_overlap(view: View, peering: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the VPCs at the two ends of a peering have overlapping ranges: no traffic would find its way."""
    ends = [view.related(peering, relation) for relation in ("peering-between", "peering-with")]
    for end, name in zip(ends, ("VpcId", "PeerVpcId"), strict=True):
        if not any(member.certain is Truth.YES for member in end.members):
            return Outcome(Truth.UNKNOWN, (view.evidence(peering, view.read(peering, name), path=(name,)),))
    one, other = (end.members[0].resource for end in ends)
    mine, theirs = ([(value, known_block(view, value)) for value in ranges(view, vpc)] for vpc in (one, other))
    named = view.read(peering, "PeerVpcId")
    for text, block in mine:
        for other_text, foe in theirs:
            if block is not None and foe is not None and block.overlaps(foe):
                detail = f"{shown(text)} of {one.address} and {shown(other_text)} of {other.address}"
                related = (
                    RelatedPlace("range", f"{one.address} has {shown(text)}", text.place, one.address),
                    RelatedPlace("range", f"{other.address} has {shown(other_text)}", other_text.place, other.address),
                )
                return Outcome(Truth.YES, (replace(view.evidence(peering, named, detail), related=related),))
    unclear = [
        view.evidence(end, text) for end, found in ((one, mine), (other, theirs)) for text, b in found if b is None
    ]
    return Outcome(Truth.UNKNOWN, tuple(unclear)) if unclear else Outcome(Truth.NO, (view.evidence(peering, named),))


def wrong_size(view: View, network: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the IPv4 range of a VPC or subnet is larger than /16 or smaller than /28."""
    own = view.read(network, "CidrBlock")
    known = known_block(view, own)
    if known is None:
        truth = Truth.UNKNOWN if isinstance(own, Unknown) else Truth.NO
        return Outcome(truth, (view.evidence(network, own, path=("CidrBlock",)),))
    size = known.last - known.first + 1
    fits = SMALLEST <= size <= LARGEST
    count = "1 address" if size == 1 else f"{size} addresses"
    return Outcome(Truth.NO if fits else Truth.YES, (view.evidence(network, own, f"{shown(own)} holds {count}"),))


def too_few_addresses(view: View, fleet: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the subnets of an auto scaling group have fewer usable addresses than its MaxSize."""
    most = view.read(fleet, "MaxSize")
    text = str(most.data) if isinstance(most, Scalar) else ""
    places = hosts.subnets(view, fleet)
    blocks = [known_block(view, view.read(subnet, "CidrBlock")) for subnet, _ in places.known]
    known = [one for one in blocks if one is not None]
    if not text.isdigit() or places.open or not places.known or len(known) < len(blocks):
        return Outcome(Truth.UNKNOWN, (view.evidence(fleet, most, path=("MaxSize",)), *places.open[:1]))
    usable = sum(one.last - one.first + 1 - RESERVED for one in known)
    detail = f"MaxSize is {text} and its subnets have {usable} usable addresses"
    return Outcome(Truth.YES if usable < int(text) else Truth.NO, (view.evidence(fleet, most, detail),))


def shown(value: Value) -> str:
    """A range for a message."""
    return str(value.data) if isinstance(value, Scalar) else "its range"
