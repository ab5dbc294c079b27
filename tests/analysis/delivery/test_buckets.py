"""Does the bucket let the service in that writes to it?"""

from typing import Any

import pytest

from awslint.analysis.delivery.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, Sub, resource, view_of

ARN = Ref("Logs", "Arn")
TRAIL = "AWS::CloudTrail::Trail"
CHANNEL = "AWS::Config::DeliveryChannel"
BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"


def allow(service: object, actions: object, *resources: object, **condition: object) -> dict[str, Any]:
    principal = {"AWS": service} if str(service).startswith("arn:") else {"Service": service}
    statement = {"Effect": "Allow", "Principal": principal, "Action": actions, "Resource": list(resources)}
    return {**statement, "Condition": condition} if condition else statement


def objects(path: str) -> Sub:
    return Sub((ARN, f"/{path}"))


def asked(
    source: tuple[str, Any],
    statements: Any,
    bucket: Any = None,
    **others: Any,
) -> Outcome:
    template: dict[str, Any] = {"Logs": ("AWS::S3::Bucket", bucket or {}), "Source": source, **others}
    if statements is not None:
        document = {"Version": "2012-10-17", "Statement": statements}
        template["Policy"] = ("AWS::S3::BucketPolicy", {"Bucket": Ref("Logs"), "PolicyDocument": document})
    view = view_of(template)
    return QUESTIONS["delivery.bucket-refuses"].ask(view, resource(view, "Source"), {})


def trail(**more: object) -> tuple[str, dict[str, Any]]:
    return TRAIL, {"TrailName": "audit", "S3BucketName": Ref("Logs"), **more}


LETS_IN = [
    allow("cloudtrail.amazonaws.com", "s3:GetBucketAcl", ARN),
    allow("cloudtrail.amazonaws.com", "s3:PutObject", objects("AWSLogs/*")),
]


def test_a_trail_needs_both_actions_under_its_prefix() -> None:
    assert asked(trail(), LETS_IN).truth is Truth.NO
    assert asked(trail(S3KeyPrefix="audit"), LETS_IN).truth is Truth.YES
    assert (
        asked(
            trail(S3KeyPrefix="audit"), [LETS_IN[0], allow("cloudtrail.amazonaws.com", "s3:*", objects("audit/*"))]
        ).truth
        is Truth.NO
    )
    assert asked(trail(), LETS_IN[1:]).truth is Truth.YES


def test_the_missing_link_is_named_with_the_places_of_the_chain() -> None:
    found = asked(trail(S3KeyPrefix="audit"), LETS_IN)

    assert [one.detail for one in found.evidence] == [
        (
            "the policy of Logs does not let cloudtrail.amazonaws.com call s3:PutObject on audit/AWSLogs/<account>/*, "
            "a statement does so on others"
        )
    ]
    assert [(one.role, one.address) for one in found.evidence[0].related] == [
        ("bucket", "Logs"),
        ("policy", "Policy"),
        ("statement", "Policy"),
    ]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:eu-central-1:111122223333:trail/audit"}}, Truth.NO),
        ({"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:eu-central-1:111122223333:trail/other"}}, Truth.YES),
        ({"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}, Truth.NO),
        ({"StringEquals": {"s3:x-amz-acl": "private"}}, Truth.YES),
        ({"StringEquals": {"aws:SourceArn": Parameter("TrailArn")}}, Truth.UNKNOWN),
        ({"StringEquals": {"s3:ExistingObjectTag/a": "b"}}, Truth.UNKNOWN),
    ],
)
def test_conditions_are_weighed(condition: dict[str, Any], expected: Truth) -> None:
    statement = allow("cloudtrail.amazonaws.com", "s3:*", ARN, objects("*"), **condition)

    assert asked(trail(), [statement]).truth is expected


def test_a_bucket_that_is_not_in_the_input_is_undecided() -> None:
    assert asked((TRAIL, {"S3BucketName": "elsewhere"}), None).truth is Truth.UNKNOWN
    assert asked((TRAIL, {"S3BucketName": Parameter("Bucket")}), None).truth is Truth.UNKNOWN
    assert asked(trail(), None).truth is Truth.YES  # one that is here has no policy


ROLE = "AWS::IAM::Role"
LINKED = "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"


def recorder(role: object) -> tuple[str, dict[str, Any]]:
    return "AWS::Config::ConfigurationRecorder", {"RoleARN": role}


def writer(*actions: str) -> tuple[str, dict[str, Any]]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return ROLE, {"Policies": [{"PolicyName": "deliver", "PolicyDocument": {"Statement": statement}}]}


