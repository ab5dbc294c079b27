"""What rules may ask about where logs, records and announcements are delivered."""

from collections.abc import Mapping

from awslint.analysis.delivery import buckets, config, names, trails
from awslint.analysis.delivery.recorders import RECORDER
from awslint.analysis.question import Question

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


QUESTIONS: Mapping[str, Question] = {
    "delivery.writes-to-bucket": Question(lambda view, one, _: buckets.writes(view, one), _WRITERS),
    "delivery.bucket-refuses": Question(
        lambda view, one, _: buckets.refuses(view, one), {**_WRITERS, **_BUCKET, **_RECORDER, **_ROLE}
    ),
    "delivery.topic-refuses": Question(
        lambda view, one, _: trails.topic_refuses(view, one),
        {buckets.TRAIL: ("SnsTopicName",), buckets.CHANNEL: ("SnsTopicARN",), **_TOPIC, **_RECORDER, **_ROLE},
    ),
    "delivery.key-refuses": Question(
        lambda view, one, _: trails.key_refuses(view, one),
        {buckets.TRAIL: ("KMSKeyId",), "AWS::Logs::LogGroup": ("KmsKeyId",), **_KEY},
    ),
    "delivery.log-role-lacks": Question(
        lambda view, one, _: trails.log_role_lacks(view, one),
        {buckets.TRAIL: ("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn"), **_ROLE},
    ),
    "delivery.records-own-bucket": Question(
        lambda view, one, _: trails.records_own_bucket(view, one),
        {buckets.TRAIL: ("EventSelectors", "S3BucketName"), "AWS::S3::Bucket": ("BucketName",)},
    ),
    "delivery.has-recorder": Question(lambda view, one, _: config.has_recorder(view, one), {}),
    "delivery.has-counterpart": Question(lambda view, one, _: config.has_counterpart(view, one), {}),
    "delivery.recorder-role-fails": Question(lambda view, one, _: config.role_fails(view, one), {**_RECORDER, **_ROLE}),
    "delivery.made-before-recorder": Question(lambda view, one, _: config.made_before_recorder(view, one), {}),
    "delivery.recorder-runs": Question(
        lambda view, one, _: config.recorder_runs(view, one), {config.STATUS: ("IsEnabled", "RecorderName")}
    ),
    "delivery.misnamed": Question(
        lambda view, one, _: names.misnamed(view, one),
        {
            "AWS::WAFv2::LoggingConfiguration": ("LogDestinationConfigs",),
            "AWS::S3::Bucket": ("BucketName",),
            "AWS::Logs::LogGroup": ("LogGroupName",),
            "AWS::KinesisFirehose::DeliveryStream": ("DeliveryStreamName",),
        },
    ),
}
