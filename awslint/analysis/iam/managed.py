"""What AWS's own managed policies allow: those that roles of buckets, functions and instances often carry.

Contents as published in the AWS Managed Policy Reference
(https://docs.aws.amazon.com/aws-managed-policy/latest/reference/) in 2026-11. A policy that is not listed may allow
anything, and is taken to deny nothing, but for those in DENYING.
"""

from collections.abc import Mapping

_LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
_INTERFACES = [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
]


def _allow(*actions: str) -> tuple[Mapping[str, object], ...]:
    return ({"Effect": "Allow", "Action": list(actions), "Resource": "*"},)


# Statements by the policy's path and name, as they stand after `policy/` in its ARN.
MANAGED: Mapping[str, tuple[Mapping[str, object], ...]] = {
    "AdministratorAccess": _allow("*"),
    "AWSDenyAll": ({"Effect": "Deny", "Action": "*", "Resource": "*"},),
    "IAMFullAccess": _allow(
        "iam:*", "organizations:DescribeAccount", "organizations:DescribeOrganization",
        "organizations:DescribeOrganizationalUnit", "organizations:DescribePolicy", "organizations:ListChildren",
        "organizations:ListParents", "organizations:ListPoliciesForTarget", "organizations:ListRoots",
        "organizations:ListPolicies", "organizations:ListTargetsForPolicy"),
    "AmazonS3FullAccess": _allow("s3:*", "s3-object-lambda:*"),
    "AmazonS3ReadOnlyAccess": _allow("s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*",
                                     "s3-object-lambda:List*"),
    "AmazonSQSFullAccess": _allow("sqs:*"),
    "AmazonKinesisFullAccess": _allow("kinesis:*"),
    "AmazonKinesisFirehoseFullAccess": _allow("firehose:*"),
    "AWSStepFunctionsFullAccess": _allow("states:*"),
    "AmazonSSMReadOnlyAccess": _allow("ssm:Describe*", "ssm:Get*", "ssm:List*"),
    "AmazonSNSFullAccess": (
        *_allow("sns:*"),
        {
            "Effect": "Allow",
            "Action": [
                "sms-voice:DescribeVerifiedDestinationNumbers", "sms-voice:CreateVerifiedDestinationNumber",
                "sms-voice:SendDestinationNumberVerificationCode", "sms-voice:SendTextMessage",
                "sms-voice:DeleteVerifiedDestinationNumber", "sms-voice:VerifyDestinationNumber",
                "sms-voice:DescribeAccountAttributes", "sms-voice:DescribeSpendLimits",
                "sms-voice:DescribePhoneNumbers", "sms-voice:SetTextMessageSpendLimitOverride",
                "sms-voice:DescribeOptedOutNumbers", "sms-voice:DeleteOptedOutNumber",
            ],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:CalledViaLast": "sns.amazonaws.com"}},
        },
    ),
    "service-role/AWSLambdaBasicExecutionRole": _allow(*_LOGS),
    "service-role/AWSLambdaVPCAccessExecutionRole": _allow(*_LOGS, *_INTERFACES, "ec2:DescribeSubnets"),
    "service-role/AWSLambdaSQSQueueExecutionRole": _allow(*_LOGS, "sqs:ReceiveMessage", "sqs:DeleteMessage",
                                                          "sqs:GetQueueAttributes"),
    "service-role/AWSLambdaKinesisExecutionRole": _allow(
        *_LOGS, "kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords",
        "kinesis:GetShardIterator", "kinesis:ListShards", "kinesis:ListStreams", "kinesis:SubscribeToShard"),
    "service-role/AWSLambdaDynamoDBExecutionRole": _allow(
        *_LOGS, "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"),
    "service-role/AWSLambdaENIManagementAccess": _allow(*_INTERFACES),
    "service-role/AWSLambdaRole": _allow("lambda:InvokeFunction"),
    "service-role/AmazonECSTaskExecutionRolePolicy": _allow(
        "ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage", "logs:CreateLogStream", "logs:PutLogEvents"),
    "AWSXRayDaemonWriteAccess": _allow("xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules",
                                       "xray:GetSamplingTargets", "xray:GetSamplingStatisticSummaries"),
}  # fmt: skip

# Policies that allow what is said here and more besides, so that what is not said stays open.
PARTLY: Mapping[str, tuple[Mapping[str, object], ...]] = {
    "service-role/AWSBackupServiceRolePolicyForBackup": _allow(
        "tag:GetResources", "dynamodb:CreateBackup", "dynamodb:StartAwsBackupJob", "ec2:CreateSnapshot",
        "ec2:CreateImage", "elasticfilesystem:Backup", "rds:CreateDBSnapshot", "rds:CreateDBClusterSnapshot"),
    "PowerUserAccess": ({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"},),
    "AWSLambda_FullAccess": _allow("lambda:*"),
    "AmazonDynamoDBFullAccess": _allow("dynamodb:*"),
    "CloudWatchLogsFullAccess": _allow("logs:*", "cloudwatch:GenerateQuery",
                                       "cloudwatch:GenerateQueryResultsSummary"),
    "AmazonEC2FullAccess": _allow("ec2:*"),
    "AmazonEC2ContainerRegistryReadOnly": _allow("ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability",
                                                 "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"),
    "AmazonEC2ContainerRegistryFullAccess": _allow("ecr:*"),
    "SecretsManagerReadWrite": _allow("secretsmanager:*"),
}  # fmt: skip

# Policies that deny, beside what they allow; their contents change too often for a table.
DENYING = frozenset({"AWSCompromisedKeyQuarantine", "AWSCompromisedKeyQuarantineV2", "AWSCompromisedKeyQuarantineV3"})
