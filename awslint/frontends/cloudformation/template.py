"""A document as a stack: its sections, checked so far that everything else can read them."""

from collections.abc import Mapping

from awslint.frontends.cloudformation.includes import included
from awslint.frontends.cloudformation.literals import compared_literals
from awslint.frontends.cloudformation.loops import entries_of
from awslint.frontends.cloudformation.resolve import resolve
from awslint.frontends.cloudformation.stack import Entry, Frame, Placed, Stack, unplaced
from awslint.frontends.cloudformation.transforms import INCLUDE, declared, extending
from awslint.model.place import Path
from awslint.model.value import Unknown, Why

_PLAIN = frozenset({"Parameters", "Mappings", "Rules"})  # no loops are unrolled in these
SECTIONS = ("Parameters", "Mappings", "Conditions", "Rules", "Resources", "Outputs")


def open_template(stack: Stack) -> None:
    """Fill in the sections of a stack."""
    data = stack.template.data
    if not isinstance(data, dict):
        stack.report("error", "invalid-template", "a template is a mapping", ())
        return
    stack.sections = _sections(stack, data)
    stack.compared = compared_literals(stack)
    macro = extending(stack.template)
    if macro is not None and not (macro == INCLUDE and _all_included(stack)):
        stack.open = Unknown(Why.MACRO, macro, stack.place(("Transform",)))
    expand_sections(stack)


def expand_sections(stack: Stack) -> None:
    """Fill in the conditions, resources and outputs, with their loops unrolled."""
    frame = Frame(stack)
    for name in ("Conditions", "Resources", "Outputs"):
        entries, missing = entries_of(frame, stack.section(name), (name,), resolve, symbolic=True)
        if name == "Conditions":
            stack.conditions = entries
        elif name == "Outputs":
            stack.outputs = entries
        else:
            stack.resources = _resources(stack, entries)
        if missing is not None and missing.why is not Why.INVALID:
            stack.open = stack.open or missing


def _sections(stack: Stack, data: dict[str, object]) -> dict[str, Mapping[str, object]]:
    sections: dict[str, Mapping[str, object]] = {}
    for name in SECTIONS:
        section, _ = unplaced(data.get(name), (name,))
        if isinstance(section, dict):
            sections[name] = _without_macro(stack, name, section) if name in _PLAIN else section
        elif name in data:
            stack.report("warning", "invalid-section", f"{name} is no mapping", (name,))
    for found, path in _included(stack):
        for name in SECTIONS:
            more = found.get(name)
            if isinstance(more, dict):
                placed = {key: Placed(one, (*path, name, key)) for key, one in more.items()}
                sections[name] = {**placed, **sections.get(name, {})}
    return sections


def _without_macro(stack: Stack, name: str, section: dict[str, object]) -> dict[str, object]:
    """A section without Fn::Transform; what that includes stands with the other entries."""
    if "Fn::Transform" not in section:
        return section
    rest = {key: one for key, one in section.items() if key != "Fn::Transform"}
    found = included(Frame(stack), section["Fn::Transform"], (name, "Fn::Transform"), resolve)
    if found is None or not isinstance(found[0], dict):
        stack.open = Unknown(Why.MACRO, "Fn::Transform", stack.place((name, "Fn::Transform")))
        return rest
    return {key: Placed(one, (*found[1], key)) for key, one in found[0].items()} | rest


def _included(stack: Stack) -> list[tuple[dict[str, object], Path]]:
    """What the template includes beside its sections."""
    found: list[tuple[dict[str, object], Path]] = []
    frame = Frame(stack)
    for name, parameters in declared(stack.template):
        if name == INCLUDE:
            one = included(frame, {"Name": name, "Parameters": parameters}, ("Transform",), resolve)
            if one is not None and isinstance(one[0], dict):
                found.append((one[0], one[1]))
    return found


def _all_included(stack: Stack) -> bool:
    names = [name for name, _ in declared(stack.template)]
    return names.count(INCLUDE) == len(_included(stack))


def _resources(stack: Stack, entries: dict[str, Entry]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for logical, entry in entries.items():
        data, path = unplaced(entry.data, entry.path)
        if not isinstance(data, dict):
            stack.report("warning", "invalid-resource", f"resource {logical} is no mapping", path, key=True)
            continue
        type_ = data.get("Type")
        if not isinstance(type_, str):
            _odd_type(stack, logical, type_, path)
        elif type_.endswith("::MODULE"):
            stack.open = stack.open or Unknown(Why.MACRO, type_, stack.place((*path, "Type")))
        found[logical] = entry
    return found


def _odd_type(stack: Stack, logical: str, type_: object, path: Path) -> None:
    if isinstance(type_, dict) and len(type_) == 1:
        macro_name = next(iter(type_))
        stack.open = stack.open or Unknown(Why.MACRO, macro_name, stack.place((*path, "Type")))
        message = f"resource {logical} is made by {macro_name}, which is not run here"
        stack.report("notice", "macro-resource", message, (*path, "Type"))
    elif type_ is None:
        stack.report("warning", "invalid-resource", f"resource {logical} has no Type", path, key=True)
    else:
        stack.report("warning", "invalid-resource", f"the Type of resource {logical} is no text", (*path, "Type"))
