"""Roles of services: whom they trust, and whether they can do their job."""

from typing import Any

import pytest

from awslint.analysis.roles.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import If, Parameter, Ref, Sub, in_worlds, resource, view_of

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
Template = dict[str, tuple[Any, ...]]
AWS = "arn:aws:iam::aws:policy/"


def asked(template: Template, which: str, question: str = "roles.incapable", **arguments: object) -> Outcome:
    view = view_of(template)
    return QUESTIONS[question].ask(view, resource(view, which), arguments)


def trust(service: object, **parts: object) -> dict[str, object]:
    return {
        "AssumeRolePolicyDocument": {
            "Statement": {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole", **parts}
        }
    }


def role(*actions: str, on: object = "*", managed: tuple[object, ...] = ()) -> tuple[str, dict[str, object]]:
    allow = {"Effect": "Allow", "Action": list(actions), "Resource": on}
    policies = [{"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": [allow]}}]
    return "AWS::IAM::Role", {"Policies": policies if actions else [], "ManagedPolicyArns": list(managed)}


@pytest.mark.parametrize(
    ("properties", "answer"),
    [
        (trust("lambda.amazonaws.com"), NO),
        (trust(["ec2.amazonaws.com", "lambda.amazonaws.com"]), NO),
        (trust("ec2.amazonaws.com"), YES),
        (trust("lambda.amazonaws.com", Action="sts:TagSession"), YES),
        (trust("lambda.amazonaws.com", Effect="Deny"), YES),
        (trust(Parameter("Service")), UNKNOWN),
        (trust("lambda.amazonaws.com", Condition={"StringEquals": {"aws:SourceAccount": "111122223333"}}), NO),
        (trust("lambda.amazonaws.com", Condition={"ArnLike": {"aws:SourceArn": "arn:aws:lambda:*:*:*"}}), UNKNOWN),
    ],
)
def test_a_function_needs_a_role_that_lambda_may_assume(properties: dict[str, object], answer: Truth) -> None:
    template = {
        "Fn": ("AWS::Lambda::Function", {"Role": Ref("Role", "Arn")}),
        "Role": ("AWS::IAM::Role", properties),
    }
    assert asked(template, "Fn", "roles.distrusted").truth is answer


def test_distrust_names_the_role_and_its_trust_policy() -> None:
    template = {
        "Profile": ("AWS::IAM::InstanceProfile", {"Roles": [Ref("Role")]}),
        "Role": ("AWS::IAM::Role", trust("ssm.amazonaws.com")),
    }
    (evidence,) = asked(template, "Profile", "roles.distrusted").evidence

    assert evidence.detail == "the trust policy of Role does not let ec2.amazonaws.com assume it"
    assert [(one.role, one.address) for one in evidence.related] == [("role", "Role"), ("trust", "Role")]


def test_a_role_outside_the_input_is_open_and_a_regional_principal_is_not_distrusted() -> None:
    template = {
        "Fn": ("AWS::Lambda::Function", {"Role": "arn:aws:iam::111122223333:role/shared"}),
        "Filter": ("AWS::Logs::SubscriptionFilter", {"RoleArn": Ref("Logs", "Arn")}),
        "Logs": ("AWS::IAM::Role", trust("logs.ap-southeast-2.amazonaws.com")),
    }
    assert asked(template, "Fn", "roles.distrusted").truth is UNKNOWN
    assert asked(template, "Filter", "roles.distrusted").truth is not YES


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (role("sqs:*"), NO),
        (role("sqs:*", on=Ref("Queue", "Arn")), NO),
        (role("sqs:*", on="arn:aws:sqs:eu-west-1:111122223333:other"), YES),
        (role("sqs:ReceiveMessage"), YES),
        (role(managed=(f"{AWS}service-role/AWSLambdaSQSQueueExecutionRole",)), NO),
        (role(managed=(f"{AWS}service-role/AWSLambdaBasicExecutionRole",)), YES),
        (role(managed=(f"{AWS}SomethingNew",)), UNKNOWN),
        (role(managed=(Parameter("Policy"),)), UNKNOWN),
    ],
)
def test_a_function_polls_its_queue_with_its_role(given: tuple[str, dict[str, object]], answer: Truth) -> None:
    template = {
        "Queue": ("AWS::SQS::Queue", {}),
        "Fn": ("AWS::Lambda::Function", {"Role": Ref("Role", "Arn")}),
        "Map": ("AWS::Lambda::EventSourceMapping", {"EventSourceArn": Ref("Queue", "Arn"), "FunctionName": Ref("Fn")}),
        "Role": given,
    }
    assert asked(template, "Map").truth is answer


