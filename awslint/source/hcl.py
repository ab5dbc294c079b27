"""Where things stand in a `.tf` file. Nothing is evaluated: a plan has the values, only their lines are asked for here.

tree-sitter reads the files (the extra `awslint[hcl]`); it is imported when the first file is read.
"""

import importlib.util
from collections.abc import Iterator
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import field
from typing import TYPE_CHECKING

from awslint.model.record import record
from awslint.source.document import Document, Extent, Path
from awslint.source.lines import Lines

if TYPE_CHECKING:
    from tree_sitter import Node

_QUOTED = ("string_lit", "quoted_template")


def available() -> bool:
    """Whether the parser is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("tree_sitter", "tree_sitter_hcl"))


@record(eq=False)
class Block:
    """A block at the top of a file: `resource "aws_s3_bucket" "logs"` has two labels."""

    kind: str
    labels: tuple[str, ...]
    node: "Node" = field(repr=False)


@record(eq=False)
class Entry:
    """What a place in a `.tf` file is about: a block, and what its attributes are in one instance.

    With `whole` every place inside is the block: its attributes are not what the place speaks of.
    """

    block: Block
    values: object = None
    whole: bool = False


@record(eq=False)
class Positions:
    """Places in one `.tf` file: the name of an entry, then the steps of an attribute path as a plan has them."""

    text: str
    entries: dict[str, Entry] = field(default_factory=dict)

    def extent(self, path: Path, key: bool) -> Extent:
        """See `awslint.source.document.Document.span`."""
        entry = self.entries.get(str(path[0])) if path else None
        if entry is None:
            return 0, 0
        found = None if entry.whole else _in_block(entry.block.node, path[1:], entry.values, key)
        start, end = found or _head(entry.block.node)
        if self.text.isascii():
            return start, end
        raw = self.text.encode("utf-8", "surrogatepass")
        return _characters(raw, start), _characters(raw, end)

    def text_at(self, path: Path) -> str | None:
        """Nothing: values are taken from the plan."""
        return None


@record(eq=False)
class File:
    """A `.tf` file: its blocks, and the document that points into it."""

    blocks: tuple[Block, ...]
    document: Document
    positions: Positions


def read(uri: str, text: str) -> File:
    """Read a file. What is wrong in it is skipped, as Terraform has already said so."""
    import tree_sitter
    import tree_sitter_hcl

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
    root = parser.parse(text.encode("utf-8", "surrogatepass")).root_node
    comments = list(_comments(root))

    def find_comments() -> tuple[Extent, ...]:
        raw = text.encode("utf-8", "surrogatepass")
        found = []
        for start, end in comments:
            start += 1 if raw.startswith(b"//", start) else 0  # the second slash stands for YAML's `#`
            found.append((_characters(raw, start), _characters(raw, end)))
        return tuple(found)

    positions = Positions(text)
    blocks = tuple(Block(kind, labels, node) for kind, labels, node in _blocks(_body(root)))
    return File(blocks, Document(uri, 0, None, (), Lines(text), positions, find_comments), positions)


def literal(block: Block, name: str) -> str | None:
    """An attribute of a block that is written as a plain text."""
    attribute = _attributes(_body(block.node)).get(name)
    known, value = _literal(_expression(attribute)) if attribute is not None else (False, None)
    return value if known and isinstance(value, str) else None


def expression_text(entry: Entry, path: Path) -> str | None:
    """The expression that is written for an attribute path; None where there is none of its own."""
    block, values, steps = entry.block.node, entry.values, path
    while steps:
        attribute = _attributes(_body(block)).get(str(steps[0]))
        if attribute is not None:
            _, expression, whole = _deepest(attribute, steps[1:], _of(values, steps[0]))
            return (expression.text or b"").decode("utf-8", "surrogatepass") if whole else None
        found = _inner_block(block, steps, values)
        if found is None or _named(found[0]) is not found[0]:  # within a dynamic block names mean something else
            return None
        block, steps, values = found
    return None


def agrees(entry: Entry) -> bool:
    """Whether nothing that a block writes out differs from its values: else it is not what they were made of."""
    return not isinstance(entry.values, dict) or _fits(entry.block.node, entry.values)


def attribute_texts(block: Block) -> dict[str, str]:
    """The expressions of a block's attributes, such as those of `locals`."""
    found = _attributes(_body(block.node))
    return {name: (_expression(one).text or b"").decode("utf-8", "surrogatepass") for name, one in found.items()}


