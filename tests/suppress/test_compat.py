"""Other tools' suppressions: which are honoured with `--compat`, and what `awslint migrate` makes of them."""

import shutil
from pathlib import Path

import pytest

from awslint.migrating import migrations
from awslint.ruleset.index import load
from awslint.run import Options, UsageError, check
from awslint.source.reading import read
from awslint.suppress import compat, foreign
from tests.suppress.runs import SSH, VERSIONING, hidden, run, violations

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "fixtures/rules/s3-bucket-versioning-enabled/fail-terraform.plan.json"
PACK = "HIPAA.Security-S3BucketVersioningEnabled"
LOGGING = "s3-bucket-logging-enabled"

TEMPLATE = """\
Resources:
  A:
    Type: AWS::S3::Bucket  # checkov:skip=CKV_AWS_18:no logs here
    # checkov:skip=CKV_AWS_21: nightly
    # checkov:skip=CKV_AWS_999:unknown
    DeletionPolicy: Retain
  B:
    Type: AWS::S3::Bucket
    Metadata:
      cfn_nag:
        rules_to_suppress:
          - id: W35
            reason: no logs
          - id: W51
            reason: "no policy"
      guard:
        SuppressedRules:
          - S3_BUCKET_VERSIONING_ENABLED
  # trivy:ignore:AVD-AWS-0107 office
  W:
    Type: AWS::EC2::SecurityGroup
    Metadata:
      cdk_nag:
        rules_to_suppress:
          - id: AwsSolutions-EC23[x]
            reason: narrowed
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
"""


@pytest.mark.parametrize("tool", foreign.TOOLS)
def test_every_rule_that_a_table_names_exists(tool: str) -> None:
    ids = set(load().ids)
    rules = compat.table(tool)

    assert rules
    assert {rule for ours in rules.values() for rule in ours} - ids == set()


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("checkov:skip=CKV_AWS_21:why", "checkov"),
        ("bridgecrew:skip=CKV_AWS_21: why", "checkov"),
        ("trivy:ignore:AVD-AWS-0090 why", "trivy"),
        ("trivy:ignore:AWS-0090", "trivy"),
        ("tfsec:ignore:aws-s3-enable-versioning", "trivy"),
        ("trivy:ignore:avd-aws-0090:exp:2027-01-31", "trivy"),
        ("tfsec:ignore:aws-s3-enable-bucket-logging tfsec:ignore:aws-s3-enable-versioning", "trivy"),
    ],
)
def test_comments_of_other_tools(here: Path, comment: str, rule: str) -> None:
    template = f"Resources:\n  # {comment}\n  A:\n    Type: AWS::S3::Bucket # {comment}\n"

    assert violations(run(here, {"a.yaml": template}, compat=(rule,))) == []
    assert violations(run(here, {"a.yaml": template})) == [f"{VERSIONING} A"]
    assert violations(run(here, {"a.yaml": template}, compat=("cfn_nag",))) == [f"{VERSIONING} A"]


@pytest.mark.parametrize(
    ("comment", "tool"),
    [
        ("trivy:ignore:AVD-AWS-0090:exp:2026-01-31", "trivy"),
        ("trivy:ignore:*", "trivy"),
        ("trivy:ignore:AVD-AWS-0090[bucket=x]", "trivy"),
        ("trivy:ignore:AVD-AWS-0090:ws:dev", "trivy"),
        ("checkov:skip=CKV_AWS_1234:why", "checkov"),
    ],
)
def test_what_is_over_narrowed_or_unknown_hides_nothing(here: Path, comment: str, tool: str) -> None:
    template = f"Resources:\n  # {comment}\n  A:\n    Type: AWS::S3::Bucket # {comment}\n"

    assert violations(run(here, {"a.yaml": template}, compat=(tool,))) == [f"{VERSIONING} A"]


@pytest.mark.parametrize(
    ("metadata", "tool", "reason"),
    [
        ("{checkov: {skip: [{id: CKV_AWS_21, comment: why}]}}", "checkov", "why"),
        ("{guard: {SuppressedRules: [S3_BUCKET_VERSIONING_ENABLED]}}", "cfn-guard", ""),
        (
            f"{{cdk_nag: {{rules_to_suppress: [{{id: {PACK}, reason: d2h5, is_reason_encoded: true}}]}}}}",
            "cdk-nag",
            "why",
        ),
    ],
)
def test_metadata_of_other_tools(here: Path, metadata: str, tool: str, reason: str) -> None:
    template = f"Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Metadata: {metadata}\n"

    [suppressed] = hidden(run(here, {"a.yaml": template}, compat=(tool,)))
    assert suppressed == f"{VERSIONING} A: metadata a.yaml:4 {reason}".rstrip()


def test_comments_in_terraform(here: Path) -> None:
    shutil.copy(PLAN, here / "plan.json")
    source = (
        '# checkov:skip=CKV_AWS_21:checkov does not look before blocks\nresource "aws_s3_bucket" "data" {\n}\n'
        'resource "aws_s3_bucket" "plain" {\n  #checkov:skip=CKV_AWS_21:why\n}\n'
    )
    report = run(here, {"main.tf": source}, compat=("checkov",))

    assert violations(report) == [f"{VERSIONING} aws_s3_bucket.data"]
    assert hidden(report) == [f"{VERSIONING} aws_s3_bucket.plain: comment main.tf:5 why"]


