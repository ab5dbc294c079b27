"""Queues: whether a consumer has time enough, and whether failed messages have somewhere to go."""

from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.text import arn_of, text_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

_VISIBILITY = (
    30  # seconds: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
)
_RETENTION = 345_600  # seconds, four days: the same page
_TIMEOUT = 3  # seconds: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html


def polled_by_function(view: View, queue: Resource) -> Outcome:
    """Whether an event source mapping of the input reads from a queue."""
    members = view.related(queue, "mapped-source").members
    return Outcome(Truth.YES if members else Truth.NO)


def visible_too_soon(view: View, queue: Resource) -> Outcome:
    """Whether messages come back while a function of the input may still work on them; each mapping is one place.

    Lambda refuses a mapping whose queue has a shorter visibility timeout than the function's timeout:
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """
    written = view.read(queue, "VisibilityTimeout")
    visible = _number(written, _VISIBILITY)
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    for mapping in view.related(queue, "mapped-source").members:
        function = _function(view, mapping.resource)
        if function is None:
            found[Truth.UNKNOWN].append(view.evidence(mapping.resource, view.read(mapping.resource, "FunctionName")))
            continue
        timeout = view.read(function, "Timeout")
        seconds = _number(timeout, _TIMEOUT)
        if visible is None or seconds is None:
            open_one = (queue, written) if visible is None else (function, timeout)
            found[Truth.UNKNOWN].append(view.evidence(*open_one))
        elif visible < seconds:
            evidence = _short(view, queue, written, mapping.resource, function, timeout, (visible, seconds))
            found[Truth.YES if mapping.certain is Truth.YES else Truth.UNKNOWN].append(evidence)
    for truth, evidence_ in found.items():
        if evidence_:
            return Outcome(truth, tuple(evidence_))
    return Outcome(Truth.NO, (view.evidence(queue, written, path=("VisibilityTimeout",)),))


def _short(
    view: View,
    queue: Resource,
    written: Value,
    mapping: Resource,
    function: Resource,
    timeout: Value,
    numbers: tuple[float, float],
) -> Evidence:
    detail = f"{numbers[0]:g} s, while {function.address} may work on it for {numbers[1]:g} s"
    related = (
        RelatedPlace(
            "mapping", f"{mapping.address} hands messages to {function.address}", mapping.place, mapping.address
        ),
        RelatedPlace("timeout", f"the timeout of {function.address}", timeout.place, function.address),
    )
    one = view.evidence(queue, written, detail, ("VisibilityTimeout",))
    return Evidence(one.resource, one.place, one.path, detail, written, one.unknown, one.default, related)


def _function(view: View, mapping: Resource) -> Resource | None:
    for member in view.related(mapping, "mapped-function").members:
        if member.certain is not Truth.YES:
            return None
        if member.resource.type == "AWS::Lambda::Function":
            return member.resource
        for behind in view.related(member.resource, "alias-function").members:
            return behind.resource if behind.certain is Truth.YES else None
    return None


def _number(value: Value, default: float) -> float | None:
    """Seconds, with the service's default for what is not written; None when unknown."""
    if isinstance(value, Absent):
        return default
    if isinstance(value, Scalar) and isinstance(value.data, int | float | str):
        try:
            return float(value.data)
        except ValueError:
            return None
    return None


def is_dead_letter_queue(view: View, queue: Resource) -> Outcome:
    """Whether another queue of the input sends its failed messages here, or the queue's own policy says that it may."""
    senders = [one for one in view.naming(queue, "dead-letter-queue").members if one.source.key != queue.key]
    written = view.read(queue, "RedriveAllowPolicy")
    if senders or not (isinstance(written, Absent) or (isinstance(written, Unknown) and written.may_be_absent)):
        return Outcome(Truth.YES)
    if isinstance(written, Absent):
        return Outcome(Truth.NO)
    return Outcome(Truth.UNKNOWN, (view.evidence(queue, written),))


