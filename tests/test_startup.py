"""Start-up is a feature: what a plain check and `--version` load, counted in a process of their own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("cfnlint", "jsonschema", "sarif_om", "ruamel", "networkx", "hypothesis", "attr", "referencing")
TEMPLATE = """\
Resources:
  Logs:
    Type: AWS::S3::Bucket
"""
PROGRAM = """\
import json, sys
from awslint.cli.main import main
try:
    main()
except SystemExit as end:
    assert end.code in (0, 1), end.code
json.dump(sorted(sys.modules), sys.stderr)
"""


def modules_of(*arguments: str) -> list[str]:
    """The modules that are loaded when a command ends."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    found: list[str] = json.loads(ran.stderr.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("startup") / "template.yaml"
    path.write_text(TEMPLATE)
    # The first run of a changed checkout compiles the rules; while modules are compiled beside them, the second too.
    for _ in range(2):
        modules_of("check", str(path))
    return path


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_plain_check_loads_nothing_heavy(template: Path, form: str) -> None:
    loaded = modules_of("check", "-f", form, str(template))

    assert "awslint.engine.evaluate" in loaded
    assert [name for name in loaded if name.split(".")[0] in HEAVY] == []
    assert [name for name in loaded if name.startswith(("awslint.ruleset.load", "awslint.ruleset.comp"))] == []


def test_the_version_loads_little() -> None:
    loaded = modules_of("--version")

    assert len(loaded) < 150
    assert [name for name in loaded if name.startswith(("awslint.engine", "awslint.ruleset", "yaml"))] == []
