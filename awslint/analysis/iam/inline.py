"""Inline policies: which users, roles and groups carry them, wherever they are written."""

from awslint.analysis.iam.document import hidden_part
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, any_of, truth_of
from awslint.model.value import Unknown, Value
from awslint.query.view import View

# For each kind of principal, the relation to the policies that name it.
POLICIES_OF = {
    "AWS::IAM::User": "policy-of-user",
    "AWS::IAM::Role": "policy-of-role",
    "AWS::IAM::Group": "policy-of-group",
}
# Resources that put an inline policy into users, roles or groups, and the properties that name those.
WRITERS: dict[str, tuple[str, ...]] = {
    "AWS::IAM::Policy": ("Users", "Roles", "Groups"),
    "AWS::IAM::UserPolicy": ("UserName",),
    "AWS::IAM::RolePolicy": ("RoleName",),
    "AWS::IAM::GroupPolicy": ("GroupName",),
}


def inline_policies(view: View, principal: Resource) -> Outcome:
    """Whether a user, role or group has an inline policy; each is one place.

    For a resource that writes an inline policy into principals which are not in the input, those that it names.
    """
    if principal.type in WRITERS:
        sure = _outside(view, principal)
        detail = "an inline policy is written into a principal outside the input"
        return Outcome(Truth.YES if sure else Truth.NO, tuple(view.evidence(principal, one, detail) for one in sure))
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    written = view.read(principal, "Policies")
    for item in view.items(written)[0]:
        found[Truth.YES].append(view.evidence(principal, item, how_written(view, principal, item)))
    left = hidden_part(written)
    if left is not None:
        found[Truth.UNKNOWN].append(view.evidence(principal, left))
    for member in view.related(principal, POLICIES_OF[principal.type]).members:
        if member.resource.type not in WRITERS:
            continue
        detail = f"{member.source.address} is an inline policy of it"
        evidence = view.evidence(member.source, member.naming, detail if member.certain is Truth.YES else "")
        found[member.certain].append(evidence)
    truth = any_of(truth for truth, evidence in found.items() if evidence)
    return Outcome(truth, tuple(found.get(truth, ())))


def how_written(view: View, principal: Resource, policy: Value) -> str:
    """What writes an inline policy among a principal's properties: itself, or the Terraform resource that adds it."""
    writer = view.graph.writer(policy.place)
    if writer is None or writer.key == principal.key:
        return "an inline policy is written in it"
    return f"{writer.address} is an inline policy of it"


def attaches_outside(view: View, policy: Resource, to: str | None = None) -> Outcome:
    """Whether a policy names a user, role or group that is not in the input; with `to`, only one of that type."""
    named = _outside(view, policy, to)
    return Outcome(truth_of(bool(named)), tuple(view.evidence(policy, one) for one in named))


def _outside(view: View, policy: Resource, to: str | None = None) -> list[Value]:
    """The principals that a policy names and the input lacks."""
    named = [
        value
        for kind, relation in POLICIES_OF.items()
        if to in (None, kind)
        if any(policy.type in row.sources for row in view.knowledge.relations[relation])
        for value in view.related(policy, relation).open
    ]
    return [value for value in named if not (isinstance(value, Unknown) and value.may_be_absent)]
