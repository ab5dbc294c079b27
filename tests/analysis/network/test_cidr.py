"""Ranges of addresses and what they add up to."""

import pytest

from awslint.analysis.network.cidr import Block, block, covers_internet, everyone, left
from awslint.model.place import Place
from awslint.model.truth import Truth
from awslint.model.value import Absent, Reference, Scalar, Unknown, Value, Why

HERE = Place("t.yaml", ())


def _unknown(**given: object) -> Unknown:
    return Unknown(Why.FUNCTION, "x", HERE, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.0/30", Block(4, 0x0A000000, 0x0A000003)),
        ("10.0.0.3", Block(4, 0x0A000003, 0x0A000003)),
        ("198.51.100.7/0", Block(4, 0, 2**32 - 1)),
        ("::/1", Block(6, 0, 2**127 - 1)),
        ("sg-123", None),
        ("10.0.0.0/33", None),
        ("", None),
    ],
)
def test_a_text_becomes_its_addresses(text: str, expected: Block | None) -> None:
    assert block(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Scalar("0.0.0.0/0", HERE), Truth.YES),
        (Scalar("::/0", HERE), Truth.YES),
        (Scalar("0:0:0:0:0:0:0:0/0", HERE), Truth.YES),
        (Scalar("1.2.3.4/0", HERE), Truth.YES),
        (Scalar("0.0.0.0/1", HERE), Truth.NO),
        (Scalar("0.0.0.0", HERE), Truth.NO),
        (Scalar(None, HERE), Truth.NO),
        (Absent(HERE), Truth.NO),
        (_unknown(), Truth.UNKNOWN),
        (_unknown(parts=(_unknown(), "/32")), Truth.NO),
        (_unknown(parts=(_unknown(), "/0")), Truth.YES),
        (_unknown(parts=("10.0.", _unknown(), ".0/24")), Truth.NO),
        (_unknown(parts=("10.0.0.0/", _unknown())), Truth.UNKNOWN),
        (_unknown(refers_to=Reference("t.yaml#Vpc", "CidrBlock")), Truth.NO),
        (_unknown(refers_to=Reference("t.yaml#Fn", "Cidr")), Truth.UNKNOWN),
        (_unknown(among=(Scalar("10.0.0.0/8", HERE), Scalar("10.1.0.0/16", HERE))), Truth.NO),
        (_unknown(among=(Scalar("10.0.0.0/8", HERE), Scalar("0.0.0.0/0", HERE))), Truth.UNKNOWN),
        (_unknown(among=(Scalar("::/0", HERE), Scalar("0.0.0.0/0", HERE))), Truth.YES),
    ],
)
def test_everyone_is_prefix_zero_and_nothing_else(value: Value, expected: Truth) -> None:
    assert everyone(value) is expected


@pytest.mark.parametrize(
    ("version", "texts", "expected"),
    [
        (4, ["0.0.0.0/0"], True),
        (4, ["0.0.0.0/1", "128.0.0.0/1"], True),
        (4, ["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/2"], True),
        (4, ["0.0.0.0/1"], False),
        (4, ["0.0.0.0/1", "128.0.0.0/2"], False),
        # a hole in private space keeps nobody on the internet out
        (4, ["0.0.0.0/5", "8.0.0.0/7", "11.0.0.0/8", "12.0.0.0/6", "16.0.0.0/4", "32.0.0.0/3", "64.0.0.0/2",
             "128.0.0.0/1"], True),
        (4, ["::/0"], False),
        (4, [], False),
        (6, ["::/1", "8000::/1"], True),
        (6, ["2000::/3"], True),
        (6, ["2000::/4"], False),
        (6, ["0.0.0.0/0"], False),
    ],
)  # fmt: skip
def test_ranges_that_add_up_to_every_public_address(version: int, texts: list[str], expected: bool) -> None:
    blocks = [found for found in map(block, texts) if found is not None]
    assert covers_internet(blocks, version) is expected


def test_what_is_left_of_a_block() -> None:
    whole = Block(4, 0, 9)
    assert left(whole, [Block(4, 3, 4), Block(4, 8, 20), Block(6, 0, 9)]) == [Block(4, 0, 2), Block(4, 5, 7)]
    assert left(whole, []) == [whole]