def _characters(raw: bytes, offset: int) -> int:
    return len(raw[:offset].decode("utf-8", "surrogatepass"))


def _comments(node: "Node") -> Iterator[Extent]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.type == "comment":
            if not (one.text or b"").startswith(b"/*"):
                yield one.start_byte, one.end_byte
        else:
            waiting.extend(reversed(one.named_children))


def _body(node: "Node | None") -> "Node | None":
    for child in node.named_children if node is not None else ():
        if child.type == "body":
            return child
    return None


def _blocks(body: "Node | None") -> Iterator[tuple[str, tuple[str, ...], "Node"]]:
    for child in body.named_children if body is not None else ():
        if child.type == "block":
            words = [_word(part) for part in child.named_children if part.type in ("identifier", "string_lit")]
            if words:
                yield words[0], tuple(words[1:]), child


def _attributes(body: "Node | None") -> "dict[str, Node]":
    found: dict[str, Node] = {}
    for child in body.named_children if body is not None else ():
        if child.type == "attribute":
            found.setdefault(_word(child.named_children[0]), child)
    return found


def _expression(attribute: "Node") -> "Node":
    return next((child for child in attribute.named_children if child.type == "expression"), attribute)


def _word(node: "Node") -> str:
    text = (node.text or b"").decode("utf-8", "replace")
    return text[1:-1] if node.type in _QUOTED else text


def _head(block: "Node") -> Extent:
    """A block's type and labels."""
    parts = [part for part in block.named_children if part.type in ("identifier", "string_lit")]
    return parts[0].start_byte, parts[-1].end_byte


def _in_block(block: "Node", steps: Path, values: object, key: bool) -> Extent | None:
    """The deepest thing on the way that is written; None when not even the first step is."""
    if not steps:
        return None
    attribute = _attributes(_body(block)).get(str(steps[0]))
    if attribute is not None:
        return _in_attribute(attribute, steps[1:], _of(values, steps[0]), key)
    found = _inner_block(block, steps, values)
    if found is None:
        return None
    chosen, rest, item = found
    return _in_block(chosen, rest, item, key) or _head(_named(chosen))


def _inner_block(block: "Node", steps: Path, values: object) -> "tuple[Node, Path, object] | None":
    """The nested block on the way, the steps inside it, and its values."""
    name, rest, inner = str(steps[0]), steps[1:], _of(values, steps[0])
    body = _body(block)
    written = [node for kind, _, node in _blocks(body) if kind == name]
    made = [
        content
        for kind, labels, node in _blocks(body)
        if kind == "dynamic" and labels == (name,)
        for part, _, content in _blocks(_body(node))
        if part == "content"
    ]
    if not written and not made:
        return None
    position = rest[0] if rest and isinstance(rest[0], int) else 0
    item = inner[position] if isinstance(inner, list) and position < len(inner) else inner
    size = len(inner) if isinstance(inner, list) else 1
    chosen = _chosen(written, made, position, size, item)
    if chosen is None:
        return None
    return chosen, rest[1:] if rest and isinstance(rest[0], int) else rest, item


def _named(block: "Node") -> "Node":
    """The block that carries the name: of a `content`, the dynamic block around it."""
    around = block.parent.parent if block.parent is not None else None
    dynamic = around is not None and around.type == "block" and around.named_children[0].text == b"dynamic"
    return around if around is not None and dynamic else block


