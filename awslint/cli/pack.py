"""`awslint pack`."""

import json
import sys
from collections import Counter
from pathlib import Path

import click

from awslint.cli import outputs
from awslint.packs.chosen import packs_of
from awslint.packs.faults import faults
from awslint.packs.pack import JUDGED, Pack, Scope
from awslint.planning.usage import UsageError
from awslint.report.summary import counted
from awslint.report.wording import clean
from awslint.ruleset.index import load

_HOW = {
    "template": "decided from one resource",
    "graph": "decided by relating resources",
    "evidence": "decided by evidence of the account",
    "manual": "manual: a process check",
    "lambda": "not evaluated: the account's own Lambda rule",
    "guard": "not evaluated: the account's own Guard rule",
    "account": "not evaluated: only the account can tell",
    "missing": "not evaluated: awslint does not have it",
    "withdrawn": "withdrawn by AWS Config",
    "unknown": "no managed rule of AWS Config",
}


@click.command("pack")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-f", "--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(files: tuple[str, ...], format: str) -> int:  # noqa: A002 - the option's name
    """Say how much of a conformance pack awslint decides, and what is wrong with the pack itself.

    FILE is the YAML that is deployed with AWS Config. Run its rules with `awslint check --pack FILE`.
    """
    try:
        packs = packs_of([Path(name) for name in files])
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    if format == "json":
        outputs.write_stdout(json.dumps({"packs": [_entry(pack) for pack in packs]}, indent=2) + "\n")
        return 0
    lines = [line for pack in packs for line in _lines(pack)]
    outputs.write_stdout("\n".join(lines) + "\n", sys.stdout.encoding or "utf-8")
    return 0


def _entry(pack: Pack) -> dict[str, object]:
    return {
        "name": pack.name,
        "file": pack.file,
        "elsewhere": pack.elsewhere or None,
        "rules": [
            {
                "name": rule.name,
                "config_rule": rule.identifier,
                "kind": rule.kind,
                "parameters": dict(rule.parameters),
                "scope": _scope(rule.scope),
            }
            for rule in pack.rules
        ],
        "faults": [{"rule": rule.name if rule else None, "message": message} for rule, message in faults(pack, load())],
    }


def _scope(scope: Scope) -> dict[str, object] | None:
    if scope == Scope():
        return None
    return {"resource_types": list(scope.types), "tag_key": scope.tag_key, "tag_value": scope.tag_value}


def _lines(pack: Pack) -> list[str]:
    counts: Counter[str] = Counter(rule.kind for rule in pack.rules)
    lines = [f"{clean(pack.name)} ({clean(pack.file)}): {counted(len(pack.rules), 'rule')}"]
    if pack.elsewhere:
        lines.append(f"       its rules are not read: they are in {clean(pack.elsewhere)}")
    if pack.declared > len(pack.rules):
        lines.append(f"{pack.declared - len(pack.rules):>5}  left out by conditions on the pack's parameters")
    lines += [f"{counts[kind]:>5}  {words}" for kind, words in _HOW.items() if counts[kind]]
    left = [rule for rule in pack.rules if rule.kind not in JUDGED]
    lines += [f"       {clean(rule.name)}: {rule.kind}" for rule in left]
    lines += [f"fault: {clean(message)}" for _, message in faults(pack, load())]
    return lines
