"""The sizes between which something scales."""

from collections.abc import Mapping
from dataclasses import replace

from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

FLEET = "AWS::AutoScaling::AutoScalingGroup"
TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
SCHEDULE = "AWS::AutoScaling::ScheduledAction"
NODES = "AWS::EKS::Nodegroup"
# The properties that hold the smallest, the wanted and the largest size.
SIZES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    FLEET: (("MinSize",), ("DesiredCapacity",), ("MaxSize",)),
    SCHEDULE: (("MinSize",), ("DesiredCapacity",), ("MaxSize",)),
    TARGET: (("MinCapacity",), ("MaxCapacity",)),
    NODES: (("ScalingConfig", "MinSize"), ("ScalingConfig", "DesiredSize"), ("ScalingConfig", "MaxSize")),
}


def sizes_in_order(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the smallest size is at most the wanted, and that at most the largest. A size not written is no size.

    NO points at the first size that is above the one after it.
    """
    written = [(path, view.read(resource, *path)) for path in SIZES[resource.type]]
    present = [(path, value) for path, value in written if not isinstance(value, Absent)]
    pairs = [(one, other) for index, one in enumerate(present) for other in present[index + 1 :]]
    orders = [(_at_most(one[1], other[1]), one, other) for one, other in pairs]
    truth = all_of(order for order, _, _ in orders)
    if truth is Truth.YES:
        return Outcome(truth, tuple(view.evidence(resource, value, path=path) for path, value in present))
    _, one, other = next(found for found in orders if found[0] is truth)
    if truth is Truth.UNKNOWN:
        left = [view.evidence(resource, value) for _, value in (one, other) if isinstance(value, Unknown)]
        return Outcome(truth, tuple(left))
    detail = f"{one[0][-1]} {_shown(one[1])} is above {other[0][-1]} {_shown(other[1])}"
    at = view.evidence(resource, one[1], detail)
    return Outcome(truth, (replace(at, related=(_size(resource, other),)),))


def can_move(view: View, resource: Resource) -> tuple[Truth, tuple[Evidence, ...], tuple[RelatedPlace, ...]]:
    """Whether the largest size is above the smallest; what leaves it open; and the two sizes as related places."""
    paths = (SIZES[resource.type][0], SIZES[resource.type][-1])
    ends = [(path, view.read(resource, *path)) for path in paths]
    truth = ~_equal(ends[0][1], ends[1][1])
    open_ends = tuple(view.evidence(resource, value, path=path) for path, value in ends if isinstance(value, Unknown))
    return truth, open_ends, tuple(_size(resource, end) for end in ends)


def within_target(view: View, service: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the desired count of a service lies between the sizes of the scalable target that names it.

    NO points at the count, and tells of the target's size that it is beyond.
    """
    count = view.read(service, "DesiredCount")
    at = view.evidence(service, count, path=("DesiredCount",))
    for target, certain in view.resources(service.scope, TARGET):
        named = _names(view, target, service)
        if named is Truth.NO or isinstance(count, Absent):
            continue
        ends = [(path, view.read(target, *path)) for path in SIZES[TARGET]]
        orders = [_at_most(ends[0][1], count), _at_most(count, ends[1][1])]
        if all_of(orders) is Truth.YES:
            continue
        if Truth.NO in orders and all_of((named, certain)) is Truth.YES:
            end = ends[orders.index(Truth.NO)]
            beyond = "below" if end is ends[0] else "above"
            detail = f"{_shown(count)} is {beyond} {end[0][-1]} {_shown(end[1])} of {target.address}"
            return Outcome(Truth.NO, (replace(at, detail=detail, related=(_size(target, end),)),))
        left = [view.evidence(service, count)] if isinstance(count, Unknown) else []
        left += [view.evidence(target, value) for _, value in ends if isinstance(value, Unknown)]
        return Outcome(Truth.UNKNOWN, tuple(left) or (view.evidence(target, view.read(target, "ResourceId")),))
    return Outcome(Truth.YES, (at,))


def is_scaled(view: View, service: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a scalable target of the input names the service."""
    truths = [all_of((_names(view, one, service), certain)) for one, certain in view.resources(service.scope, TARGET)]
    return Outcome(any_of(truths), (Evidence(service.key, service.place, ""),))


def _names(view: View, target: Resource, service: Resource) -> Truth:
    """Whether a target is the one of a service: `service/<cluster>/<name>`."""
    value = view.read(target, "ResourceId")
    if isinstance(value, Unknown):
        parts = [part for part in (*value.parts, value) if isinstance(part, Unknown) and part.refers_to is not None]
        if any(part.refers_to is not None and part.refers_to.target == service.key for part in parts):
            return Truth.YES
        known = [view.graph.resources.get(part.refers_to.target) for part in parts if part.refers_to is not None]
        if any(one is not None and one.type == service.type for one in known):
            return Truth.NO
        last = value.parts[-1] if value.parts else None
        name = view.read(service, "ServiceName")
        if isinstance(last, str) and isinstance(name, Scalar):
            return truth_of(last.rpartition("/")[2] == str(name.data))
        return Truth.NO if isinstance(last, str) else Truth.UNKNOWN
    name = view.read(service, "ServiceName")
    if isinstance(value, Scalar) and isinstance(name, Scalar):
        return truth_of(str(value.data).rpartition("/")[2] == str(name.data))
    return Truth.NO


def _size(resource: Resource, end: tuple[tuple[str, ...], Value]) -> RelatedPlace:
    path, value = end
    message = f"{path[-1]} of {resource.address} is {_shown(value)}"
    return RelatedPlace("size", message, value.place, resource.address)


def _at_most(one: Value, other: Value) -> Truth:
    left, right = _number(one), _number(other)
    if left is not None and right is not None:
        return truth_of(left <= right)
    return Truth.YES if _equal(one, other) is Truth.YES else Truth.UNKNOWN


def _equal(one: Value, other: Value) -> Truth:
    left, right = _number(one), _number(other)
    if left is not None and right is not None:
        return truth_of(left == right)
    if isinstance(one, Unknown) and isinstance(other, Unknown) and one.symbol and one.symbol == other.symbol:
        return Truth.YES
    return Truth.UNKNOWN


def _number(value: Value) -> int | None:
    if not isinstance(value, Scalar) or isinstance(value.data, bool):
        return None
    try:
        return int(str(value.data))
    except ValueError:
        return None


def _shown(value: Value) -> str:
    if isinstance(value, Scalar):
        return str(value.data)
    return value.subject if isinstance(value, Unknown) else "not written"
