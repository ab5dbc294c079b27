"""`awslint suppressions`."""

import json
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import click

from awslint.cli import asking, outputs
from awslint.cli.judging import JudgingCommand, report_of, trusted
from awslint.diff.git import day_of_line
from awslint.model.report import Report
from awslint.model.suppression import Standing
from awslint.report.summary import counted
from awslint.report.wording import clean

_WORDS = {
    "matches": "hides {count}",
    "unused": "hides nothing any more",
    "expired": "expired",
    "changed": "the value is another than the one that was approved",
    "refused": "does not count: the rule may not be suppressed, or a reason is required",
    "not-judged": "the rule did not run here",
}


@click.command("suppressions", cls=JudgingCommand, context_settings={"auto_envvar_prefix": asking.VARIABLES})
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-f", "--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    paths: tuple[str, ...],
    format: str,  # noqa: A002 - the option's name
    as_of: datetime | None,
    **_: object,
) -> int:
    """List the suppressions: reason, owner, age, expiry, and whether they still hide anything.

    PATH is a file or a folder (default: .); - is standard input.
    """
    paths = paths or (".",)
    today = as_of.date() if as_of else date.today()
    report = report_of(click.get_current_context(), paths)
    since = _days(report.suppressions)
    if format == "json":
        found = [_entry(one, since.get(one.waiver.where)) for one in report.suppressions]
        outputs.write_stdout(json.dumps({"suppressions": found}, indent=2, ensure_ascii=False) + "\n")
    else:
        lines = list(_lines(report, since, today)) or ["No suppressions."]
        outputs.write_stdout("\n".join(lines) + "\n", sys.stdout.encoding or "utf-8")
    return 0 if trusted(report) else 2


def _days(standings: Iterable[Standing]) -> dict[str, str | None]:
    """The day on which each was committed, where git knows."""
    places = {one.waiver.where: one.waiver.location for one in standings}
    return {
        where: day_of_line(Path(location.file).resolve(), location.start_line)
        for where, location in places.items()
        if Path(location.file).is_file()
    }


def _entry(one: Standing, since: str | None) -> dict[str, object]:
    waiver = one.waiver
    return {
        "rule": waiver.name,
        "rules": list(waiver.rules),
        "kind": waiver.kind,
        "tool": waiver.tool or None,
        "file": waiver.location.file,
        "line": waiver.location.start_line,
        "reason": waiver.reason or None,
        "owner": waiver.owner,
        "ticket": waiver.ticket,
        "since": since,
        "until": waiver.until,
        "value": waiver.value,
        "state": one.state,
        "hides": [
            {"rule": finding.rule, "address": finding.address, "path": finding.path, "value": finding.value}
            for finding in one.hides
        ],
    }


def _lines(report: Report, since: dict[str, str | None], today: date) -> Iterable[str]:
    for one in report.suppressions:
        waiver = one.waiver
        state = _WORDS[one.state].format(count=counted(len(one.hides), "finding"))
        yield f"{clean(waiver.where)}  {clean(waiver.name)}: {state}"
        notes = [("reason", waiver.reason or "none"), ("owner", waiver.owner), ("ticket", waiver.ticket)]
        day = since.get(waiver.where)
        if day is not None:
            notes.append(("since", f"{day} ({counted((today - date.fromisoformat(day)).days, 'day')})"))
        notes += [("until", waiver.until), ("value", waiver.value)]
        notes += [("hides", _hidden(one))] if one.hides else []
        yield from (f"    {name}: {clean(text)}" for name, text in notes if text)
    states = [one.state for one in report.suppressions]
    if states:
        counts = [f"{states.count(state)} {state}" for state in dict.fromkeys(states)]
        yield f"{counted(len(states), 'suppression')}: {', '.join(counts)}"


def _hidden(one: Standing) -> str:
    names = [f"{finding.address} {finding.path}".strip() for finding in one.hides]
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
