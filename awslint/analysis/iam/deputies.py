"""Services as confused deputies, and trust that is given to more than one means to.

https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html: a service that acts for many customers must be
held to one's own resources by aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or aws:SourceOrgPaths.
"""

import re

from awslint.analysis.iam.attached import permission_document
from awslint.analysis.iam.conditions import NEGATED
from awslint.analysis.iam.document import read_document
from awslint.analysis.iam.public import is_everyone
from awslint.analysis.iam.statement import Document, Statement
from awslint.analysis.iam.text import HERE, STAR, Text, Wildcard, fields, known, names_resource, shown
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Unknown, Value
from awslint.query.view import View

PERMISSION = "AWS::Lambda::Permission"
_SOURCES = frozenset(
    {
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceowner",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:principalorgid",
    }
)
# Services that call functions, queues and topics for whoever configures them, and say for which resource they do. Alexa
# is held by its token instead.
_DEPUTIES = frozenset(
    {
        "apigateway", "backup", "budgets", "cloudwatch", "codecommit", "codestar-notifications",
        "cognito-idp", "config", "elasticloadbalancing", "events", "guardduty", "iot", "lambda.alarms.cloudwatch",
        "logs", "s3", "secretsmanager", "ses", "sns", "cloudtrail", "delivery.logs",
    }
)  # fmt: skip


# Some services have a principal in each Region, such as `logs.eu-central-1.amazonaws.com`:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html. The deployment's own Region is
# left out of the text.
_REGION = re.compile(r"\.([a-z]{2}(-[a-z]+)+-[0-9])?$")


def unheld_deputies(view: View, resource: Resource) -> Outcome:
    """Whether a statement lets a service in for every customer of AWS; each is one place."""
    if resource.type == PERMISSION:
        document = permission_document(view, resource)
    else:
        document = read_document(view, view.read(resource, "PolicyDocument"))
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    if document.open is not None:
        found[Truth.UNKNOWN].append(view.evidence(resource, document.open))
    for statement in document.statements:
        services = _services(statement)
        if statement.effect != "Allow" or not services or _is_held(view, resource, statement):
            continue
        if statement.conditions_open is not None:
            found[Truth.UNKNOWN].append(view.evidence(resource, statement.conditions_open))
            continue
        for name, value in services:
            detail = f"it lets {name} in for whatever account or resource asks it to"
            found[Truth.YES].append(view.evidence(resource, value, detail))
    return _outcome(found)


# Services whose own pages ask for aws:SourceArn or aws:SourceAccount in the trust policy of the role that they assume:
# https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html,
# https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html,
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html,
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html,
# https://docs.aws.amazon.com/bedrock/latest/userguide/cross-service-confused-deputy-prevention.html,
# https://docs.aws.amazon.com/transfer/latest/userguide/confused-deputy.html,
# https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html,
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
_ASSUMING = frozenset({"bedrock", "codebuild", "ecs-tasks", "logs", "scheduler", "states", "transfer", "vpc-flow-logs"})


def unheld_trust(view: View, role: Resource) -> Outcome:
    """Whether a role lets such a service in for every customer of AWS; each is one place."""
    document = read_document(view, view.read(role, "AssumeRolePolicyDocument"))
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    if document.open is not None:
        found[Truth.UNKNOWN].append(view.evidence(role, document.open))
    for statement in document.statements:
        services = _services(statement, _ASSUMING)
        if statement.effect != "Allow" or not services or _is_held(view, role, statement):
            continue
        if statement.conditions_open is not None:
            found[Truth.UNKNOWN].append(view.evidence(role, statement.conditions_open))
            continue
        for name, value in services:
            found[Truth.YES].append(view.evidence(role, value, f"{name} may assume it for whatever resource asks"))
    return _outcome(found)


