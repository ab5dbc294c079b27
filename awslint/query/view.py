"""The graph as it is in one world. All reading by the engine and by analysis goes through a view.

Every method may raise `Split` when the answer depends on a choice that the world leaves open; `explore` handles it.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import field
from datetime import date
from functools import lru_cache
from typing import TypeVar

from awslint.knowledge.facts import Knowledge, ServiceDefault
from awslint.model.finding import Evidence
from awslint.model.graph import Graph
from awslint.model.place import Path, Place, dotted
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import (
    Absent,
    Choice,
    Origin,
    Scalar,
    Sequence,
    Unknown,
    Value,
    Why,
)
from awslint.model.value import (
    Mapping as MappingValue,
)
from awslint.model.world import World
from awslint.query.relations import Links, Related

Answer = TypeVar("Answer")

FUNCTIONS = frozenset({"Ref", "Condition"})
_WRITTEN = (Scalar, MappingValue, Sequence)  # a union would be made anew for each of the many values


@record(eq=False)
class View:
    """A graph seen in one world, with the facts and the rule parameters that a question may use.

    `today` decides what dated tables say; `parameters` are those of the rule that asks.
    """

    graph: Graph
    knowledge: Knowledge
    links: Links
    world: World = field(default_factory=World)
    parameters: Mapping[str, object] = field(default_factory=dict)
    today: date = date.max

    def within(self, world: World) -> "View":
        """The same graph in another world."""
        if world is self.world:
            return self
        return View(self.graph, self.knowledge, self.links, world, self.parameters, self.today)

    def asking(self, parameters: Mapping[str, object]) -> "View":
        """The same for a rule with these parameters."""
        if parameters == self.parameters:
            return self
        return View(self.graph, self.knowledge, self.links, self.world, parameters, self.today)

    def resolve(self, value: Value) -> Value:
        """The value in this world."""
        return self.world.resolve(value) if isinstance(value, Choice) else value

    def exists(self, resource: Resource) -> Truth:
        """Whether the deployment has the resource."""
        exists = self.resolve(resource.exists)
        if isinstance(exists, Scalar):
            return Truth.YES if exists.data else Truth.NO
        return Truth.UNKNOWN

    def get(self, container: Value, key: str) -> Value:
        """The value of a key. Absent where the mapping is complete and lacks it, Unknown where it may have it."""
        if isinstance(container, Choice):
            container = self.world.resolve(container)
        if isinstance(container, MappingValue):
            found = container.entries.get(key)
            if found is not None:
                return self.world.resolve(found) if isinstance(found, Choice) else found
            if container.complete:
                return Absent(container.place)
            why = container.missing
            if why is None:
                return Unknown(Why.MACRO, key, container.place, may_be_absent=True)
            return Unknown(why.why, why.subject, container.place, may_be_absent=True, origins=why.origins)
        if isinstance(container, Unknown):
            # What is inside an unknown object is unknown; whether it is there at all is too.
            return Unknown(
                container.why,
                container.subject,
                container.place,
                symbol=f"{container.symbol}.{key}" if container.symbol else None,
                may_be_absent=True,
                origins=container.origins,
            )
        return container if isinstance(container, Absent) else Absent(container.place)

    def items(self, container: Value) -> tuple[tuple[Value, ...], bool]:
        """The items of a list (or the values of a map) that exist in this world, and whether these are all."""
        container = self.resolve(container)
        if isinstance(container, Sequence):
            found = tuple(self.resolve(item) for item in container.items)
            return tuple(item for item in found if not isinstance(item, Absent)), container.complete
        if isinstance(container, MappingValue):
            found = tuple(self.resolve(item) for item in container.entries.values())
            return tuple(item for item in found if not isinstance(item, Absent)), container.complete
        if isinstance(container, Absent):
            return (), True
        if isinstance(container, Scalar) and container.data is not None:
            return (container,), True  # AWS takes a single value where a list is meant
        return (), not isinstance(container, Unknown)

    def read(self, resource: Resource, *path: str, defaults: bool = False) -> Value:
        """The value at a property path (names only), with the service's documented defaults when asked.

        A value that comes from a default carries an origin of kind "service-default".
        """
        value: Value = self.resolve(resource.properties)
        for depth, name in enumerate(path):
            value = self.get(value, name)
            if defaults and isinstance(value, Absent):
                value = self.default(resource, path[: depth + 1], value)
        return value

    def default(self, resource: Resource, path: tuple[str, ...], absent: Absent) -> Value:
        """The documented default at this level, or the absence itself where none is documented."""
        row = self.knowledge.defaults.get((resource.type, ".".join(path)))
        if row is None or (row.since and date.fromisoformat(row.since) > self.today):
            return absent
        return _plain(row.value, absent.place, _default_origin(row, absent.written))

    def once(self, name: Hashable, scope: str, ask: Callable[[], Answer]) -> Answer:
        """The answer to a question about a whole scope, asked once in each world and not for each resource."""
        key = (name, scope, frozenset(self.world.possible.items()))
        if key not in self.links.answers:
            self.links.answers[key] = ask()
        found: Answer = self.links.answers[key]
        return found

    def related(self, resource: Resource, relation: str) -> Related:
        """The resources at the other end of a relation that exist in this world, and the ends that stay open."""
        return self.links.related(self, resource, relation)

    def naming(self, resource: Resource, relation: str) -> Related:
        """The resources that name this one; for relations between resources of the same type, in that direction."""
        return self.links.naming(self, resource, relation)

    def resources(self, scope: str, *types: str) -> Iterator[tuple[Resource, Truth]]:
        """The resources of these types in a scope, without those that this world does not have."""
        for resource in self.graph.of_type(scope, *types):
            exists = self.exists(resource)
            if exists is not Truth.NO:
                yield resource, exists

    def evidence(self, resource: Resource, value: Value, detail: str = "", path: tuple[str, ...] = ()) -> Evidence:
        """Evidence that points at a value of a resource; `path` names what is missing when the value is absent."""
        return Evidence(
            resource.key,
            value.place,
            written_path(resource, value, path),
            detail,
            value,
            value if isinstance(value, Unknown) else None,
            default_of(value),
        )


def written_path(resource: Resource, value: Value, path: tuple[str, ...] = ()) -> str:
    """The property path as the user wrote it, relative to the properties; intrinsic functions are left out."""
    if isinstance(value, Absent):
        if value.written is not None:
            return value.written
        if path:
            return ".".join(path)
    start = resource.properties.place
    place = value.place
    name = _default_name(value) if resource.language == "terraform" else None
    if name is not None and place.path[-1:] != (name.rpartition(".")[2],):
        return name  # it stands nowhere; a plan writes out what the provider sets
    if place.document != start.document or place.path[: len(start.path)] != start.path:
        return dotted(_of_another(start.path, place.path)) or ".".join(path)
    return _written(place.path[len(start.path) :]) or ".".join(path)


@lru_cache(maxsize=4096)
def _written(path: Path) -> str:
    """Many resources have their values at the same paths."""
    return dotted(_without_functions(path))


def _of_another(start: Path, path: Path) -> Path:
    """What is below the properties of the resource that writes a value into this one, as Terraform's helpers do."""
    if not start or not isinstance(start[-1], str) or start[-1] not in path:
        return ()
    return _without_functions(path[path.index(start[-1]) + 1 :])


