"""The realistic stacks get, verdict by verdict, what was written down for them before any tool saw them."""

import re
from pathlib import Path

import pytest

from awslint.model.finding import Finding
from awslint.model.report import Report
from awslint.run import Options, check

STACKS = sorted((Path(__file__).parent.parent / "fixtures" / "templates").iterdir())
ROW = re.compile(r"^\| ([\w-]+) \| (\S+) \| ([A-Z_]+) \| (\d+|-) \|", re.MULTILINE)

Verdicts = dict[tuple[str, str], set[tuple[str, int | None]]]


def expected(stack: Path) -> Verdicts:
    """Per rule and resource, the verdicts; a violation with its line."""
    found: Verdicts = {}
    for rule, address, verdict, line in ROW.findall((stack / "expected.md").read_text(encoding="utf-8")):
        if address != "-":
            found.setdefault((rule, address), set()).add((verdict, int(line) if verdict == "NON_COMPLIANT" else None))
    return found


def actual(report: Report) -> Verdicts:
    found: Verdicts = {}
    for finding in report.findings:
        line = None
        if finding.verdict.value == "NON_COMPLIANT":
            assert finding.place is not None
            location = report.places.locate(finding.place.document, finding.place.path, finding.place.key)
            assert location is not None
            line = location.start_line
        found.setdefault((finding.rule, finding.address), set()).add((finding.verdict.value, line))
    return found


@pytest.mark.parametrize("stack", STACKS, ids=[stack.name for stack in STACKS])
def test_a_realistic_stack_gets_the_verdicts_written_down_for_it(stack: Path) -> None:
    wanted = expected(stack)
    assert len(wanted) > 30
    rules = tuple(sorted({rule for rule, _ in wanted}))
    found = actual(check([str(next(stack.glob("template.*")))], Options(select=rules)))
    assert {key: found.get(key) for key in wanted} == wanted
    unlisted = {key: verdicts for key, verdicts in found.items() if key not in wanted}
    assert {verdict for verdicts in unlisted.values() for verdict, _ in verdicts} <= {"NOT_APPLICABLE"}


def region_of(report: Report, finding: Finding) -> str:
    at = finding.place and report.places.locate(finding.place.document, finding.place.path, finding.place.key)
    return f"{at.start_line}:{at.start_column}-{at.end_line}:{at.end_column}" if at else "-"


@pytest.mark.parametrize("stack", STACKS, ids=[stack.name for stack in STACKS])
def test_each_violation_of_a_realistic_stack_is_placed_to_the_column(stack: Path, update_golden: bool) -> None:
    """`violations.out`: one line for each violation of the rules in the table, with region, path and message."""
    rules = tuple(sorted({rule for rule, _ in expected(stack)}))
    report = check([str(next(stack.glob("template.*")))], Options(select=rules))
    lines = [
        f"{region_of(report, one)} {one.rule} {one.address} {one.path or '-'} | {one.message}"
        for one in report.findings
        if one.verdict.value == "NON_COMPLIANT"
    ]
    golden = stack / "violations.out"
    if update_golden:
        golden.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert lines == golden.read_text(encoding="utf-8").splitlines()
