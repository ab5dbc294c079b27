"""The questions about its own parameters that a rule may ask."""

from collections.abc import Mapping

from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import truth_of
from awslint.query.view import View


def _given(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the parameter `parameter` has the value `value`; without a value it has none."""
    return Outcome(truth_of("parameter" in arguments and arguments["parameter"] == arguments["value"]))


QUESTIONS: Mapping[str, Question] = {
    "parameters.given": Question(_given, {}, ("parameter", "value")),
}
