"""Buckets behind a distribution: does the bucket let this distribution read?

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
"""

from awslint.analysis.delivery.links import (
    admitted,
    link,
    nearest,
    on_behalf,
    outside,
    place_of,
    unknown_region,
    weakest,
)
from awslint.analysis.iam.attached import policies_on
from awslint.analysis.iam.evaluate import Caller
from awslint.analysis.iam.text import STAR, arn_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

_READER = (Caller(service="cloudfront.amazonaws.com"),)


def has_controlled_origin(view: View, distribution: Resource) -> Outcome:
    """Whether an origin of the distribution has an origin access control for a bucket, or may have."""
    return Outcome(truth_of(any(True for _ in _controlled(view, distribution))))


def _controlled(view: View, distribution: Resource) -> list[tuple[Value, Value]]:
    """The origins that a control signs the requests to, as their domain name and the control."""
    found: list[tuple[Value, Value]] = []
    controls = {m.naming.place: m.resource for m in view.related(distribution, "origin-access-control").members}
    for origin in view.items(view.read(distribution, "DistributionConfig", "Origins"))[0]:
        control = view.get(origin, "OriginAccessControlId")
        if isinstance(control, Absent) or (isinstance(control, Scalar) and not control.data):
            continue
        declared = controls.get(control.place)
        if declared is not None:
            kind = view.read(declared, "OriginAccessControlConfig", "OriginAccessControlOriginType")
            if isinstance(kind, Scalar) and kind.data != "s3":
                continue
        elif isinstance(view.get(origin, "S3OriginConfig"), Absent):
            continue
        found.append((view.get(origin, "DomainName"), control))
    return found


def origin_refuses(view: View, distribution: Resource) -> Outcome:
    """Whether a bucket that is an origin refuses the distribution; each origin is one place."""
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: [], Truth.NO: []}
    buckets = {m.naming.place: m for m in view.related(distribution, "origin-bucket").members}
    for domain, control in _controlled(view, distribution):
        member = buckets.get(domain.place)
        if member is None or member.certain is not Truth.YES:
            found[Truth.UNKNOWN].append(view.evidence(distribution, outside(domain, "the bucket policy")))
            continue
        outcome = _one(view, distribution, domain, control, member.resource)
        found[outcome.truth].extend(outcome.evidence)
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO)


def _one(view: View, distribution: Resource, domain: Value, control: Value, bucket: Resource) -> Outcome:
    policies = policies_on(view, bucket)
    context = on_behalf(arn_of(view, distribution, "Arn"))
    found = admitted(policies, "s3:GetObject", (*arn_of(view, bucket), "/", STAR), _READER, context)
    if found.truth is Truth.NO and _serves_some(view, distribution, bucket):
        return Outcome(Truth.NO, (view.evidence(distribution, domain),))
    written = any(writer.key != bucket.key for writer, _ in (*policies.sure, *policies.maybe))
    words = f"the policy of {bucket.address} does not let" if written else f"{bucket.address} has no policy that lets"
    seen = [
        place_of("bucket", f"{bucket.address} is the origin", bucket),
        place_of("origin-access-control", "requests are signed with this control", distribution, control),
    ]
    for writer, document in (*policies.sure, *policies.maybe):
        if writer.key != bucket.key:
            message = f"{writer.address} is the policy of {bucket.address}"
            seen.append(place_of("policy", message, writer, document.value))
    detail = f"{words} cloudfront.amazonaws.com call s3:GetObject for {distribution.address}"
    return weakest(
        view, distribution, domain, [link(found, detail, nearest(policies, "s3:GetObject", _READER, context))], seen
    )


def _serves_some(view: View, distribution: Resource, bucket: Resource) -> bool:
    """Whether the policy lets the distribution read a part of the objects, which may be all that it serves."""
    context = on_behalf(arn_of(view, distribution, "Arn"))
    for _, document in policies_on(view, bucket).sure:
        for statement in document.statements:
            for item in statement.resources.items if statement.resources is not None else ():
                text = item.text
                if text is None or "/" not in text:
                    continue
                found = admitted(
                    policies_on(view, bucket),
                    "s3:GetObject",
                    text,
                    _READER,
                    context,
                )
                if found.truth is not Truth.NO:
                    return True
    return False


