"""Whether a vault's policy keeps its recovery points from being deleted by hand."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from awslint.analysis.iam.document import read_document
from awslint.analysis.iam.evaluate import matches_action
from awslint.analysis.iam.statement import Element, Statement, parts_of
from awslint.analysis.iam.text import STAR, known, shown
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Unknown
from awslint.query.view import View

_ACTIONS = ("backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle", "backup:PutBackupVaultAccessPolicy")
# Operators under which a Deny spares the principals whose ARNs it lists.
_SPARING = {"arnnotlike", "arnnotequals", "stringnotlike", "stringnotequals"}


def deletion_denied(view: View, vault: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the policy denies everybody, but for `principals`, what removes recovery points or the policy itself."""
    policy = view.read(vault, "AccessPolicy")
    evidence = view.evidence(vault, policy, "it has no policy", ("AccessPolicy",))
    if isinstance(policy, Absent):
        return Outcome(Truth.NO, (evidence,))
    document = read_document(view, policy)
    listed = arguments.get("principals")
    spared = [str(one) for one in listed] if isinstance(listed, Sequence) else []
    denials = [(one, all_of((_denies(one), _for_everybody(one, spared)))) for one in document.statements]
    truths = {
        action: any_of(all_of((matches_action(one.actions, action), truth)) for one, truth in denials)
        for action in _ACTIONS
    }
    truth = all_of(truths.values())
    if truth is Truth.YES:
        return Outcome(truth, (evidence,))
    if document.open is not None:
        return Outcome(Truth.UNKNOWN, (view.evidence(vault, document.open),))
    if truth is Truth.UNKNOWN:
        doubtful = [
            view.evidence(vault, part)
            for one, found in denials
            if found is not Truth.NO
            for part in parts_of(one)
            if isinstance(part, Unknown)
        ]
        return Outcome(truth, tuple(doubtful) or (evidence,))
    allowed = ", ".join(action for action, found in truths.items() if found is Truth.NO)
    return Outcome(truth, (view.evidence(vault, policy, f"nothing denies {allowed} to everybody"),))


def _denies(statement: Statement) -> Truth:
    if statement.effect is None:
        return Truth.UNKNOWN
    return truth_of(statement.effect == "Deny")


def _for_everybody(statement: Statement, spared: list[str]) -> Truth:
    """Whether a statement speaks about everybody, but for listed principals."""
    principals = statement.principals
    if principals is None or statement.conditions_open is not None or not principals.complete:
        return Truth.UNKNOWN
    elements = [one.element for one in principals.items]
    whom = _all_listed(elements, spared) if principals.negated else any_of(map(_everybody, elements))
    return all_of(chain((whom,), _conditions(statement, spared)))


def _everybody(element: Element) -> Truth:
    if element.text is None:
        return Truth.UNKNOWN
    return truth_of(element.text == (STAR,))


def _conditions(statement: Statement, spared: list[str]) -> Iterator[Truth]:
    for condition in statement.conditions:
        if condition.key != "aws:principalarn" or condition.operator not in _SPARING:
            yield Truth.NO
        else:
            yield _all_listed(condition.values, spared)


def _all_listed(elements: Sequence[Element], spared: list[str]) -> Truth:
    return all_of(_listed(one, spared) for one in elements)


def _listed(element: Element, spared: list[str]) -> Truth:
    if element.text is None:
        return Truth.UNKNOWN
    if shown(element.text) in spared:
        return Truth.YES
    if not spared:
        return Truth.NO
    return Truth.UNKNOWN if known(element.text) is None and STAR not in element.text else Truth.NO
