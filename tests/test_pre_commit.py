"""The hook in the real pre-commit, on a commit with a bad template, a good one and YAML that is neither."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = ("awslint", "rules", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
OFFLINE = ("No matching distribution", "Could not find a version", "Failed to establish a new connection")

BAD = """\
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: mysql
      StorageEncrypted: false
"""
GOOD = """\
Resources:
  Ready:
    Type: AWS::CloudFormation::WaitConditionHandle
"""
UNRELATED = "services:\n  web:\n    image: nginx\n"

# A virtual environment that is not activated has it beside its interpreter.
PRE_COMMIT = shutil.which("pre-commit", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PRE_COMMIT is None, reason="pre-commit is not installed"),
]


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def repository(folder: Path) -> Path:
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of the project as it is now, committed."""
    folder = repository(tmp_path_factory.mktemp("hooks") / "awslint")
    for name in PARTS:
        path = ROOT / name
        if path.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "index.json", "terraform.json", ".compiled-*")
            shutil.copytree(path, folder / name, ignore=ignored)
        else:
            shutil.copy(path, folder / name)
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "all")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it installs, for all tests of this module."""
    return tmp_path_factory.mktemp("home")


def committed(folder: Path, hooks: Path, home: Path, **files: str) -> subprocess.CompletedProcess[str]:
    """What the hook says about the staged files of a new repository."""
    repository(folder)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    git(folder, "add", "--all")
    command = [PRE_COMMIT or "", "try-repo", str(hooks), "awslint", "--color", "never"]
    environment = {**os.environ, "PRE_COMMIT_HOME": str(home)}
    environment.pop("PYTHONPATH", None)
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if any(word in ran.stdout + ran.stderr for word in OFFLINE):
        pytest.skip("the hook's dependencies cannot be installed here")
    return ran


def test_a_bad_template_stops_the_commit(tmp_path: Path, hooks: Path, home: Path) -> None:
    ran = committed(tmp_path / "repo", hooks, home, bad=BAD, good=GOOD, unrelated=UNRELATED)

    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "exit code: 1" in ran.stdout
    assert "bad.yaml:6:25" in ran.stdout
    assert "rds-storage-encrypted" in ran.stdout
    assert "good.yaml:" not in ran.stdout


def test_good_and_unrelated_files_pass(tmp_path: Path, hooks: Path, home: Path) -> None:
    ran = committed(tmp_path / "repo", hooks, home, good=GOOD, unrelated=UNRELATED)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Passed" in ran.stdout


def test_a_broken_template_is_no_pass(tmp_path: Path, hooks: Path, home: Path) -> None:
    ran = committed(tmp_path / "repo", hooks, home, broken=BAD.replace("Db:", "Db: {"))

    assert "exit code: 2" in ran.stdout, ran.stdout + ran.stderr
