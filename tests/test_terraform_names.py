"""CloudFormation's property paths under the names that Terraform users write."""

import pytest

from awslint.ruledocs.terraform_names import TerraformNames
from awslint.ruleset.index import terraform_tables
from awslint.ruleset.paths import parse


@pytest.mark.parametrize(
    ("type_", "path", "names"),
    [
        ("AWS::RDS::DBInstance", "StorageEncrypted", ["storage_encrypted"]),
        (
            "AWS::S3::Bucket",
            "VersioningConfiguration.Status",
            ["versioning.enabled", "aws_s3_bucket_versioning.versioning_configuration.status"],
        ),
        (
            "AWS::EC2::SecurityGroup",
            "SecurityGroupIngress[*].CidrIp",
            [
                "ingress.cidr_blocks",
                "aws_security_group_rule.cidr_blocks",
                "aws_vpc_security_group_ingress_rule.cidr_ipv4",
            ],
        ),
        ("AWS::S3::Bucket", "Tags[*].Key", ["tags"]),
    ],
)
def test_a_property_has_the_names_of_what_sets_it(type_: str, path: str, names: list[str]) -> None:
    found = TerraformNames(terraform_tables())

    assert found.names(type_, parse(path)) == names
    assert found.is_mapped(type_, parse(path))


def test_what_terraform_cannot_say_is_mapped_and_has_no_name() -> None:
    found = TerraformNames(terraform_tables())

    assert found.names("AWS::RDS::DBInstance", parse("SourceDBClusterIdentifier")) == []
    assert found.is_mapped("AWS::RDS::DBInstance", parse("SourceDBClusterIdentifier"))


def test_what_no_table_says_anything_about_is_not_mapped() -> None:
    found = TerraformNames(terraform_tables())

    assert not found.is_mapped("AWS::EC2::Instance", parse("NetworkInterfaces[*].Nothing"))
    assert found.types("AWS::FraudDetector::Label") == []
