"""What a bucket itself says about access: Block Public Access, object ownership and its access control list.

Terraform and the S3 API can write grants that CloudFormation has no property for. They stand in the property
`AccessControlPolicy` of AWS::S3::Bucket, shaped as the body of PutBucketAcl:
`{Grants: [{Grantee: {URI | ID | EmailAddress}, Permission}]}`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from awslint.model.resource import Resource
from awslint.model.truth import Truth, truth_of
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value, Why
from awslint.query.view import View

Flag = Literal["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
_CANNED: dict[str, tuple[tuple[str, str], ...]] = {
    "PublicRead": (("AllUsers", "READ"),),
    "PublicReadWrite": (("AllUsers", "READ"), ("AllUsers", "WRITE")),
    "AuthenticatedRead": (("AuthenticatedUsers", "READ"),),
    "AwsExecRead": (("Amazon EC2", "READ"),),
    "LogDeliveryWrite": (("LogDelivery", "WRITE"), ("LogDelivery", "READ_ACP")),
    # S3 ignores these two on a bucket.
    "BucketOwnerRead": (),
    "BucketOwnerFullControl": (),
    "Private": (),
}
_PUBLIC = frozenset({"AllUsers", "AuthenticatedUsers"})
_GROUPS = {f"http://acs.amazonaws.com/groups/{path}": name for path, name in (
    ("global/AllUsers", "AllUsers"),
    ("global/AuthenticatedUsers", "AuthenticatedUsers"),
    ("s3/LogDelivery", "LogDelivery"),
)}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class AclGrant:
    """One grant of an access control list. `grantee` is a predefined group's name, or "" for a user or account.

    certain is UNKNOWN where the grantee or the permission cannot be known; `value` is what is written.
    """

    grantee: str
    permission: str
    value: Value
    certain: Truth = Truth.YES

    @property
    def public(self) -> Truth:
        """Whether everybody, or everybody with an AWS account, gets it."""
        if self.certain is Truth.UNKNOWN and not self.grantee:
            return Truth.UNKNOWN
        return truth_of(self.grantee in _PUBLIC)

    def gives(self, access: Literal["read", "write"]) -> Truth:
        """Whether the permission lets the grantee read or write the bucket, its objects or its list."""
        if not self.permission:
            return Truth.UNKNOWN
        return truth_of(self.permission == "FULL_CONTROL" or self.permission.startswith(access.upper()))


def flag(view: View, bucket: Resource, name: Flag) -> tuple[Truth, Value]:
    """Whether a setting of Block Public Access is written and on, and what is written.

    The service's default is not asked: it would merely make the deployment of a public grant fail.
    """
    value = view.read(bucket, "PublicAccessBlockConfiguration", name)
    return _is(value, "true"), value


def acls_disabled(view: View, bucket: Resource) -> tuple[Truth, Value]:
    """Whether object ownership is written as BucketOwnerEnforced, under which no access control list counts."""
    rules = view.read(bucket, "OwnershipControls", "Rules")
    if isinstance(rules, Unknown):
        return (Truth.UNKNOWN, rules)
    items, complete = view.items(rules)
    for item in items:
        value = view.get(item, "ObjectOwnership")
        if not isinstance(value, Absent):
            return _is(value, "bucketownerenforced"), value
    return (Truth.NO if complete else Truth.UNKNOWN), rules


def acl_grants(view: View, bucket: Resource) -> Iterator[AclGrant]:
    """The grants beside the owner's."""
    canned = view.read(bucket, "AccessControl")
    if isinstance(canned, Scalar):
        grants = _CANNED.get(str(canned.data))
        if grants is None:
            yield AclGrant("", "", canned, Truth.UNKNOWN)
        for grantee, permission in grants or ():
            yield AclGrant(grantee, permission, canned)
    elif isinstance(canned, Unknown):
        yield AclGrant("", "", canned, Truth.UNKNOWN)
    written = view.read(bucket, "AccessControlPolicy", "Grants")
    if isinstance(written, Unknown):
        yield AclGrant("", "", written, Truth.UNKNOWN)
        return
    items, complete = view.items(written)
    for item in items:
        yield _grant(view, item)
    if not complete and isinstance(written, Sequence):
        yield AclGrant("", "", written.missing or Unknown(Why.MACRO, "", written.place), Truth.UNKNOWN)


def _grant(view: View, item: Value) -> AclGrant:
    permission = view.get(item, "Permission")
    grantee = view.get(item, "Grantee")
    said = str(permission.data) if isinstance(permission, Scalar) else ""
    uri = view.get(grantee, "URI") if isinstance(grantee, Mapping) else grantee
    if isinstance(uri, Unknown):
        return AclGrant("", said, uri, Truth.UNKNOWN)
    name = _GROUPS.get(str(uri.data), "") if isinstance(uri, Scalar) else ""
    value = uri if isinstance(uri, Scalar) else item
    return AclGrant(name, said, value, Truth.YES if said else Truth.UNKNOWN)


def _is(value: Value, text: str) -> Truth:
    if isinstance(value, Scalar):
        return truth_of(str(value.data).lower() == text)
    return Truth.UNKNOWN if isinstance(value, Unknown) else Truth.NO
