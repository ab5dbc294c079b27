"""Single statements that are wider, narrower or other than meant: PassRole to anything, dead and misplaced ones."""

from collections.abc import Iterator

from awslint.analysis.iam.attached import UNDERSTOOD
from awslint.analysis.iam.document import hidden_part, read_document
from awslint.analysis.iam.evaluate import matches_action
from awslint.analysis.iam.matching import covers, meets
from awslint.analysis.iam.public import is_everyone
from awslint.analysis.iam.statement import Document, Elements, Statement
from awslint.analysis.iam.text import (
    HERE,
    PARTITION,
    STAR,
    Opaque,
    Text,
    arn_of,
    is_known,
    lower,
    shown,
    text_of,
)
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Absent, Unknown, Value
from awslint.query.view import View

_ANY_ROLE: Text = (*"arn:", PARTITION, *":iam::", HERE, *":role/", Opaque("any role", made=True))
# Conditions that say to which service, or for which resource, a role may be passed.
_LIMITS = frozenset({"iam:passedtoservice", "iam:associatedresourcearn", "iam:resourcetag", "aws:resourcetag"})
_PRINCIPALS = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group")
Written = tuple[Document, tuple[str, ...]]


def documents_of(view: View, holder: Resource) -> Iterator[Written]:
    """The policies that are written in a resource, each with the path of its document."""
    if holder.type not in _PRINCIPALS:
        name = "KeyPolicy" if holder.type == "AWS::KMS::Key" else "PolicyDocument"
        written = view.read(holder, name)
        if not isinstance(written, Absent):
            yield read_document(view, written), (name,)
        return
    policies = view.read(holder, "Policies")
    for item in view.items(policies)[0]:
        yield read_document(view, view.get(item, "PolicyDocument")), ("Policies",)
    left = hidden_part(policies)
    if left is not None:
        yield read_document(view, left), ("Policies",)


def passes_any_role(view: View, holder: Resource) -> Outcome:
    """Whether a statement allows iam:PassRole for every role and to every service; each is one place.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html. A statement that allows everything
    (`Action: "*"`) is administration, which is another matter.
    """
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    if _is_boundary_alone(view, holder):
        return Outcome(Truth.NO)
    for document, _ in documents_of(view, holder):
        if document.open is not None:
            found[Truth.UNKNOWN].append(view.evidence(holder, document.open))
        for statement in document.statements:
            truth = _passes(statement)
            if truth is Truth.YES:
                detail = "iam:PassRole is allowed for every role and every service"
                found[truth].append(view.evidence(holder, statement.value, detail))
            elif truth is Truth.UNKNOWN:
                found[truth].append(view.evidence(holder, _open(statement)))
    return _outcome(found)


def _is_boundary_alone(view: View, policy: Resource) -> bool:
    """Whether a managed policy of the input only limits others: a permissions boundary grants nothing."""
    if policy.type != "AWS::IAM::ManagedPolicy" or not view.naming(policy, "permissions-boundary").members:
        return False
    named = any(view.items(view.read(policy, name))[0] for name in ("Users", "Roles", "Groups"))
    return not named and not view.naming(policy, "managed-policy").members


def _passes(statement: Statement) -> Truth:
    if statement.effect == "Deny" or statement.resources is None or statement.actions.negated:
        return Truth.NO
    if any(item.text in ((STAR,), (STAR, ":", STAR)) for item in statement.actions.items):
        return Truth.NO
    if any(condition.key.partition("/")[0] in _LIMITS for condition in statement.conditions):
        return Truth.NO
    action = matches_action(statement.actions, "iam:PassRole")
    every = any_of(covers(item.text or (), _ANY_ROLE) for item in statement.resources.items)
    if not statement.resources.complete:
        every = any_of((every, Truth.UNKNOWN))
    if statement.resources.negated:
        every = all_of((~every, Truth.UNKNOWN)) if every is not Truth.NO else Truth.YES
    limits = Truth.YES if statement.conditions_open is None else Truth.UNKNOWN
    return all_of((action, every, limits, Truth.YES if statement.effect else Truth.UNKNOWN))


def dead_allows(view: View, holder: Resource) -> Outcome:
    """Whether an Allow of a policy is overridden as a whole by a Deny of the same policy; each is one place.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html: an explicit Deny wins.
    A Deny with conditions, or with NotAction, NotResource or NotPrincipal, is never taken to cover an Allow.
    """
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    for document, _ in documents_of(view, holder):
        if document.open is not None:
            found[Truth.UNKNOWN].append(view.evidence(holder, document.open))
        denies = [one for one in document.statements if one.effect == "Deny" and _is_plain(one)]
        for statement in document.statements:
            if statement.effect != "Allow" or not statement.actions.items:
                continue
            over = next((deny for deny in denies if _covers(deny, statement)), None)
            if over is None:
                continue
            name = f"the Deny {over.sid}" if over.sid else "a Deny of the same policy"
            one = view.evidence(holder, statement.value, f"{name} takes back all that it allows")
            related = (RelatedPlace("deny", "the Deny that overrides it", over.value.place, holder.address),)
            evidence = Evidence(one.resource, one.place, one.path, one.detail, one.value, related=related)
            found[Truth.YES].append(evidence)
    return _outcome(found)


