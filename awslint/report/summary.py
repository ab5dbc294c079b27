"""The figures of a run, which no format may leave in doubt."""

from awslint.model.finding import Finding, Verdict
from awslint.model.record import record
from awslint.model.report import Report
from awslint.model.rule import SEVERITIES
from awslint.model.value import Why


@record()
class Summary:
    """Counts of findings that are not suppressed, whatever is shown.

    by_severity      the non-compliant ones, worst first, without zeros
    need_evidence    the undecided ones that only facts of the account can decide
    unread           files that could not be read or understood
    """

    resources: int
    files: int
    rules: int
    compliant: int
    non_compliant: int
    by_severity: tuple[tuple[str, int], ...]
    not_applicable: int
    undecided: int
    need_evidence: int
    errors: int
    suppressed: int
    unread: int


def summarize(report: Report) -> Summary:
    """Count what a report holds."""
    verdicts = dict.fromkeys(Verdict, 0)
    severities = dict.fromkeys(reversed(SEVERITIES), 0)
    suppressed = need_evidence = 0
    for finding in report.findings:
        if finding.suppressed is not None:
            suppressed += 1
            continue
        verdicts[finding.verdict] += 1
        if finding.verdict is Verdict.NON_COMPLIANT:
            severities[finding.severity] += 1
        elif finding.verdict is Verdict.INSUFFICIENT_DATA and needs_evidence(finding):
            need_evidence += 1
    unread = {
        entry.file
        for entry in report.diagnostics
        if entry.severity == "error" and entry.file and entry.code not in ("no-templates", "suppression")
    }
    return Summary(
        resources=report.resources,
        files=sum(1 for entry in report.inputs if entry.resources),
        rules=len(report.rules),
        compliant=verdicts[Verdict.COMPLIANT],
        non_compliant=verdicts[Verdict.NON_COMPLIANT],
        by_severity=tuple((severity, count) for severity, count in severities.items() if count),
        not_applicable=verdicts[Verdict.NOT_APPLICABLE],
        undecided=verdicts[Verdict.INSUFFICIENT_DATA],
        need_evidence=need_evidence,
        errors=verdicts[Verdict.ERROR],
        suppressed=suppressed,
        unread=len(unread),
    )


def needs_evidence(finding: Finding) -> bool:
    """Whether nothing but facts of the account would decide it."""
    return bool(finding.unknowns) and all(why == Why.EVIDENCE.value for why, _ in finding.unknowns)


def in_words(summary: Summary) -> tuple[str, str]:
    """The outcome, and what it was reached on, a line each."""
    return _outcome(summary), _ground(summary)


def _outcome(summary: Summary) -> str:
    parts = [f"{summary.non_compliant} non-compliant"]
    if summary.by_severity:
        parts[0] += " (" + ", ".join(f"{count} {severity}" for severity, count in summary.by_severity) + ")"
    parts.append(f"{summary.undecided} undecided")
    if summary.need_evidence:
        verb = "needs" if summary.need_evidence == 1 else "need"
        parts[1] += f" ({summary.need_evidence} {verb} account evidence)"
    if summary.suppressed:
        parts.append(f"{summary.suppressed} suppressed")
    if summary.errors:
        parts.append(counted(summary.errors, "rule failure"))
    return ", ".join(parts)


def _ground(summary: Summary) -> str:
    text = f"Checked {counted(summary.resources, 'resource')} in {counted(summary.files, 'file')}"
    text += f" against {counted(summary.rules, 'rule')}"
    if summary.unread:
        text += f"; {counted(summary.unread, 'file')} could not be read"
    return text


def counted(count: int, noun: str) -> str:
    """`1 rule`, `2 rules`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
