"""Conditions as reduced, ordered decision diagrams over the variables of a deployment.

Two conditions that are true in the same worlds are the same object, so what can never be true is plain `False`
however it is written, and a diagram never asks the same variable twice.
"""

from collections.abc import Iterable, Mapping

from awslint.model.record import record
from awslint.model.world import Variable

MAX_NODES = 20_000
MAX_HEIGHT = 64


class TooComplex(Exception):
    """A condition needs a larger diagram than the bound allows."""


@record(eq=False)
class Branch:
    """What a condition is for each group of values of one variable."""

    variable: str
    arms: "tuple[tuple[frozenset[str], Decision], ...]"
    height: int


Decision = bool | Branch


def _height(decision: Decision) -> int:
    return decision.height if isinstance(decision, Branch) else 0


class Diagrams:
    """The diagrams of one run; equal ones are identical objects."""

    def __init__(self, variables: Mapping[str, Variable]) -> None:
        self._variables = variables
        self._nodes: dict[tuple[str, tuple[tuple[frozenset[str], int], ...]], Branch] = {}
        self._both: dict[tuple[int, int], Decision] = {}
        self._negated: dict[int, Decision] = {}

    def test(self, variable: str, values: frozenset[str]) -> Decision:
        """Whether a variable has one of the values."""
        rest = frozenset(self._variables[variable].values) - values
        return self._branch(variable, [(values, True), (rest, False)])

    def negate(self, decision: Decision) -> Decision:
        """The opposite."""
        if not isinstance(decision, Branch):
            return not decision
        found = self._negated.get(id(decision))
        if found is None:
            arms = [(values, self.negate(arm)) for values, arm in decision.arms]
            found = self._negated[id(decision)] = self._branch(decision.variable, arms)
        return found

    def all_of(self, decisions: Iterable[Decision]) -> Decision:
        """Whether all hold."""
        result: Decision = True
        for decision in decisions:
            result = self._and(result, decision)
        return result

    def any_of(self, decisions: Iterable[Decision]) -> Decision:
        """Whether at least one holds."""
        return self.negate(self.all_of(self.negate(decision) for decision in decisions))

    def _and(self, left: Decision, right: Decision) -> Decision:
        if left is False or right is False:
            return False
        if not isinstance(left, Branch) or left is right:
            return right
        if not isinstance(right, Branch):
            return left
        if right.variable < left.variable:
            left, right = right, left
        known = self._both.get((id(left), id(right)))
        if known is not None:
            return known
        if left.variable == right.variable:
            arms = [
                (ours & theirs, self._and(mine, other))
                for ours, mine in left.arms
                for theirs, other in right.arms
                if not ours.isdisjoint(theirs)
            ]
        else:
            arms = [(values, self._and(arm, right)) for values, arm in left.arms]
        both = self._both[id(left), id(right)] = self._branch(left.variable, arms)
        return both

    def _branch(self, variable: str, arms: list[tuple[frozenset[str], Decision]]) -> Decision:
        merged: dict[int, tuple[frozenset[str], Decision]] = {}
        for values, arm in arms:
            if values:
                before = merged.get(id(arm))
                merged[id(arm)] = (before[0] | values if before else values, arm)
        if len(merged) == 1:
            return next(iter(merged.values()))[1]
        order = {value: position for position, value in enumerate(self._variables[variable].values)}
        sorted_arms = tuple(sorted(merged.values(), key=lambda arm: min(order[value] for value in arm[0])))
        key = (variable, tuple((values, id(arm)) for values, arm in sorted_arms))
        node = self._nodes.get(key)
        if node is None:
            height = 1 + max(_height(arm) for _, arm in sorted_arms)
            if len(self._nodes) >= MAX_NODES or height > MAX_HEIGHT:
                raise TooComplex
            node = self._nodes[key] = Branch(variable, sorted_arms, height)
        return node
