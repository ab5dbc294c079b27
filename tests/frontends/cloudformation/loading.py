"""Templates written in a test, loaded as the run loads them, and values in a form that a test can compare."""

from typing import Any

from awslint.frontends.cloudformation import ReadTemplate, Settings, Template, load
from awslint.frontends.part import Part
from awslint.knowledge.facts import Knowledge
from awslint.model.value import Absent, Choice, Mapping, Scalar, Sequence, Unknown, Value
from awslint.model.world import OTHER, World, explore
from awslint.source.reading import read


def template(text: str, name: str = "t.yaml") -> Template:
    (document,) = read(name, text.encode()).documents
    return Template(name, document.data, document.text_at, name)


def part_of(
    text: str,
    *,
    knowledge: Knowledge | None = None,
    read_template: ReadTemplate | None = None,
    **settings: Any,
) -> Part:
    return load([template(text)], Settings(**settings), knowledge or Knowledge(), read_template)


def prop(part: Part, resource: str, *path: str | int, document: str = "t.yaml") -> Value:
    value: Value = part.resources[f"{document}#{resource}"].properties
    for step in path:
        if isinstance(step, int):
            assert isinstance(value, Sequence)
            value = value.items[step]
        else:
            assert isinstance(value, Mapping)
            value = value.entries[step]
    return value


def shown(value: Value) -> object:
    """A value as plain data: `?subject` for what is unknown, a dictionary by values for a choice."""
    if isinstance(value, Scalar):
        return value.data
    if isinstance(value, Absent):
        return "absent"
    if isinstance(value, Unknown):
        if value.parts:
            return "".join(part if isinstance(part, str) else f"?{{{part.subject}}}" for part in value.parts)
        among = f" among {[shown(one) for one in value.among]}" if value.among else ""
        return f"?{value.subject}{among}"
    if isinstance(value, Sequence):
        return [shown(one) for one in value.items] + ([] if value.complete else ["..."])
    if isinstance(value, Mapping):
        return {name: shown(one) for name, one in value.entries.items()} | ({} if value.complete else {"...": "..."})
    assert isinstance(value, Choice)
    return {
        "/".join("*" if one == OTHER else one for one in sorted(case.values)): shown(case.value) for case in value.cases
    }


def worlds(value: Value) -> dict[str, object]:
    """What a value is in each world that it depends on, by the values that make the world."""

    def name(world: World) -> str:
        return ", ".join(
            f"{variable.removeprefix('t.yaml:')}={'/'.join('*' if one == OTHER else one for one in sorted(values))}"
            for variable, values in world.possible.items()
        )

    return {name(world): answer for world, answer in explore(lambda world: shown(world.resolve(value)))}


def problems(part: Part) -> list[tuple[str, str, tuple[str | int, ...]]]:
    return [(problem.code, problem.message, problem.place.path) for problem in part.problems]
