"""`awslint rules`."""

import json
import sys
from collections.abc import Mapping

import click

from awslint.cli import outputs
from awslint.cli.terminal import width
from awslint.model.rule import Rule
from awslint.ruleset.index import load, terraform_tables
from awslint.selection import UnknownSelector, selected


@click.command("rules")
@click.option("-f", "--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--select", multiple=True, metavar="RULE,...", help="Only these: ids, identifiers, globs, severity:, service:."
)
@click.option("--ignore", multiple=True, metavar="RULE,...", help="Not these.")
@click.option("--profile", type=click.Choice(["recommended", "all"]), default="all", show_default=True)
def command(
    format: str,  # noqa: A002 - the option's name
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    profile: str,
) -> int:
    """List the rules, by service and id."""
    try:
        chosen = selected(tuple(load().rules()), select, ignore, profile)
    except UnknownSelector as error:
        raise click.UsageError(str(error)) from error
    if format == "json":
        written = _written_types()
        outputs.write_stdout(json.dumps({"rules": [_entry(rule, written) for rule in chosen]}, indent=2) + "\n")
    else:
        outputs.write_stdout(_table(chosen), sys.stdout.encoding or "utf-8")
    return 0


def _written_types() -> dict[str, list[str]]:
    """The Terraform types that the tables read as each canonical type, in order."""
    tables = terraform_tables()
    found: dict[str, set[str]] = {}
    for name in tables.types():
        row = tables.row(name)
        for variant in row.variants if row else ():
            for canonical in (variant.type, *(extra.type for extra in variant.also)):
                found.setdefault(canonical, set()).add(name)
    return {canonical: sorted(names) for canonical, names in found.items()}


def _entry(rule: Rule, written: Mapping[str, list[str]]) -> dict[str, object]:
    return {
        "id": rule.id,
        "config_rule": rule.config_rule,
        "title": rule.title,
        "severity": rule.severity,
        "category": rule.category,
        "resource_types": list(rule.resource_types),
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "default": parameter.default,
                "required": parameter.required,
                "description": parameter.description,
            }
            for parameter in rule.parameters
        ],
        "decidable": rule.decidable,
        "terraform": sorted({name for canonical in rule.resource_types for name in written.get(canonical, ())}),
        "controls": [],
    }


def _table(rules: tuple[Rule, ...]) -> str:
    if not rules:
        return "No rules.\n"
    room = width() if sys.stdout.isatty() else None  # a program that reads the table gets whole titles
    names = max(len(rule.id) for rule in rules)
    lines = []
    for rule in sorted(rules, key=lambda rule: (rule.service, rule.id)):
        line = f"{rule.severity:8}  {rule.id.ljust(names)}  {rule.title}"
        lines.append(line if room is None or len(line) <= room or room < names + 40 else line[: room - 1] + "…")
    identified = sum(rule.config_rule is not None for rule in rules)
    lines.append("")
    lines.append(f"{len(rules)} rules, {identified} of them AWS Config's; `awslint explain RULE` tells more")
    return "\n".join(lines) + "\n"
