"""How long a bucket keeps what is written into it."""

from collections.abc import Mapping
from dataclasses import replace

from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

_NARROWING = ("Prefix", "TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan")


def expires_early(view: View, bucket: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a lifecycle rule removes objects of the bucket after fewer than `days` days.

    YES points at the days of each such rule; who logs to the bucket is related. Argument `logs`: the relation from
    those to the bucket. A rule for a part of the bucket is open: it may be another part than the logs'.
    """
    days = int(str(arguments.get("days") or 90))
    rules = view.get(view.read(bucket, "LifecycleConfiguration"), "Rules")
    if isinstance(rules, Unknown):
        return Outcome(Truth.UNKNOWN, (view.evidence(bucket, rules),))
    items, complete = view.items(rules)
    found: list[Evidence] = []
    left: list[Evidence] = [] if complete else [view.evidence(bucket, rules)]
    for rule in items:
        value, narrowed = _expires(view, rule, days)
        if value is None:
            continue
        if isinstance(value, Unknown) or narrowed is not None:
            left.append(view.evidence(bucket, value if isinstance(value, Unknown) else narrowed or value))
        else:
            found.append(view.evidence(bucket, value, f"after {getattr(value, 'data', '?')} days"))
    if found:
        related = tuple(
            RelatedPlace("logs", f"{one.resource.address} logs to it", one.resource.place, one.resource.address)
            for one in view.related(bucket, str(arguments["logs"])).members
        )
        return Outcome(Truth.YES, tuple(replace(one, related=related) for one in found))
    return Outcome(Truth.UNKNOWN, tuple(left)) if left else Outcome(Truth.NO)


def _expires(view: View, rule: Value, days: int) -> tuple[Value | None, Value | None]:
    """The days after which a rule removes objects, if they are too few or not known, and what narrows the rule."""
    status = view.get(rule, "Status")
    value = view.get(rule, "ExpirationInDays")
    if isinstance(status, Scalar) and status.data != "Enabled":
        return None, None
    if isinstance(value, Absent) or (isinstance(value, Scalar) and isinstance(value.data, int) and value.data >= days):
        return None, None
    if isinstance(status, Unknown):
        return status, None
    narrowing = [view.get(rule, name) for name in _NARROWING]
    return value, next((one for one in narrowing if not _is_nothing(one)), None)


def _is_nothing(value: Value) -> bool:
    return isinstance(value, Absent) or (isinstance(value, Scalar) and value.data in ("", None))
