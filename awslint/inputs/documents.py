"""The documents of a run: from a place to the region of a file, and to its text."""

from dataclasses import dataclass, field

from awslint.inputs.masking import Masking
from awslint.model.place import Path
from awslint.model.report import Location
from awslint.source.document import Document, value_at

MOST_LOCATED = 1024


def document_key(document: Document) -> str:
    """The name under which places refer to a document; unique among the documents of a run."""
    return document.uri if document.index == 0 else f"{document.uri}@{document.index}"


@dataclass(slots=True)
class Documents:
    """All documents of a run, by key. Implements `awslint.model.report.Places`."""

    by_key: dict[str, Document] = field(default_factory=dict)
    masking: Masking = field(default_factory=Masking)
    _located: dict[tuple[str, Path, bool], Location] = field(default_factory=dict)
    """The places looked for last: one after another, many findings are about the same."""

    def add(self, document: Document) -> str:
        """Keep a document; gives its key."""
        key = document_key(document)
        self.by_key[key] = document
        return key

    def take(self, others: "Documents") -> None:
        """Keep the documents of another part of the run, and what must not be shown of them."""
        self.by_key.update(others.by_key)
        self.masking.sources += others.masking.sources

    def locate(self, document: str, path: Path, key: bool) -> Location | None:
        """See `Places.locate`."""
        known = self._located.get((document, path, key))
        if known is not None:
            return known
        found = self.by_key.get(document)
        if found is None:
            return None
        span = found.span(path, key)
        if not key and span.start_line != span.end_line and isinstance(value_at(found.data, path), dict | list):
            span = found.span(path, True)  # a function written over several lines is pointed at by its key
        if len(self._located) >= MOST_LOCATED:
            self._located.clear()
        location = Location(found.uri, span.start_line, span.start_column, span.end_line, span.end_column)
        self._located[document, path, key] = location
        return location

    def line(self, file: str, number: int) -> str:
        """See `Places.line`."""
        found = self.by_key.get(file)
        return "" if found is None else self.masking.masked(found.line(number))

    def text(self, file: str) -> str | None:
        """See `Places.text`."""
        found = self.by_key.get(file)
        return None if found is None else found.lines.text
