"""AWS::Include with a local file: its content stands where it is included, with places in the file."""

from collections.abc import Callable

from awslint.frontends.cloudformation.locations import local
from awslint.frontends.cloudformation.stack import Elsewhere, Frame
from awslint.frontends.cloudformation.transforms import INCLUDE
from awslint.knowledge.facts import Shape
from awslint.model.place import Path
from awslint.model.value import Value

MAX_DEPTH = 10  # files that include files

Resolve = Callable[[Frame, object, Path, Shape | None], Value]


def included(frame: Frame, data: object, path: Path, resolve: Resolve) -> tuple[object, Path] | None:
    """What an Fn::Transform includes, and its path; None for other macros and for files that are not here."""
    stack = frame.stack
    if not isinstance(data, dict) or data.get("Name") != INCLUDE:
        return None
    parameters = data.get("Parameters")
    location = parameters.get("Location") if isinstance(parameters, dict) else None
    if location is None or sum(isinstance(step, Elsewhere) for step in path) >= MAX_DEPTH:
        return None
    here = (*path, "Parameters", "Location")
    template, missing = local(stack, resolve(frame, location, here, None))
    if missing is not None:
        stack.report("warning", "missing-include", f"there is no file {missing}", here)
    if template is None:
        return None
    stack.run.consumed.add(template.document)
    return template.data, (Elsewhere.of(template),)
