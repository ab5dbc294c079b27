"""JSON: the data is what Python reads, every place is exact, and what is wrong has a place too."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awslint.source.document import Span
from awslint.source.json_positions import JsonPositions
from awslint.source.json_read import parse
from awslint.source.limits import Limits
from awslint.source.reading import read

KEYS = st.text(alphabet='ab"\\/\n:,{}[]é🎉 ', max_size=6)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | KEYS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=25
)
BLANKS = st.text(alphabet=" \t\n\r", max_size=3)


@st.composite
def written(draw: st.DrawFn, value: object) -> str:
    """Write a value with blanks and escapes of any kind."""

    def text(item: object) -> str:
        before, after = draw(BLANKS), draw(BLANKS)
        if isinstance(item, dict):
            members = (f"{text(key)}:{text(inner)}" for key, inner in item.items())
            return before + "{" + (",".join(members) or draw(BLANKS)) + "}" + after
        if isinstance(item, list):
            return before + "[" + (",".join(map(text, item)) or draw(BLANKS)) + "]" + after
        return before + json.dumps(item, ensure_ascii=draw(st.booleans())) + after

    return text(value)


def below(data: object, path: tuple = ()):
    yield path, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from below(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from below(value, (*path, index))


@settings(max_examples=300)
@given(st.data())
def test_the_text_of_a_span_is_the_value(data):
    value = data.draw(VALUES)
    text = data.draw(written(value))
    found, _ = parse(text, Limits())
    assert found == value
    everything = list(below(value))
    positions = JsonPositions(text, ambiguous=False)
    for path, part in data.draw(st.permutations(everything)):
        start, end = positions.extent(path, key=False)
        assert json.loads(text[start:end]) == part
        assert text[start:end] == text[start:end].strip()
        start, end = positions.extent(path, key=True)
        if path and isinstance(path[-1], str):
            assert json.loads(text[start:end]) == path[-1]
            assert text[end:].lstrip(" \t\r\n").startswith(":")
        elif isinstance(part, dict | list):
            assert text[start:end] in ("{", "[")
        else:
            assert json.loads(text[start:end]) == part


@given(st.data())
def test_numbers_keep_their_text(data):
    value = data.draw(VALUES)
    text = data.draw(written(value))
    positions = JsonPositions(text, ambiguous=False)
    for path, part in below(value):
        found = positions.text_at(path)
        if isinstance(part, dict | list):
            assert found is None
        elif isinstance(part, str):
            assert found == part
        else:
            assert json.loads(found) == part


ONE_LINE = '{"a":{"b":[1,{"c":"x"}],"é🎉":true},"d":1.10,"e":[]}'


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("a",), Span(1, 6, 1, 36), Span(1, 2, 1, 5)),
        (("a", "b"), Span(1, 11, 1, 24), Span(1, 7, 1, 10)),
        (("a", "b", 0), Span(1, 12, 1, 13), Span(1, 12, 1, 13)),
        (("a", "b", 1), Span(1, 14, 1, 23), Span(1, 14, 1, 15)),
        (("a", "b", 1, "c"), Span(1, 19, 1, 22), Span(1, 15, 1, 18)),
        (("a", "é🎉"), Span(1, 31, 1, 35), Span(1, 25, 1, 30)),
        (("d",), Span(1, 41, 1, 45), Span(1, 37, 1, 40)),
        ((), Span(1, 1, 1, 53), Span(1, 1, 1, 2)),
        # What is missing is answered with the key of the deepest ancestor.
        (("a", "b", 2), Span(1, 7, 1, 10), Span(1, 7, 1, 10)),
        (("a", "b", 1, "z", 0), Span(1, 14, 1, 15), Span(1, 14, 1, 15)),
        (("a", "b", -1), Span(1, 7, 1, 10), Span(1, 7, 1, 10)),
        (("a", "b", "0"), Span(1, 7, 1, 10), Span(1, 7, 1, 10)),
        (("d", "x"), Span(1, 37, 1, 40), Span(1, 37, 1, 40)),
        (("z",), Span(1, 1, 1, 2), Span(1, 1, 1, 2)),
    ],
)
def test_one_line(document, path, value, key):
    found = document(ONE_LINE, "t.json")
    assert found.span(path) == value
    assert found.span(path, key=True) == key
    assert found.text_at(("d",)) == "1.10"
    assert found.text_at(("z",)) is None


def test_many_containers_are_forgotten_and_found_again(document):
    items = [{"name": f"n{index}", "list": [index, {"x": index}]} for index in range(9000)]
    text = json.dumps({"before": items, "items": items})
    found = document(text, "t.json")
    for index in [*range(0, 9000, 7), *range(8999, 0, -11)]:
        span = found.span(("items", index, "list", 1, "x"))
        assert text[span.start_column - 1 : span.end_column - 1] == str(index)
    assert len(found.positions._seen) < 9000


def test_positions_are_lazy():
    """Only what leads to a path is scanned: what follows it may be anything."""
    positions = JsonPositions('{"a": {"b": [1, 2]}, "c" !!! no JSON', ambiguous=False)
    assert positions.extent(("a", "b", 1), key=False) == (16, 17)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ('{"a": 1,\n "b" 2}', 2, 6, "a colon is missing after a key"),
        ('{"a": 1\n "b": 2}', 2, 2, "a comma or a closing bracket is missing"),
        ('{"a": 1} x', 1, 10, "text after the end of the JSON value"),
        ('{"a": 1}\n{"b": 2}', 2, 1, "text after the end of the JSON value"),
        ('{"a": "x', 1, 7, "a string that is never closed"),
        ('{"a": [1, 2', 1, 12, "the text ends too early"),
        ('{"a": [1,\n\n', 1, 10, "the text ends too early"),
        ('{"é🎉": "\\q"}', 1, 10, "a backslash that escapes nothing"),
        ('["\\u12"]', 1, 3, "\\u takes four hexadecimal digits"),
        ('["\\ud800"]', 1, 3, "half of a surrogate pair is no character"),
        ('["\\uD800"]', 1, 3, "half of a surrogate pair is no character"),
        ('["\\ud83d\\ude00\\ude00"]', 1, 15, "half of a surrogate pair is no character"),
    ],
)
def test_broken_json_has_a_place(text, line, column, message):
    found = read("t.json", text.encode())
    assert found.documents == ()
    (error,) = found.diagnostics
    assert (error.severity, error.code, error.message) == ("error", "syntax", message)
    assert (error.span.start_line, error.span.start_column) == (line, column)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ('{"a": [1, 2,]}', 12, "a comma before a closing bracket"),
        ('{"a": {"b": 1 , }}', 15, "a comma before a closing bracket"),
        ('{"a": 1, "b": NaN}', 15, "NaN is not JSON"),
        ('{"NaN": "NaN", "b": -Infinity}', 21, "-Infinity is not JSON"),
        ('{"a": "x\ty"}', 9, "a line break or another control character within a string"),
        ("{a: 1}", 2, "a key in double quotes is missing"),
        ('{"a": ' + "1" * 5000 + "}", 7, "a number with too many digits"),
    ],
)
def test_what_is_yaml_at_least_is_read_with_a_warning(text, column, message):
    found = read("t.json", text.encode())
    assert len(found.documents) == 1
    (warning,) = found.diagnostics
    assert (warning.severity, warning.code) == ("warning", "syntax")
    assert warning.message == f"not valid JSON, read as YAML: {message}"
    assert (warning.span.start_line, warning.span.start_column) == (1, column)


def test_flow_style_in_a_yaml_file_is_no_cause_for_a_warning():
    for uri in ("t.yaml", "t.YML"):
        found = read(uri, b"{a: 1}\n")
        assert (found.documents[0].data, found.diagnostics) == ({"a": 1}, ())


def test_when_it_is_neither_the_name_decides_whose_error_is_shown():
    broken = b'{"a": [1, 2}'
    assert read("t.json", broken).diagnostics[0].message == "a comma or a closing bracket is missing"
    assert read("t.template", broken).diagnostics[0].message == "did not find expected ',' or ']'"


def test_python_and_yaml_differ_where_json_is_json(document):
    """Read as JSON, not as YAML 1.1: 1e3 is a number, "yes" is text, and so on."""
    found = document('{"a": 1e3, "b": "yes", "c": "\\ud83d\\ude00", "d": "\\/"}', "t.yaml")
    assert found.data == {"a": 1000.0, "b": "yes", "c": "😀", "d": "/"}


def test_duplicate_keys(document):
    found = document('{"a": {"k": 1,\n "j": {"k": 0}, "\\u006b": 2}, "b": [{"k": 1}, {"k": 1}]}', "t.json")
    assert found.data["a"] == {"k": 2, "j": {"k": 0}}
    (remark,) = found.diagnostics
    assert (remark.code, remark.severity, remark.span) == ("duplicate-key", "warning", Span(2, 17, 2, 25))
    assert found.span(("a", "k")) == Span(2, 27, 2, 28)
    assert found.span(("a", "k"), key=True) == Span(2, 17, 2, 25)


def test_remarks_on_duplicate_keys_are_bounded(document):
    assert len(document("{" + ",".join(['"k": 1'] * 300) + "}", "t.json").diagnostics) == 100


def test_a_byte_order_mark_is_remarked():
    found = read("t.json", b'\xef\xbb\xbf{"a": 1}')
    assert found.documents[0].span(("a",)) == Span(1, 7, 1, 8)
    (remark,) = found.diagnostics
    assert (remark.code, remark.severity, remark.span) == ("byte-order-mark", "warning", Span(1, 1, 1, 1))
    assert remark.message == "a byte order mark at the beginning, which JSON does not allow"


def test_size_is_bounded_for_each_language():
    limits = Limits(json_bytes=30, yaml_bytes=20)
    assert read("t.json", b'{"a": "0123456789012345"}', limits).documents
    assert read("t.json", b'{"a": "01234567890123456789"}  ', limits).diagnostics[0].code == "too-large"
    # Too large for YAML: the JSON error is all there is to say.
    (error,) = read("t.json", b'{"a": "0123456789012345",}', limits).diagnostics
    assert (error.severity, error.message) == ("error", "a comma before a closing bracket")
