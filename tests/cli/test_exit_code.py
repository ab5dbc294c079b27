from dataclasses import replace

import pytest

from awslint.cli.exit_code import exit_code
from awslint.model.finding import Finding, Suppression, Verdict
from awslint.model.report import Diagnostic
from tests.report import sample

LOW = replace(sample.OPEN_SSH, severity="low")
HIGH = replace(sample.OPEN_SSH, severity="high")
CRITICAL = replace(sample.OPEN_SSH, severity="critical")
HIDDEN = replace(CRITICAL, suppressed=Suppression("comment", "known"))
CRASHED = replace(LOW, verdict=Verdict.ERROR)
UNDECIDED = sample.UNDECIDED
HIDDEN_UNDECIDED = replace(UNDECIDED, suppressed=Suppression("file", "known"))
ERROR, WARNING, NOTICE = (Diagnostic(severity, "x", "x", "f") for severity in ("error", "warning", "notice"))


@pytest.mark.parametrize(
    ("findings", "diagnostics", "fail_on", "fail_on_unknown", "code"),
    [
        ([], [], "low", False, 0),
        ([sample.GOOD, sample.EXEMPT], [], "low", True, 0),
        ([LOW], [], "low", False, 1),
        ([LOW], [], "medium", False, 0),
        ([HIGH], [], "high", False, 1),
        ([HIGH], [], "critical", False, 0),
        ([CRITICAL], [], "critical", False, 1),
        ([CRITICAL], [], "never", False, 0),
        ([HIDDEN], [], "low", False, 0),
        ([UNDECIDED], [], "low", False, 0),
        ([UNDECIDED], [], "low", True, 1),
        ([UNDECIDED], [], "never", True, 1),
        ([HIDDEN_UNDECIDED], [], "low", True, 0),
        ([LOW, UNDECIDED], [], "critical", False, 0),
        ([], [WARNING, NOTICE], "low", False, 0),
        ([LOW], [WARNING], "low", False, 1),
        ([], [ERROR], "low", False, 2),
        ([CRITICAL], [ERROR], "never", False, 2),
        ([CRASHED], [], "low", False, 2),
        ([CRASHED], [], "never", False, 2),
        ([replace(CRASHED, suppressed=Suppression("comment", "known"))], [], "low", False, 0),
    ],
)
def test_exit_codes(
    findings: list[Finding], diagnostics: list[Diagnostic], fail_on: str, fail_on_unknown: bool, code: int
) -> None:
    report = replace(sample.report(), findings=tuple(findings), diagnostics=tuple(diagnostics))
    for shown in (frozenset(), sample.ALL):
        assert exit_code(replace(report, shown=shown), fail_on, fail_on_unknown) == code
