"""What the roles of logs, streams, backups, functions and rules have to do, resource by resource."""

from collections.abc import Iterator

from awslint.analysis.iam.text import HERE, PARTITION, STAR, Opaque, Text, arn_of, text_of
from awslint.analysis.roles.ability import Need, Work
from awslint.analysis.roles.targets import arn_text, log_group_needs, named, sending
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

# The works of the roles of the input, and the names of roles that are not in it.
Job = tuple[list[Work], list[Value]]
_ANYTHING: Text = (Opaque("any"),)
_EVERY: tuple[Text, ...] = ((STAR,),)


def role_at(view: View, consumer: Resource, written: Value) -> tuple[Resource, Truth] | None:
    """The role of the input that stands at a place of a resource."""
    for member in view.related(consumer, "assumed-role").members:
        if member.naming.place == written.place:
            return member.resource, member.certain
    target = named(view, written, "AWS::IAM::Role")
    return None if target is None else (target, view.exists(target))


def works(view: View, consumer: Resource, written: Value, needs: tuple[Need, ...]) -> Job:
    """One role's work, or the name of a role that is not in the input."""
    if isinstance(written, Absent) or not needs:
        return [], []
    found = role_at(view, consumer, written)
    if found is None:
        return [], [written]
    return [Work(found[0], written, found[1], needs)], []


def flow_log(view: View, log: Resource) -> Job:
    """https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html"""
    group = view.read(log, "LogGroupName")
    if isinstance(group, Absent):
        group = view.read(log, "LogDestination")
    kind = view.read(log, "LogDestinationType")
    if isinstance(group, Absent) or (isinstance(kind, Scalar) and kind.data != "cloud-watch-logs"):
        return [], []
    needs = log_group_needs(view, group, "its log group")
    return works(view, log, view.read(log, "DeliverLogsPermissionArn"), needs)


def delivery_stream(view: View, stream: Resource) -> Job:
    """https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html"""
    found: list[Work] = []
    outside: list[Value] = []
    for name in ("ExtendedS3DestinationConfiguration", "S3DestinationConfiguration"):
        written = view.read(stream, name)
        if isinstance(written, Absent):
            continue
        needs: list[Need] = []
        bucket = view.get(written, "BucketARN")
        text = text_of(view, bucket, "literal")
        if text is not None:
            target = named(view, bucket, "AWS::S3::Bucket")
            subject = f"the objects of {target.address}" if target is not None else "the objects of its bucket"
            key = (*text, "/", *_prefix(view, view.get(written, "Prefix")), Opaque("key"))
            needs.append(Need(("s3:PutObject",), (key,), subject, target, bucket))
        for processor in view.items(view.get(view.get(written, "ProcessingConfiguration"), "Processors"))[0]:
            for parameter in view.items(view.get(processor, "Parameters"))[0]:
                name_of = view.get(parameter, "ParameterName")
                if isinstance(name_of, Scalar) and name_of.data == "LambdaArn":
                    need = sending(view, view.get(parameter, "ParameterValue"))
                    needs.extend([need] if need is not None else [])
        one, open_ones = works(view, stream, view.get(written, "RoleARN"), tuple(needs))
        found += one
        outside += open_ones
    source = view.read(stream, "KinesisStreamSourceConfiguration")
    if not isinstance(source, Absent):
        arn = view.get(source, "KinesisStreamARN")
        target = named(view, arn, "AWS::Kinesis::Stream")
        if target is not None:
            texts = (arn_text(view, target),)
            actions = ("kinesis:DescribeStream", "kinesis:GetShardIterator", "kinesis:GetRecords")
            needs = [Need((action,), texts, target.address, target, arn) for action in actions]
            one, open_ones = works(view, stream, view.get(source, "RoleARN"), tuple(needs))
            found += one
            outside += open_ones
    return found, outside


def _prefix(view: View, value: Value) -> Text:
    """With what the keys of a delivery stream begin, as far as it is written."""
    text = text_of(view, value, "literal") if isinstance(value, Scalar | Unknown) else None
    text = text or ()
    ends = (at for at in range(len(text)) if text[at : at + 2] == ("!", "{"))  # where an expression begins
    return text[: next(ends, len(text))]


_BACKUP = (
    "dynamodb:CreateBackup", "dynamodb:StartAwsBackupJob", "ec2:CreateSnapshot", "ec2:CreateImage",
    "elasticfilesystem:Backup", "rds:CreateDBSnapshot", "rds:CreateDBClusterSnapshot", "fsx:CreateBackup",
    "s3:GetObject", "redshift:CreateClusterSnapshot", "storagegateway:StartAccess", "backup-storage:*",
)  # fmt: skip


