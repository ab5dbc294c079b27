"""Every value and every key of a YAML document can be pointed at, exactly."""

import pytest
import yaml

from awslint.source.document import Span

TEMPLATE = """\
# comment
Description: A template   # trailing
Quoted: 'it''s'
Resources:
  Logs:   # the bucket
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub "${Name}-logs"
      Tags:
        - Key: a
          Value: "b"
        -   Key: c
            Value: d
      Flow: {a: 1, b: [x, "y"], c: {}}
      Empty:
      Nothing: ~
  Key:
    Type: AWS::KMS::Key
    DependsOn: [Logs]
  Indentless:
  - one
  - - two
    - three
Literal: |
  first # not a comment

  second

# after the literal
Folded: >-
  x
  y
Plain: one
  two
Date: 2012-10-17
"""

VALUES = [
    (("Description",), "A template"),
    (("Quoted",), "'it''s'"),
    (("Resources", "Logs", "Type"), "AWS::S3::Bucket"),
    (("Resources", "Logs", "Properties", "BucketName"), '!Sub "${Name}-logs"'),
    (("Resources", "Logs", "Properties", "BucketName", "Fn::Sub"), '!Sub "${Name}-logs"'),
    (("Resources", "Logs", "Properties", "Tags", 0), 'Key: a\n          Value: "b"'),
    (("Resources", "Logs", "Properties", "Tags", 0, "Value"), '"b"'),
    (("Resources", "Logs", "Properties", "Tags", 1, "Key"), "c"),
    (("Resources", "Logs", "Properties", "Flow"), '{a: 1, b: [x, "y"], c: {}}'),
    (("Resources", "Logs", "Properties", "Flow", "b"), '[x, "y"]'),
    (("Resources", "Logs", "Properties", "Flow", "b", 1), '"y"'),
    (("Resources", "Logs", "Properties", "Flow", "c"), "{}"),
    (("Resources", "Logs", "Properties", "Empty"), ""),
    (("Resources", "Logs", "Properties", "Nothing"), "~"),
    (("Resources", "Key"), "Type: AWS::KMS::Key\n    DependsOn: [Logs]"),
    (("Resources", "Indentless"), "- one\n  - - two\n    - three"),
    (("Resources", "Indentless", 1), "- two\n    - three"),
    (("Resources", "Indentless", 1, 1), "three"),
    (("Literal",), "|\n  first # not a comment\n\n  second"),
    (("Folded",), ">-\n  x\n  y"),
    (("Plain",), "one\n  two"),
    (("Date",), "2012-10-17"),
]

KEYS = [
    (("Description",), "Description"),
    (("Resources", "Logs"), "Logs"),
    (("Resources", "Logs", "Properties", "Flow", "b"), "b"),
    (("Resources", "Logs", "Properties", "Tags"), "Tags"),
    (("Literal",), "Literal"),
    # An item of a list has no key: its opening stands for it.
    (("Resources", "Logs", "Properties", "Tags", 1), "Key"),
    (("Resources", "Logs", "Properties", "Flow", "b", 0), "x"),
    (("Resources", "Indentless", 1), "-"),
    ((), "Description"),
    # What is implied by a tag stands where the tagged value stands.
    (("Resources", "Logs", "Properties", "BucketName", "Fn::Sub"), '!Sub "${Name}-logs"'),
]

MISSING = [
    (("Resources", "Logs", "Properties", "Encryption", "Rules", 0), "Properties"),
    (("Resources", "Logs", "Properties", "Tags", 2, "Key"), "Tags"),
    (("Resources", "Logs", "Properties", "Tags", 0, "Other"), "Key"),
    (("Resources", "Logs", "Properties", "Tags", -1), "Tags"),
    (("Resources", "Logs", "Properties", "Tags", "0"), "Tags"),
    (("Resources", "Logs", "Type", "x"), "Type"),
    (("Nowhere",), "Description"),
    ((0,), "Description"),
]


