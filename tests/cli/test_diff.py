"""`check --diff`: what a change causes, on which difference it hangs, and what it mends."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_suppressions import awslint, git

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "fixtures/rules/s3-bucket-versioning-enabled/fail-terraform.plan.json"
ONLY = ("--select", "s3-bucket-ssl-requests-only,restricted-ssh,s3-bucket-versioning-enabled")
POLICY = """\
  LogsPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Logs
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource: [!GetAtt Logs.Arn, !Sub "${Logs.Arn}/*"]
            Condition: {Bool: {aws:SecureTransport: "false"}}
"""
TEMPLATE = f"""\
Parameters:
  Cidr: {{Type: String, Default: 10.0.0.0/8}}
Resources:
  Logs:
    Type: AWS::S3::Bucket
{POLICY}\
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - {{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Cidr}}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit: a template with one violation, of versioning."""
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "a.yaml").write_text(TEMPLATE)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def edit(repository: Path, old: str, new: str) -> None:
    path = repository / "stacks" / "a.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def new_ones(repository: Path, *arguments: str) -> list[tuple[str, str, str]]:
    """Rule, address and cause of the findings that count."""
    ran = awslint(repository, "check", "--diff", "HEAD", "-f", "json", *ONLY, *arguments)
    found = []
    for one in json.loads(ran.stdout)["findings"]:
        if one["suppressed"] is None:
            causes = [related["message"] for related in one["related"] if related["role"] == "cause"]
            found.append((one["rule"], one["resource"]["address"], *causes))
    assert ran.returncode == (1 if found else 0), ran.stderr
    return found


def test_nothing_changed(repository: Path) -> None:
    assert new_ones(repository) == []
    assert "1 suppressed" in awslint(repository, "check", "--diff", "HEAD", *ONLY).stdout


def test_lines_that_only_moved_are_no_change(repository: Path) -> None:
    edit(repository, "Parameters:", "Description: hello\n\nParameters:")

    assert new_ones(repository) == []


def test_a_removed_policy_is_the_cause_on_an_untouched_bucket(repository: Path) -> None:
    edit(repository, POLICY, "")
    cause = "caused by this change: LogsPolicy was removed (it stood in stacks/a.yaml:6)"

    assert new_ones(repository) == [("s3-bucket-ssl-requests-only", "Logs", cause)]


def test_a_parameter_is_the_cause_and_has_a_place(repository: Path) -> None:
    edit(repository, "10.0.0.0/8", "0.0.0.0/0")

    assert new_ones(repository) == [("restricted-ssh", "Web", "caused by this change: parameter Cidr was changed")]
    text = awslint(repository, "check", "--diff", "HEAD", *ONLY).stdout
    assert "= see: stacks/a.yaml:2:3: caused by this change: parameter Cidr was changed" in text


def test_a_new_resource_and_a_changed_one(repository: Path) -> None:
    edit(repository, "CidrIp: !Ref Cidr", "CidrIp: 0.0.0.0/0")
    edit(repository, "  Web:", "  New: {Type: 'AWS::S3::Bucket'}\n  Web:")

    assert new_ones(repository) == [
        ("s3-bucket-ssl-requests-only", "New", "caused by this change: New was added"),
        ("s3-bucket-versioning-enabled", "New", "caused by this change: New was added"),
        ("restricted-ssh", "Web", "caused by this change: Web was changed"),
    ]


def test_a_removed_suppression_is_the_cause(repository: Path) -> None:
    edit(repository, "  Logs:", "  # awslint: ignore[s3-bucket-versioning-enabled] nightly\n  Logs:")
    git(repository, "commit", "-q", "-a", "-m", "second")
    edit(repository, "  # awslint: ignore[s3-bucket-versioning-enabled] nightly\n", "")

    assert new_ones(repository) == [
        ("s3-bucket-versioning-enabled", "Logs", "caused by this change: its suppression is gone")
    ]


def test_what_the_change_mends(repository: Path) -> None:
    edit(
        repository,
        "Type: AWS::S3::Bucket\n",
        "Type: AWS::S3::Bucket\n    Properties: {VersioningConfiguration: {Status: Enabled}}\n",
    )
    ran = awslint(repository, "check", "--diff", "HEAD", *ONLY)
    data = json.loads(awslint(repository, "check", "--diff", "HEAD", "-f", "json", *ONLY).stdout)

    assert ran.returncode == 0
    assert "mended[s3-bucket-versioning-enabled]: Logs in stacks/a.yaml\n0 non-compliant" in ran.stdout
    assert data["base"] == "HEAD"
    assert [(one["rule"], one["file"], one["address"]) for one in data["mended"]] == [
        ("s3-bucket-versioning-enabled", "stacks/a.yaml", "Logs")
    ]


def test_a_file_that_moved_is_no_change(repository: Path) -> None:
    (repository / "new").mkdir()
    (repository / "stacks" / "a.yaml").rename(repository / "new" / "b.yaml")

    assert new_ones(repository) == []


def test_a_new_folder_is_all_new(repository: Path) -> None:
    (repository / "other").mkdir()
    (repository / "other" / "b.yaml").write_text("Resources: {A: {Type: 'AWS::S3::Bucket'}}\n")

    assert [rule for rule, *_ in new_ones(repository, "other")] == [
        "s3-bucket-ssl-requests-only",
        "s3-bucket-versioning-enabled",
    ]


def test_it_works_below_the_root_and_against_a_branch(repository: Path) -> None:
    git(repository, "branch", "trunk")
    git(repository, "checkout", "-q", "-b", "work")
    edit(repository, "10.0.0.0/8", "0.0.0.0/0")
    git(repository, "commit", "-q", "-a", "-m", "open")
    ran = awslint(repository / "stacks", "check", "--diff", "trunk", *ONLY)

    assert (ran.returncode, "1 non-compliant (1 high)" in ran.stdout) == (1, True)


def test_what_the_other_branch_did_meanwhile_is_not_this_change(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "work")
    git(repository, "commit", "-q", "--allow-empty", "-m", "work")
    git(repository, "checkout", "-q", "-b", "trunk", "HEAD~1")
    edit(repository, "Type: AWS::S3::Bucket\n", "Type: AWS::SNS::Topic\n")
    git(repository, "commit", "-q", "-a", "-m", "trunk goes on")
    git(repository, "checkout", "-q", "work")
    ran = awslint(repository, "check", "--diff", "trunk", *ONLY)

    assert (ran.returncode, "mended" in ran.stdout) == (0, False)


def test_plans_are_compared_too(repository: Path) -> None:
    shutil.copy(PLAN, repository / "plan.json")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "plan")
    text = (repository / "plan.json").read_text().replace("aws_s3_bucket.plain", "aws_s3_bucket.other")
    (repository / "plan.json").write_text(text)

    found = [one for one in new_ones(repository, "plan.json") if one[0] == "s3-bucket-versioning-enabled"]
    assert found == [
        ("s3-bucket-versioning-enabled", "aws_s3_bucket.other", "caused by this change: aws_s3_bucket.other was added")
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--diff", "nowhere"), "--diff: there is no revision 'nowhere' here"),
        (("--diff", "--output=x"), "--diff: there is no revision '--output=x' here"),
        (("--diff", "HEAD", "-"), "--diff: standard input has no base"),
        (("--diff", "HEAD", ".."), "is not in the repository"),
    ],
)
def test_misuse(repository: Path, arguments: tuple[str, ...], message: str) -> None:
    ran = awslint(repository, "check", *arguments)

    assert (ran.returncode, message in ran.stderr) == (2, True), ran.stderr


def test_outside_a_repository(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEMPLATE)
    ran = awslint(tmp_path, "check", "--diff", "HEAD")

    assert (ran.returncode, "--diff: not a git repository" in ran.stderr) == (2, True)


def test_nothing_of_the_repository_runs(repository: Path) -> None:
    trap = repository / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {repository}/sprung\ncat\n")
    trap.chmod(0o755)
    (repository / ".gitattributes").write_text("*.yaml filter=trap diff=trap\n")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "attributes")
    settings = {
        "core.fsmonitor": trap, "core.hooksPath": repository, "diff.external": trap, "core.pager": trap,
        "filter.trap.clean": trap, "filter.trap.smudge": trap, "filter.trap.process": trap, "diff.trap.textconv": trap,
        "core.sshCommand": trap, "core.askPass": trap, "credential.helper": trap,
    }  # fmt: skip
    for name, value in settings.items():
        git(repository, "config", name, str(value))
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        shutil.copy(trap, repository / ".git" / "hooks" / hook)
    (repository / "sprung").unlink(missing_ok=True)
    edit(repository, "10.0.0.0/8", "0.0.0.0/0")
    ran = awslint(repository, "check", "--diff", "HEAD", *ONLY)
    awslint(repository, "suppressions")

    assert ran.returncode == 1
    assert not (repository / "sprung").exists()


def test_the_base_leaves_nothing_behind(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("temporary")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    subprocess.run(
        [sys.executable, "-m", "awslint", "check", "--diff", "HEAD", *ONLY],
        cwd=repository,
        env=environment,
        capture_output=True,
        check=False,
    )

    assert list(folder.iterdir()) == []
