"""What rules may ask about buckets."""

from collections.abc import Mapping

from awslint.analysis.question import Question
from awslint.analysis.storage.exposure import access_by_list, public_access
from awslint.analysis.storage.policies import POLICY, plain_http
from awslint.analysis.storage.replication import crosses_regions, has_kind, role_can_replicate
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, truth_of
from awslint.model.value import Absent, Scalar, Unknown
from awslint.query.view import View

_BUCKET = "AWS::S3::Bucket"
_FLAGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_LISTS = ("AccessControl", "AccessControlPolicy", "OwnershipControls.Rules[*].ObjectOwnership")
_POLICY_READS = {POLICY: ("Bucket", "PolicyDocument")}
_RULES = "ReplicationConfiguration.Rules[*]"
_PUBLIC_READS = {
    _BUCKET: (
        *_LISTS,
        "PublicAccessBlockConfiguration.IgnorePublicAcls",
        "PublicAccessBlockConfiguration.RestrictPublicBuckets",
        "BucketName",
    ),
    **_POLICY_READS,
}
_REGION_READS = {_BUCKET: (f"{_RULES}.Status", f"{_RULES}.Destination.Bucket", "BucketName")}
_ROLE_READS = {
    _BUCKET: (
        "ReplicationConfiguration.Role",
        f"{_RULES}.Status",
        f"{_RULES}.Destination.Bucket",
        f"{_RULES}.Destination.AccessControlTranslation",
        f"{_RULES}.Destination.EncryptionConfiguration.ReplicaKmsKeyID",
        f"{_RULES}.SourceSelectionCriteria.SseKmsEncryptedObjects.Status",
        f"{_RULES}.DeleteMarkerReplication.Status",
        "BucketEncryption.ServerSideEncryptionConfiguration[*].ServerSideEncryptionByDefault.KMSMasterKeyID",
        "ObjectLockEnabled",
        "BucketName",
    ),
    "AWS::IAM::Role": ("AssumeRolePolicyDocument", "Policies", "ManagedPolicyArns", "PermissionsBoundary", "RoleName"),
    "AWS::IAM::Policy": ("Roles", "PolicyDocument"),
    "AWS::IAM::RolePolicy": ("RoleName", "PolicyDocument"),
    "AWS::IAM::ManagedPolicy": ("Roles", "PolicyDocument"),
}


def _public_read(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return public_access(view, resource, "read")


def _public_write(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return public_access(view, resource, "write")


def _acl_grants(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return access_by_list(view, resource)


def _refuses_plain_http(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    truth, evidence = plain_http(view, resource)
    return Outcome(truth, tuple(evidence))


def _bucket_outside(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a bucket policy is for a bucket that is not in the input."""
    related = view.related(resource, "bucket-policy")
    if related.open or not related.members:
        return Outcome(Truth.YES)
    return Outcome(Truth.NO, tuple(view.evidence(resource, member.naming) for member in related.members))


def _mfa_delete(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether MFA delete is on, when `only_if` (the rule's parameter) asks for it.

    CloudFormation cannot set it; other languages write it to VersioningConfiguration.MFADelete, as the S3 API does.
    """
    if str(arguments.get("only_if")).lower() != "true":
        return Outcome(Truth.YES)
    value = view.read(resource, "VersioningConfiguration", "MFADelete")
    if isinstance(value, Unknown):
        return Outcome(Truth.UNKNOWN, (view.evidence(resource, value),))
    on = not isinstance(value, Absent) and str(getattr(value, "data", "")) == "Enabled"
    evidence = view.evidence(resource, value, "MFA delete is off", ("VersioningConfiguration", "MFADelete"))
    return Outcome(Truth.YES if on else Truth.NO, (evidence,))


def _account_block(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the account's block of public access is as the arguments say, by its four names."""
    found: dict[Truth, list[Evidence]] = {Truth.NO: [], Truth.UNKNOWN: [], Truth.YES: []}
    for name, wanted in arguments.items():
        if wanted is None:
            continue
        value = view.read(resource, "PublicAccessBlock", name)
        if isinstance(value, Unknown):
            found[Truth.UNKNOWN].append(view.evidence(resource, value))
            continue
        said = str(value.data).lower() if isinstance(value, Scalar) else "false"
        matches = said == str(wanted).lower()
        detail = "" if matches else f"{name} is {said}"
        found[truth_of(matches)].append(view.evidence(resource, value, detail, ("PublicAccessBlock", name)))
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.YES)


def _crosses_regions(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return crosses_regions(view, resource)


def _replication_kind(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether all rules replicate to where `kind` says."""
    return has_kind(view, resource, str(arguments["kind"]))


def _replication_role(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return role_can_replicate(view, resource)


QUESTIONS: Mapping[str, Question] = {
    "storage.public-read": Question(_public_read, _PUBLIC_READS),
    "storage.public-write": Question(_public_write, _PUBLIC_READS),
    "storage.acl-grants": Question(_acl_grants, {_BUCKET: _LISTS}),
    "storage.refuses-plain-http": Question(_refuses_plain_http, {_BUCKET: ("BucketName",), **_POLICY_READS}),
    "storage.bucket-outside": Question(_bucket_outside, {POLICY: ("Bucket",)}),
    "storage.mfa-delete": Question(_mfa_delete, {_BUCKET: ("VersioningConfiguration.MFADelete",)}, ("only_if",)),
    "storage.account-block": Question(
        _account_block, {"AWS::::Account": tuple(f"PublicAccessBlock.{name}" for name in _FLAGS)}, _FLAGS
    ),
    "storage.crosses-regions": Question(_crosses_regions, _REGION_READS),
    "storage.replication-kind": Question(_replication_kind, _REGION_READS, ("kind",)),
    "storage.replication-role": Question(_replication_role, _ROLE_READS),
}
