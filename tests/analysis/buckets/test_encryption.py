"""What S3 encrypts depends on the date, and before 2023 on the bucket's policy."""

from datetime import date
from pathlib import Path

import pytest

from awslint.run import Options, check

RULE = "s3-bucket-server-side-encryption-enabled"
POLICY = """
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: {action}
            Resource: !Sub "${{Bucket.Arn}}/*"
            Condition: {condition}
"""
WITHOUT_HEADER = '{"Null": {"s3:x-amz-server-side-encryption": "true"}}'
OTHER_THAN_KMS = '{"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}'
WITHOUT_TLS = '{"Bool": {"aws:SecureTransport": "false"}}'


def verdict(tmp_path: Path, policy: str, as_of: date | None) -> str:
    template = tmp_path / "template.yaml"
    template.write_text(f"Resources:\n  Bucket: {{Type: AWS::S3::Bucket}}\n{policy}")
    report = check([str(template)], Options(select=(RULE,), as_of=as_of))
    return next(one.verdict.value for one in report.findings if one.address == "Bucket" and one.rule == RULE)


def test_s3_encrypts_by_itself_since_2023(tmp_path: Path) -> None:
    assert verdict(tmp_path, "", date(2022, 12, 31)) == "NON_COMPLIANT"
    assert verdict(tmp_path, "", date(2023, 1, 5)) == "COMPLIANT"
    assert verdict(tmp_path, "", None) == "COMPLIANT"


@pytest.mark.parametrize(
    ("action", "condition", "expected"),
    [
        ("s3:PutObject", WITHOUT_HEADER, "COMPLIANT"),
        ("s3:*", OTHER_THAN_KMS, "COMPLIANT"),
        ("s3:PutObject", WITHOUT_TLS, "INSUFFICIENT_DATA"),
        ("s3:GetObject", WITHOUT_HEADER, "NON_COMPLIANT"),
    ],
)
def test_before_that_a_policy_had_to_refuse_what_is_unencrypted(
    tmp_path: Path, action: str, condition: str, expected: str
) -> None:
    assert verdict(tmp_path, POLICY.format(action=action, condition=condition), date(2022, 12, 31)) == expected
