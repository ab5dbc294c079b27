"""What calling, writing to or reading from a resource takes, by the type of the resource."""

from collections.abc import Mapping

from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.text import HERE, PARTITION, Opaque, Text, arn_of, text_of
from awslint.analysis.roles.ability import Need
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Scalar, Unknown, Value
from awslint.query.view import View

_ARN = {
    "AWS::SNS::Topic": "TopicArn",
    "AWS::Lambda::Alias": "AliasArn",
    "AWS::Lambda::Version": "FunctionArn",
    "AWS::SecretsManager::Secret": "Id",
}
# The action with which a service sends an event or a message to a resource, in the name of a role.
SENDING: Mapping[str, str] = {
    "AWS::Lambda::Function": "lambda:InvokeFunction",
    "AWS::Lambda::Alias": "lambda:InvokeFunction",
    "AWS::SQS::Queue": "sqs:SendMessage",
    "AWS::SNS::Topic": "sns:Publish",
    "AWS::StepFunctions::StateMachine": "states:StartExecution",
    "AWS::Kinesis::Stream": "kinesis:PutRecord",
    "AWS::KinesisFirehose::DeliveryStream": "firehose:PutRecord",
    "AWS::CodeBuild::Project": "codebuild:StartBuild",
    "AWS::CodePipeline::Pipeline": "codepipeline:StartPipelineExecution",
    "AWS::Events::EventBus": "events:PutEvents",
    "AWS::S3::Bucket": "s3:PutObject",
}


def named(view: View, value: Value, *types: str, scope: str = "") -> Resource | None:
    """The resource of the input that a value names: by a reference, by one in its text, or with a scope by its ARN."""
    for one in (value, *(value.parts if isinstance(value, Unknown) else ())):
        reference = getattr(one, "refers_to", None)
        target = None if reference is None else view.graph.resources.get(reference.target)
        if target is not None and (not types or target.type in types):
            return target
    text = text_of(view, value, "literal") if scope and isinstance(value, Scalar | Unknown) else None
    if text is None or text[:4] != (*"arn:",):
        return None
    for candidate, _ in view.resources(scope, *types):
        if covers(arn_text(view, candidate), text) is Truth.YES:
            return candidate
    return None


def arn_text(view: View, resource: Resource) -> Text:
    """The ARN of a resource of the input."""
    return arn_of(view, resource, _ARN.get(resource.type, "Arn"))


def sending(view: View, value: Value, action: str | None = None, *, scope: str = "") -> Need | None:
    """What sending to the resource that a value names takes; None for what is not of the input."""
    target = named(view, value, *SENDING, scope=scope)
    if target is None:
        return None
    arn = arn_text(view, target)
    texts: tuple[Text, ...] = (arn,)
    if target.type == "AWS::S3::Bucket":
        texts = ((*arn, "/", Opaque("key")),)
    elif target.type in ("AWS::Lambda::Function", "AWS::Lambda::Alias"):
        # A policy may be about the function or its versions.
        texts = (arn, (*arn, ":", Opaque("version")))
    return Need((action or SENDING[target.type],), texts, target.address, target, value)


def log_group_needs(view: View, name: Value | Text, subject: str, *, create: bool = False) -> tuple[Need, ...]:
    """Writing to a log group: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html

    name    what the group is called, or its ARN
    """
    text = name if isinstance(name, tuple) else text_of(view, name, "literal") or (Opaque("group"),)
    text = text[:-2] if text[-2:] == (":", "*") else text
    start: Text = text
    if text[:4] != (*"arn:",):
        start = (*"arn:", PARTITION, *":logs:", HERE, ":", HERE, *":log-group:", *text)
    ways: tuple[Text, ...] = (start, (*start, *":*"), (*start, *":log-stream:", Opaque("stream")))
    actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
    naming = None if isinstance(name, tuple) else name
    return tuple(Need((action,), ways, subject, None, naming) for action in actions)
