"""`awslint baseline`."""

from pathlib import Path

import click

from awslint.baselining import BadBaseline, Outcome, created, pruned, updated
from awslint.cli import asking, outputs
from awslint.cli.judging import JudgingCommand, NotTrusted, report_of, trusted

DEFAULT = "awslint-baseline.jsonl"

_ACTIONS = {"create": created, "update": updated, "prune": pruned}


@click.command(
    "baseline",
    cls=JudgingCommand,
    context_settings={"auto_envvar_prefix": asking.VARIABLES},
    epilog="`awslint check --baseline FILE` then reports what is new.",
)
@click.argument("action", type=click.Choice(list(_ACTIONS)))
@click.argument("file", default=DEFAULT, metavar="[FILE]")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--undecided", is_flag=True, help="Write down undecided verdicts too, for --fail-on-unknown.")
@click.option("--force", is_flag=True, help="Let create write over a baseline.")
def command(action: str, file: str, paths: tuple[str, ...], undecided: bool, force: bool, **_: object) -> int:
    """Write down the findings that are there, so that only new ones count.

    \b
    create   write all findings of the PATHs (default: .) to FILE
    update   add the findings that FILE does not have
    prune    remove what is no finding any more
    """
    target = Path(file)
    if target.is_dir():
        raise click.UsageError(f"{file} is a folder; the baseline's FILE comes before the PATHs")
    if action == "create" and target.exists() and not force:
        raise click.UsageError(f"{file} exists; `awslint baseline update` adds to it, --force writes it anew")
    if action != "create" and not target.is_file():
        raise click.UsageError(f"there is no baseline {file}; `awslint baseline create {file}` makes one")
    outputs.check_writable(file)
    # Findings that a configured baseline hides must not be forgotten: none is used.
    report = report_of(click.get_current_context(), paths or (".",), baseline="")
    if not trusted(report):
        raise NotTrusted(f"{file} is not written, because not everything could be judged")
    try:
        outcome = _ACTIONS[action](report, target, undecided)
    except BadBaseline as error:
        raise click.UsageError(str(error)) from error
    outputs.write_file(file, outcome.text)
    click.echo(_said(file, outcome), err=True)
    return 0


def _said(file: str, outcome: Outcome) -> str:
    entries = "1 entry" if outcome.entries == 1 else f"{outcome.entries} entries"
    changes = ", ".join(
        f"{count} {word}" for count, word in ((outcome.added, "added"), (outcome.removed, "removed")) if count
    )
    return f"{file}: {entries}, {changes or 'nothing changed'}"
