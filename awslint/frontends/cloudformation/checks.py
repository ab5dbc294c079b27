"""What is wrong in a template: references that lead nowhere, functions that are written wrongly, circles.

Everything is looked at once, so that the problems do not depend on which properties a rule reads.
"""

import difflib
import re
from collections.abc import Iterator

from awslint.frontends.cloudformation.conditions import CONDITION_FUNCTIONS, named
from awslint.frontends.cloudformation.includes import included
from awslint.frontends.cloudformation.loops import entries_of, is_loop, name_in
from awslint.frontends.cloudformation.references import PSEUDO
from awslint.frontends.cloudformation.resolve import resolve
from awslint.frontends.cloudformation.stack import Entry, Frame, Stack, unplaced
from awslint.model.place import Path

MAX_DEPTH = 160
MAX_WALKED = 2_000_000  # lists and mappings of one run; a template of CloudFormation's largest size has some 50,000

_PLACEHOLDER = re.compile(r"\$\{((?:[^{}!]|\$\{[^{}]*\})(?:[^{}]|\$\{[^{}]*\})*)\}")
_LISTS = {
    "Fn::If": (3, 3),
    "Fn::Join": (2, 2),
    "Fn::Select": (2, 2),
    "Fn::Split": (2, 2),
    "Fn::Cidr": (2, 3),
    "Fn::FindInMap": (3, 4),
}
Edges = dict[str, tuple[Path, bool]]


def check(stack: Stack) -> None:
    """Note every problem of a stack's resources and outputs."""
    edges: dict[str, Edges] = {}
    for name, entry in stack.resources.items():
        own: Edges = {}
        _walk(entry.frame, entry.data, entry.path, own, False)
        _depends_on(stack, entry, own)
        # What SAM makes of a resource depends on less than what is written in it.
        edges[name] = {} if _is_sam(entry) else own
    for entry in stack.outputs.values():
        _walk(entry.frame, entry.data, entry.path, {}, False)
        data, path = unplaced(entry.data, entry.path)
        if isinstance(data, dict) and isinstance(data.get("Condition"), str):
            named(stack, name_in(entry.frame, data["Condition"]), (*path, "Condition"))
    _circles(stack, edges)


def _is_sam(entry: Entry) -> bool:
    data, _ = unplaced(entry.data, entry.path)
    return isinstance(data, dict) and str(data.get("Type")).startswith("AWS::Serverless::")


def _walk(frame: Frame, data: object, path: Path, edges: Edges, conditional: bool) -> None:
    data, path = unplaced(data, path)
    frame.stack.run.walked += 1
    if len(path) > MAX_DEPTH or frame.stack.run.walked > MAX_WALKED:
        return
    if isinstance(data, list):
        for index, one in enumerate(data):
            if isinstance(one, dict | list):
                _walk(frame, one, (*path, index), edges, conditional)
        return
    if not isinstance(data, dict):
        return
    for key, one in data.items():
        here = (*path, key)
        if key == "Ref" and len(data) == 1:
            _reference(frame, one, here, edges, conditional)
        elif is_loop(key):
            for entry in entries_of(frame, {key: one}, path, resolve)[0].values():
                _walk(entry.frame, entry.data, entry.path, edges, conditional)
            continue
        elif key == "Fn::Transform":
            content = included(frame, one, here, resolve)
            if content is not None:
                _walk(frame, content[0], content[1], edges, conditional)
        elif key.startswith("Fn::"):
            if len(data) > 1:
                frame.stack.report("warning", "invalid-function", f"{key} stands among other keys", here)
            else:
                _function(frame, key, one, here, edges, conditional)
        if isinstance(one, dict | list):
            _walk(frame, one, here, edges, conditional or key == "Fn::If")


def _reference(frame: Frame, data: object, path: Path, edges: Edges, conditional: bool) -> None:
    if isinstance(data, str):
        _name(frame, data, path, edges, conditional)
    elif not isinstance(data, dict):
        frame.stack.report("warning", "invalid-function", "Ref takes a name", path)


def _name(frame: Frame, name: str, path: Path, edges: Edges, conditional: bool) -> None:
    """A name that must be a parameter, a resource or a pseudo parameter."""
    stack = frame.stack
    if name in frame.bindings or name in PSEUDO:
        return
    name = name_in(frame, name)
    if name in stack.resources:
        edges.setdefault(name, (path, conditional))
    elif name not in stack.section("Parameters") and stack.open is None and "${" not in name:
        stack.report("warning", "unknown-reference", f"there is no parameter or resource {name}", path)


def _attribute(frame: Frame, name: str, attribute: str, path: Path, edges: Edges, conditional: bool) -> None:
    stack = frame.stack
    name = name_in(frame, name)
    if name not in stack.resources:
        if stack.open is None and "${" not in name:
            stack.report("warning", "unknown-reference", f"there is no resource {name}", path)
        return
    edges.setdefault(name, (path, conditional))
    _known_attribute(stack, name, attribute, path)
    child = stack.children.get(name)
    output = attribute.removeprefix("Outputs.")
    if child is not None and output != attribute and output not in child.outputs and child.open is None:
        stack.report("warning", "unknown-output", f"nested stack {name} has no output {output}", path)


