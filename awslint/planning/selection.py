"""Which rules run: what was selected, without what was ignored."""

import difflib
import fnmatch
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from awslint.knowledge.controls import UnknownFramework, framework_ids, identifiers
from awslint.model.rule import SEVERITIES, Severity


class UnknownSelector(ValueError):
    """A selector that names nothing; the message suggests what may have been meant."""


class Selectable(Protocol):
    """What selectors ask about a rule."""

    @property
    def id(self) -> str: ...
    @property
    def config_rule(self) -> str | None: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def service(self) -> str: ...
    @property
    def profile(self) -> str: ...


R = TypeVar("R", bound=Selectable)


def selected(
    rules: Sequence[R],
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    profile: str | None = None,
    ignore_below: Iterable[str] = (),
) -> tuple[R, ...]:
    """The rules to run, in their order.

    Selectors are ids, AWS Config identifiers, globs over both, `severity:high` (that severity or worse), `service:s3`
    and `framework:cis-3.0`; each may be a comma-separated list. A rule that is selected by its id runs whatever the
    profile, and though `ignore_below` names it: what a configuration ignores below the selection.
    Raises UnknownSelector for one that matches no rule.
    """
    wanted, named = _matching(rules, select)
    unwanted, _ = _matching(rules, ignore)
    below, _ = _matching(rules, ignore_below)
    chosen = wanted if wanted is not None else {rule.id for rule in rules}
    return tuple(
        rule
        for rule in rules
        if rule.id in chosen
        and rule.id not in (unwanted or ())
        and (rule.id in named or rule.id not in (below or ()))
        and (rule.id in named or profile != "recommended" or rule.profile == "recommended")
    )


def _matching(rules: Sequence[Selectable], selectors: Iterable[str]) -> tuple[set[str] | None, set[str]]:
    """The ids that some selector matches (None without selectors), and those that one names exactly."""
    parts = [part.strip() for selector in selectors for part in selector.split(",") if part.strip()]
    if not parts:
        return None, set()
    found: set[str] = set()
    named: set[str] = set()
    for part in parts:
        matched = {rule.id for rule in rules if _matches(rule, part)}
        if not matched:
            raise UnknownSelector(_complaint(rules, part))
        found |= matched
        if not any(character in part for character in "*?[:"):
            named |= matched
    return found, named


def _matches(rule: Selectable, selector: str) -> bool:
    kind, colon, value = selector.partition(":")
    if colon:
        if kind == "severity":
            return value in SEVERITIES and SEVERITIES.index(rule.severity) >= SEVERITIES.index(value)
        if kind == "framework":
            return rule.config_rule in _of_framework(value)
        return kind == "service" and rule.service == value
    return fnmatch.fnmatchcase(rule.id, selector) or (
        rule.config_rule is not None and fnmatch.fnmatchcase(rule.config_rule, selector)
    )


def _of_framework(id_: str) -> frozenset[str]:
    try:
        return identifiers(id_)
    except UnknownFramework:
        return frozenset()


def _complaint(rules: Sequence[Selectable], selector: str) -> str:
    kind, colon, value = selector.partition(":")
    names: dict[str, list[str]] = {
        "severity": list(SEVERITIES),
        "service": sorted({rule.service for rule in rules}),
        "framework": list(framework_ids()) if kind == "framework" else [],
        "": sorted({name for rule in rules for name in (rule.id, rule.config_rule) if name}),
    }
    if colon and kind not in names:
        return f"no kind of selector {kind!r}; there are severity:, service: and framework:"
    prefix = f"{kind}:" if colon else ""
    close = difflib.get_close_matches(value if colon else selector, names[kind if colon else ""], 1)
    return f"no rule matches {selector!r}" + "".join(f"; did you mean {prefix + one!r}?" for one in close)
