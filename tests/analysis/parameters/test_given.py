"""What a rule may ask about its own parameters."""

import pytest

from awslint.analysis.parameters.questions import QUESTIONS
from awslint.model.truth import Truth
from tests.analysis.graphs import resource, view_of


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
