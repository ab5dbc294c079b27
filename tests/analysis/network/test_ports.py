"""Ports as people and AWS write them."""

import pytest

from awslint.analysis.network.ports import Ports, bounds, outside, parse, protocol, touches, written
from awslint.model.place import Place
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value, Why

HERE = Place("t.yaml", ())
NONE = Absent(HERE)
LOST = Unknown(Why.PARAMETER, "Port", HERE)


def _port(data: int | str) -> Scalar:
    return Scalar(data, HERE)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (22, ("22",)),
        ("443,1020-1025", ("443", "1020-1025")),
        (["22", 3389, None], ("22", "3389")),
        ("", ()),
        (None, ()),
        (" 80 - 81 , 90", ("80-81", "90")),
    ],
)
def test_ports_are_numbers_texts_ranges_and_lists(given: object, expected: tuple[str, ...]) -> None:
    assert tuple(map(str, parse(given))) == expected


@pytest.mark.parametrize("given", ["ssh", "70000", "25-20", True, 1.5, "-1"])
def test_anything_else_is_an_error(given: object) -> None:
    with pytest.raises(ValueError, match="port"):
        parse(given)


@pytest.mark.parametrize(
    ("first", "last", "port", "expected"),
    [
        (_port(22), _port(22), 22, Truth.YES),
        (_port("20"), _port("25"), 22, Truth.YES),
        (_port(0), _port(65535), 22, Truth.YES),
        (_port(-1), _port(-1), 22, Truth.YES),
        (NONE, NONE, 22, Truth.YES),
        (_port(22), NONE, 22, Truth.YES),
        (_port(20), NONE, 22, Truth.NO),
        (_port(23), LOST, 22, Truth.NO),
        (LOST, _port(21), 22, Truth.NO),
        (_port(22), LOST, 22, Truth.YES),
        (_port(20), LOST, 22, Truth.UNKNOWN),
        (LOST, LOST, 22, Truth.UNKNOWN),
        (_port(23), _port(25), 22, Truth.NO),
    ],
)
def test_a_range_touches_a_port_as_far_as_its_ends_are_known(
    first: Value, last: Value, port: int, expected: Truth
) -> None:
    assert touches(first, last, [Ports(port, port)]) is expected


def test_ports_outside_the_allowed_ones() -> None:
    assert not outside(Ports(443, 443), parse("443,1020-1025"))
    assert not outside(Ports(1021, 1025), parse("443,1020-1025"))
    assert outside(Ports(443, 444), parse("443,1020-1025"))
    assert not outside(Ports(80, 90), parse("85-90,80-84"))
    assert outside(Ports(80, 90), ())


def test_protocols_have_one_name() -> None:
    assert [protocol(one) for one in (-1, "-1", "TCP", 6, "17", "all", "47")] == [
        "any", "any", "tcp", "tcp", "udp", "any", "47",
    ]  # fmt: skip


def test_ranges_in_words() -> None:
    assert written(_port(22), _port(22)) == "port 22"
    assert written(_port("20"), _port(25)) == "ports 20-25"
    assert written(NONE, NONE) == "every port"
    assert written(_port(22), LOST) == "an unknown range of ports"
    assert bounds(NONE, _port(8)) == (0, 8)
