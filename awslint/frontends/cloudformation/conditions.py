"""Conditions: which deployments have them, and what hangs on them."""

from collections.abc import Callable, Mapping
from functools import partial

from awslint.frontends.cloudformation.comparisons import Undecidable, comparison, equal
from awslint.frontends.cloudformation.decisions import Decision, TooComplex
from awslint.frontends.cloudformation.distribute import TooManyCases, graft
from awslint.frontends.cloudformation.loops import name_in
from awslint.frontends.cloudformation.resolve import resolve
from awslint.frontends.cloudformation.stack import Frame, Stack
from awslint.knowledge.facts import Shape
from awslint.model.place import Path, Place
from awslint.model.value import Scalar, Sequence, Unknown, Value, Why


def named(stack: Stack, name: str, path: Path) -> Decision | Unknown:
    """When a named condition holds; `path` is where it is named."""
    entry = stack.conditions.get(name)
    if entry is None:
        if stack.open is not None:
            return Unknown(Why.MACRO, name, stack.place(path))
        stack.report("warning", "unknown-condition", f"there is no condition {name}", path)
        return stack.invalid(path, name)
    known = stack.decisions.get(name)
    if known is not None:
        return known
    mark = (stack.scope, stack.prefix, f"condition {name}")
    if mark in stack.run.busy:
        stack.report("warning", "circular-condition", f"condition {name} depends on itself", path)
        return stack.invalid(path, name)
    stack.run.busy.add(mark)
    try:
        decision = guarded(stack, lambda: decide(entry.frame, entry.data, entry.path), entry.path)
    finally:
        stack.run.busy.discard(mark)
    stack.decisions[name] = decision
    return decision


def guarded(stack: Stack, question: Callable[[], Decision], path: Path) -> Decision | Unknown:
    """A decision, or why there is none."""
    try:
        return question()
    except Undecidable as undecidable:
        return undecidable.unknown
    except (TooComplex, TooManyCases):
        return Unknown(Why.LIMIT, "too many combinations of parameters and conditions", stack.place(path))


def condition_value(decision: Decision | Unknown, place: Place, condition: str | None = None) -> Value:
    """A decision as a boolean value."""
    if isinstance(decision, Unknown):
        return decision
    return graft(decision, Scalar(True, place), Scalar(False, place), place, condition)


def decide(frame: Frame, data: object, path: Path) -> Decision:
    """When a condition expression holds.

    Raises Undecidable, TooComplex and TooManyCases.
    """
    if isinstance(data, bool):
        return data
    if isinstance(data, str) and data in ("true", "false"):
        return data == "true"
    if isinstance(data, dict) and len(data) == 1:
        name, argument = next(iter(data.items()))
        here = (*path, name)
        if name == "Condition" and isinstance(argument, str):
            decision = named(frame.stack, name_in(frame, argument), here)
            if isinstance(decision, Unknown):
                raise Undecidable(decision)
            return decision
        function = CONDITION_FUNCTIONS.get(name)
        if function is not None:
            return function(frame, argument, here)
    frame.stack.report("warning", "invalid-condition", "this is no condition", path)
    raise Undecidable(frame.stack.invalid(path, "condition"))


def _operands(frame: Frame, data: object, path: Path, least: int, most: int | None = None) -> list[object]:
    if isinstance(data, list) and least <= len(data) and (most is None or len(data) <= most):
        return data
    count = f"{least}" if most == least else f"at least {least}"
    frame.stack.report("warning", "invalid-function", f"{path[-1]} takes a list of {count}", path)
    raise Undecidable(frame.stack.invalid(path, str(path[-1])))


def _and(frame: Frame, data: object, path: Path) -> Decision:
    operands = _operands(frame, data, path, 1)
    return frame.stack.run.diagrams.all_of([decide(frame, one, (*path, i)) for i, one in enumerate(operands)])


def _or(frame: Frame, data: object, path: Path) -> Decision:
    operands = _operands(frame, data, path, 1)
    return frame.stack.run.diagrams.any_of([decide(frame, one, (*path, i)) for i, one in enumerate(operands)])


def _not(frame: Frame, data: object, path: Path) -> Decision:
    operands = _operands(frame, data, path, 1, 1)
    return frame.stack.run.diagrams.negate(decide(frame, operands[0], (*path, 0)))


def _equals(frame: Frame, data: object, path: Path) -> Decision:
    left, right = _operands(frame, data, path, 2, 2)
    values = resolve(frame, left, (*path, 0)), resolve(frame, right, (*path, 1))
    return equal(frame.stack, *values, (left, right))


