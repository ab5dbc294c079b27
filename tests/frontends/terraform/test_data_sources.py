"""Data sources are not judged; where one decides a verdict, the finding names it."""

import json
from pathlib import Path

import pytest

from awslint.model.value import Mapping, Scalar, Sequence, Unknown
from awslint.run import Options, check
from tests.frontends.terraform.reading import plain, read, resource_change, value

ADMIN = "iam-policy-no-statements-with-admin-access"
STATEMENT = {"effect": "Allow", "actions": ["*"], "resources": ["*"]}
JSON = json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


def document(values: dict[str, object], **more: object) -> dict[str, object]:
    address = "data.aws_iam_policy_document.all"
    head = {"address": address, "mode": "data", "type": "aws_iam_policy_document", "name": "all"}
    return {**head, "values": values, **more}


def plan_with(
    source: dict[str, object], policy: str | None, deferred: bool, unknown: object = None
) -> dict[str, object]:
    """A policy made of a data source that was read, or that is deferred until apply."""
    made = resource_change("aws_iam_policy.p", {"policy": policy} if policy else {})
    changes = [{**made, "change": {"actions": ["create"], "after_unknown": {} if policy else {"policy": True}}}]
    if unknown is not None:
        changes.append({**source, "change": {"actions": ["read"], "after_unknown": unknown}})
    configured = {
        "address": "aws_iam_policy.p",
        "mode": "managed",
        "type": "aws_iam_policy",
        "name": "p",
        "expressions": {
            "policy": {"references": ["data.aws_iam_policy_document.all.json", "data.aws_iam_policy_document.all"]}
        },
    }
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [made, *([source] if deferred else [])]}},
        "prior_state": {"values": {"root_module": {"resources": [] if deferred else [source]}}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": [configured]}},
    }


@pytest.mark.parametrize("deferred", [False, True])
def test_the_data_source_that_decides_is_related(tmp_path: Path, deferred: bool) -> None:
    source = document({"statement": [STATEMENT], "json": JSON})
    plan = plan_with(source, None if deferred else JSON, deferred)
    (tmp_path / "plan.json").write_text(json.dumps(plan, indent=1))
    report = check([str(tmp_path / "plan.json")], Options(select=(ADMIN,)))
    (finding,) = report.findings
    assert (finding.verdict.value, finding.address) == ("NON_COMPLIANT", "aws_iam_policy.p")
    related = {one.role: one for one in finding.related}
    if deferred:
        assert finding.path == "statement[0].actions[0]"
        assert related["written-in"].address == "data.aws_iam_policy_document.all"
    else:
        assert finding.path == "policy"
        assert related["data-source"].message == "data.aws_iam_policy_document.all says so"
        place = related["data-source"].place
        assert place is not None
        assert place.path[:2] == ("prior_state", "values")


def test_data_sources_are_neither_judged_nor_listed_as_unknown_types() -> None:
    part = read(plan_with(document({"statement": [STATEMENT]}), None, deferred=True))
    found = part.resources["P#data.aws_iam_policy_document.all"]
    assert (found.type, found.judged) == ("", False)
    assert part.problems == ()


def _policy(values: dict[str, object], unknown: object = None) -> Mapping:
    found = value(
        read(plan_with(document(values), None, deferred=True, unknown=unknown or {})),
        "aws_iam_policy.p",
        "PolicyDocument",
    )
    assert isinstance(found, Mapping)
    return found


@pytest.mark.parametrize(
    ("values", "unknown"),
    [
        ({"statement": [STATEMENT]}, {"statement": [{}, True]}),
        ({}, {"statement": True}),
        ({"statement": [STATEMENT]}, {"source_policy_documents": True}),
        ({"statement": [STATEMENT], "source_policy_documents": [JSON]}, {"source_policy_documents": [False, True]}),
    ],
)
def test_statements_that_are_not_known_yet_leave_the_list_open(values: dict[str, object], unknown: object) -> None:
    statements = _policy(values, unknown).entries["Statement"]
    assert isinstance(statements, Sequence)
    assert not statements.complete