@pytest.mark.parametrize(("path", "expected"), VALUES)
def test_value(document, cut, path, expected):
    read = document(TEMPLATE)
    assert cut(read, read.span(path)) == expected


@pytest.mark.parametrize(("path", "expected"), KEYS)
def test_key(document, cut, path, expected):
    read = document(TEMPLATE)
    assert cut(read, read.span(path, key=True)) == expected


@pytest.mark.parametrize(("path", "expected"), MISSING)
@pytest.mark.parametrize("key", [False, True])
def test_missing_path_points_at_the_key_of_its_deepest_ancestor(document, cut, path, expected, key):
    read = document(TEMPLATE)
    assert cut(read, read.span(path, key)) == expected


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_endings_and_byte_order_mark_change_no_span(document, ending, mark):
    plain = document(TEMPLATE)
    other = document(mark + TEMPLATE.replace("\n", ending))
    for path, _ in VALUES:
        assert other.span(path) == plain.span(path)
        assert other.span(path, key=True) == plain.span(path, key=True)


def test_numbers():
    """The figures themselves, since everything else here compares texts."""
    from awslint.source.reading import read

    found = read("t.yaml", TEMPLATE.encode()).documents[0]
    assert found.span(("Description",)) == Span(2, 14, 2, 24)
    assert found.span(("Resources", "Logs"), key=True) == Span(5, 3, 5, 7)
    assert found.span(("Resources", "Logs", "Properties", "Tags", 0)) == Span(10, 11, 11, 21)
    assert found.span(("Resources", "Logs", "Properties", "Empty")) == Span(15, 13, 15, 13)
    assert found.span(("Literal",)) == Span(24, 10, 27, 9)


def test_columns_count_utf16_code_units(document):
    read = document("a: {'🎉é': 'x🎉y', z: 1}\nb: 2\n")
    assert read.span(("a", "🎉é"), key=True) == Span(1, 5, 1, 10)
    assert read.span(("a", "🎉é")) == Span(1, 12, 1, 18)
    assert read.span(("a", "z")) == Span(1, 23, 1, 24)
    assert read.span(("b",)) == Span(2, 4, 2, 5)


TAGGED = """\
A: !Ref Logs
B: !GetAtt Logs.Outputs.Arn
C: !GetAtt [Logs, Arn]
D: !Join
  - ","
  - - !Ref X
    - y
E: !If [Yes, !Sub ["${A}", {A: 1}], !Ref "AWS::NoValue"]
F:
  - !Ref
    Other
G: !Sub |
  text
H: !Rain::Module m.yaml
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("A",), "!Ref Logs"),
        (("A", "Ref"), "!Ref Logs"),
        (("B",), "!GetAtt Logs.Outputs.Arn"),
        (("B", "Fn::GetAtt"), "!GetAtt Logs.Outputs.Arn"),
        (("B", "Fn::GetAtt", 0), "!GetAtt Logs.Outputs.Arn"),
        (("B", "Fn::GetAtt", 1), "!GetAtt Logs.Outputs.Arn"),
        (("C", "Fn::GetAtt"), "!GetAtt [Logs, Arn]"),
        (("C", "Fn::GetAtt", 1), "Arn"),
        (("D",), '!Join\n  - ","\n  - - !Ref X\n    - y'),
        (("D", "Fn::Join", 0), '","'),
        (("D", "Fn::Join", 1), "- !Ref X\n    - y"),
        (("D", "Fn::Join", 1, 0, "Ref"), "!Ref X"),
        (("E", "Fn::If", 0), "Yes"),
        (("E", "Fn::If", 1), '!Sub ["${A}", {A: 1}]'),
        (("E", "Fn::If", 1, "Fn::Sub", 1, "A"), "1"),
        (("F", 0, "Ref"), "!Ref\n    Other"),
        (("G", "Fn::Sub"), "!Sub |\n  text"),
        (("H", "!Rain::Module"), "!Rain::Module m.yaml"),
    ],
)
def test_short_tags(document, cut, path, expected):
    read = document(TAGGED)
    assert cut(read, read.span(path)) == expected


ALIASED = """\
base: &base   # shared
  Encrypted: &no false
  Tags: [a]
