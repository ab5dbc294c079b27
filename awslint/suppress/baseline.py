"""A baseline: the findings that were there when a team began to look, one line each."""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

from awslint.model.finding import Finding, Suppression, Verdict
from awslint.model.record import record
from awslint.model.report import Diagnostic, Location
from awslint.source.document import Document

HEAD = "# awslint baseline 1"
HIDEABLE = (Verdict.NON_COMPLIANT, Verdict.INSUFFICIENT_DATA)


class BadBaseline(ValueError):
    """A baseline that cannot be read; the message names the file, and the line."""


@record()
class Entry:
    """One finding: what stays the same while lines move. `file` is as seen from the baseline."""

    file: str
    address: str
    rule: str
    path: str
    value: str
    verdict: str = ""  # empty for NON_COMPLIANT

    def line(self) -> str:
        """The entry as a line of the file."""
        data = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "verdict" or self.verdict}
        return json.dumps(data, ensure_ascii=False)


def read_baseline(path: Path) -> list[Entry]:
    """The entries of a baseline.

    Raises BadBaseline.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise BadBaseline(f"{path}: {reason}") from error
    return [_entry(path, number, line) for number, line in enumerate(text.splitlines(), 1) if _counts(line)]


def _counts(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _entry(path: Path, number: int, line: str) -> Entry:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        raise BadBaseline(f"{path}:{number}: a merge conflict is left")
    try:
        data = json.loads(line)
        return Entry(**{str(name): str(value) for name, value in data.items()})
    except (ValueError, TypeError, AttributeError) as error:
        raise BadBaseline(f"{path}:{number}: this is no entry of a baseline") from error


def written(entries: Iterable[Entry]) -> str:
    """A baseline as a file: sorted, so that two branches that add entries merge."""
    return "\n".join([HEAD, *sorted(entry.line() for entry in entries), ""])


def entry_of(finding: Finding, documents: Mapping[str, Document], folder: str) -> Entry:
    """The entry that a finding has in a baseline in this folder."""
    key = finding.resource.removesuffix(f"#{finding.address}") if finding.resource else ""
    if not finding.resource and finding.place is not None:
        key = finding.place.document
    document = documents.get(key) or documents.get(key.partition("#")[0])
    uri = document.uri if document is not None else "-"
    file = uri if uri.startswith("<") or uri == "-" else os.path.relpath(uri, folder or ".").replace(os.sep, "/")
    return Entry(
        file=file,
        address=finding.address,
        rule=finding.rule,
        path=re.sub(r"\[\d+\]", "[]", finding.path),
        value=finding.value,
        verdict="" if finding.verdict is Verdict.NON_COMPLIANT else finding.verdict.value,
    )


def hidden(
    findings: Sequence[Finding],
    file: Path,
    documents: Mapping[str, Document],
    ran: frozenset[str],
    untouchable: frozenset[str],
) -> tuple[list[Finding], list[Diagnostic]]:
    """The findings with those marked that are in the baseline, and what is wrong with it.

    Raises BadBaseline. `ran` are the rules that ran, `untouchable` those that nothing may hide.
    """
    entries = read_baseline(file)
    left = Counter(entries)
    folder = file.parent.as_posix()
    result = []
    for finding in findings:
        if finding.verdict in HIDEABLE and finding.suppressed is None and finding.rule not in untouchable:
            entry = entry_of(finding, documents, folder)
            if left[entry] > 0:
                left[entry] -= 1
                finding = replace(finding, suppressed=Suppression("baseline", "", file.as_posix()))
        result.append(finding)
    return result, _told(entries, +left, file, documents, ran)


def _told(
    entries: Sequence[Entry],
    left: Counter[Entry],
    file: Path,
    documents: Mapping[str, Document],
    ran: frozenset[str],
) -> list[Diagnostic]:
    name = file.as_posix()
    if entries and left.total() == len(entries):
        return [Diagnostic("warning", "baseline", f"the baseline matches nothing ({len(entries)} entries)", name)]
    is_over = is_gone(documents, file.parent.as_posix(), ran)
    gone = sum(left[entry] for entry in left if is_over(entry))
    if not gone:
        return []
    noun, verb = ("entry", "matches") if gone == 1 else ("entries", "match")
    message = f"{gone} {noun} of the baseline {verb} nothing any more; `awslint baseline prune` removes them"
    return [Diagnostic("notice", "baseline", message, name, Location(name, 1, 1, 1, 1))]


def is_gone(documents: Mapping[str, Document], folder: str, ran: frozenset[str]) -> Callable[[Entry], bool]:
    """Whether an entry that matches nothing would have matched: its rule ran, over its file or where that was."""
    judged = {os.path.normpath(document.uri) for document in documents.values()}
    judged |= {os.path.relpath(uri, ".") for uri in judged}

    def gone(entry: Entry) -> bool:
        path = os.path.relpath(Path(folder) / entry.file, ".")
        return entry.rule in ran and (path in judged or entry.file == "-" or not Path(path).exists())

    return gone
