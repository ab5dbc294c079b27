"""What the roles of workflows, builds, pipelines and containers have to do."""

import re
from collections.abc import Iterator

from awslint.analysis.iam.document import parsed
from awslint.analysis.iam.text import HERE, PARTITION, STAR, Opaque, Text, fields, text_of
from awslint.analysis.roles.ability import Need
from awslint.analysis.roles.jobs import Job, works
from awslint.analysis.roles.targets import arn_text, log_group_needs, named, sending
from awslint.model.resource import Resource
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value
from awslint.query.view import View

_SUBSTITUTED = re.compile(r"^\$\{([^}]+)\}$")
# The parameter that names what a task calls, by the start of its resource.
_TASKS = {
    "lambda:invoke": ("FunctionName", "lambda:InvokeFunction"),
    "sns:publish": ("TopicArn", "sns:Publish"),
    "sqs:sendMessage": ("QueueUrl", "sqs:SendMessage"),
    "states:startExecution": ("StateMachineArn", "states:StartExecution"),
    "codebuild:startBuild": ("ProjectName", "codebuild:StartBuild"),
}
_TABLE = {"getItem": "GetItem", "putItem": "PutItem", "updateItem": "UpdateItem", "deleteItem": "DeleteItem"}


def state_machine(view: View, machine: Resource) -> Job:
    """https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html"""
    definition = view.read(machine, "Definition")
    if isinstance(definition, Absent):
        definition = view.read(machine, "DefinitionString")
    definition = parsed(definition)
    if isinstance(definition, Unknown) and not definition.may_be_absent:
        return [], [definition]
    states = view.get(definition, "States")
    needs = tuple(_task_needs(view, machine, states))
    return works(view, machine, view.read(machine, "RoleArn"), needs)


def _task_needs(view: View, machine: Resource, states: Value) -> Iterator[Need]:
    for state in view.items(states)[0]:
        if not isinstance(state, Mapping):
            continue
        for branch in view.items(view.get(state, "Branches"))[0]:
            yield from _task_needs(view, machine, view.get(branch, "States"))
        for inner in ("Iterator", "ItemProcessor"):
            yield from _task_needs(view, machine, view.get(view.get(state, inner), "States"))
        resource = _filled(view, machine, view.get(state, "Resource"))
        said = "".join(one for one in text_of(view, resource, "literal") or () if isinstance(one, str))
        if ":states:" not in said:
            need = sending(view, resource, "lambda:InvokeFunction", scope=machine.scope)
            yield from () if need is None else (need,)
            continue
        integration = said.rpartition(":::")[2].removesuffix(".sync").removesuffix(".waitForTaskToken")
        arguments = view.get(state, "Parameters")
        if isinstance(arguments, Absent):
            arguments = view.get(state, "Arguments")
        if integration in _TASKS:
            name, action = _TASKS[integration]
            need = sending(view, _filled(view, machine, view.get(arguments, name)), action, scope=machine.scope)
            yield from () if need is None else (need,)
        elif integration.startswith("dynamodb:") and (verb := _TABLE.get(integration.partition(":")[2])):
            table = _filled(view, machine, view.get(arguments, "TableName"))
            target = named(view, table, "AWS::DynamoDB::Table")
            if target is not None:
                yield Need((f"dynamodb:{verb}",), (arn_text(view, target),), target.address, target, table)


def _filled(view: View, machine: Resource, value: Value) -> Value:
    """A value of a definition, with a substitution of the machine's filled in."""
    match = _SUBSTITUTED.match(str(value.data)) if isinstance(value, Scalar) else None
    if match is None:
        return value
    given = view.get(view.read(machine, "DefinitionSubstitutions"), match.group(1))
    return value if isinstance(given, Absent) else given


def build(view: View, project: Resource) -> Job:
    """https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html"""
    needs: list[Need] = []
    logs = view.read(project, "LogsConfig", "CloudWatchLogs")
    status = view.get(logs, "Status")
    if isinstance(status, Absent) or (isinstance(status, Scalar) and status.data == "ENABLED"):
        group = view.get(logs, "GroupName")
        if isinstance(group, Absent):
            name = view.read(project, "Name")
            text = text_of(view, name, "literal") if isinstance(name, Scalar | Unknown) else None
            own: Text = (*"/aws/codebuild/", *(text or (Opaque(f"->{project.key}", made=True),)))
            needs.extend(log_group_needs(view, own, "its log group"))
        else:
            needs.extend(log_group_needs(view, group, "its log group"))
    if view.items(view.read(project, "VpcConfig", "Subnets"))[0]:
        interface: Text = (*"arn:", PARTITION, *":ec2:", HERE, ":", HERE, *":network-interface/", Opaque("interface"))
        where = view.read(project, "VpcConfig", "Subnets")
        needs.append(Need(("ec2:CreateNetworkInterface",), ((STAR,), interface), "network interfaces", None, where))
    return works(view, project, view.read(project, "ServiceRole"), tuple(needs))


