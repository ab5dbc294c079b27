"""What rules may ask about triggers."""

from collections.abc import Mapping

from awslint.analysis.question import Question
from awslint.analysis.triggers.deliveries import dead_letters_from, deliveries_from
from awslint.analysis.triggers.keys import has_encrypted_producers, key_refuses
from awslint.analysis.triggers.refusals import refused
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.query.view import View


def _delivers(view: View, producer: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a resource sends to a function, queue or topic, or may."""
    found, outside = deliveries_from(view, producer)
    if found:
        return Outcome(Truth.YES)
    return Outcome(Truth.YES if outside else Truth.NO)


def _is_refused(view: View, producer: Resource, arguments: Mapping[str, object]) -> Outcome:
    found, outside = deliveries_from(view, producer)
    return refused(view, found, outside, producer)


def _buries(view: View, producer: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a subscription or a rule has a dead-letter queue."""
    found, outside = dead_letters_from(view, producer)
    return Outcome(Truth.YES if found or outside else Truth.NO)


def _burial_refused(view: View, producer: Resource, arguments: Mapping[str, object]) -> Outcome:
    found, outside = dead_letters_from(view, producer)
    return refused(view, found, outside, producer)


def _has_encrypted_producers(view: View, target: Resource, arguments: Mapping[str, object]) -> Outcome:
    return has_encrypted_producers(view, target)


def _key_refuses(view: View, target: Resource, arguments: Mapping[str, object]) -> Outcome:
    return key_refuses(view, target)


_POLICIES = {
    "AWS::Lambda::Permission": ("Action", "FunctionName", "Principal", "PrincipalOrgID", "SourceAccount", "SourceArn"),
    "AWS::SQS::QueuePolicy": ("Queues", "PolicyDocument"),
    "AWS::SNS::TopicPolicy": ("Topics", "PolicyDocument"),
}
_PRODUCERS = {
    "AWS::S3::Bucket": ("NotificationConfiguration",),
    "AWS::SNS::Subscription": ("Endpoint", "Protocol", "TopicArn"),
    "AWS::SNS::Topic": ("Subscription",),
    "AWS::Events::Rule": ("EventBusName", "Name", "Targets"),
    "AWS::CloudWatch::Alarm": ("AlarmActions",),
    "AWS::Config::ConfigRule": ("Source.Owner", "Source.SourceIdentifier"),
    "AWS::Logs::SubscriptionFilter": ("DestinationArn", "LogGroupName"),
    "AWS::SecretsManager::RotationSchedule": ("RotationLambdaARN",),
    "AWS::ApiGateway::Method": ("Integration", "RestApiId"),
    "AWS::ApiGatewayV2::Integration": ("ApiId", "CredentialsArn", "IntegrationUri"),
}
_BURYING = {"AWS::SNS::Subscription": ("RedrivePolicy", "TopicArn"), "AWS::Events::Rule": ("Name", "Targets")}
_KEYED = {
    "AWS::SQS::Queue": ("KmsMasterKeyId",),
    "AWS::SNS::Topic": ("KmsMasterKeyId", "Subscription"),
    "AWS::KMS::Key": ("KeyPolicy",),
}

QUESTIONS: Mapping[str, Question] = {
    "triggers.delivers": Question(_delivers, _PRODUCERS),
    "triggers.refused": Question(_is_refused, {**_PRODUCERS, **_POLICIES}),
    "triggers.buries": Question(_buries, _BURYING),
    "triggers.burial-refused": Question(_burial_refused, {**_BURYING, **_POLICIES}),
    "triggers.has-encrypted-producers": Question(_has_encrypted_producers, {**_PRODUCERS, **_KEYED}),
    "triggers.key-refuses": Question(_key_refuses, {**_PRODUCERS, **_KEYED}),
}
