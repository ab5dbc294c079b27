"""Whether the registry's configuration scans a repository."""

import pytest

from awslint.analysis.operations.questions import QUESTIONS
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, resource, view_of


@pytest.mark.parametrize(
    ("repository", "pattern", "frequency", "expected"),
    [
        ({"RepositoryName": "prod-api"}, "*", "CONTINUOUS_SCAN", Truth.YES),
        ({"RepositoryName": "prod-api"}, "prod*", "SCAN_ON_PUSH", Truth.YES),
        ({"RepositoryName": "prod-api"}, "api", "SCAN_ON_PUSH", Truth.YES),
        ({"RepositoryName": "prod-api"}, "*-web", "SCAN_ON_PUSH", Truth.NO),
        ({"RepositoryName": "prod-api"}, "*", "MANUAL", Truth.NO),
        ({"RepositoryName": "prod-api"}, "*", Parameter("Frequency"), Truth.UNKNOWN),
        ({}, "*", "SCAN_ON_PUSH", Truth.YES),
        ({}, "prod*", "SCAN_ON_PUSH", Truth.UNKNOWN),
    ],
)
def test_a_rule_covers_the_repositories_that_its_filters_match(
    repository: dict[str, object], pattern: str, frequency: object, expected: Truth
) -> None:
    rule = {"ScanFrequency": frequency, "RepositoryFilters": [{"Filter": pattern, "FilterType": "WILDCARD"}]}
    view = view_of(
        {
            "Images": ("AWS::ECR::Repository", repository),
            "Registry": ("AWS::ECR::RegistryScanningConfiguration", {"ScanType": "ENHANCED", "Rules": [rule]}),
        }
    )

    assert QUESTIONS["operations.scanned-by-registry"].ask(view, resource(view, "Images"), {}).truth is expected
