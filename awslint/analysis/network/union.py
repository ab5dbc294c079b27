"""Whether several ranges of a security group together let the whole internet in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.analysis.network.cidr import Block, block, covers_internet, everyone
from awslint.analysis.network.groups import SOURCES, Entry, entries, evidence, lets_through, open_point
from awslint.analysis.network.ports import ALL_PORTS, LAST_PORT, TCP, UDP, Ports, bounds
from awslint.analysis.network.prefixes import listed_blocks
from awslint.model.finding import Evidence, Outcome
from awslint.model.record import record
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

# No single IPv4 range but 0.0.0.0/0 itself is larger than one of these.
_HALVES = (Block(4, 0, 2**31 - 1), Block(4, 2**31, 2**32 - 1))


@record(eq=False)
class _Source:
    """One source of one entry: its blocks, None when they are unknown, and how many blocks that can be at most."""

    entry: Entry
    value: Value
    blocks: tuple[Block, ...] | None
    single: bool = True
    version: int | None = None


@record(eq=False)
class _Union:
    """Sources that are the internet together, and the ports on which they are."""

    protocol: str
    sources: list[_Source]
    ports: list[Ports]

    def add(self, ports: Ports) -> None:
        """One more range of ports, in ascending order."""
        if self.ports and self.ports[-1].last + 1 == ports.first:
            ports = Ports(self.ports.pop().first, ports.last)
        self.ports.append(ports)


def open_by_union(view: View, group: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether entries that are not 0.0.0.0/0 or ::/0 themselves add up to the internet on some TCP or UDP port.

    Evidence is the first of the entries that it takes, with the others related.
    """
    sources = [one for entry in entries(view, group) for one in _sources(view, entry)]
    found: dict[object, _Union] = {}
    undecided: dict[object, Evidence] = {}
    for protocol in (TCP, UDP):
        for ports in _spans(view, sources):
            there = [(one, lets_through(view, one.entry, (protocol,), (ports,))) for one in sources]
            sure = [one for one, truth in there if truth is Truth.YES and one.entry.certain is Truth.YES]
            maybe = [one for one, truth in there if truth is not Truth.NO and one not in sure]
            for version in (4, 6):
                needed = _enough(sure, version)
                if needed:
                    key = (protocol, *(one.value.place for one in needed))
                    found.setdefault(key, _Union(protocol, needed, [])).add(ports)
                elif doubt := _open(sure, maybe, version):
                    unclear = doubt.value if doubt.blocks is None else open_point(view, doubt.entry)
                    undecided.setdefault(unclear.place, evidence(view, doubt.entry, unclear))
    if found:
        together = {one.sources[0].value.place: _together(view, one) for one in reversed(found.values())}
        return Outcome(Truth.YES, tuple(reversed(together.values())))
    if undecided:
        return Outcome(Truth.UNKNOWN, tuple(undecided.values()))
    return Outcome(Truth.NO, (Evidence(group.key, group.place, ""),))


def _sources(view: View, entry: Entry) -> Iterator[_Source]:
    if isinstance(entry.whole, Unknown):
        yield _Source(entry, entry.whole, None, single=False)
        return
    for version, name in SOURCES.items():
        value = view.get(entry.whole, name)
        if isinstance(value, Absent) or everyone(value) is Truth.YES:
            continue
        known = block(value.data) if isinstance(value, Scalar) and isinstance(value.data, str) else None
        if known is not None:
            yield _Source(entry, value, (known,))
        elif everyone(value) is Truth.UNKNOWN:
            yield _Source(entry, value, None, version=version)
    listed = view.get(entry.whole, "SourcePrefixListId")
    if not isinstance(listed, Absent):
        blocks = listed_blocks(view, listed)
        yield _Source(entry, listed, None if blocks is None else tuple(blocks), single=False)


def _spans(view: View, sources: list[_Source]) -> Iterator[Ports]:
    """Ranges of ports on which the same entries apply."""
    starts = {0}
    for one in sources:
        if isinstance(one.entry.whole, Unknown):
            continue
        low, high = bounds(view.get(one.entry.whole, "FromPort"), view.get(one.entry.whole, "ToPort"))
        starts.update(edge for edge in (low, None if high is None else high + 1) if edge is not None)
    edges = sorted(edge for edge in starts if 0 <= edge <= LAST_PORT)
    for start, following in zip(edges, [*edges[1:], LAST_PORT + 1], strict=True):
        yield Ports(start, following - 1)


def _enough(sources: list[_Source], version: int) -> list[_Source]:
    """A smallest set of the sources that covers the internet, in their order; empty when they do not."""

    def cover(chosen: list[_Source]) -> bool:
        return covers_internet([one for source in chosen for one in source.blocks or ()], version)

    needed = [one for one in sources if one.blocks]
    if not cover(needed):
        return []
    for one in list(needed):
        rest = [other for other in needed if other is not one]
        if cover(rest):
            needed = rest
    return needed


def _open(sure: list[_Source], maybe: list[_Source], version: int) -> _Source | None:
    """A source whose ranges would have to be known to rule the union out."""
    unknown = [one for one in sure if one.blocks is None and one.version in (None, version)]
    if not unknown and not maybe:
        return None
    known = [part for one in (*sure, *maybe) for part in one.blocks or ()]
    unknown += [one for one in maybe if one.blocks is None and one.version in (None, version)]
    if not unknown:
        needed = _enough([*sure, *maybe], version)
        return next((one for one in needed if one in maybe), None)
    if len(unknown) == 1 and unknown[0].single and version == 4:
        fills = any(covers_internet([*known, half], version) for half in _HALVES)
        return unknown[0] if fills else None
    return unknown[0]


def _together(view: View, union: _Union) -> Evidence:
    first, *others = union.sources
    texts = [str(one.value.data) if isinstance(one.value, Scalar) else "a prefix list" for one in union.sources]
    spans = ", ".join(map(str, union.ports))
    plural = len(union.ports) > 1 or union.ports[0].first != union.ports[0].last
    span = "every port" if union.ports == [ALL_PORTS] else f"port{'s' if plural else ''} {spans}"
    related = tuple(
        RelatedPlace("together-with", f"{text} covers another part", one.value.place, one.entry.writer.address)
        for one, text in zip(others, texts[1:], strict=True)
    )
    detail = f"{span} over {union.protocol.upper()} to {' with '.join(texts)}"
    return replace(evidence(view, first.entry, first.value, detail), related=related)
