"""What a network ACL lets in: its entries in the order of their rule numbers, the first that matches decides."""

from collections.abc import Iterator, Mapping

from awslint.analysis.network.cidr import EVERYONE, Block, block, covers, everyone
from awslint.analysis.network.openness import argument
from awslint.analysis.network.ports import ANY, LAST_PORT, TCP, UDP, Ports, over, parse, protocol, touches
from awslint.model.finding import Evidence, Outcome
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

ACL = "AWS::EC2::NetworkAcl"
ENTRY = "AWS::EC2::NetworkAclEntry"
SOURCES = {4: "CidrBlock", 6: "Ipv6CidrBlock"}
READS = {
    ENTRY: (
        "NetworkAclId", "RuleNumber", "Protocol", "RuleAction", "Egress", "CidrBlock", "Ipv6CidrBlock",
        "PortRange.From", "PortRange.To",
    )
}  # fmt: skip


@record(eq=False)
class Rule:
    """One entry of a network ACL; `number` is None when it is unknown."""

    resource: Resource
    certain: Truth
    number: int | None


def rules(view: View, acl: Resource, *, egress: bool = False) -> list[tuple[Rule, Truth]]:
    """The entries of one direction in the order in which they are tried, and whether each certainly is of it.

    An entry that stands alone because its ACL is outside the input is the only one that is known.
    """
    found: list[tuple[Rule, Truth]] = []
    for resource, certain in _members(view, acl):
        outward = view.read(resource, "Egress")
        # AWS takes an entry without `Egress` for an inbound one.
        sends = Truth.NO if isinstance(outward, Absent) else over(outward, lambda data: str(data).lower() == "true")
        direction = sends if egress else ~sends
        if direction is not Truth.NO:
            written = view.read(resource, "RuleNumber")
            text = str(written.data) if isinstance(written, Scalar) else ""
            found.append((Rule(resource, certain, int(text) if text.isdigit() else None), direction))
    return sorted(found, key=lambda one: -1 if one[0].number is None else one[0].number)


def _members(view: View, acl: Resource) -> Iterator[tuple[Resource, Truth]]:
    if acl.type == ENTRY:
        yield acl, Truth.YES
        return
    for member in view.related(acl, "network-acl-entry").members:
        yield member.resource, member.certain


def applies(view: View, rule: Rule, name: str, ports: Ports) -> Truth:
    """Whether an entry speaks of all these ports of a protocol. Beside TCP and UDP, ports do not count."""
    written = view.read(rule.resource, "Protocol")
    every = over(written, lambda data: protocol(data) == ANY)
    carried = over(written, lambda data: protocol(data) in (ANY, name))
    if carried is Truth.NO or every is Truth.YES:
        return carried
    span = view.read(rule.resource, "PortRange")
    if isinstance(span, Absent):
        return carried
    touched = touches(view.get(span, "From"), view.get(span, "To"), (ports,))
    return all_of((carried, any_of((every, touched))))


def action(view: View, rule: Rule) -> Truth:
    """YES for an entry that allows, NO for one that denies."""
    return over(view.read(rule.resource, "RuleAction"), lambda data: str(data).strip().lower() == "allow")


def open_to_everyone(view: View, acl: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether an inbound entry allows everyone one of `ports` over TCP or UDP, and no earlier entry denies that.

    Each such entry is evidence, at its source.
    """
    wanted = parse(argument(view, arguments, "ports"))
    inbound = rules(view, acl)
    offending: dict[str, Evidence] = {}
    undecided: dict[str, Evidence] = {}
    for position, (rule, direction) in enumerate(inbound):
        for version, property_name in SOURCES.items():
            source = view.read(rule.resource, property_name)
            if isinstance(source, Absent) or (everyone(source) is Truth.NO):
                continue
            for ports in wanted:
                for name in (TCP, UDP):
                    truth = all_of((
                        rule.certain, direction, action(view, rule), applies(view, rule, name, ports), everyone(source),
                        ~_denied_before(view, inbound, position, version, name, ports),
                    ))  # fmt: skip
                    if truth is Truth.YES:
                        detail = f"{_what(view, rule)} to {_text(source)}"
                        offending.setdefault(rule.resource.key, view.evidence(rule.resource, source, detail))
                    elif truth is Truth.UNKNOWN:
                        unclear = _unclear(view, inbound, position)
                        undecided.setdefault(rule.resource.key, view.evidence(unclear[0], unclear[1]))
    if offending:
        return Outcome(Truth.YES, tuple(offending.values()))
    if undecided:
        return Outcome(Truth.UNKNOWN, tuple(undecided.values()))
    return Outcome(Truth.NO, (Evidence(acl.key, acl.place, ""),))


def _denied_before(
    view: View, inbound: list[tuple[Rule, Truth]], position: int, version: int, name: str, ports: Ports
) -> Truth:
    """Whether entries with lower numbers deny the port to every address of the IP version."""
    own = inbound[position][0]
    sure: list[Block] = []
    doubtful = False
    for index, (rule, direction) in enumerate(inbound):
        if index == position:
            continue
        if own.number is not None and rule.number is not None and rule.number >= own.number:
            continue
        truth = all_of((
            rule.certain, direction, ~action(view, rule), applies(view, rule, name, ports),
            Truth.UNKNOWN if own.number is None or rule.number is None else Truth.YES,
        ))  # fmt: skip
        source = view.read(rule.resource, SOURCES[version])
        if truth is Truth.NO or isinstance(source, Absent):
            continue
        known = block(source.data) if isinstance(source, Scalar) and isinstance(source.data, str) else None
        if known is not None and truth is Truth.YES:
            sure.append(known)
        elif known is not None or everyone(source) is not Truth.NO:
            doubtful = True
    if covers([one for one in sure if one.version == version], EVERYONE[version]):
        return Truth.YES
    return Truth.UNKNOWN if doubtful else Truth.NO


def _unclear(view: View, inbound: list[tuple[Rule, Truth]], position: int) -> tuple[Resource, Value]:
    """What would have to be known: a field of the entry itself, else of one that may come before it."""
    ordered = [inbound[position][0], *(rule for index, (rule, _) in enumerate(inbound) if index != position)]
    for rule in ordered:
        found = unclear_field(view, rule)
        if found is not None:
            return rule.resource, found
    return ordered[0].resource, view.read(ordered[0].resource, "NetworkAclId")


def unclear_field(view: View, rule: Rule) -> Value | None:
    """The first field of an entry that is unknown."""
    for name in ("RuleAction", "Protocol", "PortRange", "CidrBlock", "Ipv6CidrBlock", "RuleNumber", "Egress"):
        value = view.read(rule.resource, name)
        for one in (value, view.get(value, "From"), view.get(value, "To")) if name == "PortRange" else (value,):
            if isinstance(one, Unknown):
                return one
    return None


def _what(view: View, rule: Rule) -> str:
    written = view.read(rule.resource, "Protocol")
    name = protocol(written.data) if isinstance(written, Scalar) else "an unknown protocol"
    if name == ANY:
        return "everything"
    span = view.read(rule.resource, "PortRange")
    first, last = view.get(span, "From"), view.get(span, "To")
    if not isinstance(first, Scalar) or not isinstance(last, Scalar):
        return f"every port over {name.upper()}"
    if (first.data, last.data) == (0, LAST_PORT):
        return f"every port over {name.upper()}"
    if first.data == last.data:
        return f"port {first.data} over {name.upper()}"
    return f"ports {first.data}-{last.data} over {name.upper()}"


def _text(source: Value) -> str:
    return str(source.data) if isinstance(source, Scalar) else "everyone"
