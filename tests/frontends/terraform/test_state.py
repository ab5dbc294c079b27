"""States: everything is known, joins go by value."""

from tests.frontends.terraform.reading import plain, properties, read, resource, resource_change, value

ARN = "arn:aws:kms:eu-west-1:123456789012:key/0f"
SHOWN = {
    "format_version": "1.0",
    "terraform_version": "1.11.4",
    "values": {
        "root_module": {
            "resources": [
                resource_change(
                    "aws_s3_bucket.logs", {"id": "logs-1", "bucket": "logs-1", "arn": "arn:aws:s3:::logs-1"}
                ),
                resource_change(
                    "aws_s3_bucket_versioning.v",
                    {"bucket": "logs-1", "versioning_configuration": [{"status": "Enabled", "mfa_delete": ""}]},
                ),
                resource_change("aws_kms_key.k", {"id": "0f", "key_id": "0f", "arn": ARN, "is_enabled": True}),
                resource_change(
                    "aws_db_instance.d",
                    {"storage_encrypted": True, "kms_key_id": ARN, "password": "made-up", "multi_az": False},
                    sensitive_values={"password": True},
                ),
            ]
        }
    },
}
RAW = {
    "version": 4,
    "terraform_version": "1.11.4",
    "resources": [
        {
            "module": 'module.a["x.y"]',
            "mode": "managed",
            "type": "aws_s3_bucket",
            "name": "b",
            "instances": [
                {"index_key": 0, "attributes": {"id": "b-0", "bucket": "b-0"}},
                {"index_key": 0, "deposed": "1234", "attributes": {"id": "old", "bucket": "old"}},
            ],
        },
        {
            "mode": "managed",
            "type": "aws_db_instance",
            "name": "d",
            "instances": [
                {
                    "attributes": {"password": "made-up", "storage_encrypted": True},
                    "sensitive_attributes": [[{"type": "get_attr", "value": "password"}]],
                }
            ],
        },
    ],
}  # fmt: skip


def test_helpers_find_their_bucket_by_its_name() -> None:
    assert properties(read(SHOWN, "state"), "aws_s3_bucket.logs")["VersioningConfiguration"] == {"Status": "Enabled"}


def test_an_arn_names_its_resource() -> None:
    found = value(read(SHOWN, "state"), "aws_db_instance.d", "KmsKeyId")
    assert plain(found) == ARN
    assert found.refers_to is not None  # type: ignore[union-attr]
    assert found.refers_to.target == "P#aws_kms_key.k"  # type: ignore[union-attr]


def test_sensitive_values_stay_secret() -> None:
    for data in (SHOWN, RAW):
        assert value(read(data, "state"), "aws_db_instance.d", "MasterUserPassword").secret  # type: ignore[union-attr]


def test_a_raw_state_has_full_addresses_and_no_deposed_objects() -> None:
    part = read(RAW, "state")
    assert sorted(one.address for one in part.resources.values()) == [
        "aws_db_instance.d",
        'module.a["x.y"].aws_s3_bucket.b[0]',
    ]
    bucket = resource(part, 'module.a["x.y"].aws_s3_bucket.b[0]')
    assert bucket.properties.place.path == ("resources", 0, "instances", 0, "attributes")


def test_another_version_of_a_raw_state_is_an_error() -> None:
    part = read({"version": 3, "modules": []}, "state")
    assert [one.severity for one in part.problems] == ["error"]


def test_cloud_control_resources_map_by_name() -> None:
    one = resource_change(
        "awscc_s3_bucket.c",
        {
            "bucket_name": "cloud-control",
            "versioning_configuration": {"status": "Enabled"},
            "tags": [{"key": "A", "value": "1"}],
        },
    )
    part = read({"format_version": "1.0", "values": {"root_module": {"resources": [one]}}}, "state")
    assert resource(part, "awscc_s3_bucket.c").type == "AWS::S3::Bucket"
    assert properties(part, "awscc_s3_bucket.c") == {
        "BucketName": "cloud-control",
        "VersioningConfiguration": {"Status": "Enabled"},
        "Tags": [{"Key": "A", "Value": "1"}],
    }


def _state(*resources: dict[str, object]) -> dict[str, object]:
    return {"format_version": "1.0", "values": {"root_module": {"resources": list(resources)}}}


def test_what_the_provider_reads_back_into_a_group_is_told_once() -> None:
    rule = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"], "self": False}
    group = resource_change("aws_security_group.g", {"id": "sg-0123456789abcdef0", "ingress": [rule], "egress": []})
    single = resource_change(
        "aws_vpc_security_group_ingress_rule.ssh",
        {
            "security_group_id": "sg-0123456789abcdef0",
            "ip_protocol": "tcp",
            "from_port": 22,
            "to_port": 22,
            "cidr_ipv4": "0.0.0.0/0",
        },
    )
    part = read(_state(group, single), "state")
    assert len(properties(part, "aws_security_group.g")["SecurityGroupIngress"]) == 1  # type: ignore[arg-type]
    written = value(part, "aws_security_group.g", "SecurityGroupIngress", 0, "CidrIp").place
    assert "cidr_ipv4" in written.path


def test_a_policy_that_is_read_back_into_its_bucket_is_told_once() -> None:
    policy = '{"Version": "2012-10-17", "Statement": []}'
    bucket = resource_change("aws_s3_bucket.b", {"id": "b", "bucket": "b", "policy": policy})
    assert len(read(_state(bucket), "state").resources) == 2
    own = resource_change("aws_s3_bucket_policy.p", {"id": "b", "bucket": "b", "policy": policy})
    types = [one.type for one in read(_state(bucket, own), "state").resources.values()]
    assert types == ["AWS::S3::Bucket", "AWS::S3::BucketPolicy"]


def test_a_known_name_refers_to_the_only_resource_that_has_it() -> None:
    bucket = resource_change("aws_s3_bucket.b", {"id": "b-1", "bucket": "b-1"})
    own = resource_change("aws_s3_bucket_policy.p", {"id": "b-1", "bucket": "b-1", "policy": "{}"})
    found = value(read(_state(bucket, own), "state"), "aws_s3_bucket_policy.p", "Bucket")
    assert found.refers_to is not None  # type: ignore[union-attr]
    assert found.refers_to.target == "P#aws_s3_bucket.b"  # type: ignore[union-attr]
