"""The auditor's report, `awslint/evidence/1`: what became of each control, and where that is written.

`evidence.schema.json` beside this module describes it. Findings stand under their rules, once; the controls name the
rules that they rest on. Every verdict is there, whatever is shown elsewhere.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from awslint import __version__
from awslint.model.finding import Finding, Verdict
from awslint.model.framework import Control, Framework
from awslint.model.record import record
from awslint.model.report import Report
from awslint.model.rule import Rule
from awslint.report.controls import described
from awslint.report.plain import location_of, problem_of, suppression_of, world_of, written
from awslint.report.setting import Setting
from awslint.report.shown import Located, everything

SCHEMA = "awslint/evidence/1"

State = Literal[
    "failed", "error", "undecided", "suppressed", "passed", "nothing-to-judge", "not-run", "not-covered", "withdrawn"
]
"""What became of a rule or of a control.

suppressed         what would count against it is accepted; the findings say where and why
nothing-to-judge   the input has nothing that it is about
not-run            awslint has the rule, and this run left it out
not-covered        awslint has no such rule, or AWS checks the control without a managed rule
"""

_STATES: tuple[State, ...] = (
    "failed", "error", "undecided", "suppressed", "passed", "nothing-to-judge", "not-run", "not-covered", "withdrawn",
)  # fmt: skip
_LEFT = ("not-run", "not-covered")
_VERDICTS: Mapping[Verdict, State] = {
    Verdict.NON_COMPLIANT: "failed",
    Verdict.ERROR: "error",
    Verdict.INSUFFICIENT_DATA: "undecided",
    Verdict.COMPLIANT: "passed",
    Verdict.NOT_APPLICABLE: "nothing-to-judge",
}


@record(eq=False)
class _Outcomes:
    """The findings of each rule that ran, by AWS Config's identifier, and what became of the rules."""

    report: Report
    findings: Mapping[str, list[Located]]

    def state(self, config_rule: str) -> State:
        """What became of an AWS Config rule."""
        if config_rule in self.findings:
            return worst({state_of(entry.finding) for entry in self.findings[config_rule]} or {"nothing-to-judge"})
        known = self.report.controls.known(config_rule)
        return "not-run" if known == "judged" else "withdrawn" if known == "withdrawn" else "not-covered"


def render(report: Report, setting: Setting) -> str:
    """The whole report as one JSON object."""
    return "".join(pieces(report, setting))


def pieces(report: Report, setting: Setting) -> Iterator[str]:
    """The same in pieces."""
    frameworks = report.controls.frameworks
    ran = {rule.config_rule: rule for rule in report.rules if rule.config_rule}
    findings: dict[str, list[Located]] = {config_rule: [] for config_rule in ran}
    for entry in everything(report):
        if entry.finding.config_rule in findings:
            findings[entry.finding.config_rule].append(entry)
    outcomes = _Outcomes(report, findings)
    mapped = {rule for one in frameworks for control in one.controls for rule in control.rules}
    document: dict[str, object] = {
        "schema": SCHEMA,
        "tool": {"name": "awslint", "version": __version__, "ruleset": report.ruleset, "schemas": report.schemas},
        "judged_as_of": report.as_of,
        "inputs": [
            {
                "file": one.file,
                "kind": one.kind,
                "reason": one.reason or None,
                "resources": one.resources,
                "sha256": report.digest(one.file),
            }
            for one in report.inputs
        ],
        "settings": [{"file": file, "sha256": report.digest(file)} for file in report.settings],
        "frameworks": (_framework(one, outcomes) for one in frameworks),
        "rules": (_rule(ran[name], findings[name]) for name in sorted(mapped & ran.keys())),
        "errors": [problem_of(entry) for entry in report.diagnostics],
    }
    return written(document)


def worst(states: set[State]) -> State:
    """What counts where several things became of something."""
    return min(states, key=_STATES.index)


def state_of(finding: Finding) -> State:
    """What a finding says about its rule."""
    return "suppressed" if finding.suppressed is not None else _VERDICTS[finding.verdict]


def _framework(framework: Framework, outcomes: _Outcomes) -> dict[str, object]:
    controls = [_control(control, outcomes) for control in framework.controls]
    states = [control["state"] for control in controls]
    return {
        **described(framework),
        "summary": {
            "controls": len(controls),
            **{state.replace("-", "_"): states.count(state) for state in _STATES if state != "withdrawn"},
        },
        "controls": controls,
    }


def _control(control: Control, outcomes: _Outcomes) -> dict[str, object]:
    states = {rule: outcomes.state(rule) for rule in control.rules}
    counted: set[State] = {state for state in states.values() if state != "withdrawn"} or {"not-covered"}
    complete = not control.unmanaged and not any(state in _LEFT for state in counted)
    return {
        "id": control.id,
        "state": worst(counted),
        "complete": complete,
        "rules": [{"config_rule": rule, "state": state} for rule, state in states.items()],
        "without_managed_rule": list(control.unmanaged),
    }


def _rule(rule: Rule, entries: list[Located]) -> dict[str, object]:
    counts = [state_of(entry.finding) for entry in entries]
    return {
        "config_rule": rule.config_rule,
        "rule": rule.id,
        "severity": rule.severity,
        "counts": {state.replace("-", "_"): counts.count(state) for state in dict.fromkeys(_VERDICTS.values())}
        | {"suppressed": counts.count("suppressed")},
        "findings": [_finding(entry) for entry in entries if state_of(entry.finding) != "nothing-to-judge"],
    }


def _finding(entry: Located) -> dict[str, object]:
    finding = entry.finding
    return {
        "state": state_of(finding),
        "verdict": finding.verdict.value,
        "resource": {"address": finding.address, "type": finding.type, "written_type": finding.written_type},
        "path": finding.path,
        "location": location_of(entry.location),
        "message": finding.message,
        "rests_on_default": finding.rests_on_default,
        "reason": finding.reason,
        "decided_by": list(dict.fromkeys(subject for _, subject in finding.unknowns)),
        "world": world_of(finding.world),
        "suppressed": suppression_of(finding.suppressed),
        "fingerprint": finding.fingerprint,
    }
