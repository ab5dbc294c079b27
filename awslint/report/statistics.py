"""How often each rule said what."""

from awslint.model.finding import Verdict
from awslint.model.report import Report
from awslint.report.colour import Paint
from awslint.report.shown import RANK

_COLUMNS = (
    ("non-compliant", Verdict.NON_COMPLIANT),
    ("undecided", Verdict.INSUFFICIENT_DATA),
    ("compliant", Verdict.COMPLIANT),
    ("not applicable", Verdict.NOT_APPLICABLE),
    ("error", Verdict.ERROR),
)


def table(report: Report, paint: Paint) -> str:
    """One line a rule that had something to judge, the most violated first; suppressed findings in their own column."""
    counts: dict[str, list[int]] = {}
    severities = {rule.id: rule.severity for rule in report.rules}
    for finding in report.findings:
        row = counts.setdefault(finding.rule, [0] * (len(_COLUMNS) + 1))
        severities.setdefault(finding.rule, finding.severity)
        if finding.suppressed is not None:
            row[-1] += 1
        else:
            row[next(i for i, (_, verdict) in enumerate(_COLUMNS) if verdict is finding.verdict)] += 1
    heads = [name for name, _ in _COLUMNS] + ["suppressed"]
    rows = sorted(counts.items(), key=lambda item: (-item[1][0], -item[1][1], RANK[severities[item[0]]], item[0]))
    widths = [max([len(head), *(len(str(row[i])) for _, row in rows)]) for i, head in enumerate(heads)]
    lines = ["  ".join(head.rjust(width) for head, width in zip(heads, widths, strict=True)) + "  severity  rule"]
    for rule, row in rows:
        cells = "  ".join(str(count or "-").rjust(width) for count, width in zip(row, widths, strict=True))
        lines.append(f"{cells}  {paint(severities[rule], severities[rule].ljust(8))}  {rule}")
    return "\n".join(lines) + "\n"
