"""README shows true output."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"^```console\n\$ awslint (.*)\n((?:.*\n)*?)^```", README, re.MULTILINE)


@pytest.mark.parametrize(("command", "output"), SESSIONS, ids=[command for command, _ in SESSIONS])
def test_what_readme_shows_is_what_the_command_prints(command: str, output: str) -> None:
    run = [sys.executable, "-m", "awslint", *shlex.split(command)]
    printed = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert printed.startswith(output)


def test_readme_shows_output_at_all() -> None:
    assert SESSIONS


@pytest.mark.parametrize("target", re.findall(r"\]\(([\w./-]+)\)", README))
def test_what_readme_links_to_exists(target: str) -> None:
    assert (ROOT / target).exists()
