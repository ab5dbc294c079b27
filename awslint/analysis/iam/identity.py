"""May this role do this? Its policies, wherever they are written, and its permissions boundary."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from awslint.analysis.iam.conditions import holds
from awslint.analysis.iam.document import hidden_part, read_document, value_of
from awslint.analysis.iam.evaluate import Decision, Request, decide
from awslint.analysis.iam.inline import POLICIES_OF
from awslint.analysis.iam.managed import DENYING, MANAGED, PARTLY
from awslint.analysis.iam.statement import Document, parts_of
from awslint.analysis.iam.text import is_undecided, text_of
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Absent, Unknown, Value, Why
from awslint.query.relations import Related
from awslint.query.view import View

_MARK = ":policy/"
# A value and the resource in which it is written.
Spot = tuple[Resource, Value]


@dataclass(slots=True, eq=False)
class Policies:
    """A set of policies that count together.

    sure       policies that are attached, with the resource that writes them
    maybe      policies that may be attached
    allowing   names of policies that may allow anything but deny nothing (AWS's own, not in the table)
    hidden     names of policies of which nothing is known
    """

    sure: list[tuple[Resource, Document]] = field(default_factory=list)
    maybe: list[tuple[Resource, Document]] = field(default_factory=list)
    allowing: list[Spot] = field(default_factory=list)
    hidden: list[Spot] = field(default_factory=list)


@record(eq=False)
class Identity:
    """The policies of a role, user or group; `boundary` is None where none is set."""

    policies: Policies
    boundary: Policies | None = None


@record(eq=False)
class Permission:
    """Whether a request is allowed; `blame` is what leaves it open, `denied` whether it is denied explicitly."""

    truth: Truth
    blame: tuple[Spot, ...] = ()
    denied: Truth = Truth.NO


def identity_of(view: View, principal: Resource) -> Identity:
    """Every policy that a role, user or group has in this world."""
    found = Policies()
    own = view.read(principal, "Policies")
    for item in view.items(own)[0]:
        found.sure.append((principal, read_document(view, view.get(item, "PolicyDocument"))))
    left = hidden_part(own)
    if left is not None:
        found.hidden.append((principal, left))
    _attach(view, principal, view.related(principal, POLICIES_OF[principal.type]), found)
    _attach(view, principal, view.related(principal, "managed-policy"), found)
    return Identity(found, _boundary(view, principal))


def may(identity: Identity, request: Request) -> Permission:
    """Whether the policies allow the request and the boundary, if there is one, does not stand in its way.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """
    own = allowed(identity.policies, request)
    if identity.boundary is None or own.truth is Truth.NO:
        return own
    bound = allowed(identity.boundary, request)
    blame = () if bound.truth is Truth.NO else (*own.blame, *bound.blame)
    return Permission(all_of((own.truth, bound.truth)), blame)


def open_parts(resource: Resource, document: Document, decision: Decision, request: Request) -> Iterator[Spot]:
    """What leaves a decision open, in one of the documents that it was made of."""
    if document.open is not None:
        yield resource, document.open
    for statement in document.statements:
        if statement not in decision.statements:
            continue
        for value in parts_of(statement):
            if is_undecided(value):
                yield resource, value
        for condition in statement.conditions:
            if holds(condition, request.context) is Truth.UNKNOWN:
                what = f"the condition on {condition.key}"
                yield resource, Unknown(Why.FUNCTION, what, condition.value.place)


def allowed(policies: Policies, request: Request) -> Permission:
    """Whether a set of policies, taken together and alone, allows a request."""
    sure = decide([document for _, document in policies.sure], request)
    if sure.denied is Truth.YES:
        return Permission(Truth.NO, denied=Truth.YES)
    every = [*policies.sure, *policies.maybe]
    both = decide([document for _, document in every], request)
    agree = both.allowed is sure.allowed and both.denied is sure.denied
    truth = sure.allowed if agree else Truth.UNKNOWN
    if truth is Truth.NO and policies.allowing and sure.denied is Truth.NO:
        truth = Truth.UNKNOWN
    denied = both.denied if agree else Truth.UNKNOWN
    if policies.hidden:
        truth, denied = Truth.UNKNOWN, any_of((denied, Truth.UNKNOWN))
    if truth is not Truth.UNKNOWN:
        return Permission(truth, denied=denied)
    open_ones = [one for pair in every for one in open_parts(*pair, both, request)]
    return Permission(truth, (*policies.hidden, *policies.allowing, *open_ones), denied)


def _boundary(view: View, principal: Resource) -> Policies | None:
    # A group has none, and no property for one: what Terraform does not map must not look like one.
    if principal.type == "AWS::IAM::Group" or isinstance(view.read(principal, "PermissionsBoundary"), Absent):
        return None
    found = Policies()
    _attach(view, principal, view.related(principal, "permissions-boundary"), found)
    return found


def _attach(view: View, principal: Resource, related: Related, found: Policies) -> None:
    for member in related.members:
        document = read_document(view, view.read(member.resource, "PolicyDocument"))
        (found.sure if member.certain is Truth.YES else found.maybe).append((member.resource, document))
    for value in related.open:
        _outside(view, principal, value, found)


def _outside(view: View, principal: Resource, value: Value, found: Policies) -> None:
    """Sort a policy that is not in the input: one of AWS's that is known, another of AWS's, or anybody's."""
    text = text_of(view, value, "literal")
    said = "".join(piece if isinstance(piece, str) else "\0" for piece in text) if text else ""
    owner, mark, name = said.partition(_MARK)
    if not mark or not owner.endswith("::aws") or "\0" in name or name in DENYING:
        found.hidden.append((principal, value))
    elif name in MANAGED:
        document = read_document(view, value_of({"Statement": list(MANAGED[name])}, value.place))
        found.sure.append((principal, document))
    elif name in PARTLY:
        document = read_document(view, value_of({"Statement": list(PARTLY[name])}, value.place))
        found.sure.append((principal, document))
        found.allowing.append((principal, _allows(name, value)))
    else:
        found.allowing.append((principal, _allows(name, value)))


def _allows(name: str, value: Value) -> Unknown:
    """What is not known of one of AWS's policies."""
    return Unknown(Why.FUNCTION, f"what {name.rpartition('/')[2]} allows", value.place)


def as_unknown(value: Value) -> Value:
    """What leaves a decision open, as an unknown: of a policy that is known by its name alone, what it allows."""
    if isinstance(value, Unknown):
        return value
    return Unknown(Why.FUNCTION, f"what {getattr(value, 'data', 'a policy')} allows", value.place)
