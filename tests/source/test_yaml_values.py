"""What YAML means: scalars as CloudFormation reads them, short tags, keys, anchors, several documents."""

import math

import pytest
import yaml

from awslint.source import scalars
from awslint.source.document import Span
from awslint.source.limits import Limits
from awslint.source.reading import read

SCALARS = [
    ("yes", True), ("No", False), ("ON", True), ("off", False), ("true", True), ("FALSE", False),
    ("y", "y"), ("N", "N"), ("tRue", "tRue"),
    ("~", None), ("null", None), ("Null", None), ("nil", "nil"),
    ("0", 0), ("-12", -12), ("+7", 7), ("1_000", 1000), ("010", 8), ("08", "08"), ("0x1F", 31), ("0b101", 5),
    ("0x", "0x"), ("0x_", "0x_"), ("22:22", 1342), ("-1:30", -90), ("1:60", "1:60"), ("0o14", "0o14"),
    ("1.10", 1.1), ("-0.5", -0.5), (".5", 0.5), ("1.", 1.0), ("1e3", "1e3"), ("1.0e+3", 1000.0), ("1:30.5", 90.5),
    ("-.inf", -math.inf), ("+.INF", math.inf), ("-1:0.5", -60.5),
    ("2012-10-17", "2012-10-17"), ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
    ("10.0.0.0/16", "10.0.0.0/16"), ("1.2.3", "1.2.3"), ("012345678901", "012345678901"), ("-", "-"), (".", "."),
    ("=", "="), ("<<", "<<"), ("AWS::S3::Bucket", "AWS::S3::Bucket"), ("us-east-1", "us-east-1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_plain_scalars(text, value):
    found = scalars.resolve(text)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_a_number():
    found = scalars.resolve(".NaN")
    assert isinstance(found, float)
    assert math.isnan(found)


WORDS = [
    "true",
    "True",
    "TRUE",
    "false",
    "False",
    "FALSE",
    "yes",
    "Yes",
    "YES",
    "no",
    "No",
    "NO",
    "on",
    "On",
    "ON",
    "off",
    "Off",
    "OFF",
    "null",
    "Null",
    "NULL",
    "~",
]


@pytest.mark.parametrize(
    "text", [text for text in [*WORDS, *(text for text, _ in SCALARS)] if text not in ("0x", "0x_", "=", "<<", "-")]
)
def test_plain_scalars_are_those_of_pyyaml(text):
    expected = yaml.safe_load(f"[{text}]")[0]
    if not isinstance(expected, str | int | float | bool | None):
        expected = text  # a date, the one deliberate difference
    assert scalars.resolve(text) == expected


@pytest.mark.parametrize("text", ["1" * 401, "0" + "7" * 100_000, "1" + ":1" * 100_000, "1" * 400 + ".5"])
def test_endless_numbers_stay_text(text):
    assert scalars.resolve(text) == text


def test_long_numbers_are_numbers_up_to_a_point():
    assert scalars.resolve("1" * 400) == int("1" * 400)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("!Ref X", {"Ref": "X"}),
        ("!Condition X", {"Condition": "X"}),
        ("!GetAtt A.B", {"Fn::GetAtt": ["A", "B"]}),
        ("!GetAtt A.Outputs.X.Y", {"Fn::GetAtt": ["A", "Outputs.X.Y"]}),
        ("!GetAtt [A, !Ref B]", {"Fn::GetAtt": ["A", {"Ref": "B"}]}),
        ("!GetAtt A", {"Fn::GetAtt": ["A"]}),
        ("!Sub 'x'", {"Fn::Sub": "x"}),
        ("!Sub 123", {"Fn::Sub": "123"}),
        ("!ImportValue yes", {"Fn::ImportValue": "yes"}),
        ("!GetAZs", {"Fn::GetAZs": ""}),
        ("!GetAZs ''", {"Fn::GetAZs": ""}),
        ("!Select [0, !GetAZs '']", {"Fn::Select": [0, {"Fn::GetAZs": ""}]}),
        ("!Transform {Name: AWS::Include}", {"Fn::Transform": {"Name": "AWS::Include"}}),
        ("!And [!Condition A, !Not [!Equals [a, b]]]",
         {"Fn::And": [{"Condition": "A"}, {"Fn::Not": [{"Fn::Equals": ["a", "b"]}]}]}),
        ("!ToJsonString {a: 1}", {"Fn::ToJsonString": {"a": 1}}),
        ("!Length [1]", {"Fn::Length": [1]}),
        ("!!str 0123", "0123"),
        ("!!int '0123'", 83),
        ("!!float 1", 1.0),
        ("!!bool 'no'", False),
        ("!!bool maybe", "maybe"),
        ("!!null x", None),
        ("!!binary aGk=", "aGk="),
        ("!!timestamp 2012-10-17", "2012-10-17"),
        ("!!set {a, b}", {"a": None, "b": None}),
        ("!!seq [a]", ["a"]),
        ("! 12", "12"),
    ],
)  # fmt: skip
def test_tags(document, text, data):
    read_document = document(f"v: {text}\n")
    assert read_document.data == {"v": data}
    assert read_document.diagnostics == ()


