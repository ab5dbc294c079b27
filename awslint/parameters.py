"""Parameter values from the command line: `K=V`, or files in the shapes that AWS's own tools read."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path


class BadParameters(ValueError):
    """A parameter argument or file that gives no values; the message says what was expected."""


def parameter_values(arguments: Iterable[str], load: Callable[[Path], object]) -> dict[str, str]:
    """The values that the arguments give; a later one wins.

    An argument is `K=V` or the name of a file; `load` reads a YAML or JSON file.
    Raises BadParameters.
    """
    values: dict[str, str] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if equals and not Path(argument).exists():
            values[name] = value
        elif Path(argument).is_file():
            values.update(values_in(load(Path(argument)), argument))
        else:
            raise BadParameters(f"{argument!r} is neither K=V nor a file")
    return values


def values_in(data: object, name: str) -> dict[str, str]:
    """The values in a parameter file.

    Understood are the AWS CLI's list of ParameterKey and ParameterValue, CodePipeline's template configuration
    (`Parameters`), Git sync deployment files (`parameters`), and a plain mapping.
    Raises BadParameters.
    """
    if isinstance(data, list):
        if all(isinstance(item, Mapping) and "ParameterKey" in item for item in data):
            return {str(item["ParameterKey"]): _text(item.get("ParameterValue", "")) for item in data}
        if all(isinstance(item, str) and "=" in item for item in data):
            return {item.partition("=")[0]: item.partition("=")[2] for item in data}
    if isinstance(data, Mapping):
        for key in ("Parameters", "parameters"):
            if isinstance(data.get(key), Mapping | list):
                return values_in(data[key], name)
        if all(isinstance(value, str | int | float | bool) for value in data.values()):
            return {str(key): _text(value) for key, value in data.items()}
    raise BadParameters(
        f"{name} holds no parameter values: expected a list of ParameterKey and ParameterValue, or a map"
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(_text(item) for item in value)
    return str(value)
