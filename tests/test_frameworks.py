"""Control mappings: data that names what exists, and what the command line makes of it."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from awslint.cli.main import run
from awslint.knowledge.config_rules import config_rules
from awslint.knowledge.controls import FOLDER, framework, framework_ids
from awslint.ruleset.index import load
from tests.test_startup import PROGRAM

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs" / "frameworks.md"
IDS = (
    "aws-fsbp", "cis-1.4", "cis-3.0", "cis-5.0", "nist-800-171", "nist-800-53-r5", "pci-dss-4.0",
)  # fmt: skip
FORMS = {
    "aws-fsbp": r"[A-Z][A-Za-z0-9]+\.\d+",
    "cis-1.4": r"\d(\.\d+){1,2}",
    "cis-3.0": r"\d(\.\d+){1,2}",
    "cis-5.0": r"\d(\.\d+){1,2}",
    "nist-800-171": r"3\.\d+\.\d+",
    "nist-800-53-r5": r"[A-Z]{2}-\d+(\(\d+\))?",
    "pci-dss-4.0": r"\d+(\.\d+){2,3}",
}
BUCKET = """\
Resources:
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      # awslint: ignore[s3-bucket-mfa-delete-enabled] root alone could delete
      VersioningConfiguration: {Status: Enabled}
"""


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "logs.yaml"
    path.write_text(BUCKET)
    return path


def test_these_frameworks_are_known() -> None:
    assert framework_ids() == IDS == tuple(FORMS)


@pytest.mark.parametrize("id_", IDS)
def test_a_file_says_what_it_is_and_where_it_comes_from(id_: str) -> None:
    found = framework(id_)

    assert found.id == id_ and found.title and found.version and found.covers
    assert found.source.startswith("https://docs.aws.amazon.com/securityhub/latest/userguide/")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", found.read)


@pytest.mark.parametrize("id_", IDS)
def test_every_identifier_exists_and_no_control_is_there_twice(id_: str) -> None:
    known = {row.identifier for row in config_rules()}
    controls = framework(id_).controls

    assert {rule for control in controls for rule in control.rules} <= known
    assert len({control.id for control in controls}) == len(controls) > 20
    for control in controls:
        assert re.fullmatch(FORMS[id_], control.id), control.id
        assert control.rules or control.unmanaged, control.id
        assert len(set(control.rules)) == len(control.rules)
        assert list(control.rules) == sorted(control.rules)


def test_a_row_is_a_line_so_that_a_change_of_aws_is_a_change_of_lines() -> None:
    for id_ in framework_ids():
        text = (FOLDER / f"{id_}.json").read_text()
        assert text.count("\n{") == len(framework(id_).controls)


# What AWS's pages say of some controls, read by a person.
@pytest.mark.parametrize(
    ("id_", "control", "rules"),
    [
        ("aws-fsbp", "S3.8", ("S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED",)),
        ("aws-fsbp", "EC2.19", ("RESTRICTED_INCOMING_TRAFFIC",)),
        ("cis-1.4", "3.7", ("CLOUD_TRAIL_ENCRYPTION_ENABLED",)),
        ("cis-1.4", "5.3", ("VPC_DEFAULT_SECURITY_GROUP_CLOSED",)),
        ("cis-3.0", "2.1.1", ("S3_BUCKET_SSL_REQUESTS_ONLY",)),
        ("cis-5.0", "2.2.4", ("RDS_CLUSTER_MULTI_AZ_ENABLED", "RDS_MULTI_AZ_SUPPORT")),
        ("cis-5.0", "5.7", ("EC2_IMDSV2_CHECK",)),
        ("nist-800-171", "3.13.6", (
            "NETFW_POLICY_DEFAULT_ACTION_FRAGMENT_PACKETS", "NETFW_STATELESS_RULE_GROUP_NOT_EMPTY",
        )),
        ("cis-3.0", "3.2", ("CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED",)),
        ("nist-800-53-r5", "AU-11", ("CW_LOGGROUP_RETENTION_PERIOD_CHECK",)),
        ("pci-dss-4.0", "3.7.4", ("CMK_BACKING_KEY_ROTATION_ENABLED",)),
    ],
)  # fmt: skip
def test_a_control_maps_to_what_aws_says(id_: str, control: str, rules: tuple[str, ...]) -> None:
    assert {one.id: one.rules for one in framework(id_).controls}[control] == rules


def test_what_aws_checks_without_a_managed_rule_is_named() -> None:
    assert {one.id: (one.rules, one.unmanaged) for one in framework("cis-3.0").controls}["3.3"] == ((), ("Config.1",))


def test_a_framework_runs_the_rules_of_its_controls(bucket: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--framework", "cis-3.0,cis-5.0", "-f", "json", str(bucket)]) == 1
    report = json.loads(capsys.readouterr().out)

    wanted = {rule for id_ in ("cis-3.0", "cis-5.0") for one in framework(id_).controls for rule in one.rules}
    assert report["summary"]["rules"] == sum(head.config_rule in wanted for head in load().heads)
    found = {one["rule"]: one["controls"] for one in report["findings"]}
    assert found["s3-bucket-ssl-requests-only"]["cis-3.0"] == ["2.1.1"]
    assert found["s3-bucket-ssl-requests-only"]["aws-fsbp"] == ["S3.5"]


def test_a_text_report_names_the_controls_of_that_framework_alone(
    bucket: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["check", "--framework", "cis-3.0", str(bucket)])
    assert "  = controls: cis-3.0 2.1.1\n" in capsys.readouterr().out
    run(["check", "--select", "framework:cis-3.0", str(bucket)])
    out = capsys.readouterr().out
    assert "s3-bucket-ssl-requests-only" in out and "controls:" not in out


def test_the_variable_does_what_the_option_does(
    bucket: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWSLINT_FRAMEWORK", "cis-3.0")
    run(["check", str(bucket)])
    assert "  = controls: cis-3.0 2.1.1\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--framework", "cis-3"), "--framework: no framework 'cis-3'; did you mean 'cis-3.0'?"),
        (("--framework", "zzz"), f"--framework: no framework 'zzz'; there are {', '.join(IDS)}"),
        (("--select", "framework:pci"), "no rule matches 'framework:pci'"),
        (("--ignore", "framework:cis-3"), "no rule matches 'framework:cis-3'; did you mean 'framework:cis-3.0'?"),
    ],
)
def test_a_framework_that_is_none_is_an_error(
    bucket: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert run(["check", *arguments, str(bucket)]) == 2
    assert message in capsys.readouterr().err


def test_the_evidence_of_a_run(bucket: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["check", "--framework", "cis-3.0", "--as-of", "2026-11-20", "-f", "evidence", "logs.yaml"]
    assert run(arguments) == 1
    text = capsys.readouterr().out
    run(arguments)
    assert capsys.readouterr().out == text

    report = json.loads(text)
    assert report["judged_as_of"] == "2026-11-20"
    assert [(one["file"], one["sha256"]) for one in report["inputs"]] == [
        ("logs.yaml", "48c19503446b4d93b089c3ddfbee362909823103159eecab03220f8c71b790ef")
    ]
    (cis,) = report["frameworks"]
    controls = {one["id"]: (one["state"], one["complete"]) for one in cis["controls"]}
    assert controls["2.1.1"] == ("failed", True)
    assert controls["2.1.2"] == ("suppressed", True)
    assert controls["2.1.4"] == ("undecided", True)
    assert controls["2.3.1"] == ("nothing-to-judge", True)
    assert controls["3.3"] == ("not-covered", False)
    rules = {one["rule"]: one for one in report["rules"]}
    passed = rules["s3-bucket-level-public-access-prohibited"]["findings"][0]
    assert (passed["state"], passed["location"]["start_line"]) == ("passed", 2)
    accepted = rules["s3-bucket-mfa-delete-enabled"]["findings"][0]["suppressed"]
    assert (accepted["reason"], accepted["place"]) == ("root alone could delete", "logs.yaml:5")


def test_the_rules_of_a_selection_that_are_left_out_are_not_run(
    bucket: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["check", "--select", "s3-bucket-ssl-requests-only", "-f", "evidence", str(bucket)])
    report = json.loads(capsys.readouterr().out)

    assert tuple(one["id"] for one in report["frameworks"]) == IDS
    controls = {one["id"]: one for one in report["frameworks"][2]["controls"]}
    assert controls["2.1.1"]["state"] == "failed"
    assert controls["2.1.2"]["state"] == "not-run"


def test_files_that_decided_something_are_named_with_their_digests(
    bucket: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bucket.parent / "facts.yaml").write_text("exports: {}\n")
    (bucket.parent / ".awslint.yaml").write_text("frameworks: [cis-5.0]\nfacts: facts.yaml\n")
    run(["check", "-f", "evidence", "logs.yaml"])
    report = json.loads(capsys.readouterr().out)

    assert [one["id"] for one in report["frameworks"]] == ["cis-5.0"]
    assert {Path(one["file"]).name for one in report["settings"]} == {".awslint.yaml", "facts.yaml"}
    assert all(re.fullmatch("[0-9a-f]{64}", one["sha256"]) for one in report["settings"])


def test_explain_and_rules_list_the_controls(capsys: pytest.CaptureFixture[str]) -> None:
    run(["explain", "vpc-sg-port-restriction-check"])
    line = "  controls    cis-3.0 5.2, 5.3; cis-5.0 5.3, 5.4; pci-dss-4.0 1.3.1\n"
    assert line in capsys.readouterr().out
    run(["rules", "--isolated", "--select", "framework:cis-3.0", "-f", "json"])
    rules = {one["id"]: one for one in json.loads(capsys.readouterr().out)["rules"]}
    assert rules["vpc-sg-port-restriction-check"]["controls"]["cis-3.0"] == ["5.2", "5.3"]


def test_the_shares_of_a_framework_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["frameworks", "-f", "json"]) == 0
    for entry in json.loads(capsys.readouterr().out)["frameworks"]:
        parts = (entry["decided"], entry["in_part"], entry["by_evidence"], entry["not_covered"])
        assert sum(parts) == entry["controls"] == len(framework(entry["id"]).controls)
        assert entry["rules"] > 15


def test_a_check_reads_no_framework_before_a_format_asks(bucket: Path) -> None:
    hook = (
        "import sys\nseen = []\nsys.addaudithook(lambda event, args: event == 'open' and seen.append(str(args[0])))\n"
    )
    program = hook + PROGRAM.replace("sorted(sys.modules)", "[one for one in seen if 'frameworks' in one]")

    def opened(form: str) -> list[str]:
        ran = subprocess.run(
            [sys.executable, "-c", program, "check", "-f", form, str(bucket)],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        found: list[str] = json.loads(ran.stderr.splitlines()[-1])
        return found

    assert opened("text") == []
    assert len(opened("json")) >= len(IDS)


def test_the_documentation_has_the_figures_of_the_data() -> None:
    script = ROOT / ".ci" / "framework_coverage.py"
    page = runpy.run_path(str(script))["page"](DOCS.read_text())
    assert page == DOCS.read_text(), f"run PYTHONPATH=. python {script.relative_to(ROOT)}"
