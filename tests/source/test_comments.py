"""Comments are found where they are, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awslint.source.document import Comment, Span
from awslint.source.reading import read


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("a: 1 # x\n", ["x"]),
        ("#x\na: 1\n", ["x"]),
        ("a: b#c\n", []),
        ("a: b #c\n", ["c"]),
        ("a: 'b # c'\n", []),
        ("a: \"b # c\" # d # e\n", ["d # e"]),
        ("a: 'it''s # x' #y\n", ["y"]),
        ("'a # b': 1 # c\n", ["c"]),
        ("a: |  # head\n  # inside\n  x # inside\n# after\nb: 1\n", ["head", "after"]),
        ("a: >\n  # inside\n\n  y\n  # inside\n # after\nb: 1\n", ["after"]),
        ("a: !Sub |\n  # inside\nb: 1 # out\n", ["out"]),
        ("a: &x | # head\n  # inside\nb: *x # out\n", ["head", "out"]),
        ("a: [1, # one\n  'x # y', # two\n  2]\n", ["one", "two"]),
        ("a: 'x\n  # inside\n  y' # out\n", ["out"]),
        ("- 'a # b'\n- \"c # d\"\n- e # f\n", ["f"]),
        ("a: 1\t# tab\n", ["tab"]),
        ("a: x\u00a0#no\n", []),
        ("#\n#  \na: 1\n", ["", ""]),
        ("--- # start\na: 1\n... # end\n", ["start", "end"]),
        ("a: |\n  x\n  #no", []),
        ("a: 1 # last", ["last"]),
    ],
)  # fmt: skip
def test_comments(text, comments):
    found = [comment.text for document in read("t.yaml", text.encode()).documents for comment in document.comments()]
    assert found == comments


def test_a_comment_knows_its_place_and_its_company(document):
    found = document("'é🎉': 1   # one\r\n  # two  \r\nb: 2\r\n# three")
    assert found.comments() == (
        Comment(1, "one", Span(1, 12, 1, 17), alone=False),
        Comment(2, "two", Span(2, 3, 2, 10), alone=True),
        Comment(4, "three", Span(4, 1, 4, 8), alone=True),
    )


def test_each_document_has_its_own_comments():
    first, second = read("t.yaml", b"# a\nx: 1 # b\n---\n# c\ny: 2\n# d\n").documents
    assert [one.text for one in first.comments()] == ["a", "b"]
    assert [one.text for one in second.comments()] == ["c", "d"]


def test_json_has_no_comments(document):
    assert document('{"a": "x # y"}', "t.json").comments() == ()


def test_json_with_comments_is_yaml(document):
    found = document('{"a": 1, # why\n "b": "# no"}\n', "t.json")
    assert [one.text for one in found.comments()] == ["why"]


@given(st.lists(st.sampled_from(["# c", "'#q'", '" # q"', "k: v # c", "- x # c", "#", "'a\n # b'"]), max_size=5))
def test_comments_never_overlap_quoted_text(parts):
    reading = read("t.yaml", "\n".join(f"- {part}" for part in parts).encode())
    for document in reading.documents:
        for comment in document.comments():
            line = document.line(comment.line)
            assert line[comment.span.start_column - 1] == "#"
            assert not line[: comment.span.start_column - 1].rstrip().endswith("'")
            assert "q" not in comment.text
