"""The facts that would decide most, and the files that supply them."""

from pathlib import Path

import pytest

from awslint.inputs.facts import BadFacts, facts_in
from awslint.model.finding import Verdict
from awslint.model.report import Report
from awslint.run import Options, UsageError, check
from awslint.unknowns import facts_to_find

STACK = """\
Parameters:
  Encrypt: {Type: String}
Resources:
  One: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, StorageEncrypted: !Ref Encrypt}}
  Two: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, StorageEncrypted: !Ref Encrypt}}
  Three: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, StorageEncrypted: !ImportValue SharedEncrypt}}
"""
RULES = ("rds-storage-encrypted", "s3-account-level-public-access-blocks")


@pytest.fixture
def stack(tmp_path: Path) -> str:
    file = tmp_path / "stack.yaml"
    file.write_text(STACK, encoding="utf-8")
    return str(file)


def verdicts(report: Report) -> dict[tuple[str, str], str]:
    return {(finding.rule, finding.address): finding.verdict.value for finding in report.findings}


def test_the_fact_that_decides_most_comes_first(stack: str) -> None:
    found = facts_to_find(check([stack], Options(select=RULES)).findings)
    assert [(fact.kind, fact.subject, fact.decides) for fact in found] == [
        ("parameter", "Encrypt", 2),
        ("evidence", "aws s3control get-public-access-block --account-id ACCOUNT", 1),
        ("import", "SharedEncrypt", 1),
    ]
    assert found[0].how == "--parameters Encrypt=VALUE"


def test_facts_decide_imports_and_the_account(stack: str, tmp_path: Path) -> None:
    facts = tmp_path / "awslint.inputs.facts.yaml"
    flags = "BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: false"
    facts.write_text(f"exports: {{SharedEncrypt: 'true'}}\naccount: {{PublicAccessBlock: {{{flags}}}}}\n")
    report = check([stack], Options(select=RULES, facts=(str(facts),), parameters=("Encrypt=true",)))
    assert verdicts(report) == {
        ("rds-storage-encrypted", "One"): "COMPLIANT",
        ("rds-storage-encrypted", "Two"): "COMPLIANT",
        ("rds-storage-encrypted", "Three"): "COMPLIANT",
        ("s3-account-level-public-access-blocks", "AWS::::Account"): "NON_COMPLIANT",
    }
    violation = next(one for one in report.findings if one.verdict is Verdict.NON_COMPLIANT)
    assert violation.place is not None
    location = report.places.locate(violation.place.document, violation.place.path, violation.place.key)
    assert location is not None
    assert (location.file, location.start_line) == (facts.as_posix(), 2)
    assert facts_to_find(report.findings) == []


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"export": {}}, "there is no section 'export'; did you mean 'exports'?"),
        ({"ssm": ["a"]}, "ssm must be a mapping"),
        ({"account": {"PublicAccessBlok": {}}}, "did you mean 'PublicAccessBlock'?"),
        ({"account": {"PublicAccessBlock": {"BlockPublicAcl": True}}}, "did you mean 'BlockPublicAcls'?"),
        ({"account": {"PublicAccessBlock": {"BlockPublicAcls": "yes"}}}, "must be true or false"),
        ([], "holds no facts"),
    ],
)
def test_a_facts_file_that_makes_no_sense_says_what_may_be_meant(data: object, complaint: str) -> None:
    with pytest.raises(BadFacts, match=complaint.replace("?", r"\?")):
        facts_in([("facts.yaml", data)])


def test_a_facts_file_that_cannot_be_read_is_a_usage_error(stack: str, tmp_path: Path) -> None:
    broken = tmp_path / "facts.yaml"
    broken.write_text("exports: [", encoding="utf-8")
    with pytest.raises(UsageError, match=r"--facts: .*facts.yaml:1:"):
        check([stack], Options(facts=(str(broken),)))
