"""Suppressions and baseline of a run, between its options and `awslint.suppress`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from awslint.inputs.gather import Gathered
from awslint.model.finding import Finding
from awslint.model.record import record
from awslint.model.report import Diagnostic
from awslint.model.rule import Rule, RuleHead
from awslint.model.suppression import Standing
from awslint.planning.options import Options
from awslint.ruleset.index import Index
from awslint.suppress import presence

UNUSED = "suppression-unused"


class BadSuppressing(ValueError):
    """An option about suppressions that cannot be honoured."""


@record()
class Suppressed:
    """The findings with what hides them, what to tell about it, what became of each suppression, rules to add."""

    findings: Sequence[Finding]
    diagnostics: tuple[Diagnostic, ...] = ()
    standings: tuple[Standing, ...] = ()
    rules: tuple[Rule, ...] = ()


def suppressed(
    findings: Sequence[Finding],
    gathered: Gathered,
    rules: Sequence[RuleHead],
    paths: Sequence[str],
    options: Options,
    index: Index,
    ignores: Callable[[str, str], bool],
) -> Suppressed:
    """Mark what the suppressions and the baseline of a run hide; documents for their places are added to `gathered`.

    `ignores` says of a file and a rule whether its settings name it among what they ignore. Raises BadSuppressing.
    """
    found = Suppressed(findings)
    untouchable = frozenset(_ids((*options.unsuppressable, *options.mandatory), rules, index))
    if not options.no_suppressions and (
        options.suppressions or options.compat or presence.anything(gathered.documents.by_key)
    ):
        found = _applied(found, gathered, rules, paths, options, index, untouchable, ignores)
    if options.baseline and not options.no_suppressions:
        found = _in_baseline(found, gathered, rules, Path(options.baseline), untouchable)
    return found


def _in_baseline(
    found: Suppressed, gathered: Gathered, rules: Sequence[RuleHead], file: Path, untouchable: frozenset[str]
) -> Suppressed:
    from awslint.suppress.baseline import BadBaseline, hidden

    ran = frozenset(rule.id for rule in rules) | {UNUSED}
    try:
        findings, told = hidden(found.findings, file, gathered.documents.by_key, ran, untouchable)
    except BadBaseline as error:
        raise BadSuppressing(f"--baseline: {error}") from error
    return replace(found, findings=findings, diagnostics=(*found.diagnostics, *told))


def _applied(
    found: Suppressed,
    gathered: Gathered,
    rules: Sequence[RuleHead],
    paths: Sequence[str],
    options: Options,
    index: Index,
    untouchable: frozenset[str],
    ignores: Callable[[str, str], bool],
) -> Suppressed:
    from awslint.suppress import foreign, matching, unused
    from awslint.suppress.file import BadSuppressions

    compat = tuple(dict.fromkeys(part.strip() for text in options.compat for part in text.split(",") if part.strip()))
    for tool in compat:
        if tool not in foreign.TOOLS:
            raise BadSuppressing(f"--compat: no tool {tool!r} is known; there are {', '.join(foreign.TOOLS)}")
    context = matching.Context(
        gathered.documents.by_key,
        gathered.graph.resources,
        rules,
        [path for path in paths if Path(path).is_dir()],
        resolver(rules, index),
        options.source_root,
    )
    settings = matching.Settings(
        options.suppressions, options.require_reason, untouchable, compat, lambda file: not ignores(file, UNUSED)
    )
    try:
        applied = matching.applied(found.findings, context, settings, options.as_of or date.today())
    except BadSuppressions as error:
        raise BadSuppressing(f"--suppressions: {error}") from error
    for key, document in applied.documents.items():
        gathered.documents.by_key.setdefault(key, document)
    told = any(finding.rule == UNUSED for finding in applied.findings)
    return Suppressed(applied.findings, applied.diagnostics, applied.standings, (unused.RULE,) if told else ())


def resolver(rules: Sequence[RuleHead], index: Index) -> Callable[[str], str]:
    """From a rule's id or identifier, of those that ran or of the index, to its id; raises LookupError."""
    ran = {name: rule.id for rule in rules for name in (rule.id, rule.config_rule) if name}
    return lambda name: UNUSED if name == UNUSED else ran.get(name) or index.rule(name).id


def built_in(name: str) -> Rule | None:
    """The rule about suppressions themselves, which is in no rule file."""
    if name != UNUSED:
        return None
    from awslint.suppress import unused

    return unused.RULE


def _ids(names: Sequence[str], rules: Sequence[RuleHead], index: Index) -> list[str]:
    resolve = resolver(rules, index)
    try:
        return [resolve(part.strip()) for name in names for part in name.split(",") if part.strip()]
    except LookupError as error:
        raise BadSuppressing(f"--unsuppressable: {error.args[0]}") from error


def without_unused(selectors: Sequence[str]) -> tuple[str, ...]:
    """Selectors without the name of the built-in rule, which is no rule of the index."""
    parts = [part.strip() for text in selectors for part in text.split(",") if part.strip()]
    return tuple(part for part in parts if part != UNUSED)
