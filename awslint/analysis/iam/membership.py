"""Users in groups, policies of single users, and who has a certain policy attached."""

from collections.abc import Iterable
from dataclasses import replace

from awslint.analysis.iam.document import hidden_part, read_document
from awslint.analysis.iam.inline import POLICIES_OF, attaches_outside, how_written
from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.text import STAR, Text, arn_of, fields, literal, text_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Absent, Unknown, Value, Why
from awslint.query.view import View

_USER = "AWS::IAM::User"
_MANAGED = "AWS::IAM::ManagedPolicy"
# A group's name as it is written, where that is, and whether the user certainly is in it.
_Membership = tuple[Resource, Value, Truth]


def in_groups(view: View, user: Resource, names: Iterable[str]) -> Outcome:
    """Whether a user is in each of the named groups, or without names in any group.

    NO says which group lacks, at the user's list of groups.
    """
    memberships, left = _memberships(view, user)
    if not (wanted := [name.strip() for name in names if name.strip()]):
        sure = [view.evidence(writer, value) for writer, value, certain in memberships if certain is Truth.YES]
        if sure:
            return Outcome(Truth.YES, tuple(sure))
        doubtful = [view.evidence(writer, value) for writer, value, _ in memberships]
        return _unless_open(view, user, [*doubtful, *left], "is in no group")
    for name in wanted:
        answers = [
            (all_of((covers(text_of(view, value, "literal") or (), literal(name)), certain)), writer, value)
            for writer, value, certain in memberships
        ]
        if any(truth is Truth.YES for truth, _, _ in answers):
            continue
        doubtful = [view.evidence(writer, value) for truth, writer, value in answers if truth is Truth.UNKNOWN]
        return _unless_open(view, user, [*doubtful, *left], f"is not in the group {name}")
    return Outcome(Truth.YES, tuple(view.evidence(writer, value) for writer, value, _ in memberships))


def attaches(view: View, principal: Resource, arn: str) -> Outcome:
    """Whether a user, role or group has the managed policy with this ARN attached."""
    wanted = literal(arn)
    written = view.read(principal, "ManagedPolicyArns")
    hidden = hidden_part(written)
    answers = [(covers(_arn(view, one), wanted), view.evidence(principal, one)) for one in view.items(written)[0]]
    for member in view.related(principal, POLICIES_OF[principal.type]).members:
        if member.resource.type == _MANAGED:
            named = covers(arn_of(view, member.resource, "PolicyArn"), wanted)
            answers.append((all_of((named, member.certain)), view.evidence(member.source, member.naming)))
    for truth in (Truth.YES, Truth.UNKNOWN):
        evidence = tuple(one for answer, one in answers if answer is truth)
        if evidence:
            return Outcome(truth, evidence)
    if hidden is not None:
        return Outcome(Truth.UNKNOWN, (view.evidence(principal, hidden),))
    return Outcome(Truth.NO, (view.evidence(principal, written, path=("ManagedPolicyArns",)),))


def own_policies(view: View, user: Resource) -> Outcome:
    """Whether a user has policies of its own, inline or managed; each is one place.

    For a policy resource, the users that it names and the input lacks.
    """
    if user.type != _USER:
        outside = attaches_outside(view, user, _USER)
        detail = "it is a policy of a user outside the input"
        evidence = tuple(replace(one, detail=detail) for one in outside.evidence)
        return Outcome(outside.truth, evidence)
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    for name in ("Policies", "ManagedPolicyArns"):
        written = view.read(user, name)
        for item in view.items(written)[0]:
            inline = name == "Policies"
            detail = how_written(view, user, item) if inline else "a policy is attached"
            found[Truth.YES].append(view.evidence(user, item, detail))
        hidden = hidden_part(written)
        if hidden is not None:
            found[Truth.UNKNOWN].append(view.evidence(user, hidden))
    for member in view.related(user, POLICIES_OF[_USER]).members:
        detail = f"{member.source.address} is a policy of it" if member.certain is Truth.YES else ""
        found[member.certain].append(view.evidence(member.source, member.naming, detail))
    for truth, some in found.items():
        if some:
            return Outcome(truth, tuple(some))
    return Outcome(Truth.NO)


