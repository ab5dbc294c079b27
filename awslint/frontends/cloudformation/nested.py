"""Nested stacks with local templates: each is read once for every place that deploys it."""

from collections.abc import Mapping as ReadOnlyDict

from awslint.frontends.cloudformation.inputs import Template
from awslint.frontends.cloudformation.lazy import LazyEntries
from awslint.frontends.cloudformation.locations import local
from awslint.frontends.cloudformation.resolve import resolve
from awslint.frontends.cloudformation.stack import Entry, Frame, Stack, unplaced
from awslint.frontends.cloudformation.template import open_template
from awslint.frontends.cloudformation.transforms import transformed
from awslint.model.place import Path, Place
from awslint.model.resource import RelatedPlace
from awslint.model.value import Absent, Case, Choice, Mapping, Scalar, Unknown, Value
from awslint.source.reading import read

STACK = "AWS::CloudFormation::Stack"
APPLICATION = "AWS::Serverless::Application"
STACK_SET = "AWS::CloudFormation::StackSet"

MAX_DEPTH = 10
MAX_STACKS = 500  # instantiations in one run


def open_children(stack: Stack) -> list[Stack]:
    """Open the templates that a stack nests, and those that they nest; all of them, parents first."""
    opened: list[Stack] = []
    for entry in stack.resources.values():
        child = _child(stack, entry)
        if child is not None:
            stack.children[entry.name] = child
            opened.append(child)
            opened += open_children(child)
    return opened


def _child(stack: Stack, entry: Entry) -> Stack | None:
    data, path = unplaced(entry.data, entry.path)
    if not isinstance(data, dict) or data.get("Type") not in (STACK, APPLICATION, STACK_SET):
        return None
    properties, at = unplaced(data.get("Properties"), (*path, "Properties"))
    if not isinstance(properties, dict):
        return None
    fixed: Place | None = None
    key = "Location" if data["Type"] == APPLICATION else "TemplateURL"
    template: Template | None = None
    if key in properties:
        location = resolve(entry.frame, properties[key], (*at, key))
        template, missing = local(stack, location)
        template = template and transformed(template)
        if missing is not None:
            stack.report("warning", "missing-template", f"there is no template {missing}", (*at, key))
    elif data["Type"] == STACK_SET and "TemplateBody" in properties:
        template, fixed = _inline(stack, entry.frame, properties["TemplateBody"], (*at, "TemplateBody"))
    if template is None:
        return None
    chain = _chain(stack)
    if template.document in chain and fixed is None:
        names = " -> ".join((*chain[chain.index(template.document) :], template.document))
        stack.report("warning", "circular-template", f"templates nest each other: {names}", (*at, key))
        return None
    if len(chain) > MAX_DEPTH or stack.run.nested >= MAX_STACKS:
        message = f"stacks are nested more than {MAX_DEPTH} deep, or more than {MAX_STACKS} times in all"
        stack.report("warning", "nested-too-deeply", message, (*at, key))
        return None
    stack.run.nested += 1
    address = stack.prefix + entry.name
    elsewhere = stack.elsewhere or data["Type"] == STACK_SET
    origin = RelatedPlace("parent-stack", f"nested in {address}", stack.place(entry.path, key=True), address)
    child = Stack(
        stack.run,
        template,
        f"{stack.scope}!{address}" if data["Type"] == STACK_SET else stack.scope,
        f"{address}/",
        parent=stack,
        origins=(*stack.origins, *entry.origins, origin),
        fixed=fixed,
        elsewhere=elsewhere,
        nesting=entry,
    )
    stack.run.consumed.add(template.document)
    open_template(child)
    child.passed = _passed(child, entry.frame, properties, at)
    return child


def _chain(stack: Stack) -> list[str]:
    found: list[str] = []
    one: Stack | None = stack
    while one is not None:
        found.insert(0, one.template.document)
        one = one.parent
    return found


