"""`# awslint: ignore[...]` in YAML: what each comment covers, and what is told of one that covers nothing."""

from pathlib import Path

import pytest

from tests.suppress.runs import hidden, run, told, violations

BUCKETS = """\
{top}Resources:{sections}
  {before}
  Logs:{name}
    Type: AWS::S3::Bucket{type}
    Properties:{properties}
      {inside}
      BucketName: logs{last}
  Other:
    Type: AWS::S3::Bucket
"""
IGNORE = "# awslint: ignore[s3-bucket-versioning-enabled] rebuilt nightly"
LOGS, OTHER = "s3-bucket-versioning-enabled Logs", "s3-bucket-versioning-enabled Other"
EMPTY = dict.fromkeys(("top", "sections", "before", "name", "type", "properties", "inside", "last"), "")


@pytest.mark.parametrize(
    ("place", "text", "left"),
    [
        ("before", IGNORE, [OTHER]),
        ("before", f"{IGNORE}\n  # more words\n", [OTHER]),
        ("name", f" {IGNORE}", [OTHER]),
        ("sections", f" {IGNORE}", []),
        ("top", f"{IGNORE}\n", []),
        ("top", f"{IGNORE}\n---\n", []),
        # The finding is about the bucket, not about its name or type.
        ("last", f" {IGNORE}", ["suppression-unused", LOGS, OTHER]),
        ("type", f" {IGNORE}", ["suppression-unused", LOGS, OTHER]),
        ("inside", IGNORE, ["suppression-unused", LOGS, OTHER]),
    ],
)
def test_a_comment_covers_the_node_that_it_stands_at(here: Path, place: str, text: str, left: list[str]) -> None:
    report = run(here, {"a.yaml": BUCKETS.format(**{**EMPTY, place: text})})

    assert sorted(one.removesuffix(" s3-bucket-versioning-enabled") for one in violations(report)) == sorted(left)


GROUP = """\
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}  # awslint: ignore[restricted-ssh] bastion
        - IpProtocol: tcp
          FromPort: 22
          ToPort: 22
          CidrIp: 0.0.0.0/0
"""


def test_a_comment_at_one_place_leaves_the_others(here: Path) -> None:
    report = run(here, {"a.yaml": GROUP})

    paths = [(one.path, one.suppressed is not None) for one in report.findings]
    assert paths == [("SecurityGroupIngress[0].CidrIp", True), ("SecurityGroupIngress[1].CidrIp", False)]
    assert hidden(report) == ["restricted-ssh Web: comment a.yaml:7 bastion"]


def test_the_resource_that_is_judged_counts_though_the_text_is_in_another(here: Path) -> None:
    template = """\
Resources:
  Web:  # awslint: ignore[restricted-ssh] bastion
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: web}
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !GetAtt Web.GroupId, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
"""
    report = run(here, {"a.yaml": template})

    assert violations(report) == []
    assert hidden(report) == ["restricted-ssh Web: comment a.yaml:2 bastion"]


def test_text_that_an_alias_repeats_is_covered_where_it_stands(here: Path) -> None:
    template = """\
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties: &open
      GroupDescription: web
      SecurityGroupIngress:
        # awslint: ignore[restricted-ssh] both
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
  Again:
    Type: AWS::EC2::SecurityGroup
    Properties: *open
"""
    assert violations(run(here, {"a.yaml": template})) == []


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("ignore[s3-bucket-versioning-enabled, restricted-ssh] one reason", ["one reason", "one reason"]),
        ("ignore[S3_BUCKET_VERSIONING_ENABLED] first; ignore[INCOMING_SSH_DISABLED] second", ["first", "second"]),
        ("ignore[restricted-ssh] see ignore[x] in the wiki; then", ["see ignore[x] in the wiki; then"]),
        ("ignore[restricted-ssh] until=2027-01-31 owner=sam ticket=OPS-1 - why it is", ["why it is"]),
    ],
)
def test_each_rule_has_one_reason(here: Path, comment: str, expected: list[str]) -> None:
    report = run(here, {"a.yaml": f"Resources:\n  # awslint: {comment}\n  A: {{Type: 'AWS::S3::Bucket'}}\n"})

    assert [one.waiver.reason for one in report.suppressions] == expected
    if "owner" in comment:
        [waiver] = [one.waiver for one in report.suppressions]
        assert (waiver.until, waiver.owner, waiver.ticket) == ("2027-01-31", "sam", "OPS-1")


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        (
            "awslint: ignore[s3-bucket-versionin-enabled] typo",
            "a.yaml:2:14 error no rule 's3-bucket-versionin-enabled'; did you mean 's3-bucket-versioning-enabled'?",
        ),
        ("awslint: ignore", "a.yaml:2:5 error write `awslint: ignore[rule-id] reason`: this names no rule"),
        ("awslint: ignore[] why", "a.yaml:2:14 error write `awslint: ignore[rule-id] reason`: the brackets are empty"),
        ("awslint: is quiet", "a.yaml:2:5 warning write `awslint: ignore[rule-id] reason`: this names no rule"),
        (
            "awslint: ignore[restricted-ssh] until=31.01.2027 why",
            "a.yaml:2:14 error until=31.01.2027 is no date (YYYY-MM-DD), so it counts as past",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(here: Path, comment: str, message: str) -> None:
    report = run(here, {"a.yaml": f"Resources:\n  # {comment}\n  A: {{Type: 'AWS::S3::Bucket'}}\n"})

    assert told(report) == [message]
    assert violations(report) == ["s3-bucket-versioning-enabled A"]


def test_prose_that_mentions_awslint_is_no_suppression(here: Path) -> None:
    template = "Resources:\n  # checked by awslint: see the wiki\n  A: {Type: 'AWS::S3::Bucket'}\n"
    report = run(here, {"a.yaml": template})

    assert (told(report), violations(report)) == ([], ["s3-bucket-versioning-enabled A"])


def test_a_comment_at_the_end_of_a_block_does_not_leak_into_the_next(here: Path) -> None:
    template = """\
Resources:
  Logs:
    Type: AWS::S3::Bucket
    # awslint: ignore[s3-bucket-versioning-enabled] left over
  Other:
    Type: AWS::S3::Bucket
"""
    report = run(here, {"a.yaml": template})

    assert violations(report) == [LOGS, OTHER]
    assert told(report) == ["a.yaml:4:16 error nothing follows this comment in its block, so it covers nothing"]


def test_text_that_only_looks_like_a_comment_suppresses_nothing(here: Path) -> None:
    template = f"Description: '{IGNORE}'\nResources:\n  A: {{Type: 'AWS::S3::Bucket'}}\n"

    assert violations(run(here, {"a.yaml": template})) == ["s3-bucket-versioning-enabled A"]


def test_undecided_verdicts_can_be_suppressed(here: Path) -> None:
    template = """\
Parameters: {Status: {Type: String}}
Resources:
  A:  # awslint: ignore[s3-bucket-versioning-enabled] set by the pipeline
    Type: AWS::S3::Bucket
    Properties: {VersioningConfiguration: {Status: !Ref Status}}
"""
    [finding] = run(here, {"a.yaml": template}).findings

    assert finding.verdict.value == "INSUFFICIENT_DATA"
    assert finding.suppressed is not None
