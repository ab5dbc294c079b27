"""Runs over a few files, and what they say, in short."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from awslint.model.finding import Finding
from awslint.model.report import Report
from awslint.run import Options, check

TODAY = date(2026, 11, 20)
VERSIONING = "s3-bucket-versioning-enabled"
SSH = "restricted-ssh"


def run(folder: Path, files: Mapping[str, str], *paths: str, **options: object) -> Report:
    """Write the files and check the folder, which the tests have made the current one, with these two rules."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    chosen = {"select": (VERSIONING, SSH), "as_of": TODAY, **options}
    return check(paths or (".",), Options(**chosen))  # type: ignore[arg-type]


def violations(report: Report) -> list[str]:
    """The findings that count: rule and address."""
    return [short(one) for one in report.findings if one.suppressed is None and one.verdict.value == "NON_COMPLIANT"]


def hidden(report: Report) -> list[str]:
    """The suppressed findings: rule, address, and why."""
    return [
        f"{short(one)}: {one.suppressed.kind} {one.suppressed.place} {one.suppressed.reason}".rstrip()
        for one in report.findings
        if one.suppressed is not None
    ]


def told(report: Report) -> list[str]:
    """The diagnostics with their places."""
    found = []
    for one in report.diagnostics:
        place = f":{one.location.start_line}:{one.location.start_column}" if one.location else ""
        found.append(f"{one.file}{place} {one.severity} {one.message}")
    return found


def short(finding: Finding) -> str:
    return f"{finding.rule} {finding.address}"
