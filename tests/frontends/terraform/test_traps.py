"""What real plans do that a naive reader gets wrong, each seen in plans of others."""

import json
from pathlib import Path

import pytest

from awslint.frontends.part import Part
from awslint.model.place import Place
from awslint.model.value import Absent, Scalar, Sequence, Unknown, Why
from awslint.run import Options, check
from tests.frontends.terraform.reading import SECRET, plain, plan, properties, read, resource, resource_change, value


def test_secrets_are_marked_wherever_terraform_writes_them_in_clear() -> None:
    found = value(plan("traps"), "aws_db_instance.secret", "MasterUserPassword")
    assert isinstance(found, Scalar)
    assert found.secret
    assert plain(found) == SECRET


def test_an_unknown_value_that_is_written_is_set_and_keeps_its_edge() -> None:
    found = value(plan("traps"), "aws_db_instance.secret", "KmsKeyId")
    assert isinstance(found, Unknown)
    assert (found.why, found.subject) == (Why.AFTER_APPLY, "aws_db_instance.secret.kms_key_id")
    assert not found.may_be_absent
    assert found.refers_to is not None
    assert (found.refers_to.target, found.refers_to.attribute) == ("P#aws_kms_key.data", "Arn")


def test_an_unknown_value_that_nobody_wrote_is_unset() -> None:
    found = value(plan("traps"), "aws_db_instance.secret", "MultiAZ")
    assert isinstance(found, Absent)
    assert found.written == "multi_az"


def test_a_list_known_in_part_keeps_its_reference() -> None:
    assert plain(value(plan("traps"), "aws_lb.edge", "SecurityGroups")) == ["?aws_security_group.written"]


def test_a_splat_means_every_instance() -> None:
    assert plain(value(plan("traps"), "aws_lb.edge", "Subnets")) == ["?aws_subnet.zone[0]", "?aws_subnet.zone[1]"]


def test_a_policy_text_with_one_unknown_arn_is_unknown_as_a_whole_and_refers_to_nothing() -> None:
    found = value(plan("traps"), "aws_sqs_queue.jobs#AWS::SQS::QueuePolicy", "PolicyDocument")
    assert isinstance(found, Unknown)
    assert found.refers_to is None
    assert not found.may_be_absent


def test_a_deferred_policy_document_keeps_its_statements() -> None:
    assert plain(value(plan("traps"), "aws_sns_topic_policy.alarms", "PolicyDocument")) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Publish",
                "Effect": "Allow",
                "Action": ["sns:Publish"],
                "Resource": ["?aws_sns_topic.alarms"],
                "Principal": {"AWS": ["*"]},
                "Condition": {"StringEquals": {"aws:SourceAccount": ["123456789012"]}},
            }
        ],
    }


def test_a_name_lost_in_a_local_is_the_only_candidate_of_the_module() -> None:
    assert plain(value(plan("traps"), "aws_subnet.zone[1]", "VpcId")) == "?aws_vpc.main"


def test_dynamic_blocks_leave_no_expression_and_are_read_from_the_values() -> None:
    rules = value(plan("traps"), "aws_security_group.dynamic", "SecurityGroupIngress")
    assert isinstance(rules, Sequence)
    assert sorted(str(one["CidrIp"]) for one in plain(rules)) == ["0.0.0.0/0", "10.0.0.0/8"]  # type: ignore[attr-defined]


def test_computed_blocks_that_nobody_wrote_are_absent_although_unknown() -> None:
    found = value(plan("traps"), "aws_security_group.written", "SecurityGroupIngress")
    assert isinstance(found, Absent)


def test_terraform_leaves_a_new_group_without_the_egress_rule_that_cloudformation_keeps() -> None:
    found = value(plan("traps"), "aws_security_group.written", "SecurityGroupEgress")
    assert isinstance(found, Sequence)
    assert (found.items, found.complete) == ((), True)


