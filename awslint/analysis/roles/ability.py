"""Can a role do what the resource that it works for needs?"""

from collections.abc import Iterable

from awslint.analysis.iam.attached import UNDERSTOOD, policies_on
from awslint.analysis.iam.combined import may_use
from awslint.analysis.iam.conditions import Context
from awslint.analysis.iam.evaluate import Caller, Request
from awslint.analysis.iam.identity import Identity, Permission, Policies, as_unknown, identity_of
from awslint.analysis.iam.text import Text, arn_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.record import record
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, any_of
from awslint.model.value import Value
from awslint.query.view import View


@record(eq=False)
class Need:
    """What a role must be allowed: one of `actions` on one of `resources`, which are ways to write the same one.

    subject    what the resource is called in a message
    on         the resource of the input whose own policy may grant it as well
    naming     where the need is written
    """

    actions: tuple[str, ...]
    resources: tuple[Text, ...]
    subject: str
    on: Resource | None = None
    naming: Value | None = None
    context: Context | None = None


@record(eq=False)
class Work:
    """A role with what it needs for a resource; `naming` is where the resource names its role."""

    role: Resource
    naming: Value
    certain: Truth
    needs: tuple[Need, ...]


def incapable(view: View, consumer: Resource, works: Iterable[Work], outside: Iterable[Value] = ()) -> Outcome:
    """Whether a role certainly lacks something that it needs; each role is one place, at its name.

    Related are the role and where each missing need is written.
    """
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    for work in works:
        identity = identity_of(view, work.role)
        answers = [(need, permitted(view, identity, work.role, need)) for need in work.needs]
        lacking = [need for need, answer in answers if answer.truth is Truth.NO]
        if lacking and work.certain is Truth.YES:
            found[Truth.YES].append(_lack(view, consumer, work, lacking))
        elif lacking or any(answer.truth is Truth.UNKNOWN for _, answer in answers):
            found[Truth.UNKNOWN].extend(_doubts(view, consumer, work, (answer for _, answer in answers)))
    found[Truth.UNKNOWN].extend(view.evidence(consumer, value) for value in outside)
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO)


def permitted(view: View, identity: Identity, role: Resource, need: Need) -> Permission:
    """Whether a role has what it needs, by its own policies or the resource's."""
    policies: Policies | None = None
    if need.on is not None and need.on.type in UNDERSTOOD:
        policies = policies_on(view, need.on)
    caller = Caller(arn_of(view, role))
    key = need.on is not None and need.on.type in ("AWS::KMS::Key", "AWS::KMS::ReplicaKey")
    context = {"aws:securetransport": ("true",), **(need.context or {})}
    answers = [
        may_use(identity, policies, Request(action, resource, caller, context), key=key)
        for action in need.actions
        for resource in need.resources
    ]
    truth = any_of(one.truth for one in answers)
    return Permission(truth, tuple(spot for one in answers for spot in one.blame) if truth is Truth.UNKNOWN else ())


def _lack(view: View, consumer: Resource, work: Work, lacking: list[Need]) -> Evidence:
    said = dict.fromkeys(f"{need.actions[0]} on {need.subject}" for need in lacking)
    detail = f"its role {work.role.address} is not allowed {', '.join(said)}"
    related = [RelatedPlace("role", f"{work.role.address} is the role", work.role.place, work.role.address)]
    for need in lacking:
        if need.naming is not None:
            what = f"here it needs {need.actions[0]} on {need.subject}"
            related.append(RelatedPlace("need", what, need.naming.place, consumer.address))
    evidence = view.evidence(consumer, work.naming, detail)
    return Evidence(evidence.resource, evidence.place, evidence.path, detail, work.naming, related=tuple(related))


def _doubts(view: View, consumer: Resource, work: Work, answers: Iterable[Permission]) -> list[Evidence]:
    spots = {value.place: (where, value) for answer in answers for where, value in answer.blame}
    return [view.evidence(where, as_unknown(value)) for where, value in spots.values()] or [
        view.evidence(consumer, work.naming)
    ]
