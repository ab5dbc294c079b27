"""The resources of one run and what connects their worlds."""

from collections.abc import Iterator, Mapping
from dataclasses import field

from awslint.model.place import Path, Place
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.value import Mapping as MappingValue
from awslint.model.value import Value
from awslint.model.world import Variable


@record(eq=False)
class Output:
    """What a stack shows of itself to everyone who may describe it.

    address    its name, after the nested stack's: `Kid/Url`
    contents   its Value, Description and Export, resolved when read
    exists     boolean value: whether this deployment has it
    """

    address: str
    contents: MappingValue
    exists: Value
    place: Place


@record(eq=False)
class Graph:
    """All resources of a run, in the order of the input.

    variables     what deployments may choose, by the key that Choices use
    conditions    per scope, each named condition as a boolean value
    constraints   per scope, boolean values that hold in every possible deployment (CloudFormation's Rules section)
    outputs       per scope, what its stacks show
    """

    resources: Mapping[str, Resource]
    variables: Mapping[str, Variable] = field(default_factory=dict)
    conditions: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    constraints: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    outputs: Mapping[str, tuple[Output, ...]] = field(default_factory=dict)
    _by_type: dict[tuple[str, str], list[Resource]] = field(init=False, repr=False, default_factory=dict)
    _by_place: dict[tuple[str, Path], Resource] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for resource in self.resources.values():
            self._by_type.setdefault((resource.scope, resource.type), []).append(resource)

    def writer(self, place: Place) -> Resource | None:
        """The resource in whose properties a place lies: a helper that Terraform folds into another has its own."""
        if not self._by_place:
            for resource in self.resources.values():
                at = resource.properties.place
                self._by_place.setdefault((at.document, at.path), resource)
        for end in range(len(place.path), 0, -1):
            found = self._by_place.get((place.document, place.path[:end]))
            if found is not None:
                return found
        return None

    def of_type(self, scope: str, *types: str) -> Iterator[Resource]:
        """The resources of these types in one scope."""
        for type_ in types:
            yield from self._by_type.get((scope, type_), ())

    def anywhere(self, type_: str) -> Iterator[Resource]:
        """The resources of a type in all scopes: what services of the account find by tags, not by name."""
        for (_, type_of_list), resources in self._by_type.items():
            if type_of_list == type_:
                yield from resources
