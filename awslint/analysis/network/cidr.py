"""Ranges of addresses, and when they add up to the internet."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Scalar, Unknown, Value
from awslint.query.view import View

# A VPC's own ranges are /16 to /28 (IPv6: /44 to /60), so they never are the whole internet.
# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
_OF_A_VPC = frozenset({"CidrBlock", "CidrBlockAssociations", "Ipv6CidrBlocks", "Ipv6CidrBlock"})
_PREFIX = re.compile(r"/(\d{1,3})\s*$")


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """The addresses from `first` to `last`, both included, of IPv4 (version 4) or IPv6 (version 6)."""

    version: int
    first: int
    last: int

    def contains(self, other: "Block") -> bool:
        """Whether every address of the other block is in this one."""
        return self.version == other.version and self.first <= other.first and other.last <= self.last

    def overlaps(self, other: "Block") -> bool:
        """Whether the two have an address in common."""
        return self.version == other.version and self.first <= other.last and other.first <= self.last


EVERYONE = {4: Block(4, 0, 2**32 - 1), 6: Block(6, 0, 2**128 - 1)}


@lru_cache(maxsize=4096)
def block(text: str) -> Block | None:
    """A range in CIDR notation, or a single address. None when the text is neither.

    Bits behind the prefix are dropped as EC2 does: `198.51.100.7/0` is `0.0.0.0/0`.
    """
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    return Block(network.version, int(network.network_address), int(network.broadcast_address))


def _blocks(*texts: str) -> tuple[Block, ...]:
    return tuple(found for found in map(block, texts) if found is not None)


def _public(version: int) -> tuple[Block, ...]:
    """The addresses that hosts on the internet can have: IANA's special-purpose registries, taken away."""
    if version == 6:
        return _blocks("2000::/3")  # the only global unicast space that is allocated
    special = _blocks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    )  # fmt: skip
    return tuple(left(EVERYONE[4], special))


def left(whole: Block, taken: Iterable[Block]) -> list[Block]:
    """What remains of a block without the others, in order."""
    remaining: list[Block] = []
    start = whole.first
    for one in sorted(one for one in taken if one.overlaps(whole)):
        if one.first > start:
            remaining.append(Block(whole.version, start, one.first - 1))
        start = max(start, one.last + 1)
    if start <= whole.last:
        remaining.append(Block(whole.version, start, whole.last))
    return remaining


def covers(blocks: Iterable[Block], whole: Block) -> bool:
    """Whether the blocks together hold every address of the whole."""
    return not left(whole, blocks)


def covers_internet(blocks: Iterable[Block], version: int) -> bool:
    """Whether the blocks together hold every public address; holes in private space do not matter."""
    known = [one for one in blocks if one.version == version]
    return bool(known) and all(covers(known, part) for part in _public(version))


def everyone(value: Value) -> Truth:
    """Whether a text is a range that covers every address: 0.0.0.0/0 or ::/0, however it is spelled.

    A text of which only the end is known is decided by its prefix length: nothing that ends in /32 is everyone.
    """
    if isinstance(value, Scalar):
        found = block(str(value.data)) if isinstance(value.data, str) else None
        return truth_of(found is not None and found == EVERYONE[found.version])
    if not isinstance(value, Unknown):
        return Truth.NO
    if value.among:
        return _agreed(everyone(one) for one in value.among)
    if value.refers_to is not None and value.refers_to.attribute in _OF_A_VPC and not value.parts:
        return Truth.NO
    if value.parts and isinstance(value.parts[-1], str):
        prefix = _PREFIX.search(value.parts[-1])
        if prefix is not None:
            return truth_of(int(prefix.group(1)) == 0)
    return Truth.UNKNOWN


def known_block(view: View, value: Value) -> Block | None:
    """The block of a text; that of a VPC or subnet of the input where the text refers to one. None when unknown."""
    if isinstance(value, Scalar) and isinstance(value.data, str):
        return block(value.data)
    if isinstance(value, Unknown) and value.refers_to is not None and not value.parts:
        target = view.graph.resources.get(value.refers_to.target)
        if target is not None and value.refers_to.attribute == "CidrBlock":
            return cidr_of(view, target)
    return None


def cidr_of(view: View, resource: Resource) -> Block | None:
    """The IPv4 block of a VPC or subnet, when it is written."""
    return known_block(view, view.read(resource, "CidrBlock"))


def _agreed(answers: Iterable[Truth]) -> Truth:
    """The common answer of all that a value may be."""
    found = list(answers)
    if all_of(found) is Truth.YES:
        return Truth.YES
    return Truth.NO if any_of(found) is Truth.NO else Truth.UNKNOWN
