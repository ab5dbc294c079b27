"""Ports and protocols as security groups and network ACLs write them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from awslint.model.truth import Truth, any_of
from awslint.model.value import Absent, Scalar, Unknown, Value

ANY = "any"  # protocol -1
TCP = "tcp"
UDP = "udp"
_NAMES = {"-1": ANY, "all": ANY, "6": TCP, "17": UDP, "1": "icmp", "58": "icmpv6"}
LAST_PORT = 65535


@dataclass(frozen=True, slots=True, order=True)
class Ports:
    """The ports from `first` to `last`, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


ALL_PORTS = Ports(0, LAST_PORT)


def parse(data: object) -> tuple[Ports, ...]:
    """Ports from what a rule or a user gives: 22, "22", "443,1020-1025", or a list of these. Blank texts are nothing.

    Raises ValueError for anything else.
    """
    if data is None:
        return ()
    if isinstance(data, list | tuple):
        return tuple(one for item in data for one in parse(item))
    if isinstance(data, bool) or not isinstance(data, int | str):
        raise ValueError(f"{data!r} is not a port")
    return tuple(_range(part.strip()) for part in str(data).split(",") if part.strip())


def _range(text: str) -> Ports:
    first, dash, last = text.partition("-")
    if not first.strip().isdigit() or (dash and not last.strip().isdigit()):
        raise ValueError(f"{text!r} is not a port or a range of ports")
    found = Ports(int(first), int(last if dash else first))
    if found.first > found.last or found.last > LAST_PORT:
        raise ValueError(f"{text!r} is not a range of ports")
    return found


def outside(ports: Ports, allowed: Iterable[Ports]) -> bool:
    """Whether a range holds a port that none of the allowed ranges holds."""
    start = ports.first
    for one in sorted(allowed):
        if one.first > start:
            break
        start = max(start, one.last + 1)
    return start <= ports.last


def protocol(data: object) -> str:
    """The one name of a protocol: `any` for -1, tcp, udp, icmp, icmpv6, otherwise its number."""
    text = str(data).strip().lower()
    return _NAMES.get(text, text)


def carries(value: Value, wanted: Iterable[str]) -> Truth:
    """Whether an entry of this protocol lets one of the wanted protocols through; `any` carries all of them."""
    names = {ANY, *wanted}
    return over(value, lambda data: protocol(data) in names)


def over(value: Value, test: Callable[[object], bool]) -> Truth:
    """Whether the test holds of the data of a value, for all that it may be."""
    if isinstance(value, Scalar):
        return Truth.YES if test(value.data) else Truth.NO
    if isinstance(value, Unknown) and value.among:
        answers = {over(one, test) for one in value.among}
        return answers.pop() if len(answers) == 1 else Truth.UNKNOWN
    return Truth.UNKNOWN if isinstance(value, Unknown) else Truth.NO


def _number(value: Value) -> int | None:
    if isinstance(value, Scalar) and not isinstance(value.data, bool):
        text = str(value.data).strip()
        if text.lstrip("-").isdigit():
            return int(text)
    return None


def bounds(first: Value, last: Value) -> tuple[int | None, int | None]:
    """The lowest and highest port of an entry; None where that is unknown.

    Nothing written and -1 mean every port, which is what the EC2 API makes of them. A lone FromPort is one port.
    """
    low, high = _number(first), _number(last)
    if isinstance(first, Absent) or low == -1:
        low = 0
    if isinstance(last, Absent):
        high = LAST_PORT if isinstance(first, Absent) else low
    elif high == -1:
        high = LAST_PORT
    return low, high


def touches(first: Value, last: Value, wanted: Iterable[Ports]) -> Truth:
    """Whether an entry's range holds at least one of the wanted ports."""
    low, high = bounds(first, last)
    return any_of(_touches(low, high, one) for one in wanted)


def _touches(low: int | None, high: int | None, wanted: Ports) -> Truth:
    if (low is not None and low > wanted.last) or (high is not None and high < wanted.first):
        return Truth.NO
    if any(end is not None and wanted.first <= end <= wanted.last for end in (low, high)):
        return Truth.YES  # a range holds both its ends
    return Truth.UNKNOWN if low is None or high is None else Truth.YES


def written(first: Value, last: Value) -> str:
    """A range in words, for messages: `port 22`, `ports 20-25`, `every port`."""
    low, high = bounds(first, last)
    if low is None or high is None:
        return "an unknown range of ports"
    if (low, high) == (0, LAST_PORT):
        return "every port"
    return f"port {low}" if low == high else f"ports {low}-{high}"
