"""The questions about build projects that a rule may ask."""

from collections.abc import Mapping

from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.text import STAR, literal, text_of
from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, any_of
from awslint.query.view import View

_LOCATION = ("LogsConfig", "S3Logs", "Location")


def _logs_to_bucket(view: View, project: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a project's logs in S3 go to one of `buckets`: the location is a bucket's name and perhaps a prefix."""
    location = view.read(project, *_LOCATION)
    text = text_of(view, location, "literal")
    listed = arguments.get("buckets")
    names = [str(one).strip() for one in listed] if isinstance(listed, list | tuple) else []
    evidence = (view.evidence(project, location, path=_LOCATION),)
    if text is None:
        return Outcome(Truth.NO, evidence)
    truth = any_of(covers(pattern, text) for name in names for pattern in (literal(name), (*literal(name), "/", STAR)))
    return Outcome(truth, evidence)


QUESTIONS: Mapping[str, Question] = {
    "builds.logs-to-bucket": Question(
        _logs_to_bucket, {"AWS::CodeBuild::Project": (".".join(_LOCATION),)}, ("buckets",)
    ),
}
