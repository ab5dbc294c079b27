"""What becomes of a resource's data when it is deleted, or replaced by another.

Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html,
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
"""

from collections.abc import Mapping
from dataclasses import replace

from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
from awslint.query.view import View

INSTANCE, CLUSTER = "AWS::RDS::DBInstance", "AWS::RDS::DBCluster"
# The property that refuses a deletion, and the value with which it does.
PROTECTION: Mapping[str, tuple[str, object]] = {
    INSTANCE: ("DeletionProtection", True),
    CLUSTER: ("DeletionProtection", True),
    "AWS::DocDB::DBCluster": ("DeletionProtection", True),
    "AWS::Neptune::DBCluster": ("DeletionProtection", True),
    "AWS::DynamoDB::Table": ("DeletionProtectionEnabled", True),
    "AWS::Cognito::UserPool": ("DeletionProtection", "ACTIVE"),
}
# Types of which RDS takes a final snapshot unless told otherwise.
_BY_DEFAULT = frozenset({INSTANCE, CLUSTER})
_KEEPS = {"Retain", "RetainExceptOnCreate", "Snapshot"}
_SKIP = "SkipFinalSnapshot"


def survives_deletion(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the data outlive the deletion of a resource: it is retained, leaves a snapshot, or refuses to be deleted.

    NO points at what gives them up, or at the resource where nothing is written. A plan of Terraform does not show
    `prevent_destroy`, so that only a skipped snapshot says NO there.
    """
    protected = _protected(view, resource)
    if protected.truth is Truth.YES:
        return protected
    found = (
        _terraform(view, resource) if resource.language == "terraform" else _policy(view, resource, "DeletionPolicy")
    )
    if found.truth is Truth.NO and protected.truth is Truth.UNKNOWN:
        return protected
    return found


def survives_replacement(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the data outlive an update that replaces a resource. See `survives_deletion`."""
    protected = _protected(view, resource)
    found = _policy(view, resource, "UpdateReplacePolicy")
    if protected.truth is Truth.YES or (found.truth is Truth.NO and protected.truth is Truth.UNKNOWN):
        return protected
    return found


def by_cloudformation(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether CloudFormation deploys a resource: only it has policies for deletion and replacement."""
    return Outcome(truth_of(resource.language != "terraform"), (Evidence(resource.key, resource.place, ""),))


def _protected(view: View, resource: Resource) -> Outcome:
    name, wanted = PROTECTION.get(resource.type, ("", None))
    value = view.read(resource, name) if name else Absent(resource.place)
    evidence = (view.evidence(resource, value, path=(name,)),)
    if isinstance(value, Unknown):
        return Outcome(Truth.UNKNOWN, evidence)
    return Outcome(truth_of(isinstance(value, Scalar) and value.data == wanted), evidence)


def _policy(view: View, resource: Resource, name: str) -> Outcome:
    value: Value = view.get(resource.attributes, name)
    at = replace(view.evidence(resource, value), path=name)
    if isinstance(value, Unknown):
        return Outcome(Truth.UNKNOWN, (at,))
    if isinstance(value, Absent):
        by_default = name == "DeletionPolicy" and resource.type in _BY_DEFAULT
        return Outcome(truth_of(by_default), (replace(at, detail=f"it has no {name}, so CloudFormation deletes it"),))
    kept = isinstance(value, Scalar) and value.data in _KEEPS
    return Outcome(truth_of(kept), (replace(at, detail=f"its {name} is {getattr(value, 'data', 'no text')}"),))


def _terraform(view: View, resource: Resource) -> Outcome:
    skipped = view.get(resource.properties, _SKIP)
    if isinstance(skipped, Scalar):
        at = view.evidence(resource, skipped, "Terraform skips its final snapshot")
        return Outcome(truth_of(skipped.data is not True), (at,))
    unknown = Unknown(Why.FUNCTION, "prevent_destroy, which a plan does not show,", resource.place)
    return Outcome(Truth.UNKNOWN, (Evidence(resource.key, resource.place, "", unknown=unknown),))