def _chosen(written: "list[Node]", made: "list[Node]", position: int, size: int, item: object) -> "Node | None":
    """The block that one of a plan's items was written as. Sets are not in the order of the file, so values decide."""
    everything = [*written, *made]
    if len(everything) == 1:
        return everything[0]
    fitting = [block for block in everything if _fits(block, item)] if isinstance(item, dict) else everything
    if len(fitting) == 1:
        return fitting[0]
    if not made and len(written) == size and written[position] in fitting:
        return written[position]
    return None


def _fits(block: "Node", item: ReadOnlyDict[str, object]) -> bool:
    """Whether everything that a block writes out is in an item."""
    for name, attribute in _attributes(_body(block)).items():
        known, value = _literal(_expression(attribute))
        if known and value not in (None, "", ()) and name in item and not _same(value, item[name]):
            return False
    return True


def _same(written: object, planned: object) -> bool:
    if isinstance(written, tuple):
        return isinstance(planned, list) and sorted(map(_plain, written)) == sorted(map(_plain, planned))
    return _plain(written) == _plain(planned)


def _plain(value: object) -> str:
    """A scalar as text: Terraform turns numbers, texts and booleans into each other."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _in_attribute(attribute: "Node", steps: Path, values: object, key: bool) -> Extent:
    name, expression, _ = _deepest(attribute, steps, values)
    several_lines = expression.start_point[0] != expression.end_point[0]
    found = name if key or several_lines else expression
    return found.start_byte, found.end_byte


def _deepest(attribute: "Node", steps: Path, values: object) -> "tuple[Node, Node, bool]":
    """The name and the expression that are written for the steps, and whether for all of them."""
    name, expression = attribute.named_children[0], _expression(attribute)
    for step in steps:
        inner = _part(expression, step, values)
        if inner is None:
            return name, expression, False
        name, expression = inner
        values = _of(values, step)
    return name, expression, True


def _of(values: object, step: str | int) -> object:
    if isinstance(values, dict):
        return values.get(step)
    return values[step] if isinstance(values, list) and isinstance(step, int) and step < len(values) else None


def _part(expression: "Node", step: str | int, values: object) -> "tuple[Node, Node] | None":
    """An item or a member of a list or object that is written out: what names it, and its expression."""
    tree = _collection(expression)
    if tree is None:
        return None
    if isinstance(step, int) and tree.type == "tuple":
        parts = [child for child in tree.named_children if child.type == "expression"]
        item = _of(values, step)
        equal = [part for part in parts if (found := _literal(part))[0] and _same(found[1], item)]
        if len(equal) == 1:
            return equal[0], equal[0]
        size = len(values) if isinstance(values, list) else len(parts)
        return (parts[step], parts[step]) if len(parts) == size and step < size and not equal else None
    if isinstance(step, str) and tree.type == "object":
        for element in tree.named_children:
            sides = [child for child in element.named_children if child.type == "expression"]
            if element.type == "object_elem" and len(sides) == 2 and _key(sides[0]) == step:
                return sides[0], sides[1]
    return None


def _collection(expression: "Node") -> "Node | None":
    inner = expression.named_children
    if len(inner) == 1 and inner[0].type == "collection_value":
        return inner[0].named_children[0]
    return None


def _key(expression: "Node") -> str:
    known, value = _literal(expression)
    return str(value) if known else (expression.text or b"").decode("utf-8", "replace")


def _literal(expression: "Node") -> tuple[bool, object]:
    """A scalar or a list of scalars that is written out: whether it is one, and which."""
    inner = expression.named_children
    if len(inner) != 1:
        return False, None
    if inner[0].type == "collection_value" and inner[0].named_children[0].type == "tuple":
        parts = [_literal(part) for part in inner[0].named_children[0].named_children if part.type == "expression"]
        return all(known for known, _ in parts), tuple(value for _, value in parts)
    if inner[0].type != "literal_value" or not inner[0].named_children:
        return False, None
    one = inner[0].named_children[0]
    text = _word(one)
    if one.type == "string_lit":
        return "\\" not in text, text
    if one.type == "null_lit":
        return True, None
    return True, (text == "true" if one.type == "bool_lit" else _number(text))


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text
