"""One HTML page that needs nothing else: no server, no network, no other file."""

from html import escape

from awslint import __version__
from awslint.model.finding import Finding, Verdict
from awslint.model.report import Report
from awslint.model.rule import Rule
from awslint.report.controls import in_words as in_controls
from awslint.report.excerpt import Source, excerpt
from awslint.report.html_page import SCRIPT, STYLE
from awslint.report.rule_text import one_paragraph
from awslint.report.setting import Setting
from awslint.report.shown import Located, locate, shown
from awslint.report.summary import in_words, summarize
from awslint.report.wording import clean, label, parameters_option, spot, subject, suppression_in_words, world_in_words

ROOM = 110


def render(report: Report, setting: Setting) -> str:
    """The findings by file, with filters by severity, by rule and by text."""
    entries = shown(report, suppressed=False)
    outcome, ground = in_words(summarize(report))
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    head = [
        "<!doctype html>",
        '<html lang="en">',
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        f"<title>awslint: {_text(outcome)}</title>",
        f"<style>{STYLE}</style>",
        f"<header><h1>{_text(outcome)}</h1><p>{_text(ground)}. <small>awslint {__version__}</small></p></header>",
    ]
    body = [*_problems(report), *_filters(entries), "<main>"]
    source = Source(report.places)
    rules = {rule.id: rule for rule in report.rules}
    file: str | None = None
    for entry in entries:
        here = entry.location.file if entry.location else "Not in a file"
        if here != file:
            body += ["</section>"] if file is not None else []
            body.append(f"<section><h2>{_text(here)}</h2>")
            file = here
        body.append(_article(report, source, rules.get(entry.finding.rule), entry))
    if file is None:
        body.append("<p>There are no findings to show.</p>")
    else:
        body.append("</section>")
    body += _suppressed(report)
    body += ['<p id="none" hidden>No finding matches the filters.</p>', "</main>", f"<script>{SCRIPT}</script>"]
    return "\n".join([*head, *body, "</html>"]) + "\n"


def _suppressed(report: Report) -> list[str]:
    """What is suppressed, folded away below the findings."""
    entries = [entry for entry in shown(report, suppressed=True) if entry.finding.suppressed is not None]
    if not entries:
        return []
    items = [
        f"<li><code>{_text(spot(entry.location) if entry.location else entry.finding.address)}</code> "
        f"{_text(entry.finding.message)} <code>{_text(entry.finding.rule)}</code> "
        f"<small>{_text(suppression_in_words(entry.finding.suppressed))}</small></li>"
        for entry in entries
        if entry.finding.suppressed is not None
    ]
    return [f"<details><summary>{len(entries)} suppressed</summary><ul>", *items, "</ul></details>"]


def _problems(report: Report) -> list[str]:
    found = [entry for entry in report.diagnostics if entry.severity == "error"]
    if not found:
        return []
    items = [
        f"<li><code>{_text(spot(entry.location) if entry.location else entry.file)}</code> {_text(entry.message)}</li>"
        for entry in found
    ]
    return ['<section class="problems"><h2>Not everything could be read</h2><ul>', *items, "</ul></section>"]


def _filters(entries: list[Located]) -> list[str]:
    if not entries:
        return []
    present = {label(entry.finding) for entry in entries}
    order = ("critical", "high", "medium", "low", "error", "undecided", "compliant", "not applicable")
    boxes = [
        f'<label class="{_class(name)}"><input type="checkbox" name="severity" value="{_class(name)}" checked> '
        f"{name} <b>{sum(label(entry.finding) == name for entry in entries)}</b></label>"
        for name in order
        if name in present
    ]
    rules = sorted({entry.finding.rule for entry in entries})
    options = "".join(f"<option>{_text(rule)}</option>" for rule in rules)
    return [
        '<form id="filters">',
        f"<fieldset><legend>Severity</legend>{' '.join(boxes)}</fieldset>",
        f'<label>Rule <select name="rule"><option value="">all {len(rules)} rules</option>{options}</select></label>',
        '<label>Text <input type="search" name="text" placeholder="resource, file, message"></label>',
        f'<output id="count">{len(entries)} of {len(entries)} shown</output>',
        "</form>",
    ]


def _article(report: Report, source: Source, rule: Rule | None, entry: Located) -> str:
    finding = entry.finding
    kind = label(finding)
    # The file is the heading that the article stands under.
    place = f"<code>{entry.location.start_line}:{entry.location.start_column}</code>" if entry.location else ""
    parts = [
        f'<article class="{_class(kind)}" data-severity="{_class(kind)}" data-rule="{_attribute(finding.rule)}">',
        f'<h3><span class="badge">{kind}</span> {_text(finding.message)}</h3>',
        f'<p class="where">{place}<span>{_text(subject(finding))}</span>',
        f'<span class="rule">{_text(finding.rule)}</span></p>',
        _excerpt(source, entry),
        *_notes(report, finding),
        _explanation(rule, finding),
        "</article>",
    ]
    return "\n".join(part for part in parts if part)


def _excerpt(source: Source, entry: Located) -> str:
    lines = excerpt(source, entry.location, ROOM) if entry.location else []
    if not lines:
        return ""
    width = len(str(lines[-1].number))
    rows = []
    for line in lines:
        before, marked, after = line.text[: line.start], line.text[line.start : line.end], line.text[line.end :]
        text = f"{escape(before)}<mark>{escape(marked) or '‸'}</mark>{escape(after)}"
        rows.append(f'<span class="number">{str(line.number).rjust(width)}</span> {text}')
    if lines[-1].more:
        rows.append(f'<span class="number">{" " * width}</span> …')
    return "<pre>" + "\n".join(rows) + "</pre>"


def _notes(report: Report, finding: Finding) -> list[str]:
    rows = []
    if finding.world is not None:
        option = parameters_option(finding.world)
        tail = f" <code>{_text(option)}</code>" if option else ""
        rows.append(("When", _text(world_in_words(finding.world)) + tail))
    if finding.reason and finding.reason not in finding.message:
        rows.append(("Reason", _text(finding.reason)))
    if finding.rests_on_default:
        rows.append(("Default", _text(finding.rests_on_default)))
    controls = in_controls(report.controls.asked_of(finding.config_rule))
    if controls:
        rows.append(("Controls", _text(controls)))
    for related in finding.related:
        location = locate(report, related.place)
        where = f"<code>{_text(spot(location))}</code> " if location else ""
        rows.append(("See", where + _text(related.message)))
    if not rows:
        return []
    return ["<dl>", *(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows), "</dl>"]


def _explanation(rule: Rule | None, finding: Finding) -> str:
    if finding.verdict is not Verdict.NON_COMPLIANT or rule is None:
        return ""
    parts = [f"<p>{_text(one_paragraph(rule.why))}</p>"] if rule.why.strip() else []
    if finding.remedy.strip():
        parts.append(f"<p><b>Fix</b> {_text(one_paragraph(finding.remedy))}</p>")
    if rule.source.startswith("https://"):
        name = rule.config_rule or rule.id
        parts.append(f'<p><a href="{_attribute(rule.source)}" rel="noreferrer">{_text(name)}</a></p>')
    return f"<details><summary>Why, and how to fix it</summary>{''.join(parts)}</details>" if parts else ""


def _text(text: str) -> str:
    return escape(clean(text), quote=False)


def _attribute(text: str) -> str:
    return escape(clean(text))


def _class(name: str) -> str:
    return name.replace(" ", "-")
