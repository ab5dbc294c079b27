"""The exit code: what a gate in CI hangs on."""

from awslint.model.finding import Gate, Verdict
from awslint.model.report import Report
from awslint.model.rule import SEVERITIES

NEVER = "never"


def exit_code(report: Report, fail_on: str = "low", fail_on_unknown: bool = False) -> int:
    """0, 1 for findings at or above the gate, 2 when the run cannot be trusted.

    `fail_on` is a severity or `never`; a finding with a gate of its own is measured by that. What is shown and in
    which format makes no difference; suppressed findings do not count.
    """
    counting = [finding for finding in report.findings if finding.suppressed is None]
    if any(entry.severity == "error" for entry in report.diagnostics):
        return 2
    if any(finding.verdict is Verdict.ERROR for finding in counting):
        return 2
    ranks: dict[str, int] = {severity: rank for rank, severity in enumerate((*SEVERITIES, NEVER))}
    for finding in counting:
        gate = finding.gate or Gate(fail_on, fail_on_unknown)
        if finding.verdict is Verdict.NON_COMPLIANT and ranks[finding.severity] >= ranks[gate.fail_on]:
            return 1
        if gate.fail_on_unknown and finding.verdict is Verdict.INSUFFICIENT_DATA:
            return 1
    return 0
