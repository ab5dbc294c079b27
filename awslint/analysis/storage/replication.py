"""Replication: where a bucket's objects go, and whether its role can bring them there."""

from collections.abc import Iterator

from awslint.analysis.iam.conditions import Context
from awslint.analysis.iam.document import read_document
from awslint.analysis.iam.evaluate import Caller, Request, decide
from awslint.analysis.iam.identity import Identity, Permission, identity_of, may, open_parts
from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.text import (
    HERE,
    PARTITION,
    STAR,
    Opaque,
    Text,
    arn_of,
    fields,
    is_known,
    is_undecided,
    shown,
    text_of,
)
from awslint.model.finding import Evidence, Outcome
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
from awslint.query.view import View

BUCKET = "AWS::S3::Bucket"


@record(eq=False)
class ReplicationRule:
    """One rule of a replication configuration."""

    value: Value
    enabled: Truth
    status: Value
    destination: Value  # the ARN of the destination bucket


def replication_rules(view: View, bucket: Resource) -> tuple[list[ReplicationRule], Value]:
    """The rules, and the list that holds them: Unknown when rules are hidden, Absent when there are none."""
    listed = view.read(bucket, "ReplicationConfiguration", "Rules")
    items, complete = view.items(listed)
    rules = []
    for item in items:
        status = view.get(item, "Status")
        enabled = Truth.UNKNOWN if isinstance(status, Unknown) else _says(status, "Enabled")
        rules.append(ReplicationRule(item, enabled, status, view.get(view.get(item, "Destination"), "Bucket")))
    if not complete and not isinstance(listed, Unknown):
        missing = getattr(listed, "missing", None)
        listed = missing if isinstance(missing, Unknown) else listed
    return rules, listed


def crosses_regions(view: View, bucket: Resource) -> Outcome:
    """Whether an enabled rule replicates to another Region."""
    rules, listed = replication_rules(view, bucket)
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: [], Truth.NO: []}
    for rule in rules:
        other = is_elsewhere(view, bucket, rule.destination)
        truth = all_of((rule.enabled, other))
        if rule.enabled is not Truth.YES:
            detail = "its replication rule is not enabled" if rule.enabled is Truth.NO else ""
            found[truth].append(view.evidence(bucket, rule.status, detail, ("ReplicationConfiguration", "Rules")))
        else:
            detail = "its replication stays within the Region" if other is Truth.NO else ""
            found[truth].append(view.evidence(bucket, _region_of(view, rule, other), detail))
    return _some(view, bucket, found, listed)


def has_kind(view: View, bucket: Resource, kind: str) -> Outcome:
    """Whether every rule replicates to another Region (`CROSS-REGION`), or to its own (`SAME-REGION`).

    Without any rule there is none of the wrong kind.
    """
    rules, listed = replication_rules(view, bucket)
    found: dict[Truth, list[Evidence]] = {Truth.NO: [], Truth.UNKNOWN: [], Truth.YES: []}
    for rule in rules:
        other = is_elsewhere(view, bucket, rule.destination)
        truth = other if kind == "CROSS-REGION" else ~other
        where = "another Region" if other is Truth.YES else "its own Region"
        detail = f"it replicates to {where}" if truth is Truth.NO else ""
        found[truth].append(view.evidence(bucket, _region_of(view, rule, other), detail))
    if isinstance(listed, Unknown):
        found[Truth.UNKNOWN].append(view.evidence(bucket, listed))
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.YES)


def _region_of(view: View, rule: ReplicationRule, elsewhere: Truth) -> Value:
    """The destination; where its Region is what is missing, an unknown that says so."""
    name = text_of(view, rule.destination, "literal")
    if elsewhere is not Truth.UNKNOWN or is_undecided(rule.destination) or name is None:
        return rule.destination
    return Unknown(Why.ATTRIBUTE, f"the Region of {shown(name)}", rule.destination.place)


def _some(view: View, bucket: Resource, found: dict[Truth, list[Evidence]], listed: Value) -> Outcome:
    if isinstance(listed, Unknown):
        found[Truth.UNKNOWN].append(view.evidence(bucket, listed))
    for truth in (Truth.YES, Truth.UNKNOWN, Truth.NO):
        if found[truth]:
            return Outcome(truth, tuple(found[truth]))
    detail = "it has no replication rule"
    return Outcome(Truth.NO, (view.evidence(bucket, listed, detail, ("ReplicationConfiguration",)),))


