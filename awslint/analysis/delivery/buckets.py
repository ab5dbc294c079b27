"""Buckets that services write to: does their policy let the service in, for this resource and under this prefix?

CloudTrail: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
AWS Config: https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
Load balancers: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/enable-access-logs.html
S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
"""

from collections.abc import Iterator

from awslint.analysis.delivery.links import (
    Link,
    admitted,
    elsewhere,
    link,
    named,
    nearest,
    on_behalf,
    place_of,
    unknown_region,
    weakest,
)
from awslint.analysis.delivery.recorders import may_by_role
from awslint.analysis.delivery.regions import BALANCER_ACCOUNTS
from awslint.analysis.iam.attached import policies_on
from awslint.analysis.iam.evaluate import Caller
from awslint.analysis.iam.identity import Permission, Policies
from awslint.analysis.iam.text import HERE, PARTITION, STAR, Text, arn_of, text_of
from awslint.analysis.storage.access import acls_disabled
from awslint.model.finding import Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View, default_of

TRAIL = "AWS::CloudTrail::Trail"
CHANNEL = "AWS::Config::DeliveryChannel"
BUCKET = "AWS::S3::Bucket"
BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
CLASSIC = "AWS::ElasticLoadBalancing::LoadBalancer"
DISTRIBUTION = "AWS::CloudFront::Distribution"
_PATHS = {
    TRAIL: (("S3BucketName",), ("S3KeyPrefix",)),
    CHANNEL: (("S3BucketName",), ("S3KeyPrefix",)),
    BUCKET: (("LoggingConfiguration", "DestinationBucketName"), ("LoggingConfiguration", "LogFilePrefix")),
    CLASSIC: (("AccessLoggingPolicy", "S3BucketName"), ("AccessLoggingPolicy", "S3BucketPrefix")),
    DISTRIBUTION: (("DistributionConfig", "Logging", "Bucket"), ("DistributionConfig", "Logging", "Prefix")),
}


def destination(view: View, source: Resource) -> tuple[Value, Value]:
    """The bucket that a resource writes to, as it names it, and the prefix; Absent where it writes nothing."""
    if source.type == BALANCER:
        return _attribute(view, source, "access_logs.s3.bucket"), _attribute(view, source, "access_logs.s3.prefix")
    bucket, prefix = _PATHS[source.type]
    return view.read(source, *bucket), view.read(source, *prefix)


def writes(view: View, source: Resource) -> Outcome:
    """Whether a resource writes to a bucket of another's, or may."""
    naming, _ = destination(view, source)
    evidence = (view.evidence(source, naming),)
    if isinstance(naming, Absent):
        return Outcome(Truth.NO, evidence)
    switch = _switch(view, source)
    if isinstance(switch, Unknown):
        return Outcome(Truth.UNKNOWN, (view.evidence(source, switch),))
    if switch is not None and str(getattr(switch, "data", "false")).lower() != "true":
        return Outcome(Truth.NO, (view.evidence(source, switch),))
    return Outcome(Truth.YES, evidence)


def _switch(view: View, source: Resource) -> Value | None:
    """What turns the logging on, where naming a bucket alone does not."""
    if source.type == BALANCER:
        return _attribute(view, source, "access_logs.s3.enabled")
    return view.read(source, "AccessLoggingPolicy", "Enabled") if source.type == CLASSIC else None


def _attribute(view: View, balancer: Resource, key: str) -> Value:
    listed = view.read(balancer, "LoadBalancerAttributes")
    items, complete = view.items(listed)
    for item in items:
        name = view.get(item, "Key")
        if isinstance(name, Scalar) and name.data == key:
            return view.get(item, "Value")
        if isinstance(name, Unknown):
            complete = False
            listed = name
    if complete:
        return Absent(listed.place)
    return listed if isinstance(listed, Unknown) else getattr(listed, "missing", None) or Absent(listed.place)


