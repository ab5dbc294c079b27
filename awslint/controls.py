"""The controls that a run's rules belong to. Implements `awslint.model.report.Controls`: read when a format asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from awslint.knowledge.config_rules import config_rules
from awslint.knowledge.controls import UnknownFramework, framework, framework_ids
from awslint.model.framework import Framework, Known
from awslint.model.record import record
from awslint.planning.usage import UsageError
from awslint.ruleset.index import Index


@dataclass(eq=False)
class FrameworkControls:
    """The frameworks by rule; `asked` are the ids of those that the run is about, empty for no one in particular."""

    asked: tuple[str, ...]
    index: Index = field(repr=False)

    @cached_property
    def frameworks(self) -> tuple[Framework, ...]:
        """See `Controls.frameworks`."""
        return tuple(framework(id_) for id_ in self.asked or framework_ids())

    def of(self, config_rule: str | None) -> Mapping[str, tuple[str, ...]]:
        """See `Controls.of`."""
        return self._of_rules.get(config_rule or "", {})

    def asked_of(self, config_rule: str | None) -> Mapping[str, tuple[str, ...]]:
        """See `Controls.asked_of`."""
        if not self.asked:
            return {}
        return {id_: found for id_, found in self.of(config_rule).items() if id_ in self.asked}

    def known(self, config_rule: str) -> Known:
        """See `Controls.known`."""
        if self.index.knows(config_rule):
            return "judged"
        return "withdrawn" if config_rule in self._withdrawn else "missing"

    @cached_property
    def _of_rules(self) -> dict[str, dict[str, tuple[str, ...]]]:
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for id_ in framework_ids():
            for control in framework(id_).controls:
                for rule in control.rules:
                    of_rule = found.setdefault(rule, {})
                    of_rule[id_] = (*of_rule.get(id_, ()), control.id)
        return found

    @cached_property
    def _withdrawn(self) -> frozenset[str]:
        return frozenset(row.identifier for row in config_rules() if row.decided == "withdrawn")


def asked_for(frameworks: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the frameworks that options name, each once, as they are written.

    Raises UsageError for a name that no framework has.
    """
    ids = tuple(dict.fromkeys(part.strip() for text in frameworks for part in text.split(",") if part.strip()))
    try:
        for id_ in ids:
            framework(id_)
    except UnknownFramework as error:
        raise UsageError(f"--framework: {error}") from error
    return ids


@record()
class Share:
    """How much of a framework awslint decides, in controls; each counts once.

    decided       every rule that AWS maps to it is judged, some from templates
    in_part       some are judged from templates, others are not, or AWS checks a part without a managed rule
    by_evidence   what is judged of it needs evidence of the account
    not_covered   none of its rules is judged
    rules         the rules of awslint that its controls map to
    """

    decided: int
    in_part: int
    by_evidence: int
    not_covered: int
    rules: int


def share_of(framework: Framework, controls: FrameworkControls) -> Share:
    """Count a framework's controls by how they are decided."""
    index = controls.index
    counts = {"decided": 0, "in_part": 0, "by_evidence": 0, "not_covered": 0}
    judged: set[str] = set()
    for control in framework.controls:
        ours = [rule for rule in control.rules if controls.known(rule) == "judged"]
        left = [rule for rule in control.rules if controls.known(rule) == "missing"]
        judged.update(ours)
        if not ours:
            counts["not_covered"] += 1
        elif all(index.rule(rule).decidable == "evidence" for rule in ours):
            counts["by_evidence"] += 1
        else:
            counts["in_part" if left or control.unmanaged else "decided"] += 1
    return Share(**counts, rules=len(judged))
