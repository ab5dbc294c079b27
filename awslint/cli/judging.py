"""What commands share that judge as `check` does: its options, and the complaints of a run."""

import sys
from dataclasses import replace
from typing import Any

import click

from awslint.cli import asking
from awslint.model.report import Report
from awslint.planning.options import Options
from awslint.report.wording import clean
from awslint.run import ConfigurationError, UsageError, check

SHARED = frozenset(
    {
        "select", "ignore", "pack", "frameworks", "profile", "parameters", "worlds", "rule_parameters", "evidence",
        "facts", "as_of", "region", "account", "partition", "source_root", "planned_only", "require_explicit",
        "suppressions", "no_suppressions", "require_reason", "unsuppressable", "compat", "rules", "ruleset", "exclude",
        "config", "isolated", "mandatory", "mandatory_config",
    }
)  # fmt: skip
"""The options of `check` that decide what is found."""


class NotTrusted(click.ClickException):
    """A run that did not happen, or that must not be believed; everything about it was told."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """See click."""
        if self.message:
            super().show(file)


class JudgingCommand(click.Command):
    """A command that takes the options of `check` that decide what is found."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        from awslint.cli.check import command

        super().__init__(*arguments, **settings)
        own = {one.name for one in self.params}
        self.params += [one for one in command.params if one.name in SHARED - own]


def report_of(context: click.Context, paths: tuple[str, ...], **changes: Any) -> Report:
    """What a run over the paths finds; problems of the input are told on standard error.

    Raises click.UsageError and NotTrusted.
    """
    options: Options = replace(asking.options_of(context), **changes)
    if "given" not in changes:
        options = replace(options, given={**options.given, **dict.fromkeys(changes, "the command")})
    try:
        report = check(paths, options, sys.stdin.buffer.read() if "-" in paths else None)
    except ConfigurationError as error:
        for found in error.diagnostics:
            _tell(found)
        raise NotTrusted("") from error
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    for entry in report.diagnostics:
        if entry.severity == "error":
            _tell(entry)
    return report


def trusted(report: Report) -> bool:
    """Whether nothing of the input is left out."""
    return all(entry.severity != "error" for entry in report.diagnostics)


def _tell(entry: Any) -> None:
    place = f":{entry.location.start_line}:{entry.location.start_column}" if entry.location else ""
    head = f"{clean(entry.file)}{place}: " if entry.file else ""
    click.echo(f"{head}{entry.severity}: {clean(entry.message)} [{entry.code}]", err=True)
