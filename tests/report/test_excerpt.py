import pytest

from awslint.model.report import Location
from awslint.report.excerpt import Source, columns, excerpt
from tests.report.sample import Texts


def marked(text: str, start: tuple[int, int], end: tuple[int, int], room: int = 60) -> list[str]:
    """What is printed for a region: each line, and its carets below it."""
    lines = excerpt(Source(Texts({"f": text})), Location("f", *start, *end), room)
    return [part for line in lines for part in (line.text, line.mark)]


def test_columns_are_counted_in_utf16_units():
    # The globe is two units wide in the file and two columns wide on the terminal, the letters one and two.
    assert marked('a: "🌍日" # x', (1, 9), (1, 12)) == ['a: "🌍日" # x', "          ^^^"[1:]]


def test_tabs_become_blanks_under_which_the_caret_stands():
    assert marked("\t\tkey:\tvalue", (1, 8), (1, 13)) == ["        key:    value", "                ^^^^^"]


def test_combining_marks_take_no_column():
    assert marked("e\u0301: x", (1, 5), (1, 6)) == ["e\u0301: x", "   ^"]


def test_an_empty_region_is_a_point():
    assert marked("key:", (1, 5), (1, 5)) == ["key:", "    ^"]


def test_a_region_beyond_the_line_marks_its_end():
    assert marked("key:", (1, 40), (1, 44)) == ["key:", "    ^"]


def test_several_lines_are_marked_without_their_indent():
    text = "a: |\n  one\n\n  two\n  three\n  four\n"
    assert marked(text, (1, 4), (3, 1)) == ["a: |", "   ^", "  one", "  ^^^"]
    lines = excerpt(Source(Texts({"f": text})), Location("f", 1, 4, 6, 7), 60)
    assert [line.number for line in lines] == [1, 2]
    assert [line.more for line in lines] == [False, True]


@pytest.mark.parametrize("column", [1, 5, 31, 500, 960, 981])
def test_a_long_line_is_cut_around_the_place(column: int):
    text = "".join(chr(97 + number % 26) for number in range(980)) + "END"
    [line] = excerpt(Source(Texts({"f": text})), Location("f", 1, column, 1, column + 3), 60)
    assert line.text[line.start : line.end] == text[column - 1 : column + 2]
    assert columns(line.text) <= 60
    assert line.text.startswith("…") == (column > 30)
    assert line.text.endswith("…") == (column < 900)


def test_a_region_longer_than_the_room_is_cut_at_its_end():
    [line] = excerpt(Source(Texts({"f": "k: " + "v" * 500})), Location("f", 1, 4, 1, 504), 60)
    assert columns(line.text) <= 60
    assert line.text[line.start :].rstrip("…") == "v" * (line.end - line.start)


def test_control_characters_are_replaced():
    assert marked("a\x1b[31m: \u202ex", (1, 9), (1, 10)) == ["a\ufffd[31m: \ufffdx", "        ^"]


def test_the_line_of_a_one_line_file_is_fetched_once():
    class Counting(Texts):
        calls = 0

        def line(self, file: str, number: int) -> str:
            Counting.calls += 1
            return super().line(file, number)

    source = Source(Counting({"f": "x" * 10_000}))
    for column in range(1, 2000, 100):
        excerpt(source, Location("f", 1, column, 1, column + 1), 60)
    assert Counting.calls == 1