def _contains(frame: Frame, data: object, path: Path) -> Decision:
    """Whether a list has a text."""
    decisions = _with_each(frame, data, path)
    return _own(frame, data, path) if decisions is None else frame.stack.run.diagrams.any_of(decisions)


def _each_equals(frame: Frame, data: object, path: Path) -> Decision:
    decisions = _with_each(frame, data, path)
    return _own(frame, data, path) if decisions is None else frame.stack.run.diagrams.all_of(decisions)


def _with_each(frame: Frame, data: object, path: Path) -> list[Decision] | None:
    """Whether each item of a list is a text; None when the list is not known whole."""
    texts, text = _operands(frame, data, path, 2, 2)
    items = resolve(frame, texts, (*path, 0))
    value = resolve(frame, text, (*path, 1))
    if not isinstance(items, Sequence) or not items.complete:
        return None
    return [equal(frame.stack, one, value, (f"item {i}", text)) for i, one in enumerate(items.items)]


def _each_in(frame: Frame, data: object, path: Path) -> Decision:
    texts, allowed = _operands(frame, data, path, 2, 2)
    items, among = resolve(frame, texts, (*path, 0)), resolve(frame, allowed, (*path, 1))
    if not (isinstance(items, Sequence) and isinstance(among, Sequence) and items.complete and among.complete):
        return _own(frame, data, path)
    diagrams = frame.stack.run.diagrams
    return diagrams.all_of(
        diagrams.any_of([equal(frame.stack, one, other, (one, other)) for other in among.items]) for one in items.items
    )


def _own(frame: Frame, data: object, path: Path) -> Decision:
    return comparison(frame.stack, str(path[-1]), [f"{frame.stack.prefix}{data}"])


CONDITION_FUNCTIONS: Mapping[str, Callable[[Frame, object, Path], Decision]] = {
    "Fn::And": _and,
    "Fn::Or": _or,
    "Fn::Not": _not,
    "Fn::Equals": _equals,
    "Fn::Contains": _contains,
    "Fn::EachMemberEquals": _each_equals,
    "Fn::EachMemberIn": _each_in,
}


def choose(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::If: the value that a condition chooses."""
    if not isinstance(data, list) or len(data) != 3:
        return frame.stack.invalid(path, "Fn::If")
    name = data[0]
    if isinstance(name, dict) and len(name) == 1 and isinstance(name.get("Condition"), str):
        name = name["Condition"]
    if not isinstance(name, str):
        return frame.stack.invalid(path, "Fn::If")
    name = name_in(frame, name)
    decision = named(frame.stack, name, (*path, 0))
    if decision is True:
        return resolve(frame, data[1], (*path, 1), shape)
    if decision is False:
        return resolve(frame, data[2], (*path, 2), shape)
    then = resolve(frame, data[1], (*path, 1), shape)
    otherwise = resolve(frame, data[2], (*path, 2), shape)
    place = frame.stack.place(path)
    if isinstance(decision, Unknown):
        return Unknown(decision.why, decision.subject, place, among=(then, otherwise))
    return graft(decision, then, otherwise, place, frame.stack.prefix + name)


def _asserted(frame: Frame, rule: dict[str, object], path: Path, expression: object, here: Path) -> Decision:
    holds = decide(frame, expression, here)
    if "RuleCondition" not in rule:
        return holds
    diagrams = frame.stack.run.diagrams
    applies = decide(frame, rule["RuleCondition"], (*path, "RuleCondition"))
    return diagrams.any_of((diagrams.negate(applies), holds))


def constraints(stack: Stack, frame: Frame) -> tuple[Value, ...]:
    """What the Rules section asserts of every deployment."""
    found: list[Value] = []
    for name, rule in stack.section("Rules").items():
        if not isinstance(rule, dict):
            stack.report("warning", "invalid-rule", f"rule {name} is no mapping", ("Rules", name))
            continue
        path: Path = ("Rules", name)
        assertions = rule.get("Assertions")
        if not isinstance(assertions, list):
            continue
        for index, assertion in enumerate(assertions):
            here = (*path, "Assertions", index, "Assert")
            if not isinstance(assertion, dict) or "Assert" not in assertion:
                continue

            decision = guarded(stack, partial(_asserted, frame, rule, path, assertion["Assert"], here), here)
            if isinstance(decision, Unknown):
                continue
            if decision is False:
                message = f"with these parameters the assertion of rule {name} does not hold: AWS would refuse them"
                stack.report("notice", "rule-violated", message, here)
                continue
            if decision is not True:
                found.append(condition_value(decision, stack.place(here)))
    return tuple(found)
