"""Parameters: what a deployment gives them, or what it may give them."""

from dataclasses import replace

from awslint.frontends.cloudformation.distribute import distribute, moved
from awslint.frontends.cloudformation.domains import Declared, declared, listable, literal, violation, witness
from awslint.frontends.cloudformation.shapes import number_of
from awslint.frontends.cloudformation.stack import Stack
from awslint.frontends.cloudformation.texts import split_parts, stored, written
from awslint.frontends.part import Problem
from awslint.model.place import Path, Place
from awslint.model.value import Absent, Case, Choice, Origin, Scalar, Sequence, Unknown, Value, Why
from awslint.model.world import OTHER, Variable

_NUMBERS = frozenset({"Number", "List<Number>"})


def parameter(stack: Stack, name: str) -> Value:
    """The value of a declared parameter, at the place of its declaration."""
    value = stack.parameter_values.get(name)
    if value is None:
        value = stack.parameter_values[name] = _parameter(stack, name)
    return value


def _parameter(stack: Stack, name: str) -> Value:
    found = declared(stack, name)
    place = stack.place(("Parameters", name), key=True)
    if found is None:
        return Unknown(Why.INVALID, name, place)
    if stack.passed is not None and name in stack.passed:
        return _passed(stack, found, stack.passed[name], place)
    given = stack.run.settings.parameters.get(name) if stack.passed is None else None
    if given is not None:
        return _given(stack, found, _text_of(given), place)
    return _not_given(stack, found, place)


def _not_given(stack: Stack, found: Declared, place: Place) -> Value:
    default_path = (*found.path, "Default")
    default = literal(stack, found.data.get("Default"), default_path)
    values = listable(found)
    # What a parent stack does not give has its default, whatever the worlds of the run.
    ranges = stack.passed is None and stack.run.settings.worlds == "all"
    if default is not None and not (values and ranges):
        return typed(stack, found, default, place, Origin("parameter-default", found.name, stack.place(default_path)))
    if values is not None:
        if default is not None and default not in values:
            values = (default, *values)
        return _among(stack, found, values, place)
    if isinstance(found.data.get("Default"), list | dict):
        return Unknown(Why.INVALID, found.name, place)
    return _free(stack, found, place)


def _text_of(given: object) -> str:
    if isinstance(given, list | tuple):
        return ",".join(_text_of(one) for one in given)
    if isinstance(given, bool):
        return "true" if given else "false"
    return str(given)


def _given(stack: Stack, found: Declared, text: str, place: Place) -> Value:
    return typed(stack, found, text, place, Origin("parameter", found.name, None, "given for this run"))


def _passed(stack: Stack, found: Declared, value: Value, place: Place) -> Value:
    """What a parent stack gives: a list arrives as one text with commas."""
    origin = Origin("parameter", stack.prefix + found.name, value.place, "given by the parent stack")

    def convert(settled: list[Value]) -> Value:
        one = settled[0]
        if isinstance(one, Absent):
            return _not_given(stack, found, place)
        if isinstance(one, Scalar):
            secret = replace(found, secret=found.secret or one.secret)
            return typed(stack, secret, written(one), place, *one.origins, origin)
        if isinstance(one, Unknown) and found.list and one.type != "array":
            items = split_parts(one, ",", place)
            if items is not None:
                return Sequence(tuple(items), place, origins=(origin,))
            one = replace(one, type="array", parts=(), symbol=one.symbol and f"List:{one.symbol}")
        return moved(one, place, origin)

    return distribute([value], place, convert)


def typed(stack: Stack, found: Declared, text: str, place: Place, *origins: Origin) -> Value:
    """A text as a value of the parameter's type."""
    if found.ssm:
        known = stack.run.settings.facts.get("ssm", {}).get(text)
        if known is None:
            return stored("ssm", text, place, "array" if found.list else "string")
        text = _text_of(known)
        origins = (*origins, Origin("parameter", f"ssm:{text}", None, "given as a fact"))
    if found.list:
        items = [item.strip() for item in text.split(",")] if text else [""]
        return Sequence(tuple(_scalar(found, item, place, origins) for item in items), place, origins=origins)
    return _scalar(found, text, place, origins)


def _scalar(found: Declared, text: str, place: Place, origins: tuple[Origin, ...]) -> Scalar:
    number = number_of(text) if found.type in _NUMBERS else None
    if number is not None:
        return Scalar(number, place, text, origins, found.secret)
    return Scalar(text, place, None, origins, found.secret)