@pytest.mark.parametrize("name", ["KmsKeyArn", "Layers", "DeadLetterConfig", "ReservedConcurrentExecutions"])
def test_null_and_empty_values_and_sentinels_are_nobodys_wish(name: str) -> None:
    assert isinstance(value(plan("traps"), "aws_lambda_function.job", name), Absent)


def test_false_and_zero_are_values() -> None:
    written = properties(plan("traps"), "aws_db_instance.secret")
    assert written["PubliclyAccessible"] is False
    assert written["MonitoringInterval"] == 0


def test_a_value_that_only_the_provider_set_says_so() -> None:
    found = value(plan("traps"), "aws_db_instance.secret", "PubliclyAccessible")
    assert isinstance(found, Scalar)
    assert [(one.kind, one.note) for one in found.origins] == [
        ("service-default", "default of the Terraform AWS provider")
    ]


def test_a_value_that_the_user_set_says_nothing_of_defaults() -> None:
    found = value(plan("traps"), "aws_db_instance.secret", "StorageEncrypted")
    assert isinstance(found, Scalar)
    assert found.origins == ()


def test_the_region_is_the_providers() -> None:
    regions = [resource(plan("traps"), one).region for one in ("aws_vpc.main", "aws_kms_key.data")]
    assert [one and plain(one) for one in regions] == ["eu-west-1", "us-west-2"]


def test_default_tags_are_tags() -> None:
    assert plain(value(plan("traps"), "aws_db_instance.secret", "Tags")) == [
        {"Key": "Name", "Value": "orders"},
        {"Key": "Owner", "Value": "platform"},
    ]


def test_module_keys_may_hold_dots_and_brackets() -> None:
    found = properties(plan("s3"), 'module.team["a.b"].aws_s3_bucket.this')
    assert found["VersioningConfiguration"] == {"Status": "Enabled"}


def test_places_are_the_values_in_the_plan() -> None:
    group = resource(plan("sg"), "aws_security_group.inline")
    found = value(plan("sg"), "aws_security_group.inline", "SecurityGroupIngress", 1, "CidrIp")
    assert group.place.path == (*group.properties.place.path[:-1], "address")
    assert found.place == Place("P", (*group.properties.place.path, "ingress", 0, "cidr_blocks", 1))


def _with_provider(name: str) -> dict[str, object]:
    one = {
        "address": "aws_vpc.v", "mode": "managed", "type": "aws_vpc", "name": "v", "provider_name": name,
        "values": {"cidr_block": "10.0.0.0/16"},
    }  # fmt: skip
    return {"format_version": "1.2", "planned_values": {"root_module": {"resources": [one]}}}


@pytest.mark.parametrize("name", ["registry.opentofu.org/hashicorp/aws", "aws", "mirror.example.com/hashicorp/aws"])
def test_the_providers_name_does_not_matter(name: str) -> None:
    assert properties(read(_with_provider(name)), "aws_vpc.v")["CidrBlock"] == "10.0.0.0/16"


def test_the_templates_that_json_configurations_keep_as_constants_are_no_constants() -> None:
    data = _with_provider("aws")
    data["configuration"] = {
        "provider_config": {
            "aws": {"expressions": {"region": {"constant_value": "${var.region}", "references": ["var.region"]}}}
        },
        "root_module": {
            "resources": [
                {
                    "address": "aws_vpc.v",
                    "mode": "managed",
                    "type": "aws_vpc",
                    "name": "v",
                    "provider_config_key": "aws",
                    "expressions": {"cidr_block": {"constant_value": "10.0.0.0/16"}},
                }
            ]
        },
    }
    data["variables"] = {"region": {"value": "ap-south-1"}}
    found = resource(read(data), "aws_vpc.v").region
    assert found is not None
    assert plain(found) == "ap-south-1"


def test_what_is_destroyed_is_not_there() -> None:
    data = _with_provider("aws")
    gone = {"address": "aws_vpc.old", "mode": "managed", "type": "aws_vpc", "name": "old"}
    data["resource_changes"] = [{**gone, "change": {"actions": ["delete"], "before": {}, "after": None}}]
    assert list(read(data).resources) == ["P#aws_vpc.v"]