def uses(view: View, principal: Resource, arn: str, usage: str) -> Outcome:
    """Whether somebody can use the policy with this ARN through the principal: a role, a user, a group with users.

    usage    `IAM_USER`, `IAM_GROUP`, `IAM_ROLE` or `ANY`: the kind of principal that counts
    """
    kind = "IAM_" + principal.type.rpartition(":")[2].upper()
    if usage not in ("ANY", kind):
        return Outcome(Truth.NO, (Evidence(principal.key, principal.place, "", f"it is no {usage}"),))
    attached = attaches(view, principal, arn)
    if principal.type != "AWS::IAM::Group" or attached.truth is Truth.NO:
        return attached
    in_it = view.related(principal, "user-in-group").members
    added = view.related(principal, "addition-to-group").members
    users = any_of(one.certain for one in in_it) if in_it else Truth.NO
    for one in added:
        names = view.read(one.resource, "Users")
        filled = Truth.YES if view.items(names)[0] else Truth.UNKNOWN if hidden_part(names) is not None else Truth.NO
        users = any_of((users, all_of((filled, one.certain))))
    truth = all_of((attached.truth, users))
    return Outcome(truth, (Evidence(principal.key, principal.place, "", "it is a group without users"),))


def trusts_one_account(view: View, role: Resource) -> Outcome:
    """Whether only principals of one account may assume a role, as an organization's management account does.

    Which account that is, an input cannot tell: the answer is UNKNOWN at best.
    """
    document = read_document(view, view.read(role, "AssumeRolePolicyDocument"))
    if document.open is not None:
        return Outcome(Truth.UNKNOWN, (view.evidence(role, document.open),))
    accounts: set[Text] = set()
    for statement in document.statements:
        if statement.effect == "Deny" or statement.principals is None:
            continue
        for one in statement.principals.items:
            text = one.element.text or ()
            accounts.add(fields(text)[4] if one.kind == "AWS" and len(fields(text)) > 4 else text)
            if one.kind != "AWS" or text == (STAR,):
                return Outcome(Truth.NO, (view.evidence(role, statement.principals.value),))
    if len(accounts) != 1:
        return Outcome(Truth.NO, (view.evidence(role, document.value, path=("AssumeRolePolicyDocument",)),))
    what = Unknown(Why.EVIDENCE, "aws organizations describe-organization", document.value.place)
    return Outcome(Truth.UNKNOWN, (view.evidence(role, what),))


def _arn(view: View, value: Value) -> Text:
    """The ARN that an attachment gives; Ref of a managed policy gives its ARN."""
    if isinstance(value, Unknown) and value.refers_to is not None:
        target = view.graph.resources.get(value.refers_to.target)
        if target is not None and target.type == _MANAGED:
            return arn_of(view, target, "PolicyArn")
    return text_of(view, value, "literal") or ()


def _memberships(view: View, user: Resource) -> tuple[list[_Membership], list[Evidence]]:
    """The groups that a user is in, and what hides further ones."""
    written = view.read(user, "Groups")
    hidden = hidden_part(written)
    left = [] if hidden is None else [view.evidence(user, hidden)]
    found: list[_Membership] = [(user, one, Truth.YES) for one in view.items(written)[0]]
    for member in view.related(user, "user-added-to-group").members:
        name = view.read(member.resource, "GroupName")
        if not isinstance(name, Absent):
            found.append((member.resource, name, member.certain))
    return found, left


def _unless_open(view: View, user: Resource, left: list[Evidence], detail: str) -> Outcome:
    if left:
        return Outcome(Truth.UNKNOWN, tuple(left))
    groups = view.read(user, "Groups")
    return Outcome(Truth.NO, (view.evidence(user, groups, detail, ("Groups",)),))
