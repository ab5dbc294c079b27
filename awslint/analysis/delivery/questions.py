"""What rules may ask about where logs, records and announcements are delivered."""

from collections.abc import Mapping

from awslint.analysis.delivery import buckets, config, names, trails
from awslint.analysis.delivery.recorders import RECORDER
from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.query.view import View

_ATTRIBUTES = "LoadBalancerAttributes"
_WRITERS = {
    buckets.TRAIL: ("S3BucketName", "S3KeyPrefix"),
    buckets.CHANNEL: ("S3BucketName", "S3KeyPrefix"),
    buckets.BUCKET: ("LoggingConfiguration.DestinationBucketName", "LoggingConfiguration.LogFilePrefix"),
    buckets.BALANCER: (_ATTRIBUTES, "Type"),
    buckets.CLASSIC: ("AccessLoggingPolicy",),
    buckets.DISTRIBUTION: ("DistributionConfig.Logging.Bucket",),
}
_BUCKET = {
    "AWS::S3::Bucket": (
        "AccessControl",
        "BucketEncryption.ServerSideEncryptionConfiguration",
        "BucketName",
        "LoggingConfiguration.DestinationBucketName",
        "ObjectLockConfiguration.Rule.DefaultRetention",
        "OwnershipControls",
    ),
    "AWS::S3::BucketPolicy": ("Bucket", "PolicyDocument"),
}
_RECORDER = {RECORDER: ("RoleARN",)}
_ROLE = {
    "AWS::IAM::Role": ("AssumeRolePolicyDocument", "ManagedPolicyArns", "PermissionsBoundary", "Policies", "RoleName"),
    "AWS::IAM::Policy": ("PolicyDocument", "Roles"),
    "AWS::IAM::RolePolicy": ("PolicyDocument", "RoleName"),
}
_TOPIC = {"AWS::SNS::Topic": ("TopicName",), "AWS::SNS::TopicPolicy": ("PolicyDocument", "Topics")}
_KEY = {"AWS::KMS::Key": ("KeyPolicy",), "AWS::KMS::Alias": ("TargetKeyId",)}


def _writes_to_bucket(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether its logging names a bucket and is on."""
    return buckets.writes(view, resource)


def _bucket_refuses(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the bucket that it writes to does not let the service in."""
    return buckets.refuses(view, resource)


def _topic_refuses(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the topic that it announces to does not let the service publish."""
    return trails.topic_refuses(view, resource)


def _key_refuses(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether its KMS key does not let the service encrypt."""
    return trails.key_refuses(view, resource)


def _log_role_lacks(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether its role is missing, does not trust CloudTrail, or may not write to the log group."""
    return trails.log_role_lacks(view, resource)


def _records_own_bucket(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether its data events take in the objects that it delivers itself."""
    return trails.records_own_bucket(view, resource)


def _has_recorder(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a recorder stands in the same stack or plan."""
    return config.has_recorder(view, resource)


def _has_counterpart(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether there is a channel for the recorder, or a recorder for the channel."""
    return config.has_counterpart(view, resource)


def _recorder_role_fails(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether its role does not trust AWS Config, or has a managed policy that no longer exists."""
    return config.role_fails(view, resource)


def _made_before_recorder(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether nothing makes it wait for the recorder."""
    return config.made_before_recorder(view, resource)


def _recorder_runs(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether something starts it."""
    return config.recorder_runs(view, resource)


def _misnamed(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a destination has a name that does not begin with aws-waf-logs-."""
    return names.misnamed(view, resource)


QUESTIONS: Mapping[str, Question] = {
    "delivery.writes-to-bucket": Question(_writes_to_bucket, _WRITERS),
    "delivery.bucket-refuses": Question(_bucket_refuses, {**_WRITERS, **_BUCKET, **_RECORDER, **_ROLE}),
    "delivery.topic-refuses": Question(
        _topic_refuses,
        {buckets.TRAIL: ("SnsTopicName",), buckets.CHANNEL: ("SnsTopicARN",), **_TOPIC, **_RECORDER, **_ROLE},
    ),
    "delivery.key-refuses": Question(
        _key_refuses,
        {buckets.TRAIL: ("KMSKeyId",), "AWS::Logs::LogGroup": ("KmsKeyId",), **_KEY},
    ),
    "delivery.log-role-lacks": Question(
        _log_role_lacks,
        {buckets.TRAIL: ("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn"), **_ROLE},
    ),
    "delivery.records-own-bucket": Question(
        _records_own_bucket,
        {buckets.TRAIL: ("EventSelectors", "S3BucketName"), "AWS::S3::Bucket": ("BucketName",)},
    ),
    "delivery.has-recorder": Question(_has_recorder, {}),
    "delivery.has-counterpart": Question(_has_counterpart, {}),
    "delivery.recorder-role-fails": Question(_recorder_role_fails, {**_RECORDER, **_ROLE}),
    "delivery.made-before-recorder": Question(_made_before_recorder, {}),
    "delivery.recorder-runs": Question(_recorder_runs, {config.STATUS: ("IsEnabled", "RecorderName")}),
    "delivery.misnamed": Question(
        _misnamed,
        {
            "AWS::WAFv2::LoggingConfiguration": ("LogDestinationConfigs",),
            "AWS::S3::Bucket": ("BucketName",),
            "AWS::Logs::LogGroup": ("LogGroupName",),
            "AWS::KinesisFirehose::DeliveryStream": ("DeliveryStreamName",),
        },
    ),
}
