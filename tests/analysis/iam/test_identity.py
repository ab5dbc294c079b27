"""May this role do this? Policies wherever they are written, boundaries, AWS's own policies."""

import pytest

from awslint.analysis.iam.evaluate import Request
from awslint.analysis.iam.identity import identity_of, may
from awslint.analysis.iam.text import arn_of
from awslint.model.truth import Truth
from tests.analysis.graphs import Incomplete, Parameter, Ref, resource, view_of

LIST = {"Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}}
NEVER = {"Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}
GET = {"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}
AWS = "arn:aws:iam::aws:policy/"


def asked(role: dict, **others: tuple) -> Truth:  # type: ignore[type-arg]
    """Whether the role may list the bucket."""
    view = view_of({"Role": ("AWS::IAM::Role", role), "Bucket": ("AWS::S3::Bucket", {}), **others})
    identity = identity_of(view, resource(view, "Role"))
    return may(identity, Request("s3:ListBucket", arn_of(view, resource(view, "Bucket")))).truth


def inline(document: object) -> dict:  # type: ignore[type-arg]
    return {"Policies": [{"PolicyName": "p", "PolicyDocument": document}]}


@pytest.mark.parametrize(
    ("role", "others", "answer"),
    [
        ({}, {}, Truth.NO),
        (inline(LIST), {}, Truth.YES),
        (inline(GET), {}, Truth.NO),
        (inline(Parameter("Document")), {}, Truth.UNKNOWN),
        ({"Policies": Incomplete([])}, {}, Truth.UNKNOWN),
        ({}, {"P": ("AWS::IAM::Policy", {"Roles": [Ref("Role")], "PolicyDocument": LIST})}, Truth.YES),
        ({}, {"P": ("AWS::IAM::RolePolicy", {"RoleName": Ref("Role"), "PolicyDocument": LIST})}, Truth.YES),
        ({}, {"P": ("AWS::IAM::ManagedPolicy", {"Roles": [Ref("Role")], "PolicyDocument": LIST})}, Truth.YES),
        ({"ManagedPolicyArns": [Ref("P")]}, {"P": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": LIST})}, Truth.YES),
        ({}, {"P": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": LIST})}, Truth.NO),
        (inline(LIST), {"P": ("AWS::IAM::Policy", {"Roles": [Ref("Role")], "PolicyDocument": NEVER})}, Truth.NO),
        ({"ManagedPolicyArns": [f"{AWS}AdministratorAccess"]}, {}, Truth.YES),
        ({"ManagedPolicyArns": [f"{AWS}AmazonS3ReadOnlyAccess"]}, {}, Truth.YES),
        ({"ManagedPolicyArns": [f"{AWS}service-role/AWSLambdaBasicExecutionRole"]}, {}, Truth.NO),
        # One of AWS's that is not in the table may allow, but denies nothing.
        ({"ManagedPolicyArns": [f"{AWS}SomethingNew"]}, {}, Truth.UNKNOWN),
        ({"ManagedPolicyArns": [f"{AWS}SomethingNew"], **inline(LIST)}, {}, Truth.YES),
        ({"ManagedPolicyArns": [f"{AWS}SomethingNew"], **inline(NEVER)}, {}, Truth.NO),
        # Anybody's may do both, but cannot lift a denial.
        ({"ManagedPolicyArns": [Parameter("Arn")], **inline(LIST)}, {}, Truth.UNKNOWN),
        ({"ManagedPolicyArns": [Parameter("Arn")], **inline(NEVER)}, {}, Truth.NO),
        # A boundary must allow as well.
        (
            {"PermissionsBoundary": Ref("B"), **inline(LIST)},
            {"B": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": GET})},
            Truth.NO,
        ),
        (
            {"PermissionsBoundary": Ref("B"), **inline(LIST)},
            {"B": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": LIST})},
            Truth.YES,
        ),
        ({"PermissionsBoundary": Ref("B")}, {"B": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": LIST})}, Truth.NO),
        ({"PermissionsBoundary": Parameter("Arn"), **inline(LIST)}, {}, Truth.UNKNOWN),
    ],
)
def test_may_a_role_list_a_bucket(role: dict, others: dict, answer: Truth) -> None:  # type: ignore[type-arg]
    assert asked(role, **others) is answer


@pytest.mark.parametrize(
    ("policy", "action", "answer"),
    [
        ("IAMFullAccess", "organizations:ListRoots", Truth.YES),
        ("IAMFullAccess", "organizations:CreateAccount", Truth.NO),
        # Only through SNS, which the request does not say.
        ("AmazonSNSFullAccess", "sms-voice:SendTextMessage", Truth.UNKNOWN),
        ("AmazonSNSFullAccess", "sns:Publish", Truth.YES),
        ("AmazonSNSFullAccess", "sqs:SendMessage", Truth.NO),
        # Its contents grow with every feature of CloudWatch.
        ("CloudWatchLogsFullAccess", "observabilityadmin:ListS3TableIntegrations", Truth.UNKNOWN),
        ("CloudWatchLogsFullAccess", "logs:DeleteLogGroup", Truth.YES),
        ("service-role/AWSLambdaVPCAccessExecutionRole", "ec2:DescribeSubnets", Truth.YES),
        ("service-role/AWSLambdaENIManagementAccess", "ec2:DescribeSubnets", Truth.NO),
        ("AmazonKinesisFullAccess", "sqs:SendMessage", Truth.NO),
        ("AWSStepFunctionsFullAccess", "lambda:InvokeFunction", Truth.NO),
    ],
)
def test_what_policies_of_aws_allow(policy: str, action: str, answer: Truth) -> None:
    view = view_of(
        {"Role": ("AWS::IAM::Role", {"ManagedPolicyArns": [f"{AWS}{policy}"]}), "Q": ("AWS::SQS::Queue", {})}
    )
    identity = identity_of(view, resource(view, "Role"))
    assert may(identity, Request(action, arn_of(view, resource(view, "Q")))).truth is answer


def test_what_leaves_it_open_is_named_with_the_resource_that_writes_it() -> None:
    statement = {"Effect": "Allow", "Action": Parameter("Action"), "Resource": "*"}
    view = view_of(
        {
            "Role": ("AWS::IAM::Role", {}),
            "Policy": ("AWS::IAM::Policy", {"Roles": [Ref("Role")], "PolicyDocument": {"Statement": statement}}),
            "Bucket": ("AWS::S3::Bucket", {}),
        }
    )
    identity = identity_of(view, resource(view, "Role"))
    permission = may(identity, Request("s3:ListBucket", arn_of(view, resource(view, "Bucket"))))

    assert permission.truth is Truth.UNKNOWN
    (written_in, value), *_ = permission.blame
    assert written_in.address == "Policy"
    assert getattr(value, "subject", "") == "Action"