def is_elsewhere(view: View, bucket: Resource, destination: Value) -> Truth:
    """Whether a destination bucket is in another Region than the source.

    A stack has one Region; a bucket outside the input may be anywhere.
    """
    target = _bucket_named(view, bucket, destination)
    if target is None:
        return Truth.UNKNOWN
    ours, theirs = _region(view, bucket), _region(view, target)
    if isinstance(ours, Scalar) and isinstance(theirs, Scalar):
        return truth_of(ours.data != theirs.data)
    if isinstance(ours, Unknown) and isinstance(theirs, Unknown) and ours.symbol and ours.symbol == theirs.symbol:
        return Truth.NO
    one_stack = bucket.scope == target.scope and bucket.language == "cloudformation"
    return Truth.NO if ours is None and theirs is None and one_stack else Truth.UNKNOWN


def _region(view: View, bucket: Resource) -> Value | None:
    return None if bucket.region is None else view.resolve(bucket.region)


def _bucket_named(view: View, bucket: Resource, destination: Value) -> Resource | None:
    reference = getattr(destination, "refers_to", None)
    if reference is not None and not getattr(destination, "parts", ()):
        named = view.graph.resources.get(reference.target)
        return named if named is not None and named.type == BUCKET else None
    text = text_of(view, destination, "literal")
    if text is None:
        return None
    for candidate, _ in view.resources(bucket.scope, BUCKET):
        if covers(arn_of(view, candidate), text) is Truth.YES:
            return candidate
    return None


@record(eq=False)
class Need:
    """What a replication role must be allowed: one of `actions` on a resource; `subject` says it in a message.

    `alias` is by what a key is named, when it is not named by its ARN.
    """

    actions: tuple[str, ...]
    resource: Text
    subject: str
    alias: Text | None = None


def replication_needs(view: View, bucket: Resource) -> Iterator[Need]:
    """What the role of a bucket needs for its enabled rules.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html; tags may be left out.
    """
    source = arn_of(view, bucket)
    objects: Text = (*source, "/", STAR)
    yield Need(("s3:GetReplicationConfiguration",), source, "the bucket")
    yield Need(("s3:ListBucket",), source, "the bucket")
    # GetObjectVersion is more than is needed, and enough.
    yield Need(("s3:GetObjectVersionForReplication", "s3:GetObjectVersion"), objects, "its objects")
    yield Need(("s3:GetObjectVersionAcl",), objects, "its objects")
    if _says(view.read(bucket, "ObjectLockEnabled"), "true") is Truth.YES:
        yield Need(("s3:GetObjectRetention",), objects, "its objects")
        yield Need(("s3:GetObjectLegalHold",), objects, "its objects")
    for rule in replication_rules(view, bucket)[0]:
        if rule.enabled is Truth.NO:
            continue
        destination = text_of(view, rule.destination, "literal")
        if destination is None:
            continue
        replicas: Text = (*destination, "/", STAR)
        yield Need(("s3:ReplicateObject",), replicas, "the destination's objects")
        if _replicates_markers(view, rule.value):
            yield Need(("s3:ReplicateDelete",), replicas, "the destination's objects")
        owner = view.get(view.get(rule.value, "Destination"), "AccessControlTranslation")
        if not isinstance(owner, Absent | Unknown):
            yield Need(("s3:ObjectOwnerOverrideToBucketOwner",), replicas, "the destination's objects")
        yield from _key_needs(view, bucket, rule.value)


def _replicates_markers(view: View, rule: Value) -> bool:
    """Whether delete markers are replicated; rules without Filter, of the first version, always do."""
    if isinstance(view.get(rule, "Filter"), Absent):
        return True
    return _says(view.get(view.get(rule, "DeleteMarkerReplication"), "Status"), "Enabled") is Truth.YES


