"""JUnit XML, which most CI systems show as tests: a rule without findings is a test that passes."""

from xml.sax.saxutils import escape, quoteattr

from awslint.model.finding import Verdict
from awslint.model.report import Report
from awslint.report.controls import tags as control_tags
from awslint.report.setting import Setting
from awslint.report.shown import Located, shown
from awslint.report.wording import clean, label, spot, subject, suppression_in_words, world_in_words

_TAGS = {
    Verdict.NON_COMPLIANT: "failure",
    Verdict.ERROR: "error",
    Verdict.INSUFFICIENT_DATA: "skipped",
    Verdict.NOT_APPLICABLE: "skipped",
}


def render(report: Report, setting: Setting) -> str:
    """One suite a rule, in the order of their ids; one case a finding."""
    by_rule: dict[str, list[Located]] = {rule.id: [] for rule in report.rules}
    for entry in shown(report, suppressed=True):
        by_rule.setdefault(entry.finding.rule, []).append(entry)
    names = {rule.id: rule.config_rule for rule in report.rules}
    suites = [
        _suite(rule, by_rule[rule], control_tags(report.controls.asked_of(names.get(rule)))) for rule in sorted(by_rule)
    ]
    totals = _counts([entry for entries in by_rule.values() for entry in entries])
    tests = sum(max(1, len(entries)) for entries in by_rule.values())
    head = f'<testsuites name="awslint" tests="{tests}" {totals}>'
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', head, *suites, "</testsuites>"]) + "\n"


def _suite(rule: str, entries: list[Located], controls: list[str]) -> str:
    head = f'  <testsuite name={_attribute(rule)} tests="{max(1, len(entries))}" {_counts(entries)}>'
    cases = [_case(entry) for entry in entries] or [f'    <testcase classname={_attribute(rule)} name="no findings"/>']
    properties = [f'      <property name="control" value={_attribute(one)}/>' for one in controls]
    if properties:
        properties = ["    <properties>", *properties, "    </properties>"]
    return "\n".join([head, *properties, *cases, "  </testsuite>"])


def _counts(entries: list[Located]) -> str:
    tags = [_tag(entry) for entry in entries]
    return f'failures="{tags.count("failure")}" errors="{tags.count("error")}" skipped="{tags.count("skipped")}"'


def _tag(entry: Located) -> str | None:
    return "skipped" if entry.finding.suppressed is not None else _TAGS.get(entry.finding.verdict)


def _case(entry: Located) -> str:
    finding, location = entry.finding, entry.location
    where = spot(location) if location else ""
    name = f"{subject(finding)} {where}".strip()
    head = f"    <testcase classname={_attribute(finding.rule)} name={_attribute(name)}"
    if location is not None:
        head += f' file={_attribute(location.file)} line="{location.start_line}"'
    tag = _tag(entry)
    if tag is None:
        return f"{head}/>"
    message = clean(finding.message)
    if finding.suppressed is not None:
        message = f"{clean(suppression_in_words(finding.suppressed))}: {message}"
    if tag == "skipped":
        return f"{head}>\n      <skipped message={_attribute(message)}/>\n    </testcase>"
    body = [f"{where}: {message}" if where else message]
    if finding.world is not None:
        body.append(f"when {world_in_words(finding.world)}")
    if finding.remedy:
        body.append(" ".join(finding.remedy.split()))
    text = escape("\n".join(clean(line) for line in body))
    opening = f"<{tag} message={_attribute(message)} type={_attribute(label(finding))}>"
    return f"{head}>\n      {opening}{text}</{tag}>\n    </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(clean(text))
