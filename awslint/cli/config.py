"""`awslint config`."""

import json
import sys

import click

from awslint.cli import asking, check, outputs
from awslint.planning.effective import Setting, settings_of
from awslint.report.wording import clean
from awslint.run import ConfigurationError, UsageError

BESIDE = ("paths", "format", "output", "statistics", "color", "quiet", "verbose", "show_suppressed", "diff")
"""Parameters of `check` that are no settings."""


def _run(path: str, format: str, **_: object) -> int:  # noqa: A002 - the option's name
    try:
        found = settings_of(path, asking.options_of(click.get_current_context()))
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    if format == "json":
        content = {
            "path": path,
            "files": list(found.files),
            "settings": [_entry(one) for one in found.settings],
            "mandatory": list(found.mandatory),
        }
        outputs.write_stdout(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
        return 0
    lines = [f"# {path}: {', '.join(found.files) or 'no configuration file'}"]
    names = max(len(one.name) for one in found.settings)
    values = min(max(len(_shown(one)) for one in found.settings), 50)
    lines += [f"{one.name.ljust(names)}  {_shown(one).ljust(values)}  {one.origin}" for one in found.settings]
    if found.mandatory:
        lines.append(f"mandatory: {', '.join(found.mandatory)}")
    outputs.write_stdout("\n".join(clean(line).rstrip() for line in lines) + "\n", sys.stdout.encoding or "utf-8")
    return 0


def _shown(one: Setting) -> str:
    return "-" if one.value is None else json.dumps(one.value) if isinstance(one.value, bool) else one.value


def _entry(one: Setting) -> dict[str, object]:
    where = {"source": one.origin.source, "line": one.origin.line or None, "column": one.origin.column or None}
    return {"key": one.key, "at": list(one.at), "value": one.value, "origin": where}


command = click.Command(
    "config",
    callback=_run,
    context_settings={"auto_envvar_prefix": asking.VARIABLES},
    help=(
        "Show the settings in force for a file or folder, and where each comes from.\n\n"
        "PATH is a file or a folder (default: .). All options of `awslint check` that set something are understood."
    ),
    params=[
        click.Argument(["path"], default=".", metavar="[PATH]"),
        click.Option(
            ["-f", "--format", "format"], type=click.Choice(["text", "json"]), default="text", show_default=True
        ),
        *[one for one in check.command.params if one.name not in BESIDE],
    ],
)
