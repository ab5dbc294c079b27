"""Event sources of a function: what calls it, and the permission to call it.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
"""

from collections.abc import Callable

from awslint.frontends.cloudformation.sam import polling, routes, schedules
from awslint.frontends.cloudformation.sam.making import Maker, att, incomplete, picked, ref, sub
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without
from awslint.model.record import record


@record(eq=False)
class Event:
    """One event source: its logical id, its properties, what it calls (a Ref's target), and its role's policies."""

    maker: Maker
    logical: str
    written: Piece
    properties: Piece
    target: str
    own: list[Tree]

    @property
    def arn(self) -> Tree:
        """The ARN of what it calls: a Ref of an alias, an attribute of a function."""
        return ref(self.target) if self.target != self.maker.logical else att(self.target)

    def permission(self, principal: str, suffix: str = "Permission", **more: Tree) -> str:
        """Make the permission to call the function."""
        properties: dict[str, Tree] = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": ref(self.target),
            "Principal": principal,
            **more,
        }
        cause = self.written.cause()
        return self.maker.make(
            self.logical + suffix, "AWS::Lambda::Permission", without(properties), "permission", cause
        )


def expand(maker: Maker, target: str, own: list[Tree]) -> list[str]:
    """Make all event sources; gives the managed policies that they call for, and adds inline ones to `own`."""
    written = maker.get("Events")
    attached: list[str] = []
    if written is None:
        return attached
    for name, one in sorted(written.entries()):
        type_ = one.get("Type")
        properties = one.get("Properties") or Piece({}, one.path, True)
        event = Event(maker, maker.logical + name, one, properties, target, own)
        kind = type_.text or "" if type_ is not None else ""
        if kind in polling.SOURCES:
            attached += polling.expand(event.maker, event.logical, kind, one, properties, target, own)
        elif kind in routes.KINDS:
            routes.of_function(maker, event.logical, kind, one, properties, target)
        elif kind in schedules.KINDS:
            schedules.of_function(maker, event.logical, kind, one, properties, target)
        elif kind in PUSHED:
            attached += PUSHED[kind](event)
        else:
            _unknown(event)
    return attached


def _unknown(event: Event) -> None:
    """An event source that is not known here: something is made, nobody can say what."""
    event.own.append(because(event.written, incomplete()))


def _s3(event: Event) -> list[str]:
    event.permission("s3.amazonaws.com", SourceAccount=ref("AWS::AccountId"))
    bucket, kinds = event.properties.get("Bucket"), event.properties.get("Events")
    name = bucket.get("Ref") if bucket is not None else None
    if name is None or name.text is None or kinds is None:
        return []
    for kind in kinds.texts():
        configuration = without({"Function": event.arn, "Event": kind, "Filter": event.properties.get("Filter")})
        found = because(event.written, configuration)
        event.maker.build.added.setdefault(name.text, []).append(("s3", found, event.maker))
    return []


def _sns(event: Event) -> list[str]:
    topic, queue = event.properties.get("Topic"), event.properties.get("SqsSubscription")
    settings = picked(event.properties, "FilterPolicy", "FilterPolicyScope", "RedrivePolicy", "Region")
    cause = event.written.cause()
    if queue is None or queue.data in (False, "false"):
        event.permission("sns.amazonaws.com", SourceArn=topic)
        properties: dict[str, Tree] = {"Endpoint": event.arn, "Protocol": "lambda", "TopicArn": topic, **settings}
        event.maker.make(event.logical, "AWS::SNS::Subscription", without(properties), "subscription", cause)
        return []
    if isinstance(queue.data, dict) and queue.call is None:
        arn: Tree = queue.get("QueueArn")
        url: Tree = queue.get("QueueUrl")
        policy = event.maker.build.known(queue.get("QueuePolicyLogicalId")) or f"{event.logical}QueuePolicy"
        batch, enabled = queue.get("BatchSize"), queue.get("Enabled")
    else:
        made = event.maker.make(f"{event.logical}Queue", "AWS::SQS::Queue", {}, "queue", cause)
        arn, url, policy = att(made), ref(made), f"{event.logical}QueuePolicy"
        batch = enabled = None
    mapping: dict[str, Tree] = {
        "BatchSize": batch or 10,
        "Enabled": enabled or True,
        "EventSourceArn": arn,
        "FunctionName": ref(event.target),
    }
    event.maker.make(
        f"{event.logical}EventSourceMapping", "AWS::Lambda::EventSourceMapping", without(mapping), "event source", cause
    )
    _queue_policy(event.maker, policy, arn, url, "*", topic, event.written)
    properties = {"Endpoint": arn, "Protocol": "sqs", "TopicArn": topic, **settings}
    event.maker.make(event.logical, "AWS::SNS::Subscription", without(properties), "subscription", cause)
    return ["AWSLambdaSQSQueueExecutionRole"]


