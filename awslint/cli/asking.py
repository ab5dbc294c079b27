"""What a command's options ask of a run, and whether the command line or a variable said so."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

import click
from click.core import ParameterSource

from awslint.cli.show import verdicts
from awslint.planning.options import Options

VARIABLES = "AWSLINT"
"""Every option of `check` is also a variable: `--fail-on` is AWSLINT_FAIL_ON. Blanks set several values apart."""


def options_of(context: click.Context) -> Options:
    """The options of a run from a command's parameters; what has another name stays with the command.

    Raises click.BadParameter for a verdict that is none.
    """
    known = {field.name for field in fields(Options)}
    given = _given(context, known)
    values = {name: context.params[name] for name in given}
    if isinstance(values.get("as_of"), datetime):
        values["as_of"] = values["as_of"].date()
    verdicts(values.get("show", ()))
    return Options(**values, given=given)


def _given(context: click.Context, names: Iterable[str]) -> dict[str, str]:
    """The fields that the caller set, with the option or the variable that did."""
    parameters = {str(one.name): one for one in context.command.params}
    found = {}
    for name in sorted(parameters.keys() & set(names)):
        source = context.get_parameter_source(name)
        if source is ParameterSource.COMMANDLINE:
            found[name] = max(parameters[name].opts, key=len)
        elif source is ParameterSource.ENVIRONMENT:
            own = parameters[name].envvar
            found[name] = own if isinstance(own, str) else f"{VARIABLES}_{name.upper()}"
    return found


def order_of(context: click.Context) -> list[str]:
    """In which order formats and outputs were given; from variables, they belong together as they are counted."""
    order: list[str] = context.meta["awslint.order"]
    if context.get_parameter_source("format") is ParameterSource.ENVIRONMENT:
        formats, outputs = len(context.params["format"]), order.count("output")
        if context.get_parameter_source("output") is ParameterSource.ENVIRONMENT:
            outputs = len(context.params["output"])
        pairs = [["format", "output"] if number < outputs else ["format"] for number in range(formats)]
        return [name for pair in pairs for name in pair] + ["output"] * (outputs - formats)
    if context.get_parameter_source("output") is ParameterSource.ENVIRONMENT:
        return [*order, *["output"] * len(context.params["output"])]
    return order
