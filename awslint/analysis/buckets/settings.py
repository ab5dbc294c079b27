"""A bucket's notifications and lifecycle against the values that a rule is given."""

from collections.abc import Iterable, Mapping

from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.text import literal, text_of, tokens
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
from awslint.query.view import View

_TARGETS = {"TopicConfigurations": "Topic", "QueueConfigurations": "Queue", "LambdaConfigurations": "Function"}
_ROOT = "NotificationConfiguration"


def notifies(view: View, bucket: Resource, destination: str | None, events: Iterable[str] | None) -> Outcome:
    """Whether a bucket notifies the destination of all the events; of any, and anybody, where none is given."""
    root = view.read(bucket, _ROOT)
    if isinstance(root, Unknown):
        return Outcome(Truth.UNKNOWN, (view.evidence(bucket, root),))
    wanted = list(events) if events else [None]
    found: dict[str | None, list[Truth]] = {event: [] for event in wanted}
    open_part: Value | None = None
    for name, target in _TARGETS.items():
        value = view.read(bucket, _ROOT, name)
        items, complete = view.items(value)
        if not complete or isinstance(value, Unknown):
            open_part = open_part or value
        for item in items:
            named = _is(view, view.get(item, target), destination)
            for event in wanted:
                found[event].append(all_of((named, _covers_event(view, view.get(item, "Event"), event))))
    if destination is None and events is None:
        found[None].append(_bridge(view, bucket))
    truth = all_of(any_of(answers) for answers in found.values())
    if truth is Truth.NO and open_part is not None:
        truth = Truth.UNKNOWN
    if truth is Truth.UNKNOWN:
        unknown = _first_unknown(view, open_part) or _first_unknown(view, root)
        return Outcome(truth, (view.evidence(bucket, unknown or root),))
    missing = [event for event, answers in found.items() if event and any_of(answers) is Truth.NO]
    detail = f"for {', '.join(missing)}" if missing and truth is Truth.NO else ""
    return Outcome(truth, (view.evidence(bucket, root, detail, (_ROOT,)),))


def _bridge(view: View, bucket: Resource) -> Truth:
    """Whether EventBridge gets the events: it does where the configuration is written and not switched off."""
    written = view.read(bucket, _ROOT, "EventBridgeConfiguration")
    if isinstance(written, Absent):
        return Truth.NO
    if isinstance(written, Unknown):
        return Truth.UNKNOWN
    enabled = view.get(written, "EventBridgeEnabled")
    if isinstance(enabled, Unknown):
        return Truth.UNKNOWN
    return truth_of(not (isinstance(enabled, Scalar) and str(enabled.data).lower() == "false"))


def _covers_event(view: View, value: Value, event: str | None) -> Truth:
    if event is None:
        return Truth.YES
    text = text_of(view, value, "wildcards")
    return Truth.UNKNOWN if text is None else covers(text, tokens(event, "wildcards"))


def has_lifecycle(view: View, bucket: Resource, wanted: Mapping[str, object]) -> Outcome:
    """Whether one active lifecycle rule has all the values that are given.

    wanted: `transition_days`, `expiration_days`, `storage_class` and `prefix`, None for what nobody asks.
    """
    rules = view.read(bucket, "LifecycleConfiguration", "Rules")
    items, complete = view.items(rules)
    answers = [_rule(view, item, wanted) for item in items]
    truth = any_of(answers)
    if truth is Truth.NO and not complete:
        truth = Truth.UNKNOWN
    if truth is Truth.UNKNOWN:
        unknown = _first_unknown(view, rules) or Unknown(Why.MACRO, "", rules.place)
        return Outcome(truth, (view.evidence(bucket, unknown),))
    return Outcome(truth, (view.evidence(bucket, rules, "", ("LifecycleConfiguration", "Rules")),))


def _rule(view: View, rule: Value, wanted: Mapping[str, object]) -> Truth:
    if isinstance(rule, Unknown):
        return Truth.UNKNOWN
    answers = [_is(view, view.get(rule, "Status"), "Enabled")]
    answers.append(_is(view, view.get(rule, "ExpirationInDays"), wanted.get("expiration_days")))
    answers.append(_is(view, view.get(rule, "Prefix"), wanted.get("prefix")))
    days, storage = wanted.get("transition_days"), wanted.get("storage_class")
    if days is not None or storage is not None:
        listed = view.items(view.get(rule, "Transitions"))
        single = view.get(rule, "Transition")
        moves = [*listed[0], *(() if isinstance(single, Absent) else (single,))]
        one = any_of(
            all_of(
                (
                    _is(view, view.get(move, "TransitionInDays"), days),
                    _is(view, view.get(move, "StorageClass"), storage),
                )
            )
            for move in moves
        )
        answers.append(one if listed[1] else any_of((one, Truth.UNKNOWN)))
    return all_of(answers)


def _is(view: View, value: Value, wanted: object) -> Truth:
    """Whether a value is the wanted one, as text; everything is when none is wanted."""
    if wanted is None:
        return Truth.YES
    if isinstance(value, Absent):
        return Truth.NO
    text = text_of(view, value, "literal")
    return Truth.UNKNOWN if text is None else covers(text, literal(str(wanted)))


def _first_unknown(view: View, value: Value | None) -> Unknown | None:
    if value is None or isinstance(value, Absent | Scalar):
        return None
    if isinstance(value, Unknown):
        return value
    missing = getattr(value, "missing", None)
    if isinstance(missing, Unknown):
        return missing
    for item in view.items(value)[0]:
        found = _first_unknown(view, view.resolve(item))
        if found is not None:
            return found
    return None
