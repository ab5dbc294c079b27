"""How much of AWS Config awslint has: its managed rules by service, and what became of each."""

from collections.abc import Iterable
from typing import Literal

from awslint.knowledge.config_rules import ConfigRule, config_rules
from awslint.model.record import record
from awslint.model.rule import Rule

State = Literal["implemented", "evidence", "withdrawn", "missing"]
STATES: tuple[State, ...] = ("implemented", "evidence", "withdrawn", "missing")


@record()
class Coverage:
    """The managed rules of a service, or of all, by state; each list is in the order of the identifiers.

    implemented   awslint judges it
    evidence      only facts of the account decide it, and awslint has no reader for these
    withdrawn     AWS Config no longer has it
    missing       a template would decide it, and awslint does not have it
    """

    service: str
    implemented: tuple[ConfigRule, ...]
    evidence: tuple[ConfigRule, ...]
    withdrawn: tuple[ConfigRule, ...]
    missing: tuple[ConfigRule, ...]

    @property
    def rules(self) -> int:
        """How many rules AWS Config has."""
        return len(self.implemented) + len(self.evidence) + len(self.missing)

    @property
    def missing_of_packs(self) -> tuple[ConfigRule, ...]:
        """The missing rules that a conformance pack of AWS uses."""
        return tuple(rule for rule in self.missing if rule.in_packs)


def coverage(rules: Iterable[Rule]) -> tuple[tuple[Coverage, ...], Coverage]:
    """By service, and in all."""
    known = {rule.config_rule for rule in rules}
    services = sorted({row.service for row in config_rules()})
    by_service = tuple(
        _covered(service, [row for row in config_rules() if row.service == service], known) for service in services
    )
    return by_service, _covered("total", config_rules(), known)


def _covered(service: str, rows: Iterable[ConfigRule], known: set[str | None]) -> Coverage:
    states: dict[State, list[ConfigRule]] = {state: [] for state in STATES}
    for row in rows:
        states[_state(row, known)].append(row)
    return Coverage(service, **{state: tuple(found) for state, found in states.items()})


def _state(row: ConfigRule, known: set[str | None]) -> State:
    if row.identifier in known:
        return "implemented"
    if row.decided == "withdrawn":
        return "withdrawn"
    return "evidence" if row.decided == "evidence" else "missing"


def in_words(total: Coverage) -> tuple[str, str]:
    """The totals, for all rules and for those that a conformance pack of AWS uses, a line each."""

    def counts(of_packs: bool) -> tuple[int, int, int]:
        states = (total.implemented, total.evidence, total.missing)
        some, evidence, missing = (sum(row.in_packs or not of_packs for row in state) for state in states)
        return some, evidence, missing

    words = "{} implemented, {} by evidence only, {} missing"
    every, packs = counts(False), counts(True)
    return (
        f"AWS Config has {sum(every)} managed rules: " + words.format(*every),
        f"AWS's conformance packs use {sum(packs)} of them: " + words.format(*packs),
    )
