"""The questions about its own parameters that a rule may ask."""

from collections.abc import Mapping

from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Why
from awslint.query.view import View


def _given(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a parameter of the rule was given a value, or has it by default."""
    return Outcome(truth_of("parameter" in arguments and arguments["parameter"] == arguments["value"]))


def _lists(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the list parameter `parameter` has `value` among its values; without a value it has none."""
    listed = arguments.get("parameter")
    return Outcome(truth_of(isinstance(listed, list | tuple) and arguments["value"] in listed))


def _is_value(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the property at `path` is the value of the parameter `parameter`; without a value it is not."""
    value = view.read(resource, *str(arguments["path"]).split("."))
    evidence = (view.evidence(resource, value),)
    if isinstance(value, Unknown) and arguments.get("parameter") is not None:
        return Outcome(Truth.UNKNOWN, evidence)
    return Outcome(truth_of(isinstance(value, Scalar) and value.data == arguments.get("parameter")), evidence)


def _may_list_itself(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the list parameter `parameter` may have the resource's own ARN or id: UNKNOWN with a value, for nobody
    knows these before the deployment; NO without one."""
    if not arguments.get("parameter"):
        return Outcome(Truth.NO)
    own = Unknown(Why.ATTRIBUTE, f"the ARN of {resource.address}", resource.place)
    return Outcome(Truth.UNKNOWN, (view.evidence(resource, own),))


def _reaches_version(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the version at `path` is no older than the parameter `parameter`; 1.9 is older than 1.21.

    NO for a resource without a version; UNKNOWN where either is no row of numbers.
    """
    path = tuple(str(arguments["path"]).split("."))
    value = view.read(resource, *path)
    if isinstance(value, Absent):
        return Outcome(Truth.NO, (view.evidence(resource, value, "", path),))
    found = _numbers(value.data) if isinstance(value, Scalar) else None
    oldest = _numbers(arguments.get("parameter"))
    truth = Truth.UNKNOWN if found is None or oldest is None else truth_of(found >= oldest)
    return Outcome(truth, (view.evidence(resource, value),))


def _numbers(version: object) -> tuple[int, ...] | None:
    parts = str(version).split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else None


QUESTIONS: Mapping[str, Question] = {
    "parameters.given": Question(_given, {}, ("parameter", "value")),
    "parameters.lists": Question(_lists, {}, ("parameter", "value")),
    "parameters.is-value": Question(_is_value, {"AWS::ECS::Service": ("PlatformVersion",)}, ("parameter", "path")),
    "parameters.may-list-itself": Question(_may_list_itself, {}, ("parameter",)),
    "parameters.reaches-version": Question(
        _reaches_version, {"AWS::EKS::Cluster": ("Version",)}, ("parameter", "path")
    ),
}
