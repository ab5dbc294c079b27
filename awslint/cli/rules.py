"""`awslint rules`."""

import json
import sys
from collections.abc import Mapping

import click

from awslint.cli import outputs
from awslint.cli.terminal import width
from awslint.controls import FrameworkControls
from awslint.model.rule import Rule
from awslint.own_rules.here import index_here
from awslint.planning.options import Options
from awslint.planning.selection import UnknownSelector, selected
from awslint.planning.usage import UsageError
from awslint.report.controls import plain
from awslint.ruledocs.coverage import STATES, Coverage, coverage, in_words
from awslint.ruleset.index import terraform_tables
from awslint.ruleset.problems import suggestion
from awslint.ruleset.release import WrongMonth, check_month, month_of


class _Own(click.Group):
    """Finds the commands about rules of one's own, and imports them when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["new", "test"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        from awslint.cli import own_rules

        return own_rules.new if cmd_name == "new" else own_rules.test

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.list_commands(ctx):
            hint = suggestion(args[0], self.list_commands(ctx)) or "; there are new and test, and the options"
            ctx.fail(f"no command '{args[0]}'{hint}")
        return super().resolve_command(ctx, args)


@click.group("rules", cls=_Own, invoke_without_command=True, subcommand_metavar="[COMMAND [ARGS]...]")
@click.option("-f", "--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--select",
    multiple=True,
    metavar="RULE,...",
    help="Only these: ids, identifiers, globs, severity:, service:, framework:.",
)
@click.option("--ignore", multiple=True, metavar="RULE,...", help="Not these.")
@click.option("--profile", type=click.Choice(["recommended", "all"]), default="all", show_default=True)
@click.option(
    "--coverage", "of_aws", is_flag=True, help="Count AWS Config's rules instead: which awslint has, by service."
)
@click.option("--since", metavar="YYYY.MM", help="Only rules that came with this month's ruleset or later.")
@click.option("--rules", "folders", multiple=True, metavar="DIR", help="A folder with rules of your own.")
@click.option("--isolated", is_flag=True, help="Read no configuration file: only awslint's rules.")
@click.pass_context
def command(
    context: click.Context,
    format: str,  # noqa: A002 - the option's name
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    profile: str,
    of_aws: bool,
    since: str | None,
    folders: tuple[str, ...],
    isolated: bool,
) -> int:
    """List the rules, by service and id; those of your own that the configuration names are among them."""
    if context.invoked_subcommand is not None:
        return 0
    try:
        known = index_here(Options(rules=folders, isolated=isolated))
        chosen = selected(known.rules(), select, ignore, profile)
        if since is not None:
            check_month(since)
            chosen = tuple(rule for rule in chosen if month_of(rule) >= since)
    except (UnknownSelector, UsageError) as error:
        raise click.UsageError(str(error)) from error
    except WrongMonth as error:
        raise click.UsageError(f"--since: {error}") from error
    if of_aws:
        by_service, total = coverage(chosen)
        shown = _coverage_json(by_service, total) if format == "json" else _coverage_table(by_service, total)
        outputs.write_stdout(shown)
    elif format == "json":
        written = _written_types()
        controls = FrameworkControls((), known)
        outputs.write_stdout(
            json.dumps({"rules": [_entry(rule, written, controls) for rule in chosen]}, indent=2) + "\n"
        )
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


def _entry(rule: Rule, written: Mapping[str, list[str]], controls: FrameworkControls) -> dict[str, object]:
    return {
        "id": rule.id,
        "config_rule": rule.config_rule,
        "title": rule.title,
        "severity": rule.severity,
        "category": rule.category,
        "since": month_of(rule),
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
        "controls": plain(controls.of(rule.config_rule)),
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


def _coverage_json(by_service: tuple[Coverage, ...], total: Coverage) -> str:
    def entry(of: Coverage) -> dict[str, object]:
        return {"service": of.service, **{state: [row.identifier for row in getattr(of, state)] for state in STATES}}

    counts: dict[str, int] = {"rules": total.rules, **{state: len(getattr(total, state)) for state in STATES}}
    return json.dumps({"total": counts, "services": [entry(of) for of in by_service]}, indent=2) + "\n"


def _coverage_table(by_service: tuple[Coverage, ...], total: Coverage) -> str:
    """The totals, then a row a service; a missing rule that AWS's packs use is named."""
    names = max(len(of.service) for of in by_service)
    lines = [*in_words(total), "", f"{'service'.ljust(names)}  rules  " + "  ".join(STATES)]
    for of in (*by_service, total):
        counts = "  ".join(str(len(getattr(of, state))).rjust(len(state)) for state in STATES)
        lines.append(f"{of.service.ljust(names)}  {of.rules:5}  {counts}")
        lines += [f"{'':{names}}  missing of AWS's packs: {row.identifier}" for row in of.missing_of_packs]
    return "\n".join(lines) + "\n"
