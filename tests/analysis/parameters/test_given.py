"""What a rule may ask about its own parameters."""

import pytest

from awslint.analysis.parameters.questions import QUESTIONS
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, resource, view_of


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"parameter": True, "value": True}, Truth.YES),
        ({"parameter": False, "value": True}, Truth.NO),
        ({"value": True}, Truth.NO),
        ({"parameter": ["dc1.large"], "value": ["dc1.large"]}, Truth.YES),
    ],
)
def test_a_parameter_has_a_value_or_not(arguments: dict[str, object], expected: Truth) -> None:
    view = view_of({"Db": ("AWS::RDS::DBInstance", {})})

    assert QUESTIONS["parameters.given"].ask(view, resource(view, "Db"), arguments).truth is expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"parameter": ["arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/1"]}, Truth.UNKNOWN),
        ({"parameter": []}, Truth.NO),
        ({}, Truth.NO),
    ],
)
def test_nobody_knows_a_new_resources_arn(arguments: dict[str, object], expected: Truth) -> None:
    view = view_of({"Root": ("AWS::ACMPCA::CertificateAuthority", {})})

    asked = QUESTIONS["parameters.may-list-itself"].ask(view, resource(view, "Root"), arguments)

    assert asked.truth is expected


@pytest.mark.parametrize(
    ("listed", "expected"), [(["search", "error"], Truth.YES), (["index"], Truth.NO), (None, Truth.NO)]
)
def test_a_list_has_a_value_or_not(listed: object, expected: Truth) -> None:
    view = view_of({"Domain": ("AWS::OpenSearchService::Domain", {})})

    found = QUESTIONS["parameters.lists"].ask(view, resource(view, "Domain"), {"parameter": listed, "value": "error"})

    assert found.truth is expected


@pytest.mark.parametrize(
    ("written", "oldest", "expected"),
    [
        ({"Version": "1.29"}, "1.29", Truth.YES),
        ({"Version": "1.30"}, "1.29", Truth.YES),
        ({"Version": "1.9"}, "1.29", Truth.NO),
        ({}, "1.29", Truth.NO),
        ({"Version": Parameter("Version")}, "1.29", Truth.UNKNOWN),
        ({"Version": "1.29"}, "latest", Truth.UNKNOWN),
    ],
)
def test_versions_are_compared_number_by_number(written: dict[str, object], oldest: str, expected: Truth) -> None:
    view = view_of({"Cluster": ("AWS::EKS::Cluster", written)})

    arguments = {"path": "Version", "parameter": oldest}
    assert QUESTIONS["parameters.reaches-version"].ask(view, resource(view, "Cluster"), arguments).truth is expected


@pytest.mark.parametrize(
    ("written", "parameter", "expected"),
    [
        ({"PlatformVersion": "1.4.0"}, "1.4.0", Truth.YES),
        ({"PlatformVersion": "1.3.0"}, "1.4.0", Truth.NO),
        ({"PlatformVersion": "1.4.0"}, None, Truth.NO),
        ({"PlatformVersion": Parameter("Version")}, "1.4.0", Truth.UNKNOWN),
        ({"PlatformVersion": Parameter("Version")}, None, Truth.NO),
    ],
)
def test_a_property_is_the_parameters_value_or_not(
    written: dict[str, object], parameter: str | None, expected: Truth
) -> None:
    view = view_of({"Service": ("AWS::ECS::Service", written)})

    arguments = {"path": "PlatformVersion", "parameter": parameter}
    assert QUESTIONS["parameters.is-value"].ask(view, resource(view, "Service"), arguments).truth is expected


@pytest.mark.parametrize(
    ("written", "parameter", "expected"),
    [
        (["subnet-a"], None, Truth.YES),
        (["subnet-a"], "subnet-a, subnet-b", Truth.YES),
        (["subnet-a", "subnet-c"], "subnet-a,subnet-b", Truth.NO),
        (["subnet-a", Parameter("Subnet")], "subnet-a", Truth.UNKNOWN),
        (["subnet-c", Parameter("Subnet")], "subnet-a", Truth.NO),
        (Parameter("Subnets"), "subnet-a", Truth.UNKNOWN),
        (Parameter("Subnets"), None, Truth.YES),
    ],
)
def test_a_text_of_values_allows_each_of_them(written: object, parameter: str | None, expected: Truth) -> None:
    view = view_of({"Fn": ("AWS::Lambda::Function", {"VpcConfig": {"SubnetIds": written}})})

    arguments = {"path": "VpcConfig.SubnetIds", "parameter": parameter}
    assert QUESTIONS["parameters.allows"].ask(view, resource(view, "Fn"), arguments).truth is expected


@pytest.mark.parametrize(
    ("written", "low", "high", "expected"),
    [
        (5, None, None, Truth.YES),
        (5, "5", "5", Truth.YES),
        (5, "10", None, Truth.NO),
        (50, "5", "10", Truth.NO),
        (Parameter("Limit"), "5", None, Truth.UNKNOWN),
        (Parameter("Limit"), None, None, Truth.YES),
    ],
)
def test_a_number_is_within_the_limits_that_are_given(
    written: object, low: str | None, high: str | None, expected: Truth
) -> None:
    view = view_of({"Fn": ("AWS::Lambda::Function", {"ReservedConcurrentExecutions": written})})

    arguments = {"path": "ReservedConcurrentExecutions", "low": low, "high": high}
    assert QUESTIONS["parameters.within"].ask(view, resource(view, "Fn"), arguments).truth is expected


def test_a_limit_that_is_no_number_is_an_error() -> None:
    view = view_of({"Fn": ("AWS::Lambda::Function", {"ReservedConcurrentExecutions": 5})})

    with pytest.raises(ValueError, match="a limit is no number: many"):
        QUESTIONS["parameters.within"].ask(
            view, resource(view, "Fn"), {"path": "ReservedConcurrentExecutions", "high": "many"}
        )
