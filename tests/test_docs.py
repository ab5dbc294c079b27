"""The documentation says what the program does: rule pages are generated, links lead somewhere, lists are complete."""

import re
from pathlib import Path

import pytest

from awslint.ruledocs import terraform_coverage
from awslint.ruledocs.pages import pages
from awslint.ruledocs.terraform_names import TerraformNames
from awslint.ruleset.fragments import KEYWORDS
from awslint.ruleset.index import load, terraform_tables
from awslint.ruleset.paths import ATTRIBUTES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
WRITTEN = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md"), *(DOCS / "adr").glob("*.md")])


def test_rule_pages_are_up_to_date() -> None:
    expected = pages(load(), terraform_tables(), ROOT / "fixtures" / "rules")
    folder = DOCS / "rules"
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}

    assert found.keys() == expected.keys(), "run: python -m awslint.ruledocs docs/rules"
    stale = [name for name in expected if found[name] != expected[name]]
    assert not stale, "run: python -m awslint.ruledocs docs/rules"


def test_the_page_on_terraform_coverage_is_up_to_date() -> None:
    expected = terraform_coverage.page(load(), TerraformNames(terraform_tables()), ROOT / "fixtures")

    found = (DOCS / "terraform-coverage.md").read_text(encoding="utf-8")
    assert found == expected, "run: python -m awslint.ruledocs.terraform_coverage docs/terraform-coverage.md"


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_inside_the_project_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    dead = [link for link in links if link and "://" not in link and not (path.parent / link).exists()]

    assert not dead


def test_the_rule_language_lists_every_keyword_and_attribute() -> None:
    text = (DOCS / "rule-language.md").read_text()
    listed = re.search(r"\*\*Keywords\*\*: `(.*?)`", text, re.DOTALL)
    assert listed is not None

    assert set(listed.group(1).split()) == set(KEYWORDS)
    assert not [name for name in ATTRIBUTES if f"`{name}`" not in text]


def test_decisions_are_numbered_and_dated() -> None:
    names = [path.name for path in sorted((DOCS / "adr").glob("[0-9]*.md"))]

    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    for name in names:
        text = (DOCS / "adr" / name).read_text()
        assert text.startswith(f"# {int(name[:4])}. ")
        assert re.search(r"^Date: \d{4}-\d{2}-\d{2}$", text, re.MULTILINE), name


def test_the_changelog_has_the_version(root: Path) -> None:
    from awslint import __version__

    assert re.search(rf"^## {re.escape(__version__)}\b", (root / "CHANGELOG.md").read_text(), re.MULTILINE)
