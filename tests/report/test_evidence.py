"""The auditor's report: every control with what became of it, and the line that shows it."""

import json
from pathlib import Path

import jsonschema
import pytest

import awslint.report
from awslint import __version__
from awslint.model.finding import Verdict
from awslint.report.evidence import render
from awslint.report.setting import Setting
from tests.report import sample
from tests.report.test_controls import report

SCHEMA = json.loads((Path(awslint.report.__file__).parent / "evidence.schema.json").read_text(encoding="utf-8"))
DIGEST = "0123456789abcdef" * 4


def data(*findings, **more) -> dict:
    made = report(**({"findings": findings} if findings else {}), as_of="2026-11-20", ruleset="2026.11", **more)
    return json.loads(render(made, Setting()))


def states(*findings, **more) -> dict[str, tuple[str, bool]]:
    controls = data(*findings, **more)["frameworks"][0]["controls"]
    return {one["id"]: (one["state"], one["complete"]) for one in controls}


def test_the_report_follows_its_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(data(), SCHEMA, jsonschema.Draft202012Validator)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert not validator.is_valid({**data(), "schema": "awslint/evidence/2"})
    assert not validator.is_valid({**data(), "rules": [{"rule": "x"}]})


def test_every_control_says_what_became_of_it_and_whether_that_is_all():
    assert states() == {
        "1.1": ("undecided", True),
        "2.1": ("failed", False),  # of its two rules awslint lacks one
        "2.2": ("failed", True),
        "3.1": ("not-covered", False),  # AWS itself has no managed rule for it
        "3.2": ("not-run", False),
        "3.3": ("not-covered", False),  # the other rule is withdrawn, which counts for nothing
        "5.2": ("failed", False),  # AWS checks a part of it without a managed rule
    }
    assert data()["frameworks"][0]["summary"] == {
        "controls": 7,
        "failed": 3,
        "error": 0,
        "undecided": 1,
        "suppressed": 0,
        "passed": 0,
        "nothing_to_judge": 0,
        "not_run": 1,
        "not_covered": 2,
    }


@pytest.mark.parametrize(
    ("findings", "state"),
    [
        ((sample.GOOD,), "passed"),
        ((sample.GOOD, sample.SUPPRESSED), "suppressed"),
        ((sample.GOOD, sample.SUPPRESSED, sample.UNDECIDED), "undecided"),
        ((sample.GOOD, sample.UNDECIDED, sample.PLAIN_DB), "failed"),
        ((sample.EXEMPT,), "nothing-to-judge"),
    ],
)
def test_the_worst_counts(findings, state):
    assert states(*findings)["2.2"] == (state, True)


def test_a_rule_has_what_passed_too_with_its_line():
    rule = data(sample.GOOD, sample.SUPPRESSED, sample.UNDECIDED)["rules"][1]
    assert (rule["config_rule"], rule["rule"], rule["severity"]) == (
        "RDS_STORAGE_ENCRYPTED",
        "rds-storage-encrypted",
        "medium",
    )
    assert rule["counts"] == {
        "failed": 0,
        "error": 0,
        "undecided": 1,
        "passed": 1,
        "nothing_to_judge": 0,
        "suppressed": 1,
    }
    found = {one["state"]: one for one in rule["findings"]}
    assert found["passed"] == {
        "state": "passed",
        "verdict": "COMPLIANT",
        "resource": {"address": "Safe", "type": "AWS::RDS::DBInstance", "written_type": "AWS::RDS::DBInstance"},
        "path": "",
        "location": {"file": "data.json", "start_line": 1, "start_column": 16, "end_line": 1, "end_column": 18},
        "message": "Safe complies",
        "rests_on_default": "S3 encrypts",
        "reason": None,
        "decided_by": [],
        "world": None,
        "suppressed": None,
        "fingerprint": "rds-storage-encrypted-Safe",
    }
    assert found["undecided"]["reason"] == "the parameter Enc has no value"
    assert found["undecided"]["decided_by"] == ["Enc"]
    assert found["suppressed"]["suppressed"] == {
        "kind": "comment",
        "reason": "goes away in May",
        "place": "data.json:1",
        "until": "2027-05-31",
    }


def test_what_is_shown_elsewhere_changes_nothing():
    assert data(shown=frozenset({Verdict.ERROR.value})) == data(shown=sample.ALL)


def test_versions_the_day_and_the_digests_of_everything_that_was_read_are_there():
    found = data(digest={"app.yaml": DIGEST}.get, settings=(".awslint.yaml",), schemas="2026-10-20")
    assert found["tool"] == {
        "name": "awslint",
        "version": __version__,
        "ruleset": "2026.11",
        "schemas": "2026-10-20",
    }
    assert found["judged_as_of"] == "2026-11-20"
    assert [(one["file"], one["sha256"]) for one in found["inputs"]] == [
        ("app.yaml", DIGEST),
        ("data.json", None),
        ("sub dir/bad.yaml", None),
    ]
    assert found["settings"] == [{"file": ".awslint.yaml", "sha256": None}]
    assert [one["code"] for one in found["errors"]] == ["yaml-syntax", "dangling-reference"]
