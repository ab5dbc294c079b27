"""A second opinion: ruamel.yaml reads the same data at the same places, on real templates."""

import os
import re
from pathlib import Path

import pytest
import yaml
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from awslint.source.document import Document, Span
from awslint.source.reading import read
from awslint.source.scalars import resolve

SHARED = Path(os.environ.get("AWSLINT_SHARED", Path(__file__).parents[3] / "shared"))
TEMPLATES = sorted((SHARED / "corpus" / "templates").rglob("*.y*ml"))
PLAIN_TYPES = {"bool": bool, "int": int, "float": float, "null": type(None)}

pytestmark = pytest.mark.skipif(not TEMPLATES, reason="no corpus of real templates here")

each_template = pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)


def second_opinion(text: str) -> list[Node]:
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 1)
    return [node for node in reader.compose_all(text) if node is not None]


def data_of(node: Node) -> object:
    """Build data from ruamel.yaml's nodes, with its own idea of what a scalar is and ours of tags."""
    tag = node.tag
    short = None if tag.startswith("tag:yaml.org,2002:") else tag.removeprefix("!")
    if isinstance(node, ScalarNode):
        kind = tag.rpartition(":")[2]
        # Its YAML 1.1 takes y and n for booleans, which neither PyYAML nor the others do.
        known = kind in PLAIN_TYPES and node.value.lower() not in ("y", "n")
        value = resolve(node.value) if known else node.value
        assert not known or isinstance(value, PLAIN_TYPES[kind]), node
    elif isinstance(node, SequenceNode):
        value = [data_of(item) for item in node.value]
    else:
        value = {key.value: data_of(item) for key, item in node.value}
    if short == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    if short is None:
        return value
    return {short if short in ("Ref", "Condition") else tag if "::" in short else f"Fn::{short}": value}


def start(span: Span) -> tuple[int, int]:
    return span.start_line, span.start_column


def end(span: Span) -> tuple[int, int]:
    return span.end_line, span.end_column


def place(mark: object, line: str) -> tuple[int, int]:
    """Turn a mark into a line and a UTF-16 column, both counted from 1."""
    return mark.line + 1, len(line[: mark.column].encode("utf-16-le")) // 2 + 1


def compare(document: Document, node: Node, path: tuple) -> int:
    """Compare the places of a value and everything below; give how many were compared."""
    span = document.span(path)
    assert start(span) == place(node.start_mark, document.line(node.start_mark.line + 1)), path
    tagged = not node.tag.startswith("tag:yaml.org,2002:")
    if isinstance(node, ScalarNode):
        if node.style not in ("|", ">"):
            assert end(span) == place(node.end_mark, document.line(node.end_mark.line + 1)), path
        if not tagged:
            assert document.text_at(path) == node.value
        return 1
    if node.flow_style:
        assert end(span) == place(node.end_mark, document.line(node.end_mark.line + 1)), path
    below = (*path, *document_key(document, path)) if tagged else path
    count = 1
    if isinstance(node, MappingNode):
        for key, value in node.value:
            found = document.span((*below, key.value), key=True)
            assert start(found) == place(key.start_mark, document.line(key.start_mark.line + 1))
            assert end(found) == place(key.end_mark, document.line(key.end_mark.line + 1))
            count += 1 + compare(document, value, (*below, key.value))
    else:
        count += sum(compare(document, item, (*below, index)) for index, item in enumerate(node.value))
    return count


def document_key(document: Document, path: tuple) -> list[str]:
    """Give the key that a tag became: the only one of the mapping at a path."""
    value = document.data
    for step in path:
        value = value[step]
    return list(value)


@each_template
def test_the_same_data_at_the_same_places(file):
    raw = file.read_bytes()
    documents = read(file.name, raw).documents
    nodes = second_opinion(raw.decode())
    assert len(documents) == len(nodes)
    for document, node in zip(documents, nodes, strict=True):
        assert document.data == data_of(node)
        assert compare(document, node, ()) > 10


@each_template
def test_comments_are_those_that_a_parser_skips(file):
    """Taking out every comment changes no data, and leaves no comment."""
    reading = read(file.name, file.read_bytes())
    text = reading.text
    for document in reversed(reading.documents):
        for start_offset, end_offset in reversed(document.find_comments()):
            text = text[:start_offset].rstrip(" ") + text[end_offset:]
    bare = read(file.name, text.encode()).documents
    assert [one.data for one in bare] == [one.data for one in reading.documents]
    assert [one.comments() for one in bare] == [() for _ in bare]


@each_template
def test_every_other_hash_is_part_of_a_scalar(file):
    reading = read(file.name, file.read_bytes())
    comments = [extent for document in reading.documents for extent in document.find_comments()]
    quoted = [extent for node in second_opinion(reading.text) for extent in styled_scalars(node)]
    for candidate in re.finditer(r"(?<![^ \t\r\n])#", reading.text):
        inside = [start for start, end in comments + quoted if start <= candidate.start() < end]
        assert inside, reading.text[candidate.start() - 40 : candidate.start() + 40]


def styled_scalars(node: Node) -> list[tuple[int, int]]:
    if isinstance(node, ScalarNode):
        return [(node.start_mark.index, node.end_mark.index)] if node.style else []
    children = node.value if isinstance(node, SequenceNode) else [part for pair in node.value for part in pair]
    return [extent for child in children for extent in styled_scalars(child)]


@pytest.mark.parametrize("file", TEMPLATES[::12], ids=lambda file: file.name)
def test_the_python_parser_reads_the_same(file, monkeypatch, paths):
    raw = file.read_bytes()
    fast = read(file.name, raw).documents
    monkeypatch.delattr(yaml, "CBaseLoader")
    slow = read(file.name, raw).documents
    assert [one.data for one in slow] == [one.data for one in fast]
    for one, other in zip(fast, slow, strict=True):
        assert all(one.span(path) == other.span(path) for path in paths(one.data))