def test_what_the_queue_s_own_policy_grants_the_role_counts() -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": Ref("Role", "Arn")}, "Action": "sqs:*", "Resource": "*"}
    template = {
        "Queue": ("AWS::SQS::Queue", {}),
        "Grant": ("AWS::SQS::QueuePolicy", {"Queues": [Ref("Queue")], "PolicyDocument": {"Statement": statement}}),
        "Fn": ("AWS::Lambda::Function", {"Role": Ref("Role", "Arn")}),
        "Map": ("AWS::Lambda::EventSourceMapping", {"EventSourceArn": Ref("Queue", "Arn"), "FunctionName": Ref("Fn")}),
        "Role": role(),
    }
    assert asked(template, "Map").truth is NO


TASKS = {
    "Call": {"Type": "Task", "Resource": Ref("Fn", "Arn"), "Next": "All"},
    "All": {
        "Type": "Parallel",
        "Branches": [
            {
                "States": {
                    "Tell": {
                        "Type": "Task",
                        "Resource": "arn:aws:states:::sns:publish",
                        "Parameters": {"TopicArn": Ref("Topic")},
                        "End": True,
                    }
                }
            }
        ],
    },
}


@pytest.mark.parametrize(
    ("definition", "given", "lacking"),
    [
        ({"Definition": {"States": TASKS}}, role("lambda:InvokeFunction", "sns:Publish"), None),
        ({"Definition": {"States": TASKS}}, role("lambda:InvokeFunction"), "sns:Publish on Topic"),
        ({"Definition": {"States": TASKS}}, role("sns:Publish"), "lambda:InvokeFunction on Fn"),
        (
            {"DefinitionString": Sub(('{"States": {"A": {"Type": "Task", "Resource": "', Ref("Fn", "Arn"), '"}}}'))},
            role("sns:Publish"),
            "lambda:InvokeFunction on Fn",
        ),
        (
            {
                "DefinitionString": '{"States": {"A": {"Type": "Task", "Resource": "${Work}"}}}',
                "DefinitionSubstitutions": {"Work": Ref("Fn", "Arn")},
            },
            role("sns:Publish"),
            "lambda:InvokeFunction on Fn",
        ),
    ],
)
def test_a_machine_s_role_must_do_what_its_tasks_do(
    definition: dict[str, object], given: tuple[str, dict[str, object]], lacking: str | None
) -> None:
    template = {
        "Fn": ("AWS::Lambda::Function", {}),
        "Topic": ("AWS::SNS::Topic", {}),
        "Machine": ("AWS::StepFunctions::StateMachine", {"RoleArn": Ref("Role", "Arn"), **definition}),
        "Role": given,
    }
    outcome = asked(template, "Machine")

    assert outcome.truth is (YES if lacking else NO)
    if lacking:
        assert outcome.evidence[0].detail == f"its role Role is not allowed {lacking}"


SECRETS = [{"Name": "P", "ValueFrom": Ref("Secret")}]


