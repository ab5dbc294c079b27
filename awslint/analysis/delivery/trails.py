"""What a CloudTrail trail needs beside its bucket: a topic, a key and a role that let it in.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html and
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
"""

from collections.abc import Iterator, Mapping

from awslint.analysis.delivery.links import (
    Link,
    admitted,
    elsewhere,
    link,
    named,
    nearest,
    on_behalf,
    outside,
    place_of,
    related_to,
    weakest,
)
from awslint.analysis.delivery.recorders import may_by_role
from awslint.analysis.delivery.regions import REGIONS
from awslint.analysis.iam.attached import policies_on
from awslint.analysis.iam.document import read_document
from awslint.analysis.iam.evaluate import Caller, Request, decide
from awslint.analysis.iam.identity import identity_of, may, open_parts
from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.text import HERE, PARTITION, STAR, Text, arn_of, text_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

TRAIL = "AWS::CloudTrail::Trail"
_SERVICE = "cloudtrail.amazonaws.com"


def topic_refuses(view: View, source: Resource) -> Outcome:
    """Whether the topic of a trail or delivery channel refuses what it has to announce."""
    trail = source.type == TRAIL
    naming = view.read(source, "SnsTopicName" if trail else "SnsTopicARN")
    if isinstance(naming, Absent):
        return Outcome(Truth.NO, (view.evidence(source, naming),))
    member = named(view, source, "notifies-topic", naming)
    if member is None:
        return elsewhere(view, source, naming, "the policy")
    topic = member.resource
    service = _SERVICE if trail else "config.amazonaws.com"
    policies = policies_on(view, topic)
    arn = arn_of(view, topic, "TopicArn")
    context = on_behalf(arn_of(view, source) if trail else None)
    found = admitted(policies, "sns:Publish", arn, [Caller(service=service)], context)
    if not trail and found.truth is not Truth.YES:
        found = may_by_role(view, source, "sns:Publish", arn, found)
    written = any(writer.key != topic.key for writer, _ in (*policies.sure, *policies.maybe))
    words = f"the policy of {topic.address} does not let" if written else f"{topic.address} has no policy that lets"
    near = nearest(policies, "sns:Publish", [Caller(service=service)], context)
    seen = [place_of("topic", f"{source.address} announces to {topic.address}", topic)]
    for writer, document in (*policies.sure, *policies.maybe):
        if writer.key != topic.key:
            message = f"{writer.address} is the policy of {topic.address}"
            seen.append(place_of("policy", message, writer, document.value))
    return weakest(view, source, naming, [link(found, f"{words} {service} call sns:Publish", near)], seen)


def key_refuses(view: View, source: Resource) -> Outcome:
    """Whether the key of a trail or log group refuses the service that encrypts with it."""
    trail = source.type == TRAIL
    naming = view.read(source, "KMSKeyId" if trail else "KmsKeyId")
    if isinstance(naming, Absent):
        return Outcome(Truth.NO, (view.evidence(source, naming),))
    key = _key(view, source, "trail-key" if trail else "log-group-key", naming)
    if key is None:
        return elsewhere(view, source, naming, "the policy")
    if trail:
        callers, shown = [Caller(service=_SERVICE)], _SERVICE
        arn: Text = (*"arn:", PARTITION, *":cloudtrail:", HERE, ":", HERE, *":trail/", *_name(view, source))
        context = {**on_behalf(arn), "kms:encryptioncontext:aws:cloudtrail:arn": (arn,)}
    else:
        shown = "logs.<region>.amazonaws.com"
        callers = [Caller(service=one) for one in _logs_services(view, source)]
        group: Text = (*"arn:", PARTITION, *":logs:", HERE, ":", HERE, *":log-group:", *_name(view, source))
        context = {**on_behalf(group), "kms:encryptioncontext:aws:logs:arn": (group,)}
    policies = policies_on(view, key)
    found = admitted(policies, "kms:GenerateDataKey", arn_of(view, key), callers, context)
    seen = [place_of("key", f"{key.address} encrypts {source.address}", key, view.read(key, "KeyPolicy"))]
    words = f"the policy of {key.address} does not let {shown} call kms:GenerateDataKey"
    near = nearest(policies, "kms:GenerateDataKey", callers, context)
    return weakest(view, source, naming, [link(found, words, near)], seen)


def _name(view: View, source: Resource) -> Text:
    arn = arn_of(view, source, "Arn")
    mark = tuple(":trail/") if source.type == TRAIL else tuple(":log-group:")
    for index in range(len(arn)):
        if arn[index : index + len(mark)] == mark:
            rest = arn[index + len(mark) :]
            return rest[:-2] if rest[-2:] == (":", "*") else rest
    return arn


def _logs_services(view: View, group: Resource) -> list[str]:
    """The principals of CloudWatch Logs that a key may name: that of the Region, or any where the Region is open."""
    region = None if group.region is None else view.resolve(group.region)
    here = [str(region.data)] if isinstance(region, Scalar) and region.data else list(REGIONS)
    return ["logs.amazonaws.com", *(f"logs.{one}.amazonaws.com" for one in here)]


