"""The account's canonical id, as the buckets of a state tell it.

S3 gives the owner of a bucket full control in its ACL; the provider reads that grant back without saying whose it is:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
"""

from collections.abc import Callable
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import replace

from awslint.frontends.terraform.attributes import Attributes
from awslint.frontends.terraform.instances import Instance, Instances
from awslint.frontends.terraform.jsontree import objects, text
from awslint.frontends.terraform.properties import Lazy
from awslint.model.resource import Resource
from awslint.model.value import Mapping, Scalar, Value

_POLICY = "AccessControlPolicy"


def owner_of(instances: Instances) -> str | None:
    """The only id that has full control of every bucket whose grants S3 has told; what somebody wrote tells nothing."""
    common: set[str] | None = None
    for bucket in instances.of_types(("aws_s3_bucket",)):
        grants = objects(bucket.known or {}, "grant")
        if not grants or _is_written(bucket):
            continue
        ids = {text(one, "id") for _, one in grants if one.get("permissions") == ["FULL_CONTROL"]} - {""}
        common = ids if common is None else common & ids
    return next(iter(common)) if common is not None and len(common) == 1 else None


def _is_written(bucket: Instance) -> bool:
    read = bucket.attributes.entries
    expressions = read.written.expressions if isinstance(read, Attributes) else None
    return expressions is not None and "grant" in expressions


def owned(resource: Resource, owner: str) -> Resource:
    """A bucket whose ACL says who its owner is."""
    properties = resource.properties.entries
    with_owner = Lazy(properties, _with(properties, owner))
    return replace(resource, properties=replace(resource.properties, entries=with_owner))


def _with(properties: ReadOnlyDict[str, Value], owner: str) -> Callable[[str], Value]:
    def make(name: str) -> Value:
        value = properties[name]
        if name != _POLICY or not isinstance(value, Mapping) or "Owner" in value.entries:
            return value
        entries = {**value.entries, "Owner": Mapping({"ID": Scalar(owner, value.place)}, value.place)}
        return replace(value, entries=entries)

    return make