def _key_needs(view: View, bucket: Resource, rule: Value) -> Iterator[Need]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html"""
    selected = view.get(view.get(view.get(rule, "SourceSelectionCriteria"), "SseKmsEncryptedObjects"), "Status")
    if _says(selected, "Enabled") is not Truth.YES:
        return
    items, _ = view.items(view.read(bucket, "BucketEncryption", "ServerSideEncryptionConfiguration"))
    for item in items:
        given = view.get(view.get(item, "ServerSideEncryptionByDefault"), "KMSMasterKeyID")
        yield from _key_need(view, given, "kms:Decrypt", "the bucket's key")
    given = view.get(view.get(view.get(rule, "Destination"), "EncryptionConfiguration"), "ReplicaKmsKeyID")
    yield from _key_need(view, given, "kms:Encrypt", "the destination's key")


def _key_need(view: View, value: Value, action: str, subject: str) -> Iterator[Need]:
    """The use of a key that is written; nothing for S3's own."""
    if isinstance(value, Absent):
        return
    reference = getattr(value, "refers_to", None)
    if reference is not None and not getattr(value, "parts", ()):
        key = view.graph.resources.get(reference.target)
        if key is not None and key.type == "AWS::KMS::Key":
            yield Need((action,), arn_of(view, key), subject)
            return
    text = text_of(view, value, "literal")
    if text is None:
        return
    last = fields(text)[-1]
    if last[:6] == (*"alias/",):
        yield Need((action,), (Opaque(f"key of {shown(last)}"),), subject, last)
    elif is_known(text) and len(fields(text)) < 6:
        # An id alone is that of a key of this account.
        yield Need((action,), (*"arn:", PARTITION, *":kms:", HERE, ":", HERE, *":key/", *text), subject)
    else:
        yield Need((action,), text, subject)


def role_can_replicate(view: View, bucket: Resource) -> Outcome:
    """Whether S3 can assume the role of the replication, and the role may do what replicating takes."""
    written = view.read(bucket, "ReplicationConfiguration", "Role")
    path = ("ReplicationConfiguration", "Role")
    related = view.related(bucket, "replication-role")
    if not related.members:
        return Outcome(Truth.UNKNOWN, (view.evidence(bucket, written, path=path),))
    member = related.members[0]
    if member.certain is not Truth.YES:
        return Outcome(Truth.UNKNOWN, (view.evidence(bucket, written, path=path),))
    role = member.resource
    trusted = _is_trusted(view, role, bucket)
    identity = identity_of(view, role)
    lacking: list[str] = []
    blame = list(trusted.blame)
    truths = [trusted.truth]
    if trusted.truth is Truth.NO:
        lacking.append("its trust policy does not let s3.amazonaws.com assume it")
    for need in replication_needs(view, bucket):
        permission = _permitted(identity, need, bucket, view)
        truths.append(permission.truth)
        blame.extend(permission.blame)
        if permission.truth is Truth.NO:
            lacking.append(f"it may not {need.actions[0]} on {need.subject}")
    truth = all_of(truths)
    if truth is Truth.NO:
        detail = f"{role.address} cannot replicate: {'; '.join(dict.fromkeys(lacking))}"
        return Outcome(truth, (view.evidence(bucket, written, detail, path),))
    if truth is Truth.UNKNOWN:
        spots = {value.place: (resource, value) for resource, value in blame if isinstance(value, Unknown)}
        evidence = tuple(view.evidence(resource, value) for resource, value in spots.values())
        return Outcome(truth, evidence or _whole(view, bucket, written))
    return Outcome(truth, _whole(view, bucket, written))


def _whole(view: View, bucket: Resource, written: Value) -> tuple[Evidence, ...]:
    return (view.evidence(bucket, written, path=("ReplicationConfiguration", "Role")),)


def _is_trusted(view: View, role: Resource, bucket: Resource) -> Permission:
    document = read_document(view, view.read(role, "AssumeRolePolicyDocument"))
    request = Request(
        "sts:AssumeRole",
        (),
        Caller(service="s3.amazonaws.com"),
        {"aws:sourcearn": (arn_of(view, bucket),), "aws:sourceaccount": ((HERE,),)},
    )
    decision = decide((document,), request)
    blame = open_parts(role, document, decision, request) if decision.allowed is Truth.UNKNOWN else ()
    return Permission(decision.allowed, tuple(blame))


def _permitted(identity: Identity, need: Need, bucket: Resource, view: View) -> Permission:
    source = arn_of(view, bucket)
    service: Text = (*"s3.", HERE, *".amazonaws.com")
    context: Context = {
        "aws:securetransport": ("true",),
        "kms:viaservice": (service,),
        "kms:requestalias": None if need.alias is None else (need.alias,),
        # The bucket stands for its objects where bucket keys are on.
        "kms:encryptioncontext:aws:s3:arn": ((*source, "/", STAR), source),
    }
    found = [may(identity, Request(action, need.resource, context=context)) for action in need.actions]
    truth = any_of(one.truth for one in found)
    return Permission(truth, tuple(spot for one in found for spot in one.blame) if truth is Truth.UNKNOWN else ())


def _says(value: Value, text: str) -> Truth:
    if isinstance(value, Unknown):
        return Truth.UNKNOWN
    return truth_of(isinstance(value, Scalar) and str(value.data).lower() == text.lower())
