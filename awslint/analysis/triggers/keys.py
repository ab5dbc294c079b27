"""Encrypted queues and topics: may those who send to them use the key?

A service that sends to an encrypted queue or topic needs kms:GenerateDataKey* and kms:Decrypt on its key, by the key
policy: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html and
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html. The keys that AWS manages (alias/aws/sqs and
alias/aws/sns) let no service in, and their policy cannot be changed.
"""

from awslint.analysis.iam.attached import policies_on
from awslint.analysis.iam.evaluate import Caller, Request
from awslint.analysis.iam.identity import Permission, allowed
from awslint.analysis.iam.text import arn_of
from awslint.analysis.triggers.deliveries import Delivery, deliveries_to
from awslint.analysis.triggers.refusals import doubts
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

_NEEDED = ("kms:GenerateDataKey", "kms:Decrypt")
_KEYS = ("AWS::KMS::Key", "AWS::KMS::ReplicaKey")


def has_encrypted_producers(view: View, target: Resource) -> Outcome:
    """Whether a queue or topic has a KMS key, and something of the input sends to it."""
    key = view.read(target, "KmsMasterKeyId")
    if isinstance(key, Absent) or (isinstance(key, Scalar) and not key.data):
        return Outcome(Truth.NO)
    return Outcome(Truth.YES if any(deliveries_to(view, target)) else Truth.NO)


def key_refuses(view: View, target: Resource) -> Outcome:
    """Whether the key of a queue or topic refuses a service that sends to it; each producer is one place."""
    written = view.read(target, "KmsMasterKeyId")
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    for one in deliveries_to(view, target):
        key, permission = _use(view, target, written, one)
        truth = all_of((~permission.truth, one.certain))
        if truth is Truth.YES:
            found[truth].append(_refusal(view, target, written, key, one))
        elif truth is Truth.UNKNOWN:
            found[truth].extend(doubts(view, target, written, permission.blame, one.certain))
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO)


def _use(view: View, target: Resource, written: Value, delivery: Delivery) -> tuple[Resource | None, Permission]:
    """Whether the service of a delivery may use the key, as far as the key is in the input."""
    if _is_aws_managed(written):
        return None, Permission(Truth.NO)
    key = _key_of(view, target)
    if key is None:
        return None, Permission(Truth.UNKNOWN, ((target, written),))
    policies = policies_on(view, key)
    arn = arn_of(view, key)
    caller = Caller(service=delivery.services[0])
    unlisted = {"kms:viaservice": None, "kms:calleraccount": None}
    found = [
        [allowed(policies, Request(action, arn, caller, {**context, **unlisted})) for context in delivery.contexts]
        for action in _NEEDED
    ]
    truth = all_of(any_of(one.truth for one in ways) for ways in found)
    answers = [one for ways in found for one in ways]
    return key, Permission(truth, tuple(spot for one in answers for spot in one.blame))


def _key_of(view: View, target: Resource) -> Resource | None:
    for member in view.related(target, "destination-key").members:
        if member.certain is not Truth.YES:
            return None
        if member.resource.type in _KEYS:
            return member.resource
        for behind in view.related(member.resource, "alias-key").members:
            if behind.certain is Truth.YES:
                return behind.resource
    return None


def _is_aws_managed(written: Value) -> bool:
    if isinstance(written, Scalar):
        return "alias/aws/" in str(written.data)
    return isinstance(written, Unknown) and any(isinstance(one, str) and "alias/aws/" in one for one in written.parts)


def _refusal(view: View, target: Resource, written: Value, key: Resource | None, delivery: Delivery) -> Evidence:
    service, producer = delivery.services[0], delivery.producer
    related = [RelatedPlace("producer", f"{producer.address} sends to it", delivery.naming.place, producer.address)]
    if key is None:
        detail = f"the key that AWS manages lets no service in, and {producer.address} sends to it as {service}"
    else:
        detail = f"the policy of {key.address} does not let {service} use the key, and {producer.address} sends to it"
        related.append(RelatedPlace("key", f"{key.address} encrypts it", key.place, key.address))
    evidence = view.evidence(target, written, detail)
    return Evidence(evidence.resource, evidence.place, evidence.path, detail, written, related=tuple(related))
