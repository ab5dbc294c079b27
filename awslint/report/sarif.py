"""SARIF 2.1.0, in the profile that GitHub code scanning, GitLab, Azure DevOps and the editors' viewers understand."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import sarif_om as om

from awslint import __version__
from awslint.model.finding import Finding, Suppression, Verdict
from awslint.model.report import Diagnostic, Location, Report
from awslint.model.rule import Rule, Severity
from awslint.report.controls import plain
from awslint.report.controls import tags as control_tags
from awslint.report.linehash import is_one_line, line_hashes
from awslint.report.paths import uri
from awslint.report.rule_text import help_markdown, help_text, one_paragraph
from awslint.report.setting import Setting
from awslint.report.shown import Located, by_severity, locate, shown, tells_the_way, with_hops
from awslint.report.summary import in_words, summarize
from awslint.report.wording import clean, subject, suppression_in_words, world_in_words

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://pypi.org/project/awslint/"

# GitHub refuses a run with more results or tags, keeps 5,000 results, and shows 100 related locations of each.
MOST_RESULTS = 25_000
KEPT_RESULTS = 5_000
MOST_RELATED = 100
LONGEST_DESCRIPTION = 1024
MOST_TAGS = 20

_LEVELS: dict[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_SCORES: dict[Severity, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0"}
_KINDS = {
    Verdict.NON_COMPLIANT: "fail",
    Verdict.ERROR: "fail",
    Verdict.COMPLIANT: "pass",
    Verdict.NOT_APPLICABLE: "notApplicable",
    Verdict.INSUFFICIENT_DATA: "open",
}
_NOTIFICATION_LEVELS = {"error": "error", "warning": "warning", "notice": "note"}
_ROOT = "%SRCROOT%"


def render(report: Report, setting: Setting) -> str:
    """One run as a SARIF log.

    Suppressed findings are left out unless the user asks for them, because GitHub would open alerts for them.
    """
    data = _plain(om.SarifLog(version="2.1.0", schema_uri=SCHEMA, runs=[_run(report, setting)]))
    ordered = {key: data[key] for key in ("$schema", "version", "runs")}  # what a reader looks for first
    return json.dumps(ordered, indent=2, ensure_ascii=False) + "\n"


def _run(report: Report, setting: Setting) -> Any:
    entries = shown(report)
    left_out = 0
    if len(entries) > KEPT_RESULTS:
        left_out = max(0, len(entries) - MOST_RESULTS)
        entries = by_severity(entries)[:MOST_RESULTS]
    rules = sorted(report.rules, key=lambda rule: rule.id)
    results = _Results(report, setting, {rule.id: number for number, rule in enumerate(rules)}, entries)
    driver = om.ToolComponent(
        name="awslint",
        full_name=f"awslint {__version__}",
        version=__version__,
        semantic_version=__version__,
        information_uri=HOME,
        rules=[_rule(rule, report) for rule in rules],
    )
    trusted = setting.exit_code != 2
    return om.Run(
        tool=om.Tool(driver=driver),
        column_kind="utf16CodeUnits",
        original_uri_base_ids={_ROOT: {"description": {"text": "The root of the repository."}}},
        invocations=[
            om.Invocation(
                execution_successful=trusted,
                exit_code=setting.exit_code,
                tool_execution_notifications=list(_notifications(report, setting, left_out)) or None,
            )
        ],
        results=[results.result(entry) for entry in entries],
    )


def _rule(rule: Rule, report: Report) -> Any:
    tags = [rule.category, rule.service, *([rule.config_rule] if rule.config_rule else ())]
    tags += [f"pack:{pack.name}" for pack in report.packs if rule.id in pack.rules]
    tags += control_tags(report.controls.asked_of(rule.config_rule))
    controls = plain(report.controls.of(rule.config_rule))
    return om.ReportingDescriptor(
        id=rule.id,
        name="".join(word[:1].upper() + word[1:] for word in rule.id.replace(".", "-").split("-")),
        short_description=om.MultiformatMessageString(text=_sentence(rule.title)[:LONGEST_DESCRIPTION]),
        full_description=om.MultiformatMessageString(text=_description(rule)),
        help=om.MultiformatMessageString(text=help_text(rule), markdown=help_markdown(rule)),
        help_uri=rule.source or HOME,
        default_configuration=om.ReportingConfiguration(level=_LEVELS[rule.severity]),
        properties={
            "tags": tags[:MOST_TAGS],
            **({"controls": controls} if controls else {}),
            "precision": rule.confidence,
            "security-severity": _SCORES[rule.severity],
            "problem.severity": {"error": "error", "warning": "warning"}.get(_LEVELS[rule.severity], "recommendation"),
        },
    )


def _description(rule: Rule) -> str:
    text = one_paragraph(rule.why) or _sentence(rule.title)
    if len(text) > LONGEST_DESCRIPTION:
        text = text[: LONGEST_DESCRIPTION - 2].rsplit(" ", 1)[0] + " …"
    return text


def _sentence(text: str) -> str:
    text = clean(text).strip()
    return text if text.endswith((".", "!", "?")) else text + "."


def _notifications(report: Report, setting: Setting, left_out: int) -> Iterable[Any]:
    for entry in report.diagnostics:
        yield _notification(
            _NOTIFICATION_LEVELS[entry.severity], entry.message, [_diagnosed(entry, setting)] if entry.file else None
        )
    if left_out:
        yield _notification("warning", f"{left_out} results are left out, those of the lowest severity.", None)
    if summarize(report).undecided:
        yield _notification("note", ". ".join(in_words(summarize(report))) + ".", None)


def _notification(level: str, text: str, locations: list[Any] | None) -> Any:
    return om.Notification(message=om.Message(text=_sentence(text)), level=level, locations=locations)


def _diagnosed(entry: Diagnostic, setting: Setting) -> Any:
    artifact = om.ArtifactLocation(uri=uri(entry.file, setting), uri_base_id=_ROOT)
    region = _region(entry.location) if entry.location else None
    return om.Location(physical_location=om.PhysicalLocation(artifact_location=artifact, region=region))


class _Results:
    """Makes results; knows the line hashes of the files that they are in."""

    def __init__(self, report: Report, setting: Setting, indexes: dict[str, int], entries: list[Located]) -> None:
        self._report = report
        self._setting = setting
        self._indexes = indexes
        self._equals: dict[str, int] = {}
        lines: dict[str, set[int]] = {}
        for entry in entries:
            if entry.location is not None:
                lines.setdefault(entry.location.file, set()).add(entry.location.start_line)
        self._hashes: dict[str, dict[int, str]] = {}
        for file, numbers in lines.items():
            text = report.places.text(file)
            if text is not None and not is_one_line(text):
                self._hashes[file] = line_hashes(text, numbers)

    def result(self, entry: Located) -> Any:
        finding = entry.finding
        kind = _KINDS[finding.verdict]
        related = self._related(finding)
        level = "error" if finding.verdict is Verdict.ERROR else _LEVELS[finding.severity]
        primary = self._location(entry)
        return om.Result(
            rule_id=finding.rule,
            rule_index=self._indexes.get(finding.rule, -1),
            kind=kind,
            level=level if kind == "fail" else "none",
            message=om.Message(text=_message(finding, related)),
            locations=[primary],
            related_locations=[location for _, location in related] or None,
            code_flows=_flow(finding, related, primary) if related else None,
            partial_fingerprints=self._fingerprints(entry),
            suppressions=_suppressions(finding.suppressed),
            baseline_state=self._state(finding),
            properties={
                "verdict": finding.verdict.value,
                "resourceType": finding.type,
                **({"configRule": finding.config_rule} if finding.config_rule else {}),
                **({"path": finding.path} if finding.path else {}),
                **({"reachable": finding.reach.reachable} if finding.reach else {}),
            },
        )

    def _state(self, finding: Finding) -> str | None:
        """With a base to compare with, what is new and what was there."""
        if self._report.base is None:
            return None
        there = finding.suppressed is not None and finding.suppressed.kind == "baseline"
        return "unchanged" if there else "new"

    def _location(self, entry: Located) -> Any:
        finding, location = entry.finding, entry.location
        if location is None:
            # What is written nowhere still needs a place, or GitHub refuses the whole upload.
            first = next((item.file for item in self._report.inputs if item.resources), "")
            location = Location(first, 1, 1, 1, 1) if first else None
        return om.Location(
            physical_location=self._physical(location) if location else None,
            logical_locations=[
                om.LogicalLocation(
                    name=finding.address.rpartition("/")[2],
                    fully_qualified_name=finding.address,
                    kind="resource",
                )
            ],
        )

    def _physical(self, location: Location) -> Any:
        artifact = om.ArtifactLocation(uri=uri(location.file, self._setting), uri_base_id=_ROOT)
        return om.PhysicalLocation(artifact_location=artifact, region=_region(location))

    def _related(self, finding: Finding) -> list[tuple[str, Any]]:
        """The related places that are written somewhere, each with the words that link to it."""
        found: list[tuple[str, Any]] = []
        for place in with_hops(finding)[:MOST_RELATED]:
            location = locate(self._report, place.place)
            if location is None:
                continue
            words = clean(place.message or place.address or place.role)
            logical = [om.LogicalLocation(fully_qualified_name=place.address)] if place.address else None
            found.append(
                (
                    words,
                    om.Location(
                        id=len(found) + 1,
                        physical_location=self._physical(location),
                        logical_locations=logical,
                        message=om.Message(text=_sentence(words)),
                    ),
                )
            )
        return found

    def _fingerprints(self, entry: Located) -> dict[str, str]:
        finding, location = entry.finding, entry.location
        line = self._hashes.get(location.file, {}).get(location.start_line) if location else None
        if line is None:
            own = hashlib.sha256(f"{finding.rule}\0{finding.address}".encode("utf-8", "replace")).hexdigest()[:16]
            self._equals[own] = self._equals.get(own, 0) + 1
            line = f"{own}:{self._equals[own]}"
        prints = {"primaryLocationLineHash": line}
        if finding.fingerprint:
            prints["awslint/v1"] = finding.fingerprint
        return prints


def _suppressions(suppression: Suppression | None) -> list[Any] | None:
    """Comments and metadata are in the source, files and baselines outside it."""
    if suppression is None:
        return None
    kind = "inSource" if suppression.kind in ("comment", "metadata") else "external"
    return [om.Suppression(kind=kind, justification=clean(suppression_in_words(suppression)))]


def _region(location: Location) -> Any:
    return om.Region(
        start_line=location.start_line,
        start_column=location.start_column,
        end_line=location.end_line,
        end_column=location.end_column,
    )


def _message(finding: Finding, related: list[tuple[str, Any]]) -> str:
    text = _sentence(_without_links(finding.message) or subject(finding))
    if finding.world is not None:
        text += f" When {_without_links(clean(world_in_words(finding.world)))}."
    if finding.reason and finding.reason not in finding.message:
        text += f" {_sentence(_without_links(finding.reason))}"
    if finding.rests_on_default:
        text += f" {_sentence(_without_links(finding.rests_on_default))}"
    if finding.reach is not None and not tells_the_way(finding):
        text += f" {_sentence(_without_links(finding.reach.words[:1].upper() + finding.reach.words[1:]))}"
    if related:
        links = (f"[{_in_brackets(words)}]({location.id})" for words, location in related)
        text += f" See {', '.join(links)}."
    return text


def _without_links(text: str) -> str:
    """The text of a message; what the input says in it cannot become a link."""
    return clean(text).replace("](", "] (").strip()


def _in_brackets(text: str) -> str:
    return text.rstrip(".").replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _flow(finding: Finding, related: list[tuple[str, Any]], primary: Any) -> list[Any]:
    """The way from what is related to the finding, step by step; of what traffic reaches, the hops that it takes."""
    hops = {clean(place.message) for place in with_hops(finding) if place.role == "hop"}
    steps = [
        om.ThreadFlowLocation(
            location=om.Location(  # without the id, which must be unique in a result
                physical_location=location.physical_location,
                logical_locations=location.logical_locations,
                message=location.message,
            )
        )
        for words, location in related
        if not hops or words in hops
    ]
    end = om.Location(
        physical_location=primary.physical_location,
        logical_locations=primary.logical_locations,
        message=om.Message(text=_sentence(_without_links(finding.message) or subject(finding))),
    )
    steps.append(om.ThreadFlowLocation(location=end))
    return [om.CodeFlow(thread_flows=[om.ThreadFlow(locations=steps)])]


def _plain(value: Any) -> Any:
    """Objects of sarif_om as data, without what is not set."""
    fields = getattr(type(value), "__attrs_attrs__", None)
    if fields is None:
        if isinstance(value, dict):
            return {key: _plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [_plain(item) for item in value]
        return value.translate(_LONE_SURROGATES) if isinstance(value, str) else value
    data = {}
    for field in fields:
        name = field.metadata["schema_property_name"]
        item = getattr(value, field.name)
        default = field.default.factory() if hasattr(field.default, "factory") else field.default
        # The level is written even where it is the standard's default: GitHub takes the rule's otherwise.
        if item is None or (name != "level" and item == default):
            continue
        data[name] = _plain(item)
    return data


_LONE_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
