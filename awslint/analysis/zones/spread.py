"""In how many zones something stands: zones are compared, subnets are not counted."""

from collections.abc import Mapping

from awslint.analysis.network import hosts
from awslint.analysis.zones.zone import differ, same, zone_of, zone_of_host, zone_words
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View


def in_several_zones(view: View, host: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a host stands in at least `minimum` zones (2 without it), by its subnets or a list of zones.

    Arguments `zones`: the property that lists zones where there are no subnets, such as AvailabilityZones; `count`: the
    property that says how many zones it is to stand in, in the place of `minimum` where it is written.
    NO points at the list of subnets or zones, or at the host that has none.
    """
    minimum = int(str(arguments.get("minimum") or 2))
    if arguments.get("count"):
        count = view.read(host, *str(arguments["count"]).split("."))
        if isinstance(count, Unknown):
            return Outcome(Truth.UNKNOWN, (view.evidence(host, count),))
        if isinstance(count, Scalar) and isinstance(count.data, int):
            minimum = count.data
    stands, open_ends, lists = _zones(view, host, arguments.get("zones"))
    return _judged(view, minimum, stands, open_ends, lists or Evidence(host.key, host.place, ""))


def members_in_several_zones(view: View, host: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether what belongs to a resource stands in at least `minimum` zones (2 without it), all of it together.

    Argument `members`: the relation between these and it, such as the mount targets of a file system. NO points at it.
    """
    members = view.related(host, str(arguments["members"]))
    stands: list[Stand] = []
    open_ends = [view.evidence(host, value) for value in members.open]
    for member in members.members:
        found, left, _ = _zones(view, member.resource, None)
        if not found and not left:
            found = [(member.resource, zone_of_host(view, member.resource))]
        if member.certain is Truth.YES:
            stands.extend(found)
            open_ends.extend(left)
        else:
            open_ends.append(view.evidence(member.source, member.naming))
    minimum = int(str(arguments.get("minimum") or 2))
    return _judged(view, minimum, stands, tuple(open_ends), Evidence(host.key, host.place, ""))


def _judged(
    view: View,
    minimum: int,
    stands: "list[Stand]",
    open_ends: tuple[Evidence, ...],
    blame: Evidence,
) -> Outcome:
    least, most = _bounds([zone for _, zone in stands])
    related = tuple(
        RelatedPlace(
            "subnet", f"{subnet.address} is one of its subnets, in {zone_words(zone)}", subnet.place, subnet.address
        )
        for subnet, zone in stands
        if subnet.key != blame.resource
    )
    if least >= minimum:
        return Outcome(Truth.YES, (blame,))
    if most < minimum and not open_ends:
        detail = f"it stands in {most or 'no'} zone{'' if most == 1 else 's'}"
        found = Evidence(blame.resource, blame.place, blame.path, detail, blame.value, related=related)
        return Outcome(Truth.NO, (found,))
    unknown = [view.evidence(writer, zone) for writer, zone in stands if isinstance(zone, Unknown)]
    return Outcome(Truth.UNKNOWN, (*open_ends, *unknown) or (blame,))


Stand = tuple[Resource, Value]


def _zones(view: View, host: Resource, listed: object) -> tuple[list[Stand], tuple[Evidence, ...], Evidence | None]:
    """Where the host stands, the references that leave the input, and the list that says where."""
    places = hosts.subnets(view, host)
    found: list[Stand] = [(subnet, zone_of(view, subnet)) for subnet, certain in places.known if certain is Truth.YES]
    doubtful = tuple(Evidence(one.key, one.place, "") for one, certain in places.known if certain is not Truth.YES)
    lists = _list(view, host)
    if places.known or places.open or listed is None:
        return found, (*places.open, *doubtful), lists
    value = view.read(host, *str(listed).split("."))
    if isinstance(value, Absent):
        return [], (), lists
    items, complete = view.items(value)
    left = () if complete else (view.evidence(host, value),)
    return [(host, item) for item in items], left, view.evidence(host, value)


def _list(view: View, host: Resource) -> Evidence | None:
    """The property that lists the subnets of a host, or that names its group of subnets."""
    for row in (*view.knowledge.relations["stands-in"], *view.knowledge.relations["subnet-group"]):
        if host.type in row.sources and (row.via.endswith("[*]") or row.name == "subnet-group"):
            value = view.read(host, *row.via.removesuffix("[*]").split("."))
            if not isinstance(value, Absent):
                return view.evidence(host, value)
    return None


def _bounds(zones: list[Value]) -> tuple[int, int]:
    """How many different zones these are at least, and at most."""
    apart: list[Value] = []
    kinds: list[Value] = []
    for zone in zones:
        if all(differ(zone, other) is Truth.YES for other in apart):
            apart.append(zone)
        if not any(same(zone, other) is Truth.YES for other in kinds):
            kinds.append(zone)
    return len(apart), len(kinds)
