"""GitLab's Code Quality report, for the merge request widget and the diff.

Format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import json

from awslint.model.finding import Finding, Verdict
from awslint.model.report import Report
from awslint.report.controls import in_words as in_controls
from awslint.report.paths import from_root
from awslint.report.setting import Setting
from awslint.report.shown import Located, shown
from awslint.report.wording import clean, world_in_words

_SEVERITIES = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}


def render(report: Report, setting: Setting) -> str:
    """A list of issues. What has no place in a file is put on the first template, as GitLab drops it otherwise."""
    first = next((entry.file for entry in report.inputs if entry.resources), "")
    issues = [
        _issue(entry, first, setting, in_controls(report.controls.asked_of(entry.finding.config_rule)))
        for entry in shown(report, suppressed=False)
    ]
    return json.dumps(issues, indent=2) + "\n"


def _issue(entry: Located, first: str, setting: Setting, controls: str) -> dict[str, object]:
    finding, location = entry.finding, entry.location
    lines = {"begin": location.start_line, "end": location.end_line} if location else {"begin": 1, "end": 1}
    return {
        "description": _description(finding) + (f" [{controls}]" if controls else ""),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _severity(finding),
        "location": {"path": from_root(location.file if location else first, setting), "lines": lines},
    }


def _description(finding: Finding) -> str:
    # The widget does not show check_name.
    text = f"{finding.rule}: {clean(finding.message)}"
    if finding.world is not None:
        text += f" (when {clean(world_in_words(finding.world))})"
    return text


def _severity(finding: Finding) -> str:
    if finding.verdict is Verdict.NON_COMPLIANT:
        return _SEVERITIES[finding.severity]
    return "critical" if finding.verdict is Verdict.ERROR else "info"
