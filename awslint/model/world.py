"""Worlds: what a deployment may choose, and reading values in one of them.

Nothing enumerates worlds up front. A question is asked in an open world; where the answer hangs on a choice, `Split`
says so, and `explore` asks again in each narrower world. So only the variables that a verdict depends on make worlds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import TypeVar

from awslint.model.record import record
from awslint.model.value import Choice, Value

Answer = TypeVar("Answer")

OTHER = "\0other"  # stands for every value that no condition compares with


class Split(Exception):
    """The answer depends on this choice."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(choice.variable)
        self.choice = choice


class TooManyWorlds(Exception):
    """The answer depends on more worlds than the bound allows."""


@record()
class Variable:
    """Something that a deployment chooses: a parameter, a pseudo parameter, or a comparison that cannot be decided.

    `witness` is a value that stands for `OTHER` when a world is shown to the user, or None where none can be made up.
    """

    name: str
    kind: str  # "parameter" | "pseudo-parameter" | "comparison"
    values: tuple[str, ...]
    witness: str | None = None


@record()
class World:
    """Which values are still possible for the variables that were chosen so far; a variable not named is open.

    `conditions` are the named conditions that made the choices, in the order in which they were asked.
    """

    possible: Mapping[str, frozenset[str]] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()

    def resolve(self, value: Value) -> Value:
        """Follow choices to the value in this world.

        Raises Split when an undecided choice is in the way.
        """
        while isinstance(value, Choice):
            possible = self.possible.get(value.variable)
            if possible is None:
                cases = value.cases
            else:
                cases = tuple(case for case in value.cases if not possible.isdisjoint(case.values))
            if len(cases) == 1:
                value = cases[0].value
            elif value.otherwise is not None:
                return value.otherwise
            else:
                raise Split(value)
        return value

    def narrow(self, variable: str, values: frozenset[str]) -> "World":
        """The world in which the variable has one of `values`."""
        possible = self.possible.get(variable)
        return World({**self.possible, variable: values if possible is None else possible & values}, self.conditions)

    def branches(self, choice: Choice) -> Iterator["World"]:
        """The narrower worlds of a choice, in the order of its cases."""
        named = self
        if choice.condition is not None and choice.condition not in self.conditions:
            named = World(self.possible, (*self.conditions, choice.condition))
        possible = self.possible.get(choice.variable)
        for case in choice.cases:
            if possible is None or not possible.isdisjoint(case.values):
                yield named.narrow(choice.variable, case.values)


def explore(
    question: Callable[[World], Answer], start: World | None = None, limit: int = 256
) -> list[tuple[World, Answer]]:
    """Ask the question in every world that its answer depends on.

    Raises TooManyWorlds past `limit` questions.
    """
    world = start or World()
    try:
        return [(world, question(world))]  # most answers depend on no choice
    except Split as split:
        open_worlds = list(reversed(list(world.branches(split.choice))))
    answers: list[tuple[World, Answer]] = []
    asked = 1
    while open_worlds:
        world = open_worlds.pop()
        asked += 1
        if asked > limit:
            raise TooManyWorlds
        try:
            answers.append((world, question(world)))
        except Split as split:
            open_worlds.extend(reversed(list(world.branches(split.choice))))
    return answers
