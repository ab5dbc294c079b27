"""What a CloudTrail trail records and whom it tells.

Event selectors: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html (one that leaves
a field out records management events, reads and writes). Advanced ones, which replace them:
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html.
"""

from collections.abc import Iterable, Iterator

from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.text import fields, literal, text_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Sequence, Unknown, Value, Why
from awslint.query.view import View

_OBJECT = "AWS::S3::Object"
_KINDS = {
    "read": ("read",),
    "readonly": ("read",),
    "write": ("write",),
    "writeonly": ("write",),
    "all": ("read", "write"),
}
_COVERED_BY = {"read": ("All", "ReadOnly"), "write": ("All", "WriteOnly")}


def records_management(view: View, trail: Resource, include: str | None, kind: str | None) -> Outcome:
    """Whether a trail records management events and leaves no source out.

    include    "true" or "false": whether management events have to be among the recorded ones; None when nobody asks
    kind    "ReadOnly", "WriteOnly" or "ALL": which of them; None when nobody asks
    """
    advanced = view.read(trail, "AdvancedEventSelectors")
    if isinstance(advanced, Absent):
        return _by_selectors(view, trail, include, kind)
    items, complete = _selectors(view, advanced)
    answers = [~any_of(_leaves_sources_out(view, item) for item in items)]
    if include is not None and include.lower() != "true":
        answers.append(~any_of(_says(view, item, "eventCategory", "Management") for item in items))
    elif include is not None or kind is not None:
        kinds = _KINDS.get((kind or "").lower(), ("read", "write"))
        found = [any_of(_advanced(view, item, "Management", one) for item in items) for one in kinds]
        answers.append(any_of(found) if kind is None else all_of(found))
    return _answered(view, trail, all_of(answers), complete, advanced, "AdvancedEventSelectors")


def _leaves_sources_out(view: View, item: Value) -> Truth:
    """Whether an advanced selector for management events narrows them by more than reads or writes."""
    selectors, complete = view.items(view.get(item, "FieldSelectors"))
    narrows = [~_is(view.get(one, "Field"), ("eventCategory", "readOnly"), "") for one in selectors]
    narrowed = any_of(narrows if complete else [*narrows, Truth.UNKNOWN])
    return all_of((_says(view, item, "eventCategory", "Management"), narrowed))


def _by_selectors(view: View, trail: Resource, include: str | None, kind: str | None) -> Outcome:
    written = view.read(trail, "EventSelectors")
    if isinstance(written, Absent):
        # CloudTrail then records all management events.
        return _answered(view, trail, truth_of((include or "true").lower() == "true"), True, written, "EventSelectors")
    items, complete = _selectors(view, written)
    for item in items:
        excluded = view.get(item, "ExcludeManagementEventSources")
        sources, all_of_them = view.items(excluded)
        if sources:
            return Outcome(Truth.NO, (view.evidence(trail, excluded),))
        if not all_of_them or isinstance(excluded, Unknown):
            complete = False
    included = (include or "true").lower()
    answers = [Truth.YES]
    if include is not None or kind is not None:
        management = [_is(view.get(item, "IncludeManagementEvents"), (included,), "true") for item in items]
        answers = [
            any_of(
                all_of((management[index], _is(view.get(item, "ReadWriteType"), _COVERED_BY[one], "All")))
                for index, item in enumerate(items)
            )
            for one in _KINDS.get((kind or "").lower(), ())
        ] or [any_of(management)]
    return _answered(view, trail, all_of(answers), complete, written, "EventSelectors")


def records_objects(view: View, trail: Resource, kind: str, buckets: Iterable[str] | None) -> Outcome:
    """Whether a trail records data events of S3 objects: of these buckets, or of all that there are and will be.

    kind    "read", "write", or "any" of the two
    """
    kinds = ("read", "write") if kind == "any" else (kind,)
    advanced = view.read(trail, "AdvancedEventSelectors")
    if not isinstance(advanced, Absent):
        items, complete = _selectors(view, advanced)
        wanted = list(buckets) if buckets else [None]
        truth = all_of(
            any_of(_advanced(view, item, "Data", one, bucket) for one in kinds for item in items) for bucket in wanted
        )
        return _answered(view, trail, truth, complete, advanced, "AdvancedEventSelectors")
    written = view.read(trail, "EventSelectors")
    items, complete = _selectors(view, written)
    found: list[tuple[Truth, Value]] = []
    for item in items:
        read_write = any_of(_is(view.get(item, "ReadWriteType"), _COVERED_BY[one], "All") for one in kinds)
        for resource in view.items(view.get(item, "DataResources"))[0]:
            right = all_of((read_write, _is(view.get(resource, "Type"), (_OBJECT,), "")))
            found.extend((right, value) for value in view.items(view.get(resource, "Values"))[0])
    everything = any_of(all_of((right, _is_everything(view, value))) for right, value in found)
    truth = everything
    if buckets and everything is not Truth.YES:
        truth = any_of((everything, all_of(any_of(_holds(view, name, found)) for name in buckets)))
    return _answered(view, trail, truth, complete, written, "EventSelectors")


def _holds(view: View, name: str, found: list[tuple[Truth, Value]]) -> Iterator[Truth]:
    """Whether one of the values stands for all objects of a bucket."""
    for right, value in found:
        text = text_of(view, value, "literal")
        if text is not None:
            yield all_of((right, covers(text, literal(f"arn:aws:s3:::{name}/"))))


