"""Suppressions in the comments of YAML documents."""

from collections.abc import Iterator

from awslint.source.document import Document
from awslint.suppress.collecting import Collected, Region, Scope, Spoken, from_text
from awslint.suppress.directives import Fault, mentions, parse
from awslint.suppress.nodes import Nodes


def collect(key: str, document: Document, collected: Collected) -> None:
    """Keep what the comments of a document say; `key` is the document's."""
    from_text(_spoken(key, document), f"{key}#comments", document.uri, document.lines, collected)


def _spoken(key: str, document: Document) -> Iterator[tuple[Spoken, tuple[Scope, ...]]]:
    text, nodes = document.lines.text, Nodes(document)
    extents = document.find_comments()
    for (start, end), comment in zip(extents, document.comments(), strict=True):
        raw = text[start:end]
        if not mentions(raw):
            continue
        found = list(parse(raw.lstrip("#")))
        if not found:
            continue
        node = nodes.covered(comment)
        shift = start + len(raw) - len(raw.lstrip("#"))
        for one in found:
            if node is None and not isinstance(one, Fault):
                one = Fault("nothing follows this comment in its block, so it covers nothing", one.offset, one.length)
            yield Spoken(one, shift), (Region(key, *node),) if node is not None else ()
