"""Workflow commands, which GitHub Actions shows as annotations in the diff."""

from awslint.model.finding import Verdict
from awslint.model.report import Report
from awslint.report.controls import in_words as in_controls
from awslint.report.paths import from_root
from awslint.report.setting import Setting
from awslint.report.shown import Located, by_severity, shown
from awslint.report.summary import counted, in_words, summarize
from awslint.report.wording import clean, label, spot, subject, world_in_words

MOST_ANNOTATIONS = 10  # GitHub shows no more of a kind in a step

_COMMANDS = {"critical": "error", "high": "error", "medium": "warning", "low": "notice"}


def render(report: Report, setting: Setting) -> str:
    """The worst findings as annotations, the others as lines of the log, then the summary."""
    entries = by_severity(shown(report, suppressed=False))

    def controls(entry: Located) -> str:
        return in_controls(report.controls.asked_of(entry.finding.config_rule))

    lines = [_annotation(entry, setting, controls(entry)) for entry in entries[:MOST_ANNOTATIONS]]
    rest = entries[MOST_ANNOTATIONS:]
    if rest:
        lines.append(f"::group::{counted(len(rest), 'more finding')}")
        lines += [_line(entry, controls(entry)) for entry in rest]
        lines.append("::endgroup::")
    lines += in_words(summarize(report))
    return "\n".join(lines) + "\n"


def _annotation(entry: Located, setting: Setting, controls: str) -> str:
    finding, location = entry.finding, entry.location
    if finding.verdict is Verdict.NON_COMPLIANT:
        command = _COMMANDS[finding.severity]
    else:
        command = "error" if finding.verdict is Verdict.ERROR else "notice"
    properties = {}
    if location is not None:
        properties["file"] = from_root(location.file, setting)
        properties["line"] = str(location.start_line)
        # GitHub refuses columns for a region of several lines.
        if location.end_line == location.start_line:
            properties["col"] = str(location.start_column)
            properties["endColumn"] = str(location.end_column)
        else:
            properties["endLine"] = str(location.end_line)
    properties["title"] = f"{label(finding)}: {finding.rule}"
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {written}::{_data(_message(entry, controls))}"


def _line(entry: Located, controls: str) -> str:
    finding = entry.finding
    where = clean(spot(entry.location) if entry.location else subject(finding))
    # A line of the log must not begin with a command of its own.
    return f"{where}: {label(finding)}[{finding.rule}]: {_message(entry, controls)}"


def _message(entry: Located, controls: str) -> str:
    finding = entry.finding
    text = clean(finding.message)
    if finding.world is not None:
        text += f" (when {clean(world_in_words(finding.world))})"
    return f"{text} [{controls}]" if controls else text


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(clean(text)).replace(":", "%3A").replace(",", "%2C")
