"""Reading a configuration loads nothing that a plain check does not need."""

from pathlib import Path

import pytest

from tests.configuration.places import OPEN, SSH, write
from tests.test_startup import HEAVY, modules_of


def loaded(tmp_path: Path, **files: str) -> list[str]:
    (tmp_path / ".git").mkdir()
    template = write(tmp_path, "web.yaml", OPEN)
    for name, text in files.items():
        write(tmp_path, {"yaml": ".awslint.yaml", "toml": "pyproject.toml"}[name], text)
    return modules_of("check", str(template), "--fail-on", "never")


@pytest.mark.parametrize("toml", ["[tool.other]\nawslint = 1\n", "[project]\nname = 'tool.awslint'\n"])
def test_a_small_file_loads_no_schema_library_and_no_toml(tmp_path: Path, toml: str) -> None:
    modules = loaded(tmp_path, yaml=f"select: [{SSH}]\nseverities: {{{SSH}: low}}\n", toml=toml)
    assert "awslint.configuration.checking" in modules
    assert [name for name in modules if name.split(".")[0] in (*HEAVY, "tomllib")] == []
    assert [name for name in modules if name.startswith(("awslint.ruleset.load", "awslint.ruleset.comp"))] == []


def test_without_a_configuration_none_is_parsed(tmp_path: Path) -> None:
    assert "awslint.configuration.checking" not in loaded(tmp_path)


def test_toml_is_loaded_for_the_table(tmp_path: Path) -> None:
    assert "tomllib" in loaded(tmp_path, toml=f"[tool.awslint]\nselect = ['{SSH}']\n")
