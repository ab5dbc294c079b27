"""Silence about a resource is not a verdict: types without a table are named."""

import json
from pathlib import Path

import pytest

from awslint.run import Options, check

RESOURCES = {
    "aws_made_up": {"a": {}, "b": {}},
    "aws_s3_bucket": {"data": {"bucket": "data"}},
    "aws_s3_bucket_versioning": {"data": {"bucket": "data", "versioning_configuration": {"status": "Enabled"}}},
    "random_id": {"x": {}},
}


@pytest.mark.parametrize(
    ("types", "named"), [(set(RESOURCES), ["aws_made_up (2)"]), (set(RESOURCES) - {"aws_made_up"}, [])]
)
def test_types_without_a_table_are_named(types: set[str], named: list[str], tmp_path: Path) -> None:
    file = tmp_path / "main.tf.json"
    file.write_text(json.dumps({"resource": {type_: RESOURCES[type_] for type_ in sorted(types)}}))
    report = check([str(file)], Options(select=("s3-bucket-versioning-enabled",)))
    told = [one.message for one in report.diagnostics if one.code == "terraform-unmapped"]

    assert told == [f"not judged, as awslint does not know the type: {one}" for one in named]
    assert [one.address for one in report.findings] == ["aws_s3_bucket.data"]
