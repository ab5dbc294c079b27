"""Whether a backup selection selects a resource.

Resources and ListOfTags are alternatives, Conditions restrict and NotResources except; a selection with neither of the
first two selects everything. Sources: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html,
https://repost.aws/knowledge-center/backup-assign-resources
"""

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

from awslint.analysis.tags.read import Tags, tags_of
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.text import text_key
from awslint.query.view import View


@record()
class Kind:
    """How AWS Backup knows a type: ARNs `arn:*:service:*:*:prefix<name>`, the properties with the name and the tags."""

    service: str
    prefix: str
    name: str = ""
    tags: str = "Tags"


KINDS = {
    "AWS::BackupGateway::VirtualMachine": Kind("backup-gateway", "vm/"),
    "AWS::DocDB::DBCluster": Kind("rds", "cluster:", "DBClusterIdentifier"),
    "AWS::DynamoDB::Table": Kind("dynamodb", "table/", "TableName"),
    "AWS::EC2::Instance": Kind("ec2", "instance/"),
    "AWS::EC2::Volume": Kind("ec2", "volume/"),
    "AWS::EFS::FileSystem": Kind("elasticfilesystem", "file-system/", tags="FileSystemTags"),
    "AWS::FSx::FileSystem": Kind("fsx", "file-system/"),
    "AWS::Neptune::DBCluster": Kind("rds", "cluster:", "DBClusterIdentifier"),
    "AWS::RDS::DBCluster": Kind("rds", "cluster:", "DBClusterIdentifier"),
    "AWS::RDS::DBInstance": Kind("rds", "db:", "DBInstanceIdentifier"),
    "AWS::Redshift::Cluster": Kind("redshift", "cluster:", "ClusterIdentifier"),
    "AWS::S3::Bucket": Kind("s3", "", "BucketName"),
}
_TAG = "aws:ResourceTag/"
_OTHER = re.compile(r"\$\{->[^}]*\}")
_OPEN = re.compile(r"\$\{[^}]*\}")
_ARN = re.compile(r"arn:[^:]*:([^:]*):[^:]*:[^:]*:(.*)", re.DOTALL)


def selects(view: View, selection: Resource, resource: Resource) -> Truth:
    """Whether a selection selects a resource of one of `KINDS`."""
    body = view.read(selection, "BackupSelection")
    if isinstance(body, Unknown):
        return Truth.UNKNOWN
    tags = tags_of(view, resource, (KINDS[resource.type].tags,))
    listed = [view.get(body, "Resources"), view.get(body, "ListOfTags")]
    alternatives = [
        *_each(view, listed[0], lambda item: _names(view, item, resource)),
        *_each(view, listed[1], lambda item: _has_tag(view, item, tags)),
    ]
    everything = all(not isinstance(one, Unknown) and not view.items(one)[0] for one in listed)
    excepted = any_of(_each(view, view.get(body, "NotResources"), lambda item: _names(view, item, resource)))
    chosen = Truth.YES if everything and not alternatives else any_of(alternatives)
    return all_of((chosen, ~excepted, *_conditions(view, view.get(body, "Conditions"), tags)))


def _each(view: View, value: Value, ask: Callable[[Value], Truth]) -> Iterator[Truth]:
    if isinstance(value, Unknown):
        yield Truth.UNKNOWN
        return
    items, complete = view.items(value)
    for item in items:
        yield ask(item)
    if not complete:
        yield Truth.UNKNOWN


def _names(view: View, item: Value, resource: Resource) -> Truth:
    """Whether an ARN or ARN pattern means the resource."""
    if isinstance(item, Unknown | Scalar) and item.refers_to is not None and not getattr(item, "parts", ()):
        return truth_of(item.refers_to.target == resource.key)
    pattern = text_key(item)
    if pattern is None:
        return Truth.UNKNOWN
    if pattern == "*":
        return Truth.YES
    kind = KINDS[resource.type]
    arn = _ARN.fullmatch(pattern)
    if arn is None:
        return Truth.UNKNOWN if _OPEN.search(pattern) else Truth.NO
    if not fnmatchcase(kind.service, _OPEN.sub("*", arn.group(1))):
        return Truth.NO
    return _named(view, resource, kind, arn.group(2))


def _named(view: View, resource: Resource, kind: Kind, rest: str) -> Truth:
    """Whether the last part of an ARN pattern means the resource."""
    own = f"${{->{resource.key}}}"
    name = view.read(resource, kind.name) if kind.name else Absent(resource.place)
    text = None if isinstance(name, Absent) else text_key(name)
    known = [own] if text is None else [own, text]
    if any(fnmatchcase(_flat(kind.prefix + one), _flat(rest)) for one in known):
        return Truth.YES
    # What another resource's name fills in is not this one; what is open may be.
    loose = _OPEN.sub("*", _OTHER.sub("\1", rest))
    if isinstance(name, Scalar):
        return Truth.UNKNOWN if loose != rest and fnmatchcase(kind.prefix + str(name.data), loose) else Truth.NO
    if not kind.name:
        return Truth.UNKNOWN if loose != rest and fnmatchcase(kind.prefix + own, loose) else Truth.NO
    head = rest[: len(kind.prefix)]
    tail = loose[len(kind.prefix) :]
    if not fnmatchcase(kind.prefix, _OPEN.sub("*", head)) or "\1" in loose:
        return Truth.NO
    return Truth.UNKNOWN if isinstance(name, Unknown) or "*" in tail else Truth.NO


def _flat(text: str) -> str:
    """A text without what patterns give a meaning to."""
    return text.replace("[", "\2").replace("]", "\3")


def _has_tag(view: View, item: Value, tags: Tags) -> Truth:
    return _compare(view, item, tags, like=False)


def _compare(view: View, item: Value, tags: Tags, *, like: bool) -> Truth:
    key, wanted = view.get(item, "ConditionKey"), view.get(item, "ConditionValue")
    if not isinstance(key, Scalar):
        return Truth.UNKNOWN
    found = tags.values.get(str(key.data).removeprefix(_TAG))
    if found is None:
        return Truth.UNKNOWN if tags.open else Truth.NO
    if isinstance(found, Scalar) and isinstance(wanted, Scalar):
        one, other = str(found.data), str(wanted.data)
        return truth_of(fnmatchcase(_flat(one), _flat(other)) if like else one == other)
    same = text_key(found)
    return Truth.YES if same is not None and same == text_key(wanted) else Truth.UNKNOWN


def _conditions(view: View, conditions: Value, tags: Tags) -> Iterator[Truth]:
    if isinstance(conditions, Unknown):
        yield Truth.UNKNOWN
        return
    for operator in ("StringEquals", "StringLike", "StringNotEquals", "StringNotLike"):
        like, negated = operator.endswith("Like"), "Not" in operator
        for truth in _each(
            view,
            view.get(conditions, operator),
            lambda item, like=like: _compare(view, item, tags, like=like),  # type: ignore[misc]
        ):
            yield ~truth if negated else truth
