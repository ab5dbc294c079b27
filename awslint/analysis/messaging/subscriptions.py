"""Subscriptions of topics: does the endpoint fit the protocol?"""

from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

# What an endpoint of a protocol is, and the service in its ARN.
# https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
_ENDPOINTS = {
    "lambda": (("AWS::Lambda::Function", "AWS::Lambda::Alias", "AWS::Lambda::Version"), "lambda"),
    "sqs": (("AWS::SQS::Queue",), "sqs"),
    "firehose": (("AWS::KinesisFirehose::DeliveryStream",), "firehose"),
}
_SCHEMES = {"http": "http://", "https": "https://"}


def mismatched(view: View, subscription: Resource) -> Outcome:
    """Whether a subscription's endpoint is of another kind than its protocol says, or the topic cannot serve it."""
    protocol, endpoint = view.read(subscription, "Protocol"), view.read(subscription, "Endpoint")
    if isinstance(protocol, Unknown) or (
        isinstance(endpoint, Unknown) and endpoint.refers_to is None and not endpoint.parts
    ):
        open_one = protocol if isinstance(protocol, Unknown) else endpoint
        return Outcome(Truth.UNKNOWN, (view.evidence(subscription, open_one),))
    said = str(protocol.data) if isinstance(protocol, Scalar) else ""
    detail = _misfit(view, subscription, said, endpoint)
    if detail is None:
        left = _open_fifo(view, subscription, said, endpoint)
        return Outcome(Truth.UNKNOWN if left else Truth.NO, (left or view.evidence(subscription, endpoint),))
    one = view.evidence(subscription, endpoint, detail)
    related = (RelatedPlace("protocol", f"the protocol is {said}", protocol.place, subscription.address),)
    return Outcome(Truth.YES, (Evidence(one.resource, one.place, one.path, detail, endpoint, related=related),))


def _misfit(view: View, subscription: Resource, protocol: str, endpoint: Value) -> str | None:
    topic = _topic(view, subscription)
    if protocol and protocol != "sqs" and topic is not None and _flag(view.read(topic, "FifoTopic")):
        # https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html
        return f"{topic.address} is a FIFO topic, which delivers to queues only"
    reference = getattr(endpoint, "refers_to", None)
    target = None if reference is None else view.graph.resources.get(reference.target)
    if protocol in _ENDPOINTS:
        types, service = _ENDPOINTS[protocol]
        if target is not None:
            if target.type not in types and target.type in _ALL_TYPES:
                return f"its protocol is {protocol}, and {target.address} is of type {target.type}"
            if target.type == "AWS::SQS::Queue" and reference is not None and reference.attribute is None:
                return f"its endpoint is the URL of {target.address}, and SNS wants the ARN"
            return _fifo(view, subscription, target)
        if isinstance(endpoint, Scalar) and not str(endpoint.data).startswith("arn:"):
            return f"its protocol is {protocol}, and its endpoint is no ARN"
        if isinstance(endpoint, Scalar) and str(endpoint.data).split(":")[2:3] != [service]:
            return f"its protocol is {protocol}, and its endpoint is of another service"
        return None
    if protocol in _SCHEMES and isinstance(endpoint, Scalar):
        scheme = _SCHEMES[protocol]
        if not str(endpoint.data).startswith(scheme):
            return f"its protocol is {protocol}, and its endpoint does not start with {scheme}"
    if protocol in ("email", "email-json") and isinstance(endpoint, Scalar) and "@" not in str(endpoint.data):
        return f"its protocol is {protocol}, and its endpoint is no mail address"
    if protocol in ("email", "email-json", "sms", *_SCHEMES) and target is not None and target.type in _ALL_TYPES:
        return f"its protocol is {protocol}, and {target.address} is of type {target.type}"
    return None


_ALL_TYPES = frozenset(type_ for types, _ in _ENDPOINTS.values() for type_ in types)


def _fifo(view: View, subscription: Resource, target: Resource) -> str | None:
    """A FIFO queue takes messages of FIFO topics alone."""
    topic = _topic(view, subscription)
    if topic is None or target.type != "AWS::SQS::Queue" or not _flag(view.read(target, "FifoQueue")):
        return None
    if _flag(view.read(topic, "FifoTopic")) is False:
        return f"{target.address} is a FIFO queue, and {topic.address} is a standard topic"
    return None


def _open_fifo(view: View, subscription: Resource, protocol: str, endpoint: Value) -> Evidence | None:
    """What leaves open whether a topic and its endpoint are both FIFO or not."""
    topic = _topic(view, subscription)
    if topic is None:
        return None
    own = view.read(topic, "FifoTopic")
    if protocol != "sqs":
        return view.evidence(topic, own) if isinstance(own, Unknown) else None
    reference = getattr(endpoint, "refers_to", None)
    queue = None if reference is None else view.graph.resources.get(reference.target)
    if queue is None or queue.type != "AWS::SQS::Queue" or _flag(own):
        return None
    theirs = view.read(queue, "FifoQueue")
    if _flag(theirs) is False:
        return None
    return next(
        (view.evidence(at, one) for at, one in ((queue, theirs), (topic, own)) if isinstance(one, Unknown)), None
    )


def _topic(view: View, subscription: Resource) -> Resource | None:
    topics = view.related(subscription, "subscribed-topic").members
    return topics[0].resource if len(topics) == 1 and topics[0].certain is Truth.YES else None


def _flag(value: Value) -> bool | None:
    if isinstance(value, Absent):
        return False
    return bool(value.data) if isinstance(value, Scalar) else None
