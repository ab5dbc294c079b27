"""`awslint rules`."""

import json
import sys

import click

from awslint.cli import outputs
from awslint.cli.terminal import width
from awslint.model.rule import Rule
from awslint.ruleset.index import load
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
        outputs.write_stdout(json.dumps({"rules": [_entry(rule) for rule in chosen]}, indent=2) + "\n")
    else:
        outputs.write_stdout(_table(chosen), sys.stdout.encoding or "utf-8")
    return 0


def _entry(rule: Rule) -> dict[str, object]:
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
        "terraform": "terraform" in rule.remedy,
        "controls": [],
    }


def _table(rules: tuple[Rule, ...]) -> str:
    if not rules:
        return "No rules.\n"
    room = width()
    names = max(len(rule.id) for rule in rules)
    lines = []
    for rule in sorted(rules, key=lambda rule: (rule.service, rule.id)):
        line = f"{rule.severity:8}  {rule.id.ljust(names)}  {rule.title}"
        lines.append(line if len(line) <= room or room < names + 40 else line[: room - 1] + "…")
    identified = sum(rule.config_rule is not None for rule in rules)
    lines.append("")
    lines.append(f"{len(rules)} rules, {identified} of them AWS Config's; `awslint explain RULE` tells more")
    return "\n".join(lines) + "\n"
