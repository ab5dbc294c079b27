"""When are two values of a condition equal?"""

import json

from awslint.frontends.cloudformation.decisions import Decision
from awslint.frontends.cloudformation.distribute import Budget, Possible, possible_cases, settle
from awslint.frontends.cloudformation.stack import Stack
from awslint.frontends.cloudformation.texts import symbol_of, written
from awslint.model.value import Absent, Choice, Scalar, Sequence, Unknown, Value, Why
from awslint.model.world import Variable

_TRUE = frozenset({"true"})


class Undecidable(Exception):
    """A condition rests on something that is wrong in the template or that is not known at all."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.subject)
        self.unknown = unknown


def equal(stack: Stack, left: Value, right: Value, written_as: tuple[object, object]) -> Decision:
    """Whether two values are equal; `written_as` are their expressions.

    Raises Undecidable, and TooManyCases past the bound.
    """
    return _equal(stack, left, right, written_as, {}, Budget(1024))


def _equal(
    stack: Stack, left: Value, right: Value, written_as: tuple[object, object], possible: Possible, budget: Budget
) -> Decision:
    left, right = settle(left, possible), settle(right, possible)
    choice = left if isinstance(left, Choice) else right
    if isinstance(choice, Choice):
        diagrams = stack.run.diagrams
        return diagrams.any_of(
            diagrams.all_of(
                (
                    diagrams.test(choice.variable, values),
                    _equal(stack, left, right, written_as, {**possible, choice.variable: values}, budget),
                )
            )
            for _, values in possible_cases(choice, possible)
        )
    budget.spend()
    known = _known(left, right)
    if known is not None:
        return known
    sides = zip((left, right), written_as, strict=True)
    return comparison(stack, "Fn::Equals", [_identity(stack, value, expression) for value, expression in sides])


def comparison(stack: Stack, function: str, sides: list[str]) -> Decision:
    """A comparison that cannot be decided: a variable of its own, the same wherever it is written."""
    key = f"{stack.scope}:{function}:{' == '.join(sorted(sides))}"
    stack.run.variables.setdefault(key, Variable(" = ".join(sorted(sides)), "comparison", ("true", "false")))
    return stack.run.diagrams.test(key, _TRUE)


def _known(left: Value, right: Value) -> bool | None:
    for one in (left, right):
        if isinstance(one, Unknown) and one.why in (Why.INVALID, Why.LIMIT, Why.MACRO):
            raise Undecidable(one)
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        return written(left) == written(right)
    if isinstance(left, Unknown) and isinstance(right, Unknown):
        same = left.symbol is not None and left.symbol == right.symbol
        return True if same or (left.refers_to is not None and left.refers_to == right.refers_to) else None
    if isinstance(left, Scalar) and isinstance(right, Unknown):
        left, right = right, left
    if isinstance(left, Unknown) and isinstance(right, Scalar):
        return _may_equal(left, written(right))
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        return _lists(left, right)
    if isinstance(left, Absent) and isinstance(right, Absent):
        return True
    return None


def _may_equal(unknown: Unknown, text: str) -> bool | None:
    if text in unknown.excluding:
        return False
    if unknown.among and all(_differs(one, text) for one in unknown.among):
        return False
    if unknown.parts:
        first, last = unknown.parts[0], unknown.parts[-1]
        fixed = sum(len(part) for part in unknown.parts if isinstance(part, str))
        if (
            len(text) < fixed
            or (isinstance(first, str) and not text.startswith(first))
            or (isinstance(last, str) and not text.endswith(last))
        ):
            return False
    return None


def _differs(value: Value, text: str) -> bool:
    if isinstance(value, Unknown):
        return _may_equal(value, text) is False
    return isinstance(value, Scalar) and written(value) != text


def _lists(left: Sequence, right: Sequence) -> bool | None:
    items = (*left.items, *right.items)
    if not (left.complete and right.complete) or not all(isinstance(one, Scalar) for one in items):
        return None
    texts = [[written(one) for one in side.items if isinstance(one, Scalar)] for side in (left, right)]
    return texts[0] == texts[1]


def _identity(stack: Stack, value: Value, expression: object) -> str:
    """A text that is the same for values that are the same."""
    if isinstance(value, Scalar) and not value.secret:
        return json.dumps(written(value))
    if isinstance(value, Unknown):
        if value.symbol is not None:
            return value.symbol.removeprefix("Ref:")
        symbol = symbol_of(value.parts) if value.parts else None
        if symbol is not None:
            return symbol
    return stack.prefix + json.dumps(expression, sort_keys=True, default=str)
