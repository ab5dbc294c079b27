"""The group of commands; a command's module is imported when its name is used."""

from importlib import import_module

import click

from awslint import __version__

COMMANDS = {
    "baseline": "Write down the findings that are there, so that only new ones count.",
    "check": "Judge templates, plans and state as AWS Config would judge the account.",
    "config": "Show the settings in force, and where each comes from.",
    "explain": "Say what a rule wants, why, and how to comply.",
    "files": "List what each file was recognised as, and why.",
    "frameworks": "List the frameworks whose controls are known, and how much of each is decided.",
    "init": "Write a starting configuration, and snippets for pre-commit and CI.",
    "migrate": "Rewrite other tools' suppressions as awslint's.",
    "pack": "Say how much of a conformance pack is decided, and what is wrong with it.",
    "reach": "Say whether traffic gets from one place to another, and by which way.",
    "rules": "List the rules.",
    "suppressions": "List what is suppressed: why, since when, until when, and whether it still hides anything.",
    "unknowns": "List the facts that would decide most of what is undecided.",
}


class _Commands(click.Group):
    """Finds commands by name, and lists them without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"awslint.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(COMMANDS)}."
            ctx.fail(f"No command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def group() -> click.Group:
    """The command line as click runs it."""
    return _Commands(
        name="awslint",
        help=(
            "AWS Config's verdicts before the deployment, offline, from CloudFormation and Terraform.\n\n"
            "\b\nExamples:\n"
            "  awslint check template.yaml\n"
            "  awslint check -f sarif -o awslint.sarif .\n"
            "  awslint explain S3_BUCKET_PUBLIC_READ_PROHIBITED"
        ),
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_print_version,
                help="Print the version.",
            )
        ],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def _print_version(ctx: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        click.echo(f"awslint {__version__}")
        ctx.exit()
