"""`awslint baseline` and `check --baseline`, as a user types them."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_suppressions import awslint

ONLY = ("--select", "s3-bucket-versioning-enabled,restricted-ssh")
TEMPLATE = """\
Resources:
  A: {Type: 'AWS::S3::Bucket'}
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
"""
BUCKET = {"file": "stacks/a.yaml", "address": "A", "rule": "s3-bucket-versioning-enabled"}
BUCKET = {**BUCKET, "path": "VersioningConfiguration.Status", "value": ""}
PORT = {"file": "stacks/a.yaml", "address": "Web", "rule": "restricted-ssh"}
PORT = {**PORT, "path": "SecurityGroupIngress[].CidrIp", "value": "0.0.0.0/0"}


@pytest.fixture
def legacy(tmp_path: Path) -> Path:
    """A folder with a template that has two findings, and a baseline of them."""
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "a.yaml").write_text(TEMPLATE)
    made = awslint(tmp_path, "baseline", "create", "base.jsonl", *ONLY)
    assert (made.returncode, made.stderr) == (0, "base.jsonl: 2 entries, 2 added\n")
    return tmp_path


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "stacks" / "a.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def check(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return awslint(folder, "check", "--baseline", "base.jsonl", *ONLY, *arguments)


def test_a_baseline_is_sorted_lines_that_merge(legacy: Path) -> None:
    head, *lines = (legacy / "base.jsonl").read_text().splitlines()

    assert head == "# awslint baseline 1"
    assert [json.loads(line) for line in lines] == [BUCKET, PORT]
    assert lines == sorted(lines)


def test_what_is_in_the_baseline_does_not_count(legacy: Path) -> None:
    ran = check(legacy, "-f", "json")

    assert ran.returncode == 0
    kinds = [one["suppressed"]["kind"] for one in json.loads(ran.stdout)["findings"]]
    assert kinds == ["baseline", "baseline"]
    assert check(legacy, "--no-suppressions").returncode == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Resources:\n", "Description: moved\n\nResources:\n", 0),
        ("        - {Ip", "        - {IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: 10.0.0.0/8}\n        - {Ip", 0),
        ("CidrIp: 0.0.0.0/0", "CidrIpv6: '::/0'", 1),
        ("  A:", "  Renamed:", 1),
        ("        - {Ip", "        - {IpProtocol: tcp, FromPort: 22, ToPort: 23, CidrIp: 0.0.0.0/0}\n        - {Ip", 1),
    ],
)
def test_a_baseline_survives_edits_and_hides_nothing_new(legacy: Path, old: str, new: str, code: int) -> None:
    edit(legacy, old, new)

    assert check(legacy).returncode == code


def test_the_same_name_in_another_file_is_new(legacy: Path) -> None:
    (legacy / "stacks" / "b.yaml").write_text(TEMPLATE)

    assert "2 non-compliant (1 high, 1 medium), 0 undecided, 2 suppressed" in check(legacy).stdout


def test_a_baseline_works_from_every_folder(legacy: Path) -> None:
    ran = awslint(legacy / "stacks", "check", "--baseline", "../base.jsonl", *ONLY)

    assert ran.returncode == 0


def test_update_adds_and_prune_removes(legacy: Path) -> None:
    edit(legacy, "  A:", "  B:")
    notice = "1 entry of the baseline matches nothing any more; `awslint baseline prune` removes them [baseline]"
    assert notice in check(legacy).stderr
    assert awslint(legacy, "baseline", "update", "base.jsonl", *ONLY).stderr == "base.jsonl: 3 entries, 1 added\n"
    assert check(legacy).returncode == 0
    assert awslint(legacy, "baseline", "prune", "base.jsonl", *ONLY).stderr == "base.jsonl: 2 entries, 1 removed\n"
    assert check(legacy).returncode == 0


def test_prune_keeps_what_was_not_judged(legacy: Path) -> None:
    ran = awslint(legacy, "baseline", "prune", "base.jsonl", "--select", "rds-storage-encrypted")
    (legacy / "other.yaml").write_text("Resources: {A: {Type: 'AWS::S3::Bucket'}}\n")
    elsewhere = awslint(legacy, "baseline", "prune", "base.jsonl", "other.yaml", *ONLY)

    assert (ran.stderr, elsewhere.stderr) == ("base.jsonl: 2 entries, nothing changed\n",) * 2


def test_a_baseline_that_matches_nothing_is_told(legacy: Path) -> None:
    edit(legacy, "  A:", "  B:")
    edit(legacy, "  Web:", "  Web2:")

    assert "base.jsonl: warning: the baseline matches nothing (2 entries) [baseline]" in check(legacy).stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<<<<<<< HEAD\n", "base.jsonl:1: a merge conflict is left"),
        ("# awslint baseline 1\nnonsense\n", "base.jsonl:2: this is no entry of a baseline"),
        ('{"rule": "x"}\n', "base.jsonl:1: this is no entry of a baseline"),
    ],
)
def test_a_broken_baseline_stops_the_run(legacy: Path, text: str, message: str) -> None:
    (legacy / "base.jsonl").write_text(text)
    ran = check(legacy)

    assert (ran.returncode, f"--baseline: {message}" in ran.stderr) == (2, True)


def test_misuse(legacy: Path) -> None:
    again = awslint(legacy, "baseline", "create", "base.jsonl")
    missing = awslint(legacy, "baseline", "update", "no.jsonl")
    folder = awslint(legacy, "baseline", "create", "stacks")
    (legacy / "stacks" / "bad.yaml").write_text("Resources: {A: {Type: 'AWS::S3::Bucket'}\n")
    untrusted = awslint(legacy, "baseline", "update", "base.jsonl", *ONLY)

    assert (again.returncode, "base.jsonl exists" in again.stderr) == (2, True)
    assert (missing.returncode, "there is no baseline no.jsonl" in missing.stderr) == (2, True)
    assert (folder.returncode, "stacks is a folder" in folder.stderr) == (2, True)
    assert (untrusted.returncode, "base.jsonl is not written" in untrusted.stderr) == (2, True)
    assert "bad.yaml" in untrusted.stderr


def test_a_configured_baseline_is_not_forgotten_when_it_is_written_anew(legacy: Path) -> None:
    (legacy / ".awslint.yaml").write_text(
        "baseline: base.jsonl\nselect: [s3-bucket-versioning-enabled, restricted-ssh]\n"
    )

    assert awslint(legacy, "check").returncode == 0
    assert awslint(legacy, "baseline", "create", "base.jsonl", "--force").stderr == "base.jsonl: 2 entries, 2 added\n"


def test_mandatory_rules_are_not_hidden(legacy: Path) -> None:
    assert check(legacy, "--mandatory", "restricted-ssh").returncode == 1
    assert check(legacy, "--unsuppressable", "restricted-ssh").returncode == 1
