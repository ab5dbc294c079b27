"""A repository as the working folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.configuration.places import OPEN, write


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: a repository with an open template in `app/` and another in `legacy/`."""
    (tmp_path / ".git").mkdir()
    write(tmp_path, "app/web.yaml", OPEN)
    write(tmp_path, "legacy/web.yaml", OPEN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def configured(repo: Path) -> Callable[[str], None]:
    """Writes `.awslint.yaml`."""

    def put(text: str) -> None:
        write(repo, ".awslint.yaml", text)

    return put
