"""The tree behind a YAML document: each value with its place, and paths looked up in it.

The tree has the shape of the data, not of the text. A short tag is a mapping with one key, an alias has its own place
and the children of what it repeats, and merged keys are among the others.
"""

from dataclasses import dataclass

from awslint.source.document import Extent, Path
from awslint.source.scalars import Scalar


@dataclass(slots=True, eq=False)
class ScalarNode:
    """A scalar: its value, and the text that it was before."""

    start: int
    end: int
    data: Scalar
    text: str


@dataclass(slots=True, eq=False)
class MappingNode:
    """A mapping. ``head_end`` ends its opening: the first key, the bracket, or all of an alias or a tagged value."""

    start: int
    end: int
    head_end: int
    data: "dict[str, object]"
    entries: "dict[str, Entry]"


@dataclass(slots=True, eq=False)
class SequenceNode:
    """A list; ``head_end`` as for a mapping."""

    start: int
    end: int
    head_end: int
    data: "list[object]"
    items: "list[Node]"


Node = ScalarNode | MappingNode | SequenceNode

Entry = tuple[int, int, Node]
"""The place of a key, and its value."""


def respan(node: Node, start: int, end: int) -> Node:
    """Give what a node holds a second place, as an alias does."""
    if isinstance(node, ScalarNode):
        return ScalarNode(start, end, node.data, node.text)
    if isinstance(node, MappingNode):
        return MappingNode(start, end, end, node.data, node.entries)
    return SequenceNode(start, end, end, node.data, node.items)


class YamlPositions:
    """Places in one YAML document."""

    __slots__ = ("_root",)

    def __init__(self, root: Node) -> None:
        self._root = root

    def extent(self, path: Path, key: bool) -> Extent:
        """See ``Document.span``."""
        node, leading, left = self._follow(path)
        return leading if key or left else (node.start, node.end)

    def text_at(self, path: Path) -> str | None:
        """See ``Document.text_at``."""
        node, _, left = self._follow(path)
        return node.text if isinstance(node, ScalarNode) and not left else None

    def _follow(self, path: Path) -> tuple[Node, Extent, int]:
        """Walk as far as a path exists: the last node, what leads to it, and how many steps are left."""
        node = self._root
        leading = _opening(node)
        for done, step in enumerate(path):
            child = _child(node, step)
            if child is None:
                return node, leading, len(path) - done
            leading, node = child
        return node, leading, 0


def _child(node: Node, step: str | int) -> tuple[Extent, Node] | None:
    if isinstance(node, MappingNode) and isinstance(step, str) and step in node.entries:
        start, end, value = node.entries[step]
        return (start, end), value
    if isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.items):
        item = node.items[step]
        return _opening(item), item
    return None


def _opening(node: Node) -> Extent:
    return node.start, node.end if isinstance(node, ScalarNode) else node.head_end


def merge_sources(node: Node) -> list[MappingNode] | None:
    """List the mappings that the value of a ``<<`` key brings in, the strongest first; nothing if it cannot be one."""
    items = node.items if isinstance(node, SequenceNode) else [node]
    mappings = [item for item in items if isinstance(item, MappingNode)]
    return mappings if len(mappings) == len(items) else None
