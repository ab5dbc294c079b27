"""Network ACLs that do not do what they say: answers that they drop, entries that never decide."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.analysis.network.acl import SOURCES, Rule, action, rules
from awslint.analysis.network.cidr import EVERYONE, Block, known_block
from awslint.analysis.network.filters import CLIENT_PORTS, Remote, decided
from awslint.analysis.network.path import whole
from awslint.analysis.network.ports import ANY, TCP, UDP, Ports, bounds, over, protocol
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

# A range that ends here or above lets answers in or out; one below it is for a service.
_FIRST_CLIENT_PORT = 32768


def drops_answers(view: View, acl: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a network ACL lets TCP connections to some service through, but not their answers.

    Asked of entries that allow ports below those that clients choose. YES points at the entry's range of addresses,
    with the entry that denies the answers related, where there is one.
    """
    dropped: list[Evidence] = []
    undecided: list[Evidence] = []
    for egress in (False, True):
        for rule, direction in rules(view, acl, egress=egress):
            service = _service(view, rule)
            certain = all_of((rule.certain, direction, action(view, rule)))
            if service is None or certain is Truth.NO or _earlier(view, acl, rule, egress=egress) is not None:
                continue
            for text in _ranges(view, rule):
                known = known_block(view, text)
                if known is None:
                    continue
                remote = Remote("", internet=known == EVERYONE[4], blocks=(known,))
                passages = [decided(view, acl, span, remote, egress=not egress) for span in CLIENT_PORTS]
                lost = next((one for one in passages if one.truth is Truth.NO), None)
                if lost is not None and certain is Truth.YES:
                    dropped.append(_dropped(view, acl, rule, text, service, lost.evidence, egress=egress))
                else:
                    open_ones = [one for one in passages if one.truth is not Truth.YES]
                    undecided.extend(one.evidence or view.evidence(rule.resource, text) for one in open_ones)
    if dropped:
        return Outcome(Truth.YES, tuple(dropped))
    return Outcome(Truth.UNKNOWN, tuple(undecided)) if undecided else Outcome(Truth.NO, (whole(acl),))


def _service(view: View, rule: Rule) -> Ports | None:
    """The service ports that an entry is about; None for other protocols and for client ports."""
    if over(view.read(rule.resource, "Protocol"), lambda data: protocol(data) == TCP) is not Truth.YES:
        return None
    span = view.read(rule.resource, "PortRange")
    low, high = bounds(view.get(span, "From"), view.get(span, "To"))
    return None if low is None or high is None or high >= _FIRST_CLIENT_PORT else Ports(low, high)


def _ranges(view: View, rule: Rule) -> Iterator[Value]:
    for name in SOURCES.values():
        text = view.read(rule.resource, name)
        if not isinstance(text, Absent):
            yield text


def _dropped(
    view: View, acl: Resource, rule: Rule, text: Value, ports: Ports, lost: Evidence | None, *, egress: bool
) -> Evidence:
    back, way = ("in", "out") if egress else ("out", "in")
    shown = str(text.data) if isinstance(text, Scalar) else "its range"
    detail = f"{rule.resource.address} lets port {ports} {way} for {shown}, and nothing lets the answers {back}"
    related: tuple[RelatedPlace, ...] = ()
    if lost is not None and lost.resource != acl.key:
        denier = view.graph.resources[lost.resource]
        words = f"{denier.address} denies the answers"
        related = (RelatedPlace("denies", words, lost.place, denier.address),)
        detail = f"{rule.resource.address} lets port {ports} {way} for {shown}, and {words}"
    return replace(view.evidence(rule.resource, text, detail), related=related)


def never_decides(view: View, entry: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether an entry with a lower number already decides everything that an entry speaks of.

    YES points at the entry's number; the earlier entry is related.
    """
    number = view.read(entry, "RuleNumber")
    owners = view.related(entry, "network-acl-entry").members
    if not owners or owners[0].certain is not Truth.YES or isinstance(number, Unknown):
        return Outcome(Truth.UNKNOWN, (view.evidence(entry, number, path=("RuleNumber",)),))
    acl = owners[0].resource
    for egress in (False, True):
        for rule, direction in rules(view, acl, egress=egress):
            if rule.resource.key != entry.key or direction is not Truth.YES:
                continue
            earlier = _earlier(view, acl, rule, egress=egress)
            if earlier is not None:
                verb = "allows" if action(view, earlier) is Truth.YES else "denies"
                detail = f"rule {earlier.number} ({earlier.resource.address}) already {verb} all of it"
                place = view.read(earlier.resource, "RuleNumber").place
                related = RelatedPlace("earlier", f"{verb} it first", place, earlier.resource.address)
                return Outcome(Truth.YES, (replace(view.evidence(entry, number, detail), related=(related,)),))
    return Outcome(Truth.NO, (whole(entry),))


def _earlier(view: View, acl: Resource, rule: Rule, *, egress: bool) -> Rule | None:
    if rule.number is None:
        return None
    own = list(_spoken(view, rule))
    for other, direction in rules(view, acl, egress=egress):
        if other.number is None or other.number >= rule.number:
            continue
        if all_of((other.certain, direction)) is Truth.YES and action(view, other) is not Truth.UNKNOWN:
            theirs = list(_spoken(view, other))
            if own and all(any(_within(one, whole_of) for whole_of in theirs) for one in own):
                return other
    return None


Spoken = tuple[str, Ports | None, Block]  # protocol, ports (None: all there are), addresses


def _spoken(view: View, rule: Rule) -> Iterator[Spoken]:
    """What an entry speaks of; nothing where some of it is unknown."""
    written = view.read(rule.resource, "Protocol")
    if not isinstance(written, Scalar):
        return
    name = protocol(written.data)
    ports: Ports | None = None
    if name in (TCP, UDP):
        span = view.read(rule.resource, "PortRange")
        low, high = bounds(view.get(span, "From"), view.get(span, "To"))
        if low is None or high is None or low > high:
            return
        ports = Ports(low, high)
    for text in _ranges(view, rule):
        known = known_block(view, text)
        if known is not None:
            yield name, ports, known


def _within(one: Spoken, other: Spoken) -> bool:
    if not other[2].contains(one[2]):
        return False
    if other[0] == ANY:
        return True
    if one[0] != other[0]:
        return False
    if one[1] is None or other[1] is None:
        # Kinds of ICMP are not compared.
        return other[0] not in ("icmp", "icmpv6")
    return other[1].first <= one[1].first and one[1].last <= other[1].last
