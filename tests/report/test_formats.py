"""The formats for CI systems and browsers, and what hostile input may not do to them."""

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from awslint.model.rule import SEVERITIES
from awslint.report.colour import Paint
from awslint.report.formats import FORMATS, render
from awslint.report.setting import Setting
from awslint.report.statistics import table
from tests.report import sample

SETTING = Setting(root="/repo", folder="/repo/in sub")
HOSTILE = replace(
    sample.OPEN_RDP,
    message="<script>alert(1)</script> ::error::x\n| @team [a](b) %0A & \x1b",
    address="]]></failure>\"'",
    remedy="]]> & <b>",
)


def written(name: str, *findings, **more) -> str:
    return render(name, sample.report(*findings, **more), SETTING)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_ends_with_a_line_break_and_is_unicode(name: str):
    text = written(name, sample.OPEN_SSH, HOSTILE)
    assert text.endswith("\n")
    text.encode("utf-8")
    assert "\x1b" not in text


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_a_report_without_anything(name: str):
    empty = sample.report(sample.GOOD, diagnostics=(), inputs=(), rules=(), resources=0)
    assert render(name, replace(empty, findings=()), SETTING)


def test_github_annotations():
    lines = written("github").splitlines()
    ssh = "::error file=in sub/app.yaml,line=9,col=63,endColumn=72,title=high%3A restricted-ssh::"
    rdp = "::error file=in sub/app.yaml,line=10,col=90,endColumn=99,title=high%3A restricted-ssh::"
    database = "::warning file=in sub/data.json,line=1,col=397,endColumn=402,title=medium%3A rds-storage-encrypted::"
    assert lines[:3] == [
        f"{ssh}Web lets everyone connect to port 22 (when Env = dev, IsProd is false)",
        f"{rdp}Web lets everyone connect to port 3389",
        f"{database}Db is not encrypted at rest",
    ]
    assert lines[3].startswith("3 non-compliant")


def test_github_shows_the_ten_worst_and_logs_the_rest():
    findings = [
        replace(sample.OPEN_RDP, severity=SEVERITIES[number % 4], message=f"finding {number}", fingerprint=str(number))
        for number in range(12)
    ]
    lines = written("github", *findings).splitlines()
    commands = [line.split(" ")[0] for line in lines if line.startswith("::")]
    assert commands == ["::error"] * 6 + ["::warning"] * 3 + ["::notice", "::group::2", "::endgroup::"]
    start = lines.index("::group::2 more findings")
    assert lines[start + 1 : start + 3] == [
        "app.yaml:10:90: low[restricted-ssh]: finding 4",
        "app.yaml:10:90: low[restricted-ssh]: finding 8",
    ]


def test_github_commands_cannot_be_smuggled_in():
    [command, *rest] = written("github", HOSTILE).splitlines()
    assert command.endswith("::<script>alert(1)</script> ::error::x | @team [a](b) %250A & \ufffd")
    assert not any(line.startswith("::") for line in rest)


def test_gitlab_code_quality():
    issues = json.loads(written("gitlab"))
    assert issues[0] == {
        "description": ("restricted-ssh: Web lets everyone connect to port 22 (when Env = dev, IsProd is false)"),
        "check_name": "restricted-ssh",
        "fingerprint": "a1",
        "severity": "critical",
        "location": {"path": "in sub/app.yaml", "lines": {"begin": 9, "end": 9}},
    }
    assert [issue["severity"] for issue in issues] == ["critical", "critical", "major"]


def test_gitlab_gets_a_path_for_what_is_in_no_file():
    [issue] = json.loads(render("gitlab", sample.report(sample.NO_EVIDENCE, shown=sample.ALL), SETTING))
    assert issue["severity"] == "info"
    assert issue["location"] == {"path": "in sub/app.yaml", "lines": {"begin": 1, "end": 1}}


def test_junit_has_a_test_for_every_rule_that_ran():
    root = ElementTree.fromstring(render("junit", sample.report(shown=sample.ALL), SETTING))
    assert root.attrib == {"name": "awslint", "tests": "8", "failures": "3", "errors": "0", "skipped": "4"}
    assert [suite.get("name") for suite in root] == sorted(rule.id for rule in sample.report().rules)
    failures = root.findall(".//failure")
    assert [failure.get("message") for failure in failures] == [
        "Db is not encrypted at rest",
        "Web lets everyone connect to port 22",
        "Web lets everyone connect to port 3389",
    ]
    assert failures[1].text == (
        "app.yaml:9:63: Web lets everyone connect to port 22\n"
        "when Env = dev, IsProd is false\n"
        "Name the addresses of your office in `CidrIp`."
    )


def test_junit_skips_what_is_suppressed():
    root = ElementTree.fromstring(written("junit", sample.SUPPRESSED))
    [skipped] = root.findall(".//skipped")
    message = skipped.get("message") or ""
    assert message.startswith("suppressed until 2027-05-31 (goes away in May) by data.json:1: Old is not encrypted")


