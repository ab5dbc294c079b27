"""`awslint suppressions`, and the options of `check` about suppressions, as a user types them."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATE = """\
Resources:
  # awslint: ignore[s3-bucket-versioning-enabled] until=2027-01-31 owner=ops rebuilt nightly
  Logs: {Type: 'AWS::S3::Bucket'}
  # awslint: ignore[restricted-ssh] left over
  Other: {Type: 'AWS::S3::Bucket'}
"""


def awslint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "awslint", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def git(folder: Path, *arguments: str) -> None:
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_AUTHOR_DATE": "2026-11-01T12:00:00Z"}
    committer = {name.replace("AUTHOR", "COMMITTER"): value for name, value in identity.items()}
    subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **identity, **committer}, check=True)


def test_the_list_says_why_since_when_and_whether_it_still_matters(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEMPLATE)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    ran = awslint(tmp_path, "suppressions", "--as-of", "2026-11-20")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == (
        "a.yaml:2  s3-bucket-versioning-enabled: hides 1 finding\n"
        "    reason: rebuilt nightly\n"
        "    owner: ops\n"
        "    since: 2026-11-01 (19 days)\n"
        "    until: 2027-01-31\n"
        "    hides: Logs VersioningConfiguration.Status\n"
        "a.yaml:4  restricted-ssh: hides nothing any more\n"
        "    reason: left over\n"
        "    since: 2026-11-01 (19 days)\n"
        "2 suppressions: 1 matches, 1 unused\n"
    )


def test_the_list_as_json(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEMPLATE)
    entries = json.loads(awslint(tmp_path, "suppressions", "-f", "json", "--as-of", "2027-03-01").stdout)[
        "suppressions"
    ]

    assert [(one["rule"], one["state"], one["since"]) for one in entries] == [
        ("s3-bucket-versioning-enabled", "expired", None),
        ("restricted-ssh", "unused", None),
    ]


def test_a_mistake_makes_the_list_untrusted(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEMPLATE.replace("restricted-ssh", "restrictd-ssh"))
    ran = awslint(tmp_path, "suppressions")

    assert ran.returncode == 2
    assert "a.yaml:4:14: error: no rule 'restrictd-ssh'; did you mean 'restricted-ssh'? [suppression]" in ran.stderr


def test_the_gate_does_not_see_what_is_suppressed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        TEMPLATE.replace("  # awslint: ignore[restricted-ssh] left over\n  Other: {Type: 'AWS::S3::Bucket'}\n", "")
    )
    (tmp_path / "extra.yaml").write_text("- {rule: s3-bucket-versioning-enabled, address: Logs, reason: x}\n")
    only = ("check", "a.yaml", "--select", "S3_BUCKET_VERSIONING_ENABLED", "--as-of", "2026-11-20")

    assert awslint(tmp_path, *only).returncode == 0
    assert awslint(tmp_path, *only, "--no-suppressions").returncode == 1
    assert awslint(tmp_path, *only[:-1], "2027-02-01").returncode == 1
    assert awslint(tmp_path, *only[:-1], "2027-02-01", "--suppressions", "extra.yaml").returncode == 0
    assert awslint(tmp_path, *only, "--unsuppressable", "s3-bucket-versioning-enabled").returncode == 1
    missing = awslint(tmp_path, *only, "--suppressions", "no.yaml")
    assert (missing.returncode, "--suppressions: no.yaml: No such file" in missing.stderr) == (2, True)


def test_the_rule_about_suppressions_is_explained_and_can_be_ignored(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEMPLATE.splitlines()[0] + "\n" + "\n".join(TEMPLATE.splitlines()[3:]) + "\n")
    only = ("check", "a.yaml", "--select", "restricted-ssh")

    assert "Suppressions hide something" in awslint(tmp_path, "explain", "suppression-unused").stdout
    assert "low[suppression-unused]: The suppression of restricted-ssh hides nothing" in awslint(tmp_path, *only).stdout
    assert awslint(tmp_path, *only, "--ignore", "suppression-unused").returncode == 0
    (tmp_path / ".awslint.yaml").write_text("ignore: [suppression-unused]\n")
    assert awslint(tmp_path, *only).returncode == 0


def test_a_plain_check_loads_no_suppressions(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("Resources:\n  Logs: {Type: 'AWS::S3::Bucket'}\n")
    program = (
        "import sys\nfrom awslint.cli.main import run\nrun(['check', '-q', 'a.yaml'])\n"
        "print(sorted(name for name in sys.modules if name.startswith('awslint.suppress.')), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert ran.stderr.splitlines()[-1] == "['awslint.suppress.directives', 'awslint.suppress.presence']"