def trusts_deputies(view: View, role: Resource) -> Outcome:
    """Whether a role trusts a service whose pages ask for a source; SAM writes the trust of the roles that it makes."""
    if any(one.role == "sam" for one in role.origins):
        return Outcome(Truth.NO)
    document = read_document(view, view.read(role, "AssumeRolePolicyDocument"))
    found = document.open is not None or any(_services(one, _ASSUMING) for one in document.statements)
    return Outcome(Truth.YES if found else Truth.NO)


def has_service_principal(view: View, resource: Resource) -> Outcome:
    """Whether a policy lets one of the services in that act for many customers."""
    if resource.type == PERMISSION:
        document = permission_document(view, resource)
    else:
        document = read_document(view, view.read(resource, "PolicyDocument"))
    if document.open is not None or any(_services(one) for one in document.statements):
        return Outcome(Truth.YES)
    for statement in document.statements:
        for one in statement.principals.items if statement.principals is not None else ():
            if isinstance(one.element.value, Unknown) and not names_resource(one.element.value):
                return Outcome(Truth.UNKNOWN, (view.evidence(resource, one.element.value),))
    return Outcome(Truth.NO)


def _services(statement: Statement, among: frozenset[str] = _DEPUTIES) -> list[tuple[str, Value]]:
    """The deputies among the principals of a statement."""
    if statement.principals is None or statement.principals.negated:
        return []
    found = []
    for one in statement.principals.items:
        name = known(tuple(token for token in one.element.text or () if token != HERE))
        if one.kind == "Service" and name is not None:
            short = _REGION.sub("", name.partition(".amazonaws.com")[0])
            if short in among:
                found.append((name.replace("..", "."), one.element.value))
    return found


def _is_held(view: View, resource: Resource, statement: Statement) -> bool:
    """Whether a condition names the source, be it by a text that is not known here.

    An account of the deployment, which no wildcard is, holds a service in an ARN as well.
    """
    for condition in statement.conditions:
        if condition.key not in _SOURCES or condition.operator in NEGATED or condition.operator == "null":
            continue
        if all(not _is_anything(element.text or ()) for element in condition.values):
            return True
    return resource.type == PERMISSION and _has_token(view, resource)


def _has_token(view: View, permission: Resource) -> bool:
    token = view.read(permission, "EventSourceToken")
    return isinstance(token, Unknown) or getattr(token, "data", None) is not None


def _is_anything(text: Text) -> bool:
    """Whether a pattern leaves both the account and the resource open."""
    parts = fields(text)
    if len(parts) < 6:
        return all(token == STAR for token in text)
    account, rest = parts[4], parts[5]
    return all(token == STAR for token in account) and bool(rest) and rest[0] == STAR


def open_federation(view: View, role: Resource) -> Outcome:
    """Whether a role trusts a provider of web identities without saying which of its users; each is one place.

    The subject (`<provider>:sub`) or a claim like it must be asked for with something fixed in it:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html. Amazon Cognito's identity
    pools are told apart by `:aud` and `:amr`.
    """
    document = read_document(view, view.read(role, "AssumeRolePolicyDocument"))
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    if document.open is not None:
        found[Truth.UNKNOWN].append(view.evidence(role, document.open))
    for statement in _federated(document):
        limits = [one for one in statement.conditions if one.key.rpartition(":")[2] in _claims(statement)]
        limits = [one for one in limits if one.operator not in NEGATED and one.operator != "null"]
        loose = [one for one in limits if any(_all_star(element.text or ()) for element in one.values)]
        if limits and not loose:
            continue
        if statement.conditions_open is not None:
            found[Truth.UNKNOWN].append(view.evidence(role, statement.conditions_open))
            continue
        detail = "any subject of the provider is let in" if loose else "no condition asks for the subject"
        found[Truth.YES].append(view.evidence(role, loose[0].value if loose else statement.value, detail))
    return _outcome(found)


