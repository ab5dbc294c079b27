"""From stacks to what the graph of a run is made of."""

from collections.abc import Sequence

from awslint.frontends.cloudformation.checks import check
from awslint.frontends.cloudformation.conditions import condition_value, constraints, guarded, named
from awslint.frontends.cloudformation.decisions import Decision
from awslint.frontends.cloudformation.inputs import ReadTemplate, Settings, Template
from awslint.frontends.cloudformation.intrinsics import FUNCTIONS
from awslint.frontends.cloudformation.lazy import LazyEntries
from awslint.frontends.cloudformation.loops import name_in
from awslint.frontends.cloudformation.parameters import check_parameter, parameter
from awslint.frontends.cloudformation.resolve import resolve
from awslint.frontends.cloudformation.stack import Entry, Frame, Run, Stack, unplaced
from awslint.frontends.cloudformation.template import macro, open_template
from awslint.frontends.part import Part
from awslint.knowledge.facts import Knowledge
from awslint.model.place import Path
from awslint.model.resource import Resource
from awslint.model.value import Mapping, Scalar, Unknown, Value

# What stands beside the properties and is not read as an attribute.
_NO_ATTRIBUTE = frozenset({"Type", "Properties", "Condition"})


def load(
    templates: Sequence[Template], settings: Settings, knowledge: Knowledge, read: ReadTemplate | None = None
) -> Part:
    """The resources of all templates of a run."""
    run = Run(settings, knowledge, FUNCTIONS, read)
    for template in templates:
        stack = Stack(run, template, template.document)
        open_template(stack)
        run.stacks.append(stack)
    return part_of(run)


def part_of(run: Run) -> Part:
    """What the stacks of a run contribute."""
    resources: dict[str, Resource] = {}
    conditions: dict[str, dict[str, Value]] = {}
    facts: dict[str, tuple[Value, ...]] = {}
    for stack in run.stacks:
        for name in stack.section("Parameters"):
            check_parameter(stack, name)
            parameter(stack, name)
        own = conditions.setdefault(stack.scope, {})
        for name, entry in stack.conditions.items():
            decision = named(stack, name, entry.path)
            own[stack.prefix + name] = condition_value(decision, stack.place(entry.path), stack.prefix + name)
        holds = constraints(stack, Frame(stack))
        if holds:
            facts[stack.scope] = facts.get(stack.scope, ()) + holds
        for entry in stack.resources.values():
            built = resource(stack, entry)
            if built is not None:
                resources[built.key] = built
        check(stack)
    return Part(resources, run.variables, conditions, facts, tuple(run.problems.values()))


def resource(stack: Stack, entry: Entry) -> Resource | None:
    """A resource of a stack; None for one that only a macro could make."""
    data, path = unplaced(entry.data, entry.path)
    if not isinstance(data, dict) or not isinstance(data.get("Type"), str):
        return None
    type_ = name_in(entry.frame, str(data["Type"]))
    place = stack.place(path, key=True)
    region = stack.run.settings.region
    return Resource(
        key=stack.key(entry.name),
        address=stack.prefix + entry.name,
        type=type_,
        written_type=entry.written_type or type_,
        properties=_properties(stack, entry, data, path, type_),
        attributes=_attributes(entry, data, path),
        scope=stack.scope,
        exists=condition_value(existence(stack, entry, data, path), stack.place((*path, "Condition"))),
        place=place,
        region=Scalar(region, place) if region else None,
        origins=stack.origins + entry.origins,
        metadata=data.get("Metadata"),
    )


def existence(stack: Stack, entry: Entry, data: dict[str, object], path: Path) -> Decision | Unknown:
    """When a deployment has a resource."""
    decisions: list[Decision] = []
    for part in (stack.exists, entry.present, _own_condition(stack, entry, data, path)):
        if part is False:
            return False
        if isinstance(part, Unknown):
            return part
        decisions.append(part)
    return guarded(stack, lambda: stack.run.diagrams.all_of(decisions), path)


def _own_condition(stack: Stack, entry: Entry, data: dict[str, object], path: Path) -> Decision | Unknown:
    if "Condition" not in data:
        return True
    name = data["Condition"]
    here = (*path, "Condition")
    if not isinstance(name, str):
        stack.report("warning", "invalid-condition", "the Condition of a resource is a name", here)
        return stack.invalid(here, "Condition")
    return named(stack, name_in(entry.frame, name), here)


def _properties(stack: Stack, entry: Entry, data: dict[str, object], path: Path, type_: str) -> Mapping:
    shape = {"properties": stack.run.knowledge.shapes.get(type_, {})}
    if data.get("Properties") is None:
        found = Mapping({}, stack.place(path, key=True))
    else:
        value = resolve(entry.frame, data["Properties"], (*path, "Properties"), shape)
        if isinstance(value, Mapping):
            found = value
        else:
            found = _no_mapping(stack, value, (*path, "Properties"))
    rewriting = macro(stack)
    if rewriting is None:
        return found
    return Mapping(found.entries, found.place, False, rewriting, found.origins)


def _no_mapping(stack: Stack, value: Value, path: Path) -> Mapping:
    if isinstance(value, Unknown):
        return Mapping({}, value.place, False, value)
    stack.report("warning", "invalid-properties", "Properties is no mapping", path, key=True)
    unknown = stack.invalid(path, "Properties")
    return Mapping({}, unknown.place, False, unknown)


def _attributes(entry: Entry, data: dict[str, object], path: Path) -> Mapping:
    written = {name: one for name, one in data.items() if name not in _NO_ATTRIBUTE}
    return Mapping(
        LazyEntries(written, lambda name: resolve(entry.frame, written[name], (*path, name))),
        entry.frame.stack.place(path, key=True),
    )


