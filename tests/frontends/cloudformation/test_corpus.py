"""Templates that others wrote: whatever is in them, nothing crashes and everything resolves to something."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from awslint.frontends.cloudformation import Settings, Template, load
from awslint.knowledge.facts import Knowledge
from awslint.model.value import Choice, Mapping, Sequence, Unknown, Value
from awslint.model.world import TooManyWorlds, World, explore
from awslint.source.reading import read

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("AWSLINT_SHARED", ROOT.parent / "shared")) / "corpus" / "templates"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")

SETTINGS = [
    Settings(),
    Settings(worlds="all"),
    Settings(region="eu-west-1", account="111122223333"),
    Settings(worlds="all", region="cn-north-1"),
]


def templates() -> Iterator[Template]:
    for file in sorted(CORPUS.rglob("*")):
        if file.suffix in (".yaml", ".yml", ".json", ".template"):
            name = file.relative_to(CORPUS).as_posix()
            for document in read(name, file.read_bytes()).documents:
                yield Template(f"{name}@{document.index}", document.data, document.text_at, name)


def touch(value: Value) -> int:
    """Read everything in a value; how many values that were."""
    if isinstance(value, Choice):
        rest = [value.otherwise] if value.otherwise is not None else []
        return sum(touch(one) for one in [case.value for case in value.cases] + rest)
    if isinstance(value, Mapping):
        return 1 + sum(touch(one) for one in value.entries.values())
    if isinstance(value, Sequence):
        return 1 + sum(touch(one) for one in value.items)
    if isinstance(value, Unknown):
        return 1 + sum(touch(one) for one in value.among or ())
    return 1


@pytest.mark.parametrize("settings", SETTINGS, ids=["default", "all", "told", "china"])
def test_everything_is_read(settings: Settings) -> None:
    resources = values = 0
    for template in templates():
        part = load([template], settings, Knowledge())
        for resource in part.resources.values():
            resources += 1
            values += touch(resource.properties) + touch(resource.attributes) + touch(resource.exists)
        for value in part.constraints.get(template.document, ()):
            values += touch(value)
    assert resources > 1300
    assert values > 15_000


def test_what_a_template_has_is_the_same_in_every_load() -> None:
    for template in templates():
        first, second = (load([template], SETTINGS[1], Knowledge()) for _ in range(2))
        assert first.problems == second.problems
        assert list(first.variables.items()) == list(second.variables.items())
        assert list(first.resources) == list(second.resources)


def test_conditions_are_boolean_in_every_world() -> None:
    for template in templates():
        part = load([template], SETTINGS[1], Knowledge())
        for conditions in part.conditions.values():
            for value in conditions.values():

                def answer(world: World, value: Value = value) -> object:
                    found = world.resolve(value)
                    return None if isinstance(found, Unknown) else getattr(found, "data", "no boolean")

                try:
                    assert {one for _, one in explore(answer)} <= {True, False, None}
                except TooManyWorlds:
                    pytest.fail(f"{template.file}: a condition of too many worlds")
