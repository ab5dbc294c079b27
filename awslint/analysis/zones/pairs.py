"""Two things that have to share a zone, or have to keep apart."""

from collections.abc import Mapping
from dataclasses import replace

from awslint.analysis.zones.zone import followed, same, zone_of_host, zone_words
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of
from awslint.model.value import Absent, Unknown, Value
from awslint.query.relations import Member
from awslint.query.view import View


def replica_apart(view: View, replica: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a read replica stands in another zone than its source. NO points at the replica's zone.

    Open where either leaves its zone to RDS, and where the source is outside the input.
    """
    own = view.read(replica, "AvailabilityZone")
    at = view.evidence(replica, own, path=("AvailabilityZone",))
    sources = view.related(replica, "rds-replica-source")
    if isinstance(own, Absent) or not sources.members:
        left = tuple(view.evidence(replica, value) for value in sources.open)
        return Outcome(Truth.UNKNOWN, left or (at,))
    source = sources.members[0]
    other = view.read(source.resource, "AvailabilityZone")
    if isinstance(other, Absent):
        return Outcome(Truth.UNKNOWN, (view.evidence(source.resource, other, path=("AvailabilityZone",)),))
    zone = followed(view, own)
    together = all_of((source.certain, same(zone, followed(view, other))))
    return _compared(view, source.resource, together, at, zone, "its source {other} is in {zone} too", apart=True)


def volume_beside_instance(view: View, attachment: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the volume of an attachment stands in the zone of its instance. NO points at the attached volume.

    Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-attaching-volume.html
    """
    volume, instance = (_end(view, attachment, name) for name in ("volume-of-attachment", "instance-of-attachment"))
    named = view.read(attachment, "VolumeId")
    at = view.evidence(attachment, named, path=("VolumeId",))
    if volume is None or instance is None:
        missing = named if volume is None else view.read(attachment, "InstanceId")
        return Outcome(Truth.UNKNOWN, (view.evidence(attachment, missing, path=("InstanceId",)),))
    zones = zone_of_host(view, volume.resource), zone_of_host(view, instance.resource)
    together = same(*zones)
    if Truth.UNKNOWN in (volume.certain, instance.certain) and together is Truth.NO:
        together = Truth.UNKNOWN
    words = f"the volume is in {zone_words(zones[0])}, {{other}} in {{zone}}"
    return _compared(view, instance.resource, together, at, zones[1], words, apart=False, also=volume.resource)


def _end(view: View, attachment: Resource, relation: str) -> Member | None:
    members = view.related(attachment, relation).members
    return members[0] if members else None


def _compared(
    view: View,
    other: Resource,
    together: Truth,
    at: Evidence,
    zone: Value,
    words: str,
    *,
    apart: bool,
    also: Resource | None = None,
) -> Outcome:
    truth = ~together if apart else together
    if truth is Truth.UNKNOWN:
        unknown = zone if isinstance(zone, Unknown) else at.unknown
        return Outcome(truth, (replace(at, unknown=unknown),))
    if truth is Truth.YES:
        return Outcome(truth, (at,))
    ends = (other,) if also is None else (other, also)
    related = tuple(
        RelatedPlace("zone", f"{end.address} stands in {zone_words(zone_of_host(view, end))}", end.place, end.address)
        for end in ends
    )
    return Outcome(
        truth, (replace(at, detail=words.format(other=other.address, zone=zone_words(zone)), related=related),)
    )
