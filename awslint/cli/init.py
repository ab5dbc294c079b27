"""`awslint init`."""

import os

import click

from awslint.cli import outputs
from awslint.planning.starting import StartingFile, files_for, look
from awslint.report.wording import clean


@click.command("init")
@click.argument("folder", default=".", metavar="[FOLDER]", type=click.Path(exists=True, file_okay=False))
@click.option("--force", is_flag=True, help="Overwrite files that are there.")
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
def command(folder: str, force: bool, dry_run: bool) -> int:
    """Write a starting configuration, and snippets for pre-commit and for the CI that the repository uses.

    Files that are there are left alone; what they lack is printed, to be added by hand.
    """
    lines: list[str] = []
    for file in files_for(look(folder)):
        target = os.path.join(folder, file.path) if folder != "." else file.path
        there = os.path.lexists(target)
        if dry_run:
            lines += [f"would write {file.purpose}: {target}", *_shown(file)]
        elif there and not force:
            lines.append(f"kept {target}, which is there already; --force overwrites it")
            if file.merged:
                lines += [f"for {file.purpose}, add to it:", *_shown(file)]
        else:
            os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
            outputs.write_file(target, file.text)
            lines.append(f"wrote {file.purpose}: {target}")
    outputs.write_stdout("\n".join(clean(line) for line in lines) + "\n")
    return 0


def _shown(file: StartingFile) -> list[str]:
    return [f"    {line}".rstrip() for line in file.text.splitlines()]