@pytest.mark.parametrize(
    ("text", "key", "columns"),
    [
        ("!Rain::Module m", "!Rain::Module", (4, 17)),
        ("!Foo [1]", "!Foo", (4, 8)),
        ("!Fn::Sub x", "!Fn::Sub", (4, 12)),
        ("!!python/name:os.system ''", "!!python/name:os.system", (4, 27)),
    ],
)
def test_tags_of_others_are_kept_and_remarked(document, text, key, columns):
    found = document(f"v: {text}\n")
    assert list(found.data["v"]) == [key]
    (remark,) = found.diagnostics
    assert (remark.code, remark.severity) == ("unknown-tag", "warning")
    assert key in remark.message
    assert (remark.span.start_line, remark.span.start_column, remark.span.end_column) == (1, *columns)


def test_keys_are_their_written_text(document):
    found = document("012345678901: a\n123: b\nyes: c\n1.10: d\n2012-10-17: e\n~: f\n'x y': g\n")
    assert list(found.data) == ["012345678901", "123", "yes", "1.10", "2012-10-17", "~", "x y"]
    assert found.text_at(("012345678901",)) == "a"


@pytest.mark.parametrize(
    ("text", "value"),
    [("010", 8), ("1.10", 1.1), ("yes", True), ("~", None), ("'yes'", "yes"), ("22:22", 1342), ("!Ref X", None)],
)
def test_text_at_gives_the_scalar_as_written(document, text, value):
    found = document(f"v: {text}\n")
    if text.startswith("!"):
        assert found.text_at(("v",)) is None
        assert found.text_at(("v", "Ref")) == "X"
    else:
        assert found.data["v"] == value
        assert found.text_at(("v",)) == text.strip("'")
    assert found.text_at(()) is None
    assert found.text_at(("v", "w")) is None


def test_text_of_implied_elements(document):
    found = document("v: !GetAtt A.B.C\n")
    assert found.text_at(("v", "Fn::GetAtt", 0)) == "A"
    assert found.text_at(("v", "Fn::GetAtt", 1)) == "B.C"


def test_aliases_share_what_they_repeat(document):
    found = document("a: &x {k: [1]}\nb: *x\nc: !Sub &y z\nd: *y\n")
    assert found.data["a"] is found.data["b"]
    assert found.data["c"] == {"Fn::Sub": "z"}
    assert found.data["d"] == {"Fn::Sub": "z"}


def test_an_anchor_may_be_defined_again(document):
    assert document("a: &x 1\nb: *x\nc: &x 2\nd: *x\n").data == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_an_alias_can_be_a_key(document):
    assert document("a: &x k\n*x : 1\n").data == {"a": "k", "k": 1}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("{<<: {a: 1, b: 2}, b: 3}", {"a": 1, "b": 3}),
        ("{b: 3, <<: {a: 1, b: 2}}", {"a": 1, "b": 3}),
        ("{<<: [{a: 1}, {a: 2, c: 3}]}", {"a": 1, "c": 3}),
        ("{<<: {<<: {a: 1}, b: 2}}", {"a": 1, "b": 2}),
        ("{<<: {a: 1}, <<: {a: 2, b: 2}}", {"a": 1, "b": 2}),
        ("{'<<': {a: 1}}", {"<<": {"a": 1}}),
        ("{<<: []}", {}),
    ],
)
def test_merge_keys(document, text, data):
    found = document(text + "\n")
    assert found.data == data
    assert found.diagnostics == ()


def test_several_documents():
    found = read("t.yaml", b"--- a\n---\n--- {b: 1}\n...\n# end\n")
    assert [one.data for one in found.documents] == ["a", None, {"b": 1}]
    assert [one.index for one in found.documents] == [0, 1, 2]


@pytest.mark.parametrize("text", [b"", b"\n\n", b"# only\n# comments\n", b"\xef\xbb\xbf", b"   "])
def test_files_without_a_document(text):
    found = read("t.yaml", text)
    assert (found.documents, found.diagnostics) == ((), ())


def test_a_broken_document_breaks_its_file():
    found = read("t.yaml", b"a: 1\n---\nb: [\n")
    assert found.documents == ()
    assert [one.severity for one in found.diagnostics] == ["error"]


def test_duplicate_keys_are_remarked_at_the_second_one(document):
    found = document("a:\n  k: 1\n  j: 0\n  k: 2\nb: {x: 1, x: 1, x: 2}\n")
    assert found.data == {"a": {"k": 2, "j": 0}, "b": {"x": 2}}
    places = [(one.code, one.severity, one.span.start_line, one.span.start_column) for one in found.diagnostics]
    assert places == [
        ("duplicate-key", "warning", 4, 3),
        ("duplicate-key", "warning", 5, 11),
        ("duplicate-key", "warning", 5, 17),
    ]
    assert "'k'" in found.diagnostics[0].message