def refuses(view: View, source: Resource) -> Outcome:
    """Whether the bucket that a resource writes to refuses the service."""
    naming, prefix = destination(view, source)
    if isinstance(naming, Absent):
        return Outcome(Truth.NO, (view.evidence(source, naming),))
    member = named(view, source, "delivers-to-bucket", naming)
    if member is None:
        return elsewhere(view, source, naming, "the policy")
    bucket = member.resource
    if source.type == DISTRIBUTION:
        return weakest(view, source, naming, [_takes_lists(view, bucket)], _chain(source, bucket, None))
    policies = policies_on(view, bucket)
    links = list(_links(view, source, bucket, policies, prefix))
    return weakest(view, source, naming, links, _chain(source, bucket, policies))


def _chain(source: Resource, bucket: Resource, policies: Policies | None) -> Iterator[RelatedPlace]:
    yield place_of("bucket", f"{source.address} writes to {bucket.address}", bucket)
    for writer, document in (*policies.sure, *policies.maybe) if policies else ():
        if writer.key != bucket.key:
            yield place_of("policy", f"{writer.address} is the policy of {bucket.address}", writer, document.value)


def _links(view: View, source: Resource, bucket: Resource, policies: Policies, prefix: Value) -> Iterator[Link]:
    arn = arn_of(view, bucket)
    written = any(writer.key != bucket.key for writer, _ in (*policies.sure, *policies.maybe))
    words = f"the policy of {bucket.address} does not let" if written else f"{bucket.address} has no policy that lets"
    match source.type:
        case "AWS::CloudTrail::Trail" | "AWS::Config::DeliveryChannel":
            config = source.type == CHANNEL
            service = "config.amazonaws.com" if config else "cloudtrail.amazonaws.com"
            keys = _keys(view, arn, prefix, (*"/Config/", STAR) if config else ("/", STAR))
            context = on_behalf(None if config else arn_of(view, source))
            for action, resource, what in (
                ("s3:GetBucketAcl", arn, "it"),
                ("s3:PutObject", keys, _under(view, prefix)),
            ):
                found = admitted(policies, action, resource, [Caller(service=service)], context)
                if config and found.truth is not Truth.YES:
                    found = may_by_role(view, source, action, resource, found)
                near = nearest(policies, action, [Caller(service=service)], context)
                yield link(found, f"{words} {service} call {action} on {what}", near)
        case "AWS::S3::Bucket":
            yield _server_access(view, source, bucket, policies, prefix, words)
            yield _no_retention(view, bucket)
        case _:
            yield from _balancer(view, source, bucket, policies, prefix, words)


def _keys(view: View, arn: Text, prefix: Value, rest: Text) -> Text:
    """The objects under prefix/AWSLogs/account."""
    start = text_of(view, prefix, "literal")
    within: Text = (*start, "/") if start else ()
    return (*arn, "/", *within, *"AWSLogs/", HERE, *rest)


def _under(view: View, prefix: Value) -> str:
    said = f"{prefix.data}/" if isinstance(prefix, Scalar) and prefix.data else ""
    return f"{said}AWSLogs/<account>/*"


def _server_access(
    view: View, source: Resource, bucket: Resource, policies: Policies, prefix: Value, words: str
) -> Link:
    """By policy, or by the log delivery group's grant where access control lists count."""
    start = text_of(view, prefix, "literal") or ()
    context = on_behalf(arn_of(view, source))
    caller = [Caller(service="logging.s3.amazonaws.com")]
    found = admitted(policies, "s3:PutObject", (*arn_of(view, bucket), "/", *start, STAR), caller, context)
    granted, by = _group_may_write(view, bucket)
    truth = any_of((found.truth, granted))
    blame = found.blame if granted is Truth.NO else (*found.blame, (bucket, by))
    more, seen = nearest(policies, "s3:PutObject", caller, context)
    return Link(truth, f"{words} logging.s3.amazonaws.com call s3:PutObject on it{more}", blame, seen)


def _group_may_write(view: View, bucket: Resource) -> tuple[Truth, Value]:
    """Whether the canned list of log delivery is written, and nothing that disables lists; what says so or is open."""
    disabled, ownership = acls_disabled(view, bucket)
    canned, grants = view.read(bucket, "AccessControl"), view.read(bucket, "AccessControlPolicy")
    written = truth_of(isinstance(canned, Scalar) and canned.data == "LogDeliveryWrite")
    if isinstance(canned, Unknown) or not isinstance(grants, Absent):
        written = Truth.UNKNOWN
    return all_of((~disabled, written)), ownership if disabled is Truth.UNKNOWN else canned


