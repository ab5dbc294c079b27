"""Would this request be allowed? Statements against one request, as IAM combines them.

An explicit Deny wins; without an Allow the answer is no.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Iterable
from dataclasses import field

from awslint.analysis.iam.conditions import Context, conditions_hold, filled
from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.statement import Document, Elements, Principal, Principals, Statement
from awslint.analysis.iam.text import HERE, PARTITION, STAR, Opaque, Text, fields, is_open, literal, lower
from awslint.model.record import record
from awslint.model.truth import Truth, all_of, any_of

# Services that may be named by their Region as well
# (https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-service-role.html).
_REGIONAL = frozenset({"codedeploy", "states"})
_SUFFIX = Opaque("Ref:AWS::URLSuffix")
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d")


@record()
class Caller:
    """Who makes a request: a user or role by its ARN, or an AWS service; neither for an anonymous caller.

    by_account    whether a principal that names the caller's account counts as the caller
    """

    arn: Text | None = None
    service: str | None = None
    canonical: str | None = None
    federated: str | None = None
    by_account: bool = True


ANONYMOUS = Caller()


@record()
class Request:
    """One action on one resource. `caller` is not compared with identity policies, which have no Principal."""

    action: str
    resource: Text
    caller: Caller = ANONYMOUS
    context: Context = field(default_factory=dict)


@record(eq=False)
class Decision:
    """Whether a request is allowed, and the statements that decided or left it open.

    `denied` tells an explicit denial from the mere lack of an Allow.
    """

    allowed: Truth
    denied: Truth
    statements: tuple[Statement, ...] = ()


def decide(documents: Iterable[Document], request: Request) -> Decision:
    """Whether these policies together allow the request."""
    allows: list[tuple[Truth, Statement]] = []
    denies: list[tuple[Truth, Statement]] = []
    hidden = Truth.NO
    for document in documents:
        if document.open is not None:
            hidden = Truth.UNKNOWN
        for statement in document.statements:
            truth = applies(statement, request)
            if statement.effect is None:
                truth = all_of((truth, Truth.UNKNOWN))
            if statement.effect != "Deny":
                allows.append((truth, statement))
            if statement.effect != "Allow":
                denies.append((truth, statement))
    denied = any_of((hidden, *(truth for truth, _ in denies)))
    granted = any_of((hidden, *(truth for truth, _ in allows)))
    allowed = all_of((granted, ~denied))
    if denied is Truth.YES:
        return Decision(allowed, denied, _deciding(denies, Truth.YES))
    if allowed is Truth.UNKNOWN:
        return Decision(allowed, denied, _deciding(allows, Truth.UNKNOWN) + _deciding(denies, Truth.UNKNOWN))
    return Decision(allowed, denied, _deciding(allows, Truth.YES))


def applies(statement: Statement, request: Request) -> Truth:
    """Whether a statement speaks about the request."""
    action = matches_action(statement.actions, request.action)
    if action is Truth.NO:
        return Truth.NO
    return all_of(
        (
            action,
            _resource(statement.resources, request),
            _principal(statement.principals, request.caller),
            conditions_hold(statement, request.context),
        )
    )


def matches_action(actions: Elements, action: str) -> Truth:
    """Whether Action or NotAction takes in an action; case does not count."""
    wanted = tuple(action.lower())
    return _one_of(actions, [covers(lower(item.text or ()), wanted) for item in actions.items])


def _deciding(answers: list[tuple[Truth, Statement]], truth: Truth) -> tuple[Statement, ...]:
    return tuple(statement for answer, statement in answers if answer is truth)


def _resource(resources: Elements | None, request: Request) -> Truth:
    if resources is None:
        return Truth.YES  # a trust policy is about its role
    answers = []
    for item in resources.items:
        text = filled(item.text or (), request.context)
        answers.append(Truth.NO if text is None else covers(text, request.resource))
    return _one_of(resources, answers)


def _one_of(elements: Elements, answers: list[Truth]) -> Truth:
    found = any_of(answers)
    if not elements.complete:
        found = any_of((found, Truth.UNKNOWN))
    return ~found if elements.negated else found


def _principal(principals: Principals | None, caller: Caller) -> Truth:
    if principals is None:
        return Truth.YES
    found = any_of(is_caller(one, caller) for one in principals.items)
    if not principals.complete:
        found = any_of((found, Truth.UNKNOWN))
    return ~found if principals.negated else found


def is_caller(principal: Principal, caller: Caller) -> Truth:
    """Whether a principal of a policy is, or contains, the caller."""
    text = principal.element.text or ()
    if principal.kind == "AWS":
        return any_of((_is_everyone(text), *(covers(text, name) for name in _names(caller))))
    named = {"Service": caller.service, "CanonicalUser": caller.canonical, "Federated": caller.federated}
    name = named.get(principal.kind)
    if name is None:
        return Truth.NO
    if principal.kind != "Service":
        return covers(text, literal(name))
    if text[-1:] == (_SUFFIX,):
        text = (*text[:-1], *"amazonaws.com")
    return any_of((covers(text, literal(name)), _of_region(text, name)))


def _of_region(text: Text, service: str) -> Truth:
    """Whether a principal is a service by its name in one Region or in China, `states.eu-west-1.amazonaws.com`."""
    if text == literal(f"{service}.cn"):
        return Truth.UNKNOWN
    name, _, suffix = service.partition(".")
    start, end = literal(f"{name}."), literal(f".{suffix}")
    region = text[len(start) : -len(end)]
    if name == "logs":
        return Truth.NO  # KMS wants the name of the Region: who asks for CloudWatch Logs asks by that name
    if text[: len(start)] != start or text[-len(end) :] != end or not region:
        return Truth.NO
    if region == (HERE,):
        return Truth.YES if name in _REGIONAL else Truth.UNKNOWN
    written = "".join(piece for piece in region if isinstance(piece, str))
    return Truth.UNKNOWN if len(written) < len(region) or _REGION.fullmatch(written) else Truth.NO


def _is_everyone(text: Text) -> Truth:
    if text == (STAR,):
        return Truth.YES
    return Truth.UNKNOWN if text and all(is_open(piece) or piece == STAR for piece in text) else Truth.NO


def _names(caller: Caller) -> Iterable[Text]:
    """What a policy may write for a user or role: itself, its account's number, its account's root."""
    if caller.arn is None:
        return
    yield caller.arn
    if not caller.by_account:
        return
    account = fields(caller.arn)[4]
    yield account
    yield (*"arn:", PARTITION, *":iam::", *account, *":root")
