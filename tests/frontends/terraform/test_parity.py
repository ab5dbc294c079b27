"""The same system in CloudFormation's words and as a genuine plan: what rules read must be equal."""

import pytest

from tests.frontends.terraform.reading import plan, properties

# Address in a plan, and what a CloudFormation template of the same system would say, for what rules read of it.
PAIRS = [
    (
        "traps",
        "aws_db_instance.secret",
        {"DBInstanceClass": "db.t3.micro", "Engine": "postgres", "StorageEncrypted": True, "AllocatedStorage": 20},
    ),
    ("traps", "aws_vpc.main", {"CidrBlock": "10.0.0.0/16"}),
    ("traps", "aws_kms_key.data", {"Enabled": True, "EnableKeyRotation": False, "KeySpec": "SYMMETRIC_DEFAULT"}),
    ("s3", "aws_s3_bucket.logs", {
        "BucketName": "logs-bucket",
        "AccessControl": "LogDeliveryWrite",
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]},
    }),
    ("joins", "aws_iam_role.r", {
        "RoleName": "worker",
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
            ],
        },
        "Policies": [{
            "PolicyName": "inline",
            "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
            },
        }],
    }),
    ("joins", "aws_network_acl.n#ingress[0]", {
        "NetworkAclId": "?aws_network_acl.n",
        "RuleNumber": 100,
        "RuleAction": "allow",
        "Protocol": 6,
        "Egress": False,
        "CidrBlock": "0.0.0.0/0",
        "PortRange": {"From": 22, "To": 22},
    }),
    ("services", "aws_lb.front", {
        "Name": "front",
        "Scheme": "internal",
        "Type": "application",
    }),
    ("services", "aws_lb_listener.http", {
        "Port": 80,
        "Protocol": "HTTP",
        "LoadBalancerArn": "?aws_lb.front",
    }),
    ("services", "aws_ecs_task_definition.web", {
        "ContainerDefinitions": [{
            "Name": "web",
            "Image": "nginx",
            "Privileged": True,
            "ReadonlyRootFilesystem": False,
            "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "web"}},
            "Environment": [{"Name": "MODE", "Value": "x"}],
        }],
        "NetworkMode": "host",
    }),
    ("services", "aws_dynamodb_table.orders", {
        "TableName": "orders",
        "BillingMode": "PAY_PER_REQUEST",
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    }),
    ("services", "aws_cloudfront_distribution.site", {}),
    ("services", "aws_launch_template.app", {}),
    ("services", "aws_db_parameter_group.pg", {"Family": "postgres16", "Parameters": {"rds.force_ssl": "1"}}),
    ("services", "aws_cloudtrail.all", {
        "TrailName": "all",
        "IsLogging": True,
        "IsMultiRegionTrail": True,
        "EnableLogFileValidation": True,
        "S3BucketName": "trail",
    }),
    ("services", "aws_cloudwatch_log_group.forever", {"LogGroupName": "forever"}),
    ("services", "aws_opensearch_domain.search", {
        "EncryptionAtRestOptions": {"Enabled": True},
        "NodeToNodeEncryptionOptions": {"Enabled": True},
        "LogPublishingOptions": {
            "AUDIT_LOGS": {"CloudWatchLogsLogGroupArn": "?aws_cloudwatch_log_group.forever.Arn", "Enabled": True}
        },
    }),
    ("services", "aws_ecs_service.web", {
        "NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "DISABLED", "Subnets": ["subnet-1"]}}
    }),
    ("services", "aws_eks_cluster.k", {
        "Name": "k",
        "Logging": {"ClusterLogging": {"EnabledTypes": [{"Type": "api"}, {"Type": "audit"}]}},
        "EncryptionConfig": [{"Provider": {"KeyArn": "?aws_kms_key.k.Arn"}, "Resources": ["secrets"]}],
    }),
]  # fmt: skip


@pytest.mark.parametrize(("name", "address", "expected"), PAIRS, ids=[address for _, address, _ in PAIRS])
def test_a_plan_says_what_cloudformation_says(name: str, address: str, expected: dict[str, object]) -> None:
    found = properties(plan(name), address)
    assert {key: found.get(key) for key in expected} == expected


def test_load_balancer_attributes_are_keys_and_values() -> None:
    found = properties(plan("services"), "aws_lb.front")["LoadBalancerAttributes"]
    assert isinstance(found, list)
    attributes = {one["Key"]: one["Value"] for one in found}
    assert attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert attributes["deletion_protection.enabled"] == "false"
    assert attributes["access_logs.s3.enabled"] == "true"


def test_listener_redirects() -> None:
    found = properties(plan("services"), "aws_lb_listener.http")["DefaultActions"]
    assert isinstance(found, list)
    assert found[0]["Type"] == "redirect"
    assert {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}.items() <= found[0]["RedirectConfig"].items()


def test_cloudfronts_wrapper() -> None:
    found = properties(plan("services"), "aws_cloudfront_distribution.site")["DistributionConfig"]
    assert isinstance(found, dict)
    assert found["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"
    assert found["ViewerCertificate"]["CloudFrontDefaultCertificate"] is True
    assert [one["DomainName"] for one in found["Origins"]] == ["example.com"]


def test_launch_template_wrapper_types_its_texts() -> None:
    found = properties(plan("services"), "aws_launch_template.app")["LaunchTemplateData"]
    assert isinstance(found, dict)
    assert found["MetadataOptions"]["HttpTokens"] == "required"
    assert found["BlockDeviceMappings"][0]["Ebs"]["VolumeSize"] == 8
