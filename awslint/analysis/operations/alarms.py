"""What a CloudWatch alarm does when its state changes."""

from collections.abc import Mapping

from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.text import literal, text_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, any_of
from awslint.model.value import Unknown, Value, Why
from awslint.query.view import View

LISTS = {"AlarmActions": "ALARM", "InsufficientDataActions": "INSUFFICIENT_DATA", "OKActions": "OK"}


def has_action(view: View, alarm: Resource, name: str) -> Outcome:
    """Whether one of the three lists has an action."""
    value = view.read(alarm, name)
    items, complete = view.items(value)
    if items:
        return Outcome(Truth.YES, (view.evidence(alarm, value),))
    if complete:
        detail = f"nothing is done for the state {LISTS[name]}"
        return Outcome(Truth.NO, (view.evidence(alarm, value, detail, (name,)),))
    return Outcome(Truth.UNKNOWN, (_open(view, alarm, value),))


def acts(view: View, alarm: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether one of the given actions, ARNs, is in one of the lists; YES when none is given."""
    wanted = [str(one) for one in arguments.values() if one]
    if not wanted:
        return Outcome(Truth.YES)
    answers, open_ones = [], []
    for name in LISTS:
        value = view.read(alarm, name)
        items, complete = view.items(value)
        if not complete:
            answers.append(Truth.UNKNOWN)
            open_ones.append(_open(view, alarm, value))
        for item in items:
            text = text_of(view, item, "literal")
            truth = Truth.NO if text is None else any_of(covers(text, literal(one)) for one in wanted)
            answers.append(truth)
            if truth is Truth.UNKNOWN:
                open_ones.append(view.evidence(alarm, item))
    truth = any_of(answers)
    if truth is Truth.UNKNOWN:
        return Outcome(truth, tuple(open_ones))
    detail = "" if truth is Truth.YES else "none of the given actions is among its own"
    value = view.read(alarm, "AlarmActions")
    return Outcome(truth, (view.evidence(alarm, value, detail, ("AlarmActions",)),))


def _open(view: View, alarm: Resource, value: Value) -> Evidence:
    missing = getattr(value, "missing", None)
    open_part = value if isinstance(value, Unknown) else missing or Unknown(Why.MACRO, "", value.place)
    return view.evidence(alarm, open_part)
