"""`.tf.json` configurations, evaluated as Terraform would plan them."""

import json

import pytest

from awslint.frontends.part import Part
from awslint.frontends.terraform import Input, Settings, load
from awslint.model.place import Place
from awslint.model.value import Absent, Scalar, Sequence, Unknown, Why
from awslint.ruleset import index
from tests.frontends.terraform.reading import PLANS, plain, plan, properties, value

FOLDER = PLANS / "json"


def _folder() -> Part:
    """The configuration beside `json.plan.json`."""
    inputs = []
    for path in sorted(FOLDER.rglob("*.json")):
        kind = "tfvars" if "tfvars" in path.name else "tf_json"
        file = path.relative_to(FOLDER).as_posix()
        inputs.append(Input("P", kind, json.loads(path.read_text()), file))  # type: ignore[arg-type]
    return load(inputs, Settings(), index.load().knowledge, index.terraform_tables())


def _read(data: object, **variables: object) -> Part:
    source = Input("P", "tf_json", data, "main.tf.json")
    return load([source], Settings(variables=variables), index.load().knowledge, index.terraform_tables())


def test_terraform_plans_the_same_resources() -> None:
    assert set(_folder().resources) == set(plan("json").resources)


@pytest.mark.parametrize("key", sorted(plan("json").resources))
def test_terraform_plans_the_same_values(key: str) -> None:
    address = key.removeprefix("P#")
    written, planned = properties(_folder(), address), properties(plan("json"), address)
    both = written.keys() & planned.keys()
    assert both or not planned
    for name in both:
        if name in ("MetadataOptions", "Tags"):  # partly the provider's choice; in another order
            continue
        one, other = written[name], planned[name]
        if isinstance(other, str) and "|" in other:
            assert one in other.replace("?", "|?").split("|")[1:] or str(one).removeprefix("?") in other
        elif name == "PolicyDocument":
            assert json.dumps(one).replace('["?"]', "") == json.dumps(other).replace(
                '["?aws_s3_bucket.data[\\"blue\\"].Arn"]', ""
            )
        else:
            assert one == other, name


def test_tags_and_regions() -> None:
    assert properties(_folder(), 'aws_s3_bucket.data["blue"]')["Tags"] == [
        {"Key": "Owner", "Value": "platform"},
        {"Key": "Stage", "Value": "PROD"},
        {"Key": "Tier", "Value": "1"},
    ]
    regions = [_folder().resources[f"P#{one}"].region for one in ("aws_s3_bucket.far", "aws_kms_key.k")]
    assert [one and plain(one) for one in regions] == ["us-west-2", "eu-west-1"]


def test_secrets_stay_secret() -> None:
    assert properties(_folder(), "aws_db_instance.main")["MasterUserPassword"] == "(secret)"


def test_a_policy_document_keeps_the_shape_of_its_texts() -> None:
    found = value(_folder(), "aws_s3_bucket_policy.data", "PolicyDocument", "Statement", 0, "Resource", 0)
    assert isinstance(found, Unknown)
    assert [one if isinstance(one, str) else plain(one) for one in found.parts] == [
        '?aws_s3_bucket.data["blue"].Arn',
        "/*",
    ]


def test_places_are_where_it_is_written() -> None:
    data = {"resource": [{"aws_db_instance": [{"d": [{"storage_encrypted": True, "multi_az": "${var.x}"}]}]}]}
    part = _read(data)
    one = part.resources["P#aws_db_instance.d"]
    assert one.place == Place("P", ("resource", 0, "aws_db_instance", 0, "d", 0), key=True)
    found = value(part, "aws_db_instance.d", "StorageEncrypted")
    assert found.place == Place("P", (*one.properties.place.path, "storage_encrypted"))


def test_a_variable_without_a_value_is_unknown_and_may_be_given() -> None:
    data = {"variable": {"on": {"type": "bool"}}, "resource": {"aws_db_instance": {"d": {"multi_az": "${var.on}"}}}}
    found = value(_read(data), "aws_db_instance.d", "MultiAZ")
    assert isinstance(found, Unknown)
    assert (found.why, found.subject, found.may_be_absent) == (Why.PARAMETER, "var.on", False)
    given = value(_read(data, on="true"), "aws_db_instance.d", "MultiAZ")
    assert isinstance(given, Scalar)
    assert given.data is True


