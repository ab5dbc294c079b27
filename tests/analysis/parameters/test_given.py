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
