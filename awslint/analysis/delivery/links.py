"""Links of a chain: each one holds, is missing, or cannot be told; a chain is as good as its weakest link."""

from collections.abc import Iterable, Sequence

from awslint.analysis.iam.conditions import Context, holds
from awslint.analysis.iam.evaluate import Caller, Request, is_caller, matches_action
from awslint.analysis.iam.identity import Permission, Policies, Spot, allowed
from awslint.analysis.iam.text import HERE, Text
from awslint.model.finding import Evidence, Outcome
from awslint.model.record import record
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, any_of
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
from awslint.query.relations import Member
from awslint.query.view import View


@record(eq=False)
class Link:
    """Whether a link holds; `missing` says what is wrong where it does not, `blame` what leaves it open.

    seen    further places that show what is missing
    """

    truth: Truth
    missing: str = ""
    blame: tuple[Spot, ...] = ()
    seen: tuple[RelatedPlace, ...] = ()


def weakest(
    view: View, source: Resource, naming: Value, links: Iterable[Link], seen: Iterable[RelatedPlace]
) -> Outcome:
    """YES when a link is missing, with all missing ones named at `naming`; `seen` are the places of the chain."""
    found = list(links)
    missing = [one for one in found if one.truth is Truth.NO]
    if missing:
        plain = view.evidence(source, naming, "; ".join(dict.fromkeys(one.missing for one in missing)))
        return Outcome(Truth.YES, (related_to(plain, (*seen, *(place for one in missing for place in one.seen))),))
    if any(one.truth is Truth.UNKNOWN for one in found):
        spots = {
            value.place: (where, value) for one in found for where, value in one.blame if isinstance(value, Unknown)
        }
        evidence = tuple(view.evidence(where, value) for where, value in spots.values())
        return Outcome(Truth.UNKNOWN, evidence or (view.evidence(source, naming),))
    return Outcome(Truth.NO, (view.evidence(source, naming),))


def related_to(evidence: Evidence, seen: Iterable[RelatedPlace]) -> Evidence:
    """The evidence with further places of the chain."""
    return Evidence(
        evidence.resource,
        evidence.place,
        evidence.path,
        evidence.detail,
        evidence.value,
        evidence.unknown,
        evidence.default,
        (*evidence.related, *seen),
    )


def link(permission: Permission, missing: str, near: tuple[str, tuple[RelatedPlace, ...]] = ("", ())) -> Link:
    """A permission as a link; `near` is the statement that comes nearest to giving it."""
    return Link(permission.truth, missing + near[0], permission.blame, near[1])


def admitted(
    policies: Policies, action: str, resource: Text, callers: Sequence[Caller], context: Context
) -> Permission:
    """Whether policies on a resource let one of the callers act, as the service that writes on behalf of another."""
    found = [allowed(policies, Request(action, resource, caller, context)) for caller in callers]
    return Permission(any_of(one.truth for one in found), tuple(spot for one in found for spot in one.blame))


def nearest(
    policies: Policies, action: str, callers: Sequence[Caller], context: Context
) -> tuple[str, tuple[RelatedPlace, ...]]:
    """A statement that lets a caller act, but not in this case: how to go on in a message, and where it stands."""
    for writer, document in policies.sure:
        for statement in document.statements:
            principals = statement.principals
            if statement.effect != "Allow" or principals is None or principals.negated:
                continue
            if matches_action(statement.actions, action) is not Truth.YES:
                continue
            if not any(is_caller(one, caller) is Truth.YES for one in principals.items for caller in callers):
                continue
            refused = [one for one in statement.conditions if holds(one, context) is Truth.NO]
            if refused:
                words = f", a statement does so on a condition that is not met ({refused[0].key})"
                at, message = refused[0].value, "this condition is not met"
            elif statement.resources is not None:
                words, at, message = ", a statement does so on others", statement.resources.value, "these are others"
            else:
                continue
            return words, (place_of("statement", message, writer, at),)
    return "", ()


def on_behalf(source: Text | None) -> Context:
    """What a service says of the resource that it acts for, in its own account and over TLS."""
    context: dict[str, tuple[str | Text, ...] | None] = {
        "aws:sourceaccount": ((HERE,),),
        "aws:sourceowner": ((HERE,),),
        "aws:securetransport": ("true",),
        "aws:principalisawsservice": ("true",),
        "aws:viaawsservice": ("false",),
        "s3:x-amz-acl": ("bucket-owner-full-control",),
        "kms:viaservice": None,
        "kms:calleraccount": None,
    }
    if source is not None:
        context["aws:sourcearn"] = (source,)
    return context


def named(view: View, resource: Resource, relation: str, naming: Value) -> Member | None:
    """The resource of the input that a value names, when it is certainly that one."""
    for member in view.related(resource, relation).members:
        if member.naming.place == naming.place and member.certain is Truth.YES:
            return member
    return None


def elsewhere(view: View, source: Resource, naming: Value, what: str) -> Outcome:
    """Undecided: the other end is not in the input."""
    return Outcome(Truth.UNKNOWN, (view.evidence(source, outside(naming, what)),))


def outside(naming: Value, what: str) -> Unknown:
    """What is not known of a resource that is not in the input."""
    if isinstance(naming, Unknown):
        return naming
    name = f" of {naming.data}" if isinstance(naming, Scalar) else ""
    return Unknown(Why.FUNCTION, f"{what}{name}", naming.place)


def unknown_region(resource: Resource) -> Unknown:
    """The Region of a deployment that does not say it."""
    return Unknown(Why.PSEUDO, "AWS::Region", resource.place, symbol="Ref:AWS::Region", type="string")


def place_of(role: str, message: str, resource: Resource, value: Value | None = None) -> RelatedPlace:
    """A place of the chain: a resource, or something that is written in it."""
    at = resource.place if value is None or isinstance(value, Absent) else value.place
    return RelatedPlace(role, message, at, resource.address)
