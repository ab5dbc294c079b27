"""What rules may ask about the roles of services."""

from collections.abc import Callable, Mapping

from awslint.analysis.question import Question
from awslint.analysis.roles.ability import incapable
from awslint.analysis.roles.jobs import (
    Job,
    backup_selection,
    delivery_stream,
    failure_targets,
    flow_log,
    function_role,
    roleless_targets,
    rule_targets,
    subscription,
    vpc_function,
)
from awslint.analysis.roles.trust import assumed_roles, distrusted
from awslint.analysis.roles.workloads import build, execution_role, pipeline, state_machine, without_execution_role
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Value
from awslint.query.view import View

_JOBS: Mapping[str, Callable[[View, Resource], Job]] = {
    "AWS::EC2::FlowLog": flow_log,
    "AWS::KinesisFirehose::DeliveryStream": delivery_stream,
    "AWS::Backup::BackupSelection": backup_selection,
    "AWS::Lambda::EventSourceMapping": function_role,
    "AWS::Lambda::EventInvokeConfig": failure_targets,
    "AWS::Logs::SubscriptionFilter": subscription,
    "AWS::Events::Rule": rule_targets,
    "AWS::StepFunctions::StateMachine": state_machine,
    "AWS::CodeBuild::Project": build,
    "AWS::CodePipeline::Pipeline": pipeline,
    "AWS::ECS::TaskDefinition": execution_role,
}


def _job(view: View, consumer: Resource, arguments: Mapping[str, object]) -> Job:
    what = arguments.get("what")
    if consumer.type == "AWS::Lambda::Function":
        return (vpc_function if what == "network" else failure_targets)(view, consumer)
    return _JOBS[consumer.type](view, consumer)


def _works(view: View, consumer: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a resource has a role with something to do that is known."""
    found, outside = _job(view, consumer, arguments)
    return Outcome(Truth.YES if found or outside or _roleless(view, consumer) else Truth.NO)


def _incapable(view: View, consumer: Resource, arguments: Mapping[str, object]) -> Outcome:
    found, outside = _job(view, consumer, arguments)
    outcome = incapable(view, consumer, found, outside)
    roleless = tuple(view.evidence(consumer, value, detail) for value, detail in _roleless(view, consumer))
    if not roleless:
        return outcome
    return Outcome(Truth.YES, (*roleless, *(outcome.evidence if outcome.truth is Truth.YES else ())))


def _roleless(view: View, consumer: Resource) -> list[tuple[Value, str]]:
    """What takes a role that is not given."""
    if consumer.type == "AWS::ECS::TaskDefinition":
        return without_execution_role(view, consumer)
    return roleless_targets(view, consumer) if consumer.type == "AWS::Events::Rule" else []


def _assumed(view: View, consumer: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a resource names a role."""
    roles, outside = assumed_roles(view, consumer)
    return Outcome(Truth.YES if roles or outside else Truth.NO)


def _distrusted(view: View, consumer: Resource, arguments: Mapping[str, object]) -> Outcome:
    return distrusted(view, consumer)


_TRUST = {
    "AWS::IAM::Role": ("AssumeRolePolicyDocument",),
    "AWS::AppSync::DataSource": ("ServiceRoleArn",),
    "AWS::Backup::BackupSelection": ("BackupSelection.IamRoleArn",),
    "AWS::Batch::ComputeEnvironment": ("ServiceRole",),
    "AWS::CodeBuild::Project": ("ServiceRole",),
    "AWS::CodeDeploy::DeploymentGroup": ("ServiceRoleArn",),
    "AWS::CodePipeline::Pipeline": ("RoleArn",),
    "AWS::EC2::FlowLog": ("DeliverLogsPermissionArn",),
    "AWS::ECS::TaskDefinition": ("ExecutionRoleArn", "TaskRoleArn"),
    "AWS::EKS::Cluster": ("RoleArn",),
    "AWS::EKS::Nodegroup": ("NodeRole",),
    "AWS::Events::Rule": ("Targets",),
    "AWS::Glue::Crawler": ("Role",),
    "AWS::Glue::Job": ("Role",),
    "AWS::IAM::InstanceProfile": ("Roles",),
    "AWS::KinesisFirehose::DeliveryStream": (
        "ExtendedS3DestinationConfiguration",
        "KinesisStreamSourceConfiguration",
        "S3DestinationConfiguration",
    ),
    "AWS::Lambda::Function": ("Role",),
    "AWS::Logs::SubscriptionFilter": ("RoleArn",),
    "AWS::Pipes::Pipe": ("RoleArn",),
    "AWS::RDS::DBInstance": ("MonitoringRoleArn",),
    "AWS::SageMaker::NotebookInstance": ("RoleArn",),
    "AWS::Scheduler::Schedule": ("Target.RoleArn",),
    "AWS::StepFunctions::StateMachine": ("RoleArn",),
}
_ROLES = {
    "AWS::IAM::Role": ("ManagedPolicyArns", "PermissionsBoundary", "Policies"),
    "AWS::IAM::Policy": ("PolicyDocument", "Roles"),
    "AWS::IAM::ManagedPolicy": ("PolicyDocument", "Roles"),
}
_WORK = {
    **_ROLES,
    "AWS::EC2::FlowLog": ("DeliverLogsPermissionArn", "LogDestination", "LogDestinationType", "LogGroupName"),
    "AWS::KinesisFirehose::DeliveryStream": _TRUST["AWS::KinesisFirehose::DeliveryStream"],
    "AWS::Backup::BackupSelection": ("BackupSelection.IamRoleArn", "BackupSelection.ListOfTags"),
    "AWS::Lambda::EventSourceMapping": ("EventSourceArn", "FunctionName"),
    "AWS::Lambda::EventInvokeConfig": ("DestinationConfig", "FunctionName"),
    "AWS::Lambda::Function": ("DeadLetterConfig.TargetArn", "Role", "VpcConfig.SubnetIds"),
    "AWS::Logs::SubscriptionFilter": ("DestinationArn", "RoleArn"),
    "AWS::Events::Rule": ("Targets",),
    "AWS::StepFunctions::StateMachine": ("Definition", "DefinitionString", "DefinitionSubstitutions", "RoleArn"),
    "AWS::CodeBuild::Project": ("LogsConfig.CloudWatchLogs", "Name", "ServiceRole", "VpcConfig.Subnets"),
    "AWS::CodePipeline::Pipeline": ("ArtifactStore.Location", "RoleArn", "Stages"),
    "AWS::ECS::TaskDefinition": ("ContainerDefinitions", "ExecutionRoleArn", "RequiresCompatibilities"),
    "AWS::SecretsManager::Secret": ("KmsKeyId", "Name"),
}

QUESTIONS: Mapping[str, Question] = {
    "roles.works": Question(_works, _WORK, ("what",)),
    "roles.incapable": Question(_incapable, _WORK, ("what",)),
    "roles.assumed": Question(_assumed, _TRUST),
    "roles.distrusted": Question(_distrusted, _TRUST),
}
