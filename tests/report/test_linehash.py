"""The hash is GitHub's; this file computes it a second way, character by character as its definition says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awslint.report.linehash import is_one_line, line_hashes


def by_definition(text: str) -> list[str]:
    """A rolling hash: one pass, a ring of a hundred numbers, each line reported when its window is full."""
    units: list[int] = []
    starts = [0]
    previous = 0
    for unit in memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H"):
        if unit in (32, 9) or (previous == 13 and unit == 10):
            previous = unit
            continue
        previous = unit
        units.append(10 if unit == 13 else unit)
        if units[-1] == 10:
            starts.append(len(units))
    units += [65535] + [0] * 100
    value, ring, results, counts = 0, [0] * 100, {}, {}
    power = 37**100
    for position, unit in enumerate(units):
        value = (value * 37 + unit - ring[position % 100] * power) % 2**64
        ring[position % 100] = unit
        start = position - 99
        if start in starts:
            counts[value] = counts.get(value, 0) + 1
            results[start] = f"{value:x}:{counts[value]}"
    return [results[start] for start in starts]


def all_hashes(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    return list(line_hashes(text, range(1, lines + 1)).values())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a",
        "Resources:\n  Logs:\n    Type: AWS::S3::Bucket\n",
        "a\r\nb\r\n",
        "a\rb\r\r\n",
        "same line\n" * 30,
        "x" * 99 + "\n" + "y" * 100 + "\n" + "z" * 101 + "\n",
        '{"one": "line", "emoji": "🌍"}',
        "🌍" * 120 + "\n" + "é" * 3,
        "\t \t\n  \n",
    ],
)
def test_hashes_follow_the_definition(text: str):
    assert all_hashes(text) == by_definition(text)


@given(st.text(alphabet="ab \t\r\n🌍é", max_size=400))
@settings(max_examples=100, deadline=None)
def test_hashes_follow_the_definition_for_any_text(text: str):
    assert all_hashes(text) == by_definition(text)


def test_the_hash_of_an_empty_file_is_known():
    # 65535 * 37^99 in 64 bits: the end of the file with zeros behind it.
    assert line_hashes("", [1]) == {1: f"{65535 * 37**99 % 2**64:x}:1"} == {1: "c129715d7a2bc9a3:1"}


def test_equal_lines_are_counted_also_where_only_some_are_wanted():
    text = "a\n" * 200
    wanted = line_hashes(text, {1, 50})
    assert set(wanted) == {1, 50}
    assert wanted[1].endswith(":1") and wanted[50].endswith(":50")
    assert wanted[1].split(":")[0] == wanted[50].split(":")[0]


def test_a_line_that_does_not_exist_has_no_hash():
    assert line_hashes("a\nb", {3}) == {}


@pytest.mark.parametrize(("text", "answer"), [("{}\n", True), ("\n{}\n", True), ("{\n}", False), ("a\rb", False)])
def test_one_line_files(text: str, answer: bool):
    assert is_one_line(text) is answer
