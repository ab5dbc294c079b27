"""Helper resources become properties of what they configure, wherever and however they name it."""

import pytest

from awslint.model.value import Absent, Unknown
from tests.frontends.terraform.reading import plain, plan, properties, read, resource, resource_change, value


@pytest.mark.parametrize(
    "bucket",
    ["module.plain.aws_s3_bucket.this", 'module.team["a.b"].aws_s3_bucket.this', 'module.team["c"].aws_s3_bucket.this'],
)
def test_the_s3_family_in_modules(bucket: str) -> None:
    found = properties(plan("s3"), bucket)
    assert found["VersioningConfiguration"] == {"Status": "Enabled"}
    assert found["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": False,
    }  # fmt: skip


def test_a_helper_of_one_module_instance_says_nothing_about_another() -> None:
    assert isinstance(value(plan("s3"), "module.plain.aws_s3_bucket.this", "LoggingConfiguration"), Absent)
    assert plain(value(plan("s3"), 'module.team["c"].aws_s3_bucket.this', "LoggingConfiguration")) == {
        "DestinationBucketName": "logs-bucket",
        "LogFilePrefix": "access/",
    }


def test_count_pairs_by_index() -> None:
    encryption = [value(plan("s3"), f"aws_s3_bucket.many[{number}]", "BucketEncryption") for number in range(3)]
    assert [isinstance(one, Absent) for one in encryption] == [False, False, True]


def test_a_known_name_is_enough() -> None:
    assert properties(plan("s3"), "aws_s3_bucket.many[2]")["AccelerateConfiguration"] == {
        "AccelerationStatus": "Enabled"
    }


@pytest.mark.parametrize("bucket", ["aws_s3_bucket.first", "aws_s3_bucket.second"])
def test_a_helper_that_may_mean_either_leaves_both_undecided(bucket: str) -> None:
    found = value(plan("s3"), bucket, "VersioningConfiguration")
    assert isinstance(found, Unknown)
    assert found.may_be_absent
    assert found.subject == "aws_s3_bucket_versioning.either.bucket"


def test_a_helper_of_something_outside_stands_for_it() -> None:
    found = resource(plan("s3"), "aws_s3_bucket_versioning.foreign")
    assert (found.type, found.judged) == ("AWS::S3::Bucket", True)
    assert properties(plan("s3"), "aws_s3_bucket_versioning.foreign") == {
        "VersioningConfiguration": {"Status": "Suspended"}
    }
    assert not found.properties.complete


def test_a_folded_helper_stays_for_its_places_and_names_its_target() -> None:
    found = resource(plan("s3"), "module.plain.aws_s3_bucket_versioning.this")
    assert (found.type, found.judged) == ("", False)
    assert [one.address for one in found.origins] == ["module.plain.aws_s3_bucket.this"]
    status = value(plan("s3"), "module.plain.aws_s3_bucket.this", "VersioningConfiguration", "Status")
    start = found.properties.place.path
    assert status.place.path == (*start, "versioning_configuration", 0, "status")


def test_a_policy_finds_its_bucket_through_a_modules_output() -> None:
    assert plain(value(plan("s3"), "aws_s3_bucket_policy.plain", "Bucket")) == "?module.plain.aws_s3_bucket.this"


def test_absence_is_named_by_the_helper_that_would_end_it() -> None:
    found = value(plan("s3"), "aws_s3_bucket.logs", "VersioningConfiguration")
    assert isinstance(found, Absent)
    assert found.written == "versioning"
    block = value(plan("s3"), "aws_s3_bucket.logs", "PublicAccessBlockConfiguration")
    assert isinstance(block, Absent)
    assert block.written == "aws_s3_bucket_public_access_block"


