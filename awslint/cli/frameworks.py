"""`awslint frameworks`."""

import json
import sys

import click

from awslint.cli import outputs
from awslint.controls import FrameworkControls, Share, share_of
from awslint.model.framework import Framework
from awslint.report.controls import described
from awslint.ruleset.index import load


@click.command("frameworks")
@click.option("-f", "--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(format: str) -> int:  # noqa: A002 - the option's name
    """List the frameworks whose controls are known, and how much of each is decided.

    Run one with `awslint check --framework ID`; `-f evidence` reports what became of each control.
    """
    controls = FrameworkControls((), load())
    shares = [(one, share_of(one, controls)) for one in controls.frameworks]
    if format == "json":
        outputs.write_stdout(json.dumps({"frameworks": [_entry(*one) for one in shares]}, indent=2) + "\n")
    else:
        outputs.write_stdout("\n".join(_table(shares)) + "\n", sys.stdout.encoding or "utf-8")
    return 0


def _entry(framework: Framework, share: Share) -> dict[str, object]:
    return {
        **described(framework),
        "controls": len(framework.controls),
        "decided": share.decided,
        "by_evidence": share.by_evidence,
        "in_part": share.in_part,
        "not_covered": share.not_covered,
        "rules": share.rules,
    }


def _table(shares: list[tuple[Framework, Share]]) -> list[str]:
    names = max(len(framework.id) for framework, _ in shares)
    lines = [f"{'framework'.ljust(names)}  controls  decided  in part  by evidence  not covered  rules"]
    for framework, share in shares:
        lines.append(
            f"{framework.id.ljust(names)}  {len(framework.controls):8}  {share.decided:7}  {share.in_part:7}  "
            f"{share.by_evidence:11}  {share.not_covered:11}  {share.rules:5}  {framework.title} {framework.version}"
        )
    return lines
