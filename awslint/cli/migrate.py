"""`awslint migrate`."""

import codecs
import difflib
import sys
from pathlib import Path

import click

from awslint.cli import outputs
from awslint.migrating import TOOLS, Migration, migrations
from awslint.report.summary import counted
from awslint.report.wording import clean


@click.command("migrate")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--from", "tools", multiple=True, type=click.Choice(TOOLS), help="Only from this tool; repeat it.")
@click.option("--write", is_flag=True, help="Write the files (default: show what would change).")
def command(paths: tuple[str, ...], tools: tuple[str, ...], write: bool) -> int:
    """Rewrite the suppressions of checkov, cfn_nag, cfn-guard, cdk-nag and trivy as awslint's.

    PATH is a file or a folder. Reasons are kept, every other byte stays, and what cannot be mapped is listed.
    """
    missing = [path for path in paths if not Path(path).exists()]
    if missing:
        raise click.UsageError(f"there is no {missing[0]}")
    found = list(migrations(paths, tools or TOOLS))
    lines = []
    for one in found:
        if one.count and write:
            _write(one)
        elif one.count:
            before, after = one.before.splitlines(keepends=True), one.after.splitlines(keepends=True)
            lines += list(difflib.unified_diff(before, after, f"a/{one.file}", f"b/{one.file}"))
    diff = "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    outputs.write_stdout(diff, sys.stdout.encoding or "utf-8")
    for one in found:
        for line, what, why in one.left:
            click.echo(f"{clean(one.file)}:{line}: not rewritten: {clean(what)}: {clean(why)}", err=True)
    count = sum(one.count for one in found)
    left = sum(len(one.left) for one in found)
    verb = "rewritten" if write else "would be rewritten; --write does it"
    click.echo(f"{counted(count, 'suppression')} {verb}; {left} left as they are", err=True)
    return 0


def _write(one: Migration) -> None:
    data = one.after.encode("utf-8")
    path = Path(one.file)
    mark = codecs.BOM_UTF8 if one.marked else b""
    try:
        if path.read_bytes() != mark + one.before.encode("utf-8"):
            raise click.ClickException(f"{one.file} is not UTF-8, or has changed meanwhile")
        path.write_bytes(mark + data)
    except OSError as error:
        raise click.ClickException(f"cannot write {one.file}: {error.strerror or error}") from error
