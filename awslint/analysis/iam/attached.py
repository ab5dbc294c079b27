"""The policies on a resource: of a bucket, queue, topic, key, function, secret or repository.

What each type does without a policy is in `_unwritten`.
"""

from awslint.analysis.iam.document import read_document, value_of
from awslint.analysis.iam.identity import Policies
from awslint.analysis.iam.statement import Document
from awslint.model.place import Place
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Mapping, Scalar, Value
from awslint.query.view import View

PERMISSION = "AWS::Lambda::Permission"
# The relation from a resource to the resources that write its policy, and the property with the document.
_WRITTEN_BY = {
    "AWS::SQS::Queue": ("queue-policy", "PolicyDocument"),
    "AWS::SNS::Topic": ("topic-policy", "PolicyDocument"),
    "AWS::S3::Bucket": ("bucket-policy", "PolicyDocument"),
    "AWS::SecretsManager::Secret": ("secret-policy", "ResourcePolicy"),
}
_OWN = {
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::KMS::ReplicaKey": "KeyPolicy",
    "AWS::ECR::Repository": "RepositoryPolicyText",
}
_FUNCTIONS = {
    "AWS::Lambda::Function": "lambda-permission",
    "AWS::Lambda::Alias": "alias-permission",
    "AWS::Lambda::Version": "version-permission",
}
_ROOT = "arn:aws:iam::*:root"
# What a policy may be written for in this table: the types whose policies are understood.
UNDERSTOOD = frozenset({*_WRITTEN_BY, *_OWN, *_FUNCTIONS})


def policies_on(view: View, target: Resource) -> Policies:
    """Every policy that is attached to a resource in this world; for a function its permissions."""
    found = Policies()
    if target.type in _FUNCTIONS:
        for member in view.related(target, _FUNCTIONS[target.type]).members:
            one = (member.resource, permission_document(view, member.resource))
            (found.sure if member.certain is Truth.YES else found.maybe).append(one)
    elif target.type in _OWN:
        written = view.read(target, _OWN[target.type])
        found.sure.append(
            (target, _unwritten(view, target) if isinstance(written, Absent) else read_document(view, written))
        )
    elif target.type in _WRITTEN_BY:
        relation, name = _WRITTEN_BY[target.type]
        for member in view.related(target, relation).members:
            one = (member.resource, read_document(view, view.read(member.resource, name)))
            (found.sure if member.certain is Truth.YES else found.maybe).append(one)
        if not found.sure and not found.maybe:
            found.sure.append((target, _unwritten(view, target)))
    return found


def permission_document(view: View, permission: Resource) -> Document:
    """A permission of a function as the statement that Lambda makes of it.

    https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html: SourceArn is matched as ArnLike,
    SourceAccount and PrincipalOrgID as StringEquals.
    """
    place = permission.properties.place
    conditions: dict[str, Value] = {}
    for operator, key, name in (
        ("ArnLike", "aws:SourceArn", "SourceArn"),
        ("StringEquals", "aws:SourceAccount", "SourceAccount"),
        ("StringEqualsIgnoreCase", "aws:PrincipalOrgID", "PrincipalOrgID"),
    ):
        value = view.read(permission, name)
        if not isinstance(value, Absent):
            conditions[operator] = Mapping({key: value}, place)
    statement = {
        "Effect": Scalar("Allow", place),
        "Principal": _principal(view.read(permission, "Principal"), place),
        "Action": view.read(permission, "Action"),
        "Condition": Mapping(conditions, place),
    }
    return read_document(view, Mapping({"Statement": Mapping(statement, place)}, place))


def _principal(value: Value, place: Place) -> Value:
    known = str(value.data) if isinstance(value, Scalar) else ""
    kind = "AWS" if isinstance(value, Scalar) and "amazonaws.com" not in known else "Service"
    return Mapping({kind: value}, place)


def _unwritten(view: View, target: Resource) -> Document:
    """What holds without a policy: a key delegates to its account, a topic serves its owner, the others have nothing.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html,
    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    """
    statements: list[dict[str, object]] = []
    if target.type in ("AWS::KMS::Key", "AWS::KMS::ReplicaKey"):
        statements.append({"Effect": "Allow", "Principal": {"AWS": _ROOT}, "Action": "kms:*", "Resource": "*"})
    return read_document(view, value_of({"Statement": statements}, target.place))
