"""Bytes to text, and offsets to lines and columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awslint.source.document import Span
from awslint.source.encoding import decode
from awslint.source.lines import Lines
from awslint.source.reading import read

TEXT = "a: é\nb: '🎉'\n"


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"),
        b"\x00\x00\xfe\xff" + TEXT.encode("utf-32-be"),
    ],
)
def test_encodings(raw):
    (document,) = read("t.yaml", raw).documents
    assert document.data == {"a": "é", "b": "🎉"}
    assert document.span(("b",)) == Span(2, 4, 2, 8)
    assert document.line(2) == "b: '🎉'"


@pytest.mark.parametrize(
    ("raw", "line", "column", "message"),
    [
        ("a: 1\nb: é\n".encode("latin-1"), 2, 4, "not UTF-8: unexpected byte 0xE9"),
        (b"\xff", 1, 1, "not UTF-8: unexpected byte 0xFF"),
        ("x: '🎉é'".encode() + b"\xc3", 1, 9, "not UTF-8: unexpected byte 0xC3"),
        (b"\xff\xfe" + "a: 1\n".encode("utf-16-le") + b"\x00\xd8b\x00", 2, 1, "not UTF-16: unexpected byte 0x00"),
        (b"\xff\xfe" + "a".encode("utf-16-le") + b"b", 1, 2, "not UTF-16: unexpected byte 0x62"),
    ],
)
def test_the_first_wrong_byte_is_pointed_at(raw, line, column, message):
    found = read("t.yaml", raw)
    assert found.documents == ()
    (error,) = found.diagnostics
    assert (error.code, error.severity, error.message) == ("encoding", "error", message)
    assert (error.span.start_line, error.span.start_column) == (line, column)


def test_broken_text_can_still_be_shown():
    assert read("t.yaml", b"AWSTemplateFormatVersion: \xe9\n").text == "AWSTemplateFormatVersion: \ufffd\n"


@given(st.text(alphabet="ab\n\r\u2028é🎉"), st.data())
def test_positions_against_counting(text, data):
    offset = data.draw(st.integers(0, len(text)))
    before = text[:offset].replace("\r\n", "\r\r") if text[offset - 1 : offset + 1] == "\r\n" else text[:offset]
    pieces = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if text[offset - 1 : offset + 1] == "\r\n" and offset:
        return  # between the two halves of a line break is no place
    assert Lines(text).position(offset) == (len(pieces), len(pieces[-1].encode("utf-16-le")) // 2 + 1)


@given(st.text(alphabet="ab\n\r\u2028é🎉"))
def test_lines_against_splitting(text):
    lines = Lines(text)
    expected = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [lines.line(number) for number in range(1, len(expected) + 1)] == expected
    assert lines.line(len(expected) + 1) == ""
    assert lines.line(0) == ""


@given(st.binary())
def test_any_bytes_can_be_read(raw):
    for uri in ("t.yaml", "t.json"):
        found = read(uri, raw)
        assert all(isinstance(one.span, Span) for one in found.diagnostics)
        assert not (found.documents and any(one.severity == "error" for one in found.diagnostics))


@given(st.text(alphabet="{}[]:,-?&*!|>'\"#%@ \n\tab1\u00e9🎉<"))
def test_any_text_can_be_read(text):
    for uri in ("t.yaml", "t.json"):
        found = read(uri, text.encode())
        for document in found.documents:
            document.comments()
            document.span(())
        if not found.documents and found.diagnostics:
            assert [one.severity for one in found.diagnostics] == ["error"]


def test_decode_takes_the_longer_mark():
    assert decode(b"\xff\xfe\x00\x00a\x00\x00\x00").text == "a"