def _balancer(
    view: View, source: Resource, bucket: Resource, policies: Policies, prefix: Value, words: str
) -> Iterator[Link]:
    kind = view.read(source, "Type")
    network = isinstance(kind, Scalar) and kind.data in ("network", "gateway")
    keys = _keys(view, arn_of(view, bucket), prefix, ("/", STAR))
    context = on_behalf(None)
    if isinstance(kind, Unknown):
        yield Link(Truth.UNKNOWN, blame=((source, kind),))
    elif network:
        caller = [Caller(service="delivery.logs.amazonaws.com")]
        for action, resource in (("s3:GetBucketAcl", arn_of(view, bucket)), ("s3:PutObject", keys)):
            found = admitted(policies, action, resource, caller, context)
            near = nearest(policies, action, caller, context)
            yield link(found, f"{words} delivery.logs.amazonaws.com call {action} on it", near)
    else:
        callers = list(_balancer_callers())
        found = admitted(policies, "s3:PutObject", keys, callers, context)
        if found.truth is Truth.UNKNOWN and not found.blame:
            found = Permission(found.truth, ((source, unknown_region(source)),))
        near = nearest(policies, "s3:PutObject", callers, context)
        yield link(found, f"{words} Elastic Load Balancing call s3:PutObject on {_under(view, prefix)}", near)
        yield _plain_key(view, bucket)


def _balancer_callers() -> Iterator[Caller]:
    """The service, or its account in each of the Regions that are older than August 2022."""
    yield Caller(service="logdelivery.elasticloadbalancing.amazonaws.com")
    for account in BALANCER_ACCOUNTS:
        yield Caller(arn=(*"arn:", PARTITION, *":iam::", *account, *":root"))


def _no_retention(view: View, bucket: Resource) -> Link:
    """Server access logs do not go to buckets that lock every new object.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html. SSE-KMS is not judged: AWS's page
    refuses it, and customer managed keys have been seen to work.
    """
    value = view.read(bucket, "ObjectLockConfiguration", "Rule", "DefaultRetention")
    if isinstance(value, Unknown):
        return Link(Truth.UNKNOWN, blame=((bucket, value),))
    missing = f"{bucket.address} locks new objects (ObjectLockConfiguration), and takes no server access logs"
    return Link(truth_of(isinstance(value, Absent)), missing)


def _plain_key(view: View, bucket: Resource) -> Link:
    """Application and Classic Load Balancers write to buckets with Amazon S3 managed keys alone."""
    rules = view.read(bucket, "BucketEncryption", "ServerSideEncryptionConfiguration")
    items, complete = view.items(rules)
    for item in items:
        algorithm = view.get(view.get(item, "ServerSideEncryptionByDefault"), "SSEAlgorithm")
        if isinstance(algorithm, Unknown):
            return Link(Truth.UNKNOWN, blame=((bucket, algorithm),))
        if isinstance(algorithm, Scalar) and str(algorithm.data).startswith("aws:kms"):
            return Link(
                Truth.NO, f"{bucket.address} encrypts with KMS, and load balancers only write with Amazon S3's keys"
            )
    return Link(Truth.YES if complete else Truth.UNKNOWN, blame=((bucket, rules),))


def _takes_lists(view: View, bucket: Resource) -> Link:
    """CloudFront's standard logs come by access control list, which new buckets do not have.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html; the default is
    that of April 2023: https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
    """
    rules = view.read(bucket, "OwnershipControls", defaults=True)
    if isinstance(rules, Absent):
        return Link(Truth.YES)  # before lists were disabled by default
    if default_of(rules) is not None:
        return Link(
            Truth.NO, f"{bucket.address} has no OwnershipControls, so that its access control lists are disabled"
        )
    disabled, value = acls_disabled(view, bucket)
    words = f"the access control lists of {bucket.address} are disabled"
    return Link(~disabled, words, ((bucket, value),))