def in_wrong_place(view: View, distribution: Resource) -> Outcome:
    """Whether a certificate or web ACL of a distribution is where CloudFront cannot use it; each is one place.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html and
    https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html: us-east-1, and the scope
    CLOUDFRONT for web ACLs.
    """
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: [], Truth.NO: []}
    certificate = view.read(distribution, "DistributionConfig", "ViewerCertificate", "AcmCertificateArn")
    if not isinstance(certificate, Absent):
        truth, evidence = _certificate(view, distribution, certificate)
        found[truth].append(evidence)
    acl = view.read(distribution, "DistributionConfig", "WebACLId")
    if not isinstance(acl, Absent) and not (isinstance(acl, Scalar) and not acl.data):
        truth, evidence = _web_acl(view, distribution, acl)
        found[truth].append(evidence)
    for truth, evidence_of in found.items():
        if evidence_of:
            return Outcome(truth, tuple(evidence_of))
    return Outcome(Truth.NO)


def _certificate(view: View, distribution: Resource, value: Value) -> tuple[Truth, Evidence]:
    if isinstance(value, Scalar):
        return _literal(view, distribution, value, "its certificate is in")
    for member in view.related(distribution, "distribution-certificate").members:
        if member.certain is Truth.YES:
            return _made_in(view, distribution, value, member.resource, "is made in")
    return Truth.UNKNOWN, view.evidence(distribution, value)


def _web_acl(view: View, distribution: Resource, value: Value) -> tuple[Truth, Evidence]:
    if isinstance(value, Scalar):
        if not str(value.data).startswith("arn:"):
            return Truth.NO, view.evidence(distribution, value)  # WAF Classic's ids have no Region
        return _literal(view, distribution, value, "its web ACL is in")
    for member in view.related(distribution, "distribution-web-acl").members:
        if member.certain is not Truth.YES:
            continue
        scope = view.read(member.resource, "Scope")
        if isinstance(scope, Scalar) and scope.data != "CLOUDFRONT":
            detail = f"{member.resource.address} has the scope {scope.data}, not CLOUDFRONT"
            return Truth.YES, _told(view, distribution, value, member.resource, detail, scope)
        if isinstance(scope, Unknown):
            return Truth.UNKNOWN, view.evidence(member.resource, scope)
        return _made_in(view, distribution, value, member.resource, "is made in")
    return Truth.UNKNOWN, view.evidence(distribution, value)


def _literal(view: View, distribution: Resource, value: Scalar, words: str) -> tuple[Truth, Evidence]:
    parts = str(value.data).split(":")
    region = parts[3] if len(parts) > 5 else ""
    if not region or region.startswith("cn-") or parts[1] != "aws":
        return Truth.NO, view.evidence(distribution, value)
    detail = "" if region == "us-east-1" else f"{words} {region}, not in us-east-1"
    return truth_of(region != "us-east-1"), view.evidence(distribution, value, detail)


def _made_in(view: View, distribution: Resource, value: Value, made: Resource, words: str) -> tuple[Truth, Evidence]:
    region = None if made.region is None else view.resolve(made.region)
    if isinstance(region, Scalar) and region.data:
        if region.data == "us-east-1" or str(region.data).startswith("cn-"):
            return Truth.NO, view.evidence(distribution, value)
        detail = f"{made.address} {words} {region.data}, not in us-east-1"
        return Truth.YES, _told(view, distribution, value, made, detail, None)
    open_part = region if isinstance(region, Unknown) else unknown_region(made)
    return Truth.UNKNOWN, view.evidence(made, open_part)


def _told(view: View, distribution: Resource, value: Value, made: Resource, detail: str, at: Value | None) -> Evidence:
    plain = view.evidence(distribution, value, detail)
    place = place_of("target", f"{distribution.address} uses {made.address}", made, at)
    return Evidence(plain.resource, plain.place, plain.path, detail, plain.value, related=(place,))
