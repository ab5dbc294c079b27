"""Deliveries: which service calls what, for which resource.

Each row of `sends-to` in the relations is one; for API Gateway the function stands inside a URI.
"""

from collections.abc import Iterator

from awslint.analysis.iam.conditions import Context
from awslint.analysis.iam.text import HERE, PARTITION, Opaque, Text, arn_of, text_of
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

FUNCTIONS = ("AWS::Lambda::Function", "AWS::Lambda::Alias", "AWS::Lambda::Version")
_ACTIONS = {
    **dict.fromkeys(FUNCTIONS, "lambda:InvokeFunction"),
    "AWS::SQS::Queue": "sqs:SendMessage",
    "AWS::SNS::Topic": "sns:Publish",
}
# Services call over TLS, as themselves and for this account; principals of services are of no organization.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
_SERVICE_CALL: dict[str, tuple[str | Text, ...] | None] = {
    "aws:securetransport": ("true",),
    "aws:principalisawsservice": ("true",),
    "aws:viaawsservice": ("false",),
    "aws:principalorgid": None,
    "aws:sourceaccount": ((HERE,),),
}
_PROTOCOLS = ("lambda", "sqs")
# The service that delivers for a type. Where a second one is named, a policy may name either.
_SERVICES: dict[str, tuple[str, ...]] = {
    "AWS::S3::Bucket": ("s3.amazonaws.com",),
    "AWS::SNS::Subscription": ("sns.amazonaws.com",),
    "AWS::SNS::Topic": ("sns.amazonaws.com",),
    "AWS::Events::Rule": ("events.amazonaws.com",),
    "AWS::CloudWatch::Alarm": ("cloudwatch.amazonaws.com",),
    "AWS::Config::ConfigRule": ("config.amazonaws.com",),
    "AWS::Logs::SubscriptionFilter": ("logs.amazonaws.com",),
    "AWS::SecretsManager::RotationSchedule": ("secretsmanager.amazonaws.com",),
    "AWS::ApiGateway::Method": ("apigateway.amazonaws.com",),
    "AWS::ApiGatewayV2::Integration": ("apigateway.amazonaws.com",),
}


@record(eq=False)
class Delivery:
    """One service's calls to one target.

    naming     the value that names the target, written in `producer`
    services   service principals, of which one makes the call
    contexts   what is known of the call, in all the ways in which its source may be written
    """

    producer: Resource
    naming: Value
    target: Resource
    certain: Truth
    services: tuple[str, ...]
    action: str
    contexts: tuple[Context, ...]


def deliveries_from(view: View, producer: Resource) -> tuple[list[Delivery], list[Value]]:
    """What a resource sends to functions, queues and topics of the input, and the names that lead out of it."""
    if producer.type in ("AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Integration"):
        return _integrated(view, producer)
    related = view.related(producer, "sends-to")
    found = [
        _delivery(view, producer, member.naming, member.resource, member.certain)
        for member in related.members
        if member.source.key == producer.key
    ]
    ours = [one for one in found if not _uses_role(view, one)]
    outside = [one for one in related.open if _may_be_target(one)]
    if producer.type == "AWS::SNS::Subscription":
        protocol = view.read(producer, "Protocol")
        if isinstance(protocol, Scalar) and protocol.data not in _PROTOCOLS:
            return [], []
    if producer.type == "AWS::SNS::Topic":
        subscriptions = view.items(view.read(producer, "Subscription"))[0]
        named = [one for one in subscriptions if getattr(view.get(one, "Protocol"), "data", None) in _PROTOCOLS]
        places = {view.get(one, "Endpoint").place for one in named}
        ours = [one for one in ours if one.naming.place in places]
        outside = [one for one in outside if one.place in places]
    return ours, outside


def dead_letters_from(view: View, producer: Resource) -> tuple[list[Delivery], list[Value]]:
    """The queues to which a subscription or an event rule sends what it could not deliver.

    https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html and
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    """
    related = view.related(producer, "dead-letters-to")
    found = [_delivery(view, producer, one.naming, one.resource, one.certain) for one in related.members]
    return found, list(related.open)


def _may_be_target(value: Value) -> bool:
    """Whether a name that leads out of the input may be a function's, a queue's or a topic's."""
    if isinstance(value, Unknown):
        texts = [one for one in value.parts if isinstance(one, str)]
        return value.refers_to is None and (not value.parts or any(_has_mark(one) for one in texts))
    return isinstance(value, Scalar) and _has_mark(str(value.data))


def _has_mark(text: str) -> bool:
    return any(mark in text for mark in (":lambda:", ":sqs:", ":sns:"))


def deliveries_to(view: View, target: Resource) -> Iterator[Delivery]:
    """What resources of the input send to a queue or topic."""
    for member in view.naming(target, "sends-to").members:
        one = _delivery(view, member.source, member.naming, target, member.certain)
        if not _uses_role(view, one):
            yield one


