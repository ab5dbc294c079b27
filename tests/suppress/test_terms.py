"""The terms of a suppression: expiry, reasons, values, rules that may not be suppressed, and what is unused."""

from datetime import date
from pathlib import Path

import pytest

from tests.suppress.runs import SSH, VERSIONING, hidden, run, told, violations

BUCKET = "Resources:\n  # awslint: ignore[s3-bucket-versioning-enabled]{}\n  A: {{Type: 'AWS::S3::Bucket'}}\n"


@pytest.mark.parametrize(
    ("day", "left", "notice"),
    [
        (date(2026, 1, 1), [], []),
        (date(2027, 1, 20), [], ["the suppression of s3-bucket-versioning-enabled expires in 11 days"]),
        (date(2027, 1, 31), [], ["the suppression of s3-bucket-versioning-enabled expires today"]),
        (date(2027, 2, 1), [f"{VERSIONING} A"], []),
    ],
)
def test_a_suppression_counts_to_the_end_of_its_day(here: Path, day: date, left: list[str], notice: list[str]) -> None:
    report = run(here, {"a.yaml": BUCKET.format(" until=2027-01-31 waits for the vendor")}, as_of=day)

    assert violations(report) == left
    assert [one.message for one in report.diagnostics] == notice


def test_what_comes_back_says_why(here: Path) -> None:
    report = run(here, {"a.yaml": BUCKET.format(" until=2026-10-01 waits for the vendor")})

    [note] = [one for one in report.findings[0].related if one.role == "suppression"]
    assert note.message == "suppressed until 2026-10-01 (waits for the vendor); the suppression has expired"
    location = report.places.locate(note.place.document, note.place.path, note.place.key) if note.place else None
    assert location is not None and (location.file, location.start_line, location.start_column) == ("a.yaml", 2, 14)


def test_a_reason_can_be_required(here: Path) -> None:
    report = run(here, {"a.yaml": BUCKET.format("")}, require_reason=True)

    assert violations(report) == [f"{VERSIONING} A"]
    [message] = told(report)
    assert message.startswith("a.yaml:2:14 error the suppression of s3-bucket-versioning-enabled has no reason, so")
    assert violations(run(here, {"a.yaml": BUCKET.format(" why")}, require_reason=True)) == []


@pytest.mark.parametrize("option", ["unsuppressable", "mandatory"])
def test_some_rules_may_not_be_suppressed(here: Path, option: str) -> None:
    report = run(here, {"a.yaml": BUCKET.format(" why")}, **{option: ("S3_BUCKET_VERSIONING_ENABLED",)})

    assert violations(report) == [f"{VERSIONING} A"]
    assert told(report) == [
        "a.yaml:2:14 warning s3-bucket-versioning-enabled may not be suppressed here, so this does not count"
    ]


def test_suppressions_can_be_switched_off(here: Path) -> None:
    template = BUCKET.format(" why").replace("A:", "# awslint: ignore[nonsense]\n  A:")
    report = run(here, {"a.yaml": template}, no_suppressions=True)

    assert violations(report) == [f"{VERSIONING} A"]
    assert told(report) == []


OPEN = """\
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        # awslint: ignore[restricted-ssh] value=0.0.0.0/0 the bastion is reached from everywhere
        - {{IpProtocol: tcp, FromPort: 22, ToPort: 22, {}}}
"""


def test_an_approved_value_is_the_only_one_that_is_hidden(here: Path) -> None:
    approved = run(here, {"a.yaml": OPEN.format("CidrIp: 0.0.0.0/0")})
    changed = run(here, {"a.yaml": OPEN.format("CidrIpv6: '::/0'")})

    assert hidden(approved) == ["restricted-ssh Web: comment a.yaml:7 the bastion is reached from everywhere"]
    assert violations(changed) == ["restricted-ssh Web"]
    assert "suppressed for the value 0.0.0.0/0; it is ::/0 now" in [one.message for one in changed.findings[0].related]


SAFE = """\
Resources:
  A:  # awslint: ignore[s3-bucket-versioning-enabled] long mended
    Type: AWS::S3::Bucket
    Properties: {VersioningConfiguration: {Status: Enabled}}
"""


def test_a_suppression_that_hides_nothing_is_a_finding(here: Path) -> None:
    report = run(here, {"a.yaml": SAFE})

    [finding] = [one for one in report.findings if one.rule == "suppression-unused"]
    place = finding.place
    assert place is not None
    location = report.places.locate(place.document, place.path, place.key)
    assert location is not None and (location.start_line, location.start_column) == (2, 18)
    assert finding.message == "The suppression of s3-bucket-versioning-enabled hides nothing"
    assert (finding.severity, "suppression-unused" in [rule.id for rule in report.rules]) == ("low", True)


@pytest.mark.parametrize("options", [{"select": (SSH,)}, {"ignore": ("suppression-unused",)}])
def test_what_was_not_asked_is_not_unused(here: Path, options: dict[str, object]) -> None:
    assert violations(run(here, {"a.yaml": SAFE}, **options)) == []


def test_an_entry_for_a_file_that_is_not_judged_is_not_unused(here: Path) -> None:
    entries = f"- {{rule: {VERSIONING}, file: b.yaml, reason: x}}\n- {{rule: {VERSIONING}, address: Gone, reason: x}}\n"
    files = {"a.yaml": SAFE.replace("# awslint: ", "# "), "s.yaml": entries}

    assert violations(run(here, files, "a.yaml", suppressions=("s.yaml",))) == []
    # The whole folder of the file was judged: what the entries name would have been there.
    assert violations(run(here, files, ".", suppressions=("s.yaml",))) == [f"suppression-unused {VERSIONING}"] * 2
