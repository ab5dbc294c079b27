"""`awslint baseline`: what is written down, added, taken away."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from awslint.inputs.documents import Documents
from awslint.model.finding import Finding, Verdict
from awslint.model.record import record
from awslint.model.report import Report
from awslint.suppress.baseline import BadBaseline, Entry, entry_of, is_gone, read_baseline, written

__all__ = ["BadBaseline", "Outcome", "created", "pruned", "updated"]


@record()
class Outcome:
    """A baseline as it is to be written, and how many entries it has, gained and lost."""

    text: str
    entries: int
    added: int
    removed: int


def created(report: Report, file: Path, undecided: bool) -> Outcome:
    """All findings of a run that count. The run must not have used the baseline."""
    found = _found(report, file, undecided)
    return Outcome(written(found.elements()), found.total(), found.total(), 0)


def updated(report: Report, file: Path, undecided: bool) -> Outcome:
    """The baseline with the findings that it has not.

    Raises BadBaseline.
    """
    old = Counter(read_baseline(file))
    merged = old | _found(report, file, undecided)
    return Outcome(written(merged.elements()), merged.total(), merged.total() - old.total(), 0)


def pruned(report: Report, file: Path, undecided: bool) -> Outcome:
    """The baseline without what is no finding any more; what was not judged this time stays.

    Raises BadBaseline.
    """
    old = Counter(read_baseline(file))
    found = _found(report, file, True)
    gone = _gone(report, file)
    kept = Counter({entry: min(count, found[entry]) if gone(entry) else count for entry, count in old.items()})
    return Outcome(written(kept.elements()), kept.total(), 0, old.total() - kept.total())


def _found(report: Report, file: Path, undecided: bool) -> Counter[Entry]:
    documents = _documents(report)
    folder = file.parent.as_posix()
    return Counter(entry_of(one, documents.by_key, folder) for one in report.findings if _counts(one, undecided))


def _counts(finding: Finding, undecided: bool) -> bool:
    if finding.suppressed is not None:
        return False
    return finding.verdict is Verdict.NON_COMPLIANT or (undecided and finding.verdict is Verdict.INSUFFICIENT_DATA)


def _gone(report: Report, file: Path) -> Callable[[Entry], bool]:
    ran = frozenset(rule.id for rule in report.rules) | {"suppression-unused"}
    return is_gone(_documents(report).by_key, file.parent.as_posix(), ran)


def _documents(report: Report) -> Documents:
    assert isinstance(report.places, Documents)
    return report.places
