"""What rules may ask about identities and their policies."""

from collections.abc import Mapping

from awslint.analysis.iam.administration import admin_statements
from awslint.analysis.iam.inline import WRITERS, attaches_outside, inline_policies
from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.query.view import View

_PRINCIPALS = ("AWS::IAM::User", "AWS::IAM::Role", "AWS::IAM::Group")


def _admin_statement(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return admin_statements(view, resource)


def _inline_policy(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return inline_policies(view, resource)


def _attaches_outside(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return attaches_outside(view, resource)


def _is_boundary(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a user or role of the input has the policy as its permissions boundary, when the rule asks for that.

    `only_if` is the value of the rule parameter that leaves boundaries out.
    """
    if str(arguments.get("only_if")).lower() != "true":
        return Outcome(Truth.NO)
    members = view.related(resource, "permissions-boundary").members
    sure = any(member.certain is Truth.YES for member in members)
    truth = Truth.YES if sure else Truth.UNKNOWN if members else Truth.NO
    return Outcome(truth, tuple(view.evidence(member.source, member.naming) for member in members))


QUESTIONS: Mapping[str, Question] = {
    "iam.admin-statement": Question(_admin_statement, {"AWS::IAM::ManagedPolicy": ("PolicyDocument",)}),
    "iam.inline-policy": Question(
        _inline_policy,
        {**dict.fromkeys(_PRINCIPALS, ("Policies",)), **WRITERS},
    ),
    "iam.attaches-outside": Question(_attaches_outside, dict(WRITERS)),
    "iam.is-boundary": Question(
        _is_boundary,
        {"AWS::IAM::User": ("PermissionsBoundary",), "AWS::IAM::Role": ("PermissionsBoundary",)},
        ("only_if",),
    ),
}
