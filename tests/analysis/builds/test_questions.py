"""Where a build project logs to, as rules ask about it."""

import pytest

from awslint.analysis.question import question
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, resource, view_of


@pytest.mark.parametrize(
    ("location", "answer"),
    [
        ("build-logs", Truth.YES),
        ("build-logs/project/main", Truth.YES),
        ("build-logs-2/project", Truth.NO),
        ("other/build-logs", Truth.NO),
        (Parameter("Bucket"), Truth.UNKNOWN),
    ],
)
def test_a_location_is_a_bucket_and_a_prefix(location: object, answer: Truth) -> None:
    properties = {"LogsConfig": {"S3Logs": {"Status": "ENABLED", "Location": location}}}
    view = view_of({"P": ("AWS::CodeBuild::Project", properties)})
    found = question("builds.logs-to-bucket").ask(view, resource(view, "P"), {"buckets": ["audit", "build-logs"]})

    assert found.truth is answer
    assert found.evidence[0].path == "LogsConfig.S3Logs.Location"
