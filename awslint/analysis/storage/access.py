"""What a bucket itself says about access: Block Public Access, object ownership and its access control list.

Terraform and the S3 API can write grants that CloudFormation has no property for. They stand in the property
`AccessControlPolicy` of AWS::S3::Bucket, shaped as the body of PutBucketAcl:
`{Owner: {ID}, Grants: [{Grantee: {URI | ID | EmailAddress}, Permission}]}`.
"""

from collections.abc import Iterator
from typing import Literal

from awslint.analysis.iam.document import hidden_part
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
from awslint.query.text import text_key
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


@record(eq=False)
class AclGrant:
    """One grant of an access control list. `grantee` is a predefined group's name, or "" for a user or account.

    certain is UNKNOWN where the grantee or the permission cannot be known; `value` is what is written.
    """

    grantee: str
    permission: str
    value: Value
    certain: Truth = Truth.YES
    may_be_group: bool = True

    @property
    def public(self) -> Truth:
        """Whether everybody, or everybody with an AWS account, gets it."""
        if self.certain is Truth.UNKNOWN and not self.grantee:
            return Truth.UNKNOWN if self.may_be_group else Truth.NO
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
    for item in view.items(written)[0]:
        grant = _grant(view, bucket, item)
        if grant is not None:
            yield grant
    left = hidden_part(written)
    if left is not None:
        yield AclGrant("", "", left, Truth.UNKNOWN)


def _grant(view: View, bucket: Resource, item: Value) -> AclGrant | None:
    """One grant; None for what the owner grants to itself."""
    permission = view.get(item, "Permission")
    grantee = view.get(item, "Grantee")
    said = str(permission.data) if isinstance(permission, Scalar) else ""
    uri = view.get(grantee, "URI")
    if isinstance(uri, Unknown) and not uri.may_be_absent:
        return AclGrant("", said, uri, Truth.UNKNOWN)
    if isinstance(uri, Scalar) and uri.data:
        name = _GROUPS.get(str(uri.data), "")
        return AclGrant(name, said, uri, Truth.YES if said else Truth.UNKNOWN)
    account = view.get(grantee, "ID")
    owner = view.read(bucket, "AccessControlPolicy", "Owner", "ID")
    known, given = text_key(owner), text_key(account)
    if given is not None and given == known:
        return None
    if given is not None and known is None and said in ("", "FULL_CONTROL"):
        # The id of a user may be the owner's own.
        unknown = Unknown(Why.ATTRIBUTE, "the canonical id of the bucket's owner", account.place)
        return AclGrant("", said, unknown, Truth.UNKNOWN, may_be_group=False)
    value = item if isinstance(account, Absent) else account
    return AclGrant("", said, value, Truth.YES if said and given else Truth.UNKNOWN)


def _is(value: Value, text: str) -> Truth:
    if isinstance(value, Scalar):
        return truth_of(str(value.data).lower() == text)
    return Truth.UNKNOWN if isinstance(value, Unknown) else Truth.NO