def _without_functions(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    steps: list[str | int] = []
    skip = False
    for index, step in enumerate(path):
        if skip:
            skip = False
            if isinstance(step, int):
                continue  # the branch of Fn::If, the argument of a function
        if isinstance(step, str) and step.startswith("Fn::"):
            skip = True
            continue
        if step in FUNCTIONS and index == len(path) - 1:
            continue  # further in, these are names of properties: policies have a Condition
        steps.append(step)
    return tuple(steps)


def _default_name(value: Value) -> str | None:
    """What has a default, in the user's words."""
    if isinstance(value, _WRITTEN):
        for one in value.origins:
            if one.kind == "service-default":
                return one.name
    return None


def default_of(value: Value) -> str | None:
    """The service default that a value rests on, in words; None when somebody wrote it."""
    if isinstance(value, _WRITTEN):
        for origin in value.origins:
            if origin.kind == "service-default":
                return origin.note
    return None


def _default_origin(row: ServiceDefault, written: str | None) -> Origin:
    since = f" since {row.since}" if row.since else ""
    return Origin(
        "service-default", written or row.path, None, f"{row.note or 'service default'}{since} ({row.source})"
    )


def _plain(data: object, place: Place, origin: Origin) -> Value:
    if isinstance(data, dict):
        return MappingValue({k: _plain(v, place, origin) for k, v in data.items()}, place, origins=(origin,))
    if isinstance(data, list):
        return Sequence(tuple(_plain(item, place, origin) for item in data), place, origins=(origin,))
    assert data is None or isinstance(data, str | int | float | bool)
    return Scalar(data, place, origins=(origin,))
