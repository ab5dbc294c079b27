"""Suppressions outside YAML comments: metadata, `"//"`, Terraform sources, suppression files."""

import json
import shutil
from pathlib import Path

import pytest

from awslint.run import Options, UsageError, check
from awslint.suppress.scopes import matches
from awslint.suppress.terraform import remarks
from tests.suppress.runs import TODAY, VERSIONING, hidden, run, told, violations

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "fixtures/rules/s3-bucket-versioning-enabled/fail-terraform.plan.json"
MODULES = ROOT / "tests/frontends/terraform/plans/lines/plan.json"


def template(**resources: object) -> str:
    return json.dumps({"Resources": resources}, indent=2)


def bucket(*entries: object) -> dict[str, object]:
    return {"Type": "AWS::S3::Bucket", "Metadata": {"awslint": {"ignore": list(entries)}}}


def test_metadata_of_a_resource(here: Path) -> None:
    entry = {"rule": VERSIONING, "reason": "a cache", "until": "2027-01-31"}
    report = run(here, {"a.json": template(A=bucket(entry), B={"Type": "AWS::S3::Bucket"})})

    assert violations(report) == [f"{VERSIONING} B"]
    assert hidden(report) == [f"{VERSIONING} A: metadata a.json:8 a cache"]


def test_metadata_of_the_template(here: Path) -> None:
    data = {
        "Metadata": {"awslint": {"ignore": [{"rule": VERSIONING, "reason": "a sandbox"}]}},
        "Resources": {"A": {"Type": "AWS::S3::Bucket"}, "B": {"Type": "AWS::S3::Bucket"}},
    }
    assert violations(run(here, {"a.json": json.dumps(data)})) == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"rule": VERSIONING, "reasn": "x"}, "an entry has no 'reasn'; did you mean 'reason'?"),
        ({"reason": "x"}, "an entry names a rule: {rule: rule-id, reason: why}"),
        ({"rule": [VERSIONING]}, "rule is a text; give each rule an entry of its own"),
        (3, "an entry is a rule's id, or an object with rule and reason"),
    ],
)
def test_a_faulty_entry_is_told_with_its_place(here: Path, entry: object, message: str) -> None:
    report = run(here, {"a.json": template(A=bucket(entry))})

    assert [one.partition(" ")[2] for one in told(report)] == [f"error {message}"]
    assert told(report)[0].startswith("a.json:8:")


def test_remarks_in_terraform_json(here: Path) -> None:
    text = {"//": "awslint: ignore[s3-bucket-versioning-enabled] a cache"}
    data = {"//": {"awslint": {"ignore": [{"rule": VERSIONING, "reason": "a sandbox"}]}}}
    resources = {"aws_s3_bucket": {"a": text, "b": data, "c": {}}}
    report = run(here, {"main.tf.json": json.dumps({"resource": resources}, indent=1)})

    assert violations(report) == [f"{VERSIONING} aws_s3_bucket.c"]
    assert hidden(report) == [
        f"{VERSIONING} aws_s3_bucket.a: metadata main.tf.json:5 a cache",
        f"{VERSIONING} aws_s3_bucket.b: metadata main.tf.json:11 a sandbox",
    ]


@pytest.mark.parametrize(
    "source",
    [
        '# awslint: ignore[{}] why\nresource "aws_s3_bucket" "plain" {{\n}}\n',
        '// awslint: ignore[{}] why\n// more\n\nresource "aws_s3_bucket" "plain" {{\n}}\n',
        'resource "aws_s3_bucket" "plain" {{ # awslint: ignore[{}] why\n}}\n',
        'resource "aws_s3_bucket" "plain" {{\n  acl = "${{upper("}}")}}"\n  // awslint: ignore[{}] why\n}}\n',
        'locals {{\n  x = <<E\n{{\nE\n}}\nresource "aws_s3_bucket" "plain" {{ /* awslint: ignore[{}] why */ }}\n',
    ],
)
def test_comments_in_the_sources_beside_a_plan(here: Path, source: str) -> None:
    shutil.copy(PLAN, here / "plan.json")
    report = run(here, {"main.tf": source.format(VERSIONING)})

    assert violations(report) == [f"{VERSIONING} aws_s3_bucket.data"]
    [line] = [number for number, text in enumerate(source.splitlines(), 1) if "awslint" in text]
    assert hidden(report) == [f"{VERSIONING} aws_s3_bucket.plain: comment main.tf:{line} why"]


def test_a_comment_on_a_helper_covers_what_is_written_in_it(here: Path) -> None:
    shutil.copy(PLAN, here / "plan.json")
    source = f'# awslint: ignore[{VERSIONING}] why\nresource "aws_s3_bucket_versioning" "data" {{\n}}\n'

    assert violations(run(here, {"main.tf": source})) == [f"{VERSIONING} aws_s3_bucket.plain"]


BOTH = ["module.alpha", "module.beta"]


@pytest.mark.parametrize(
    ("file", "source", "left"),
    [
        ("main.tf", '# awslint: ignore[{}] why\nmodule "beta" {{\n}}\n', ["module.alpha"]),
        ("beta/db.tf", '# awslint: ignore[{}] why\nresource "aws_db_instance" "this" {{\n}}\n', ["module.alpha"]),
        ("alpha/db.tf", '# awslint: ignore[{}] why\nresource "aws_db_instance" "this" {{\n}}\n', ["module.beta"]),
        ("gamma/db.tf", '# awslint: ignore[{}] why\nresource "aws_db_instance" "this" {{\n}}\n', BOTH),
    ],
)  # fmt: skip
def test_comments_in_local_modules(here: Path, file: str, source: str, left: list[str]) -> None:
    rule = "rds-instance-deletion-protection-enabled"
    shutil.copy(MODULES, here / "plan.json")
    (here / "main.tf").write_text("locals {}\n")
    report = run(here, {file: source.format(rule)}, "plan.json", select=(rule,))

    found = [one for one in violations(report) if not one.startswith("suppression-unused")]
    assert sorted({one.split()[1].partition("[")[0].partition(".aws")[0] for one in found}) == left


