"""`terraform show -json` of a plan or a state, read into instances.

Format versions 0.1 to 1.x: https://developer.hashicorp.com/terraform/internals/json-format
"""

from collections.abc import Iterator
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import dataclass, field
from sys import intern

from awslint.frontends.part import Problem
from awslint.frontends.terraform.addresses import Index, bracket, joined, module_calls
from awslint.frontends.terraform.attributes import Attributes, Reader, Written
from awslint.frontends.terraform.inputs import Input, Settings
from awslint.frontends.terraform.instances import Instance, Instances, Module
from awslint.frontends.terraform.jsontree import node, objects, text
from awslint.frontends.terraform.naming import Names
from awslint.frontends.terraform.providers import Providers
from awslint.frontends.terraform.references import References
from awslint.model.place import Place
from awslint.model.value import Mapping, Scalar

_DELETED = ("delete", "forget")
_REPEATED = ("mode", "type", "name", "provider_name")


@dataclass(slots=True, eq=False)
class Read:
    """The instances of one input and what is wrong with it; `deleted`: type and values of what the plan deletes."""

    instances: Instances = field(default_factory=Instances)
    problems: list[Problem] = field(default_factory=list)
    deleted: list[tuple[str, dict[str, object]]] = field(default_factory=list)


def read_plan(source: Input, settings: Settings, names: Names) -> Read:
    """The end state that a plan leads to. What it destroys is left out."""
    plan = source.data if isinstance(source.data, dict) else {}
    read = Read()
    read.problems.extend(_notices(source, plan))
    if not _supported(plan):
        return read
    _Planned(source, plan, settings, names, read.instances, read.deleted).fill()
    return read


def read_state(source: Input, settings: Settings, names: Names) -> Read:
    """`terraform show -json` of a state: everything is known, and there is no configuration."""
    state = source.data if isinstance(source.data, dict) else {}
    read = Read()
    read.problems.extend(_notices(source, state))
    if _supported(state):
        _Planned(source, state, settings, names, read.instances, read.deleted).fill()
    return read


def _supported(plan: ReadOnlyDict[str, object]) -> bool:
    return str(plan.get("format_version", "1.0")).partition(".")[0] in ("0", "1")


def _notices(source: Input, plan: ReadOnlyDict[str, object]) -> Iterator[Problem]:
    if not _supported(plan):
        message = f"format version {plan.get('format_version')} of Terraform's JSON is not known; 0.1 to 1.x are"
        yield Problem("error", "terraform-format", message, Place(source.document, ("format_version",)))
    elif plan.get("errored") is True:
        message = "Terraform stopped with an error while it made this plan: what is missing in it is not judged"
        yield Problem("notice", "terraform-errored", message, Place(source.document, ("errored",)))
    elif plan.get("complete") is False:
        message = "this plan is partial (-target or deferred changes): what it leaves out is not judged"
        yield Problem("notice", "terraform-partial", message, Place(source.document, ("complete",)))


