"""The questions about retention that a rule may ask."""

from collections.abc import Mapping

from awslint.analysis.question import Question
from awslint.analysis.retention.expiry import expires_early
from awslint.analysis.retention.policies import PROTECTION, by_cloudformation, survives_deletion, survives_replacement

_PROTECTION = {type_: (name,) for type_, (name, _) in PROTECTION.items()}

QUESTIONS: Mapping[str, Question] = {
    "retention.survives-deletion": Question(survives_deletion, _PROTECTION),
    "retention.survives-replacement": Question(survives_replacement, _PROTECTION),
    "retention.by-cloudformation": Question(by_cloudformation, {}),
    "retention.expires-early": Question(
        expires_early, {"AWS::S3::Bucket": ("LifecycleConfiguration.Rules",)}, ("days", "logs")
    ),
}