def _is_everything(view: View, value: Value) -> Truth:
    """Whether a DataResources value is `arn:aws:s3` or `arn:aws:s3:::`: all buckets, those of tomorrow included."""
    text = text_of(view, value, "literal")
    if text is None or (isinstance(value, Unknown) and not value.parts and value.refers_to is None):
        return Truth.UNKNOWN
    parts = fields(text)
    if len(parts) < 3 or parts[0] != tuple("arn") or parts[2] != tuple("s3"):
        return Truth.NO
    return truth_of(not any(parts[3:]))


def _advanced(view: View, item: Value, category: str, kind: str, bucket: str | None = None) -> Truth:
    """Whether an advanced selector takes in all events of a category and kind; of one bucket, or of all."""
    answers = [_says(view, item, "eventCategory", category)]
    if category == "Data":
        answers.append(_says(view, item, "resources.type", _OBJECT))
    selectors, complete = view.items(view.get(item, "FieldSelectors"))
    for one in selectors:
        field = view.get(one, "Field")
        if isinstance(field, Unknown):
            answers.append(Truth.UNKNOWN)
        elif _is(field, ("readOnly",), "") is Truth.YES:
            said = view.items(view.get(one, "Equals"))[0]
            answers.append(any_of(_is(value, ("true" if kind == "read" else "false",), "") for value in said))
        elif _is(field, ("resources.ARN",), "") is Truth.YES and category == "Data":
            answers.append(_names_bucket(view, one, bucket))
        elif _is(field, ("eventCategory", "resources.type"), "") is Truth.NO:
            answers.append(Truth.NO)  # it narrows the events
    if not complete:
        answers.append(Truth.UNKNOWN)
    return all_of(answers)


def _names_bucket(view: View, selector: Value, bucket: str | None) -> Truth:
    """Whether a condition on the ARN lets all objects of a bucket in. Any such condition leaves out other buckets."""
    if bucket is None:
        return Truth.NO
    answers = []
    for name in ("StartsWith", "Equals"):
        for value in view.items(view.get(selector, name))[0]:
            text = text_of(view, value, "literal")
            if text is None:
                continue
            known = literal(f"arn:aws:s3:::{bucket}/")
            answers.append(any_of((covers(text, known), covers((*text, "/"), known))))
    return any_of(answers)


def _says(view: View, item: Value, field: str, wanted: str) -> Truth:
    """Whether an advanced selector has this field, equal to this value."""
    selectors, complete = view.items(view.get(item, "FieldSelectors"))
    answers = []
    for one in selectors:
        values, all_of_them = view.items(view.get(one, "Equals"))
        equal = any_of(_is(value, (wanted,), "") for value in values)
        if not all_of_them:
            equal = any_of((equal, Truth.UNKNOWN))
        answers.append(all_of((_is(view.get(one, "Field"), (field,), ""), equal)))
    return any_of(answers) if complete else any_of((*answers, Truth.UNKNOWN))


def notifies_topic(view: View, trail: Resource, topic: str) -> Outcome:
    """Whether a trail notifies the topic of this ARN. SnsTopicName holds the topic's name or its ARN."""
    value = view.read(trail, "SnsTopicName")
    if isinstance(value, Absent):
        return Outcome(Truth.NO, (view.evidence(trail, value, "", ("SnsTopicName",)),))
    text = text_of(view, value, "literal")
    if text is None:
        return Outcome(Truth.UNKNOWN, (view.evidence(trail, value),))
    truth = any_of(covers(text, literal(one)) for one in (topic, topic.rpartition(":")[2]))
    return Outcome(truth, (view.evidence(trail, value),))


def delivers_in_time(view: View, trail: Resource) -> Outcome:
    """Undecided before the trail runs: when it last delivered is not for a template to say."""
    subject = "the time of the latest delivery (aws cloudtrail get-trail-status)"
    value = Unknown(Why.ATTRIBUTE, subject, trail.place)
    return Outcome(Truth.UNKNOWN, (Evidence(trail.key, trail.place, "", "", value, value),))


def _selectors(view: View, value: Value) -> tuple[tuple[Value, ...], bool]:
    items, complete = view.items(value)
    known = tuple(item for item in items if not isinstance(item, Unknown))
    return known, complete and len(known) == len(items) and not isinstance(value, Unknown)


def _is(value: Value, wanted: tuple[str, ...], default: str) -> Truth:
    """Whether a text or boolean is one of these; `default` is what an absent one stands for."""
    lower = {one.lower() for one in wanted}
    if isinstance(value, Absent):
        return truth_of(default.lower() in lower)
    if isinstance(value, Scalar):
        return truth_of(str(value.data).lower() in lower)
    if isinstance(value, Unknown) and value.among:
        answers = {_is(one, wanted, default) for one in value.among}
        return answers.pop() if len(answers) == 1 else Truth.UNKNOWN
    return Truth.UNKNOWN if isinstance(value, Unknown) else Truth.NO


def _answered(view: View, trail: Resource, truth: Truth, complete: bool, value: Value, name: str) -> Outcome:
    """The answer, at the selectors; NO needs all of them."""
    if truth is not Truth.YES and not complete:
        truth = Truth.UNKNOWN
    evidence = view.evidence(trail, value, "", (name,))
    if truth is Truth.UNKNOWN and evidence.unknown is None:
        open_part = _open_part(view, value)
        evidence = view.evidence(trail, open_part or value, "", (name,))
    return Outcome(truth, (evidence,))


def _open_part(view: View, value: Value) -> Unknown | None:
    """The first unknown value inside, for the reason."""
    value = view.resolve(value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Sequence) and not value.complete and value.missing is not None:
        return value.missing
    if isinstance(value, Scalar | Absent):
        return None
    for item in view.items(value)[0]:
        found = _open_part(view, item)
        if found is not None:
            return found
    return None
