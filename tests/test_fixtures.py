"""Every rule on its fixtures: `fixtures/rules/<rule>/<case>`, with the expected findings beside it.

A case is `<case>.yaml` or `<case>.json` (CloudFormation) or `<case>.plan.json` (a genuine Terraform plan, made from
`<case>.tf`). Beside it may stand `<case>.evidence*.json` or `.csv`, and `<case>.options.json` with options of the run.
The expected output has one line a finding, whatever its verdict:

    <line>:<column>-<line>:<column> VERDICT address path[ when Parameter=value] | message

The first word of a case says what must be in it; `known-miss` is what awslint should say and does not yet.
`pytest tests/test_fixtures.py --update-golden` rewrites the expected output. Read every line of the diff.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from awslint.own_rules.golden import line_of
from awslint.run import Options, check

RULES = Path(__file__).parent.parent / "fixtures" / "rules"
KINDS = ("pass", "fail", "unknown", "exempt", "absent", "known-miss")
BESIDE = (".out", ".tf", ".options.json")


@dataclass(frozen=True)
class Case:
    """One input of one rule."""

    rule: str
    file: Path

    @property
    def name(self) -> str:
        return self.file.name.split(".")[0]

    @property
    def kind(self) -> str:
        return next((kind for kind in KINDS if f"{self.name}-".startswith(f"{kind}-")), "")

    @property
    def golden(self) -> Path:
        return self.file.with_name(f"{self.file.name}.out")

    @property
    def options(self) -> Options:
        beside = self.file.with_name(f"{self.name}.options.json")
        given = json.loads(beside.read_text()) if beside.is_file() else {}
        given = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
        if "as_of" in given:
            given["as_of"] = date.fromisoformat(given["as_of"])
        evidence = sorted(str(one) for one in self.file.parent.glob(f"{self.name}.evidence*"))
        given.setdefault("source_root", "")  # the configurations of all cases stand in one folder
        return Options(select=(self.rule,), evidence=tuple(evidence), **given)


def cases() -> Iterator[Case]:
    for file in sorted(RULES.glob("*/*")):
        if file.suffix in (".yaml", ".json") and not file.name.endswith(BESIDE) and ".evidence" not in file.name:
            yield Case(file.parent.name, file)


def params() -> list[object]:
    found = []
    for case in cases():
        marks = [pytest.mark.xfail(reason="a known miss", strict=True)] if case.kind == "known-miss" else []
        found.append(pytest.param(case, id=f"{case.rule}/{case.file.name}", marks=marks))
    return found


@pytest.mark.parametrize("case", params())
def test_findings_are_the_expected_ones(case: Case, update_golden: bool) -> None:
    report = check([str(case.file)], case.options)

    assert not [one for one in report.diagnostics if one.severity == "error"]
    lines = [line_of(report, finding) for finding in report.findings if finding.rule == case.rule]
    if update_golden and case.kind != "known-miss":
        case.golden.write_text("".join(f"{line}\n" for line in lines))
    assert case.golden.is_file(), f"no {case.golden.name}: run pytest with --update-golden and read what it writes"
    assert lines == case.golden.read_text().splitlines()

    verdicts = Counter(finding.verdict.name for finding in report.findings if finding.rule == case.rule)
    assert not verdicts["ERROR"]
    match case.kind:
        case "pass":
            assert verdicts["COMPLIANT"]
            assert not verdicts["NON_COMPLIANT"]
        case "fail":
            assert verdicts["NON_COMPLIANT"]
        case "unknown":
            assert verdicts["INSUFFICIENT_DATA"]
        case "exempt":
            assert verdicts["NOT_APPLICABLE"]
            assert not verdicts["NON_COMPLIANT"]


def test_expected_output_belongs_to_a_case() -> None:
    known = {case.golden for case in cases()}
    orphans = [str(file.relative_to(RULES)) for file in RULES.glob("*/*.out") if file not in known]

    assert not orphans


def test_case_names_say_what_they_show() -> None:
    wrong = [str(case.file.relative_to(RULES)) for case in cases() if not case.kind]

    assert not wrong


def test_plans_are_made_from_the_terraform_beside_them() -> None:
    for plan in RULES.glob("*/*.plan.json"):
        source = plan.with_name(plan.name.removesuffix(".plan.json") + ".tf")
        assert source.is_file(), plan
    for source in RULES.glob("*/*.tf"):
        assert source.with_suffix(".plan.json").is_file(), source