def test_security_group_rules_inline() -> None:
    web = {"Description": "web", "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    found = plain(value(plan("sg"), "aws_security_group.inline", "SecurityGroupIngress"))
    assert isinstance(found, list)
    assert sorted(found, key=str) == sorted(
        [
            {**web, "CidrIp": "10.0.0.0/8"},
            {**web, "CidrIp": "0.0.0.0/0"},
            {**web, "SourceSecurityGroupId": "?aws_security_group.rules"},
            {**web, "SourceSecurityGroupId": "?aws_security_group.inline.GroupId"},
        ],
        key=str,
    )
    assert plain(value(plan("sg"), "aws_security_group.inline", "SecurityGroupEgress")) == [
        {"IpProtocol": "-1", "CidrIpv6": "::/0"}
    ]


def test_security_group_rules_as_resources_with_lists() -> None:
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    assert plain(value(plan("sg"), "aws_security_group.rules", "SecurityGroupIngress")) == [
        {**ssh, "CidrIp": "10.0.0.0/8"},
        {**ssh, "CidrIp": "0.0.0.0/0"},
    ]


def test_security_group_rules_as_single_resources() -> None:
    assert plain(value(plan("sg"), "aws_security_group.single", "SecurityGroupIngress")) == [
        {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}
    ]
    assert plain(value(plan("sg"), "aws_security_group.single", "SecurityGroupEgress")) == [
        {
            "IpProtocol": "tcp",
            "FromPort": 5432,
            "ToPort": 5432,
            "DestinationSecurityGroupId": "?aws_security_group.rules",
        }
    ]


def test_a_rule_of_a_foreign_group_is_a_resource_of_its_own() -> None:
    found = resource(plan("sg"), "aws_vpc_security_group_ingress_rule.foreign")
    assert (found.type, found.judged) == ("AWS::EC2::SecurityGroupIngress", True)
    assert properties(plan("sg"), found.address)["GroupId"] == "sg-0123456789abcdef0"


def test_iam_attachments_reach_both_ends() -> None:
    role = properties(plan("joins"), "aws_iam_role.r")
    assert sorted(map(str, role["ManagedPolicyArns"])) == [  # type: ignore[call-overload]
        "?aws_iam_policy.p",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
    ]
    assert [one["PolicyName"] for one in role["Policies"]] == ["inline"]  # type: ignore[attr-defined]
    assert properties(plan("joins"), "aws_iam_policy.p")["Roles"] == ["worker"]
    assert properties(plan("joins"), "aws_iam_user.u")["Groups"] == ["admins"]


def test_inline_routes_and_attachments_are_resources_of_their_own() -> None:
    route = properties(plan("joins"), "aws_route_table.t#route[0]")
    assert route == {
        "RouteTableId": "?aws_route_table.t",
        "DestinationCidrBlock": "0.0.0.0/0",
        "GatewayId": "?aws_internet_gateway.g",
    }
    attachment = properties(plan("joins"), "aws_internet_gateway.g#AWS::EC2::VPCGatewayAttachment")
    assert attachment == {"VpcId": "?aws_vpc.v", "InternetGatewayId": "?aws_internet_gateway.g"}


def test_each_value_of_a_resource_pairs_by_key() -> None:
    found = properties(plan("joins"), 'aws_route_table_association.a["b"]')
    assert found["SubnetId"] == '?aws_subnet.s["b"]'


def test_a_default_route_table_is_the_main_table_of_its_vpc() -> None:
    key = "aws_default_route_table.d#AWS::EC2::::MainRouteTableAssociation"
    found = properties(plan("joins"), key)
    assert found == {"VpcId": "?aws_vpc.v.MainRouteTableId", "RouteTableId": "?aws_default_route_table.d"}


def test_a_type_without_a_row_is_kept_and_not_judged() -> None:
    unheard = resource_change("aws_not_made_yet.x", {})
    part = read({"format_version": "1.2", "planned_values": {"root_module": {"resources": [unheard]}}})
    found = resource(part, "aws_not_made_yet.x")
    assert (found.type, found.written_type, found.judged, found.origins) == ("", "aws_not_made_yet", False, ())
    assert [(one.severity, one.code) for one in part.problems] == [("notice", "terraform-unmapped")]