def _known_attribute(stack: Stack, name: str, attribute: str, path: Path) -> None:
    """An attribute is a property of the type; of types that no rule reads, nothing is known."""
    data = stack.resources[name].data
    type_ = data.get("Type") if isinstance(data, dict) else None
    known = stack.run.knowledge.names.get(type_, ()) if isinstance(type_, str) else ()
    head = attribute.partition(".")[0]
    if known and head not in known and head != "Outputs" and "${" not in head:
        close = difflib.get_close_matches(head, known, 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        stack.report("warning", "unknown-attribute", f"{type_} has no attribute {attribute}{hint}", path)


def _function(frame: Frame, key: str, data: object, path: Path, edges: Edges, conditional: bool) -> None:
    stack = frame.stack
    if key in CONDITION_FUNCTIONS:
        stack.report("warning", "invalid-function", f"{key} is only possible in conditions", path)
    elif key not in stack.run.functions:
        stack.report("warning", "unknown-function", f"there is no function {key}", path)
    elif _made_by_macro(data):
        return
    elif key in _LISTS:
        least, most = _LISTS[key]
        if not isinstance(data, list) or not least <= len(data) <= most:
            count = str(least) if least == most else f"{least} or {most}"
            stack.report("warning", "invalid-function", f"{key} takes a list of {count}", path)
        elif key == "Fn::FindInMap" or (key == "Fn::Select" and isinstance(data[1], list)):
            resolve(frame, {key: data}, path[:-1])
        elif key == "Fn::If" and isinstance(data[0], str):
            named(stack, name_in(frame, data[0]), (*path, 0))
        elif key == "Fn::If" and not isinstance(data[0], dict):
            stack.report("warning", "invalid-function", "Fn::If starts with the name of a condition", (*path, 0))
    elif key == "Fn::GetAtt":
        _get_att(frame, data, path, edges, conditional)
    elif key == "Fn::Sub":
        _sub(frame, data, path, edges, conditional)


def _made_by_macro(data: object) -> bool:
    return isinstance(data, dict) and len(data) == 1 and next(iter(data)).startswith(("Fn::Transform", "!"))


def _get_att(frame: Frame, data: object, path: Path, edges: Edges, conditional: bool) -> None:
    if isinstance(data, str) and "." in data:
        name, _, attribute = data.partition(".")
        _attribute(frame, name, attribute, path, edges, conditional)
    elif isinstance(data, list) and len(data) >= 2:
        if isinstance(data[0], str):
            attribute = ".".join(str(one) for one in data[1:])
            _attribute(frame, data[0], attribute, path, edges, conditional)
    else:
        frame.stack.report("warning", "invalid-function", "Fn::GetAtt takes a resource and an attribute", path)


def _sub(frame: Frame, data: object, path: Path, edges: Edges, conditional: bool) -> None:
    own: dict[str, object] = {}
    at = path
    if isinstance(data, list) and len(data) == 2 and isinstance(data[1], dict):
        own, at, data = data[1], (*path, 0), data[0]
    if not isinstance(data, str):
        frame.stack.report("warning", "invalid-function", "Fn::Sub takes a text, or a text and variables", path)
        return
    for name in _PLACEHOLDER.findall(name_in(frame, data)):
        name = name.strip()
        if name in own or name in frame.bindings:
            continue
        logical, dot, attribute = name_in(frame, name).partition(".")
        if dot:
            _attribute(frame, logical, attribute, at, edges, conditional)
        else:
            _name(frame, logical, at, edges, conditional)


def _depends_on(stack: Stack, entry: Entry, edges: Edges) -> None:
    data, path = unplaced(entry.data, entry.path)
    names = data.get("DependsOn") if isinstance(data, dict) else None
    if names is None:
        return
    listed = names if isinstance(names, list) else [names]
    for index, name in enumerate(listed):
        here = (*path, "DependsOn", index) if isinstance(names, list) else (*path, "DependsOn")
        if not isinstance(name, str):
            if not isinstance(name, dict):
                stack.report("warning", "invalid-depends-on", "DependsOn takes the names of resources", here)
            continue
        name = name_in(entry.frame, name)
        if name in stack.resources:
            edges.setdefault(name, (here, False))
        elif stack.open is None and "${" not in name:
            stack.report("warning", "unknown-reference", f"there is no resource {name}", here)


def _circles(stack: Stack, edges: dict[str, Edges]) -> None:
    """Resources that wait for each other; a reference under a condition may not be there."""
    done: set[str] = set()
    for start in edges:
        if start in done:
            continue
        trail: list[tuple[str, Iterator[tuple[str, tuple[Path, bool]]]]] = [(start, iter(edges[start].items()))]
        on_trail = {start: 0}
        while trail:
            name, rest = trail[-1]
            step = next(rest, None)
            if step is None:
                trail.pop()
                on_trail.pop(name)
                done.add(name)
                continue
            target, (path, conditional) = step
            if conditional or target in done:
                continue
            if target in on_trail:
                circle = [one for one, _ in trail[on_trail[target] :]] + [target]
                message = f"resources wait for each other: {' -> '.join(circle)}"
                stack.report("warning", "circular-dependency", message, path)
            elif target in edges:
                on_trail[target] = len(trail)
                trail.append((target, iter(edges[target].items())))
