"""Does a role's trust policy let the service in that uses it?"""

from collections.abc import Mapping

from awslint.analysis.iam.conditions import Context
from awslint.analysis.iam.document import read_document
from awslint.analysis.iam.evaluate import Caller, Request, decide
from awslint.analysis.iam.identity import Permission, open_parts
from awslint.analysis.iam.text import HERE
from awslint.model.finding import Evidence, Outcome
from awslint.model.record import record
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Value
from awslint.query.view import View

# Who assumes the roles of a type; a role is fine when it lets one of them in. Each is from the service's page on the
# role that it needs (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html).
ASSUMED_BY: Mapping[str, tuple[str, ...]] = {
    "AWS::AppSync::DataSource": ("appsync.amazonaws.com",),
    "AWS::Backup::BackupSelection": ("backup.amazonaws.com",),
    "AWS::Batch::ComputeEnvironment": ("batch.amazonaws.com",),
    "AWS::CodeBuild::Project": ("codebuild.amazonaws.com",),
    "AWS::CodeDeploy::DeploymentGroup": ("codedeploy.amazonaws.com",),
    "AWS::CodePipeline::Pipeline": ("codepipeline.amazonaws.com",),
    "AWS::EC2::FlowLog": ("vpc-flow-logs.amazonaws.com",),
    "AWS::ECS::TaskDefinition": ("ecs-tasks.amazonaws.com",),
    "AWS::EKS::Cluster": ("eks.amazonaws.com",),
    "AWS::EKS::Nodegroup": ("ec2.amazonaws.com",),
    "AWS::Events::Rule": ("events.amazonaws.com",),
    "AWS::Glue::Crawler": ("glue.amazonaws.com",),
    "AWS::Glue::Job": ("glue.amazonaws.com",),
    "AWS::IAM::InstanceProfile": ("ec2.amazonaws.com",),
    "AWS::KinesisFirehose::DeliveryStream": ("firehose.amazonaws.com",),
    "AWS::Lambda::Function": ("lambda.amazonaws.com",),
    "AWS::Logs::SubscriptionFilter": ("logs.amazonaws.com", "logs.*.amazonaws.com"),
    "AWS::Pipes::Pipe": ("pipes.amazonaws.com",),
    "AWS::RDS::DBInstance": ("monitoring.rds.amazonaws.com",),
    "AWS::SageMaker::NotebookInstance": ("sagemaker.amazonaws.com",),
    "AWS::Scheduler::Schedule": ("scheduler.amazonaws.com",),
    "AWS::StepFunctions::StateMachine": ("states.amazonaws.com",),
}
# Services that give the account's number as external id: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
_ACCOUNT_AS_ID = frozenset({"firehose.amazonaws.com"})
_REGION = "eu-west-1"  # stands for whatever Region a principal names


@record(eq=False)
class Assumed:
    """A role that is named by a resource: where, and whether it certainly is the one."""

    role: Resource
    naming: Value
    certain: Truth


def assumed_roles(view: View, consumer: Resource) -> tuple[list[Assumed], tuple[Value, ...]]:
    """The roles of the input that a resource's service assumes for it, and the names that lead out of the input."""
    related = view.related(consumer, "assumed-role")
    return [Assumed(one.resource, one.naming, one.certain) for one in related.members], related.open


def distrusted(view: View, consumer: Resource) -> Outcome:
    """Whether a role of a resource certainly keeps the service out that is to assume it; each role is one place."""
    services = ASSUMED_BY[consumer.type]
    roles, outside = assumed_roles(view, consumer)
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    for one in roles:
        trusted = trusts(view, one.role, services)
        truth = all_of((~trusted.truth, one.certain))
        if truth is Truth.YES:
            detail = f"the trust policy of {one.role.address} does not let {services[0]} assume it"
            found[truth].append(_pointing(view, consumer, one, detail))
        elif truth is Truth.UNKNOWN:
            found[truth].extend(view.evidence(role, value) for role, value in trusted.blame)
            if not trusted.blame:
                found[truth].append(view.evidence(consumer, one.naming))
    found[Truth.UNKNOWN].extend(view.evidence(consumer, value) for value in outside)
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO)


def trusts(view: View, role: Resource, services: tuple[str, ...]) -> Permission:
    """Whether one of the services may assume a role, for some resource of this account."""
    document = read_document(view, view.read(role, "AssumeRolePolicyDocument"))
    answers = []
    for service in services:
        caller = Caller(service=service.replace("*", _REGION))
        context: Context = {"aws:sourceaccount": ((HERE,),)}
        if service in _ACCOUNT_AS_ID:
            context = {**context, "sts:externalid": ((HERE,),)}
        request = Request("sts:AssumeRole", (), caller, context)
        decision = decide((document,), request)
        blame = open_parts(role, document, decision, request) if decision.allowed is Truth.UNKNOWN else ()
        answers.append(Permission(decision.allowed, tuple(blame)))
    truth = any_of(one.truth for one in answers)
    if truth is Truth.NO and len(services) > 1 and _regional(view, role, services):
        return Permission(Truth.UNKNOWN)
    return Permission(truth, tuple(spot for one in answers for spot in one.blame))


def _regional(view: View, role: Resource, services: tuple[str, ...]) -> bool:
    """Whether a trust policy names the service of a Region, `logs.eu-central-1.amazonaws.com`."""
    document = read_document(view, view.read(role, "AssumeRolePolicyDocument"))
    starts = tuple(one.partition("*")[0] for one in services if "*" in one)
    for statement in document.statements:
        for principal in statement.principals.items if statement.principals is not None else ():
            said = "".join(piece for piece in principal.element.text or () if isinstance(piece, str))
            if principal.kind == "Service" and said.startswith(starts):
                return True
    return False


def _pointing(view: View, consumer: Resource, one: Assumed, detail: str) -> Evidence:
    trust = view.read(one.role, "AssumeRolePolicyDocument")
    related = (
        RelatedPlace("role", f"{one.role.address} is the role", one.role.place, one.role.address),
        RelatedPlace("trust", f"whom {one.role.address} trusts", trust.place, one.role.address),
    )
    evidence = view.evidence(consumer, one.naming, detail)
    return Evidence(evidence.resource, evidence.place, evidence.path, detail, one.naming, related=related)
