"""`check --diff`: both trees are judged, and what is new is what counts."""

import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from awslint.diff.base_tree import base_of, root_of, write_tree
from awslint.diff.changes import Changes, cause_of, changes_between
from awslint.inputs.documents import Documents
from awslint.model.finding import Finding, Suppression, Verdict
from awslint.model.record import record
from awslint.model.report import Diagnostic, Mended, Report
from awslint.model.resource import RelatedPlace
from awslint.planning.options import Options
from awslint.planning.usage import UsageError
from awslint.run import check
from awslint.source.document import Document
from awslint.suppress.baseline import Entry, entry_of


@record(eq=False)
class _State:
    """One of the two trees: what was found in it, by what stays the same, and its templates by file."""

    report: Report
    entries: list[tuple[Entry, Finding]]
    templates: Mapping[str, tuple[str, Document]]


def compared(paths: Sequence[str], options: Options, revision: str) -> Report:
    """What a run finds that the revision does not have; the rest is suppressed as part of the baseline.

    Raises UsageError, also outside a Git repository and for a revision that it does not have.
    """
    if "-" in paths:
        raise UsageError("--diff: standard input has no base")
    root = root_of(Path.cwd())
    inside = [_inside(path, root) for path in paths]
    commit = base_of(root, revision)
    report = check(paths, options)
    after = _state(report, root, {})
    with tempfile.TemporaryDirectory(prefix="awslint-base-") as name:
        folder = Path(name).resolve()
        (folder / ".git").mkdir()  # the root, for whoever looks for a configuration
        blobs = write_tree(root, commit, folder, inside)
        there = [str(folder / path) for path in inside if (folder / path).exists()]
        base = check(there, _of_base(options, root, folder)) if there else replace(report, findings=(), diagnostics=())
        before = _state(base, folder, _renamed(folder, root, blobs))
        return _joined(before, after, revision, root)


def _inside(path: str, root: Path) -> str:
    place = Path(os.path.realpath(path))
    if not place.is_relative_to(root.resolve()):
        raise UsageError(f"--diff: {path} is not in the repository {root}")
    return place.relative_to(root.resolve()).as_posix()


def _of_base(options: Options, root: Path, folder: Path) -> Options:
    """The same options; a baseline would hide what the base has, and sources are those of the base."""
    changed: dict[str, object] = {"baseline": ""}
    if options.source_root:
        changed["source_root"] = str(folder / _inside(options.source_root, root))
    given = {**options.given, **dict.fromkeys(changed, "--diff")}
    return replace(options, **changed, given=given)  # type: ignore[arg-type]


def _renamed(folder: Path, root: Path, blobs: Mapping[str, str]) -> dict[str, str]:
    """Files of the base that are elsewhere now with the same content."""
    gone = {blob: name for name, blob in blobs.items() if not (root / name).exists()}
    if not gone:
        return {}
    digests = {hashlib.sha256((folder / name).read_bytes()).digest(): name for name in gone.values()}
    sizes = {(folder / name).stat().st_size for name in gone.values()}
    found: dict[str, str] = {}
    for path in _files(root, frozenset(Path(name).suffix for name in gone.values())):
        name = path.relative_to(root).as_posix()
        if name not in blobs and path.stat().st_size in sizes:
            old = digests.get(hashlib.sha256(path.read_bytes()).digest())
            if old is not None:
                found.setdefault(old, name)
    return found


def _files(root: Path, suffixes: frozenset[str]) -> Iterable[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(one for one in folders if not one.startswith(".") and one != "node_modules")
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix in suffixes and path.is_file() and not path.is_symlink():
                yield path


def _state(report: Report, root: Path, renamed: Mapping[str, str]) -> _State:
    assert isinstance(report.places, Documents)
    documents = report.places.by_key
    templates: dict[str, tuple[str, Document]] = {}
    for key, document in documents.items():
        if isinstance(document.data, dict) and document.index == 0 and not document.uri.startswith("<"):
            name = os.path.relpath(os.path.realpath(document.uri), root.resolve()).replace(os.sep, "/")
            templates.setdefault(renamed.get(name, name), (key, document))
    entries = []
    for finding in report.findings:
        if finding.suppressed is None and finding.verdict in (Verdict.NON_COMPLIANT, Verdict.INSUFFICIENT_DATA):
            entry = entry_of(finding, documents, str(root))
            entries.append((replace(entry, file=renamed.get(entry.file, entry.file)), finding))
    return _State(report, entries, templates)


def _joined(before: _State, after: _State, revision: str, root: Path) -> Report:
    changes = changes_between(before.templates, after.templates)
    left = Counter(entry for entry, _ in before.entries)
    marked: dict[int, Finding] = {}
    for entry, finding in after.entries:
        if left[entry] > 0:
            left[entry] -= 1
            marked[id(finding)] = replace(finding, suppressed=Suppression("baseline", "", revision))
        else:
            cause = _cause(entry, finding, before.report, changes)
            marked[id(finding)] = replace(finding, related=(*finding.related, *cause))
    judged = set(after.templates)
    mended = []
    for entry, finding in before.entries:
        if left[entry] > 0 and finding.verdict is Verdict.NON_COMPLIANT:
            left[entry] -= 1
            if entry.file in judged or entry.file == "-" or not (root / entry.file).exists():
                mended.append(Mended(finding.rule, finding.severity, entry.file, finding.address, finding.message))
    told = [
        Diagnostic("warning", "base", f"{revision} could not be judged in full: {one.message}", one.file)
        for one in before.report.diagnostics
        if one.severity == "error" and one.code not in ("suppression", "no-templates")
    ]
    return replace(
        after.report,
        findings=tuple(marked.get(id(finding), finding) for finding in after.report.findings),
        diagnostics=(*after.report.diagnostics, *told),
        mended=tuple(mended),
        base=revision,
    )


def _cause(entry: Entry, finding: Finding, base: Report, changes: Changes) -> list[RelatedPlace]:
    if any(_same(one, finding) and one.suppressed is not None for one in base.findings):
        return [RelatedPlace("cause", "caused by this change: its suppression is gone")]
    found = cause_of(finding, entry.file, changes)
    if found is None:
        return [RelatedPlace("cause", "caused by this change, though nothing around it differs")]
    return [found]


def _same(one: Finding, other: Finding) -> bool:
    return (one.rule, one.address, one.path, one.value) == (other.rule, other.address, other.path, other.value)
