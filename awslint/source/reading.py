"""One file's bytes to its documents. Whatever the bytes are, this raises nothing: a broken file is a diagnostic."""

import re
from collections.abc import Iterable
from dataclasses import field
from functools import partial

from awslint.model.record import record
from awslint.source import comments, json_read, yaml_compose
from awslint.source.collector import uncollected
from awslint.source.document import Diagnostic, Document, Extent, span_of
from awslint.source.encoding import Decoded, decode
from awslint.source.json_positions import JsonPositions
from awslint.source.limits import MEGABYTE, Limits
from awslint.source.lines import Lines
from awslint.source.problems import Remark, Unreadable
from awslint.source.yaml_tree import YamlPositions

JSON_BEGINS = r"\s*[{\[]"
JSON_NAMES = (".json", ".tfstate")
YAML_NAMES = (".yaml", ".yml")
LONGEST_MESSAGE = 200


@record()
class Reading:
    """What a file holds.

    No documents and no error means an empty file. With an error there are no documents, whichever of them is wrong.
    ``diagnostics`` are those of the whole file, the documents' own included.
    """

    documents: tuple[Document, ...]
    diagnostics: tuple[Diagnostic, ...]
    text: str = field(repr=False)


def read(uri: str, raw: bytes, limits: Limits | None = None) -> Reading:
    """Read a YAML or JSON file of any number of documents.

    What begins as JSON is read as JSON. If it is none, it may still be YAML: flow style, or JSON with comments.
    """
    decoded = decode(raw)
    source = _Source(uri, Lines(decoded.text), len(raw), limits or Limits())
    try:
        with uncollected():
            return source.read(decoded)
    except Unreadable as problem:
        return source.failed(problem)


@record()
class _Source:
    uri: str
    lines: Lines
    size: int
    limits: Limits

    def read(self, decoded: Decoded) -> Reading:
        if decoded.problem is not None:
            raise Unreadable(decoded.problem, decoded.offset, "encoding")
        if not re.match(JSON_BEGINS, decoded.text):
            return self.yaml(None)
        try:
            return self.json(decoded.marked)
        except Unreadable as no_json:
            if no_json.code != "syntax" or self.size > self.limits.yaml_bytes:
                raise
            return self.yaml(no_json)

    def json(self, marked: bool) -> Reading:
        self._check_size(self.limits.json_bytes)
        text = self.lines.text
        data, remarks = json_read.parse(text, self.limits)
        if marked:
            message = "a byte order mark at the beginning, which JSON does not allow"
            remarks = [Remark("byte-order-mark", message, (0, 0)), *remarks]
        warnings = self._warnings(remarks)
        positions = JsonPositions(text, ambiguous=any(remark.code == "duplicate-key" for remark in remarks))
        return Reading((Document(self.uri, 0, data, warnings, self.lines, positions),), warnings, text)

    def yaml(self, no_json: Unreadable | None) -> Reading:
        """Read YAML, or say why it cannot be read; what was meant as JSON is blamed for being none."""
        self._check_size(self.limits.yaml_bytes)
        text = self.lines.text
        try:
            trees = list(yaml_compose.compose(text, self.limits))
        except Unreadable:
            if no_json is not None and self.uri.lower().endswith(JSON_NAMES):
                raise no_json from None
            raise
        documents = []
        for index, tree in enumerate(trees):
            end = len(text) if index == len(trees) - 1 else tree.end
            find_comments = partial(comments.find, text, tree.start, end, tree.opaque)
            warnings = self._warnings(tree.remarks)
            positions = YamlPositions(tree.root)
            documents.append(Document(self.uri, index, tree.root.data, warnings, self.lines, positions, find_comments))
        diagnostics = [warning for document in documents for warning in document.diagnostics]
        if no_json is not None and not self.uri.lower().endswith(YAML_NAMES):
            message = f"not valid JSON, read as YAML: {no_json.message}"
            diagnostics.insert(0, self._diagnostic(message, self._place(no_json.offset), "warning", no_json.code))
        return Reading(tuple(documents), tuple(diagnostics), text)

    def _check_size(self, limit: int) -> None:
        if self.size > limit:
            raise Unreadable(f"larger than {limit // MEGABYTE} MB", 0, "too-large")

    def failed(self, problem: Unreadable) -> Reading:
        found = self._diagnostic(problem.message, self._place(problem.offset), "error", problem.code)
        return Reading((), (found,), self.lines.text)

    def _warnings(self, remarks: Iterable[Remark]) -> tuple[Diagnostic, ...]:
        found = (self._diagnostic(remark.message, remark.extent, "warning", remark.code) for remark in remarks)
        return tuple(found)

    def _diagnostic(self, message: str, extent: Extent, severity: str, code: str) -> Diagnostic:
        if len(message) > LONGEST_MESSAGE:
            message = message[: LONGEST_MESSAGE - 3] + "..."
        return Diagnostic(self.uri, message, span_of(self.lines, extent), severity, code)

    def _place(self, offset: int) -> Extent:
        """Show a problem on a character; what is only noticed at the end of the text, behind its last word."""
        text = self.lines.text
        if offset >= len(text):
            end = len(text.rstrip())
            return end, end
        return offset, offset if text[offset] in "\r\n" else offset + 1
