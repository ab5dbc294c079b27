"""`awslint rules test` and `awslint rules new`."""

import json
import os
import sys
from collections.abc import Iterable, Iterator

import click

from awslint.cli import outputs
from awslint.model.report import Diagnostic
from awslint.own_rules.fixtures import Outcome, tested
from awslint.own_rules.here import folders_here
from awslint.own_rules.scaffold import drafts, write
from awslint.planning.options import Options
from awslint.planning.usage import UsageError
from awslint.report.summary import counted
from awslint.report.wording import clean

FOLDER = "awslint-rules"
"""Where new rules go when no configuration names a folder."""


@click.command("test", short_help="Judge the fixtures of rules of your own.")
@click.argument("folders", nargs=-1, metavar="[DIR]...")
@click.option("--rule", "only", multiple=True, metavar="ID", help="Only this rule; repeat it.")
@click.option("--update", is_flag=True, help="Write what is found beside each fixture (FIXTURE.out); then read it.")
@click.option("--mutate", is_flag=True, help="Also change, remove and hide what a rule reads where it passes.")
@click.option("-f", "--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def test(
    folders: tuple[str, ...],
    only: tuple[str, ...],
    update: bool,
    mutate: bool,
    format: str,  # noqa: A002 - the option's name
) -> int:
    """Judge the fixtures of your own rules: DIR/fixtures/ID/pass*.yaml, fail*.yaml and so on.

    DIR is a folder of rules (default: those that the configuration names). The exit code is 1 when a fixture does
    not show what its name says, and 2 when a rule file is faulty.
    """
    try:
        wanted = folders or folders_here(Options())
        if not wanted:
            raise UsageError("no folder of rules: name one, or put `rules: [DIR]` into .awslint.yaml")
        results = [tested(_folder(folder), only, update=update, mutate=mutate) for folder in wanted]
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    outcomes = [outcome for found, _ in results for outcome in found]
    problems = [problem for _, found in results for problem in found]
    if format == "json":
        content = {"rules": [_entry(one) for one in outcomes], "problems": [_worded(one) for one in problems]}
        outputs.write_stdout(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    else:
        text = "".join(f"{clean(line)}\n" for line in _lines(outcomes))
        outputs.write_stdout(text, sys.stdout.encoding or "utf-8")
        for problem in problems:
            click.echo(clean(_worded(problem)), err=True)
    if problems or not outcomes:
        return 2
    return 1 if any(one.faults for one in outcomes) else 0


@click.command("new", short_help="Write a rule of your own to begin with, and its fixtures.")
@click.argument("rule_id", metavar="ID")
@click.option("--type", "type_", required=True, metavar="AWS::S3::Bucket", help="The resource type that it judges.")
@click.option("--dir", "folder", metavar="DIR", help="Where to (default: the first folder configured).")
def new(rule_id: str, type_: str, folder: str | None) -> int:
    """Write a rule of your own to begin with, and two fixtures that `awslint rules test` accepts.

    \b
    Example:
      awslint rules new team-buckets-have-owners --type AWS::S3::Bucket
    """
    try:
        named = folders_here(Options())
        target = folder or (named[0] if named else FOLDER)
        written = write(target, drafts(rule_id, type_))
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    lines = [f"wrote {path}" for path in written]
    if os.path.normpath(target) not in {os.path.normpath(one) for one in named}:
        lines.append(f"put `rules: [{target}]` into .awslint.yaml, or say `--rules {target}`, so that it runs")
    outputs.write_stdout("\n".join(clean(line) for line in lines) + "\n")
    return 0


def _folder(folder: str) -> str:
    if not os.path.isdir(folder):
        raise UsageError(f"{folder}: no such folder")
    return folder


def _lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    failed = total = 0
    for one in outcomes:
        total += 1
        failed += bool(one.faults)
        yield f"{'FAIL' if one.faults else 'ok  '}  {one.rule}  {counted(one.fixtures, 'fixture')}"
        yield from (f"      {file}: {says}" for file, says in one.faults)
    yield f"{counted(total, 'rule')}, {failed} failed"


def _entry(one: Outcome) -> dict[str, object]:
    faults = [{"fixture": file, "message": says} for file, says in one.faults]
    return {"rule": one.rule, "file": one.file, "fixtures": one.fixtures, "passed": not faults, "faults": faults}


def _worded(one: Diagnostic) -> str:
    where = f":{one.location.start_line}:{one.location.start_column}" if one.location else ""
    return f"{one.file}{where}: {one.message}"
