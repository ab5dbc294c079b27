"""From a trail to a person: log group, metric filter, alarm, action, subscriber. The first missing link is named.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
"""

from collections.abc import Iterator, Mapping

from awslint.analysis.delivery.links import elsewhere, named, place_of, related_to
from awslint.analysis.iam.text import text_of
from awslint.analysis.monitoring.actions import broken_action
from awslint.analysis.monitoring.controls import wanted
from awslint.analysis.monitoring.patterns import Event, NotUnderstood, matches
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
from awslint.query.relations import Member
from awslint.query.text import text_key
from awslint.query.view import View

ALARM = "AWS::CloudWatch::Alarm"


def alarmed(view: View, trail: Resource, control: str) -> Outcome:
    """Whether somebody is told when what the control watches for happens; NO names the first missing link."""
    naming = view.read(trail, "CloudWatchLogsLogGroupArn")
    member = None if isinstance(naming, Absent) else named(view, trail, "trail-log-group", naming)
    if member is None:
        return elsewhere(view, trail, naming, "the metric filters")
    group = member.resource
    filters = list(view.related(group, "filtered-by").members)
    if not filters:
        # They may well be in another stack than the trail.
        subject = f"whether a metric filter outside the input watches {group.address}"
        return Outcome(Truth.UNKNOWN, (view.evidence(trail, Unknown(Why.FUNCTION, subject, naming.place)),))
    words, events = wanted(control)
    counting: dict[str, list[Resource]] = {name: [] for name in events}
    doubts: list[Evidence] = []
    for one in filters:
        found = _counted(view, one, events)
        if isinstance(found, Evidence):
            doubts.append(found)
            continue
        for name in found:
            counting[name].append(one.resource)
    chain = (place_of("log-group", f"{trail.address} writes to {group.address}", group),)
    missed = [name for name, by in counting.items() if not by]
    if missed and doubts:
        return Outcome(Truth.UNKNOWN, tuple(doubts))
    if len(missed) == len(events):
        detail = f"no metric filter on {group.address} counts {words}"
        return Outcome(Truth.NO, (related_to(view.evidence(trail, naming, detail), chain),))
    if missed:
        best = max((by for by in counting.values() if by), key=len)[0]
        evidence = view.evidence(
            best, view.read(best, "FilterPattern"), f"{best.address} does not count {_some(missed)}"
        )
        return Outcome(Truth.NO, (related_to(evidence, chain),))
    return _heard(view, trail, naming, {one.key: one for by in counting.values() for one in by}, chain)


def _counted(view: View, member: Member, events: Mapping[str, Event]) -> list[str] | Evidence:
    """The events that a metric filter counts, or what leaves that open."""
    written = view.read(member.resource, "FilterPattern")
    if member.certain is not Truth.YES:
        return view.evidence(member.source, member.naming)
    if not isinstance(written, Scalar):
        return view.evidence(member.resource, written)
    try:
        return [name for name, event in events.items() if matches(str(written.data), event)]
    except NotUnderstood:
        unknown = Unknown(Why.FUNCTION, "what the filter pattern matches", written.place)
        return view.evidence(member.resource, unknown)


def _heard(
    view: View, trail: Resource, naming: Value, filters: dict[str, Resource], chain: tuple[RelatedPlace, ...]
) -> Outcome:
    """Whether each of the filters that count has an alarm that tells somebody."""
    open_ones: list[Evidence] = []
    for counter in filters.values():
        broken: list[Evidence] = []
        good = False
        seen = (*chain, place_of("metric-filter", f"{counter.address} counts it", counter))
        for alarm in _alarms_on(view, counter):
            found = broken_action(view, alarm)
            if found.truth is Truth.NO:
                good = True
            elif found.truth is Truth.UNKNOWN:
                open_ones.extend(found.evidence)
                good = True
            else:
                broken.extend(related_to(one, seen) for one in found.evidence)
        if good:
            continue
        if broken:
            return Outcome(Truth.NO, tuple(broken[:1]))
        unknown = _unknown_metric(view, counter)
        if unknown is not None:
            open_ones.append(view.evidence(counter, unknown))
            continue
        detail = f"nothing alarms on {_metric(view, counter)}, in which {counter.address} counts"
        at = view.evidence(counter, view.read(counter, "MetricTransformations"), detail)
        return Outcome(Truth.NO, (related_to(at, seen),))
    if open_ones:
        return Outcome(Truth.UNKNOWN, tuple(open_ones))
    return Outcome(Truth.YES, (view.evidence(trail, naming),))


def metrics_of(view: View, counter: Resource) -> Iterator[tuple[Value, Value, Value]]:
    """Namespace and name of each metric that a filter makes, and the transformation."""
    for item in view.items(view.read(counter, "MetricTransformations"))[0]:
        yield view.get(item, "MetricNamespace"), view.get(item, "MetricName"), item


def metrics_watched(view: View, alarm: Resource) -> Iterator[tuple[Value, Value, Value]]:
    """Namespace, name and dimensions of each metric that an alarm watches."""
    name = view.read(alarm, "MetricName")
    if not isinstance(name, Absent):
        yield view.read(alarm, "Namespace"), name, view.read(alarm, "Dimensions")
    for item in view.items(view.read(alarm, "Metrics"))[0]:
        metric = view.get(view.get(item, "MetricStat"), "Metric")
        if not isinstance(metric, Absent):
            yield view.get(metric, "Namespace"), view.get(metric, "MetricName"), view.get(metric, "Dimensions")


def _alarms_on(view: View, counter: Resource) -> Iterator[Resource]:
    made = {(text_key(space), text_key(name)) for space, name, _ in metrics_of(view, counter)}
    for alarm, exists in view.resources(counter.scope, ALARM):
        if exists is Truth.YES and any(
            (text_key(space), text_key(name)) in made for space, name, _ in metrics_watched(view, alarm)
        ):
            yield alarm


def _unknown_metric(view: View, counter: Resource) -> Unknown | None:
    """A name that leaves open whether an alarm is on it."""
    for space, name, _ in metrics_of(view, counter):
        for value in (space, name):
            if isinstance(value, Unknown) and text_key(value) is None:
                return value
    for alarm, _ in view.resources(counter.scope, ALARM):
        for space, name, _ in metrics_watched(view, alarm):
            for value in (space, name):
                if isinstance(value, Unknown):
                    return value
    return None


def _metric(view: View, counter: Resource) -> str:
    for space, name, _ in metrics_of(view, counter):
        said = [_said(view, one) for one in (space, name)]
        return "/".join(said)
    return "its metric"


def _said(view: View, value: Value) -> str:
    text = text_of(view, value, "literal")
    return "".join(one if isinstance(one, str) else "…" for one in text) if text else "…"


def _some(names: list[str]) -> str:
    """The first names of a list, for a message."""
    return ", ".join(names) if len(names) <= 4 else f"{', '.join(names[:3])} and {len(names) - 3} more"
