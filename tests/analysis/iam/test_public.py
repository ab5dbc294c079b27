"""What S3 calls public: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"""

import pytest

from awslint.analysis.iam.public import is_inescapable, is_narrowed, public_principals
from awslint.analysis.iam.statement import Statement
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, Sub, view_of
from tests.analysis.iam.policies import document_in


def statement(**parts: object) -> Statement:
    policy = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **parts},
    }
    view = view_of(
        {
            "P": ("AWS::S3::BucketPolicy", {"PolicyDocument": policy}),
            "Role": ("AWS::IAM::Role", {}),
            "Vpce": ("AWS::EC2::VPCEndpoint", {}),
        }
    )
    return document_in(view).statements[0]


@pytest.mark.parametrize(
    ("principal", "public"),
    [
        ("*", Truth.YES),
        ({"AWS": "*"}, Truth.YES),
        ({"AWS": ["123456789012", "*"]}, Truth.YES),
        ({"AWS": "arn:aws:iam::*:root"}, Truth.YES),
        ({"AWS": "123456789012"}, Truth.NO),
        ({"AWS": Sub(("arn:aws:iam::", Parameter("Account"), ":root"))}, Truth.NO),
        ({"AWS": Ref("Role", "Arn")}, Truth.NO),
        ({"AWS": Parameter("Anyone")}, Truth.UNKNOWN),
        ({"Service": "cloudtrail.amazonaws.com"}, Truth.NO),
        ({"Service": "*"}, Truth.YES),
        ({"CanonicalUser": "79a59df900b949e55d96a1e698fbaced"}, Truth.NO),
        ({"Federated": "graph.facebook.com"}, Truth.YES),
        ({"Federated": "arn:aws:iam::123456789012:saml-provider/x"}, Truth.NO),
        (Parameter("Whole"), Truth.UNKNOWN),
    ],
)
def test_principals(principal: object, public: Truth) -> None:
    principals = statement(Principal=principal).principals
    assert principals is not None
    found = [truth for _, truth in public_principals(principals)]
    assert (found or [Truth.NO])[-1] is public


def test_everyone_but_somebody_is_public() -> None:
    principals = statement(NotPrincipal={"AWS": "123456789012"}).principals
    assert principals is not None
    assert [truth for _, truth in public_principals(principals)] == [Truth.YES]


@pytest.mark.parametrize(
    ("condition", "narrowed"),
    [
        ({}, Truth.NO),
        ({"StringEquals": {"aws:SourceVpc": "vpc-91237329"}}, Truth.YES),
        ({"StringLike": {"aws:SourceVpc": "vpc-*"}}, Truth.NO),
        ({"StringEquals": {"aws:SourceVpce": Ref("Vpce")}}, Truth.YES),
        ({"StringLike": {"aws:SourceVpce": Parameter("Any")}}, Truth.UNKNOWN),
        ({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}, Truth.NO),
        ({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}, "Null": {"aws:SourceVpce": "false"}}, Truth.YES),
        ({"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-1/r-1/*"}}, Truth.NO),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/r-1/*"}}, Truth.YES),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, Truth.NO),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, Truth.YES),
        ({"StringEquals": {"aws:PrincipalOrgID": ["o-1", "${aws:PrincipalOrgID}"]}}, Truth.NO),
        ({"StringLike": {"aws:Referer": "https://example.com/*"}}, Truth.NO),
        ({"Bool": {"aws:SecureTransport": "true"}}, Truth.NO),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, Truth.YES),
        ({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}}, Truth.NO),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}}, Truth.NO),
        ({"IpAddress": {"aws:SourceIp": "8.0.0.0/8"}}, Truth.YES),
        ({"IpAddress": {"aws:SourceIp": "2001:db8::/31"}}, Truth.NO),
        ({"IpAddress": {"aws:SourceIp": "2001:db8::/32"}}, Truth.YES),
        ({"IpAddress": {"aws:SourceIp": Parameter("Range")}}, Truth.UNKNOWN),
        ({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, Truth.NO),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/*"}}, Truth.YES),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:topic"}}, Truth.NO),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::logs*"}}, Truth.NO),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::logs"}}, Truth.YES),
        ({"StringLike": {"aws:userid": "AROAEXAMPLEID:*"}}, Truth.YES),
        ({"StringLike": {"aws:userid": "*:session"}}, Truth.NO),
        ({"StringEquals": {"s3:DataAccessPointAccount": "123456789012"}}, Truth.YES),
        ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, Truth.YES),
        (Parameter("Whole"), Truth.UNKNOWN),
    ],
)
def test_conditions_of_an_allow(condition: object, narrowed: Truth) -> None:
    assert is_narrowed(statement(Principal="*", Condition=condition)) is narrowed


@pytest.mark.parametrize(
    ("condition", "inescapable"),
    [
        ({}, Truth.YES),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, Truth.YES),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}, "NotIpAddress": {"aws:SourceIp": "203.0.113.9"}}, Truth.YES),
        ({"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}}, Truth.NO),
        ({"Bool": {"aws:SecureTransport": "false"}}, Truth.NO),
        # An anonymous request has no such key.
        ({"Bool": {"aws:PrincipalIsAWSService": "false"}}, Truth.NO),
        ({"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}, Truth.YES),
        ({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/admin"}}, Truth.YES),
        ({"ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": "o-1/*"}}, Truth.NO),
        ({"NotIpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, Truth.NO),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1", "aws:UserAgent": "x"}}, Truth.NO),
        ({"NotIpAddress": {"aws:SourceIp": Parameter("Range")}}, Truth.UNKNOWN),
    ],
)
def test_conditions_of_a_deny(condition: object, inescapable: Truth) -> None:
    assert is_inescapable(statement(Effect="Deny", Principal="*", Condition=condition)) is inescapable