def test_the_providers_defaults_are_filled_in_and_say_so() -> None:
    found = value(_read({"resource": {"aws_kms_key": {"k": {}}}}), "aws_kms_key.k", "EnableKeyRotation")
    assert isinstance(found, Scalar)
    assert (found.data, [one.kind for one in found.origins]) == (False, ["service-default"])


@pytest.mark.parametrize("text", ["${var.n}", "${length(aws_instance.other[*].id)}"])
def test_an_unknown_count_may_be_none(text: str) -> None:
    data = {"resource": {"aws_kms_key": {"k": {"count": text}}, "aws_instance": {"other": {"count": "${var.n}"}}}}
    one = _read(data).resources["P#aws_kms_key.k"]
    assert isinstance(one.exists, Unknown)


def test_a_dynamic_block_over_something_unknown_leaves_the_list_open() -> None:
    content = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}
    group = {
        "ingress": [{"from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"]}],
        "dynamic": {"ingress": {"for_each": "${var.ports}", "content": content}},
    }
    data = {"resource": {"aws_security_group": {"g": group}}}
    found = value(_read(data), "aws_security_group.g", "SecurityGroupIngress")
    assert isinstance(found, Sequence)
    assert not found.complete
    assert [one["CidrIp"] for one in plain(found)[:-1]] == ["10.0.0.0/8"]  # type: ignore[index]


def test_what_is_not_in_the_input_is_outside() -> None:
    data = {
        "module": {"far": {"source": "terraform-aws-modules/vpc/aws"}},
        "data": {"aws_vpc": {"main": {"default": True}}},
        "resource": {
            "aws_subnet": {
                "m": {"vpc_id": "${module.far.vpc_id}"},
                "d": {"vpc_id": "${data.aws_vpc.main.id}"},
                "u": {"vpc_id": "${aws_vpc.undeclared.id}"},
            }
        },
    }
    part = _read(data)
    for name in ("m", "d", "u"):
        found = value(part, f"aws_subnet.{name}", "VpcId")
        assert isinstance(found, Unknown)
        assert found.why is Why.IMPORT
    assert [(one.severity, one.code) for one in part.problems] == [("notice", "terraform-module")]


def test_account_and_region_are_pseudo_parameters() -> None:
    data = {
        "data": {"aws_caller_identity": {"me": {}}},
        "resource": {"aws_s3_bucket": {"b": {"bucket": "logs-${data.aws_caller_identity.me.account_id}"}}},
    }
    found = value(_read(data), "aws_s3_bucket.b", "BucketName")
    assert isinstance(found, Unknown)
    assert [one if isinstance(one, str) else one.symbol for one in found.parts] == ["logs-", "Ref:AWS::AccountId"]


def test_comments_and_null_are_nothing() -> None:
    data = {"//": "c", "resource": {"//": "c", "aws_sqs_queue": {"q": {"//": "c", "kms_master_key_id": None}}}}
    assert isinstance(value(_read(data), "aws_sqs_queue.q", "KmsMasterKeyId"), Absent)


def test_cycles_and_nonsense_leave_values_unknown() -> None:
    data = {
        "locals": {"a": "${local.b}", "b": "${local.a}"},
        "resource": {
            "aws_s3_bucket": {
                "cycle": {"bucket": "${local.a}"},
                "self": {"bucket": "${aws_s3_bucket.self.bucket}"},
                "broken": {"bucket": "${1 +}"},
                "fault": {"bucket": "${upper([])}"},
            }
        },
    }
    part = _read(data)
    for name in ("cycle", "self", "broken", "fault"):
        found = value(part, f"aws_s3_bucket.{name}", "BucketName")
        assert isinstance(found, Unknown), name
        assert not found.may_be_absent


def test_a_module_that_calls_itself_ends() -> None:
    source = Input("P", "tf_json", {"module": {"m": {"source": "../a"}}}, "a/main.tf.json")
    part = load([source], Settings(), index.load().knowledge, index.terraform_tables())
    assert not part.resources


def test_every_configuration_of_the_corpus_is_read(shared: object) -> None:
    from pathlib import Path

    assert isinstance(shared, Path)
    seen = 0
    for path in sorted((shared / "corpus" / "plans").glob("*/*.tf.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        part = load(
            [Input("P", "tf_json", data, path.name)], Settings(), index.load().knowledge, index.terraform_tables()
        )
        for one in part.resources.values():
            plain_or_unknown = properties(part, one.key.removeprefix("P#"))
            assert isinstance(plain_or_unknown, dict)
        seen += len(part.resources)
    assert seen > 150