def test_a_statement_known_in_part_keeps_the_rest() -> None:
    values = {"statement": [{"effect": "Allow", "actions": ["s3:Get*"], "resources": [None, "arn:aws:s3:::b"]}]}
    statements = _policy(values, {"statement": [{"resources": [True, False], "sid": True}]}).entries["Statement"]
    assert isinstance(statements, Sequence)
    assert statements.complete
    assert plain(statements) == [
        {"Sid": "?", "Effect": "Allow", "Action": ["s3:Get*"], "Resource": ["?", "arn:aws:s3:::b"]}
    ]


def test_a_statement_overrides_another_of_the_same_sid() -> None:
    def other(sid: str, effect: str) -> str:
        return json.dumps({"Statement": [{"Sid": sid, "Effect": effect, "Action": "*", "Resource": "*"}]})

    values = {
        "statement": [{**STATEMENT, "sid": "one", "effect": "Deny"}],
        "source_policy_documents": [other("one", "Allow"), other("two", "Allow")],
        "override_policy_documents": [other("two", "Deny"), other("three", "Deny")],
    }
    found = plain(_policy(values).entries["Statement"])
    assert isinstance(found, list)
    assert [(one["Sid"], one["Effect"]) for one in found] == [("one", "Deny"), ("two", "Deny"), ("three", "Deny")]


OWNER, OTHER = "a" * 64, "b" * 64
FULL = {"permissions": ["FULL_CONTROL"], "type": "CanonicalUser", "uri": ""}


@pytest.mark.parametrize(
    ("buckets", "expected"),
    [
        ([[OWNER]], {"b0": "COMPLIANT"}),
        ([[OWNER], [OWNER, OTHER]], {"b0": "COMPLIANT", "b1": "NON_COMPLIANT"}),
        ([[OWNER, OTHER]], {"b0": "INSUFFICIENT_DATA"}),
        ([[OWNER], [OTHER]], {"b0": "INSUFFICIENT_DATA", "b1": "INSUFFICIENT_DATA"}),
    ],
)
def test_the_owner_is_who_has_full_control_of_every_bucket(
    tmp_path: Path, buckets: list[list[str]], expected: dict[str, str]
) -> None:
    resources = [
        resource_change(f"aws_s3_bucket.b{at}", {"bucket": f"b{at}", "grant": [{**FULL, "id": one} for one in ids]})
        for at, ids in enumerate(buckets)
    ]
    state = {"format_version": "1.0", "values": {"root_module": {"resources": resources}}}
    (tmp_path / "state.json").write_text(json.dumps(state))
    report = check([str(tmp_path / "state.json")], Options(select=("s3-bucket-acl-prohibited",)))
    assert {one.address.removeprefix("aws_s3_bucket."): one.verdict.value for one in report.findings} == expected


def test_grants_that_somebody_wrote_do_not_tell_the_owner() -> None:
    bucket = resource_change("aws_s3_bucket.b0", {"bucket": "b0", "grant": [{**FULL, "id": OWNER}]})
    configured = {
        "address": "aws_s3_bucket.b0",
        "mode": "managed",
        "type": "aws_s3_bucket",
        "name": "b0",
        "expressions": {"grant": [{"id": {"constant_value": OWNER}}]},
    }
    plan: dict[str, object] = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [bucket]}},
        "configuration": {"root_module": {"resources": [configured]}},
    }
    policy = value(read(plan), "aws_s3_bucket.b0", "AccessControlPolicy")
    assert isinstance(policy, Mapping)
    assert "Owner" not in policy.entries
    del plan["configuration"]
    owner = value(read(plan), "aws_s3_bucket.b0", "AccessControlPolicy", "Owner", "ID")
    assert isinstance(owner, Scalar)
    assert owner.data == OWNER
    assert not isinstance(owner, Unknown)