def test_without_planned_values_the_changes_tell() -> None:
    one = {"address": "aws_vpc.v", "mode": "managed", "type": "aws_vpc", "name": "v"}
    data = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [one]}},
        "resource_changes": [{**one, "change": {"actions": ["create"], "after": {"cidr_block": "10.0.0.0/16"}}}],
    }
    found = value(read(data), "aws_vpc.v", "CidrBlock")
    assert found.place.path == ("resource_changes", 0, "change", "after", "cidr_block")


@pytest.mark.parametrize(
    ("member", "code"),
    [({"errored": True}, "terraform-errored"), ({"complete": False}, "terraform-partial")],
)
def test_partial_plans_are_read_with_a_notice(member: dict[str, object], code: str) -> None:
    part = read({**_with_provider("aws"), **member})
    assert [(one.severity, one.code) for one in part.problems] == [("notice", code)]
    assert len(part.resources) == 1


def test_an_unknown_major_version_is_an_error() -> None:
    part = read({**_with_provider("aws"), "format_version": "2.0"})
    assert [one.severity for one in part.problems] == ["error"]
    assert not part.resources


def _with_key(*references: str) -> Part:
    """A database whose key is known after apply; its expression has these references."""
    database = resource_change("aws_db_instance.d", {"engine": "postgres"})
    keys = [resource_change(f"aws_kms_key.{name}", {}) for name in ("a", "b")]
    configured = [
        {
            "address": one["address"],
            "mode": "managed",
            "type": one["type"],
            "name": one["name"],
            "expressions": {"kms_key_id": {"references": list(references)}} if one is database else {},
        }
        for one in (database, *keys)
    ]
    change = {"actions": ["create"], "after_unknown": {"kms_key_id": True}}
    return read(
        {
            "format_version": "0.1",
            "planned_values": {"root_module": {"resources": [database, *keys]}},
            "resource_changes": [{**database, "change": change}],
            "configuration": {"root_module": {"resources": configured}},
        }
    )


@pytest.mark.parametrize(
    "references",
    [
        ["aws_kms_key.a"],  # Terraform up to 0.15 names no attribute
        ["aws_kms_key.a.arn", "aws_kms_key.a"],
        ["aws_kms_key.a.arn", "aws_kms_key.a", "var.unused", "each.key", "path.module"],
    ],
)
def test_references_are_a_bag_of_which_the_longest_count(references: list[str]) -> None:
    assert plain(value(_with_key(*references), "aws_db_instance.d", "KmsKeyId")) in (
        "?aws_kms_key.a",
        "?aws_kms_key.a.Arn",
    )


def test_of_two_references_it_may_be_either() -> None:
    """No operators are in the bag: `var.x ? a.arn : b.arn` and `coalesce(a.arn, b.arn)` look the same."""
    found = value(
        _with_key("aws_kms_key.a.arn", "aws_kms_key.a", "aws_kms_key.b.arn", "aws_kms_key.b"),
        "aws_db_instance.d",
        "KmsKeyId",
    )
    assert plain(found) == "?aws_kms_key.a.Arn|aws_kms_key.b.Arn"


