"""The sizes between which something scales."""

from collections.abc import Mapping
from dataclasses import replace

from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, truth_of
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
