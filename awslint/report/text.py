"""The report for people: one block a finding, with the source line and a caret under the property."""

import textwrap
from collections.abc import Iterator

from awslint.model.finding import Finding, Verdict
from awslint.model.report import Report
from awslint.model.value import Why
from awslint.report.by_pack import grouped
from awslint.report.by_pack import in_words as of_pack
from awslint.report.colour import Paint
from awslint.report.controls import in_words as in_controls
from awslint.report.excerpt import Line, Source, excerpt
from awslint.report.setting import Setting
from awslint.report.shown import Located, locate, shown, tells_the_way
from awslint.report.summary import Summary, in_words, summarize
from awslint.report.wording import clean, label, parameters_option, spot, subject, suppression_in_words, world_in_words

SMALLEST_WIDTH = 60


def render(report: Report, setting: Setting) -> str:
    """All findings to show, then what it all comes to."""
    paint = Paint(setting.colour)
    writer = _Writer(report, paint, max(setting.width, SMALLEST_WIDTH))
    parts = []
    for pack, entries in grouped(report, shown(report)):
        if entries and report.packs:
            parts.append(paint("bold", f"== {clean(pack.name) if pack else 'other rules'}") + "\n\n")
        parts += ["\n".join(writer.block(entry)) + "\n\n" for entry in entries]
    if setting.summary:
        parts.append("\n".join(closing(report, paint)) + "\n")
    return "".join(parts)


def closing(report: Report, paint: Paint) -> Iterator[str]:
    """The summary, and which option shows what is not shown."""
    summary = summarize(report)
    outcome, ground = in_words(summary)
    for one in report.mended:
        yield f"{paint('compliant', f'mended[{one.rule}]')}: {clean(one.address)} in {clean(one.file)}"
    yield from (clean(of_pack(pack, report.findings)) for pack in report.packs)
    yield paint(_mood(summary), outcome)
    yield ground
    if summary.undecided and Verdict.INSUFFICIENT_DATA.value not in report.shown:
        yield paint("dim", "Undecided verdicts are listed with --show NON_COMPLIANT,ERROR,INSUFFICIENT_DATA")


def _mood(summary: Summary) -> str:
    if summary.errors or summary.unread:
        return "error"
    if summary.by_severity:
        return summary.by_severity[0][0]
    return "bold" if summary.undecided or not summary.resources else "compliant"


class _Writer:
    """Writes blocks in a row; what was explained once is referred to afterwards."""

    def __init__(self, report: Report, paint: Paint, width: int) -> None:
        self._report = report
        self._paint = paint
        self._width = width
        self._source = Source(report.places)
        self._explained: dict[tuple[str, str], str] = {}

    def block(self, entry: Located) -> Iterator[str]:
        finding, location, paint = entry.finding, entry.location, self._paint
        kind = label(finding)
        yield f"{paint(kind, f'{kind}[{finding.rule}]')}: {paint('bold', clean(finding.message))}"
        where = f"{clean(spot(location))}  {clean(subject(finding))}" if location else clean(subject(finding))
        lines = excerpt(self._source, location, self._width - len(str(location.end_line)) - 3) if location else []
        gutter = len(str(lines[-1].number)) if lines else 1
        arrow = " " * gutter + paint("gutter", "-->")
        yield f"{arrow} {where}"
        notes = list(self._notes(entry))
        if lines:
            yield from self._excerpt(lines, gutter, kind)
            if notes:
                yield f"{' ' * gutter} {paint('gutter', '|')}"
        for name, text in notes:
            yield from self._note(gutter, name, text)

    def _excerpt(self, lines: list[Line], gutter: int, kind: str) -> Iterator[str]:
        bar = self._paint("gutter", "|")
        yield f"{' ' * gutter} {bar}"
        for line in lines:
            yield f"{self._paint('gutter', str(line.number).rjust(gutter))} {bar} {line.text}".rstrip()
            yield f"{' ' * gutter} {bar} {self._paint(kind, line.mark)}"
        if lines[-1].more:
            yield f"{' ' * gutter} {bar} ..."

    def _notes(self, entry: Located) -> Iterator[tuple[str, str]]:
        finding = entry.finding
        if finding.world is not None:
            text = world_in_words(finding.world)
            option = parameters_option(finding.world)
            yield "when", f"{text}; reproduce with {option}" if option else text
        if finding.reason and finding.reason not in finding.message:
            yield "reason", finding.reason
        for why, decides in dict.fromkeys(finding.unknowns):
            if why == Why.EVIDENCE.value and decides not in (finding.reason or ""):
                yield "decide", f"--evidence FILE with the output of `{decides}`"
        if finding.rests_on_default:
            yield "default", finding.rests_on_default
        if finding.reach is not None and not tells_the_way(finding):
            yield "reach", finding.reach.words
        for related in finding.related:
            location = locate(self._report, related.place)
            place = spot(location) if location else related.address or ""
            yield "see", f"{place}: {related.message}" if place else related.message
        controls = in_controls(self._report.controls.asked_of(finding.config_rule))
        if controls:
            yield "controls", controls
        if finding.suppressed is not None:
            yield "note", suppression_in_words(finding.suppressed)
        elif finding.verdict is Verdict.NON_COMPLIANT:
            yield from self._explanation(finding, spot(entry.location) if entry.location else finding.address)

    def _explanation(self, finding: Finding, here: str) -> Iterator[tuple[str, str]]:
        rule = self._report.rule(finding.rule)
        why = rule.why.strip() if rule else ""
        fix = finding.remedy.strip()
        if not why and not fix:
            return
        if (finding.rule, fix) in self._explained:
            yield "why, fix", f"as at {self._explained[finding.rule, fix]} above"
            return
        self._explained[finding.rule, fix] = here
        if why:
            yield "why", why
        if fix:
            yield "fix", fix

    def _note(self, gutter: int, name: str, text: str) -> Iterator[str]:
        head = f"{' ' * gutter} = {name}: "
        # Long words stay whole, so that options and paths can be copied.
        wrapped = textwrap.wrap(
            " ".join(clean(text).split()),
            width=max(self._width - len(head), 30),
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
        yield f"{' ' * gutter} {self._paint('gutter', '=')} {self._paint('bold', name + ':')} {wrapped[0]}"
        for line in wrapped[1:]:
            yield " " * len(head) + line
