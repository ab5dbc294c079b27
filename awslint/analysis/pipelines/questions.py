"""What rules may ask about pipelines."""

from collections.abc import Mapping

from awslint.analysis.pipelines.deployments import fans_out, many_deployments
from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.query.view import View

_PIPELINE = "AWS::CodePipeline::Pipeline"
_CATEGORY = ("Stages[*].Name", "Stages[*].Actions[*].ActionTypeId.Category")


def _many_deployments(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the first stage that deploys does so more than once, or a later one more often than the limit."""
    limit = arguments.get("limit")
    return many_deployments(view, resource, limit if isinstance(limit, int) else None)


def _fans_out(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a stage deploys to more regions than the factor times those of all stages before it."""
    factor = arguments.get("factor")
    return fans_out(view, resource, factor if isinstance(factor, int) else 3)


QUESTIONS: Mapping[str, Question] = {
    "pipelines.many-deployments": Question(_many_deployments, {_PIPELINE: _CATEGORY}, ("limit",)),
    "pipelines.fans-out": Question(_fans_out, {_PIPELINE: (*_CATEGORY, "Stages[*].Actions[*].Region")}, ("factor",)),
}