def _delivery(view: View, producer: Resource, naming: Value, target: Resource, certain: Truth) -> Delivery:
    services = _SERVICES[producer.type]
    if producer.type == "AWS::CloudWatch::Alarm" and target.type in FUNCTIONS:
        services = ("lambda.alarms.cloudwatch.amazonaws.com",)
    where = {**_SERVICE_CALL, "aws:sourceowner": ((HERE,),)}
    sources = _sources(view, producer)
    contexts: tuple[Context, ...] = tuple({**where, "aws:sourcearn": (source,)} for source in sources) or (where,)
    return Delivery(producer, naming, target, certain, services, _ACTIONS[target.type], contexts)


def _sources(view: View, producer: Resource) -> tuple[Text, ...]:
    """What the service may say in aws:SourceArn; nothing where that is not documented."""
    text: Text | None = None
    match producer.type:
        case "AWS::S3::Bucket" | "AWS::CloudWatch::Alarm":
            text = arn_of(view, producer)
        case "AWS::Events::Rule":
            return _rule_arns(view, producer)
        case "AWS::SNS::Topic":
            text = arn_of(view, producer, "TopicArn")
        case "AWS::SNS::Subscription":
            text = text_of(view, view.read(producer, "TopicArn"), "literal")
        case "AWS::Logs::SubscriptionFilter":
            text = _group_arn(view, producer)
    return () if text is None else (text,)


def _rule_arns(view: View, rule: Resource) -> tuple[Text, ...]:
    """The ARN of a rule, as a reference gives it and, on a bus of one's own, with the name of the bus."""
    own = arn_of(view, rule)
    bus = view.read(rule, "EventBusName")
    if isinstance(bus, Absent) or (isinstance(bus, Scalar) and bus.data == "default"):
        return (own,)
    at = len(own) - own[::-1].index("/")
    return (own, (*own[:at], Opaque("bus"), "/", *own[at:]))


def _group_arn(view: View, producer: Resource) -> Text:
    name = text_of(view, view.read(producer, "LogGroupName"), "literal") or (Opaque(f"group of {producer.key}"),)
    return (*"arn:", PARTITION, *":logs:", HERE, ":", HERE, *":log-group:", *name, *":*")


def _uses_role(view: View, delivery: Delivery) -> bool:
    """Whether an EventBridge target has a role: then the role is what must be allowed."""
    if delivery.producer.type != "AWS::Events::Rule":
        return False
    for item in view.items(view.read(delivery.producer, "Targets"))[0]:
        if view.get(item, "Arn").place == delivery.naming.place:
            return not isinstance(view.get(item, "RoleArn"), Absent)
    return False


def _integrated(view: View, producer: Resource) -> tuple[list[Delivery], list[Value]]:
    """The function that a method or an integration calls. One that names credentials calls with that role."""
    rest = producer.type == "AWS::ApiGateway::Method"
    given = ("Integration", "Uri") if rest else ("IntegrationUri",)
    credentials = ("Integration", "Credentials") if rest else ("CredentialsArn",)
    uri = view.read(producer, *given)
    if isinstance(uri, Absent) or not isinstance(view.read(producer, *credentials), Absent):
        return [], []
    target = named_function(view, uri)
    if target is None:
        return [], [uri] if _may_be_function(uri) else []
    return [
        Delivery(
            producer,
            uri,
            target,
            view.exists(target),
            _SERVICES[producer.type],
            "lambda:InvokeFunction",
            ({**_SERVICE_CALL, "aws:sourcearn": (_call(view, producer),)},),
        )
    ], []


def named_function(view: View, value: Value) -> Resource | None:
    """The function that a value names, or that stands in a text of which it is a part."""
    for one in (value, *(value.parts if isinstance(value, Unknown) else ())):
        reference = getattr(one, "refers_to", None)
        target = None if reference is None else view.graph.resources.get(reference.target)
        if target is not None and target.type in FUNCTIONS:
            return target
    return None


def _may_be_function(uri: Value) -> bool:
    if isinstance(uri, Unknown):
        return not uri.parts or any(isinstance(part, str) and ":lambda:" in part for part in uri.parts)
    return isinstance(uri, Scalar) and ":lambda:" in str(uri.data)


def _call(view: View, producer: Resource) -> Text:
    """arn:aws:execute-api:region:account:api/stage/method/path, of which the API alone is known."""
    name = "RestApiId" if producer.type == "AWS::ApiGateway::Method" else "ApiId"
    api = text_of(view, view.read(producer, name), "literal") or (Opaque(f"api of {producer.key}"),)
    rest: Text = ("/", Opaque("stage"), "/", Opaque("method"), "/", Opaque("path"))
    return (*"arn:", PARTITION, *":execute-api:", HERE, ":", HERE, ":", *api, *rest)