def _inline(stack: Stack, frame: Frame, data: object, path: Path) -> tuple[Template | None, Place | None]:
    """A template that is written as a text: everything in it stands at the place of the text."""
    text = resolve(frame, data, path)
    if not isinstance(text, Scalar) or not isinstance(text.data, str):
        return None, None
    place = stack.fixed or text.place
    documents = read(place.document, text.data.encode("utf-8", "surrogatepass")).documents
    if len(documents) != 1 or not isinstance(documents[0].data, dict):
        return None, None
    document = documents[0]
    return Template(place.document, document.data, document.text_at, stack.template.file), place


def _passed(child: Stack, frame: Frame, properties: dict[str, object], at: Path) -> ReadOnlyDict[str, Value]:
    """The parameter values that the parent gives, resolved when the child asks."""
    if "Parameters" not in properties:
        return {}
    given = properties["Parameters"]
    path = (*at, "Parameters")
    if isinstance(given, list):
        entries = {}
        for index, one in enumerate(given):
            name = one.get("ParameterKey") if isinstance(one, dict) else None
            if isinstance(name, str) and "ParameterValue" in one:
                entries[name] = (one["ParameterValue"], (*path, index, "ParameterValue"))
        return LazyEntries(entries, lambda name: resolve(frame, *entries[name]))
    if isinstance(given, dict) and not (len(given) == 1 and next(iter(given)).startswith(("Fn::", "Ref"))):
        return LazyEntries(given, lambda name: resolve(frame, given[name], (*path, name)))
    return LazyEntries(child.section("Parameters"), lambda name: _entry(resolve(frame, given, path), name))


def _entry(value: Value, name: str) -> Value:
    """An entry of a mapping that depends on a choice or is not known."""
    if isinstance(value, Mapping):
        return value.entries.get(name) or value.missing or Absent(value.place)
    if isinstance(value, Choice):
        cases = tuple(Case(case.values, _entry(case.value, name)) for case in value.cases)
        return Choice(value.variable, cases, value.place, value.condition)
    if isinstance(value, Unknown):
        return Unknown(value.why, value.subject, value.place, origins=value.origins)
    return Absent(value.place)


def share_literals(child: Stack) -> bool:
    """Tell the parent which literals the child compares a parameter with that the parent merely hands down."""
    parent, nesting = child.parent, child.nesting
    if parent is None or nesting is None:
        return False
    changed = False
    for name, data in _handed_down(nesting).items():
        literals = child.compared.get(name)
        source = _parameter_named(data)
        if not literals or source is None or source not in parent.section("Parameters"):
            continue
        before = parent.compared.get(source, ())
        after = tuple(dict.fromkeys((*before, *literals)))
        if after != before:
            parent.compared[source] = after
            changed = True
    return changed


def _handed_down(nesting: Entry) -> dict[str, object]:
    data, _ = unplaced(nesting.data, nesting.path)
    properties = data.get("Properties") if isinstance(data, dict) else None
    given = properties.get("Parameters") if isinstance(properties, dict) else None
    return given if isinstance(given, dict) else {}


def _parameter_named(data: object) -> str | None:
    if isinstance(data, dict) and len(data) == 1:
        name = data.get("Ref")
        return name if isinstance(name, str) else None
    return None


def check_passed(child: Stack) -> None:
    """Note parameters that the child does not declare, and those that it needs and is not given."""
    parent, nesting = child.parent, child.nesting
    if parent is None or nesting is None or child.passed is None:
        return
    path = (*nesting.path, "Properties", "Parameters")
    declared = child.section("Parameters")
    address = child.prefix.rstrip("/")
    for name in child.passed:
        if name not in declared and child.open is None:
            message = f"the template of {address} has no parameter {name}"
            parent.report("warning", "unknown-parameter", message, (*path, name), key=True)
    for name, data in declared.items():
        if isinstance(data, dict) and "Default" not in data and name not in child.passed:
            message = f"parameter {name} of {address} has no default and is not given"
            parent.report("warning", "missing-parameter", message, path, key=True)