def test_html_folds_what_is_suppressed_away():
    text = written("html", sample.SUPPRESSED)
    assert "<details><summary>1 suppressed</summary>" in text
    assert "suppressed until 2027-05-31 (goes away in May) by data.json:1" in text
    assert "<article" not in text


@pytest.mark.parametrize("name", ["github", "gitlab"])
def test_annotations_leave_out_what_is_suppressed(name: str):
    report = replace(sample.report(sample.SUPPRESSED), show_suppressed=True)
    assert "Old is not encrypted" not in render(name, report, SETTING)


def test_text_shows_what_is_suppressed_when_asked():
    assert "Old is not encrypted" not in written("text", sample.SUPPRESSED)
    report = replace(sample.report(sample.SUPPRESSED), show_suppressed=True)
    assert "= note: suppressed until 2027-05-31 (goes away in May) by data.json:1" in render("text", report, SETTING)


def test_junit_passes_rules_without_findings():
    root = ElementTree.fromstring(written("junit", sample.GOOD))
    cases = root.findall(".//testcase")
    assert [case.get("name") for case in cases] == ["no findings"] * 4
    assert root.get("failures") == "0"


def test_junit_is_xml_whatever_the_input_says():
    root = ElementTree.fromstring(written("junit", HOSTILE))
    [failure] = root.findall(".//failure")
    assert failure.get("message") == "<script>alert(1)</script> ::error::x | @team [a](b) %0A & \ufffd"


def test_markdown():
    text = written("markdown")
    assert text.startswith(
        "### awslint: 3 non-compliant (2 high, 1 medium), 2 undecided (1 needs account evidence), 1 suppressed\n\n"
        "Checked 6 resources in 2 files against 4 rules; 1 file could not be read.\n\n"
        "- **sub dir/bad.yaml**: mapping values are not allowed here\n\n"
        "| severity | place | finding |\n|---|---|---|\n"
        "| high | `app.yaml:9:63` | Web lets everyone connect to port 22 `restricted-ssh` "
        "when Env = dev, IsProd is false |\n"
    )
    assert text.count("<details>") == 3
    assert text.endswith(
        "`rds-storage-encrypted` | suppressed until 2027-05-31 (goes away in May) by data.json:1 |\n\n</details>\n"
    )


def test_markdown_shows_what_the_input_says_as_text():
    text = written("markdown", HOSTILE)
    [row] = [line for line in text.splitlines() if line.startswith("| high")]
    assert "\\<script\\>alert(1)\\</script\\> ::error::x \\| @\u2060team \\[a\\](b) %0A & \ufffd" in row


def test_markdown_is_cut_where_github_would_refuse_it():
    findings = [replace(sample.OPEN_RDP, fingerprint=str(number)) for number in range(250)]
    text = written("markdown", *findings)
    assert text.count("\n| high") == 200
    assert "…and 50 more." in text


class Page(HTMLParser):
    """Collects what a browser would make of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.urls: list[str] = []
        self.articles: list[dict[str, str | None]] = []
        self.marks: list[str] = []
        self._mark = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.urls += [value or "" for name, value in attrs if name in ("src", "href")]
        self._mark = tag == "mark"
        if tag == "article":
            self.articles.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        if self._mark:
            self.marks.append(data)
            self._mark = False


def test_html_needs_nothing_else():
    text = written("html")
    page = Page(text)
    assert not {"link", "img", "iframe", "object"} & set(page.tags)
    assert set(page.urls) == {sample.SSH.source, sample.ENCRYPTED.source}
    assert page.tags.count("script") == page.tags.count("style") == 1
    assert "url(" not in text and "@import" not in text and "fetch(" not in text


def test_html_marks_the_property_and_can_be_filtered():
    page = Page(written("html"))
    assert page.marks == ["0.0.0.0/0", "0.0.0.0/0", "false"]
    assert [(one["data-severity"], one["data-rule"]) for one in page.articles] == [
        ("high", "restricted-ssh"),
        ("high", "restricted-ssh"),
        ("medium", "rds-storage-encrypted"),
    ]


def test_html_shows_what_the_input_says_as_text():
    text = written("html", HOSTILE)
    assert Page(text).tags.count("script") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_html_page_is_well_formed():
    text = written("html")
    for tag in ("section", "article", "details", "dl", "pre", "form", "main", "header", "ul"):
        assert len(re.findall(f"<{tag}[ >]", text)) == text.count(f"</{tag}>"), tag


def test_statistics_count_by_rule():
    assert table(sample.report(), Paint(False)) == (
        "non-compliant  undecided  compliant  not applicable  error  suppressed  severity  rule\n"
        "            2          -          -               -      -           -  high      restricted-ssh\n"
        "            1          1          1               -      -           1  medium    rds-storage-encrypted\n"
        "            -          1          -               -      -           -  critical  root-account-mfa-enabled\n"
        "            -          -          -               1      -           -  low       nat-gateway-per-zone\n"
    )
