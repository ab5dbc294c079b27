"""What a template says about its parameters: their types, which values they may have, and which are wrong."""

import re
from collections.abc import Mapping
from dataclasses import field

from awslint.frontends.cloudformation.shapes import number_of
from awslint.frontends.cloudformation.stack import Stack, unplaced
from awslint.frontends.cloudformation.texts import written
from awslint.model.place import Path, Place
from awslint.model.record import record
from awslint.model.value import Scalar

MAX_RANGE = 16  # whole numbers between MinValue and MaxValue that are listed
MAX_LISTED = 64  # values that a domain may list
MAX_MATCHED = 128  # characters that are matched with a template's own pattern

_LITERALS = re.compile(r"\^?\(?(?:\?:)?([\w./ :-]+(?:\|[\w./ :-]+)*)\)?\$?")
_ESCAPE = re.compile(r"\\.")
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_UNBOUNDED = re.compile(r"[*+]|\{\d+,\}")
_REPEATED_GROUP = re.compile(r"\([^()]*(?:[*+|]|\{\d+,\})[^()]*\)(?:[*+]|\{\d+,\})")
_GROUP = re.compile(r"\(([^()]*)\)")
_SSM_VALUE = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")

# Values that deployments might really use, for parameters that conditions only tell apart from others.
_WITNESSES = (
    "other", "example", "value", "otherwise1", "Other-value1", "10", "1", "100", "0", "10.20.0.0/16", "192.0.2.1",
    "example.org", "admin@example.org", "https://example.org", "arn:aws:iam::111122223333:role/example", "111122223333",
)  # fmt: skip
_TYPED_WITNESSES = {
    "AWS::EC2::VPC::Id": "vpc-0a1b2c3d4e5f67890",
    "AWS::EC2::Subnet::Id": "subnet-0a1b2c3d4e5f67890",
    "AWS::EC2::SecurityGroup::Id": "sg-0a1b2c3d4e5f67890",
    "AWS::EC2::Instance::Id": "i-0a1b2c3d4e5f67890",
    "AWS::EC2::Volume::Id": "vol-0a1b2c3d4e5f67890",
    "AWS::EC2::Image::Id": "ami-0a1b2c3d4e5f67890",
    "AWS::Route53::HostedZone::Id": "Z0123456789ABCDEFGHIJ",
}


@record(eq=False)
class Declared:
    """A parameter as it is declared. `ssm` says that its value is only the name under which AWS keeps the real one."""

    name: str
    data: Mapping[str, object]
    path: Path
    type: str
    ssm: bool
    list: bool
    secret: bool
    allowed: tuple[str, ...] | None
    places: tuple[Place, ...] = field(default=())


def declared(stack: Stack, name: str) -> Declared | None:
    """The declaration of a parameter; None when there is none that can be read."""
    data, path = unplaced(stack.section("Parameters").get(name), ("Parameters", name))
    if not isinstance(data, dict):
        return None
    type_ = data.get("Type")
    type_ = type_ if isinstance(type_, str) else "String"
    stored = _SSM_VALUE.fullmatch(type_)
    inside = stored.group(1) if stored else type_
    allowed = data.get("AllowedValues")
    values: tuple[str, ...] | None = None
    if isinstance(allowed, list) and allowed:
        texts = [literal(stack, one, (*path, "AllowedValues", index)) for index, one in enumerate(allowed)]
        known = [text for text in texts if text is not None]
        if len(known) == len(texts):
            values = tuple(dict.fromkeys(known))
    return Declared(
        name,
        data,
        path,
        inside,
        stored is not None,
        inside == "CommaDelimitedList" or inside.startswith("List<"),
        literal(stack, data.get("NoEcho"), (*path, "NoEcho")) == "true",
        values,
    )


def literal(stack: Stack, data: object, path: Path) -> str | None:
    """The text of a literal as CloudFormation sees it; None for anything else."""
    if isinstance(data, str):
        return data
    if isinstance(data, bool | int | float):
        place = stack.place(path)
        return written(Scalar(data, place, stack.text_at(path)))
    return None