def trusts_federation(view: View, role: Resource) -> Outcome:
    """Whether a role trusts a provider of web identities."""
    document = read_document(view, view.read(role, "AssumeRolePolicyDocument"))
    return Outcome(Truth.YES if document.open is not None or _federated(document) else Truth.NO)


def _federated(document: Document) -> list[Statement]:
    """The statements that let users of a provider in with AssumeRoleWithWebIdentity."""
    return [
        one
        for one in document.statements
        if one.effect == "Allow"
        and one.principals is not None
        and any(principal.kind == "Federated" for principal in one.principals.items)
        and any("webidentity" in shown(item.text or ()).lower() for item in one.actions.items)
    ]


def _claims(statement: Statement) -> tuple[str, ...]:
    texts = [shown(one.element.text or ()) for one in statement.principals.items] if statement.principals else []
    if any("cognito-identity" in text for text in texts):
        return ("aud",)
    if any(text in ("accounts.google.com", "graph.facebook.com", "www.amazon.com") for text in texts):
        return ("aud", "sub", "app_id", "user_id")
    return ("sub", "job_workflow_ref", "repository", "repository_owner", "repository_id", "oaud")


def _all_star(text: Text) -> bool:
    """Whether a pattern of a subject says nothing before its first wildcard but the kind: `repo:*`."""
    start = []
    for token in text:
        if isinstance(token, Wildcard):
            break
        start.append(token)
    else:
        return False
    said = "".join(one for one in start if isinstance(one, str))
    return said in ("", "repo:", "project_path:", "system:serviceaccount:", "organization:")


def broad_trust(view: View, role: Resource) -> Outcome:
    """Whether a role trusts everyone, or another account without asking for an external id; each is one place.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html. An account is another
    one when it is written as a number; conditions on the organization, the principal or MFA count as well.
    """
    document = read_document(view, view.read(role, "AssumeRolePolicyDocument"))
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    if document.open is not None:
        found[Truth.UNKNOWN].append(view.evidence(role, document.open))
    for statement in document.statements:
        if statement.effect != "Allow" or statement.principals is None or statement.principals.negated:
            continue
        foreign = _outsiders(statement)
        if not foreign or any(one.key in _TRUST_LIMITS for one in statement.conditions):
            continue
        if statement.conditions_open is not None:
            found[Truth.UNKNOWN].append(view.evidence(role, statement.conditions_open))
            continue
        for detail, value in foreign:
            found[Truth.YES].append(view.evidence(role, value, detail))
    return _outcome(found)


_TRUST_LIMITS = frozenset(
    {
        "sts:externalid",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalarn",
        "aws:principalaccount",
        "aws:multifactorauthpresent",
        "aws:multifactorauthage",
        "aws:sourceidentity",
        "saml:aud",
    }
)


def trusts_accounts(view: View, role: Resource) -> Outcome:
    """Whether a role trusts principals of AWS accounts that are written as numbers, or everyone."""
    document = read_document(view, view.read(role, "AssumeRolePolicyDocument"))
    found = any(one.effect == "Allow" and one.principals and _outsiders(one) for one in document.statements)
    return Outcome(Truth.YES if found or document.open is not None else Truth.NO)


def _outsiders(statement: Statement) -> list[tuple[str, Value]]:
    """Everyone, and whole accounts that are written as numbers; a single role or user of one is named on purpose."""
    found = []
    assert statement.principals is not None
    if is_everyone(statement.principals) is Truth.YES:
        return [("every AWS account may assume it", statement.principals.value)]
    for one in statement.principals.items:
        if one.kind != "AWS" or names_resource(one.element.value):
            continue
        text = one.element.text or ()
        parts = fields(text)
        account = known(text) if len(parts) == 1 else known(parts[4]) if parts[5:6] == ((*"root",),) else None
        if account is not None and account.isdigit() and HERE not in text:
            found.append((f"all of account {account} may assume it without an external id", one.element.value))
    return found


def _outcome(found: dict[Truth, list[Evidence]]) -> Outcome:
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO)
