"""Markdown, for a job summary or a comment on a pull request."""

import re

from awslint.model.finding import Finding, Verdict
from awslint.model.report import Report
from awslint.report.by_pack import in_words as of_pack
from awslint.report.controls import in_words as in_controls
from awslint.report.rule_text import one_paragraph
from awslint.report.setting import Setting
from awslint.report.shown import Located, by_severity, shown
from awslint.report.summary import in_words, summarize
from awslint.report.wording import clean, label, spot, subject, suppression_in_words, world_in_words

# GitHub refuses a comment of more than 65,536 characters and a job summary of more than 1 MiB.
MOST_ROWS = 200

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render(report: Report, setting: Setting) -> str:
    """The summary, a table with the worst first, and how to fix each violated rule."""
    entries = by_severity(shown(report, suppressed=False))
    outcome, ground = in_words(summarize(report))
    parts = [f"### awslint: {outcome}", f"{ground}."]
    if report.packs:
        parts.append("\n".join(f"- {escaped(of_pack(pack, report.findings))}" for pack in report.packs))
    problems = [entry for entry in report.diagnostics if entry.severity == "error"]
    if problems:
        parts.append("\n".join(f"- **{escaped(entry.file)}**: {escaped(entry.message)}" for entry in problems))
    if entries:
        parts.append("\n".join(["| severity | place | finding |", "|---|---|---|", *map(_row, entries[:MOST_ROWS])]))
    if len(entries) > MOST_ROWS:
        parts.append(f"…and {len(entries) - MOST_ROWS} more.")
    parts += _explanations(report, entries)
    parts += _suppressed(report)
    if report.mended:
        lines = [f"- {code(one.rule)} {escaped(one.address)} in {code(one.file)}" for one in report.mended[:MOST_ROWS]]
        parts.append("\n".join([f"Mended since {code(report.base or '')}:", "", *lines]))
    return "\n\n".join(parts) + "\n"


def _suppressed(report: Report) -> list[str]:
    entries = [entry for entry in shown(report, suppressed=True) if entry.finding.suppressed is not None]
    rows = []
    for entry in entries[:MOST_ROWS]:
        finding = entry.finding
        place = code(spot(entry.location)) if entry.location else escaped(subject(finding))
        why = suppression_in_words(finding.suppressed) if finding.suppressed else ""
        rows.append(f"| {place} | {escaped(finding.message)} {code(finding.rule)} | {escaped(why)} |")
    if not rows:
        return []
    table = "\n".join(["| place | finding | why |", "|---|---|---|", *rows])
    if len(entries) > MOST_ROWS:
        table += f"\n\n…and {len(entries) - MOST_ROWS} more."
    return [f"<details><summary>{len(entries)} suppressed</summary>\n\n{table}\n\n</details>"]


def _row(entry: Located) -> str:
    finding = entry.finding
    place = code(spot(entry.location)) if entry.location else escaped(subject(finding))
    text = f"{escaped(finding.message)} {code(finding.rule)}"
    if finding.world is not None:
        text += f" when {escaped(world_in_words(finding.world))}"
    return f"| {label(finding)} | {place} | {text} |"


def _explanations(report: Report, entries: list[Located]) -> list[str]:
    remedies: dict[str, dict[str, Finding]] = {}
    for entry in entries:
        if entry.finding.verdict is Verdict.NON_COMPLIANT:
            remedies.setdefault(entry.finding.rule, {}).setdefault(entry.finding.remedy, entry.finding)
    rules = {rule.id: rule for rule in report.rules}
    parts = []
    for name, found in remedies.items():
        rule = rules.get(name)
        lines = [one_paragraph(rule.why)] if rule else []
        controls = in_controls(report.controls.asked_of(rule.config_rule)) if rule else ""
        lines += [f"**Controls**: {escaped(controls)}"] if controls else []
        lines += [f"**Fix**: {one_paragraph(remedy)}" for remedy in found if remedy.strip()]
        if rule and rule.source:
            lines.append(f"[{rule.config_rule or rule.id}]({rule.source})")
        body = "\n\n".join(line for line in lines if line)
        parts.append(f"<details><summary>{name}</summary>\n\n{body}\n\n</details>")
    return parts


def escaped(text: str) -> str:
    """The text as Markdown shows it; nothing in it is markup."""
    return _SPECIAL.sub(r"\\\1", clean(text)).replace("@", "@\u2060")


def code(text: str) -> str:
    """The text in a code span, also inside a table."""
    return "`" + clean(text).replace("`", "'").replace("|", "\\|") + "`"
