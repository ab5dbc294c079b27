"""A document as a stack: its sections, checked so far that everything else can read them."""

from collections.abc import Mapping

from awslint.frontends.cloudformation.literals import compared_literals
from awslint.frontends.cloudformation.loops import entries_of
from awslint.frontends.cloudformation.resolve import resolve
from awslint.frontends.cloudformation.stack import Entry, Frame, Stack, unplaced
from awslint.model.value import Unknown, Why

SECTIONS = ("Parameters", "Mappings", "Conditions", "Rules", "Resources", "Outputs")

# Transforms that AWS runs itself and that leave what is written as it is.
_HARMLESS = ("AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen", "AWS::SecretsManager-")
_EXTENDING = ("AWS::Serverless-2016-10-31", "AWS::Include", "AWS::CodeStar")


def transforms(stack: Stack) -> list[tuple[str, Mapping[str, object]]]:
    """The transforms that a template declares, with their parameters."""
    data = stack.template.data
    declared = data.get("Transform") if isinstance(data, dict) else None
    found: list[tuple[str, Mapping[str, object]]] = []
    for one in declared if isinstance(declared, list) else [declared]:
        if isinstance(one, str):
            found.append((one, {}))
        elif isinstance(one, dict) and isinstance(one.get("Name"), str):
            parameters = one.get("Parameters")
            found.append((str(one["Name"]), parameters if isinstance(parameters, dict) else {}))
    return found


def macro(stack: Stack) -> Unknown | None:
    """The macro that may rewrite the whole template; None when none does."""
    for name, _ in transforms(stack):
        if not name.startswith(_HARMLESS + _EXTENDING):
            return Unknown(Why.MACRO, name, stack.place(("Transform",)))
    return None


def open_template(stack: Stack) -> None:
    """Fill in the sections of a stack."""
    data = stack.template.data
    if not isinstance(data, dict):
        stack.report("error", "invalid-template", "a template is a mapping", ())
        return
    sections: dict[str, Mapping[str, object]] = {}
    for name in SECTIONS:
        section, _ = unplaced(data.get(name), (name,))
        if isinstance(section, dict):
            sections[name] = section
        elif name in data:
            stack.report("warning", "invalid-section", f"{name} is no mapping", (name,))
    stack.sections = sections
    stack.compared = compared_literals(stack)
    for name, _ in transforms(stack):
        if not name.startswith(_HARMLESS):
            stack.open = Unknown(Why.MACRO, name, stack.place(("Transform",)))
            break
    frame = Frame(stack)
    for name in ("Conditions", "Resources", "Outputs"):
        entries, missing = entries_of(frame, stack.section(name), (name,), resolve, symbolic=True)
        _keep(stack, name, entries)
        if missing is not None and missing.why is not Why.INVALID:
            stack.open = stack.open or missing


def _keep(stack: Stack, name: str, entries: dict[str, Entry]) -> None:
    if name == "Conditions":
        stack.conditions = entries
    elif name == "Outputs":
        stack.outputs = entries
    else:
        stack.resources = {}
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
            stack.resources[logical] = entry


def _odd_type(stack: Stack, logical: str, type_: object, path: tuple[str | int, ...]) -> None:
    if isinstance(type_, dict) and len(type_) == 1:
        macro_name = next(iter(type_))
        stack.open = stack.open or Unknown(Why.MACRO, macro_name, stack.place((*path, "Type")))
        message = f"resource {logical} is made by {macro_name}, which is not run here"
        stack.report("notice", "macro-resource", message, (*path, "Type"))
    elif type_ is None:
        stack.report("warning", "invalid-resource", f"resource {logical} has no Type", path, key=True)
    else:
        stack.report("warning", "invalid-resource", f"the Type of resource {logical} is no text", (*path, "Type"))
