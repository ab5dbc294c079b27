"""The commands as a user types them, in a process of their own: streams, exit codes, files."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Awslint = Callable[..., subprocess.CompletedProcess[str]]

OPEN = """\
Parameters:
  Env:
    Type: String
    AllowedValues: [dev, prod]
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 22
          ToPort: 22
          CidrIp: !If [IsProd, 10.0.0.0/8, 0.0.0.0/0]
"""
CLOSED = OPEN.replace("0.0.0.0/0", "10.0.0.0/8")
UNKNOWN = """\
Parameters:
  Cidr: {Type: String}
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Cidr}]
"""
SSH = ("--select", "restricted-ssh")


@pytest.fixture
def awslint(tmp_path: Path) -> Awslint:
    """Runs awslint in a folder with an open template, a closed one, one that cannot be decided and no template."""
    (tmp_path / "open.yaml").write_text(OPEN)
    (tmp_path / "closed.yaml").write_text(CLOSED)
    (tmp_path / "unknown.yaml").write_text(UNKNOWN)
    (tmp_path / "values.yaml").write_text("replicas: 3\n")

    def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {key: value for key, value in os.environ.items() if "COLOR" not in key}
        return subprocess.run(
            [sys.executable, "-m", "awslint", *arguments],
            cwd=tmp_path,
            env={**kept, "PYTHONPATH": str(ROOT), **environment},
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


def test_a_finding_with_its_world(awslint: Awslint) -> None:
    ran = awslint("check", "open.yaml", *SSH)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "high[restricted-ssh]: Web opens SSH to the whole internet" in ran.stdout
    assert (
        "  --> open.yaml:16:44  Web (AWS::EC2::SecurityGroup)\n"
        "   |\n"
        "16 |           CidrIp: !If [IsProd, 10.0.0.0/8, 0.0.0.0/0]\n"
        "   |                                            ^^^^^^^^^\n"
    ) in ran.stdout
    assert "= when: Env = dev" in ran.stdout and "--parameters Env=dev" in ran.stdout
    assert ran.stdout.endswith("1 non-compliant (1 high), 0 undecided\nChecked 1 resource in 1 file against 1 rule\n")


def test_the_world_can_be_reproduced_and_avoided(awslint: Awslint) -> None:
    assert awslint("check", "open.yaml", *SSH, "--parameters", "Env=dev").returncode == 1
    assert awslint("check", "open.yaml", *SSH, "--parameters", "Env=prod").returncode == 0


def test_a_good_template_is_not_met_with_silence(awslint: Awslint) -> None:
    ran = awslint("check", "closed.yaml", *SSH)
    assert ran.returncode == 0
    assert ran.stdout == "0 non-compliant, 0 undecided\nChecked 1 resource in 1 file against 1 rule\n"


def test_both_names_of_a_rule_are_understood(awslint: Awslint) -> None:
    by_id = awslint("check", "open.yaml", "--select", "restricted-ssh")
    by_identifier = awslint("check", "open.yaml", "--select", "INCOMING_SSH_DISABLED")
    assert by_id.stdout == by_identifier.stdout
    assert awslint("check", "open.yaml", *SSH, "--ignore", "INCOMING_SSH_DISABLED").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--select", "restricted-shs"], "did you mean 'restricted-ssh'"),
        (["--select", "service:s33"], "no rule matches 'service:s33'; did you mean 'service:s3'?"),
        (["--ignore", "nonsense-nothing-like-it"], "no rule matches 'nonsense-nothing-like-it'"),
        (["--rule-parameter", "restricted-ssh"], "is not RULE:NAME=VALUE"),
        (["--rule-parameter", "restricted-shs:x=1"], "no rule 'restricted-shs'; did you mean 'restricted-ssh'?"),
        (["--show", "NON_COMPLIENT"], "did you mean NON_COMPLIANT?"),
        (["--fail-on", "hihg"], "hihg"),
        (["--as-of", "yesterday"], "yesterday"),
        (["-f", "json", "-f", "text"], "two formats go to standard output"),
        (["-f", "json", "-o", "missing/out.json"], "there is no folder missing"),
        (["-f", "json", "--statistics"], "--statistics goes with the text format only"),
        (["--colour"], "--color"),
    ],
)
def test_bad_options_are_refused_with_a_hint(awslint: Awslint, arguments: list[str], words: str) -> None:
    ran = awslint("check", "open.yaml", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_unknown_command_is_refused_with_a_hint(awslint: Awslint) -> None:
    ran = awslint("chekc")
    assert ran.returncode == 2
    assert "did you mean 'check'?" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["open.yaml"], 1),
        (["open.yaml", "--fail-on", "critical"], 0),
        (["open.yaml", "--fail-on", "never"], 0),
        (["unknown.yaml"], 0),
        (["unknown.yaml", "--fail-on-unknown"], 1),
        (["missing.yaml"], 2),
        (["values.yaml"], 0),
        (["open.yaml", "values.yaml"], 1),
        (["."], 1),
        ([], 1),
    ],
)
@pytest.mark.parametrize("form", ["text", "sarif"])
def test_the_exit_code_is_the_same_for_every_format(
    awslint: Awslint, arguments: list[str], code: int, form: str
) -> None:
    assert awslint("check", *arguments, *SSH, "-f", form).returncode == code


def test_a_named_file_that_is_no_template_gets_a_notice(awslint: Awslint) -> None:
    ran = awslint("check", "values.yaml")
    assert ran.stderr.startswith("values.yaml: notice: not judged: ")
    assert "Checked 0 resources in 0 files" in ran.stdout
    assert awslint("check", "-q", "values.yaml").stderr == ""


def test_a_folder_without_templates_cannot_be_trusted(awslint: Awslint, tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "values.yaml").write_text("replicas: 3\n")
    ran = awslint("check", "charts")
    assert ran.returncode == 2
    assert "charts: error:" in ran.stderr
    assert "could not be read" not in ran.stdout, "values.yaml was read: it is no template"


def test_syntax_errors_are_told_with_their_place_and_the_rest_is_judged(awslint: Awslint, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("Resources:\n  A:\n    Type: AWS::S3::Bucket\n   B: x\n")
    ran = awslint("check", "broken.yaml", "open.yaml", *SSH)
    assert ran.returncode == 2
    assert ran.stderr.startswith("broken.yaml:4:")
    assert ": error: " in ran.stderr
    assert "Web opens SSH" in ran.stdout
    assert "; 1 file could not be read\n" in ran.stdout
    assert awslint("check", "-q", "broken.yaml").stderr.startswith("broken.yaml:4:"), "errors are told even when quiet"


def test_standard_input(awslint: Awslint) -> None:
    ran = awslint("check", "-", *SSH, stdin=OPEN)
    assert ran.returncode == 1
    assert "--> <stdin>:16:44  Web" in ran.stdout


def test_reports_go_where_they_are_sent(awslint: Awslint, tmp_path: Path) -> None:
    before = {path.name for path in tmp_path.iterdir()}
    ran = awslint(
        "check", "open.yaml", *SSH, "-f", "sarif", "-o", "out.sarif", "-f", "json", "-o", "out.json", "-f", "text"
    )
    assert ran.returncode == 1
    assert ran.stdout == awslint("check", "open.yaml", *SSH).stdout
    assert json.loads((tmp_path / "out.sarif").read_text())["runs"][0]["results"][0]["ruleId"] == "restricted-ssh"
    assert json.loads((tmp_path / "out.json").read_text())["findings"][0]["config_rule"] == "INCOMING_SSH_DISABLED"
    assert {path.name for path in tmp_path.iterdir()} - before == {"out.sarif", "out.json"}


def test_when_all_reports_go_to_files_the_summary_is_told(awslint: Awslint) -> None:
    ran = awslint("check", "open.yaml", *SSH, "-f", "json", "-o", "out.json")
    assert ran.stdout == ""
    assert ran.stderr.startswith("1 non-compliant (1 high), 0 undecided\nChecked 1 resource")
    assert awslint("check", "open.yaml", *SSH, "-q", "-f", "json", "-o", "out.json").stderr == ""


def test_json_on_standard_output_is_only_json(awslint: Awslint) -> None:
    ran = awslint("check", "open.yaml", "values.yaml", *SSH, "-f", "json")
    assert json.loads(ran.stdout)["schema"] == "awslint/report/1"


def test_show_changes_the_findings_and_nothing_else(awslint: Awslint) -> None:
    arguments = ("check", "open.yaml", "unknown.yaml", *SSH, "-f", "json")
    usual, everything = (json.loads(awslint(*arguments, *more).stdout) for more in ((), ("--show", "all")))
    assert [one["verdict"] for one in usual["findings"]] == ["NON_COMPLIANT"]
    assert [one["verdict"] for one in everything["findings"]] == ["NON_COMPLIANT", "INSUFFICIENT_DATA"]
    assert usual["summary"] == everything["summary"]
    only = json.loads(awslint(*arguments, "--show", "insufficient-data").stdout)
    assert [one["verdict"] for one in only["findings"]] == ["INSUFFICIENT_DATA"]


def test_what_complies_counts_in_full_where_it_is_not_shown(awslint: Awslint) -> None:
    arguments = ("check", "open.yaml", "closed.yaml", "-f", "json", "--profile", "all")
    usual, everything = (json.loads(awslint(*arguments, *more).stdout) for more in ((), ("--show", "all")))
    assert usual["summary"] == everything["summary"]
    assert usual["findings"] == [one for one in everything["findings"] if one["verdict"] == "NON_COMPLIANT"]
    complying = [one for one in everything["findings"] if one["verdict"] == "COMPLIANT"]
    assert len(complying) == usual["summary"]["compliant"] > 0
    assert all(one["message"] and one["location"] and one["fingerprint"] for one in complying)


def test_sarif_paths_are_relative_to_the_repository(awslint: Awslint, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "my stacks").mkdir()
    (tmp_path / "my stacks" / "app.yaml").write_text(OPEN)
    for arguments in (["my stacks/app.yaml"], [str(tmp_path / "my stacks" / "app.yaml")]):
        ran = awslint("check", *arguments, *SSH, "-f", "sarif")
        assert '"uri": "my%20stacks/app.yaml"' in ran.stdout
        assert str(tmp_path) not in ran.stdout


def test_sarif_paths_outside_any_repository_do_not_tell_where_they_are(awslint: Awslint, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    relative = awslint("check", "open.yaml", *SSH, "-f", "sarif")
    assert '"uri": "open.yaml"' in relative.stdout
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "app.yaml").write_text(OPEN)
    ran = subprocess.run(
        [sys.executable, "-m", "awslint", "check", str(tmp_path / "stacks"), *SSH, "-f", "sarif"],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert '"uri": "app.yaml"' in ran.stdout
    assert str(tmp_path) not in ran.stdout


def test_evidence_that_is_none_is_refused(awslint: Awslint) -> None:
    ran = awslint("check", "open.yaml", "--evidence", "values.yaml")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "--evidence values.yaml is no evidence: " in ran.stderr
    missing = awslint("check", "closed.yaml", "--evidence", "missing.json", *SSH)
    assert missing.returncode == 2
    assert missing.stderr.startswith("missing.json: error: ")


def test_evidence_decides_and_is_pointed_at(awslint: Awslint, tmp_path: Path) -> None:
    rule = ("--select", "root-account-mfa-enabled")
    without = awslint("check", "open.yaml", *rule, "--show", "all")
    assert without.returncode == 0
    assert "undecided[root-account-mfa-enabled]" in without.stdout
    assert "aws iam get-account-summary" in without.stdout
    assert "1 undecided (1 needs account evidence)" in without.stdout
    (tmp_path / "summary.json").write_text('{"SummaryMap": {"AccountMFAEnabled": 0, "AccountPasswordPresent": 1}}')
    with_evidence = awslint("check", "open.yaml", *rule, "--evidence", "summary.json")
    assert with_evidence.returncode == 1
    assert "--> summary.json:1:38  AWS::::Account" in with_evidence.stdout
    (tmp_path / "report.csv").write_text(
        "user,arn,user_creation_time,password_enabled,mfa_active,access_key_1_active,access_key_2_active\n"
        "<root_account>,arn:aws:iam::111122223333:root,2020-03-01T08:00:00+00:00,not_supported,false,false,false\n"
    )
    from_report = awslint("check", "open.yaml", *rule, "--evidence", "report.csv")
    assert "--> report.csv:2:87  AWS::::Account" in from_report.stdout


def test_statistics_replace_the_findings(awslint: Awslint) -> None:
    ran = awslint("check", "open.yaml", "unknown.yaml", *SSH, "--statistics")
    assert ran.returncode == 1
    head, row, *_ = ran.stdout.splitlines()
    assert " ".join(head.split()) == "non-compliant undecided compliant not applicable error suppressed severity rule"
    assert row.split() == ["1", "1", "-", "-", "-", "-", "high", "restricted-ssh"]
    assert "-->" not in ran.stdout


def test_verbose_tells_what_was_read(awslint: Awslint) -> None:
    ran = awslint("check", "open.yaml", *SSH, "-v")
    assert "open.yaml: cloudformation: CloudFormation template (Resources), 1 resource\n" in ran.stderr
    assert ran.stderr.splitlines()[-1].startswith("1 rule ran; ")
    assert ran.stdout == awslint("check", "open.yaml", *SSH).stdout


def test_colour_is_for_those_who_want_it(awslint: Awslint) -> None:
    assert "\x1b[" not in awslint("check", "open.yaml", *SSH).stdout
    assert "\x1b[1;31mhigh" in awslint("check", "open.yaml", *SSH, FORCE_COLOR="1").stdout
    assert "\x1b[1;31mhigh" in awslint("check", "open.yaml", *SSH, "--color", "always").stdout
    assert "\x1b[" not in awslint("check", "open.yaml", *SSH, "--color", "never", FORCE_COLOR="1").stdout


def test_a_reader_that_leaves_is_no_error(awslint: Awslint, tmp_path: Path) -> None:
    (tmp_path / "many.yaml").write_text(
        "Resources:\n" + "".join(OPEN.split("Resources:\n")[1].replace("Web:", f"Web{n}:") for n in range(300))
        .replace("!If [IsProd, 10.0.0.0/8, 0.0.0.0/0]", "0.0.0.0/0")
    )  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "awslint", "check", "many.yaml", *SSH],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.read(4) == b"high"
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(60) == 1


def test_output_in_another_encoding_replaces_what_it_cannot_say(awslint: Awslint, tmp_path: Path) -> None:
    (tmp_path / "uni.yaml").write_text(OPEN.replace("Web:", '"W€b":'), encoding="utf-8")
    ran = awslint("check", "uni.yaml", *SSH, PYTHONIOENCODING="ascii")
    assert ran.returncode == 1
    assert "W?b" in ran.stdout


def test_a_bug_is_no_finding(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from awslint.cli import check, main

    def fail(*arguments: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(check, "check", fail)
    assert main.run(["check", "."]) == 2
    assert "this is a bug in awslint" in capsys.readouterr().err


def test_the_version_both_ways(awslint: Awslint) -> None:
    from awslint import __version__

    assert awslint("--version").stdout == f"awslint {__version__}\n"
    from awslint.cli import main

    assert main.run(["--version"]) == 0


@pytest.mark.parametrize("command", ["", "check", "rules", "explain", "files"])
def test_help(awslint: Awslint, command: str) -> None:
    ran = awslint(*command.split(), "--help")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Usage: awslint" in ran.stdout


def test_rules_as_json(awslint: Awslint) -> None:
    entries = {entry["id"]: entry for entry in json.loads(awslint("rules", "-f", "json").stdout)["rules"]}
    ssh = entries["restricted-ssh"]
    assert set(ssh) == {
        "id", "config_rule", "title", "severity", "category", "resource_types", "parameters", "decidable", "terraform",
        "controls", "since",
    }  # fmt: skip
    assert ssh["config_rule"] == "INCOMING_SSH_DISABLED"
    assert "AWS::EC2::SecurityGroup" in ssh["resource_types"]
    assert "aws_security_group" in ssh["terraform"]
    assert "aws_db_instance" in entries["rds-storage-encrypted"]["terraform"]
    assert entries["nat-gateway-per-zone"]["config_rule"] is None
    [ports] = [one for one in entries["restricted-common-ports"]["parameters"] if one["name"] == "blockedPort1"]
    assert ports["type"] == "int" and ports["default"] == 20


def test_rules_as_a_table(awslint: Awslint) -> None:
    ran = awslint("rules", "--select", "restricted-*")
    lines = ran.stdout.splitlines()
    assert [line.split()[1] for line in lines[:2]] == ["restricted-common-ports", "restricted-ssh"]
    assert lines[-1].startswith("2 rules, 2 of them AWS Config's")


def test_explain(awslint: Awslint) -> None:
    ran = awslint("explain", "INCOMING_SSH_DISABLED")
    assert ran.returncode == 0
    for words in (
        "restricted-ssh",
        "INCOMING_SSH_DISABLED",
        "\nWhy\n",
        "\nFix in CloudFormation\n",
        "docs.aws.amazon.com",
    ):
        assert words in ran.stdout
    assert awslint("explain", "restricted-ssh").stdout == ran.stdout
    assert max(map(len, ran.stdout.splitlines())) <= 100


def test_explain_an_own_rule_and_an_unknown_one(awslint: Awslint) -> None:
    assert "awslint's own rule; AWS Config has none" in awslint("explain", "nat-gateway-per-zone").stdout
    ran = awslint("explain", "restricted-shs")
    assert ran.returncode == 2
    assert "did you mean 'restricted-ssh'?" in ran.stderr


def test_files_says_what_is_what(awslint: Awslint) -> None:
    ran = awslint("files", "open.yaml", "values.yaml")
    assert ran.returncode == 0
    first, second, last = ran.stdout.splitlines()
    assert first.split()[:2] == ["cloudformation", "open.yaml"]
    assert second.split()[:2] == ["not-a-template", "values.yaml"]
    assert last == "2 files"
    listed = json.loads(awslint("files", "-f", "json", "values.yaml").stdout)["files"]
    assert [(one["file"], one["kind"]) for one in listed] == [("values.yaml", "not-a-template")]
    assert awslint("files", "missing.yaml").returncode == 2


def test_what_a_default_decides_is_shown_by_its_own_name_where_it_belongs(awslint: Awslint, tmp_path: Path) -> None:
    (tmp_path / "key.yaml").write_text(
        "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      Description: signs nothing\n"
    )
    (tmp_path / "main.tf.json").write_text('{"resource": {"aws_dynamodb_table": {"t": {"name": "t"}}}}\n')
    ran = awslint("check", "key.yaml", "--select", "cmk-backing-key-rotation-enabled", "-f", "json")
    (found,) = json.loads(ran.stdout)["findings"]
    assert (found["path"], found["location"]["start_line"]) == ("EnableKeyRotation", 2), "not the Description"
    ran = awslint("check", "main.tf.json", "--select", "dynamodb-table-deletion-protection-enabled", "-f", "json")
    (found,) = json.loads(ran.stdout)["findings"]
    assert (found["path"], found["location"]["start_column"]) == ("deletion_protection_enabled", 38)


def test_standard_input_without_a_template_is_told(awslint: Awslint) -> None:
    ran = awslint("check", "-", stdin="")
    assert (ran.returncode, ran.stderr) == (0, "<stdin>: notice: not judged: empty\n")


def test_a_loop_of_links_is_a_file_that_cannot_be_read(awslint: Awslint, tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    ran = awslint("check", "loop.yaml")
    assert ran.returncode == 2
    assert ran.stderr == "loop.yaml: error: too many levels of symbolic links [unreadable]\n"


def test_an_output_never_overwrites_what_is_checked(awslint: Awslint) -> None:
    ran = awslint("check", "open.yaml", "-f", "json", "-o", "./open.yaml")
    assert ran.returncode == 2
    assert "--output ./open.yaml would overwrite what is checked" in ran.stderr
    assert awslint("check", "open.yaml", *SSH).returncode == 1