@dataclass(slots=True, eq=False)
class _Planned:
    source: Input
    plan: ReadOnlyDict[str, object]
    settings: Settings
    names: Names
    instances: Instances
    deleted: list[tuple[str, dict[str, object]]]
    _changes: dict[str, tuple[int, dict[str, object]]] = field(default_factory=dict)
    _blocks: dict[int, dict[str, dict[str, object]]] = field(default_factory=dict)

    def fill(self) -> None:
        reader = Reader(self.instances, References(self.instances), self.names, node(self.plan, "variables"))
        providers = Providers(self.source.document, self.plan, self.settings.region)
        root = Module("", configuration=node(self.plan, "configuration", "root_module"))
        self.instances.add_module(root)
        for position, change in objects(self.plan, "resource_changes"):
            if "deposed" not in change:
                self._changes[text(change, "address")] = (position, change)
                if node(change, "change").get("actions") in (["delete"], ["forget"]):
                    self.deleted.append((text(change, "type"), node(change, "change", "before")))
        roots = [("planned_values", "root_module"), ("values", "root_module"), ("prior_state", "values", "root_module")]
        for path in roots:
            for resource, address, place, module in self._resources(node(self.plan, *path), path):
                if path[0] == "prior_state" and resource.get("mode") != "data":
                    continue
                self._add(resource, address, place, module, reader, providers)

    def _resources(
        self, module: dict[str, object], path: tuple[str | int, ...]
    ) -> Iterator[tuple[dict[str, object], str, Place, Module]]:
        """The resources of a module and its children, each with its full address; Terraform 0.12 writes it in part."""
        start = text(module, "address")
        own = self._module(start)
        for position, resource in objects(module, "resources"):
            address, index = text(resource, "address"), resource.get("index")
            if start and not address.startswith(f"{start}."):
                address = joined(start, address)
            if isinstance(index, str | int) and not address.endswith("]"):
                address += bracket(index)
            yield resource, address, Place(self.source.document, (*path, "resources", position)), own
        for position, child in objects(module, "child_modules"):
            yield from self._resources(child, (*path, "child_modules", position))

    def _add(
        self,
        resource: dict[str, object],
        address: str,
        place: Place,
        module: Module,
        reader: Reader,
        providers: Providers,
    ) -> None:
        type_, name, mode = text(resource, "type"), text(resource, "name"), text(resource, "mode") or "managed"
        if not type_ or not (mode == "managed" or type_.startswith("aws_")):
            return
        index = resource.get("index")
        own: Index = index if isinstance(index, str | int) else None
        position, changed = self._changes.get(address, (-1, {}))
        change = node(changed, "change")
        actions = change.get("actions")
        action = "+".join(str(one) for one in actions) if isinstance(actions, list) else ""
        if action in _DELETED:
            return
        values = resource.get("values")
        values_place = place.at("values")
        if not isinstance(values, dict):
            after = change.get("after")
            values = after if isinstance(after, dict) else {}
            if values:
                values_place = Place(self.source.document, ("resource_changes", position, "change", "after"))
        _share(resource, changed, change, values)
        block = self._block(module, mode, type_, name)
        expressions = node(block, "expressions") if block else None
        written = Written(module, own, expressions, block.get("for_each_expression"))
        sensitive = resource.get("sensitive_values") or change.get("after_sensitive")
        attributes = Attributes(
            reader,
            address,
            type_,
            values,
            change.get("after_unknown"),
            sensitive,
            written,
            values_place,
            values_place.of_key(),
        )
        region, default_tags = providers.of(block, module)
        own_region = values.get("region")
        given = region.data if isinstance(region, Scalar) else None
        if isinstance(own_region, str) and own_region and own_region != given:
            region = Scalar(own_region, values_place.at("region"))
        self.instances.add(
            Instance(
                self.source.document,
                self.source.document,
                address,
                module,
                mode,
                type_,
                name,
                own,
                Mapping(attributes, values_place),
                place.at("address"),
                values,
                action,
                region,
                default_tags,
            )
        )

    def _module(self, address: str) -> Module:
        module = self.instances.modules[""]
        for path, call, index in module_calls(address):
            known = self.instances.modules.get(path)
            if known is None:
                configuration = node(module.configuration, "module_calls", call, "module")
                known = Module(path, call, index, module, configuration)
                self.instances.add_module(known)
            module = known
        return module

    def _block(self, module: Module, mode: str, type_: str, name: str) -> dict[str, object]:
        """The configuration of a resource block."""
        key = id(module.configuration)
        blocks = self._blocks.get(key)
        if blocks is None:
            blocks = self._blocks[key] = {}
            for _, block in objects(module.configuration, "resources"):
                blocks[f"{text(block, 'mode')}.{text(block, 'type')}.{text(block, 'name')}"] = block
        return blocks.get(f"{mode}.{type_}.{name}", {})


def _share(
    resource: dict[str, object], changed: dict[str, object], change: dict[str, object], values: dict[str, object]
) -> None:
    """Hold once what a plan says twice: a sixth of the memory that a large one takes."""
    for name in _REPEATED:
        found = resource.get(name)
        if isinstance(found, str):
            resource[name] = intern(found)
            if changed.get(name) == found:
                changed[name] = resource[name]
    if changed:
        changed["address"] = resource.get("address")
    if change.get("after") == values:
        change["after"] = values
