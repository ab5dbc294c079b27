"""Property paths: reading them, and finding them in the CloudFormation schemas."""

import re

from awslint.model.rule import EACH, Steps
from awslint.ruleset.problems import suggestion
from awslint.ruleset.schemas import Schemas, Spot

ATTRIBUTES = ("@DeletionPolicy", "@UpdateReplacePolicy", "@DependsOn", "@Metadata", "@Type", "@Region")
STEP = r"([^.\[\]]+)((?:\[\*\])*)"


class WrongPath(ValueError):
    """Why a path cannot be read or does not exist."""


def parse(text: str) -> Steps:
    """`BlockDeviceMappings[*].Ebs` as its steps.

    Raises WrongPath when it is not a path.
    """
    steps: list[str | int] = []
    for piece in text.split("."):
        found = re.fullmatch(STEP, piece)
        if found is None:
            raise WrongPath(f"'{text}' is not a property path: names joined by dots, '[*]' after a list")
        name, lists = found.groups()
        steps.extend((name, *[EACH] * (len(lists) // 3)))
    if text.startswith("@") and steps[0] not in ATTRIBUTES:
        raise WrongPath(f"'{steps[0]}' is not an attribute{suggestion(str(steps[0]), ATTRIBUTES)}")
    return tuple(steps)


def written(steps: Steps) -> str:
    """The steps as a rule file writes them."""
    text = ""
    for step in steps:
        text += f"[{EACH}]" if step == EACH else f".{step}" if text else str(step)
    return text


def locate(schemas: Schemas, type_: str, steps: Steps) -> Spot:
    """What the schema says about a path of a resource type.

    Raises WrongPath when there is no such property, or only AWS sets it.
    """
    here = schemas.root(type_)
    if here is None:
        raise WrongPath(f"'{type_}' is not a resource type{suggestion(type_, schemas.types)}")
    for depth, step in enumerate(steps):
        following = here.each() if step == EACH else here.step(str(step))
        if following is None:
            raise WrongPath(_missing(type_, here, steps[:depth], step))
        here = following
    for read_only in schemas.read_only(type_):
        if steps[: len(read_only)] == read_only:
            raise WrongPath(f"{type_} {written(read_only)} is read-only: a template cannot set it")
    return here


def _missing(type_: str, here: Spot, before: Steps, step: str | int) -> str:
    where = f"{type_} {written(before)}".strip()
    if step == EACH:
        return f"{where} is no list or map, so '[*]' cannot step into it"
    if here.kinds == {"array"}:
        return f"{where} is a list: write '{written(before)}[*].{step}'"
    if "object" not in here.kinds:
        return f"{where} is {_kinds(here)} and has no property '{step}'"
    return f"{where} has no property '{step}'{suggestion(str(step), here.names)}"


def _kinds(here: Spot) -> str:
    return " or ".join(sorted(here.kinds))