def _is_plain(deny: Statement) -> bool:
    negated = deny.actions.negated or (deny.resources is not None and deny.resources.negated)
    whom = deny.principals is not None and deny.principals.negated
    return not (negated or whom or deny.conditions or deny.conditions_open)


def _covers(deny: Statement, allow: Statement) -> bool:
    """Whether each action, resource and principal of an Allow is certainly within those of a Deny."""
    if allow.actions.negated or not allow.actions.complete:
        return False
    if not _within(allow.actions, deny.actions, fold=True):
        return False
    if (allow.resources is None) is not (deny.resources is None):
        return False
    inner, outer = allow.resources, deny.resources
    if inner is not None and outer is not None and (inner.negated or not _within(inner, outer)):
        return False
    if allow.principals is None or deny.principals is None:
        return allow.principals is deny.principals
    if is_everyone(deny.principals) is Truth.YES:
        return True
    if allow.principals.negated or not allow.principals.complete:
        return False
    texts = {(one.kind, one.element.text) for one in deny.principals.items}
    return all((one.kind, one.element.text) in texts for one in allow.principals.items)


def _within(inner: Elements, outer: Elements, *, fold: bool = False) -> bool:
    if not inner.complete or not inner.items:
        return False
    change = lower if fold else tuple
    return all(
        any(covers(change(two.text or ()), change(one.text or ())) is Truth.YES for two in outer.items)
        for one in inner.items
    )


# What a policy is attached to: the relation, what its ARN is called, and the texts below the ARN that belong to it.
_HOLDS = {
    "AWS::S3::BucketPolicy": ("bucket-policy", "Arn", "/"),
    "AWS::SQS::QueuePolicy": ("queue-policy", "Arn", ""),
    "AWS::SNS::TopicPolicy": ("topic-policy", "TopicArn", ""),
}


def speaks_of_another(view: View, policy: Resource) -> Outcome:
    """Whether a statement of a resource's policy names none of the resources that it is attached to.

    S3 refuses such a bucket policy (MalformedPolicy: "Policy has invalid resource"); with SQS and SNS such a statement
    has no effect.
    """
    relation, attribute, below = _HOLDS[policy.type]
    related = view.related(policy, relation)
    targets = [one for one in related.members if one.resource.type in UNDERSTOOD]
    arns = [arn_of(view, one.resource, attribute) for one in targets]
    if policy.type == "AWS::S3::BucketPolicy" and not targets:
        name = text_of(view, view.read(policy, "Bucket"), "literal")
        if name is not None and is_known(name):
            arns = [(*"arn:", PARTITION, *":s3:::", *name)]
    if not arns or (related.open and targets):
        return Outcome(Truth.UNKNOWN, tuple(view.evidence(policy, one) for one in related.open))
    document = read_document(view, view.read(policy, "PolicyDocument"))
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    if document.open is not None:
        found[Truth.UNKNOWN].append(view.evidence(policy, document.open))
    for statement in document.statements:
        if statement.resources is None or statement.resources.negated or not statement.resources.complete:
            continue
        for item in statement.resources.items:
            truth = any_of(_touches(item.text or (), arn, below) for arn in arns)
            if truth is Truth.NO and not _is_arn(item.text or ()):
                truth = Truth.UNKNOWN
            if truth is Truth.NO:
                whose = ", ".join(one.resource.address for one in targets) or "its bucket"
                detail = f"{shown(item.text or ())} is not {whose}, which the policy is attached to"
                one = view.evidence(policy, item.value, detail)
                places = tuple(
                    RelatedPlace("attached-to", f"it is attached to {member.resource.address}", member.naming.place)
                    for member in targets
                )
                found[Truth.YES].append(Evidence(one.resource, one.place, one.path, detail, one.value, related=places))
            elif truth is Truth.UNKNOWN:
                found[Truth.UNKNOWN].append(view.evidence(policy, item.value))
    return _outcome(found)


def _is_arn(text: Text) -> bool:
    """Whether a text certainly is an ARN or known; one that begins with something unknown may be any."""
    return is_known(text) or text[:4] == (*"arn:",)


def _touches(text: Text, arn: Text, below: str) -> Truth:
    """Whether a pattern takes in the resource, or something below it."""
    ways: list[Text] = [arn]
    if below:
        ways.append((*arn, below, STAR))
    return any_of(meets(text, way) for way in ways)


def _open(statement: Statement) -> Value:
    """What leaves a statement open."""
    for elements in (statement.actions, statement.resources):
        for item in elements.items if elements is not None else ():
            if isinstance(item.value, Unknown):
                return item.value
    return statement.conditions_open or statement.effect_value


def _outcome(found: dict[Truth, list[Evidence]]) -> Outcome:
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO)