def pipeline(view: View, pipeline_: Resource) -> Job:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/security-iam-id-policies-examples.html"""
    needs: list[Need] = []
    bucket = view.read(pipeline_, "ArtifactStore", "Location")
    target = named(view, bucket, "AWS::S3::Bucket")
    if target is not None:
        # A policy may be about the keys that begin with the name of the pipeline.
        objects: Text = (*arn_text(view, target), "/", Opaque("key"))
        subject = f"the objects of {target.address}"
        needs += [Need((one,), (objects,), subject, target, bucket) for one in ("s3:PutObject", "s3:GetObject")]
    for stage in view.items(view.read(pipeline_, "Stages"))[0]:
        for action in view.items(view.get(stage, "Actions"))[0]:
            if not isinstance(view.get(action, "RoleArn"), Absent):
                continue
            provider = view.get(view.get(action, "ActionTypeId"), "Provider")
            configuration = view.get(action, "Configuration")
            kind = provider.data if isinstance(provider, Scalar) else None
            name, what, call = {
                "CodeBuild": ("ProjectName", "AWS::CodeBuild::Project", "codebuild:StartBuild"),
                "Lambda": ("FunctionName", "AWS::Lambda::Function", "lambda:InvokeFunction"),
            }.get(str(kind), ("", "", ""))
            written = view.get(configuration, name)
            called = named(view, written, what) if name else None
            if called is not None:
                needs.append(Need((call,), (arn_text(view, called),), called.address, called, written))
    return works(view, pipeline_, view.read(pipeline_, "RoleArn"), tuple(needs))


def execution_role(view: View, task: Resource) -> Job:
    """Pulling from ECR, writing logs and reading secrets are the work of the execution role.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    """
    containers = view.read(task, "ContainerDefinitions")
    if isinstance(containers, Unknown):
        return [], [containers]
    needs = [need for container in view.items(containers)[0] for need in _container_needs(view, container)]
    return works(view, task, view.read(task, "ExecutionRoleArn"), tuple(needs))


def without_execution_role(view: View, task: Resource) -> list[tuple[Value, str]]:
    """Secrets, and on Fargate images of ECR and logs, of a task that has no execution role."""
    if not isinstance(view.read(task, "ExecutionRoleArn"), Absent):
        return []
    kinds = view.items(view.read(task, "RequiresCompatibilities"))[0]
    fargate = any(isinstance(one, Scalar) and one.data == "FARGATE" for one in kinds)
    containers = view.items(view.read(task, "ContainerDefinitions"))[0]
    found = [
        (need.naming, f"it has no execution role, and needs {need.actions[0]}")
        for container in containers
        for need in _container_needs(view, container)
        if need.naming is not None and (fargate or not need.actions[0].startswith(("ecr:", "logs:")))
    ]
    return found[:1]


def _container_needs(view: View, container: Value) -> Iterator[Need]:
    image = view.get(container, "Image")
    repository = named(view, image, "AWS::ECR::Repository")
    if repository is not None or _is_ecr(image):
        target: Text = (Opaque("repository"),) if repository is None else arn_text(view, repository)
        subject = "its repository" if repository is None else repository.address
        yield Need(("ecr:GetAuthorizationToken",), ((STAR,),), "the registry", None, image)
        if repository is not None:
            for action in ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"):
                yield Need((action,), (target,), subject, repository, image)
    logs = view.get(container, "LogConfiguration")
    driver = view.get(logs, "LogDriver")
    if isinstance(driver, Scalar) and driver.data == "awslogs":
        group = view.get(view.get(logs, "Options"), "awslogs-group")
        if not isinstance(group, Absent):
            yield from log_group_needs(view, group, "its log group")
    for secret in view.items(view.get(container, "Secrets"))[0]:
        yield from _secret_needs(view, view.get(secret, "ValueFrom"))


def _is_ecr(image: Value) -> bool:
    texts = (image.data,) if isinstance(image, Scalar) else image.parts if isinstance(image, Unknown) else ()
    return any(isinstance(one, str) and ".dkr.ecr." in one for one in texts)


def _secret_needs(view: View, value: Value) -> Iterator[Need]:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html"""
    secret = named(view, value, "AWS::SecretsManager::Secret")
    if secret is not None:
        yield Need(("secretsmanager:GetSecretValue",), (arn_text(view, secret),), secret.address, secret, value)
        key = named(view, view.read(secret, "KmsKeyId"), "AWS::KMS::Key")
        if key is not None:
            context = {"kms:viaservice": ((*"secretsmanager.", HERE, *".amazonaws.com"),)}
            yield Need(("kms:Decrypt",), (arn_text(view, key),), key.address, key, value, context)
        return
    parameter = named(view, value, "AWS::SSM::Parameter")
    text = text_of(view, value, "literal")
    if parameter is not None:
        name = text_of(view, view.read(parameter, "Name"), "literal") or (Opaque(f"->{parameter.key}", made=True),)
        yield _parameter(name, parameter.address, value)
    elif text is None or isinstance(value, Sequence):
        return
    elif (*"arn:",) == text[:4] and len(fields(text)) >= 6 and fields(text)[2] == (*"secretsmanager",):
        # A key of the JSON and a version may stand behind the ARN.
        arn = tuple(one for part in fields(text)[:7] for one in (":", *part))[1:]
        ways = (arn, (*arn, *"-", Opaque("suffix")))
        yield Need(("secretsmanager:GetSecretValue",), ways, "its secret", None, value)
    elif (*"arn:",) != text[:4] and isinstance(value, Scalar):
        yield _parameter(text, "its parameter", value)


def _parameter(name: Text, subject: str, value: Value) -> Need:
    path = name if name[:1] == ("/",) else ("/", *name)
    arn: Text = (*"arn:", PARTITION, *":ssm:", HERE, ":", HERE, *":parameter", *path)
    return Need(("ssm:GetParameters",), (arn,), subject, None, value)
