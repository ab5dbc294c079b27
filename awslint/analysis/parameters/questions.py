"""The questions about its own parameters that a rule may ask."""

from collections.abc import Mapping

from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
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


def _allows(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether what stands at `path`, or each item of it, is one of the comma-separated texts of `parameter`.

    Without a value the parameter allows everything. Whether the property has to be written is for the rule to say.
    """
    allowed = _texts(arguments.get("parameter"))
    value = view.read(resource, *str(arguments["path"]).split("."))
    if allowed is None or isinstance(value, Absent):
        return Outcome(Truth.YES, (view.evidence(resource, value),))
    items, complete = view.items(value)
    wrong = [item for item in items if isinstance(item, Scalar) and str(item.data) not in allowed]
    if wrong:
        return Outcome(Truth.NO, tuple(view.evidence(resource, item) for item in wrong))
    unknown: list[Value] = [item for item in items if not isinstance(item, Scalar)]
    if not complete:
        unknown.append(value)
    evidence = tuple(view.evidence(resource, item) for item in (unknown or items))
    return Outcome(Truth.UNKNOWN if unknown else Truth.YES, evidence)


def _within(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the number at `path` is no less than the text `low` and no more than the text `high`, as far as given.

    Raises ValueError for a limit that is no number.
    """
    low, high = (_limit(arguments, name) for name in ("low", "high"))
    value = view.read(resource, *str(arguments["path"]).split("."))
    evidence = (view.evidence(resource, value),)
    if (low is None and high is None) or isinstance(value, Absent):
        return Outcome(Truth.YES, evidence)
    if not isinstance(value, Scalar) or not isinstance(value.data, int):
        return Outcome(Truth.UNKNOWN, evidence)
    fits = (low is None or low <= value.data) and (high is None or value.data <= high)
    return Outcome(truth_of(fits), evidence)


def _texts(listed: object) -> frozenset[str] | None:
    return None if listed is None else frozenset(part.strip() for part in str(listed).split(","))


def _limit(arguments: Mapping[str, object], name: str) -> int | None:
    text = arguments.get(name)
    if text is None:
        return None
    if not str(text).strip().isdecimal():
        raise ValueError(f"a limit is no number: {text}")
    return int(str(text))


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
    "parameters.allows": Question(
        _allows,
        {
            "AWS::Lambda::Function": ("DeadLetterConfig.TargetArn", "VpcConfig.SubnetIds"),
            "AWS::SageMaker::EndpointConfig": ("KmsKeyId",),
            "AWS::SageMaker::NotebookInstance": ("KmsKeyId",),
        },
        ("parameter", "path"),
    ),
    "parameters.within": Question(
        _within, {"AWS::Lambda::Function": ("ReservedConcurrentExecutions",)}, ("low", "high", "path")
    ),
    "parameters.is-value": Question(_is_value, {"AWS::ECS::Service": ("PlatformVersion",)}, ("parameter", "path")),
    "parameters.may-list-itself": Question(_may_list_itself, {}, ("parameter",)),
    "parameters.reaches-version": Question(
        _reaches_version, {"AWS::EKS::Cluster": ("Version",)}, ("parameter", "path")
    ),
}