def test_an_unknown_tool_is_an_error(here: Path) -> None:
    with pytest.raises(UsageError, match="no tool 'chekov' is known; there are checkov, cfn_nag"):
        check([str(here)], Options(compat=("chekov",)))


def test_migrate_changes_the_suppressions_and_nothing_else(here: Path) -> None:
    (here / "a.yaml").write_text(TEMPLATE)
    [made] = migrations(["a.yaml"], foreign.TOOLS)

    assert (
        made.after
        == """\
Resources:
  # awslint: ignore[s3-bucket-logging-enabled] no logs here
  # awslint: ignore[s3-bucket-versioning-enabled] nightly
  A:
    Type: AWS::S3::Bucket
    # checkov:skip=CKV_AWS_999:unknown
    DeletionPolicy: Retain
  B:
    Type: AWS::S3::Bucket
    Metadata:
      awslint:
        ignore:
          - rule: s3-bucket-logging-enabled
            reason: "no logs"
          - rule: s3-bucket-versioning-enabled
      cfn_nag:
        rules_to_suppress:
          [{"id": "W51", "reason": "no policy"}]
      guard:
        SuppressedRules:
          []
  # awslint: ignore[restricted-ssh, restricted-common-ports] office
  W:
    Type: AWS::EC2::SecurityGroup
    Metadata:
      cdk_nag:
        rules_to_suppress:
          - id: AwsSolutions-EC23[x]
            reason: narrowed
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
"""
    )
    assert made.left == (
        (5, "checkov CKV_AWS_999", "no rule here is known to be the same"),
        (14, "cfn_nag W51", "no rule here is known to be the same"),
        (25, "cdk-nag AwsSolutions-EC23", "only for some findings of the check"),
    )


def test_what_is_migrated_hides_the_same(here: Path) -> None:
    chosen: dict[str, object] = {"select": (VERSIONING, SSH, LOGGING)}
    before = run(here, {"a.yaml": TEMPLATE}, compat=foreign.TOOLS, **chosen)
    [made] = migrations(["a.yaml"], foreign.TOOLS)
    after = run(here, {"a.yaml": made.after}, **chosen)

    def what(report: object) -> list[tuple[str, str]]:
        findings = report.findings  # type: ignore[attr-defined]
        return [(one.address, one.rule) for one in findings if one.suppressed is not None]

    assert what(before) == [("A", LOGGING), ("A", VERSIONING), ("B", LOGGING), ("B", VERSIONING), ("W", SSH)]
    assert what(after) == what(before)


def test_migrate_keeps_line_ends_and_json(here: Path) -> None:
    (here / "a.json").write_bytes(
        b'{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Metadata": {\r\n'
        b'  "checkov": {"skip": [{"id": "CKV_AWS_21", "comment": "a \\"cache\\""}]}\r\n}}}}\r\n'
    )
    [made] = migrations(["a.json"], ("checkov",))

    assert made.after == (
        '{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Metadata": {\r\n'
        '  "awslint": {\r\n    "ignore": [\r\n      {\r\n        "rule": "s3-bucket-versioning-enabled",\r\n'
        '        "reason": "a \\"cache\\""\r\n      }\r\n    ]\r\n  }\r\n}}}}\r\n'
    )


def test_migrate_of_terraform(here: Path) -> None:
    source = 'resource "aws_s3_bucket" "a" {\n  acl = "x" #tfsec:ignore:aws-s3-enable-versioning\n}\n#trivy:ignore:*\n'
    (here / "m.tf").write_text(source)
    [made] = migrations(["."], foreign.TOOLS)

    assert made.after == source.replace(
        "#tfsec:ignore:aws-s3-enable-versioning", "#awslint: ignore[s3-bucket-versioning-enabled]"
    )
    assert made.left == ((4, "trivy *", "every check at once"),)


def test_real_templates_keep_everything_but_their_suppressions(shared: Path, here: Path) -> None:
    files = sorted(
        str(path)
        for path in (shared / "corpus" / "templates").rglob("*")
        if path.suffix in (".json", ".yaml", ".yml") and foreign.mentions(path.read_text(errors="replace"))
    )
    assert len(files) > 20
    count = 0
    for made in migrations(files, foreign.TOOLS):
        before, after = (read(made.file, text.encode()).documents for text in (made.before, made.after))
        assert without_suppressions(before[0].data) == without_suppressions(after[0].data), made.file
        count += made.count
    assert count > 100


def without_suppressions(data: object) -> object:
    """A template without what tools are told in it, and without what is empty then."""
    tools = {"awslint", "cfn_nag", "checkov", "guard", "cdk_nag"}
    if isinstance(data, list):
        return [without_suppressions(one) for one in data]
    if not isinstance(data, dict):
        return data
    kept = {name: without_suppressions(one) for name, one in data.items() if name not in tools}
    return {name: one for name, one in kept.items() if not (name == "Metadata" and one == {})}
