"""What is wrong with a rule file or a table, and where."""

import difflib
from collections.abc import Iterable

from awslint.model.place import Path
from awslint.model.record import record
from awslint.model.report import Diagnostic, Location
from awslint.source.document import Document, Span


@record()
class Problem:
    """A fault at a path of a file's data, on the key that leads there when `key`."""

    path: Path
    message: str
    key: bool = False


def suggestion(word: str, known: Iterable[str]) -> str:
    """A continuation that names the nearest known word; empty when nothing is near."""
    words = list(dict.fromkeys(known))
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if not near:
        folded = {other.lower(): other for other in reversed(words)}
        near = [folded[one] for one in difflib.get_close_matches(word.lower(), list(folded), n=1, cutoff=0.6)]
    return f"; did you mean '{near[0]}'?" if near else ""


def diagnostic(document: Document, problem: Problem) -> Diagnostic:
    """The problem as the run reports it, on the offending node."""
    return at(document.uri, problem.message, document.span(problem.path, problem.key))


def at(file: str, message: str, span: Span | None) -> Diagnostic:
    """A fault of a rule file or table at a span."""
    where = None if span is None else Location(file, span.start_line, span.start_column, span.end_line, span.end_column)
    return Diagnostic("error", "rule-file", message, file, where)
