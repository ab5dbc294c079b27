"""`awslint files`."""

import json
import sys

import click

from awslint.cli import outputs
from awslint.report.summary import counted
from awslint.report.wording import clean
from awslint.source.discover import discover


@click.command("files")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-f", "--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(paths: tuple[str, ...], format: str) -> int:  # noqa: A002 - the option's name
    """List what each file was recognised as, and what shows it.

    PATH is a file or a folder (default: .); - is standard input. Nothing is judged.
    """
    found = list(discover(paths or (".",), stdin=sys.stdin.buffer.read))
    if format == "json":
        entries = [{"file": one.uri, "kind": one.kind, "reason": one.reason} for one in found]
        outputs.write_stdout(json.dumps({"files": entries}, indent=2, ensure_ascii=False) + "\n")
    else:
        kinds = max((len(one.kind) for one in found), default=0)
        names = min(max((len(one.uri) for one in found), default=0), 60)
        lines = [
            f"{one.kind.ljust(kinds)}  {clean(one.uri).ljust(names)}  {clean(one.reason)}".rstrip() for one in found
        ]
        text = "\n".join([*lines, counted(len(found), "file")]) + "\n"
        outputs.write_stdout(text, sys.stdout.encoding or "utf-8")
    return 2 if any(one.kind == "missing" for one in found) else 0
