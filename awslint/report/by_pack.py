"""Findings by conformance pack and rule, and what a pack came to."""

from collections.abc import Iterable

from awslint.model.finding import Finding, Verdict
from awslint.model.record import record
from awslint.model.report import PackShare, Report
from awslint.report.shown import Located

_WORST = (Verdict.NON_COMPLIANT, Verdict.ERROR, Verdict.INSUFFICIENT_DATA, Verdict.COMPLIANT, Verdict.NOT_APPLICABLE)


@record()
class Outcome:
    """The rules of a pack by what became of them: each by the worst of its verdicts; `silent` had nothing to judge."""

    violated: int
    undecided: int
    met: int
    silent: int


def grouped(report: Report, entries: Iterable[Located]) -> list[tuple[PackShare | None, list[Located]]]:
    """The entries pack by pack, each under the first that runs its rule, rule by rule; what no pack runs comes last.

    Without packs there is one group, in the order of the entries.
    """
    if not report.packs:
        return [(None, list(entries))]
    of_rule: dict[str, PackShare] = {}
    for pack in report.packs:
        for rule in pack.rules:
            of_rule.setdefault(rule, pack)
    groups: dict[PackShare | None, list[Located]] = {pack: [] for pack in (*report.packs, None)}
    for entry in entries:
        groups[of_rule.get(entry.finding.rule)].append(entry)
    return [(pack, sorted(group, key=lambda entry: entry.finding.rule)) for pack, group in groups.items()]


def outcome(pack: PackShare, findings: Iterable[Finding]) -> Outcome:
    """What became of the rules of a pack; suppressed findings do not count."""
    worst: dict[str, Verdict] = {}
    for finding in findings:
        if finding.suppressed is None:
            known = worst.get(finding.rule, Verdict.NOT_APPLICABLE)
            worst[finding.rule] = min(known, finding.verdict, key=_WORST.index)
    verdicts = [worst.get(rule) for rule in pack.rules]
    violated = sum(one in (Verdict.NON_COMPLIANT, Verdict.ERROR) for one in verdicts)
    undecided = verdicts.count(Verdict.INSUFFICIENT_DATA)
    met = verdicts.count(Verdict.COMPLIANT)
    return Outcome(violated, undecided, met, len(verdicts) - violated - undecided - met)


def in_words(pack: PackShare, findings: Iterable[Finding]) -> str:
    """What a pack came to, in a line."""
    became = outcome(pack, findings)
    line = f"{pack.name}: {became.violated} of {len(pack.rules)} rules violated, {became.undecided} undecided, "
    line += f"{became.met} met, {became.silent} without resources"
    return line + (f"; {len(pack.left)} not evaluated" if pack.left else "")
