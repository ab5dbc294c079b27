"""The JSON report, `awslint/report/1`; `schema.json` beside this module describes it."""

from collections.abc import Iterator
from json.encoder import encode_basestring

from awslint import __version__
from awslint.model.finding import Finding, Suppression, WorldNote
from awslint.model.report import Diagnostic, Location, Mended, PackShare, Report
from awslint.model.resource import RelatedPlace
from awslint.report.by_pack import outcome
from awslint.report.setting import Setting
from awslint.report.shown import Located, locate, shown, with_hops
from awslint.report.summary import summarize

SCHEMA = "awslint/report/1"
INDENT = "  "


def render(report: Report, setting: Setting) -> str:
    """The whole report as one JSON object; suppressed findings are there and say so."""
    return "".join(pieces(report, setting))


def pieces(report: Report, setting: Setting) -> Iterator[str]:
    """The same finding by finding: the report on a large plan is larger than the plan."""
    for piece in _members(_document(report)):
        yield piece if piece.isascii() else piece.translate(_LONE_SURROGATES)


# A lone surrogate from a JSON escape is no text that could be written as UTF-8.
_LONE_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def _members(document: dict[str, object]) -> Iterator[str]:
    start = "{"
    for name, value in document.items():
        yield f'{start}\n  "{name}": '
        start = ","
        if isinstance(value, Iterator):
            opened = "["
            for item in value:
                yield f"{opened}\n    {_text(item, INDENT * 2)}"
                opened = ","
            yield "[]" if opened == "[" else "\n  ]"
        else:
            yield _text(value, INDENT)
    yield "\n}\n"


def _text(value: object, margin: str) -> str:
    """A value as `json.dumps` would indent it, which is several times slower."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict) and value:
        inner = margin + INDENT
        entries = [f"{inner}{encode_basestring(name)}: {_text(one, inner)}" for name, one in value.items()]
        return "{\n" + ",\n".join(entries) + f"\n{margin}}}"
    if isinstance(value, list) and value:
        inner = margin + INDENT
        return "[\n" + ",\n".join([f"{inner}{_text(one, inner)}" for one in value]) + f"\n{margin}]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    assert isinstance(value, int | dict | list), value
    return str(value)


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
        "findings": (_finding(report, entry) for entry in shown(report, suppressed=True)),
        "errors": [_error(entry) for entry in report.diagnostics],
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


def _finding(report: Report, entry: Located) -> dict[str, object]:
    finding = entry.finding
    return {
        "rule": finding.rule,
        "config_rule": finding.config_rule,
        "verdict": finding.verdict.value,
        "severity": finding.severity,
        "resource": {"address": finding.address, "type": finding.type, "written_type": finding.written_type},
        "path": finding.path,
        "value": finding.value,
        "location": _location(entry.location),
        "message": finding.message,
        "world": _world(finding.world),
        "reason": finding.reason,
        "related": _related(report, finding),
        "reachable": None if finding.reach is None else finding.reach.reachable,
        "suppressed": _suppressed(finding.suppressed),
        "fingerprint": finding.fingerprint,
    }


def _location(location: Location | None) -> dict[str, object] | None:
    if location is None:
        return None
    return {
        "file": location.file,
        "start_line": location.start_line,
        "start_column": location.start_column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }


def _world(world: WorldNote | None) -> dict[str, object] | None:
    if world is None:
        return None
    return {
        "parameters": dict(world.parameters),
        "conditions": dict(world.conditions),
        "environments": list(world.environments),
    }


def _related(report: Report, finding: Finding) -> list[dict[str, object]]:
    related = [_related_place(report, place) for place in with_hops(finding)]
    if finding.rests_on_default:
        message = finding.rests_on_default
        related.append({"role": "service-default", "address": None, "location": None, "message": message})
    return related


def _related_place(report: Report, place: RelatedPlace) -> dict[str, object]:
    location = _location(locate(report, place.place))
    return {"role": place.role, "address": place.address, "location": location, "message": place.message}


def _suppressed(suppression: Suppression | None) -> dict[str, object] | None:
    if suppression is None:
        return None
    return {
        "kind": suppression.kind,
        "reason": suppression.reason,
        "place": suppression.place or None,
        "until": suppression.until,
    }


def _error(entry: Diagnostic) -> dict[str, object]:
    return {
        "severity": entry.severity,
        "code": entry.code,
        "message": entry.message,
        "file": entry.file or None,
        "location": _location(entry.location),
    }
