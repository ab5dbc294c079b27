import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import awslint.report
from awslint import __version__
from awslint.report.json import render
from awslint.report.setting import Setting
from tests.report import sample

SCHEMA = json.loads((Path(awslint.report.__file__).parent / "schema.json").read_text(encoding="utf-8"))


def data(report=None) -> dict:
    return json.loads(render(report or sample.report(), Setting()))


@pytest.mark.parametrize("shown", [sample.ALL, frozenset({"NON_COMPLIANT"})])
def test_the_report_follows_its_schema(shown: frozenset[str]):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(data(replace(sample.report(), shown=shown)), SCHEMA, jsonschema.Draft202012Validator)


def test_the_schema_refuses_another_version_and_a_missing_key():
    report = data()
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert not validator.is_valid({**report, "schema": "awslint/report/2"})
    assert not validator.is_valid({**report, "findings": [{"rule": "x"}]})


def test_a_finding_is_exactly_this():
    assert data()["findings"][0] == {
        "rule": "restricted-ssh",
        "config_rule": "INCOMING_SSH_DISABLED",
        "controls": {},
        "verdict": "NON_COMPLIANT",
        "severity": "high",
        "resource": {
            "address": "Web",
            "type": "AWS::EC2::SecurityGroup",
            "written_type": "AWS::EC2::SecurityGroup",
        },
        "path": "SecurityGroupIngress[0].CidrIp",
        "value": "",
        "location": {"file": "app.yaml", "start_line": 9, "start_column": 63, "end_line": 9, "end_column": 72},
        "message": "Web lets everyone connect to port 22",
        "world": {"parameters": {"Env": "dev"}, "conditions": {"IsProd": False}, "environments": []},
        "reason": None,
        "related": [
            {
                "role": "parameter",
                "address": None,
                "location": {"file": "app.yaml", "start_line": 2, "start_column": 3, "end_line": 2, "end_column": 6},
                "message": "Env is declared here",
            }
        ],
        "reachable": None,
        "suppressed": None,
        "fingerprint": "a1",
    }


def test_everything_beside_the_findings_is_exactly_this():
    report = data()
    del report["findings"]
    assert report == {
        "schema": "awslint/report/1",
        "tool": {"name": "awslint", "version": __version__},
        "summary": {
            "resources": 6,
            "files": 2,
            "rules": 4,
            "compliant": 1,
            "non_compliant": 3,
            "by_severity": {"high": 2, "medium": 1},
            "not_applicable": 1,
            "insufficient_data": 2,
            "need_evidence": 1,
            "errors": 0,
            "suppressed": 1,
            "unread_files": 1,
        },
        "files": [
            {
                "file": "app.yaml",
                "kind": "cloudformation",
                "reason": "CloudFormation template (Resources)",
                "resources": 2,
            },
            {
                "file": "data.json",
                "kind": "cloudformation",
                "reason": "CloudFormation template (Resources)",
                "resources": 4,
            },
            {
                "file": "sub dir/bad.yaml",
                "kind": "unreadable",
                "reason": "mapping values are not allowed here",
                "resources": 0,
            },
        ],
        "packs": [],
        "errors": [
            {
                "severity": "error",
                "code": "yaml-syntax",
                "message": "mapping values are not allowed here",
                "file": "sub dir/bad.yaml",
                "location": {
                    "file": "sub dir/bad.yaml",
                    "start_line": 3,
                    "start_column": 7,
                    "end_line": 3,
                    "end_column": 8,
                },
            },
            {
                "severity": "warning",
                "code": "dangling-reference",
                "message": "Ref: nothing is called Webb",
                "file": "app.yaml",
                "location": None,
            },
        ],
    }


def test_findings_go_file_by_file_and_from_top_to_bottom():
    everything = data(replace(sample.report(), shown=sample.ALL))["findings"]
    places = [(one["location"] or {}).get("file") for one in everything]
    assert places == ["app.yaml"] * 3 + ["data.json"] * 4 + [None]
    starts = [(one["location"]["start_line"], one["location"]["start_column"]) for one in everything[:3]]
    assert starts == [(9, 63), (10, 90), (11, 3)]


def test_suppressed_findings_are_there_and_say_so():
    [old] = [one for one in data()["findings"] if one["suppressed"]]
    assert old["resource"]["address"] == "Old"
    assert old["suppressed"] == {
        "kind": "comment",
        "reason": "goes away in May",
        "place": "data.json:1",
        "until": "2027-05-31",
    }


def test_a_service_default_is_a_related_place():
    [good] = data(replace(sample.report(), shown=frozenset({"COMPLIANT"})))["findings"]
    assert good["related"] == [{"role": "service-default", "address": None, "location": None, "message": "S3 encrypts"}]


def test_text_that_is_no_unicode_can_still_be_written():
    report = sample.report(replace(sample.OPEN_RDP, message="a \ud83c b", address="\udc80"))
    text = render(report, Setting())
    text.encode("utf-8")
    assert json.loads(text)["findings"][0]["message"] == "a \ufffd b"
