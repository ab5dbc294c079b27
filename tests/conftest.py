"""Options and places that all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent


# A pipeline must not fail for what its change did not cause: there, the same examples every time.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the expected output beside fixtures; then read the diff"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real templates, plans and tables that are not part of the project; a test that needs them is skipped without."""
    folder = Path(os.environ.get("AWSLINT_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("no shared data (AWSLINT_SHARED)")
    return folder
