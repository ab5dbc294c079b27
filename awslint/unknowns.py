"""The shortest list of facts that would decide the most of what is undecided."""

from collections.abc import Iterable

from awslint.model.finding import Finding, Verdict
from awslint.model.record import record

# What a user can supply, and how.
HOW = {
    "parameter": "--parameters {}=VALUE",
    "pseudo-parameter": "{}",
    "import": "exports: {{{}: VALUE}} in a facts file",
    "dynamic-reference": "ssm: {{{}: VALUE}} in a facts file",
    "evidence": "run `{}` and pass its output with --evidence",
}
_OPTIONS = {"AWS::Region": "--region", "AWS::AccountId": "--account", "AWS::Partition": "--partition"}


@record()
class Fact:
    """Something to find out.

    decides    undecided checks that need nothing else beside the facts before this one in the list
    helps      undecided checks that need it, with whatever else they need
    """

    kind: str
    subject: str
    how: str
    decides: int
    helps: int


def facts_to_find(findings: Iterable[Finding]) -> list[Fact]:
    """The facts, the one that decides most first; each step takes what decides most beside those already taken.

    Checks that no fact of the user's can decide (a value that AWS chooses at deployment) are left out.
    """
    needs = [
        frozenset(finding.unknowns)
        for finding in findings
        if finding.verdict is Verdict.INSUFFICIENT_DATA
        and finding.unknowns
        and all(kind in HOW for kind, _ in finding.unknowns)
    ]
    chosen: list[Fact] = []
    taken: set[tuple[str, str]] = set()
    open_needs = needs
    while open_needs:
        candidates = sorted({fact for need in open_needs for fact in need - taken})
        best = max(candidates, key=lambda fact: (_decided(open_needs, taken, fact), _helped(open_needs, fact)))
        decides, helps = _decided(open_needs, taken, best), _helped(needs, best)
        chosen.append(Fact(*best, how_to_give(*best), decides, helps))
        taken.add(best)
        open_needs = [need for need in open_needs if not need <= taken]
    return chosen


def how_to_give(kind: str, subject: str) -> str:
    """How a user supplies a fact."""
    if kind == "pseudo-parameter":
        return f"{_OPTIONS[subject]} VALUE" if subject in _OPTIONS else f"{subject} cannot be given"
    return HOW[kind].format(subject.partition(":")[2] if kind == "dynamic-reference" else subject)


def _decided(needs: list[frozenset[tuple[str, str]]], taken: set[tuple[str, str]], fact: tuple[str, str]) -> int:
    return sum(1 for need in needs if need <= taken | {fact})


def _helped(needs: list[frozenset[tuple[str, str]]], fact: tuple[str, str]) -> int:
    return sum(1 for need in needs if fact in need)