def _queue_policy(
    maker: Maker, logical: str, arn: Tree, url: Tree, principal: Tree, source: Tree, cause: Piece
) -> None:
    """The policy that lets a service send to a queue on behalf of one resource."""
    statement: Tree = {
        "Action": "sqs:SendMessage",
        "Effect": "Allow",
        "Principal": principal,
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }
    properties: dict[str, Tree] = {
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "Queues": [url],
    }
    maker.make(logical, "AWS::SQS::QueuePolicy", properties, "queue policy", cause.cause())


def _logs(event: Event) -> list[str]:
    group = event.properties.get("LogGroupName")
    text = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${LogGroup}:*"
    permission = event.permission("logs.amazonaws.com", SourceArn=sub(text, LogGroup=group))
    properties: dict[str, Tree] = {"DestinationArn": event.arn}
    properties |= picked(event.properties, "LogGroupName", "FilterPattern")
    event.maker.make(
        event.logical,
        "AWS::Logs::SubscriptionFilter",
        properties,
        "subscription",
        event.written.cause(),
        DependsOn=[permission],
    )
    return []


def _iot(event: Event) -> list[str]:
    text = "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${RuleName}"
    event.permission(
        "iot.amazonaws.com",
        SourceAccount=sub("${AWS::AccountId}"),
        SourceArn=sub(text, RuleName=ref(event.logical)),
    )
    payload: dict[str, Tree] = {"RuleDisabled": False, "Actions": [{"Lambda": {"FunctionArn": event.arn}}]}
    payload |= picked(event.properties, "Sql", "AwsIotSqlVersion")
    properties: dict[str, Tree] = {"TopicRulePayload": payload}
    event.maker.make(event.logical, "AWS::IoT::TopicRule", properties, "rule", event.written.cause())
    return []


def _alexa(event: Event) -> list[str]:
    event.permission("alexa-appkit.amazon.com", EventSourceToken=event.properties.get("SkillId"))
    return []


def _cognito(event: Event) -> list[str]:
    pool, triggers = event.properties.get("UserPool"), event.properties.get("Trigger")
    name = pool.get("Ref") if pool is not None else None
    if name is None or name.text is None or triggers is None:
        return []
    shared = Event(event.maker, f"{event.target}Cognito", event.written, event.properties, event.target, event.own)
    shared.permission("cognito-idp.amazonaws.com", SourceArn=att(name.text))
    for trigger in triggers.texts():
        if trigger.text is not None:
            found: Tree = {trigger.text: because(trigger, event.arn)}
            event.maker.build.added.setdefault(name.text, []).append(("cognito", found, event.maker))
    return []


PUSHED: dict[str, Callable[[Event], list[str]]] = {
    "S3": _s3,
    "SNS": _sns,
    "CloudWatchLogs": _logs,
    "IoTRule": _iot,
    "AlexaSkill": _alexa,
    "Cognito": _cognito,
}