def test_remarks_fall_to_their_document():
    found = read("t.yaml", b"a: !Foo 1\n---\nb: 1\nb: 2\n")
    assert [[one.code for one in document.diagnostics] for document in found.documents] == [
        ["unknown-tag"],
        ["duplicate-key"],
    ]
    assert [one.code for one in found.diagnostics] == ["unknown-tag", "duplicate-key"]


def test_remarks_are_bounded(document):
    found = document("\n".join("k: 1" for _ in range(5000)))
    assert len(found.diagnostics) == 100


def test_messages_are_bounded(document):
    (remark,) = document("!" + "a" * 5000 + " x").diagnostics
    assert len(remark.message) == 200


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: b: c\n", 1, 5, "a key cannot stand here"),
        ("a:\n\t- b\n", 2, 1, "a tab cannot indent YAML"),
        ("a: 1\n b: 2\n", 2, 3, "a key cannot stand here"),
        ("a:\n  - 1\n b: 2\n", 3, 2, "wrong indentation"),
        ("a: 'x\nb: 1\n", 1, 4, "a quote that is never closed"),
        ("a: 1\nb\nc: 2\n", 2, 1, "a key without ':'"),
        ("a: [1, 2\nb: 3\n", 2, 2, "did not find expected ',' or ']'"),
        ("a: *nowhere\n", 1, 4, "*nowhere is nowhere defined"),
        ("a: &x [*x]\n", 1, 8, "*x repeats itself"),
        ("{{ x }}: 1\n", 1, 1, "a key must be text"),
        ("a: {{ x }}\n", 1, 5, "a key must be text"),
        ("? [a]\n: 1\n", 1, 3, "a key must be text"),
        ("a: &x {}\n*x : 1\n", 2, 1, "a key must be text"),
        ("a: !Base64 !Sub x\n", 1, 12, "a second tag"),
        ("a: {<<: text}\n", 1, 9, "<< takes a mapping"),
        ("a: {<<: [{}, 1]}\n", 1, 9, "<< takes a mapping"),
        ("a: 1\n\x00", 2, 1, "U+0000"),
        ("a: 'é\x07'\n", 1, 6, "U+0007"),
        ("a: \x7f\n", 1, 4, "U+007F"),
        ("a: @x\n", 1, 4, "found character that cannot start any token"),
        ("a: [\n\n", 1, 5, "did not find expected node content"),
    ],
)
def test_broken_yaml_has_a_place(text, line, column, message):
    found = read("t.yaml", text.encode())
    assert found.documents == ()
    (error,) = found.diagnostics
    assert (error.file, error.severity, error.code) == ("t.yaml", "error", "syntax")
    assert message in error.message
    assert (error.span.start_line, error.span.start_column) == (line, column)


@pytest.mark.parametrize(
    ("text", "span"),
    [("a: @x\n", Span(1, 4, 1, 5)), ("a: '🎉\n", Span(1, 4, 1, 5)), ("a: [\n \n", Span(1, 5, 1, 5))],
)
def test_a_problem_is_shown_on_one_character_or_behind_the_last(text, span):
    (error,) = read("t.yaml", text.encode()).diagnostics
    assert error.span == span


@pytest.mark.parametrize("text", ["a: 'x\n", "a: \x00\n", "a:\n\t- b\n", "a: b: c\n"])
def test_the_python_parser_fails_at_the_same_place(monkeypatch, text):
    fast = read("t.yaml", text.encode()).diagnostics
    monkeypatch.delattr(yaml, "CBaseLoader")
    slow = read("t.yaml", text.encode()).diagnostics
    assert [one.span for one in slow] == [one.span for one in fast]


def test_limits_are_those_that_are_given():
    limits = Limits(yaml_bytes=10, yaml_nodes=3, depth=2)
    codes = [read("t.yaml", text, limits).diagnostics[0].code for text in (b"a: 1234567890", b"[a,b,c]", b"[[[a]]]")]
    assert codes == ["too-large", "too-large", "too-deep"]
    assert read("t.yaml", b"[a, b]", limits).documents[0].data == ["a", "b"]


def test_aliases_count_with_all_that_they_repeat():
    nested = b"a: &a [[[1]], [2]]\nb: [*a]\n"
    assert read("t.yaml", nested, Limits(depth=5)).documents
    (error,) = read("t.yaml", nested, Limits(depth=4)).diagnostics
    assert (error.code, error.span) == ("too-deep", Span(2, 5, 2, 6))
    repeated = b"a: &a [1, [2]]\nb: [*a, *a]\nc: &c x\nd: *c\n"
    assert read("t.yaml", repeated, Limits(repeated_nodes=9)).documents
    (error,) = read("t.yaml", repeated, Limits(repeated_nodes=8)).diagnostics
    assert (error.code, error.span) == ("alias-limit", Span(4, 4, 4, 5))
    chained = b"a: &a [1, 2]\nb: &b [*a]\nc: [*b]\n"
    assert read("t.yaml", chained, Limits(repeated_nodes=7)).documents
    assert read("t.yaml", chained, Limits(repeated_nodes=6)).diagnostics[0].code == "alias-limit"
