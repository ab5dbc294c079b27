"""Functions over values that depend on a choice: the function is applied in each case."""

from collections.abc import Callable, Mapping
from collections.abc import Sequence as List
from dataclasses import dataclass, replace

from awslint.frontends.cloudformation.decisions import Branch, Decision
from awslint.frontends.cloudformation.lazy import LazyEntries
from awslint.model.place import Place
from awslint.model.value import Absent, Case, Choice, Origin, Scalar, Sequence, Unknown, Value, Why
from awslint.model.value import Mapping as MappingValue

MAX_LEAVES = 256

Possible = Mapping[str, frozenset[str]]


class TooManyCases(Exception):
    """A value depends on more cases than the bound allows."""


@dataclass(slots=True)
class Budget:
    """How many cases may still be looked at."""

    left: int = MAX_LEAVES

    def spend(self) -> None:
        """Raises TooManyCases when nothing is left."""
        self.left -= 1
        if self.left < 0:
            raise TooManyCases


def settle(value: Value, possible: Possible) -> Value:
    """Follow the choices that are already decided."""
    while isinstance(value, Choice):
        allowed = possible.get(value.variable)
        if allowed is None:
            return value
        cases = [case for case in value.cases if not case.values.isdisjoint(allowed)]
        if len(cases) != 1:
            return replace(value, cases=tuple(cases)) if len(cases) < len(value.cases) else value
        value = cases[0].value
    return value


def distribute(arguments: List[Value], place: Place, apply: Callable[[list[Value]], Value]) -> Value:
    """Apply a function whose arguments may be choices; what it is given are none.

    A parameter that merely could have one of the compared values stays open: only conditions force a choice.
    """
    if not any(isinstance(argument, Choice) for argument in arguments):
        return apply(list(arguments))
    try:
        return _distribute(arguments, place, apply, {}, Budget())
    except TooManyCases:
        return Unknown(Why.LIMIT, "too many combinations of parameters and conditions", place)


def _distribute(
    arguments: List[Value], place: Place, apply: Callable[[list[Value]], Value], possible: Possible, budget: Budget
) -> Value:
    settled = [settle(argument, possible) for argument in arguments]
    choices = [argument for argument in settled if isinstance(argument, Choice)]
    if not choices:
        budget.spend()
        return apply(settled)
    choice = next((one for one in choices if one.otherwise is None), choices[0])
    otherwise: Unknown | None = None
    if choice.otherwise is not None:
        budget.spend()
        still_open = apply([open_value(argument) for argument in settled])
        if not isinstance(still_open, Unknown):
            return still_open
        otherwise = still_open
    cases = tuple(
        Case(case.values, _distribute(settled, place, apply, {**possible, choice.variable: allowed}, budget))
        for case, allowed in possible_cases(choice, possible)
    )
    return Choice(choice.variable, cases, place, choice.condition, otherwise)


def possible_cases(choice: Choice, possible: Possible) -> list[tuple[Case, frozenset[str]]]:
    """The cases that can still be, with the values that can."""
    before = possible.get(choice.variable)
    cases = [(case, case.values if before is None else case.values & before) for case in choice.cases]
    return [(case, values) for case, values in cases if values]


def open_value(value: Value) -> Value:
    """What a value is while nothing forces a choice."""
    return value.otherwise if isinstance(value, Choice) and value.otherwise is not None else value


def graft(decision: Decision, then: Value, otherwise: Value, place: Place, condition: str | None) -> Value:
    """The value that a condition chooses."""
    made: dict[int, Value] = {}

    def build(node: Decision) -> Value:
        if not isinstance(node, Branch):
            return then if node else otherwise
        found = made.get(id(node))
        if found is None:
            cases = tuple(Case(values, build(arm)) for values, arm in node.arms)
            found = made[id(node)] = Choice(node.variable, cases, place, condition)
        return found

    return build(decision)


def moved(value: Value, place: Place, *origins: Origin) -> Value:
    """A value as it is where it is used: its place is there, and it came from one origin more."""
    if isinstance(value, Scalar | Unknown):
        return replace(value, place=place, origins=value.origins + origins)
    if isinstance(value, Absent):
        return Absent(place)
    if isinstance(value, Choice):
        cases = tuple(Case(case.values, moved(case.value, place, *origins)) for case in value.cases)
        otherwise = value.otherwise
        if otherwise is not None:
            otherwise = replace(otherwise, place=place, origins=otherwise.origins + origins)
        return Choice(value.variable, cases, place, value.condition, otherwise)
    if isinstance(value, Sequence):
        items = tuple(moved(item, place) for item in value.items)
        return replace(value, items=items, place=place, origins=value.origins + origins)
    entries = value.entries
    return MappingValue(
        LazyEntries(tuple(entries), lambda name: moved(entries[name], place)),
        place,
        value.complete,
        value.missing,
        value.origins + origins,
    )
