"""`awslint unknowns`."""

import json
import sys
from dataclasses import asdict

import click

from awslint.cli import outputs
from awslint.model.finding import Verdict
from awslint.report.summary import counted
from awslint.report.wording import clean
from awslint.run import Options, UsageError, check
from awslint.unknowns import facts_to_find


@click.command("unknowns")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-f", "--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--select", multiple=True, metavar="RULE,...", help="Only for these rules.")
@click.option("--ignore", multiple=True, metavar="RULE,...", help="Not for these rules.")
@click.option("--parameters", multiple=True, metavar="K=V|FILE", help="Values of stack parameters.")
@click.option("--evidence", multiple=True, metavar="FILE", help="What the account says.")
@click.option("--facts", multiple=True, metavar="FILE", help="Exports, SSM parameters and account settings.")
@click.option("--region", metavar="REGION", help="The region that is deployed to.")
@click.option("--account", metavar="ID", help="The account that is deployed to.")
def command(paths: tuple[str, ...], format: str, **choices: object) -> int:  # noqa: A002 - the option's name
    """List the facts that would decide most of what is undecided, the most useful first.

    PATH is a file or a folder (default: .); - is standard input.
    """
    paths = paths or (".",)
    try:
        report = check(paths, Options(**choices), sys.stdin.buffer.read() if "-" in paths else None)  # type: ignore[arg-type]
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    undecided = sum(1 for finding in report.findings if finding.verdict is Verdict.INSUFFICIENT_DATA)
    facts = facts_to_find(report.findings)
    if format == "json":
        found = {"undecided": undecided, "facts": [asdict(fact) for fact in facts]}
        outputs.write_stdout(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
        return 0
    lines = [f"{counted(undecided, 'check')} undecided; these facts would decide most of them:"] if facts else []
    lines += [f"{fact.decides:>5}  {clean(fact.subject)}\n       {clean(fact.how)}" for fact in facts]
    left = undecided - sum(fact.decides for fact in facts)
    if left:
        lines.append(f"{counted(left, 'check')} more can only be decided by AWS at deployment, or by awslint itself")
    outputs.write_stdout("\n".join(lines or ["Nothing is undecided."]) + "\n", sys.stdout.encoding or "utf-8")
    return 0
