"""Questions about what a security group opens to everyone."""

from collections.abc import Callable, Iterable, Mapping

from awslint.analysis.network.groups import (
    Entry,
    entries,
    evidence,
    from_everyone,
    lets_through,
    open_point,
    words,
)
from awslint.analysis.network.ports import (
    ALL_PORTS,
    ANY,
    TCP,
    UDP,
    Ports,
    bounds,
    outside,
    over,
    parse,
    protocol,
)
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.query.view import View

_VERSIONS = {"ipv4": (4,), "ipv6": (6,), "all": (4, 6)}


def open_to_everyone(view: View, group: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether 0.0.0.0/0 or ::/0 may use one of `ports`.

    Arguments: `ports` (numbers, texts, ranges, or lists of these; without it every port), `protocol`
    ("TCP", "UDP" or "ALL"), `ip` ("IPv4", "IPv6" or "ALL"), `count-any` (false: with one named protocol, entries of
    protocol -1 are left out). Each entry that does it is evidence, at its source.
    """
    ports = parse(argument(view, arguments, "ports")) or (ALL_PORTS,)
    named = str(argument(view, arguments, "protocol") or "ALL").lower()
    versions = _VERSIONS[str(argument(view, arguments, "ip") or "ALL").lower()]
    protocols = (TCP, UDP) if named == "all" else (named,)
    count_any = named == "all" or argument(view, arguments, "count-any") is not False

    def covers(entry: Entry) -> Truth:
        through = lets_through(view, entry, protocols, ports)
        if through is Truth.NO or count_any:
            return through
        return all_of((through, ~over(view.get(entry.whole, "IpProtocol"), lambda data: protocol(data) == ANY)))

    return _ask(view, group, versions, covers)


def any_source_open(view: View, group: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether any entry, of whatever protocol, has 0.0.0.0/0 or ::/0 as its source."""
    return _ask(view, group, (4, 6), lambda entry: Truth.YES)


def unauthorized_ports(view: View, group: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether 0.0.0.0/0 or ::/0 may use a TCP or UDP port beside the authorized ones.

    Arguments: `tcp` and `udp`, the authorized ports; nothing given authorizes none.
    """
    allowed = {TCP: parse(argument(view, arguments, "tcp")), UDP: parse(argument(view, arguments, "udp"))}
    return _ask(view, group, (4, 6), lambda entry: _beside(view, entry, allowed))


def _beside(view: View, entry: Entry, allowed: Mapping[str, tuple[Ports, ...]]) -> Truth:
    return any_of(_beside_one(view, entry, name, ports) for name, ports in allowed.items())


def _beside_one(view: View, entry: Entry, name: str, allowed: tuple[Ports, ...]) -> Truth:
    carried = lets_through(view, entry, (name,), (ALL_PORTS,))
    if carried is Truth.NO:
        return carried
    written = view.get(entry.whole, "IpProtocol")
    every = over(written, lambda data: protocol(data) == ANY)
    whole = Truth.YES if outside(ALL_PORTS, allowed) else Truth.NO
    if every is Truth.YES:
        return whole
    low, high = bounds(view.get(entry.whole, "FromPort"), view.get(entry.whole, "ToPort"))
    if low is None or high is None:
        # One end is known at most: that port alone may already be too much.
        ends = [end for end in (low, high) if end is not None]
        sure = any(outside(Ports(end, end), allowed) for end in ends)
        beside = Truth.YES if sure else (whole if whole is Truth.NO else Truth.UNKNOWN)
    else:
        beside = Truth.YES if low <= high and outside(Ports(low, high), allowed) else Truth.NO
    return all_of((carried, beside))


def _ask(view: View, group: Resource, versions: Iterable[int], covers: Callable[[Entry], Truth]) -> Outcome:
    """Whether an entry that `covers` is open to everyone: every such entry is evidence."""
    offending: list[Evidence] = []
    undecided: list[Evidence] = []
    for entry in entries(view, group):
        covered = covers(entry)
        if covered is Truth.NO:
            continue
        source_open, source = from_everyone(view, entry, versions)
        truth = all_of((entry.certain, covered, source_open))
        if truth is Truth.YES and source is not None:
            offending.append(evidence(view, entry, source, words(view, entry, source)))
        elif truth is Truth.UNKNOWN:
            unclear = source if source_open is Truth.UNKNOWN and source is not None else open_point(view, entry)
            undecided.append(evidence(view, entry, unclear))
    if offending:
        return Outcome(Truth.YES, tuple(offending))
    if undecided:
        return Outcome(Truth.UNKNOWN, tuple(undecided))
    return Outcome(Truth.NO, (Evidence(group.key, group.place, ""),))


def argument(view: View, arguments: Mapping[str, object], name: str) -> object:
    """An argument of a predicate, with rule parameters in the place of `{param: name}`."""
    return _filled(view, arguments.get(name))


def _filled(view: View, data: object) -> object:
    if isinstance(data, Mapping) and data.keys() == {"param"}:
        return view.parameters.get(str(data["param"]))
    if isinstance(data, list | tuple):
        return [_filled(view, item) for item in data]
    return data
