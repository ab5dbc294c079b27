"""Which resources a backup selection selects."""

import pytest

from awslint.analysis.backup.selection import selects
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, resource, view_of

TABLE = "AWS::DynamoDB::Table"
SELECTION = "AWS::Backup::BackupSelection"
DAILY = {"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "daily"}


def chosen(body: dict[str, object], table: dict[str, object] | None = None) -> Truth:
    properties = {"Tags": [{"Key": "backup", "Value": "daily"}]} if table is None else table
    view = view_of({"Table": (TABLE, properties), "Selection": (SELECTION, {"BackupSelection": body})})
    return selects(view, resource(view, "Selection"), resource(view, "Table"))


@pytest.mark.parametrize(
    ("body", "truth"),
    [
        ({}, Truth.YES),
        ({"Resources": ["*"]}, Truth.YES),
        ({"Resources": [Ref("Table", "Arn")]}, Truth.YES),
        ({"Resources": ["arn:aws:dynamodb:*:*:table/*"]}, Truth.YES),
        ({"Resources": ["arn:aws:ec2:*:*:volume/*"]}, Truth.NO),
        ({"Resources": [Parameter("Arn")]}, Truth.UNKNOWN),
        ({"ListOfTags": [DAILY]}, Truth.YES),
        ({"ListOfTags": [DAILY | {"ConditionValue": "never"}, DAILY]}, Truth.YES),
        ({"Resources": ["arn:aws:ec2:*:*:volume/*"], "ListOfTags": [DAILY]}, Truth.YES),
        ({"Resources": ["*"], "NotResources": [Ref("Table", "Arn")]}, Truth.NO),
        ({"Resources": ["*"], "NotResources": [Parameter("Arn")]}, Truth.UNKNOWN),
    ],
)
def test_lists_are_alternatives_and_exceptions_count(body: dict[str, object], truth: Truth) -> None:
    assert chosen(body) is truth


@pytest.mark.parametrize(
    ("operator", "key", "value", "truth"),
    [
        ("StringEquals", "backup", "daily", Truth.YES),
        ("StringEquals", "backup", "Daily", Truth.NO),
        ("StringLike", "backup", "d*", Truth.YES),
        ("StringNotEquals", "backup", "daily", Truth.NO),
        ("StringNotLike", "backup", "w*", Truth.YES),
        ("StringNotEquals", "absent", "x", Truth.YES),
        ("StringEquals", "absent", "x", Truth.NO),
    ],
)
def test_conditions_restrict(operator: str, key: str, value: str, truth: Truth) -> None:
    condition = {"ConditionKey": f"aws:ResourceTag/{key}", "ConditionValue": value}
    assert chosen({"Resources": ["*"], "Conditions": {operator: [condition]}}) is truth


@pytest.mark.parametrize(
    ("name", "arn", "truth"),
    [
        ("orders", "table/orders", Truth.YES),
        ("orders", "table/ord*", Truth.YES),
        ("orders", "table/order", Truth.NO),
        (None, "table/orders", Truth.NO),
        (None, "table/ord*", Truth.UNKNOWN),
        (Parameter("Name"), "table/orders", Truth.UNKNOWN),
    ],
)
def test_names_are_compared_as_far_as_they_are_known(name: object, arn: str, truth: Truth) -> None:
    table = {} if name is None else {"TableName": name}
    assert chosen({"Resources": [f"arn:aws:dynamodb:eu-central-1:111122223333:{arn}"]}, table) is truth


def test_virtual_machines_are_known_by_their_arn() -> None:
    selection = {"BackupSelection": {"Resources": ["arn:aws:backup-gateway:*:*:vm/*"]}}
    view = view_of({"Machine": ("AWS::BackupGateway::VirtualMachine", {}), "Selection": (SELECTION, selection)})
    assert selects(view, resource(view, "Selection"), resource(view, "Machine")) is Truth.YES
