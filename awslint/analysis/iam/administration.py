"""Policies that let their holder do everything."""

from awslint.analysis.iam.document import read_document
from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.statement import Element, Elements, Statement
from awslint.analysis.iam.text import STAR, Text, names_resource
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Unknown, Value
from awslint.query.view import View

_ALL: Text = (STAR,)
_ALL_ACTIONS: Text = (STAR, ":", STAR)


def admin_statements(view: View, policy: Resource) -> Outcome:
    """Whether a statement has `"Effect": "Allow"` with `"Action": "*"` over `"Resource": "*"`, whatever its conditions.

    The words are those of
    https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-no-statements-with-admin-access.html; a
    service wildcard and NotAction are not meant.
    """
    document = read_document(view, view.read(policy, "PolicyDocument"))
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    for statement in document.statements:
        truth, value = _is_administration(statement)
        if truth is not Truth.NO:
            detail = "the statement allows every action on every resource" if truth is Truth.YES else ""
            found[truth].append(view.evidence(policy, value, detail))
    if document.open is not None:
        found[Truth.UNKNOWN].append(view.evidence(policy, document.open))
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO, (view.evidence(policy, document.value, path=("PolicyDocument",)),))


def _is_administration(statement: Statement) -> tuple[Truth, Value]:
    """Whether a statement is of the kind, and the action that makes it so or what leaves it open."""
    if statement.effect == "Deny" or statement.actions.negated or statement.resources is None:
        return Truth.NO, statement.value
    if statement.resources.negated:
        return Truth.NO, statement.value
    action, which = _everything(statement.actions, (_ALL, _ALL_ACTIONS))
    resource, _ = _everything(statement.resources, (_ALL,))
    effect = Truth.YES if statement.effect == "Allow" else Truth.UNKNOWN
    truth = all_of((action, resource, effect))
    if truth is Truth.UNKNOWN:
        parts = (statement.effect_value, which, statement.actions.value, statement.resources.value)
        items = tuple(item.value for item in (*statement.actions.items, *statement.resources.items))
        return truth, next((part for part in (*parts, *items) if isinstance(part, Unknown)), statement.value)
    return truth, which


def _everything(elements: Elements, wholes: tuple[Text, ...]) -> tuple[Truth, Value]:
    """Whether one of the patterns is everything, and that pattern."""
    answers = [(_is_whole(item, wholes), item.value) for item in elements.items]
    for truth, value in answers:
        if truth is Truth.YES:
            return truth, value
    truth = any_of(answer for answer, _ in answers)
    return (truth if elements.complete else Truth.UNKNOWN), elements.value


def _is_whole(item: Element, wholes: tuple[Text, ...]) -> Truth:
    text = item.text or ()
    if any(covers(text, whole) is Truth.YES for whole in wholes):
        return Truth.YES
    value = item.value
    # Only a text of which nothing is known could be a star.
    unknown = isinstance(value, Unknown) and not value.parts and not names_resource(value)
    return Truth.UNKNOWN if unknown else Truth.NO
