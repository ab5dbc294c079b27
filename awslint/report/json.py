"""The JSON report, `awslint/report/1`; `schema.json` beside this module describes it."""

from collections.abc import Iterator
from functools import lru_cache

from awslint import __version__
from awslint.model.finding import Finding
from awslint.model.report import Location, Mended, PackShare, Report
from awslint.model.resource import RelatedPlace
from awslint.report.by_pack import outcome
from awslint.report.controls import plain
from awslint.report.plain import Ready, location_of, problem_of, ready, suppression_of, world_of, written
from awslint.report.setting import Setting
from awslint.report.shown import Located, locate, shown, with_hops
from awslint.report.summary import summarize

SCHEMA = "awslint/report/1"
MEMBER = 3  # how deep in the report a member of a finding stands


def render(report: Report, setting: Setting) -> str:
    """The whole report as one JSON object; suppressed findings are there and say so."""
    return "".join(pieces(report, setting))


def pieces(report: Report, setting: Setting) -> Iterator[str]:
    """The same finding by finding: the report on a large plan is larger than the plan."""
    return written(_document(report))


def _document(report: Report) -> dict[str, object]:
    """The report as plain data, its findings one after another."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "awslint", "version": __version__},
        "summary": _summary(report),
        "files": [
            {"file": entry.file, "kind": entry.kind, "reason": entry.reason or None, "resources": entry.resources}
            for entry in report.inputs
        ],
        "packs": [_pack(report, pack) for pack in report.packs],
        "findings": _findings(report),
        "errors": [problem_of(entry) for entry in report.diagnostics],
        **({} if report.base is None else {"base": report.base, "mended": [_mended(one) for one in report.mended]}),
    }


def _mended(one: Mended) -> dict[str, object]:
    return {
        "rule": one.rule,
        "severity": one.severity,
        "file": one.file,
        "address": one.address,
        "message": one.message,
    }


def _summary(report: Report) -> dict[str, object]:
    summary = summarize(report)
    return {
        "resources": summary.resources,
        "files": summary.files,
        "rules": summary.rules,
        "compliant": summary.compliant,
        "non_compliant": summary.non_compliant,
        "by_severity": dict(summary.by_severity),
        "not_applicable": summary.not_applicable,
        "insufficient_data": summary.undecided,
        "need_evidence": summary.need_evidence,
        "errors": summary.errors,
        "suppressed": summary.suppressed,
        "unread_files": summary.unread,
    }


def _pack(report: Report, pack: PackShare) -> dict[str, object]:
    became = outcome(pack, report.findings)
    return {
        "name": pack.name,
        "file": pack.file,
        "rules": list(pack.rules),
        "violated": became.violated,
        "undecided": became.undecided,
        "met": became.met,
        "without_resources": became.silent,
        "not_evaluated": [{"name": name, "reason": reason} for name, reason in pack.left],
    }


def _findings(report: Report) -> Iterator[dict[str, object]]:
    controls: dict[str | None, Ready] = {}
    for entry in shown(report, suppressed=True):
        rule = entry.finding.config_rule
        if rule not in controls:
            controls[rule] = ready(plain(report.controls.of(rule)), depth=MEMBER)
        yield _finding(report, entry, controls[rule])


def _finding(report: Report, entry: Located, controls: Ready) -> dict[str, object]:
    finding = entry.finding
    return {
        "rule": finding.rule,
        "config_rule": finding.config_rule,
        "controls": controls,
        "verdict": finding.verdict.value,
        "severity": finding.severity,
        "resource": {"address": finding.address, "type": finding.type, "written_type": finding.written_type},
        "path": finding.path,
        "value": finding.value,
        "location": _location(entry.location),
        "message": finding.message,
        "world": world_of(finding.world),
        "reason": finding.reason,
        "related": _related(report, finding),
        "reachable": None if finding.reach is None else finding.reach.reachable,
        "suppressed": suppression_of(finding.suppressed),
        "fingerprint": finding.fingerprint,
    }


@lru_cache(maxsize=16)
def _location(location: Location | None) -> Ready:
    """Findings come in the order of their places: many one after another have the same."""
    return ready(location_of(location), depth=MEMBER)


def _related(report: Report, finding: Finding) -> list[dict[str, object]]:
    related = [_related_place(report, place) for place in with_hops(finding)]
    if finding.rests_on_default:
        message = finding.rests_on_default
        related.append({"role": "service-default", "address": None, "location": None, "message": message})
    return related


def _related_place(report: Report, place: RelatedPlace) -> dict[str, object]:
    location = location_of(locate(report, place.place))
    return {"role": place.role, "address": place.address, "location": location, "message": place.message}
