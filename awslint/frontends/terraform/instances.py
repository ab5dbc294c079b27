"""What every Terraform input is read into before it is translated: module instances and resource instances."""

from collections.abc import Iterator
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import dataclass, field

from awslint.frontends.terraform.addresses import Index
from awslint.model.place import Place
from awslint.model.resource import RelatedPlace
from awslint.model.value import Mapping, Scalar, Value


@dataclass(slots=True, eq=False)
class Module:
    """One instance of a module; the root has the empty address.

    configuration is the module's node in the plan's `configuration`, empty for a state.
    """

    address: str
    call: str = ""
    index: Index = None
    parent: "Module | None" = None
    configuration: ReadOnlyDict[str, object] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Instance:
    """One instance of a resource or data source, in Terraform's own words.

    attributes  values under the provider's names; reading a name that is not set gives `Absent`
    known       plain values, where the input has them, to compare names with
    change      what the plan does with it: "create", "update", "no-op", "read" ...; empty for a state
    scope       the plan, state or folder it belongs to
    exists      what leaves open whether it exists; None when it certainly does
    shown       where it is written, when the sources are at hand; `chain` leads there through modules
    """

    document: str
    scope: str
    address: str
    module: Module
    mode: str
    type: str
    name: str
    index: Index
    attributes: Mapping
    place: Place
    known: ReadOnlyDict[str, object] | None = None
    change: str = ""
    region: Value | None = None
    default_tags: Value | None = None
    exists: Value | None = None
    shown: Place | None = None
    chain: tuple[RelatedPlace, ...] = ()

    key: str = field(init=False)
    """The resource's key in the graph."""

    def __post_init__(self) -> None:
        self.key = f"{self.document}#{self.address}"

    def text(self, attribute: str) -> str | None:
        """The known text of an attribute."""
        if self.known is not None:
            found = self.known.get(attribute)
            return found if isinstance(found, str) and found else None
        value = self.attributes.entries.get(attribute)
        return value.data if isinstance(value, Scalar) and isinstance(value.data, str) else None


@dataclass(slots=True, eq=False)
class Instances:
    """All instances of one scope, found by module instance, type and name in constant time."""

    all: list[Instance] = field(default_factory=list)
    modules: dict[str, Module] = field(default_factory=dict)
    _blocks: dict[tuple[str, str, str, str], dict[Index, Instance]] = field(default_factory=dict)
    _calls: dict[tuple[str, str], dict[Index, Module]] = field(default_factory=dict)
    _types: dict[str, list[Instance]] = field(default_factory=dict)
    _in_module: dict[tuple[str, str], list[Instance]] = field(default_factory=dict)
    _texts: dict[tuple[str, str], dict[str, list[Instance]]] = field(default_factory=dict)

    def add(self, instance: Instance) -> None:
        """Keep an instance."""
        self.all.append(instance)
        block = (instance.module.address, instance.mode, instance.type, instance.name)
        self._blocks.setdefault(block, {})[instance.index] = instance
        if instance.mode == "managed":
            self._types.setdefault(instance.type, []).append(instance)
            self._in_module.setdefault((instance.module.address, instance.type), []).append(instance)

    def add_module(self, module: Module) -> None:
        """Keep a module instance."""
        self.modules[module.address] = module
        if module.parent is not None:
            self._calls.setdefault((module.parent.address, module.call), {})[module.index] = module

    def block(self, module: str, mode: str, type_: str, name: str) -> dict[Index, Instance]:
        """The instances of one resource block in one module instance, by index."""
        return self._blocks.get((module, mode, type_, name), {})

    def called(self, module: str, call: str) -> dict[Index, Module]:
        """The instances of one module call, by index."""
        return self._calls.get((module, call), {})

    def of_types(self, types: tuple[str, ...]) -> Iterator[Instance]:
        """All managed instances of these types."""
        for type_ in types:
            yield from self._types.get(type_, ())

    def in_module(self, module: str, types: tuple[str, ...]) -> list[Instance]:
        """The managed instances of these types in one module instance."""
        return [one for type_ in types for one in self._in_module.get((module, type_), ())]

    def with_text(self, type_: str, attribute: str, text: str) -> list[Instance]:
        """The managed instances of a type whose attribute has this text."""
        texts = self._texts.get((type_, attribute))
        if texts is None:
            texts = self._texts[type_, attribute] = {}
            for instance in self._types.get(type_, ()):
                own = instance.text(attribute)
                if own is not None:
                    texts.setdefault(own, []).append(instance)
        return texts.get(text, [])