def listable(parameter: Declared) -> tuple[str, ...] | None:
    """All values that a parameter may have, where they can be listed."""
    if parameter.list or parameter.ssm:
        return None
    if parameter.allowed is not None:
        return parameter.allowed if len(parameter.allowed) <= MAX_LISTED else None
    pattern = parameter.data.get("AllowedPattern")
    if isinstance(pattern, str) and "|" in pattern:
        match = _LITERALS.fullmatch(pattern)
        # An unescaped dot is any character, so the texts are no longer literal.
        if match and "." not in match.group(1) and pattern.count("(") == pattern.count(")"):
            found = tuple(dict.fromkeys(match.group(1).split("|")))
            return found if len(found) <= MAX_LISTED else None
    low, high = parameter.data.get("MinValue"), parameter.data.get("MaxValue")
    if parameter.type == "Number" and type(low) is int and type(high) is int and 0 <= high - low < MAX_RANGE:
        return tuple(str(number) for number in range(low, high + 1))
    return None


def violation(parameter: Declared, text: str) -> str | None:
    """What is wrong with a value, in words that follow it; None when nothing is."""
    if parameter.ssm:
        return None
    texts = [one.strip() for one in text.split(",")] if parameter.list and text else [text]
    if parameter.allowed is not None and any(one not in parameter.allowed for one in texts):
        return f"is not one of its AllowedValues ({', '.join(parameter.allowed)})"
    pattern = parameter.data.get("AllowedPattern")
    if isinstance(pattern, str) and not parameter.list and matches(pattern, text) is False:
        return f"does not match its AllowedPattern {pattern}"
    if parameter.type == "Number":
        return _number_violation(parameter, text)
    for key, wrong in (("MinLength", int.__lt__), ("MaxLength", int.__gt__)):
        bound = _bound(parameter, key)
        if bound is not None and not parameter.list and wrong(len(text), int(bound)):
            return f"has {len(text)} characters, and {key} is {int(bound)}"
    if parameter.type.startswith("AWS::") and parameter.type.endswith("::Id") and text == "":
        return f"is no {parameter.type}"
    return None


def _number_violation(parameter: Declared, text: str) -> str | None:
    number = number_of(text)
    if number is None:
        return "is not a number"
    low, high = _bound(parameter, "MinValue"), _bound(parameter, "MaxValue")
    if low is not None and number < low:
        return f"is below its MinValue {low:g}"
    if high is not None and number > high:
        return f"is above its MaxValue {high:g}"
    return None


def _bound(parameter: Declared, key: str) -> float | None:
    bound = parameter.data.get(key)
    if isinstance(bound, bool):
        return None
    return bound if isinstance(bound, int | float) else number_of(bound) if isinstance(bound, str) else None


def matches(pattern: str, text: str) -> bool | None:
    """Whether a template's pattern matches the whole text; None when it cannot be tried safely or at all.

    Patterns come from the scanned template: those whose matching time could explode are not tried.
    """
    bare = _CLASS.sub("x", _ESCAPE.sub("x", pattern))
    if len(pattern) > 500 or len(text) > MAX_MATCHED or len(_UNBOUNDED.findall(bare)) > 3 or _nested(bare):
        return None
    try:
        return re.fullmatch(pattern, text) is not None
    except (re.error, RecursionError, OverflowError):
        return None


def _nested(bare: str) -> bool:
    """Whether something that repeats without bound is itself repeated so, at any depth."""
    while True:
        if _REPEATED_GROUP.search(bare):
            return True
        simpler = _GROUP.sub(lambda group: "*" if _UNBOUNDED.search(group.group(1)) else "x", bare, count=1)
        if simpler == bare:
            return False
        bare = simpler


def witness(parameter: Declared, excluded: tuple[str, ...]) -> str | None:
    """A value that stands for all that no condition compares with; None when none is easily made up."""
    typed = _TYPED_WITNESSES.get(parameter.type)
    if typed is None and parameter.type.startswith("AWS::"):
        typed = "example"
    for text in [typed] if typed else parameter.allowed or _WITNESSES:
        if text not in excluded and violation(parameter, text) is None:
            pattern = parameter.data.get("AllowedPattern")
            if not isinstance(pattern, str) or matches(pattern, text):
                return text
    return None
