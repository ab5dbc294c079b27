"""`awslint explain`."""

import sys
import textwrap
from collections.abc import Iterator

import click

from awslint.cli import outputs, terminal
from awslint.controls import FrameworkControls
from awslint.model.rule import Rule
from awslint.own_rules.here import index_here
from awslint.planning.options import Options
from awslint.planning.usage import UsageError
from awslint.report.colour import Paint
from awslint.report.controls import in_words
from awslint.report.rule_text import LANGUAGES, one_paragraph
from awslint.suppressing import built_in

_DECIDABLE = {
    "template": "from the resource alone",
    "graph": "from the resource and what is connected to it",
    "evidence": "from facts of the account (--evidence)",
}


@click.command("explain")
@click.argument("rules", nargs=-1, required=True, metavar="RULE...")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours in the text.")
def command(rules: tuple[str, ...], color: str) -> int:
    """Say what a rule wants, why, and how to comply.

    RULE is a rule's id or AWS Config's identifier, such as restricted-ssh or INCOMING_SSH_DISABLED.
    """
    try:
        index = index_here(Options())
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    found: list[Rule] = []
    for name in rules:
        try:
            found.append(built_in(name) or index.rule(name))
        except KeyError as error:
            raise click.UsageError(str(error.args[0])) from error
    paint = Paint(terminal.colours(color, sys.stdout))
    width = min(terminal.width(), terminal.WIDTH)
    controls = FrameworkControls((), index)
    text = "\n\n".join("\n".join(_page(rule, controls, paint, width)) for rule in found)
    outputs.write_stdout(text + "\n", sys.stdout.encoding or "utf-8")
    return 0


def _page(rule: Rule, controls: FrameworkControls, paint: Paint, width: int) -> Iterator[str]:
    yield paint("bold", rule.title)
    yield ""
    own = "awslint's own rule; AWS Config has none"
    facts = {
        "id": rule.id,
        "AWS Config": rule.config_rule or own,
        "severity": rule.severity,
        "category": rule.category,
        "judges": ", ".join(rule.resource_types),
        "decided": _DECIDABLE[rule.decidable],
        "profile": rule.profile,
        "page": rule.source,
        "controls": in_words(controls.of(rule.config_rule)),
    }
    for name, value in facts.items():
        if value:
            coloured = paint(rule.severity, value) if name == "severity" else None
            yield from _field(name, value, width, coloured)
    if rule.why.strip():
        yield from _section("Why", rule.why, paint, width)
    for language, remedy in rule.remedy.items():
        yield from _section(f"Fix in {LANGUAGES.get(language, language)}", remedy, paint, width)
    if rule.parameters:
        yield ""
        yield paint("bold", "Parameters")
        for parameter in rule.parameters:
            default = "required" if parameter.required else f"default {parameter.default}"
            if not parameter.required and parameter.default is None:
                default = "optional"
            yield f"  {parameter.name} ({parameter.type}, {default})"
            if parameter.description.strip():
                yield from _wrapped(parameter.description, "    ", width)
        yield f"  Set one with --rule-parameter {rule.id}:NAME=VALUE"


def _field(name: str, value: str, width: int, coloured: str | None) -> Iterator[str]:
    head = f"  {name.ljust(10)}  "
    if coloured is not None:
        yield head + coloured
        return
    lines = textwrap.wrap(value, width - len(head), break_long_words=False, break_on_hyphens=False)
    yield head + lines[0]
    for line in lines[1:]:
        yield " " * len(head) + line


def _section(title: str, text: str, paint: Paint, width: int) -> Iterator[str]:
    yield ""
    yield paint("bold", title)
    yield from _wrapped(text, "  ", width)


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(
        one_paragraph(text),
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