def _key(view: View, source: Resource, relation: str, naming: Value) -> Resource | None:
    member = named(view, source, relation, naming)
    if member is None:
        return None
    if member.resource.type != "AWS::KMS::Alias":
        return member.resource
    behind = view.related(member.resource, "alias-key").members
    return behind[0].resource if len(behind) == 1 and behind[0].certain is Truth.YES else None


def log_role_lacks(view: View, trail: Resource) -> Outcome:
    """Whether CloudTrail cannot write to the trail's log group: the role is missing, not for it, or may not."""
    group = view.read(trail, "CloudWatchLogsLogGroupArn")
    if isinstance(group, Absent):
        return Outcome(Truth.NO, (view.evidence(trail, group),))
    naming = view.read(trail, "CloudWatchLogsRoleArn")
    if isinstance(naming, Absent):
        detail = "it names a log group and no role (CloudWatchLogsRoleArn)"
        return Outcome(Truth.YES, (view.evidence(trail, group, detail),))
    member = named(view, trail, "trail-log-role", naming)
    if member is None:
        return elsewhere(view, trail, naming, "the role")
    role = member.resource
    links = [trusts(view, role, _SERVICE, on_behalf(arn_of(view, trail))), *_log_links(view, trail, role, group)]
    seen = [place_of("role", f"{trail.address} writes its log with {role.address}", role)]
    target = named(view, trail, "trail-log-group", group)
    if target is not None:
        seen.append(place_of("log-group", f"{trail.address} writes to {target.resource.address}", target.resource))
    return weakest(view, trail, naming, links, seen)


def _log_links(view: View, trail: Resource, role: Resource, group: Value) -> Iterator[Link]:
    """CreateLogStream and PutLogEvents on streams named <account>_CloudTrail_<region>..."""
    text = text_of(view, group, "literal")
    if text is None:
        yield Link(Truth.UNKNOWN, blame=((trail, outside(group, "the log group")),))
        return
    base = text[:-2] if text[-2:] == (":", "*") else text
    stream: Text = (*base, *":log-stream:", HERE, *"_CloudTrail_", HERE, STAR)
    identity = identity_of(view, role)
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        found = may(identity, Request(action, stream, context={"aws:securetransport": ("true",)}))
        yield link(found, f"{role.address} may not call {action} on the streams of the log group")


def trusts(view: View, role: Resource, service: str, context: Mapping[str, tuple[str | Text, ...] | None]) -> Link:
    """Whether a role lets a service assume it."""
    document = read_document(view, view.read(role, "AssumeRolePolicyDocument"))
    request = Request("sts:AssumeRole", (), Caller(service=service), context)
    decision = decide((document,), request)
    blame = tuple(open_parts(role, document, decision, request)) if decision.allowed is Truth.UNKNOWN else ()
    return Link(decision.allowed, f"the trust policy of {role.address} does not let {service} assume it", blame)


def records_own_bucket(view: View, trail: Resource) -> Outcome:
    """Whether the data events that a trail records take in the objects of its own bucket, so that it feeds itself."""
    naming = view.read(trail, "S3BucketName")
    name = text_of(view, naming, "literal")
    if name is None:
        return Outcome(Truth.NO, (view.evidence(trail, naming),))
    objects: Text = (*"arn:", PARTITION, *":s3:::", *name, "/", *"AWSLogs/x")
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    for selector in view.items(view.read(trail, "EventSelectors"))[0]:
        kind = view.get(selector, "ReadWriteType")
        if getattr(kind, "data", "All") == "ReadOnly":
            continue  # deliveries are writes
        for resource in view.items(view.get(selector, "DataResources"))[0]:
            if getattr(view.get(resource, "Type"), "data", None) != "AWS::S3::Object":
                continue
            for value in view.items(view.get(resource, "Values"))[0]:
                truth = _takes_in(view, value, objects)
                if truth is not Truth.NO:
                    found[truth].append(_loop(view, trail, value, naming, truth))
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO, (view.evidence(trail, naming),))


def _takes_in(view: View, value: Value, objects: Text) -> Truth:
    """A value is the start of the ARNs that it stands for; `arn:aws:s3` is all of them."""
    text = text_of(view, value, "literal")
    if text is None:
        return Truth.NO
    if isinstance(value, Unknown) and value.refers_to is None and not value.parts:
        return Truth.UNKNOWN
    return any_of((covers((*text, STAR), objects), all_of((covers(text, objects),))))


def _loop(view: View, trail: Resource, value: Value, naming: Value, truth: Truth) -> Evidence:
    detail = "its own bucket is among the buckets whose writes it records" if truth is Truth.YES else ""
    evidence = view.evidence(trail, value, detail)
    return related_to(evidence, [place_of("bucket", f"{trail.address} delivers to this bucket", trail, naming)])
