"""Does what is called let the caller in? Deliveries against the policy on their target."""

from collections.abc import Iterable, Iterator

from awslint.analysis.iam.attached import PERMISSION, policies_on
from awslint.analysis.iam.evaluate import Caller, Request
from awslint.analysis.iam.identity import Permission, Spot, allowed
from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.text import Opaque, arn_of, text_of
from awslint.analysis.triggers.deliveries import FUNCTIONS, Delivery, named_function
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Unknown, Value, Why
from awslint.query.view import View

_ARN = {"AWS::SNS::Topic": "TopicArn", "AWS::Lambda::Alias": "AliasArn", "AWS::Lambda::Version": "FunctionArn"}


def refused(view: View, deliveries: Iterable[Delivery], outside: Iterable[Value], producer: Resource) -> Outcome:
    """Whether a delivery is certainly refused; each is one place, at the name of its target."""
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    for one in deliveries:
        permission = admitted(view, one)
        truth = all_of((~permission.truth, one.certain))
        if truth is Truth.YES:
            found[truth].append(_refusal(view, one))
        elif truth is Truth.UNKNOWN:
            found[truth].extend(doubts(view, one.producer, one.naming, permission.blame, one.certain))
    for value in outside:
        # The policy of what is not in the input may well let the service in.
        found[Truth.UNKNOWN].append(view.evidence(producer, _elsewhere(value)))
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO)


def admitted(view: View, delivery: Delivery) -> Permission:
    """Whether the policy on the target lets the service call it for this producer."""
    policies = policies_on(view, delivery.target)
    target = arn_of(view, delivery.target, _ARN.get(delivery.target.type, "Arn"))
    answers = [
        allowed(policies, Request(delivery.action, target, Caller(service=service), context))
        for service in delivery.services
        for context in delivery.contexts
    ]
    truth = any_of(one.truth for one in answers)
    if truth is Truth.NO and delivery.target.type in FUNCTIONS:
        open_ones = (*_qualified(view, delivery.target), *_longer(view, delivery))
        if open_ones:
            return Permission(Truth.UNKNOWN, open_ones)
    return Permission(truth, tuple(spot for one in answers for spot in one.blame))


def _qualified(view: View, target: Resource) -> Iterator[Spot]:
    """Permissions for a version or an alias that a text names (`<function>:<alias>`), or in Terraform a qualifier."""
    behind = () if target.type == FUNCTIONS[0] else view.related(target, "alias-function").members
    functions = {target.key, *(one.resource.key for one in behind)}
    for permission, _ in view.resources(target.scope, PERMISSION):
        written = view.read(permission, "FunctionName")
        named = named_function(view, written)
        if named is None or named.key not in functions:
            continue
        in_text = isinstance(written, Unknown) and any(isinstance(one, str) and ":" in one for one in written.parts)
        if in_text or (named.key != target.key and permission.language == "terraform"):
            yield permission, Unknown(Why.FUNCTION, f"the qualifier of {permission.address}", written.place)


def _longer(view: View, delivery: Delivery) -> Iterator[Spot]:
    """Permissions whose source may begin with what they name: of `"${arn}/*"` a plan keeps the reference alone."""
    sources = [one for context in delivery.contexts for one in context.get("aws:sourcearn") or ()]
    for writer, _ in policies_on(view, delivery.target).sure:
        written = view.read(writer, "SourceArn") if writer.type == PERMISSION else None
        if not isinstance(written, Unknown) or written.parts or written.why is not Why.AFTER_APPLY:
            continue
        text = (*(text_of(view, written) or ()), Opaque("what stands behind"))
        if any(covers(text, one) is not Truth.NO for one in sources if not isinstance(one, str)):
            yield writer, written


def doubts(view: View, resource: Resource, naming: Value, blame: Iterable[Spot], certain: Truth) -> list[Evidence]:
    """What leaves a delivery open."""
    if certain is not Truth.YES:
        return [view.evidence(resource, naming)]
    spots = {value.place: (where, value) for where, value in blame if isinstance(value, Unknown)}
    return [view.evidence(where, value) for where, value in spots.values()] or [view.evidence(resource, naming)]


def _refusal(view: View, delivery: Delivery) -> Evidence:
    target, service = delivery.target, " or ".join(delivery.services)
    related = [RelatedPlace("target", f"{target.address} is called", target.place, target.address)]
    policies = policies_on(view, target)
    for writer, document in (*policies.sure, *policies.maybe):
        if writer.key != target.key:
            what = "a permission of" if writer.type == PERMISSION else "a policy of"
            message = f"{writer.address} is {what} {target.address}, for something else"
            related.append(RelatedPlace("policy", message, document.value.place, writer.address))
    kind = "permission" if target.type.startswith("AWS::Lambda") else "policy"
    detail = f"no {kind} of {target.address} lets {service} call {delivery.action} for {delivery.producer.address}"
    evidence = view.evidence(delivery.producer, delivery.naming, detail)
    return Evidence(evidence.resource, evidence.place, evidence.path, detail, evidence.value, related=tuple(related))


def _elsewhere(value: Value) -> Value:
    if isinstance(value, Unknown):
        return value
    text = getattr(value, "data", None)
    return Unknown(Why.FUNCTION, f"the policy of {text}" if text else "the policy of the target", value.place)
