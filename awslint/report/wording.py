"""Sentences that several formats share."""

import re
import shlex

from awslint.model.finding import Finding, Suppression, Verdict, WorldNote
from awslint.model.report import Location

# Control characters, and the marks that make a terminal or an editor show text in another order than it has.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")

_LABELS = {
    Verdict.COMPLIANT: "compliant",
    Verdict.NOT_APPLICABLE: "not applicable",
    Verdict.INSUFFICIENT_DATA: "undecided",
    Verdict.ERROR: "error",
}


def clean(text: str) -> str:
    """The text without characters that would drive a terminal, on one line."""
    return _CONTROL.sub("\ufffd", text).replace("\t", " ").replace("\n", " ")


def label(finding: Finding) -> str:
    """One word for how bad it is: the severity of a violation, otherwise the verdict."""
    return _LABELS.get(finding.verdict, finding.severity)


def subject(finding: Finding) -> str:
    """The judged resource as the user knows it: `Logs (AWS::S3::Bucket)`."""
    kind = finding.written_type or finding.type
    return finding.address if kind in ("", finding.address) else f"{finding.address} ({kind})"


def spot(location: Location) -> str:
    """`file:line:column`, as editors and terminals make links of it."""
    return f"{location.file}:{location.start_line}:{location.start_column}"


def world_in_words(world: WorldNote) -> str:
    """`Env = dev, IsProd is false, in staging`."""
    parts = [f"{name} = {value}" for name, value in world.parameters]
    parts += [f"{name} is {'true' if truth else 'false'}" for name, truth in world.conditions]
    if world.environments:
        parts.append("in " + " and ".join(world.environments))
    return ", ".join(parts)


def suppression_in_words(suppression: Suppression) -> str:
    """`suppressed until 2027-01-31 (the reason) by stack.yaml:3`."""
    if suppression.kind == "baseline":
        return f"in the baseline {suppression.place}".rstrip()
    text = "suppressed"
    if suppression.until:
        text += f" until {suppression.until}"
    if suppression.reason:
        text += f" ({suppression.reason})"
    return f"{text} by {suppression.place}" if suppression.place else text


def parameters_option(world: WorldNote) -> str:
    """The options that give exactly this world, to be pasted into a shell; empty when no parameter is involved."""
    return " ".join(f"--parameters {shlex.quote(f'{name}={value}')}" for name, value in world.parameters)
