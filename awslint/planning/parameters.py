"""Parameter values from the command line: `K=V`, or files in the shapes that AWS's own tools read."""

import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

Load = Callable[[Path], object]
Environment = tuple[str | None, dict[str, str]]

# SAM's commands that take parameter values, those of a deployment first.
_COMMANDS = ("deploy", "sync", "global", "validate", "build", "package")
_OVERRIDES = "parameter_overrides"
_NAME = re.compile(r"[A-Za-z0-9]+$")
_SHORTHAND = re.compile(r"ParameterKey=(?P<key>[^,]+),ParameterValue=(?P<value>.*)$", re.DOTALL)


class BadParameters(ValueError):
    """A parameter argument or file that gives no values; the message says what was expected."""


def environments(arguments: Iterable[str], load: Load) -> list[Environment]:
    """The sets of values that the arguments give, each with the name of its environment.

    Each file is an environment named by its stem, a samconfig.toml of several environments is those; `K=V` applies to
    all and wins. Without a file there is one set without a name. `load` reads a YAML or JSON file.
    Raises BadParameters.
    """
    common: dict[str, str] = {}
    files: list[Path] = []
    for argument in arguments:
        given = _assignment(argument)
        if given is None:
            files.append(_file(argument))
        else:
            common |= given
    if not files:
        return [(None, common)]
    found = [(file, name, values) for file in files for name, values in sets_in(_read(file, load), str(file))]
    return [(name, values | common) for name, values in _named(found)]


def parameter_values(arguments: Iterable[str], load: Load) -> dict[str, str]:
    """The values that the arguments give as one set; a later one wins.

    Raises BadParameters, also for a file that holds several sets.
    """
    values: dict[str, str] = {}
    for argument in arguments:
        given = _assignment(argument)
        values |= values_in(_read(_file(argument), load), argument) if given is None else given
    return values


def values_in(data: object, name: str) -> dict[str, str]:
    """The values in a parameter file that holds one set.

    Raises BadParameters.
    """
    found = sets_in(data, name)
    if len(found) > 1:
        raise BadParameters(f"{name} holds several environments: {', '.join(str(one) for one, _ in found)}")
    return found[0][1]


def sets_in(data: object, name: str) -> list[Environment]:
    """The sets of values in a parameter file; only SAM's configuration file can hold several, and names them.

    Understood are the AWS CLI's list of ParameterKey and ParameterValue, CodePipeline's template configuration
    (`Parameters`), Git sync deployment files (`parameters`), SAM's samconfig, CDK's context, and a plain mapping.
    Raises BadParameters.
    """
    if isinstance(data, Mapping):
        configured = _samconfig(data, name)
        if configured:
            return configured
    values = _values(data, name)
    if values is None:
        raise BadParameters(
            f"{name} holds no parameter values: expected a list of ParameterKey and ParameterValue, or a map"
        )
    return [(None, values)]


def _assignment(argument: str) -> dict[str, str] | None:
    """The value that an argument gives itself; None for the name of a file."""
    shorthand = _SHORTHAND.match(argument)
    if shorthand is not None:
        return {shorthand["key"]: shorthand["value"]}
    name, equals, value = argument.partition("=")
    return {name: value} if equals and not Path(argument).exists() else None


def _file(argument: str) -> Path:
    file = Path(argument.removeprefix("file://"))
    if not file.is_file():
        raise BadParameters(f"{argument!r} is neither K=V nor a file")
    return file


def _read(file: Path, load: Load) -> object:
    if file.suffix.lower() != ".toml":
        return load(file)
    import tomllib  # most runs have no samconfig.toml

    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except ValueError as error:
        raise BadParameters(f"{file}: {error}") from error


def _named(found: Sequence[tuple[Path, str | None, dict[str, str]]]) -> list[Environment]:
    """Names for the sets: the environment's own, or the file's stem, with its folder where that is not enough."""
    short = [name or file.stem for file, name, _ in found]
    counts = Counter(short)
    names = [
        one if counts[one] == 1 else f"{file.parent.name}/{one}" for one, (file, _, _) in zip(short, found, strict=True)
    ]
    counts = Counter(names)
    names = [
        one if counts[one] == 1 else f"{file.as_posix()}{':' + name if name else ''}"
        for one, (file, name, _) in zip(names, found, strict=True)
    ]
    return [(name, values) for name, (_, _, values) in zip(names, found, strict=True)]


def _values(data: object, name: str) -> dict[str, str] | None:
    if isinstance(data, list):
        return _of_list(data, name)
    if not isinstance(data, Mapping):
        return None
    for key in ("Parameters", "parameters"):
        if isinstance(data.get(key), Mapping | list):
            return _values(data[key], name)
    if isinstance(data.get("context"), Mapping):
        return _context(data["context"])
    if Path(name).name == "cdk.context.json":
        return _context(data)
    if all(value is None or isinstance(value, str | int | float | list) for value in data.values()):
        return {str(key): _text(value) for key, value in data.items()}
    return None


def _of_list(items: list[object], name: str) -> dict[str, str] | None:
    if all(isinstance(item, Mapping) and "ParameterKey" in item for item in items):
        # UsePreviousValue says that the stack has a value, not which.
        return {
            str(item["ParameterKey"]): _text(item["ParameterValue"])
            for item in items
            if isinstance(item, Mapping) and "ParameterValue" in item
        }
    if all(isinstance(item, str) for item in items):
        return _overrides([str(item) for item in items], name)
    return None


def _context(context: Mapping[str, object]) -> dict[str, str]:
    """CDK's context holds much beside; what is named and valued like a parameter counts."""
    return {
        name: _text(value)
        for name, value in context.items()
        if _NAME.match(str(name)) and isinstance(value, str | int | float)
    }


def _samconfig(data: Mapping[str, object], name: str) -> list[Environment]:
    """The environments of SAM's configuration file; none where it is not one.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
    """
    found: list[Environment] = []
    for environment, commands in data.items():
        for command in _COMMANDS:
            settings = commands.get(command) if isinstance(commands, Mapping) else None
            parameters = settings.get("parameters") if isinstance(settings, Mapping) else None
            if isinstance(parameters, Mapping) and _OVERRIDES in parameters:
                found.append((str(environment), _overridden(parameters[_OVERRIDES], f"{name}, {environment}")))
                break
    return [(None, found[0][1])] if len(found) == 1 and found[0][0] == "default" else found


def _overridden(value: object, name: str) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {str(key): _text(one) for key, one in value.items()}
    if isinstance(value, list):
        return _overrides([_text(one) for one in value], name)
    try:
        return _overrides(shlex.split(str(value)), name)
    except ValueError as error:
        raise BadParameters(f"{name}: {_OVERRIDES}: {error}") from error


def _overrides(texts: Sequence[str], name: str) -> dict[str, str]:
    """`Key=Value` or `ParameterKey=Key,ParameterValue=Value`, each in a text of its own."""
    values: dict[str, str] = {}
    for text in texts:
        shorthand = _SHORTHAND.match(text)
        key, equals, value = text.partition("=")
        if shorthand is not None:
            key, value = shorthand["key"], shorthand["value"]
        elif not equals:
            raise BadParameters(f"{name}: {text!r} is not KEY=VALUE")
        values[key] = _unquoted(value)
    return values


def _unquoted(value: str) -> str:
    """A value without the quotes that lists of overrides keep."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(_text(item) for item in value)
    return str(value)