one: *base
two:
  <<: *base
  Own: *no
three: {<<: [*base, {Own: 2}], Tags: []}
four: &list
  - x
five: *list
"""


@pytest.mark.parametrize(
    ("path", "expected", "key"),
    [
        (("base",), "Encrypted: &no false\n  Tags: [a]", "base"),
        (("base", "Encrypted"), "false", "Encrypted"),
        (("one",), "*base", "one"),
        (("one", "Tags", 0), "a", "a"),
        (("two",), "<<: *base\n  Own: *no", "two"),
        (("two", "Encrypted"), "false", "Encrypted"),
        (("two", "Own"), "*no", "Own"),
        (("three", "Tags"), "[]", "Tags"),
        (("three", "Own"), "2", "Own"),
        (("four",), "- x", "four"),
        (("five",), "*list", "five"),
        (("five", 0), "x", "x"),
    ],
)
def test_anchors_aliases_and_merges(document, cut, path, expected, key):
    read = document(ALIASED)
    assert cut(read, read.span(path)) == expected
    assert cut(read, read.span(path, key=True)) == key


def test_merged_keys_point_into_what_is_merged(document):
    read = document(ALIASED)
    assert read.span(("two", "Encrypted"), key=True) == read.span(("base", "Encrypted"), key=True)


def test_the_last_of_duplicate_keys_is_pointed_at(document):
    read = document("a:\n  k: 1\n  k: 2\n")
    assert read.data == {"a": {"k": 2}}
    assert read.span(("a", "k")) == Span(3, 6, 3, 7)
    assert read.span(("a", "k"), key=True) == Span(3, 3, 3, 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- {a: 1}", "{"),
        ("- [a]", "["),
        ("- a: 1", "a"),
        ("- - a", "-"),
        ("- &x {a: 1}", "{"),
        ("- !Sub [a]", "!Sub [a]"),
    ],
)
def test_the_opening_of_an_item(document, cut, text, expected):
    read = document(text + "\n")
    assert cut(read, read.span((0,), key=True)) == expected


def test_every_path_has_a_span_within_its_parent(document, paths):
    for text in (TEMPLATE, TAGGED):
        read = document(text)
        for path in paths(read.data):
            span, parent = read.span(path), read.span(path[:-1])
            assert (parent.start_line, parent.start_column) <= (span.start_line, span.start_column)
            assert (span.end_line, span.end_column) <= (parent.end_line, parent.end_column)


def test_explicit_keys(document, cut):
    read = document("? a\n: 1\n? b\n: x\n")
    assert cut(read, read.span(("b",), key=True)) == "b"
    assert cut(read, read.span(("b",))) == "x"
    assert cut(read, read.span((), key=True)) == "? a"


def test_documents_of_one_file_have_their_own_places():
    from awslint.source.reading import read

    first, second = read("t.yaml", b"a: 1\n---\nb: 2\n...\n").documents
    assert (first.index, second.index) == (0, 1)
    assert first.span(("a",)) == Span(1, 4, 1, 5)
    assert second.span(("b",)) == Span(3, 4, 3, 5)
    assert second.line(3) == "b: 2"
    assert (second.line(0), second.line(99)) == ("", "")


def test_the_python_parser_reads_the_same(monkeypatch, document, paths):
    texts = [TEMPLATE, TAGGED, ALIASED, "a: '🎉 # x' # y\nb: 010\n"]
    fast = [document(text) for text in texts]
    monkeypatch.delattr(yaml, "CBaseLoader")
    for text, one in zip(texts, fast, strict=True):
        slow = document(text)
        assert slow.data == one.data
        assert slow.comments() == one.comments()
        for path in paths(one.data):
            assert slow.span(path) == one.span(path)
            assert slow.span(path, key=True) == one.span(path, key=True)
            assert slow.text_at(path) == one.text_at(path)