def dead_letters_misfit(view: View, queue: Resource) -> Outcome:
    """Whether a queue's dead-letter queue is refused by SQS or loses messages early; each fault is one place.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    """
    target_value = view.get(view.read(queue, "RedrivePolicy"), "deadLetterTargetArn")
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    kind, kind_value = _is_fifo(view, queue)
    text = str(target_value.data) if isinstance(target_value, Scalar) else ""
    related = view.related(queue, "dead-letter-queue")
    members = [one for one in related.members if one.source.key == queue.key]
    if not members:
        if text and kind is not None and text.endswith(".fifo") is not kind:
            found[Truth.YES].append(view.evidence(queue, target_value, _kinds(kind, "the queue that it names")))
        elif (apart := _region_apart(queue, view, target_value)) is not None:
            found[Truth.YES].append(view.evidence(queue, target_value, apart))
        else:
            found[Truth.UNKNOWN].append(view.evidence(queue, target_value))
    for member in members:
        other = member.resource
        if other.key == queue.key:
            detail = "it is its own dead-letter queue"
            found[member.certain].append(view.evidence(queue, target_value, detail))
            continue
        theirs, theirs_value = _is_fifo(view, other)
        if kind is None or theirs is None:
            where = (queue, kind_value) if kind is None else (other, theirs_value)
            found[Truth.UNKNOWN].append(view.evidence(*where))
        elif kind is not theirs:
            found[member.certain].append(_fault(view, queue, target_value, other, _kinds(kind, other.address)))
        if kind is False:
            _keep(view, queue, target_value, other, member.certain, found)
        shut = _shuts_out(view, queue, other)
        if shut is not None:
            found[member.certain].append(_fault(view, queue, target_value, other, shut))
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO)


def _keep(
    view: View, queue: Resource, naming: Value, other: Resource, certain: Truth, found: dict[Truth, list[Evidence]]
) -> None:
    """A message keeps its age when it moves, so the dead-letter queue must keep messages as long.

    That is so for standard queues; in FIFO queues it is as old as its move.
    """
    ours_value, theirs_value = view.read(queue, "MessageRetentionPeriod"), view.read(other, "MessageRetentionPeriod")
    ours, theirs = _number(ours_value, _RETENTION), _number(theirs_value, _RETENTION)
    if ours is None or theirs is None:
        unknown = (queue, ours_value) if ours is None else (other, theirs_value)
        found[Truth.UNKNOWN].append(view.evidence(*unknown))
    elif theirs < ours:
        detail = (
            f"{other.address} keeps messages for {theirs:.0f} seconds, less than the {ours:.0f} of the queue itself"
        )
        found[certain].append(_fault(view, queue, naming, other, detail))


def _shuts_out(view: View, queue: Resource, other: Resource) -> str | None:
    """What the redrive allow policy of a dead-letter queue has against a queue; None for nothing that is certain.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
    """
    written = view.read(other, "RedriveAllowPolicy")
    permission = view.get(written, "redrivePermission")
    said = permission.data if isinstance(permission, Scalar) else None
    if said == "denyAll":
        return f"{other.address} takes dead letters of no queue"
    sources, complete = view.items(view.get(written, "sourceQueueArns"))
    if said != "byQueue" or not complete:
        return None
    ours = arn_of(view, queue)
    if any(covers(text_of(view, one, "literal") or (), ours) is not Truth.NO for one in sources):
        return None
    return f"{other.address} takes dead letters of other queues only"


def _region_apart(queue: Resource, view: View, target: Value) -> str | None:
    """The Region in an ARN, where it certainly is not the queue's."""
    region = None if queue.region is None else view.resolve(queue.region)
    parts = str(target.data).split(":") if isinstance(target, Scalar) else []
    if not isinstance(region, Scalar) or len(parts) < 6 or parts[3] in ("", region.data):
        return None
    return f"it is in {parts[3]}, and this one in {region.data}"


def _fault(view: View, queue: Resource, naming: Value, other: Resource, detail: str) -> Evidence:
    one = view.evidence(queue, naming, detail)
    what = f"{other.address} is the dead-letter queue"
    related = (RelatedPlace("dead-letter-queue", what, other.place, other.address),)
    return Evidence(one.resource, one.place, one.path, detail, naming, one.unknown, None, related)


def _kinds(fifo: bool, other: str) -> str:
    ours, theirs = ("FIFO", "standard") if fifo else ("standard", "FIFO")
    return f"{other} is a {theirs} queue, and this one is {ours}"


def _is_fifo(view: View, queue: Resource) -> tuple[bool | None, Value]:
    value = view.read(queue, "FifoQueue")
    if isinstance(value, Absent):
        return False, value
    return (bool(value.data), value) if isinstance(value, Scalar) else (None, value)
