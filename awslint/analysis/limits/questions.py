"""The question about limits that a rule may ask: one for all rows of `knowledge/limits.yaml`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from awslint.analysis.limits.measure import Size, added, document, encoded, entries, items, related, text
from awslint.analysis.question import Question
from awslint.knowledge.facts import Limit
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Sequence, Unknown, Value, Why
from awslint.query.view import View

_MEASURES: Mapping[str, Callable[[View, Resource, Value], Size]] = {
    "items": items,
    "text": text,
    "encoded": encoded,
    "entries": entries,
    "document": document,
}


def _within(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a resource keeps a limit. Argument `limit`: the name of its row.

    NO points at what is too large, and says how large it is at least; what is counted one by one is related.
    """
    limit = view.knowledge.limits[str(arguments["limit"])]
    if limit.since and date.fromisoformat(limit.since) > view.today:
        return Outcome(Truth.YES)
    answers = [_judged(view, resource, limit, value, size) for value, size in _sizes(view, resource, limit)]
    for truth in (Truth.NO, Truth.UNKNOWN):
        found = [one for one in answers if one.truth is truth]
        if found:
            return Outcome(truth, tuple(part for one in found for part in one.evidence))
    return Outcome(Truth.YES, tuple(part for one in answers for part in one.evidence))


def _sizes(view: View, resource: Resource, limit: Limit) -> Iterator[tuple[Value, Size]]:
    if limit.measure == "related":
        yield Absent(resource.place), related(view, resource, limit.path)
    elif limit.measure == "inline":
        yield Absent(resource.place), _inline(view, resource, limit)
    else:
        for value in _values(view, resource, limit.path):
            yield value, _MEASURES[limit.measure](view, resource, value)


def _inline(view: View, resource: Resource, limit: Limit) -> Size:
    """All policies that are part of a role or user: IAM counts them together."""
    own = [document(view, resource, value) for value in _values(view, resource, limit.path)]
    for member in view.related(resource, limit.by).members:
        if member.resource.type == "AWS::IAM::ManagedPolicy":
            continue
        size = document(view, member.resource, view.read(member.resource, "PolicyDocument"))
        place = RelatedPlace("counted", f"{member.resource.address} counts too", member.resource.place, None)
        if member.certain is Truth.YES:
            own.append(replace(size, related=(place,)))
        else:
            own.append(Size(0, size.most, (view.evidence(member.source, member.naming),)))
    return added(own)


def _judged(view: View, resource: Resource, limit: Limit, value: Value, size: Size) -> Outcome:
    at = view.evidence(resource, value)
    at = Evidence(at.resource, at.place, at.path if not isinstance(value, Absent) else "")
    if size.least > limit.maximum:
        about = "" if size.most == size.least else "at least "
        detail = f"it has {about}{size.least:,} {limit.noun}, and {limit.maximum:,} is the limit"
        return Outcome(Truth.NO, (replace(at, detail=detail, related=size.related[:20]),))
    if size.most is not None and size.most <= limit.maximum:
        return Outcome(Truth.YES, (at,))
    unknown = Unknown(Why.FUNCTION, limit.noun, resource.place)
    return Outcome(Truth.UNKNOWN, size.open or (replace(at, unknown=unknown),))


def _values(view: View, resource: Resource, path: str) -> Iterator[Value]:
    pending: list[Value] = [view.resolve(resource.properties)]
    for step in path.split("."):
        pending = [view.get(value, step.removesuffix("[*]")) for value in pending]
        if step.endswith("[*]"):
            pending = [
                item
                for value in pending
                for item in (view.items(value)[0] if isinstance(value, Sequence) and value.complete else (value,))
            ]
    yield from (value for value in pending if not isinstance(value, Absent))


QUESTIONS: Mapping[str, Question] = {
    "limits.within": Question(
        _within,
        {
            "AWS::Lambda::Function": ("Environment.Variables", "Layers"),
            "AWS::ECS::TaskDefinition": ("ContainerDefinitions",),
            "AWS::Events::Rule": ("Targets",),
            "AWS::Logs::SubscriptionFilter": ("LogGroupName",),
            "AWS::IAM::ManagedPolicy": ("PolicyDocument",),
            "AWS::IAM::Role": ("Policies[*].PolicyDocument",),
            "AWS::IAM::User": ("Policies[*].PolicyDocument",),
            "AWS::IAM::Policy": ("PolicyDocument",),
            "AWS::IAM::RolePolicy": ("PolicyDocument",),
            "AWS::IAM::UserPolicy": ("PolicyDocument",),
            "AWS::S3::BucketPolicy": ("PolicyDocument",),
            "AWS::EC2::Instance": ("UserData",),
            "AWS::DynamoDB::Table": ("LocalSecondaryIndexes",),
            "AWS::ElasticLoadBalancingV2::ListenerRule": ("Actions[*].ForwardConfig.TargetGroups",),
            "AWS::SSM::Parameter": ("Value",),
        },
        ("limit",),
    ),
}
