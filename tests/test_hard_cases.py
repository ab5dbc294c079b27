"""What other scanners get wrong: undecidable values, worlds, loops, SAM, nested stacks, policies by meaning."""

from pathlib import Path

import pytest

from awslint.model.finding import WorldNote
from awslint.run import Options, check

HARD = Path(__file__).parent.parent / "fixtures" / "hard-cases"

IN_DEV = WorldNote((("Env", "other"),), (("IsProd", False),))
NOT_ENCRYPTED = WorldNote((("Enc", "false"),))


def verdicts(name: str, rule: str) -> dict[str, tuple[str, int, WorldNote | None]]:
    """Per resource the verdict, the line it points at, and the world."""
    report = check([str(HARD / name)], Options(select=(rule,)))
    found = {}
    for finding in report.findings:
        assert finding.place is not None
        location = report.places.locate(finding.place.document, finding.place.path, finding.place.key)
        assert location is not None
        found[finding.address] = (finding.verdict.value, location.start_line, finding.world)
    return found


@pytest.mark.parametrize(
    ("name", "rule", "expected"),
    [
        (
            "parameter.yaml",
            "rds-storage-encrypted",
            {
                "FromDomain": ("NON_COMPLIANT", 20, NOT_ENCRYPTED),
                "OneValueOnly": ("COMPLIANT", 26, None),
                "Imported": ("INSUFFICIENT_DATA", 32, None),
                "Free": ("INSUFFICIENT_DATA", 38, None),
                "ByDefault": ("COMPLIANT", 44, None),
            },
        ),
        (
            "conditions.yaml",
            "s3-bucket-versioning-enabled",
            {
                "OnlyInProd": ("NON_COMPLIANT", 13, IN_DEV),
                "NeverSuspended": ("COMPLIANT", 18, None),
                "ThreeOperands": ("COMPLIANT", 23, None),
                "BothBranches": ("COMPLIANT", 27, None),
                "NotDeployed": ("NOT_APPLICABLE", 28, None),
            },
        ),
        (
            "foreach.yaml",
            "s3-bucket-versioning-enabled",
            {
                "BucketAlpha": ("NON_COMPLIANT", 9, None),
                "BucketBeta": ("NON_COMPLIANT", 9, None),
                "Defaulted": ("COMPLIANT", 17, None),
            },
        ),
        ("sam.yaml", "iam-no-inline-policy-check", {"WorkerRole": ("NON_COMPLIANT", 18, None)}),
        (
            "tls.yaml",
            "s3-bucket-ssl-requests-only",
            {
                "ByReference": ("COMPLIANT", 12, None),
                "ByName": ("COMPLIANT", 27, None),
                "NoPolicy": ("NON_COMPLIANT", 33, None),
                "ByReferencePolicy": ("NOT_APPLICABLE", 5, None),
                "ByNamePolicy": ("NOT_APPLICABLE", 21, None),
            },
        ),
        ("modules.yaml", "s3-bucket-versioning-enabled", {"Plain": ("NON_COMPLIANT", 5, None)}),
        ("nested", "rds-storage-encrypted", {"Kid/Db": ("COMPLIANT", 8, None)}),
    ],
)
def test_hard_case(name: str, rule: str, expected: dict[str, tuple[str, int, WorldNote | None]]) -> None:
    assert verdicts(name, rule) == expected


def test_the_world_that_a_finding_names_reproduces_it() -> None:
    options = Options(select=("s3-bucket-versioning-enabled",), parameters=("Env=other",))
    found = {one.address: one.verdict.value for one in check([str(HARD / "conditions.yaml")], options).findings}
    assert (found["OnlyInProd"], found["BothBranches"]) == ("NON_COMPLIANT", "COMPLIANT")


def test_all_worlds_show_what_passes_by_its_default_alone() -> None:
    options = Options(select=("rds-storage-encrypted",), worlds="all")
    found = {one.address: one for one in check([str(HARD / "parameter.yaml")], options).findings}
    assert found["ByDefault"].verdict.value == "NON_COMPLIANT"
    assert found["ByDefault"].world == WorldNote((("EncDefault", "false"),))


def test_an_attribute_that_a_type_does_not_have_is_told_with_its_place(tmp_path: Path) -> None:
    stack = tmp_path / "stack.yaml"
    stack.write_text(
        "Resources:\n"
        "  Logs: {Type: AWS::S3::Bucket}\n"
        "  Copy: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !GetAtt Logs.Arnn}}\n"
        "  Fine: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Sub '${Logs.Arn}'}}\n",
        encoding="utf-8",
    )
    report = check([str(stack)], Options(select=("s3-bucket-versioning-enabled",)))
    (told,) = report.diagnostics
    assert told.location is not None
    assert (told.severity, told.message, told.location.start_line, told.location.start_column) == (
        "warning",
        "AWS::S3::Bucket has no attribute Arnn; did you mean Arn?",
        3,
        71,
    )
    assert [one.address for one in report.findings] == ["Logs"]