def test_config_delivers_as_itself_or_with_the_recorders_role() -> None:
    channel = (CHANNEL, {"S3BucketName": Ref("Logs")})
    service = [allow("config.amazonaws.com", ["s3:GetBucketAcl", "s3:PutObject"], ARN, objects("AWSLogs/*"))]

    assert asked(channel, service, Recorder=recorder(LINKED)).truth is Truth.NO
    assert asked(channel, None, Recorder=recorder(LINKED)).truth is Truth.YES
    role = Ref("Role", "Arn")
    assert asked(channel, None, Recorder=recorder(role), Role=writer("s3:*")).truth is Truth.NO
    assert asked(channel, None, Recorder=recorder(role), Role=writer("s3:PutObject")).truth is Truth.YES
    assert asked(channel, None, Recorder=recorder(Parameter("RoleArn"))).truth is Truth.UNKNOWN
    assert asked(channel, None).truth is Truth.UNKNOWN


def balancer(**more: object) -> tuple[str, dict[str, Any]]:
    attributes = {"access_logs.s3.enabled": "true", "access_logs.s3.bucket": Ref("Logs")}
    return BALANCER, {"LoadBalancerAttributes": [{"Key": k, "Value": v} for k, v in attributes.items()], **more}


@pytest.mark.parametrize(
    ("principal", "kind", "expected"),
    [
        ("logdelivery.elasticloadbalancing.amazonaws.com", "application", Truth.NO),
        ("arn:aws:iam::127311923021:root", "application", Truth.NO),
        ("arn:aws:iam::111122223333:root", "application", Truth.YES),
        ("delivery.logs.amazonaws.com", "application", Truth.YES),
        ("delivery.logs.amazonaws.com", "network", Truth.NO),
        ("logdelivery.elasticloadbalancing.amazonaws.com", "network", Truth.YES),
        ("delivery.logs.amazonaws.com", Parameter("Kind"), Truth.UNKNOWN),
    ],
)
def test_balancers_have_a_principal_by_their_kind(principal: str, kind: object, expected: Truth) -> None:
    statement = allow(principal, "s3:*", ARN, objects("*"))

    assert asked(balancer(Type=kind), [statement]).truth is expected


def test_application_load_balancers_do_not_write_with_kms() -> None:
    statement = allow("logdelivery.elasticloadbalancing.amazonaws.com", "s3:*", ARN, objects("*"))
    rule = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
    bucket: dict[str, Any] = {"BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]}}
    found = asked(balancer(), [statement], bucket)

    assert found.truth is Truth.YES
    assert found.evidence[0].detail == "Logs encrypts with KMS, and load balancers only write with Amazon S3's keys"


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [
        ({}, Truth.YES),
        ({"AccessControl": "LogDeliveryWrite"}, Truth.NO),
        (
            {
                "AccessControl": "LogDeliveryWrite",
                "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            },
            Truth.YES,
        ),
        ({"AccessControl": Parameter("Acl")}, Truth.UNKNOWN),
    ],
)
def test_server_access_logs_may_come_by_access_control_list(bucket: dict[str, Any], expected: Truth) -> None:
    source = ("AWS::S3::Bucket", {"LoggingConfiguration": {"DestinationBucketName": Ref("Logs")}})

    assert asked(source, None, bucket).truth is expected


@pytest.mark.parametrize(
    ("ownership", "expected"),
    [
        (None, Truth.YES),
        ("BucketOwnerEnforced", Truth.YES),
        ("ObjectWriter", Truth.NO),
        (Parameter("O"), Truth.UNKNOWN),
    ],
)
def test_cloudfront_needs_access_control_lists(ownership: object, expected: Truth) -> None:
    logging = {"Bucket": Ref("Logs", "DomainName")}
    source = ("AWS::CloudFront::Distribution", {"DistributionConfig": {"Logging": logging}})
    bucket = {"OwnershipControls": {"Rules": [{"ObjectOwnership": ownership}]}} if ownership else {}

    assert asked(source, None, bucket).truth is expected


def test_server_access_logs_do_not_go_to_locked_buckets() -> None:
    source = ("AWS::S3::Bucket", {"LoggingConfiguration": {"DestinationBucketName": Ref("Logs")}})
    bucket = {"ObjectLockConfiguration": {"Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 1}}}}
    statement = allow("logging.s3.amazonaws.com", "s3:PutObject", objects("*"))

    assert asked(source, [statement]).truth is Truth.NO
    assert [one.detail for one in asked(source, [statement], bucket).evidence] == [
        "Logs locks new objects (ObjectLockConfiguration), and takes no server access logs"
    ]
