"""The account's rules over evidence files as the AWS CLI writes them, through the whole program."""

from pathlib import Path

import pytest

from awslint.model.finding import Verdict
from awslint.run import Options, check

EVIDENCE = Path(__file__).parents[1] / "frontends" / "evidence"
RULES = (
    "ROOT_ACCOUNT_MFA_ENABLED",
    "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED",
    "IAM_ROOT_ACCESS_KEY_CHECK",
    "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS",
)
YES, NO, OUT, OPEN = (
    Verdict.COMPLIANT,
    Verdict.NON_COMPLIANT,
    Verdict.NOT_APPLICABLE,
    Verdict.INSUFFICIENT_DATA,
)


def judged(tmp_path: Path, *files: str) -> dict[str, tuple[Verdict, str]]:
    """For each rule its verdict, and `file:line` where that is written."""
    template = tmp_path / "empty.yaml"
    template.write_text("Resources: {Topic: {Type: AWS::SNS::Topic}}\n")
    report = check([str(template)], Options(select=RULES, evidence=tuple(str(EVIDENCE / file) for file in files)))
    assert report.diagnostics == ()
    found = {}
    for finding in report.findings:
        assert finding.address == "AWS::::Account"
        place = finding.place
        location = report.places.locate(place.document, place.path, place.key) if place else None
        where = f"{Path(location.file).name}:{location.start_line}" if location else ""
        found[str(finding.config_rule)] = (finding.verdict, where)
    return found


@pytest.mark.parametrize(
    ("files", "verdicts"),
    [
        ([], [OPEN, OPEN, OPEN, OPEN]),
        (["credential-report.csv"], [YES, OPEN, NO, OPEN]),
        (["account-summary.json"], [YES, OPEN, NO, OPEN]),
        (["account-summary.json", "virtual-mfa-devices.json"], [YES, NO, NO, OPEN]),
        (["virtual-mfa-devices.json"], [YES, NO, OPEN, OPEN]),
        (["public-access-block.json"], [OPEN, OPEN, OPEN, NO]),
        (["no-root-credentials.json"], [OUT, OUT, OUT, OPEN]),
    ],
)
def test_verdicts(tmp_path: Path, files: list[str], verdicts: list[Verdict]) -> None:
    found = judged(tmp_path, *files)
    assert [found[rule][0] for rule in RULES] == verdicts


def test_places(tmp_path: Path) -> None:
    files = ("credential-report.csv", "virtual-mfa-devices.json", "public-access-block.json")
    assert judged(tmp_path, *files) == {
        "ROOT_ACCOUNT_MFA_ENABLED": (YES, "credential-report.csv:2"),
        "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED": (NO, "virtual-mfa-devices.json:15"),
        "IAM_ROOT_ACCESS_KEY_CHECK": (NO, "credential-report.csv:2"),
        "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS": (NO, "public-access-block.json:6"),
    }
