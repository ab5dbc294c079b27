"""What rules may ask about identities and their policies."""

from collections.abc import Callable, Mapping

from awslint.analysis.iam.actions import blocked_on_all_keys, full_access
from awslint.analysis.iam.administration import admin_statements
from awslint.analysis.iam.deputies import (
    broad_trust,
    has_service_principal,
    open_federation,
    trusts_accounts,
    trusts_deputies,
    trusts_federation,
    unheld_deputies,
    unheld_trust,
)
from awslint.analysis.iam.escalation import escalates, is_administrator
from awslint.analysis.iam.inline import WRITERS, attaches_outside, inline_policies
from awslint.analysis.iam.invocation import FUNCTION, PERMISSION, invocable_by_everyone
from awslint.analysis.iam.lockout import locked_out
from awslint.analysis.iam.membership import attaches, in_groups, own_policies, trusts_one_account, uses
from awslint.analysis.iam.statements import dead_allows, passes_any_role, speaks_of_another
from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, truth_of
from awslint.query.view import View

_ATTACHED = {"AWS::IAM::ManagedPolicy": ("Users", "Roles", "Groups")}
_PRINCIPALS = ("AWS::IAM::User", "AWS::IAM::Role", "AWS::IAM::Group")


def _admin_statement(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return admin_statements(view, resource)


def _inline_policy(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return inline_policies(view, resource)


def _attaches_outside(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    to = arguments.get("to")
    return attaches_outside(view, resource, None if to is None else str(to))


def _full_access(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return full_access(view, resource)


def _blocked_on_all_keys(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return blocked_on_all_keys(view, resource, _listed(arguments.get("actions")))


def _in_groups(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return in_groups(view, resource, _listed(arguments.get("groups")))


def _attaches(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return attaches(view, resource, str(arguments["policy"]))


def _uses(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return uses(view, resource, str(arguments["policy"]), str(arguments.get("usage") or "ANY"))


def _own_policies(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return own_policies(view, resource)


def _trusts_one_account(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a role is for one account alone, when `only_if` (the rule's parameter) asks for that."""
    if str(arguments.get("only_if")).lower() != "true" or resource.type != "AWS::IAM::Role":
        return Outcome(Truth.NO)
    return trusts_one_account(view, resource)


def _listed(value: object) -> list[str]:
    """The items of a CSV parameter, or of a text that is one."""
    if isinstance(value, str):
        return value.split(",")
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def _invocable_by_everyone(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return invocable_by_everyone(view, resource)


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


def _plain(ask: Callable[[View, Resource], Outcome]) -> Callable[[View, Resource, Mapping[str, object]], Outcome]:
    return lambda view, resource, arguments: ask(view, resource)


def _administrator(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a role, user or group certainly may do everything; who merely could does not count."""
    return Outcome(truth_of(is_administrator(view, resource) is Truth.YES))


_TRUST = {"AWS::IAM::Role": ("AssumeRolePolicyDocument",)}
_HELD = {
    **dict.fromkeys(_PRINCIPALS, ("ManagedPolicyArns", "Policies")),
    **{type_: (*paths, "PolicyDocument") for type_, paths in WRITERS.items()},
    "AWS::IAM::ManagedPolicy": (*_ATTACHED["AWS::IAM::ManagedPolicy"], "PolicyDocument"),
}
_ON_RESOURCES = {
    "AWS::S3::BucketPolicy": ("Bucket", "PolicyDocument"),
    "AWS::SQS::QueuePolicy": ("PolicyDocument", "Queues"),
    "AWS::SNS::TopicPolicy": ("PolicyDocument", "Topics"),
}
_SAID = dict.fromkeys(_ON_RESOURCES, ("PolicyDocument",))

QUESTIONS: Mapping[str, Question] = {
    "iam.escalates": Question(_plain(escalates), _HELD),
    "iam.administrator": Question(_administrator, _HELD),
    "iam.passes-any-role": Question(_plain(passes_any_role), _HELD),
    "iam.dead-allows": Question(_plain(dead_allows), {**_HELD, **_SAID, "AWS::KMS::Key": ("KeyPolicy",)}),
    "iam.speaks-of-another": Question(_plain(speaks_of_another), _ON_RESOURCES),
    "iam.service-principal": Question(
        _plain(has_service_principal), {**_SAID, PERMISSION: ("EventSourceToken", "Principal")}
    ),
    "iam.unheld-deputies": Question(
        _plain(unheld_deputies),
        {**_SAID, PERMISSION: ("EventSourceToken", "Principal", "SourceAccount", "SourceArn")},
    ),
    "iam.trusts-federation": Question(_plain(trusts_federation), _TRUST),
    "iam.open-federation": Question(_plain(open_federation), _TRUST),
    "iam.trusts-deputies": Question(_plain(trusts_deputies), _TRUST),
    "iam.unheld-trust": Question(_plain(unheld_trust), _TRUST),
    "iam.trusts-accounts": Question(_plain(trusts_accounts), _TRUST),
    "iam.broad-trust": Question(_plain(broad_trust), _TRUST),
    "iam.locked-out": Question(_plain(locked_out), {"AWS::KMS::Key": ("KeyPolicy",)}),
    "iam.admin-statement": Question(_admin_statement, {"AWS::IAM::ManagedPolicy": ("PolicyDocument",)}),
    "iam.inline-policy": Question(
        _inline_policy,
        {**dict.fromkeys(_PRINCIPALS, ("Policies",)), **WRITERS},
    ),
    "iam.attaches-outside": Question(_attaches_outside, {**WRITERS, **_ATTACHED}, ("to",)),
    "iam.full-access": Question(_full_access, {"AWS::IAM::ManagedPolicy": ("PolicyDocument",)}),
    "iam.blocked-on-all-keys": Question(
        _blocked_on_all_keys,
        {
            **dict.fromkeys(_PRINCIPALS, ("Policies",)),
            **{type_: (*paths, "PolicyDocument") for type_, paths in WRITERS.items()},
            "AWS::IAM::ManagedPolicy": ("PolicyDocument",),
        },
        ("actions",),
    ),
    "iam.in-groups": Question(
        _in_groups,
        {
            "AWS::IAM::User": ("Groups",),
            "AWS::IAM::UserToGroupAddition": ("Users", "GroupName"),
            "AWS::IAM::Group": ("GroupName",),
        },
        ("groups",),
    ),
    "iam.attaches": Question(
        _attaches, {**dict.fromkeys(_PRINCIPALS, ("ManagedPolicyArns",)), **_ATTACHED}, ("policy",)
    ),
    "iam.uses": Question(
        _uses,
        {
            **dict.fromkeys(_PRINCIPALS, ("ManagedPolicyArns",)),
            **_ATTACHED,
            "AWS::IAM::User": ("ManagedPolicyArns", "Groups"),
            "AWS::IAM::UserToGroupAddition": ("Users", "GroupName"),
        },
        ("policy", "usage"),
    ),
    "iam.own-policies": Question(
        _own_policies,
        {
            "AWS::IAM::User": ("Policies", "ManagedPolicyArns"),
            "AWS::IAM::Policy": ("Users",),
            "AWS::IAM::ManagedPolicy": ("Users",),
            "AWS::IAM::UserPolicy": ("UserName",),
        },
    ),
    "iam.trusts-one-account": Question(
        _trusts_one_account, {"AWS::IAM::Role": ("AssumeRolePolicyDocument",)}, ("only_if",)
    ),
    "iam.invocable-by-everyone": Question(
        _invocable_by_everyone,
        {FUNCTION: (), PERMISSION: ("FunctionName", "Principal", "PrincipalOrgID", "SourceAccount", "SourceArn")},
    ),
    "iam.is-boundary": Question(
        _is_boundary,
        {"AWS::IAM::User": ("PermissionsBoundary",), "AWS::IAM::Role": ("PermissionsBoundary",)},
        ("only_if",),
    ),
}
