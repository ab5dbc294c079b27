"""YAML events to a positioned tree and plain data, in one pass and without recursion.

Aliases share what they repeat, so a file that multiplies itself costs nothing here; what it would cost those who walk
the data is counted and bounded. Short tags are put in their long form on the way.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from awslint.model.record import record
from awslint.source import scalars, tags
from awslint.source.document import Extent
from awslint.source.limits import Limits
from awslint.source.problems import MOST_REMARKS, Remark, Unreadable
from awslint.source.yaml_events import events
from awslint.source.yaml_tree import MappingNode, Node, ScalarNode, SequenceNode, merge_sources, respan

if TYPE_CHECKING:
    from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, DocumentEndEvent, Event, ScalarEvent

ANCHOR = r"&[\w-]+(?:\s+#[^\r\n]*)*\s*"
BLANKS = " \t\r\n"


@dataclass(slots=True)
class Tree:
    """One document: its root, the text that it takes, and the quoted and block scalars in which ``#`` is no comment."""

    root: Node
    start: int
    end: int
    remarks: list[Remark]
    opaque: list[Extent]


@record()
class _Key:
    text: str
    start: int
    end: int
    merge: bool


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end is still to come."""

    node: MappingNode | SequenceNode
    tag: str | None
    anchor: str | None
    flow: bool
    size_before: int
    height: int = 1
    last_end: int = 0
    key: _Key | None = None
    merges: list[Node] = field(default_factory=list)

    def awaits_key(self) -> bool:
        return self.key is None and isinstance(self.node, MappingNode)

    def take_key(self, key: _Key) -> None:
        if not self.flow and not self.last_end:
            self.node.head_end = key.end
        self.key = key


@record()
class _Anchored:
    """What an alias repeats, with the number of its nodes and of its levels."""

    node: Node
    size: int
    height: int


def compose(text: str, limits: Limits) -> Iterator[Tree]:
    """Read each document of a text. Raises ``Unreadable`` where the text is no YAML or exceeds a limit."""
    composer = _Composer(text, limits)
    for event in events(text):
        take = composer.takers.get(type(event).__name__)
        if take is not None:
            take(event)
        if composer.finished is not None:
            yield composer.finished
            composer.finished = None


def _place(event: "Event") -> Extent:
    """Give the marks of an event as offsets; the parsers set both on every event."""
    start, end = event.start_mark, event.end_mark
    assert start is not None
    assert end is not None
    return start.index, end.index


class _Composer:
    def __init__(self, text: str, limits: Limits) -> None:
        self._text = text
        self._limits = limits
        self._written = 0
        self._repeated = 0
        self._document_start = 0
        self._begin()
        self.finished: Tree | None = None
        self.takers: dict[str, Callable[[Any], None]] = {
            "ScalarEvent": self._scalar,
            "MappingStartEvent": self._start,
            "SequenceStartEvent": self._start,
            "MappingEndEvent": self._end,
            "SequenceEndEvent": self._end,
            "AliasEvent": self._alias,
            "DocumentEndEvent": self._end_document,
        }

    def _begin(self) -> None:
        self._root: Node = ScalarNode(0, 0, None, "")
        self._stack: list[_Open] = []
        self._depth = 0
        self._anchors: dict[str, _Anchored | None] = {}
        self._remarks: list[Remark] = []
        self._opaque: list[Extent] = []

    def _end_document(self, event: "DocumentEndEvent") -> None:
        end = _place(event)[1]
        self.finished = Tree(self._root, self._document_start, end, self._remarks, self._opaque)
        self._document_start = end
        self._begin()

    def _scalar(self, event: "ScalarEvent") -> None:
        start, end = self._extent(event)
        text = event.value
        plain = event.tag is None and event.implicit[0]
        if self._stack and self._stack[-1].awaits_key():
            self._stack[-1].take_key(_Key(text, start, end, merge=plain and text == "<<"))
            self._remember(event.anchor, ScalarNode(start, end, text, text), 1, 0)
            return
        node: Node = ScalarNode(start, end, scalars.resolve(text) if plain else text, text)
        if event.tag is not None:
            node = self._tagged(event.tag, node)
        self._remember(event.anchor, node, 1, 0 if isinstance(node, ScalarNode) else 1)
        self._attach(node)

    def _start(self, event: "CollectionStartEvent") -> None:
        start, end = self._extent(event)
        if self._stack and self._stack[-1].awaits_key():
            raise Unreadable("a key must be text, not a mapping or a list", start)
        self._depth += 1
        self._check_depth(self._depth, start)
        flow = bool(event.flow_style)
        mapping = type(event).__name__ == "MappingStartEvent"
        node = MappingNode(start, end, start + 1, {}, {}) if mapping else SequenceNode(start, end, start + 1, [], [])
        self._stack.append(_Open(node, event.tag, event.anchor, flow, self._written + self._repeated - 1))
        if event.anchor is not None:
            self._anchors[event.anchor] = None

    def _end(self, event: "CollectionEndEvent") -> None:
        done = self._stack.pop()
        self._depth -= 1
        node = done.node
        node.end = _place(event)[1] if done.flow else done.last_end
        if isinstance(node, MappingNode):
            for source in done.merges:
                self._merge(node, source)
        whole = node if done.tag is None else self._tagged(done.tag, node)
        height = done.height + (whole is not node)
        self._remember(done.anchor, whole, self._written + self._repeated - done.size_before, height)
        if self._stack:
            self._stack[-1].height = max(self._stack[-1].height, height + 1)
        self._attach(whole)

    def _alias(self, event: "AliasEvent") -> None:
        start, end = _place(event)
        name = event.anchor or ""
        anchored = self._anchors.get(name)
        if anchored is None:
            inside = name in self._anchors
            raise Unreadable(f"*{name} " + ("repeats itself" if inside else "is nowhere defined"), start)
        parent = self._stack[-1] if self._stack else None
        if parent is not None and parent.awaits_key():
            if not isinstance(anchored.node, ScalarNode):
                raise Unreadable("a key must be text, not a mapping or a list", start)
            parent.take_key(_Key(anchored.node.text, start, end, merge=False))
            return
        self._repeat(anchored.size, start)
        if parent is not None:
            merging = parent.key is not None and parent.key.merge
            height = anchored.height - merging
            self._check_depth(self._depth + height, start)
            parent.height = max(parent.height, height + 1)
        self._attach(respan(anchored.node, start, end))

    def _attach(self, node: Node) -> None:
        """Put a finished value where it belongs: under the key read last, at the end of a list, or at the root."""
        if not self._stack:
            self._root = node
            return
        parent = self._stack[-1]
        parent.last_end = node.end
        if isinstance(parent.node, SequenceNode):
            parent.node.items.append(node)
            parent.node.data.append(node.data)
        elif parent.key is not None:
            key, parent.key = parent.key, None
            if key.merge:
                parent.merges.append(node)
                return
            if key.text in parent.node.entries:
                message = f"the key {key.text!r} is given twice; the last one counts"
                self._remark("duplicate-key", message, (key.start, key.end))
            parent.node.entries[key.text] = (key.start, key.end, node)
            parent.node.data[key.text] = node.data

    def _merge(self, node: MappingNode, source: Node) -> None:
        """Add what ``<<`` brings in. Keys that are there already win, and so do earlier mappings of a list."""
        mappings = merge_sources(source)
        if mappings is None:
            raise Unreadable("<< takes a mapping or a list of mappings", source.start)
        for mapping in mappings:
            for key, entry in mapping.entries.items():
                if key not in node.entries:
                    node.entries[key] = entry
                    node.data[key] = entry[2].data

    def _tagged(self, tag: str, node: Node) -> Node:
        """Give a tagged value its long form; what the tag implies stands where the tagged value stands."""
        start, end = node.start, node.end
        if tag == "!":
            return node
        if tag in tags.STANDARD:
            if isinstance(node, ScalarNode):
                node.data = scalars.construct(tag.removeprefix(tags.STANDARD_PREFIX), node.text)
            return node
        key = tags.long_form(tag)
        if key is None:
            key = tags.written(tag)
            message = f"the tag {key} is none of CloudFormation's"
            self._remark("unknown-tag", message, (start, start + len(key)))
        elif key == "Fn::GetAtt" and isinstance(node, ScalarNode):
            parts = tags.attribute(node.text)
            node = SequenceNode(start, end, end, [*parts], [ScalarNode(start, end, part, part) for part in parts])
        node_at_tag = respan(node, start, end)
        return MappingNode(start, end, end, {key: node.data}, {key: (start, end, node_at_tag)})

    def _remark(self, code: str, message: str, extent: Extent) -> None:
        if len(self._remarks) < MOST_REMARKS:
            self._remarks.append(Remark(code, message, extent))

    def _remember(self, anchor: str | None, node: Node, size: int, height: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = _Anchored(node, size, height)

    def _extent(self, event: "ScalarEvent | CollectionStartEvent") -> Extent:
        """Count a node and say where its text stands: without its anchor, and without blanks after a block scalar."""
        start, end = _place(event)
        self._written += 1
        if self._written > self._limits.yaml_nodes:
            raise Unreadable(f"more than {self._limits.yaml_nodes:,} values", start, "too-large")
        match getattr(event, "style", None):
            case "|" | ">":
                inside = self._text[start:end].rstrip(BLANKS)
                end = start + len(inside)
                self._opaque.append((start + len(inside.splitlines()[0]), end))
            case "'" | '"':
                if "#" in self._text[start:end]:
                    self._opaque.append((start, end))
        if event.anchor is not None and (found := re.compile(ANCHOR).match(self._text, start)):
            start = min(found.end(), end)
        return start, max(start, end)

    def _check_depth(self, depth: int, offset: int) -> None:
        if depth > self._limits.depth:
            raise Unreadable(f"nested more than {self._limits.depth} levels deep", offset, "too-deep")

    def _repeat(self, nodes: int, offset: int) -> None:
        self._repeated += nodes
        if self._repeated > self._limits.repeated_nodes:
            message = f"aliases repeat more than {self._limits.repeated_nodes:,} values"
            raise Unreadable(message, offset, "alias-limit")
