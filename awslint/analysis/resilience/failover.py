"""Settings of a cache that contradict each other about failover."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View


def can_fail_over(view: View, group: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a replication group has what its failover needs: a replica to promote, and failover for Multi-AZ.

    NO points at the setting that cannot be met. A group of shards may fail over without replicas of its own: its
    shards are on several nodes (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html).
    """
    failover, zones = (_on(view.read(group, name)) for name in ("AutomaticFailoverEnabled", "MultiAZEnabled"))
    for truth, name, detail in _contradictions(view, group, failover, zones):
        if truth is Truth.NO:
            continue
        value = view.read(group, name)
        at = view.evidence(group, value, path=(name,))
        if truth is Truth.YES:
            return Outcome(Truth.NO, (replace(at, detail=detail),))
        return Outcome(Truth.UNKNOWN, tuple(_open(view, group)) or (at,))
    return Outcome(Truth.YES, (Evidence(group.key, group.place, ""),))


def _contradictions(view: View, group: Resource, failover: Truth, zones: Truth) -> Iterator[tuple[Truth, str, str]]:
    """What may be wrong, certain things first."""
    sharded = truth_of(not isinstance(view.read(group, "NumNodeGroups"), Absent))
    alone = _at_most(view.read(group, "NumCacheClusters"), 1)
    bare = _at_most(view.read(group, "ReplicasPerNodeGroup"), 0)
    found = [
        (
            all_of((failover, alone, ~sharded)),
            "AutomaticFailoverEnabled",
            "it has a single node, and nothing to promote",
        ),
        (all_of((zones, ~failover)), "MultiAZEnabled", "it has no automatic failover, which Multi-AZ needs"),
        (all_of((zones, bare)), "MultiAZEnabled", "it has no replicas, which Multi-AZ needs"),
    ]
    yield from sorted(found, key=lambda one: one[0] is not Truth.YES)


def _open(view: View, group: Resource) -> Iterator[Evidence]:
    names = ("AutomaticFailoverEnabled", "MultiAZEnabled", "NumCacheClusters", "ReplicasPerNodeGroup")
    for value in (view.read(group, name) for name in names):
        if isinstance(value, Unknown):
            yield view.evidence(group, value)


def _on(value: Value) -> Truth:
    if isinstance(value, Unknown):
        return Truth.UNKNOWN
    return truth_of(isinstance(value, Scalar) and value.data is True)


def _at_most(value: Value, most: int) -> Truth:
    if isinstance(value, Unknown):
        return Truth.UNKNOWN
    return truth_of(isinstance(value, Scalar) and isinstance(value.data, int) and value.data <= most)
