"""How a team adopts awslint on a repository that was never checked, from the first day to the next upgrade."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

UPGRADED = """\
import sys
from dataclasses import replace
from awslint.ruleset import index, release
release.CURRENT = "2027.02"
known, heads = index.Index.rule, index.Index.heads.func
newer = {"id": "s3-bucket-newest", "config_rule": None, "since": "2027.02"}
old = "s3-bucket-logging-enabled"
def one(self, name):
    return replace(known(self, old), **newer) if name == newer["id"] else known(self, name)
def all_of_them(self):
    return (*heads(self), *(replace(head, **newer) for head in heads(self) if head.id == old))
index.Index.rule, index.Index.heads = one, property(all_of_them)
from awslint.cli.main import main
main()
"""
"""awslint as it may be in February 2027: with one more rule."""

BUCKETS = "  Bucket{}:\n    Type: AWS::S3::Bucket\n"
OPEN = """\
  Bastion:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: bastion
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
      SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}]
"""


def run(folder: Path, *arguments: str, program: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program] if program else [sys.executable, "-m", "awslint"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWSLINT_")}
    return subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def summary(folder: Path, *arguments: str, program: str = "") -> dict[str, int]:
    """What `check` counts."""
    ran = run(folder, "check", "-f", "json", *arguments, program=program)
    found: dict[str, int] = json.loads(ran.stdout)["summary"]
    return found


def rules_that_count(folder: Path, *arguments: str, program: str = "") -> set[str]:
    ran = run(folder, "check", "-f", "json", *arguments, program=program)
    return {one["rule"] for one in json.loads(ran.stdout)["findings"] if one["suppressed"] is None}


def git(folder: Path, *arguments: str) -> None:
    names = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
    subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **dict.fromkeys(names, "team")}, check=True)


def test_a_team_adopts_awslint(tmp_path: Path) -> None:
    day = ("--as-of", "2026-11-20")
    for number in range(5):
        names = [f"{number}{letter}" for letter in "abcde"]
        text = "Resources:\n" + "".join(BUCKETS.format(name) for name in names)
        (tmp_path / f"stack{number}.yaml").write_text(text)
    git(tmp_path, "init", "-q")
    (tmp_path / ".awslint.yaml").write_text('ruleset: "2026.11"\nprofile: all\n')

    # The first run on a legacy repository.
    first = run(tmp_path, "check", *day)
    found = summary(tmp_path, *day)["non_compliant"]
    assert first.returncode == 1
    assert found >= 300

    # What is there is written down, and does not count any more.
    made = run(tmp_path, "baseline", "create", "baseline.jsonl", *day)
    assert (made.returncode, made.stderr) == (0, f"baseline.jsonl: {found} entries, {found} added\n")
    (tmp_path / ".awslint.yaml").write_text('ruleset: "2026.11"\nprofile: all\nbaseline: baseline.jsonl\n')
    adopted = run(tmp_path, "check", *day)
    assert (adopted.returncode, "0 non-compliant, " in adopted.stdout, f"{found} suppressed" in adopted.stdout) == (
        0,
        True,
        True,
    )
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Adopt awslint")

    # Editing a legacy file is no offence; a new resource with a hole is.
    legacy = tmp_path / "stack0.yaml"
    legacy.write_text("Description: the first stack\n\n" + legacy.read_text())
    assert run(tmp_path, "check", *day).returncode == 0
    (tmp_path / "stack1.yaml").write_text((tmp_path / "stack1.yaml").read_text() + OPEN)
    gated = run(tmp_path, "check", *day)
    assert gated.returncode == 1
    assert "high[restricted-ssh]: Bastion opens SSH to the whole internet" in gated.stdout
    assert "Bucket" not in gated.stdout
    assert "caused by this change: Bastion was added" in run(tmp_path, "check", "--diff", "HEAD", *day).stdout

    # The team accepts the hole until the end of January, with a reason.
    left = rules_that_count(tmp_path, *day) - {"restricted-ssh"}
    accepted_rules = ", ".join(["restricted-ssh", *sorted(left)])
    accepted = OPEN.replace(
        "  Bastion:", f"  # awslint: ignore[{accepted_rules}] until=2027-01-31 moves in January\n  Bastion:"
    )
    stack = tmp_path / "stack1.yaml"
    stack.write_text(stack.read_text().replace(OPEN, accepted))
    quiet = run(tmp_path, "check", *day)
    assert quiet.returncode == 0, quiet.stdout
    listed = run(tmp_path, "suppressions", *day)
    assert "restricted-ssh: hides 1 finding\n    reason: moves in January\n" in listed.stdout

    # It comes back when its time is over, and says so.
    assert run(tmp_path, "check", "--as-of", "2027-01-31").returncode == 0
    expired = run(tmp_path, "check", "--as-of", "2027-02-01")
    assert expired.returncode == 1
    assert "suppressed until 2027-01-31 (moves in January); the suppression has expired" in " ".join(
        expired.stdout.split()
    )

    # An upgrade brings a rule that did not exist: the pin holds it back until the month is changed.
    assert run(tmp_path, "check", *day, program=UPGRADED).returncode == 0
    (tmp_path / ".awslint.yaml").write_text('ruleset: "2027.02"\nprofile: all\nbaseline: baseline.jsonl\n')
    assert run(tmp_path, "check", *day).returncode == 2, "the old awslint does not know that month"
    assert run(tmp_path, "check", *day, program=UPGRADED).returncode == 1
    assert rules_that_count(tmp_path, *day, program=UPGRADED) == {"s3-bucket-newest"}

    # The new rule's findings join the baseline, mended ones leave it.
    (tmp_path / "stack4.yaml").unlink()
    updated = run(tmp_path, "baseline", "update", "baseline.jsonl", *day, program=UPGRADED)
    assert updated.stderr == f"baseline.jsonl: {found + 20} entries, 20 added\n"
    pruned = run(tmp_path, "baseline", "prune", "baseline.jsonl", *day, program=UPGRADED)
    assert pruned.stderr == f"baseline.jsonl: {found + 20 - found // 5} entries, {found // 5} removed\n"
    assert run(tmp_path, "check", *day, program=UPGRADED).returncode == 0