@pytest.mark.parametrize(
    ("container", "given", "lacking"),
    [
        ({"Image": "busybox"}, role(), None),
        ({"Secrets": SECRETS}, role("secretsmanager:GetSecretValue", on=Ref("Secret")), None),
        ({"Secrets": SECRETS}, role("secretsmanager:GetSecretValue", on="arn:aws:secretsmanager:*:*:secret:*"), None),
        ({"Secrets": SECRETS}, role("ssm:GetParameters"), "secretsmanager:GetSecretValue on Secret"),
        ({"Secrets": [{"ValueFrom": "/app/key"}]}, role("ssm:GetParameters"), None),
        (
            {"Secrets": [{"ValueFrom": "/app/key"}]},
            role("ssm:GetParameters", on="arn:aws:ssm:*:*:parameter/web/*"),
            "ssm:GetParameters on its parameter",
        ),
        (
            {"Image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1"},
            role("logs:*"),
            "ecr:GetAuthorizationToken on the registry",
        ),
        (
            {"LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "web"}}},
            role("logs:CreateLogStream"),
            "logs:PutLogEvents on its log group",
        ),
        (
            {"LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "web"}}},
            role("logs:CreateLogStream", "logs:PutLogEvents", on="arn:aws:logs:*:*:log-group:web:*"),
            None,
        ),
    ],
)
def test_the_execution_role_pulls_logs_and_reads_secrets(
    container: dict[str, object], given: tuple[str, dict[str, object]], lacking: str | None
) -> None:
    template = {
        "Secret": ("AWS::SecretsManager::Secret", {}),
        "Task": (
            "AWS::ECS::TaskDefinition",
            {"ExecutionRoleArn": Ref("Role", "Arn"), "ContainerDefinitions": [container]},
        ),
        "Role": given,
    }
    outcome = asked(template, "Task")

    assert outcome.truth is (YES if lacking else NO)
    if lacking:
        assert outcome.evidence[0].detail == f"its role Role is not allowed {lacking}"


def test_a_secret_s_own_key_must_be_decrypted_too() -> None:
    policy = {"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Encrypt", "Resource": "*"}}
    template = {
        "Key": ("AWS::KMS::Key", {"KeyPolicy": policy}),
        "Secret": ("AWS::SecretsManager::Secret", {"KmsKeyId": Ref("Key")}),
        "Task": (
            "AWS::ECS::TaskDefinition",
            {"ExecutionRoleArn": Ref("Role", "Arn"), "ContainerDefinitions": [{"Secrets": SECRETS}]},
        ),
        # Identity policies count only where the key delegates to the account.
        "Role": role("secretsmanager:GetSecretValue", "kms:Decrypt"),
    }
    assert asked(template, "Task").evidence[0].detail == "its role Role is not allowed kms:Decrypt on Key"


def test_what_a_role_needs_may_hang_on_a_condition() -> None:
    template: Template = {
        "Fn": (
            "AWS::Lambda::Function",
            {"Role": Ref("Role", "Arn"), "VpcConfig": If("Inside", {"SubnetIds": ["subnet-1"]}, {})},
        ),
        "Role": role("logs:*"),
    }
    view = view_of(template)
    answers = in_worlds(
        view,
        lambda one: QUESTIONS["roles.incapable"].ask(one, resource(view, "Fn"), {"what": "network"}).truth,
    )
    assert answers == {("true",): YES, ("false",): NO}


def test_secrets_without_an_execution_role_and_targets_without_a_role_are_told() -> None:
    template = {
        "Task": ("AWS::ECS::TaskDefinition", {"ContainerDefinitions": [{"Secrets": [{"ValueFrom": "/app/key"}]}]}),
        "Host": (
            "AWS::ECS::TaskDefinition",
            {"ContainerDefinitions": [{"Image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1"}]},
        ),
        "Machine": ("AWS::StepFunctions::StateMachine", {}),
        "Rule": ("AWS::Events::Rule", {"Targets": [{"Id": "m", "Arn": Ref("Machine")}]}),
    }
    (task,) = asked(template, "Task").evidence
    (rule,) = asked(template, "Rule").evidence

    assert task.detail == "it has no execution role, and needs ssm:GetParameters"
    assert rule.detail == "its target Machine takes a role, and none is given"
    # On a host of one's own the host's role pulls images.
    assert asked(template, "Host", "roles.works").truth is NO


@pytest.mark.parametrize(
    ("prefix", "on", "answer"),
    [
        ({}, "arn:aws:s3:::b/*", NO),
        ({}, "arn:aws:s3:::b", YES),
        ({"Prefix": "events/!{timestamp:yyyy}/"}, "arn:aws:s3:::b/events/*", NO),
        ({"Prefix": "events/!{timestamp:yyyy}/"}, "arn:aws:s3:::b/logs/*", YES),
        ({"Prefix": Parameter("Prefix")}, "arn:aws:s3:::b/logs/*", UNKNOWN),
    ],
)
def test_a_delivery_stream_s_role_writes_where_its_keys_begin(
    prefix: dict[str, object], on: str, answer: Truth
) -> None:
    to = {"BucketARN": Ref("Bucket", "Arn"), "RoleARN": Ref("Role", "Arn"), **prefix}
    template = {
        "Bucket": ("AWS::S3::Bucket", {"BucketName": "b"}),
        "Stream": ("AWS::KinesisFirehose::DeliveryStream", {"ExtendedS3DestinationConfiguration": to}),
        "Role": role("s3:PutObject", on=on),
    }
    assert asked(template, "Stream").truth is answer
