"""Several sets of parameter values in one run: one report that says in which environments a finding holds."""

from collections.abc import Sequence
from dataclasses import replace

from awslint.model.finding import Finding, Verdict, WorldNote

# What a merged report says of a check that environments answer differently: the first of these that one of them gives.
_WORST = (
    Verdict.NON_COMPLIANT,
    Verdict.ERROR,
    Verdict.INSUFFICIENT_DATA,
    Verdict.COMPLIANT,
    Verdict.NOT_APPLICABLE,
)


def merged(runs: Sequence[tuple[str | None, Sequence[Finding]]]) -> Sequence[Finding]:
    """The findings of all environments, each check once; one that only some give names these."""
    if len(runs) == 1:
        return runs[0][1]
    worst: dict[tuple[str, str], Verdict] = {}
    for _, findings in runs:
        for finding in findings:
            check = (finding.rule, finding.resource)
            known = worst.get(check, Verdict.NOT_APPLICABLE)
            worst[check] = min(known, finding.verdict, key=_WORST.index)
    first: dict[object, Finding] = {}
    given_by: dict[object, list[str]] = {}
    for name, findings in runs:
        for finding in findings:
            if finding.verdict is worst[finding.rule, finding.resource]:
                spot = (finding.rule, finding.resource, finding.place, finding.path)
                first.setdefault(spot, finding)
                given_by.setdefault(spot, []).append(name or "")
    return [_in(finding, given_by[spot], len(runs)) for spot, finding in first.items()]


def _in(finding: Finding, environments: list[str], all_of_them: int) -> Finding:
    if len(environments) == all_of_them:
        return finding
    world = finding.world or WorldNote()
    return replace(finding, world=replace(world, environments=tuple(environments)))
