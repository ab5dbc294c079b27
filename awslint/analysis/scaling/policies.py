"""Scaling policies: what they scale, and what sets them off."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.analysis.scaling.sizes import TARGET, can_move
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Absent, Choice, Scalar, Sequence, Unknown, Value, Why
from awslint.model.value import Mapping as MappingValue
from awslint.query.relations import Member, Related
from awslint.query.text import text_key
from awslint.query.view import View

FLEET_POLICY = "AWS::AutoScaling::ScalingPolicy"
TARGET_POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
POLICIES = frozenset({FLEET_POLICY, TARGET_POLICY})
_NAMES = {FLEET_POLICY: ("AutoScalingGroupName",), TARGET_POLICY: ("ScalingTargetId", "ResourceId")}


def scaled(view: View, policy: Resource) -> Related:
    """What a policy scales. A table is scaled twice, for reads and for writes: the dimension tells which is meant."""
    if policy.type == FLEET_POLICY:
        return view.related(policy, "policy-of-fleet")
    found = view.related(policy, "scaling-policy-of-target")
    own = view.read(policy, "ScalableDimension")
    if isinstance(own, Absent) or len(found.members) < 2:
        return found
    wanted = text_key(own)
    kept = [one for one in found.members if text_key(view.read(one.resource, "ScalableDimension")) == wanted]
    if len(kept) == 1 and wanted is not None:
        kept = [replace(kept[0], certain=view.exists(kept[0].resource))]
    return Related(tuple(kept), found.open)


def naming(view: View, policy: Resource) -> Evidence:
    """The property in which a policy names what it scales."""
    for name in _NAMES[policy.type]:
        value = view.read(policy, name)
        if not isinstance(value, Absent):
            return view.evidence(policy, value)
    return Evidence(policy.key, policy.place, "")


def can_act(view: View, policy: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether what a policy scales has room to move: a largest size above its smallest.

    NO points at the property that names it; the two sizes are related. Open where a schedule changes the sizes.
    """
    at = naming(view, policy)
    found = scaled(view, policy)
    if not found.members:
        left = tuple(view.evidence(policy, value) for value in found.open)
        return Outcome(Truth.UNKNOWN, left or (at,))
    target = found.members[0]
    moves, open_ends, ends = can_move(view, target.resource)
    if moves is Truth.YES:
        return Outcome(moves, (at,))
    schedule = _schedule(view, target.resource) if moves is Truth.NO else None
    if schedule is not None:
        unknown = Unknown(Why.FUNCTION, f"the sizes that {schedule.address} sets", schedule.place)
        return Outcome(Truth.UNKNOWN, (Evidence(schedule.key, schedule.place, "", unknown=unknown),))
    if moves is Truth.UNKNOWN or target.certain is Truth.UNKNOWN:
        return Outcome(Truth.UNKNOWN, open_ends or (at,))
    detail = f"{target.resource.address} has the same smallest and largest size"
    return Outcome(Truth.NO, (replace(at, detail=detail, related=ends),))


def _schedule(view: View, target: Resource) -> Resource | None:
    """Something that gives a target other sizes at certain times."""
    if target.type == TARGET:
        return None if isinstance(view.read(target, "ScheduledActions"), Absent) else target
    members = view.related(target, "schedule-of-fleet").members
    return members[0].resource if members else None


def is_called(view: View, policy: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether an alarm has the policy as an action. NO points at the policy.

    Open where anything else of the input or an output names it: that may tell others, who may call it.
    """
    whole = Evidence(policy.key, policy.place, "")
    alarms = view.related(policy, "alarm-scales").members
    called = any_of(one.certain for one in alarms)
    if called is not Truth.NO:
        return Outcome(called, tuple(view.evidence(one.source, one.naming) for one in alarms))
    for resource in view.graph.resources.values():
        if resource.scope == policy.scope:
            place = next(_mentions(resource.properties, policy.key), None)
            if place is not None and view.exists(resource) is not Truth.NO:
                unknown = Unknown(Why.FUNCTION, f"what {resource.address} does with the policy", place.place)
                return Outcome(Truth.UNKNOWN, (replace(view.evidence(resource, place), unknown=unknown),))
    return Outcome(Truth.NO, (replace(whole, detail="no alarm calls it"),))


def _mentions(value: Value, key: str) -> Iterator[Value]:
    """Where a value refers to a resource, in any world."""
    if isinstance(value, Unknown | Scalar):
        if value.refers_to is not None and value.refers_to.target == key:
            yield value
        for part in getattr(value, "parts", ()):
            if isinstance(part, Unknown) and next(_mentions(part, key), None) is not None:
                yield value
    elif isinstance(value, MappingValue):
        for entry in value.entries.values():
            yield from _mentions(entry, key)
    elif isinstance(value, Sequence):
        for item in value.items:
            yield from _mentions(item, key)
    elif isinstance(value, Choice):
        for case in value.cases:
            yield from _mentions(case.value, key)


def certain_of(members: tuple[Member, ...], key: str) -> Truth:
    """Whether one of the members is the resource with this key."""
    return any_of(one.certain for one in members if one.resource.key == key)


def siblings(view: View, policy: Resource, target: Resource) -> Iterator[tuple[Resource, Truth]]:
    """The other policies of what a policy scales."""
    relation = "policy-of-fleet" if policy.type == FLEET_POLICY else "scaling-policy-of-target"
    for one in view.related(target, relation).members:
        if one.resource.key != policy.key:
            also = certain_of(scaled(view, one.resource).members, target.key)
            truth = all_of((one.certain, also))
            if truth is not Truth.NO:
                yield one.resource, truth


def place_of(resource: Resource, role: str, message: str, value: Value | None = None) -> RelatedPlace:
    """A related place: a value of a resource, or its name."""
    place = resource.place if value is None or isinstance(value, Absent) else value.place
    return RelatedPlace(role, message, place, resource.address)
