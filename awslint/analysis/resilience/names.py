"""Names that a template fixes: two resources of a type cannot have the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, truth_of
from awslint.model.value import Absent, Choice, Scalar, Unknown, Value, Why
from awslint.query.text import text_key
from awslint.query.view import View

# The property that names a resource among all of its type in an account and region (in an account alone for IAM, in
# the world for buckets).
NAMES: Mapping[str, str] = {
    "AWS::AutoScaling::AutoScalingGroup": "AutoScalingGroupName",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CodeBuild::Project": "Name",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::ECR::Repository": "RepositoryName",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::EKS::Cluster": "Name",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "Name",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "Name",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::Kinesis::Stream": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::RDS::DBCluster": "DBClusterIdentifier",
    "AWS::RDS::DBInstance": "DBInstanceIdentifier",
    "AWS::RDS::DBSubnetGroup": "DBSubnetGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SSM::Parameter": "Name",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::StepFunctions::StateMachine": "StateMachineName",
}


_MOST = 1000  # pairs that are compared for one resource


def name_shared(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether another resource of the type has the same name in the same region of the same deployment.

    YES points at the name; the other is related. Open where a name is not known, and between modules and provider
    configurations of Terraform, which may deploy to different accounts.
    """
    name = view.read(resource, NAMES[resource.type])
    at = view.evidence(resource, name)
    if isinstance(name, Absent):
        return Outcome(Truth.NO, (at,))
    left: list[Evidence] = []
    others = _possible(view, resource, name)
    if len(others) > _MOST:
        unknown = Unknown(Why.LIMIT, f"{len(others)} names that are not known", at.place or resource.place)
        return Outcome(Truth.UNKNOWN, (replace(at, unknown=unknown),))
    for other in others:
        if other.key == resource.key or not other.judged:
            continue
        theirs = view.read(other, NAMES[resource.type])
        if isinstance(theirs, Absent):
            continue
        alike = all_of((_equal(name, theirs), _one_region(view, resource, other)))
        if alike is Truth.NO:
            continue
        truth = all_of((alike, view.exists(other)))
        if truth is Truth.YES:
            words = f"{other.address} has the same name"
            related = (RelatedPlace("same-name", words, theirs.place, other.address),)
            return Outcome(truth, (replace(at, detail=words, related=related),))
        if truth is Truth.UNKNOWN:
            left.append(_open(view, resource, name, other, theirs))
    return Outcome(Truth.UNKNOWN, tuple(left)) if left else Outcome(Truth.NO, (at,))


@dataclass(slots=True)
class _Index:
    """The resources of a type in a scope by their name, in any world, and those whose name is not known."""

    named: dict[str, list[Resource]] = field(default_factory=dict)
    loose: list[Resource] = field(default_factory=list)


def _possible(view: View, resource: Resource, name: Value) -> list[Resource]:
    """The resources that may have the same name: those with the text, and those whose name is not known."""
    if not isinstance(name, Scalar):
        return list(view.graph.of_type(resource.scope, resource.type))
    key = ("resilience.names", resource.scope, resource.type)
    index = view.links.answers.get(key)
    if not isinstance(index, _Index):
        index = view.links.answers[key] = _Index()
        for one in view.graph.of_type(resource.scope, resource.type):
            _enter(index, one, one.properties.entries.get(NAMES[resource.type]))
    return [*index.named.get(str(name.data), ()), *index.loose]


def _enter(index: _Index, resource: Resource, name: Value | None) -> None:
    if isinstance(name, Choice):
        for value in (*(case.value for case in name.cases), name.otherwise):
            _enter(index, resource, value)
    elif isinstance(name, Scalar):
        found = index.named.setdefault(str(name.data), [])
        if resource not in found[-1:]:
            found.append(resource)
    elif isinstance(name, Unknown) and resource not in index.loose[-1:]:
        index.loose.append(resource)


def _open(view: View, resource: Resource, name: Value, other: Resource, theirs: Value) -> Evidence:
    for writer, value in ((resource, name), (other, theirs)):
        if isinstance(value, Unknown):
            return view.evidence(writer, value)
    exists = view.resolve(other.exists)
    if isinstance(exists, Unknown):
        return view.evidence(other, exists)
    account = Unknown(Why.FUNCTION, f"whether {other.address}, with the same name, is in the same account", name.place)
    return replace(view.evidence(resource, name), unknown=account)


def _equal(one: Value, other: Value) -> Truth:
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        return truth_of(str(one.data) == str(other.data))
    left, right = text_key(one), text_key(other)
    if left is not None and left == right:
        return Truth.YES
    return Truth.NO if _told_apart(one, other) else Truth.UNKNOWN


def _told_apart(one: Value, other: Value) -> bool:
    """Whether two texts differ for certain: in how they begin, or in how they end."""
    left, right = _ends(one), _ends(other)
    return not all(a.startswith(b) or b.startswith(a) for a, b in zip(left, right, strict=True))


def _ends(value: Value) -> tuple[str, str]:
    """The known text at the beginning of a value, and at its end from behind. Unknown parts stand for themselves."""
    if isinstance(value, Scalar):
        return str(value.data), str(value.data)[::-1]
    parts = value.parts if isinstance(value, Unknown) else ()
    starts: list[str] = []
    for part in parts:
        if not isinstance(part, str):
            break
        starts.append(part)
    ends: list[str] = []
    for part in reversed(parts):
        if not isinstance(part, str):
            break
        ends.append(part[::-1])
    return "".join(starts), "".join(ends)


def _module(resource: Resource) -> str:
    """The module instance that a resource of Terraform is in; empty for the root."""
    return resource.address.rpartition(f"{resource.written_type}.")[0]


def _provider(resource: Resource) -> tuple[object, ...]:
    """The provider configuration that gives a resource of Terraform its region; empty where the input does not say."""
    path = () if resource.region is None else resource.region.place.path
    return path[:3] if path[:2] == ("configuration", "provider_config") or path[:1] == ("provider",) else ()


def _one_region(view: View, one: Resource, other: Resource) -> Truth:
    regions = [resource.region and text_key(view.resolve(resource.region)) for resource in (one, other)]
    if one.language == "terraform":
        if _module(one) != _module(other):
            return Truth.UNKNOWN
        if regions[0] == regions[1] and _provider(one) != _provider(other):
            return Truth.UNKNOWN  # two configurations for one region are there for two accounts
    return truth_of(regions[0] == regions[1])
