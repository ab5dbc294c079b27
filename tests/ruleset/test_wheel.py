"""The wheel holds everything, and works from any folder, read-only, without the sources."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from awslint.ruleset.index import load

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `python -m build` makes it, of a copy: building must not need or leave anything here."""
    pytest.importorskip("build")
    pytest.importorskip("hatchling")
    source = tmp_path_factory.mktemp("source") / "awslint"
    wanted = ("awslint", "rules", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "CHANGELOG.md")
    source.mkdir()
    for name in wanted:
        path = ROOT / name
        if path.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "index.json", "terraform.json", ".compiled-*")
            shutil.copytree(path, source / name, ignore=ignored)
        else:
            shutil.copy(path, source / name)
    built = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(built), str(source)]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files as an installer would lay them out, not writable."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    for path in folder.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return folder


def test_it_holds_what_a_run_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    assert {"awslint/index.json", "awslint/terraform.json", "awslint/py.typed"} <= names
    assert {"awslint/ruleset/metaschema.json", "awslint/knowledge/types/aws-account.json"} <= names
    assert {name for name in names if name.endswith("/LICENSE")}
    modules = {f"awslint/{path.relative_to(ROOT / 'awslint').as_posix()}" for path in (ROOT / "awslint").rglob("*.py")}
    assert modules <= names
    assert not [name for name in names if name.startswith(("tests/", "rules/", "fixtures/"))]


def test_it_has_every_rule(installed: Path) -> None:
    header = json.loads((installed / "awslint" / "index.json").read_bytes())[0]

    assert [entry["id"] for entry in header["catalogue"]] == list(load().ids)
    assert header["problems"] == []


def test_it_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text("Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      Engine: mysql\n")
    command = [sys.executable, "-m", "awslint", "check", "-f", "json", "template.yaml"]
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    report = json.loads(ran.stdout)

    assert ran.returncode == 1, ran.stderr
    assert ("rds-storage-encrypted", "NON_COMPLIANT") in {(one["rule"], one["verdict"]) for one in report["findings"]}


def test_a_wrong_rule_fails_the_build(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    for name in ("awslint", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "terraform"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "rules" / "rds" / "rds-storage-encrypted.yaml").write_text("id: wrong\n")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True)

    assert ran.returncode != 0
    assert "rules/rds/rds-storage-encrypted.yaml:1:1: 'title' is missing" in ran.stdout + ran.stderr