ONE = _with_provider("registry.terraform.io/hashicorp/aws")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig", "utf-8"])
def test_powershell_writes_utf_16(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.json"
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    path.write_bytes(mark + json.dumps(ONE, indent=2).replace("\n", "\r\n").encode(encoding))
    report = check([str(path)], Options(select=("VPC_FLOW_LOGS_ENABLED",)))
    assert [(one.address, one.verdict.value) for one in report.findings] == [("aws_vpc.v", "NON_COMPLIANT")]
    place = report.findings[0].place
    assert place is not None
    location = report.places.locate(place.document, place.path, place.key)
    assert location is not None
    assert report.places.line(location.file, location.start_line).strip() == '"address": "aws_vpc.v",'


LOG = """\
{"@level":"info","@message":"Terraform 1.11.4","@module":"terraform.ui","type":"version"}
{"@level":"info","@message":"aws_vpc.v: Plan to create","change":{"resource":{"addr":"aws_vpc.v"},"action":"create"}}
"""
INFRACOST = {"version": "0.2", "currency": "USD", "projects": [{"name": "x", "breakdown": {"resources": []}}]}
MOCK = {"terraform_version": "1.5.0", "resource_changes": {"aws_vpc.v": {"type": "aws_vpc"}}, "planned_values": {}}
MOCK_V2 = {"terraform_version": "1.5.0", "planned_values": {"outputs": {}, "resources": {"aws_vpc.v": {}}}}


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (LOG, "terraform-plan-log", "`terraform show -json`"),
        (json.dumps(INFRACOST), "not-a-template", ""),
        (json.dumps(MOCK), "not-a-template", "`terraform show -json`"),
        (json.dumps(MOCK_V2), "not-a-template", "`terraform show -json`"),
    ],
)
def test_what_only_resembles_a_plan_is_not_judged_without_a_word(
    tmp_path: Path, content: str, kind: str, words: str
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(content)
    report = check([str(path)], Options())
    assert [(one.kind, words in one.reason) for one in report.inputs] == [(kind, True)]
    assert report.resources == 0
    assert not [one for one in report.diagnostics if one.severity == "error" and one.code != "rule-file"]


def test_what_rests_on_a_default_is_in_terraforms_words(tmp_path: Path) -> None:
    passwords = resource_change("aws_iam_account_password_policy.p", {})
    path = tmp_path / "plan.json"
    path.write_text(
        json.dumps({"format_version": "1.2", "planned_values": {"root_module": {"resources": [passwords]}}})
    )
    report = check([str(path)], Options(select=("iam-password-policy",)))
    assert "require_symbols" in {one.path for one in report.findings}
    assert not [one.message for one in report.findings if "RequireSymbols" in one.message]


def test_a_region_that_is_not_given_is_asked_for_in_terraforms_words(tmp_path: Path) -> None:
    statement = '${jsonencode({Statement = [{Effect = "Allow", Action = "s3:*", Resource = data.aws_region.r.name}]})}'
    configuration = {"data": {"aws_region": {"r": {}}}, "resource": {"aws_iam_policy": {"p": {"policy": statement}}}}
    path = tmp_path / "main.tf.json"
    path.write_text(json.dumps(configuration))
    report = check([str(path)], Options(select=("iam-managed-policy-size-check",)))
    assert [one.reason for one in report.findings] == ["the region (--region) is not given"]


@pytest.mark.parametrize(
    ("type_", "attribute", "property_", "mark", "complete"),
    [
        ("aws_lambda_function", "layers", "Layers", [True], True),  # a list that is written out
        ("aws_lambda_function", "layers", "Layers", True, False),  # concat(...), flatten(...): nobody knows how many
        ("aws_db_instance", "vpc_security_group_ids", "VPCSecurityGroups", True, True),  # a set is marked as a whole
    ],
)
def test_a_computed_list_may_have_more_items_than_it_names(
    type_: str, attribute: str, property_: str, mark: object, complete: bool
) -> None:
    user, named = resource_change(f"{type_}.u", {}), resource_change("aws_security_group.named", {})
    configured = [
        {
            "address": one["address"],
            "mode": "managed",
            "type": one["type"],
            "name": one["name"],
            "expressions": {attribute: {"references": ["aws_security_group.named.id"]}} if one is user else {},
        }
        for one in (user, named)
    ]
    change = {"actions": ["create"], "after_unknown": {attribute: mark}}
    part = read(
        {
            "format_version": "1.2",
            "planned_values": {"root_module": {"resources": [user, named]}},
            "resource_changes": [{**user, "change": change}],
            "configuration": {"root_module": {"resources": configured}},
        }
    )
    found = value(part, f"{type_}.u", property_)

    assert isinstance(found, Sequence)
    assert len(found.items) == 1
    assert found.complete is complete
