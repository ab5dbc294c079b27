"""Whether the members of a database cluster stand in several zones."""

from collections.abc import Mapping

from awslint.analysis.zones.zone import differ
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Absent, Unknown, Value
from awslint.query.relations import Member
from awslint.query.view import View


def cluster_spread(view: View, cluster: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a cluster has members in at least two zones.

    Argument `members`: the relation from its instances to it. Members without a written zone count as standing apart:
    Aurora puts the first three instances of a cluster into different zones
    (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html, AvailabilityZones).
    NO points at the zone that the members share, or at the cluster that has too few.
    """
    members = view.related(cluster, str(arguments["members"])).members
    zones = [(one, view.read(one.resource, "AvailabilityZone")) for one in members]
    pairs = [(one, other) for index, one in enumerate(zones) for other in zones[index + 1 :]]
    truth = any_of(_apart(one, other) for one, other in pairs)
    if truth is Truth.YES:
        return Outcome(
            truth, tuple(view.evidence(one.resource, zone, path=("AvailabilityZone",)) for one, zone in zones)
        )
    if truth is Truth.UNKNOWN:
        undecided = [view.evidence(one.resource, zone) for one, zone in zones if isinstance(zone, Unknown)]
        doubtful = [view.evidence(one.source, one.naming) for one, _ in zones if one.certain is Truth.UNKNOWN]
        return Outcome(truth, (*undecided, *doubtful) or (Evidence(cluster.key, cluster.place, ""),))
    return Outcome(truth, (_blame(view, cluster, zones),))


def _apart(one: tuple[Member, Value], other: tuple[Member, Value]) -> Truth:
    placed = Truth.YES if isinstance(one[1], Absent) or isinstance(other[1], Absent) else differ(one[1], other[1])
    return all_of((one[0].certain, other[0].certain, placed))


def _blame(view: View, cluster: Resource, zones: list[tuple[Member, Value]]) -> Evidence:
    related = tuple(
        RelatedPlace("member", f"{one.resource.address} is a member", one.resource.place, one.resource.address)
        for one, _ in zones
    )
    if len(zones) < 2:
        count = "no instance" if not zones else "a single instance"
        return Evidence(cluster.key, cluster.place, "", f"it has {count}", related=related)
    member, zone = zones[-1]
    found = view.evidence(member.resource, zone, "all its instances are in one zone")
    return Evidence(found.resource, found.place, found.path, found.detail, found.value, related=related)
