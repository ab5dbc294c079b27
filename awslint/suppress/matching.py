"""Suppressions to findings: which ones they hide, which come back, and which hide nothing."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from awslint.model.finding import Finding, Suppression, Verdict
from awslint.model.record import record
from awslint.model.report import Diagnostic
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.rule import RuleHead
from awslint.model.suppression import Standing, State, Waiver
from awslint.source.document import Document
from awslint.suppress import comments, file, metadata, presence, terraform, unused
from awslint.suppress.collecting import Collected, Globs, Resolve, Scope
from awslint.suppress.expiry import SOON, days_left, is_over
from awslint.suppress.scopes import Ground

HIDEABLE = (Verdict.NON_COMPLIANT, Verdict.INSUFFICIENT_DATA)
"""A rule that failed is no verdict that somebody could accept."""


@record()
class Context:
    """A run: its documents and resources by key, the rules that ran, the folders that were named, rules by any name."""

    documents: Mapping[str, Document]
    resources: Mapping[str, Resource]
    rules: Sequence[RuleHead]
    folders: Sequence[str]
    resolve: Resolve
    source_root: str | None = None


@record()
class Settings:
    """How suppressions are honoured.

    unsuppressable   ids of rules
    tells_unused     whether a suppression in this file that hides nothing is a finding
    """

    files: tuple[str, ...] = ()
    require_reason: bool = False
    unsuppressable: frozenset[str] = frozenset()
    compat: tuple[str, ...] = ()
    tells_unused: Callable[[str], bool] = lambda file: True


@record()
class Applied:
    """The findings, with those that say that a suppression hides nothing; what to tell; what became of each."""

    findings: list[Finding]
    diagnostics: tuple[Diagnostic, ...]
    standings: tuple[Standing, ...]
    documents: Mapping[str, Document]


def applied(findings: Sequence[Finding], context: Context, settings: Settings, today: date) -> Applied:
    """Mark the findings that are suppressed.

    Raises BadSuppressions for a suppression file that is none.
    """
    collected = _collected(context, settings)
    ground = Ground(context.documents, context.resources)
    by_rule: dict[str, list[int]] = {}
    for number, finding in enumerate(findings):
        if finding.verdict in HIDEABLE and finding.suppressed is None:
            by_rule.setdefault(finding.rule, []).append(number)
    result = list(findings)
    standings = [
        _standing(waiver, scopes, by_rule, result, ground, context, settings, today)
        for waiver, scopes in collected.waivers
    ]
    result += [
        unused.finding_of(one.waiver)
        for one in standings
        if one.state == "unused" and not one.waiver.tool and settings.tells_unused(one.waiver.location.file)
    ]
    told = [*collected.faults, *(entry for one in standings for entry in _told(one, settings, today))]
    return Applied(result, tuple(dict.fromkeys(told)), tuple(standings), collected.documents)


def _collected(context: Context, settings: Settings) -> Collected:
    collected = Collected(context.resolve)
    for key, document in context.documents.items():
        if presence.is_source(document):
            if presence.speaks(document):
                comments.collect(key, document, collected)
                metadata.collect(key, document, collected)
            if settings.compat:
                from awslint.suppress import compat  # its tables are other tools'

                compat.collect(key, document, settings.compat, collected)
    terraform.collect(context.documents, context.source_root, collected)
    if settings.compat:
        from awslint.suppress import compat

        for uri, text, modules in terraform.texts(context.documents, context.source_root):
            compat.collect_beside(uri, text, modules, settings.compat, collected)
    file.collect(settings.files, collected)
    return collected


def _standing(
    waiver: Waiver,
    scopes: tuple[Scope, ...],
    by_rule: Mapping[str, list[int]],
    findings: list[Finding],
    ground: Ground,
    context: Context,
    settings: Settings,
    today: date,
) -> Standing:
    """What a suppression does; what it hides, or what comes back, is marked in `findings`."""
    hidden, changed, other = [], [], []
    refused = not settings.unsuppressable.isdisjoint(waiver.rules)
    reasonless = settings.require_reason and not waiver.reason and not waiver.tool
    over = is_over(waiver.until, today)
    for number in (number for rule in waiver.rules for number in by_rule.get(rule, ())):
        finding = findings[number]
        if not any(ground.covers(scope, finding) for scope in scopes):
            continue
        if finding.rule in settings.unsuppressable or reasonless:
            other.append(finding)
        elif over:
            other.append(finding)
            findings[number] = _with_note(finding, waiver, _over(waiver))
        elif waiver.value is not None and waiver.value != finding.value:
            changed.append(finding)
            note = f"suppressed for the value {waiver.value}; it is {finding.value or 'not written'} now"
            findings[number] = _with_note(finding, waiver, note)
        else:
            hidden.append(finding)
            if finding.suppressed is None:
                hides = Suppression(waiver.kind, waiver.reason, waiver.where, waiver.until)
                findings[number] = replace(finding, suppressed=hides)
    state: State = "unused"
    if hidden:
        state = "matches"
    elif changed:
        state = "changed"
    elif over:
        state = "expired"
    elif refused or reasonless:
        state = "refused"
    elif not _ran(waiver, scopes, ground, context):
        state = "not-judged"
    return Standing(waiver, state, tuple(hidden))


def _ran(waiver: Waiver, scopes: tuple[Scope, ...], ground: Ground, context: Context) -> bool:
    """Whether the rule was asked about everything that a suppression names: only then can it be unused."""
    rules = [rule for rule in context.rules if rule.id in waiver.rules]
    types = frozenset(type_ for rule in rules for type_ in rule.resource_types)
    if not rules:
        return False
    whole = {os.path.realpath(folder) for folder in context.folders}
    for scope in scopes:
        if isinstance(scope, Globs):
            here = os.path.realpath(scope.folder)
            if any(here == folder or here.startswith(folder.rstrip(os.sep) + os.sep) for folder in whole):
                return True
        if ground.has(scope, types):
            return True
    return False


def _over(waiver: Waiver) -> str:
    because = f" ({waiver.reason})" if waiver.reason else ""
    return f"suppressed until {waiver.until}{because}; the suppression has expired"


def _with_note(finding: Finding, waiver: Waiver, note: str) -> Finding:
    place = RelatedPlace("suppression", note, waiver.place, waiver.where)
    return replace(finding, related=(*finding.related, place))


def _told(standing: Standing, settings: Settings, today: date) -> list[Diagnostic]:
    waiver = standing.waiver
    if waiver.tool:
        return []
    found: list[Diagnostic] = []
    if settings.require_reason and not waiver.reason:
        message = f"the suppression of {waiver.name} has no reason, so it does not count (require-reason)"
        found.append(Diagnostic("error", "suppression", message, waiver.location.file, waiver.location))
    if not settings.unsuppressable.isdisjoint(waiver.rules):
        message = f"{waiver.name} may not be suppressed here, so this does not count"
        found.append(Diagnostic("warning", "unsuppressable", message, waiver.location.file, waiver.location))
    left = days_left(waiver.until, today)
    if standing.state == "matches" and left is not None and left <= SOON:
        when = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
        message = f"the suppression of {waiver.name} expires {when}"
        found.append(Diagnostic("notice", "suppression-expires", message, waiver.location.file, waiver.location))
    return found