def backup_selection(view: View, selection: Resource) -> Job:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html"""
    place = view.read(selection, "BackupSelection", "IamRoleArn")
    needs = [Need(_BACKUP, ((STAR,), _ANYTHING), "anything that is backed up")]
    tags = view.read(selection, "BackupSelection", "ListOfTags")
    if not isinstance(tags, Absent | Unknown) and view.items(tags)[0]:
        needs.append(Need(("tag:GetResources",), _EVERY, "resources by tag", None, tags))
    return works(view, selection, place, tuple(needs))


_READING = {
    "AWS::SQS::Queue": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "AWS::Kinesis::Stream": ("kinesis:GetRecords", "kinesis:GetShardIterator"),
    "AWS::DynamoDB::Table": ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"),
}


def function_role(view: View, mapping: Resource) -> Job:
    """https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html: the function's role polls."""
    functions = view.related(mapping, "mapped-function").members
    sources = view.related(mapping, "mapped-source").members
    if not functions or not sources:
        naming = view.read(mapping, "EventSourceArn" if functions else "FunctionName")
        return [], [] if isinstance(naming, Absent) else [naming]
    source, function = sources[0], functions[0]
    if function.resource.type != "AWS::Lambda::Function":
        behind = view.related(function.resource, "alias-function").members
        if not behind:
            return [], [function.naming]
        function = behind[0]
    written = view.read(function.resource, "Role")
    role = role_at(view, function.resource, written)
    if role is None:
        return [], [written]
    target = source.resource
    text = arn_text(view, target)
    if target.type == "AWS::DynamoDB::Table":
        text = arn_of(view, target, "StreamArn")
    needs = tuple(Need((one,), (text,), target.address, target, source.naming) for one in _READING[target.type])
    certain = Truth.YES if source.certain is function.certain is role[1] is Truth.YES else Truth.UNKNOWN
    return [Work(role[0], source.naming, certain, needs)], []


def vpc_function(view: View, function: Resource) -> Job:
    """https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions"""
    subnets = view.read(function, "VpcConfig", "SubnetIds")
    if not view.items(subnets)[0]:
        return [], []
    needs = tuple(
        Need((action,), ways, "network interfaces", None, subnets)
        for action, ways in (
            ("ec2:CreateNetworkInterface", ((STAR,), _interface())),
            ("ec2:DescribeNetworkInterfaces", _EVERY),
            ("ec2:DeleteNetworkInterface", ((STAR,), _interface())),
        )
    )
    return works(view, function, view.read(function, "Role"), needs)


def _interface() -> Text:
    return (*"arn:", PARTITION, *":ec2:", HERE, ":", HERE, *":network-interface/", Opaque("interface"))


def failure_targets(view: View, resource: Resource) -> Job:
    """Dead letters and destinations of a function go out with its role.

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    """
    if resource.type == "AWS::Lambda::Function":
        targets = [view.read(resource, "DeadLetterConfig", "TargetArn")]
        function: Resource | None = resource
    else:
        config = view.read(resource, "DestinationConfig")
        targets = [view.get(view.get(config, name), "Destination") for name in ("OnFailure", "OnSuccess")]
        function = named(view, view.read(resource, "FunctionName"), "AWS::Lambda::Function")
    needs = tuple(need for one in targets if (need := sending(view, one)) is not None)
    if function is None or not needs:
        return [], [one for one in targets if not isinstance(one, Absent)]
    written = view.read(function, "Role")
    role = role_at(view, function, written)
    if role is None:
        return [], [written]
    return [Work(role[0], needs[0].naming or written, role[1], needs)], []


def subscription(view: View, filter_: Resource) -> Job:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html"""
    need = sending(view, view.read(filter_, "DestinationArn"))
    written = view.read(filter_, "RoleArn")
    return works(view, filter_, written, (need,) if need is not None else ())


def rule_targets(view: View, rule: Resource) -> Job:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html"""
    found: list[Work] = []
    outside: list[Value] = []
    for item in view.items(view.read(rule, "Targets"))[0]:
        needs = tuple(_target_needs(view, item))
        one, open_ones = works(view, rule, view.get(item, "RoleArn"), needs)
        found += one
        outside += open_ones
    return found, outside


# Targets that EventBridge calls with a role only.
_WITH_ROLE = frozenset(
    {"AWS::StepFunctions::StateMachine", "AWS::Kinesis::Stream", "AWS::KinesisFirehose::DeliveryStream",
     "AWS::CodeBuild::Project", "AWS::CodePipeline::Pipeline"}
)  # fmt: skip


def roleless_targets(view: View, rule: Resource) -> list[tuple[Value, str]]:
    """The targets of a rule that take a role and have none."""
    found = []
    for item in view.items(view.read(rule, "Targets"))[0]:
        target = named(view, view.get(item, "Arn"), *_WITH_ROLE)
        if target is not None and isinstance(view.get(item, "RoleArn"), Absent):
            found.append((view.get(item, "Arn"), f"its target {target.address} takes a role, and none is given"))
    return found


def _target_needs(view: View, item: Value) -> Iterator[Need]:
    arn = view.get(item, "Arn")
    tasks = view.get(view.get(item, "EcsParameters"), "TaskDefinitionArn")
    if not isinstance(tasks, Absent):
        definition = named(view, tasks, "AWS::ECS::TaskDefinition")
        if definition is not None:
            text = arn_of(view, definition, "TaskDefinitionArn")
            # A policy names the family, with or without a revision.
            family = text_of(view, view.read(definition, "Family"), "literal") or (Opaque("family"),)
            start: Text = (*"arn:", PARTITION, *":ecs:", HERE, ":", HERE, *":task-definition/", *family)
            ways = (text, start, (*start, ":", Opaque("revision")))
            yield Need(("ecs:RunTask",), ways, definition.address, definition, tasks)
            for name in ("ExecutionRoleArn", "TaskRoleArn"):
                passed = named(view, view.read(definition, name), "AWS::IAM::Role")
                if passed is not None:
                    context = {"iam:passedtoservice": ("ecs-tasks.amazonaws.com",)}
                    texts = (arn_of(view, passed),)
                    yield Need(("iam:PassRole",), texts, passed.address, passed, tasks, context)
        return
    need = sending(view, arn)
    if need is not None:
        yield need
