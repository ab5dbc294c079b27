"""`--planned-only`: what a plan leaves as it is was judged when it was made, and is not judged again."""

import json
from pathlib import Path

import pytest

from awslint.run import Options, check

VERSIONING = "s3-bucket-versioning-enabled"


def change(address: str, action: str, values: dict[str, object]) -> dict[str, object]:
    type_, _, name = address.partition(".")
    after = None if action == "delete" else values
    before = None if action == "create" else values
    changed = {"actions": action.split("+"), "before": before, "after": after}
    return {"address": address, "mode": "managed", "type": type_, "name": name, "change": changed}


def plan_of(folder: Path, *changes: dict[str, object]) -> str:
    """A plan with these changes; the end state follows from them."""
    resources = []
    for one in changes:
        changed = one["change"]
        assert isinstance(changed, dict)
        if changed["after"] is not None:
            resources.append(
                {name: one[name] for name in ("address", "mode", "type", "name")} | {"values": changed["after"]}
            )
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": list(changes),
    }
    path = folder / "plan.json"
    path.write_text(json.dumps(plan))
    return str(path)


def judged(plan: str, planned_only: bool = True) -> list[str]:
    report = check([plan], Options(select=(VERSIONING,), planned_only=planned_only))
    return sorted(finding.address for finding in report.findings)


BUCKETS = [change(f"aws_s3_bucket.{action}", action, {"bucket": action}) for action in ("no-op", "create", "update")]


def test_what_a_plan_leaves_alone_is_not_judged(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, *BUCKETS)
    assert judged(plan) == ["aws_s3_bucket.create", "aws_s3_bucket.update"]
    assert judged(plan, planned_only=False) == ["aws_s3_bucket.create", "aws_s3_bucket.no-op", "aws_s3_bucket.update"]


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("create", ["aws_s3_bucket.kept"]),
        ("update", ["aws_s3_bucket.kept"]),
        ("delete", ["aws_s3_bucket.kept"]),
        ("delete+create", ["aws_s3_bucket.kept"]),
        ("no-op", []),
    ],
)
def test_a_bucket_changes_with_what_is_part_of_it(tmp_path: Path, action: str, expected: list[str]) -> None:
    versioning = {"bucket": "kept", "versioning_configuration": [{"status": "Enabled"}]}
    plan = plan_of(
        tmp_path,
        change("aws_s3_bucket.kept", "no-op", {"bucket": "kept", "id": "kept"}),
        change("aws_s3_bucket.other", "no-op", {"bucket": "other", "id": "other"}),
        change("aws_s3_bucket_versioning.kept", action, versioning),
    )
    assert judged(plan) == expected


def test_what_is_left_alone_still_decides_about_others(tmp_path: Path) -> None:
    """The log bucket is not judged; that it exists is still known."""
    plan = plan_of(
        tmp_path,
        change("aws_s3_bucket.logs", "no-op", {"bucket": "logs", "id": "logs"}),
        change(
            "aws_s3_bucket_versioning.new",
            "no-op",
            {"bucket": "new", "versioning_configuration": [{"status": "Enabled"}]},
        ),
        change("aws_s3_bucket.new", "update", {"bucket": "new", "id": "new"}),
    )
    report = check([plan], Options(select=(VERSIONING,), planned_only=True))
    assert [(one.address, one.verdict.value) for one in report.findings] == [("aws_s3_bucket.new", "COMPLIANT")]
    assert report.resources == 1


def test_a_state_has_no_changes_and_is_judged_as_a_whole(tmp_path: Path) -> None:
    resource = {"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b", "values": {}}
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"format_version": "1.0", "values": {"root_module": {"resources": [resource]}}}))
    assert judged(str(path)) == ["aws_s3_bucket.b"]