def _among(stack: Stack, found: Declared, values: tuple[str, ...], place: Place) -> Value:
    if len(values) == 1:
        return typed(stack, found, values[0], place, Origin("parameter", found.name, place, "its only allowed value"))
    variable = stack.variable(found.name)
    stack.run.variables[variable] = Variable(stack.prefix + found.name, "parameter", values)
    origin = Origin("parameter", found.name, place)
    cases = tuple(Case(frozenset({text}), typed(stack, found, text, place, origin)) for text in values)
    return Choice(variable, cases, place)


def _free(stack: Stack, found: Declared, place: Place) -> Value:
    """A parameter whose values cannot be listed; conditions tell apart those that they compare it with."""
    name = stack.prefix + found.name  # `Kid/Env` for a nested stack: the user cannot give it directly
    compared = stack.compared.get(found.name, ())
    refused = frozenset(text for text in compared if violation(found, text) is not None)
    unknown = Unknown(
        Why.PARAMETER,
        name,
        place,
        symbol=f"Ref:{name}",
        among=_values(stack, found, place) if found.allowed and not found.list else None,
        excluding=refused,
        type="array" if found.list else None if found.type == "Number" else "string",
        origins=(Origin("parameter", name, place),),
        secret=found.secret,
    )
    literals = tuple(text for text in compared if text not in refused)
    if not literals or found.list or found.ssm:
        return unknown
    cases = tuple(Case(frozenset({text}), typed(stack, found, text, place, *unknown.origins)) for text in literals)
    return open_choice(stack, found.name, cases, unknown, "parameter", witness(found, literals))


def _values(stack: Stack, found: Declared, place: Place) -> tuple[Value, ...]:
    return tuple(typed(stack, found, text, place) for text in found.allowed or ())


def open_choice(
    stack: Stack, name: str, cases: tuple[Case, ...], unknown: Unknown, kind: str, made_up: str | None
) -> Choice:
    """An unknown value that conditions compare with the literals of `cases`."""
    literals = tuple(text for case in cases for text in case.values)
    variable = stack.variable(name)
    stack.run.variables[variable] = Variable(stack.prefix + name, kind, (*literals, OTHER), made_up)
    rest = replace(unknown, excluding=unknown.excluding | frozenset(literals))
    return Choice(variable, (*cases, Case(frozenset({OTHER}), rest)), unknown.place, otherwise=unknown)


def check_parameter(stack: Stack, name: str) -> None:
    """Note what is wrong with a parameter: its declaration, its default, or the value that the user gives."""
    path: Path = ("Parameters", name)
    found = declared(stack, name)
    if found is None:
        stack.report("warning", "invalid-parameter", f"parameter {name} is no mapping", path, key=True)
        return
    if not isinstance(found.data.get("Type"), str):
        stack.report("warning", "invalid-parameter", f"parameter {name} has no Type", path, key=True)
    default_path = (*path, "Default")
    default = literal(stack, found.data.get("Default"), default_path)
    if default is None and found.data.get("Default") is not None:
        stack.report("warning", "invalid-default", f"the default of parameter {name} is no text", default_path)
    if default is not None:
        wrong = violation(found, default)
        if wrong is not None:
            shown = "the default" if found.secret else f"the default {default!r}"
            stack.report("warning", "invalid-default", f"{shown} of parameter {name} {wrong}", default_path)
    if stack.passed is not None:
        _check_passed(stack, found)
        return
    given = stack.run.settings.parameters.get(name)
    if given is not None:
        text = _text_of(given)
        wrong = violation(found, text)
        if wrong is not None:
            shown = "the value given for" if found.secret else f"the value {text!r} given for"
            stack.report("error", "invalid-parameter-value", f"{shown} parameter {name} {wrong}", path, key=True)


def _check_passed(stack: Stack, found: Declared) -> None:
    value = stack.passed.get(found.name) if stack.passed is not None else None
    if not isinstance(value, Scalar) or stack.parent is None:
        return
    wrong = violation(found, written(value))
    if wrong is not None:
        secret = found.secret or value.secret
        shown = "the value given for" if secret else f"the value {written(value)!r} given for"
        problem = Problem("warning", "invalid-parameter-value", f"{shown} parameter {found.name} {wrong}", value.place)
        stack.run.problems.setdefault((problem.code, problem.place), problem)
