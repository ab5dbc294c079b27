import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from awslint.model.finding import Suppression, Verdict
from awslint.model.resource import RelatedPlace
from awslint.report.linehash import line_hashes
from awslint.report.sarif import KEPT_RESULTS, MOST_RESULTS, render
from awslint.report.setting import Setting
from tests.report import sample

ROOT = Path(__file__).parents[2]
SETTING = Setting(root="/repo", folder="/repo/in sub")
# Where `npm install @microsoft/sarif-multitool` was run.
NODE = Path(os.environ.get("AWSLINT_NODE", ROOT.parent / "node")) / "node_modules/@microsoft/sarif-multitool-linux"


def run_of(report=None, setting: Setting = SETTING) -> dict:
    return json.loads(render(report or sample.report(), setting))["runs"][0]


def test_a_result_is_exactly_this():
    text_of_line = line_hashes(sample.APP, {9})[9]
    physical = {
        "artifactLocation": {"uri": "in%20sub/app.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 9, "startColumn": 63, "endLine": 9, "endColumn": 72},
    }
    declared = {
        "artifactLocation": {"uri": "in%20sub/app.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 6},
    }
    logical = [{"name": "Web", "fullyQualifiedName": "Web", "kind": "resource"}]
    message = "Web lets everyone connect to port 22."
    assert run_of()["results"][0] == {
        "ruleId": "restricted-ssh",
        "ruleIndex": 2,
        "level": "error",
        "message": {"text": f"{message} When Env = dev, IsProd is false. See [Env is declared here](1)."},
        "locations": [{"physicalLocation": physical, "logicalLocations": logical}],
        "relatedLocations": [
            {"id": 1, "physicalLocation": declared, "message": {"text": "Env is declared here."}},
        ],
        "codeFlows": [
            {
                "threadFlows": [
                    {
                        "locations": [
                            {"location": {"physicalLocation": declared, "message": {"text": "Env is declared here."}}},
                            {
                                "location": {
                                    "physicalLocation": physical,
                                    "logicalLocations": logical,
                                    "message": {"text": message},
                                }
                            },
                        ]
                    }
                ]
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": text_of_line, "awslint/v1": "a1"},
        "properties": {
            "verdict": "NON_COMPLIANT",
            "resourceType": "AWS::EC2::SecurityGroup",
            "configRule": "INCOMING_SSH_DISABLED",
            "path": "SecurityGroupIngress[0].CidrIp",
        },
    }


def test_every_rule_that_ran_explains_itself():
    rules = run_of()["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [
        "nat-gateway-per-zone",
        "rds-storage-encrypted",
        "restricted-ssh",
        "root-account-mfa-enabled",
    ]
    ssh = rules[2]
    assert ssh["name"] == "RestrictedSsh"
    assert ssh["shortDescription"]["text"] == "Security groups do not let everyone reach SSH."
    assert ssh["helpUri"] == sample.SSH.source
    assert "In Terraform: Name them in `cidr_blocks`." in ssh["help"]["text"]
    assert "**CloudFormation**: Name the addresses of your office in `CidrIp`." in ssh["help"]["markdown"]
    assert ssh["defaultConfiguration"] == {"level": "error"}
    assert ssh["properties"]["tags"] == ["security", "ec2", "INCOMING_SSH_DISABLED"]
    assert ssh["properties"]["security-severity"] == "8.0"
    assert [rule["properties"]["precision"] for rule in rules] == ["high", "medium", "high", "high"]
    scores = {rule["id"]: float(rule["properties"]["security-severity"]) for rule in rules}
    assert (
        scores["nat-gateway-per-zone"] < 4.0 <= scores["rds-storage-encrypted"] < 7.0 <= scores["restricted-ssh"] < 9.0
    )
    assert scores["root-account-mfa-enabled"] > 9.0
    for rule in rules:
        assert rule["help"]["text"] and rule["help"]["markdown"] and rule["fullDescription"]["text"]


def test_rule_indexes_point_at_their_rules():
    run = run_of(replace(sample.report(), shown=sample.ALL))
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == 7
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_verdicts_become_kinds():
    run = run_of(replace(sample.report(), shown=sample.ALL))
    kinds = {
        result["properties"]["verdict"]: (result.get("kind", "fail"), result["level"]) for result in run["results"]
    }
    assert kinds == {
        "NON_COMPLIANT": ("fail", "warning"),
        "INSUFFICIENT_DATA": ("open", "none"),
        "COMPLIANT": ("pass", "none"),
        "NOT_APPLICABLE": ("notApplicable", "none"),
    }


def test_suppressed_results_are_left_out():
    assert "Old is not encrypted" not in render(replace(sample.report(), shown=sample.ALL), SETTING)


def test_suppressed_results_say_so_when_they_are_asked_for():
    report = replace(sample.report(sample.SUPPRESSED), show_suppressed=True)
    [result] = run_of(report)["results"]
    justification = "suppressed until 2027-05-31 (goes away in May) by data.json:1"
    assert result["suppressions"] == [{"kind": "inSource", "justification": justification}]


def test_with_a_base_results_say_whether_they_are_new():
    old = replace(sample.PLAIN_DB, suppressed=Suppression("baseline", "", "main"))
    report = replace(sample.report(sample.OPEN_SSH, old), base="main", show_suppressed=True)
    states = {result["ruleId"]: result["baselineState"] for result in run_of(report)["results"]}
    assert states == {"restricted-ssh": "new", "rds-storage-encrypted": "unchanged"}
    assert "baselineState" not in run_of(sample.report(sample.OPEN_SSH))["results"][0]


def test_findings_on_one_line_have_their_own_hashes():
    other = replace(sample.PLAIN_DB, address="Db2", fingerprint="b2")
    again = replace(sample.PLAIN_DB, path="Other", fingerprint="b3")
    results = run_of(sample.report(sample.PLAIN_DB, other, again))["results"]
    hashes = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]
    assert len(set(hashes)) == 3
    assert [one.split(":")[1] for one in hashes] == ["1", "2", "1"], "the same rule and address are counted"
    assert hashes[0] not in line_hashes(sample.DATA, {1}).values()


def test_what_is_written_nowhere_still_has_a_place():
    [result] = run_of(sample.report(replace(sample.NO_EVIDENCE, verdict=Verdict.NON_COMPLIANT)))["results"]
    [location] = result["locations"]
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "AWS::::Account"
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "in%20sub/app.yaml"
    assert location["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}


def test_problems_of_the_input_are_notifications():
    [invocation] = run_of(setting=replace(SETTING, exit_code=2))["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    first, second, third = invocation["toolExecutionNotifications"]
    assert first["level"] == "error"
    assert first["message"]["text"] == "mapping values are not allowed here."
    [location] = first["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "in%20sub/sub%20dir/bad.yaml"
    assert location["physicalLocation"]["region"]["startLine"] == 3
    assert second["level"] == "warning" and "region" not in second["locations"][0]["physicalLocation"]
    assert third["level"] == "note" and "2 undecided (1 needs account evidence)" in third["message"]["text"]


def test_findings_are_no_failure_of_the_run():
    [invocation] = run_of(setting=replace(SETTING, exit_code=1))["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (True, 1)


@pytest.mark.parametrize(
    ("setting", "uri"),
    [
        (Setting(root="/repo", folder="/repo"), "a%20b/%C3%A9%23%25.yaml"),
        (Setting(root="/repo", folder="/repo/deep/er"), "deep/er/a%20b/%C3%A9%23%25.yaml"),
        (Setting(root="", folder="/somewhere"), "a%20b/%C3%A9%23%25.yaml"),
    ],
)
def test_uris_are_relative_and_encoded(setting: Setting, uri: str):
    broken = replace(sample.BROKEN, file="./a b/é#%.yaml", location=None)
    [note] = run_of(sample.report(sample.GOOD, diagnostics=(broken,)), setting)["invocations"][0][
        "toolExecutionNotifications"
    ]
    assert note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_absolute_paths_and_standard_input_tell_nothing_of_the_machine():
    broken = replace(sample.BROKEN, file="/repo/x/bad.yaml", location=None)
    piped = replace(sample.BROKEN, file="<stdin>", location=None)
    outside = replace(sample.BROKEN, file="../../other/bad.yaml", location=None)
    text = render(sample.report(sample.GOOD, diagnostics=(broken, piped, outside)), SETTING)
    assert '"uri": "x/bad.yaml"' in text and '"uri": "stdin"' in text and '"uri": "../other/bad.yaml"' in text
    assert "/repo" not in text


def test_what_the_input_says_cannot_become_a_link():
    hostile = replace(
        sample.OPEN_RDP,
        message="[click](https://evil.example) is open",
        related=(RelatedPlace("parameter", "P]\\(x)[", sample.at("app.yaml", "Env"), None),),
    )
    [result] = run_of(sample.report(hostile))["results"]
    assert result["message"]["text"] == ("[click] (https://evil.example) is open. See [P\\]\\\\(x)\\[](1).")


def test_too_many_results_are_cut_by_severity_and_that_is_said():
    many = [replace(sample.PLAIN_DB, fingerprint=str(number)) for number in range(MOST_RESULTS)]
    run = run_of(sample.report(*many, sample.OPEN_SSH, sample.OPEN_RDP))
    assert len(run["results"]) == MOST_RESULTS > KEPT_RESULTS
    assert [result["level"] for result in run["results"][:3]] == ["error", "error", "warning"]
    notes = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert "2 results are left out, those of the lowest severity." in notes


def test_long_descriptions_are_cut_between_words():
    rule = replace(sample.SSH, why="word " * 400)
    description = run_of(sample.report(rules=(rule,)))["tool"]["driver"]["rules"][0]["fullDescription"]["text"]
    assert len(description) <= 1024
    assert description.endswith("word …")


def test_the_bytes_do_not_depend_on_the_hash_seed():
    program = (
        "import sys; from tests.report import sample; from awslint.report.formats import FORMATS, render;"
        "from awslint.report.setting import Setting;"
        "sys.stdout.buffer.write(''.join(render(name, sample.report(shown=sample.ALL), Setting(root='/r', folder='/r'))"
        " for name in FORMATS).encode())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1 and len(outputs.pop()) > 10_000


@pytest.fixture(params=["shown", "all", "none"])
def log(request: pytest.FixtureRequest) -> Iterator[str]:
    report = sample.report()
    if request.param == "all":
        report = replace(report, shown=sample.ALL)
    if request.param == "none":
        report = sample.report(sample.GOOD, diagnostics=())
    yield render(report, SETTING)


def test_the_log_follows_the_standards_schema(log: str):
    schema = NODE / "sarif-2.1.0.json"
    if not schema.is_file():
        pytest.skip("the SARIF schema is not installed; see AWSLINT_NODE")
    jsonschema.validate(json.loads(log), json.loads(schema.read_text(encoding="utf-8-sig")))


@pytest.mark.slow
def test_microsofts_validator_has_nothing_to_say(log: str, tmp_path: Path):
    tool = NODE / "Sarif.Multitool"
    if not os.access(tool, os.X_OK):
        pytest.skip("@microsoft/sarif-multitool is not installed; see AWSLINT_NODE")
    file, result = tmp_path / "log.sarif", tmp_path / "result.sarif"
    file.write_text(log, encoding="utf-8")
    subprocess.run(
        [tool, "validate", file, "--rule-kind", "Sarif;Gh;Ghas", "--level", "Error;Warning", "-o", result],
        capture_output=True,
        check=True,
    )
    found = json.loads(result.read_text(encoding="utf-8-sig"))["runs"][0]
    assert found["invocations"][0]["executionSuccessful"]
    assert [(one["ruleId"], one["message"]) for one in found["results"]] == []
