"""From stacks to what the graph of a run is made of."""

from collections.abc import Iterator, Sequence

from awslint.frontends.cloudformation.checks import check
from awslint.frontends.cloudformation.conditions import condition_value, constraints, guarded, named
from awslint.frontends.cloudformation.decisions import Decision
from awslint.frontends.cloudformation.inputs import Made, ReadTemplate, Settings, Template
from awslint.frontends.cloudformation.intrinsics import FUNCTIONS
from awslint.frontends.cloudformation.lazy import LazyEntries
from awslint.frontends.cloudformation.loops import name_in
from awslint.frontends.cloudformation.nested import check_passed, open_children, share_literals
from awslint.frontends.cloudformation.parameters import check_parameter, parameter
from awslint.frontends.cloudformation.resolve import resolve
from awslint.frontends.cloudformation.stack import Entry, Frame, Run, Stack, unplaced
from awslint.frontends.cloudformation.template import expand_sections, open_template
from awslint.frontends.cloudformation.transforms import rewriting, transformed
from awslint.frontends.part import Part
from awslint.knowledge.facts import Knowledge
from awslint.model.graph import Output
from awslint.model.place import Path, Place
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.value import Mapping, Scalar, Unknown, Value, Why

# What stands beside the properties and is not read as an attribute.
_NO_ATTRIBUTE = frozenset({"Type", "Properties", "Condition"})


def load(
    templates: Sequence[Template], settings: Settings, knowledge: Knowledge, read: ReadTemplate | None = None
) -> Part:
    """The resources of all templates of a run."""
    run = Run(settings, knowledge, FUNCTIONS, read)
    trees = [_tree(run, template) for template in templates]
    kept = _standing_alone(trees)
    run.stacks = [stack for tree in kept for stack in tree]
    run.exports = None
    # What reading the others as stacks of their own has left behind.
    gone = tuple(f"{tree[0].scope}:" for tree in trees if tree not in kept)
    for variable in [key for key in run.variables if key.startswith(gone)]:
        del run.variables[variable]
    return part_of(run)


def _tree(run: Run, template: Template) -> list[Stack]:
    """A template as a stack of its own, and all stacks nested in it, parents first."""
    root = Stack(run, transformed(template), template.document)
    open_template(root)
    tree = [root, *open_children(root)]
    # What a child compares a parameter with may come from a parameter of its parent.
    changed = [stack.parent for stack in reversed(tree) if share_literals(stack)]
    if changed:
        for stack in tree:
            stack.parameter_values.clear()
            stack.decisions.clear()
        for parent in changed:
            if parent is not None:
                expand_sections(parent)
                for name, child in parent.children.items():
                    child.nesting = parent.resources.get(name, child.nesting)
    return tree


def _standing_alone(trees: list[list[Stack]]) -> list[list[Stack]]:
    """The trees whose root is not nested in another one; of two that nest each other, the first."""
    nested_in = [{stack.template.document for stack in tree[1:]} for tree in trees]
    kept: list[list[Stack]] = []
    for index, tree in enumerate(trees):
        own = tree[0].template.document
        parents = [other for other, inside in enumerate(nested_in) if other != index and own in inside]
        mutual = [other for other in parents if trees[other][0].template.document in nested_in[index]]
        if all(other in mutual and other > index for other in parents):
            kept.append(tree)
    return kept


def part_of(run: Run) -> Part:
    """What the stacks of a run contribute."""
    resources: dict[str, Resource] = {}
    conditions: dict[str, dict[str, Value]] = {}
    facts: dict[str, tuple[Value, ...]] = {}
    shown: dict[str, list[Output]] = {}
    for stack in run.stacks:
        if stack.parent is not None and stack.nesting is not None:
            stack.exists = existence(stack.parent, stack.nesting)
            check_passed(stack)
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
        shown.setdefault(stack.scope, []).extend(_outputs(stack))
        check(stack)
    problems = tuple(run.problems.values())
    outputs = {scope: tuple(found) for scope, found in shown.items()}
    return Part(resources, run.variables, conditions, facts, problems, frozenset(run.consumed), outputs)


def _outputs(stack: Stack) -> Iterator[Output]:
    for entry in stack.outputs.values():
        data, path = unplaced(entry.data, entry.path)
        if isinstance(data, dict):
            exists = condition_value(existence(stack, entry), stack.place((*path, "Condition")))
            place = stack.place(path, key=True)
            yield Output(stack.prefix + entry.name, _attributes(entry, data, path), exists, place)


def resource(stack: Stack, entry: Entry) -> Resource | None:
    """A resource of a stack; None for one that only a macro could make."""
    data, path = unplaced(entry.data, entry.path)
    if not isinstance(data, dict) or not isinstance(data.get("Type"), str):
        return None
    type_ = name_in(entry.frame, str(data["Type"]))
    place = stack.place(path, key=True)
    region = None if stack.elsewhere else stack.run.settings.region
    made = stack.template.made_of.get(str(entry.path[-1]))
    own = data.get("Condition")
    condition = stack.prefix + name_in(entry.frame, own) if isinstance(own, str) else None
    return Resource(
        key=stack.key(entry.name),
        address=stack.prefix + entry.name,
        type=type_,
        written_type=made.written_type if made else type_,
        properties=_properties(stack, entry, data, path, type_),
        attributes=_attributes(entry, data, path),
        scope=stack.scope,
        exists=condition_value(existence(stack, entry), stack.place((*path, "Condition")), condition),
        place=place,
        region=Scalar(region, place) if region else None,
        origins=stack.origins + entry.origins + (_made_of(stack, entry, made) if made else ()),
        metadata=data.get("Metadata", made.metadata if made else None),
    )


def _made_of(stack: Stack, entry: Entry, made: Made) -> tuple[RelatedPlace, ...]:
    if made.logical == entry.path[-1]:
        return ()
    place = Place(stack.template.document, made.path, key=True)
    address = stack.prefix + name_in(entry.frame, made.logical)
    return (RelatedPlace(made.role, name_in(entry.frame, made.message), place, address),)


def existence(stack: Stack, entry: Entry) -> Decision | Unknown:
    """When a deployment has a resource."""
    data, path = unplaced(entry.data, entry.path)
    decisions: list[Decision] = []
    for part in (stack.exists, entry.present, _own_condition(stack, entry, data, path)):
        if part is False:
            return False
        if isinstance(part, Unknown):
            return part
        decisions.append(part)
    return guarded(stack, lambda: stack.run.diagrams.all_of(decisions), path)


def _own_condition(stack: Stack, entry: Entry, data: object, path: Path) -> Decision | Unknown:
    if not isinstance(data, dict) or "Condition" not in data:
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
    macro = rewriting(stack.template)
    if macro is None:
        return found
    missing = Unknown(Why.MACRO, macro, stack.place(("Transform",)))
    return Mapping(found.entries, found.place, False, missing, found.origins)


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