def test_a_comment_in_a_terraform_file_that_covers_nothing_is_told(here: Path) -> None:
    shutil.copy(PLAN, here / "plan.json")
    source = f"# awslint: ignore[{VERSIONING}] why\nlocals {{\n  resource = 1\n}}\n"

    [message] = told(run(here, {"main.tf": source}))
    assert message.startswith("main.tf:1:12 error no resource or module block is around this comment")


def test_suppression_files(here: Path) -> None:
    entries = f"""\
- {{rule: {VERSIONING}, address: "Log*", file: "stacks/*.yaml", reason: rebuilt nightly, owner: ops, ticket: OPS-7}}
- rule: S3_BUCKET_VERSIONING_ENABLED
  address: Other
  path: "Versioning*"
  reason: a sandbox
  until: 2027-01-31
"""
    stack = "Resources:\n  Logs: {Type: 'AWS::S3::Bucket'}\n  Other: {Type: 'AWS::S3::Bucket'}\n"
    report = run(
        here, {"stacks/a.yaml": stack, "b.yaml": stack, "team/s.yaml": entries.replace("stacks/", "../stacks/")},
        suppressions=("team/s.yaml",),
    )  # fmt: skip

    assert violations(report) == [f"{VERSIONING} Logs"]
    assert hidden(report) == [
        f"{VERSIONING} Other: file team/s.yaml:2 a sandbox",
        f"{VERSIONING} Logs: file team/s.yaml:1 rebuilt nightly",
        f"{VERSIONING} Other: file team/s.yaml:2 a sandbox",
    ]


def test_an_address_with_brackets_is_matched_as_it_is(here: Path) -> None:
    shutil.copy(PLAN, here / "plan.json")
    text = (here / "plan.json").read_text().replace("aws_s3_bucket.plain", "aws_s3_bucket.plain[0]")
    entry = f"- {{rule: {VERSIONING}, address: 'aws_s3_bucket.plain[0]', reason: why}}\n"
    report = run(here, {"plan.json": text, "s.yaml": entry}, "plan.json", suppressions=("s.yaml",))

    assert "aws_s3_bucket.plain[0]" in hidden(report)[0]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("# x\n" * 5000 + 'resource "a" "b" {}\n', {"a.b"}),
        ("<<a\n" * 5000 + "# x\n", set()),
        ('a = "' + '${"' * 5000 + "\n# x\n", set()),
        ("{" * 5000 + "# x\n", {None}),
        ("/* x", {None}),
        ('# x\nvariable "v" {}\nresource "a" "b" {}\n', {None}),
        ('a = "$${"\nresource "a" "b" {\n # x\n}', {"a.b"}),
        ('resource "a" "b" {\n  c = "%{ if "x" == "}" }{%{ endif }"\n  # x\n}', {"a.b"}),
        ('resource "a" "b" {}  # x\n', {"a.b"}),
        ('resource "a" "b" {\r\n  p = <<-EOT\r\n  "{ # x no\r\n  EOT\r\n  # x\r\n}\r\n', {"a.b"}),
    ],
)
def test_terraform_files_of_all_kinds(text: str, addresses: set[str | None]) -> None:
    found = list(remarks(text))

    assert {one.address for one in found} == addresses
    assert all(text[slice(*one.extent)].strip() in ("# x", "/* x") for one in found)


@pytest.mark.parametrize(
    ("glob", "text", "expected"),
    [
        ("*", "", True),
        ("a*b*c", "a1b2b3c", True),
        ("a*b", "abx", False),
        ("b[0]", "b[0]", True),
        ("b[?]", "b[0]", True),
        ("module.*.x", "module.a.b.x", True),
        ("*a" * 50 + "b", "a" * 2000, False),
    ],
)
def test_globs(glob: str, text: str, expected: bool) -> None:
    assert matches(glob, text) is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rule: a\n", "--suppressions: s.yaml: a suppression file is a list of entries {rule, address, reason}"),
        ("- {", "--suppressions: s.yaml:1:4: "),
    ],
)
def test_a_file_that_is_none_stops_the_run(here: Path, text: str, message: str) -> None:
    (here / "s.yaml").write_text(text)
    with pytest.raises(UsageError) as caught:
        check([str(here)], Options(suppressions=("s.yaml",)))
    assert str(caught.value).startswith(message)


def test_a_missing_suppression_file_stops_the_run(here: Path) -> None:
    with pytest.raises(UsageError, match=r"no\.yaml: No such file"):
        check([str(here)], Options(suppressions=("no.yaml",), as_of=TODAY))


def test_an_entry_says_where(here: Path) -> None:
    files = {
        "s.yaml": f"- {{rule: {VERSIONING}, reason: everywhere}}\n",
        "a.yaml": template(A={"Type": "AWS::S3::Bucket"}),
    }
    report = run(here, files, suppressions=("s.yaml",))

    assert told(report) == [
        "s.yaml:1:3 error an entry says where: give address, file, or both (for everywhere there is ignore)"
    ]
