"""May this role do this? Its policies, wherever they are written, and its permissions boundary."""

from collections.abc import Iterable
from dataclasses import dataclass

from awslint.analysis.iam.document import read_document, value_of
from awslint.analysis.iam.evaluate import Request, decide
from awslint.analysis.iam.inline import POLICIES_OF
from awslint.analysis.iam.managed import DENYING, MANAGED
from awslint.analysis.iam.statement import Document
from awslint.analysis.iam.text import known, text_of
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Absent, Unknown, Value
from awslint.query.view import View

_MARK = ":policy/"


@dataclass(frozen=True, slots=True, eq=False)
class Policies:
    """A set of policies that count together.

    sure       policies that are attached
    maybe      policies that may be attached
    allowing   names of policies that may allow anything but deny nothing (AWS's own, not in the table)
    hidden     names of policies of which nothing is known
    """

    sure: tuple[Document, ...] = ()
    maybe: tuple[Document, ...] = ()
    allowing: tuple[Value, ...] = ()
    hidden: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """The policies of a role, user or group; `boundary` is None where none is set."""

    policies: Policies
    boundary: Policies | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Permission:
    """Whether a request is allowed; `blame` are the values that leave it open."""

    truth: Truth
    blame: tuple[Value, ...] = ()


def identity_of(view: View, principal: Resource) -> Identity:
    """Every policy that a role, user or group has in this world."""
    sure: list[Document] = []
    maybe: list[Document] = []
    hidden: list[Value] = []
    own = view.read(principal, "Policies")
    items, complete = view.items(own)
    sure.extend(read_document(view, view.get(item, "PolicyDocument")) for item in items)
    if not complete or isinstance(own, Unknown):
        hidden.append(own)
    for relation in (POLICIES_OF[principal.type], "managed-policy"):
        for member in view.related(principal, relation).members:
            document = read_document(view, view.read(member.resource, "PolicyDocument"))
            (sure if member.certain is Truth.YES else maybe).append(document)
    allowing: list[Value] = []
    for value in view.related(principal, "managed-policy").open:
        _outside(view, value, sure, allowing, hidden)
    return Identity(Policies(tuple(sure), tuple(maybe), tuple(allowing), tuple(hidden)), _boundary(view, principal))


def may(identity: Identity, request: Request) -> Permission:
    """Whether the policies allow the request and the boundary, if there is one, does not stand in its way.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """
    own = _allowed(identity.policies, request)
    if identity.boundary is None or own.truth is Truth.NO:
        return own
    bound = _allowed(identity.boundary, request)
    blame = () if bound.truth is Truth.NO else (*own.blame, *bound.blame)
    return Permission(all_of((own.truth, bound.truth)), blame)


def _allowed(policies: Policies, request: Request) -> Permission:
    sure = decide(policies.sure, request)
    if sure.denied is Truth.YES:
        return Permission(Truth.NO)
    both = decide((*policies.sure, *policies.maybe), request)
    granted = any_of((sure.allowed, Truth.UNKNOWN if policies.allowing else Truth.NO))
    truth = sure.allowed if both.allowed is sure.allowed and both.denied is sure.denied else Truth.UNKNOWN
    if truth is Truth.NO:
        truth = granted
    if policies.hidden:
        truth = Truth.UNKNOWN
    if truth is not Truth.UNKNOWN:
        return Permission(truth)
    return Permission(truth, (*policies.hidden, *policies.allowing, *_open(policies)))


def _open(policies: Policies) -> Iterable[Value]:
    for document in (*policies.sure, *policies.maybe):
        if document.open is not None:
            yield document.open


def _boundary(view: View, principal: Resource) -> Policies | None:
    value = view.read(principal, "PermissionsBoundary")
    if isinstance(value, Absent):
        return None
    related = view.related(principal, "permissions-boundary")
    sure: list[Document] = []
    maybe: list[Document] = []
    for member in related.members:
        document = read_document(view, view.read(member.resource, "PolicyDocument"))
        (sure if member.certain is Truth.YES else maybe).append(document)
    allowing: list[Value] = []
    hidden: list[Value] = []
    for one in related.open:
        _outside(view, one, sure, allowing, hidden)
    return Policies(tuple(sure), tuple(maybe), tuple(allowing), tuple(hidden))


def _outside(view: View, value: Value, sure: list[Document], allowing: list[Value], hidden: list[Value]) -> None:
    """Sort a policy that is not in the input: one of AWS's that is known, another of AWS's, or anybody's."""
    text = text_of(view, value, "literal")
    said = "".join(piece if isinstance(piece, str) else "\0" for piece in text) if text else ""
    owner, mark, name = said.partition(_MARK)
    if not mark or not owner.endswith("::aws") or known(tuple(name)) is None or "\0" in name:
        hidden.append(value)
    elif name in MANAGED:
        sure.append(read_document(view, value_of({"Statement": list(MANAGED[name])}, value.place)))
    elif name in DENYING:
        hidden.append(value)
    else:
        allowing.append(value)
