"""Names in hosted zones: records and certificates that no zone can hold, and records of addresses that will change.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-shared.html,
https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html and
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html
"""

from awslint.analysis.delivery.links import outside, place_of, related_to
from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.text import lower, text_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

_WEBSITE = "s3-website"


def outside_zone(view: View, record: Resource) -> Outcome:
    """Whether a record's name does not belong to the zone that it is put into."""
    name = view.read(record, "Name")
    if record.written_type == "aws_route53_record":
        # Terraform's provider puts the zone's name behind a name that does not end in it.
        return Outcome(Truth.NO, (view.evidence(record, name),))
    for member in view.related(record, "record-in-zone").members:
        if member.certain is not Truth.YES or member.source.key != record.key:
            continue
        return _placed(view, record, name, member.resource)
    written = view.read(record, "HostedZoneName")
    if isinstance(written, Scalar) and isinstance(name, Scalar):
        return _told(view, record, name, str(written.data), None)
    zone = view.read(record, "HostedZoneId")
    return Outcome(Truth.UNKNOWN, (view.evidence(record, _zone_of(zone if isinstance(written, Absent) else written)),))


def _zone_of(value: Value) -> Value:
    return outside(value, "the name of the zone")


def _placed(view: View, resource: Resource, name: Value, zone: Resource) -> Outcome:
    domain = view.read(zone, "Name")
    if not isinstance(domain, Scalar):
        return _same_or_open(view, resource, name, domain)
    if not isinstance(name, Scalar):
        return _same_or_open(view, resource, domain, name)
    return _told(view, resource, name, str(domain.data), zone)


def _same_or_open(view: View, resource: Resource, known: Value, unknown: Value) -> Outcome:
    """Names that are only known in part: a common end is enough."""
    one, other = _end(known), _end(unknown)
    if one is not None and one == other:
        return Outcome(Truth.NO, (view.evidence(resource, known),))
    return Outcome(Truth.UNKNOWN, (view.evidence(resource, unknown),))


def _end(value: Value) -> str | None:
    """The symbol at the end of a text."""
    if isinstance(value, Unknown):
        last = value.parts[-1] if value.parts else value
        if isinstance(last, str) and last == "." and len(value.parts) > 1:
            last = value.parts[-2]
        return last.symbol if isinstance(last, Unknown) else None
    return None


def _told(view: View, resource: Resource, name: Scalar, domain: str, zone: Resource | None) -> Outcome:
    inside = _belongs(str(name.data), domain)
    detail = "" if inside else f"{name.data} is not in the zone {domain.rstrip('.')}"
    evidence = view.evidence(resource, name, detail)
    if zone is not None:
        evidence = related_to(evidence, [place_of("zone", f"{zone.address} is the zone", zone)])
    return Outcome(truth_of(not inside), (evidence,))


def _belongs(name: str, domain: str) -> bool:
    short, end = name.rstrip(".").lower(), domain.rstrip(".").lower()
    return short == end or short.endswith(f".{end}")


def short_lived_addresses(view: View, record: Resource) -> Outcome:
    """Whether a record holds the address of an instance that changes when the instance stops; each is one place."""
    found: list[Evidence] = []
    open_ones: list[Evidence] = []
    for member in view.related(record, "record-names-host").members:
        if member.source.key != record.key:
            continue
        if member.certain is not Truth.YES:
            open_ones.append(view.evidence(record, member.naming))
            continue
        host = member.resource
        if any(True for _ in view.related(host, "elastic-address").members):
            continue  # its address is an elastic one then
        attribute = getattr(getattr(member.naming, "refers_to", None), "attribute", None)
        if attribute not in ("PublicIp", "PublicDnsName", "PublicDns"):
            continue
        detail = f"{host.address} gets another public address each time it is started"
        plain = view.evidence(record, member.naming, detail)
        found.append(related_to(plain, [place_of("instance", f"{record.address} names {host.address}", host)]))
    if found:
        return Outcome(Truth.YES, tuple(found))
    if open_ones:
        return Outcome(Truth.UNKNOWN, tuple(open_ones))
    return Outcome(Truth.NO, (view.evidence(record, view.read(record, "ResourceRecords"), path=("ResourceRecords",)),))


def alias_of_website(view: View, record: Resource) -> Outcome:
    """Whether a record is an alias of a website endpoint of S3."""
    text = text_of(view, view.read(record, "AliasTarget", "DNSName"), "literal") or ()
    start = "".join(one if isinstance(one, str) else "" for one in text[: len(_WEBSITE)])
    return Outcome(truth_of(start.lower().startswith(_WEBSITE)))


def website_missing(view: View, record: Resource) -> Outcome:
    """Whether the bucket of a website alias is no website: S3 looks for a bucket with the name of the record.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/website-hosting-custom-domain-walkthrough.html
    """
    name = view.read(record, "Name")
    wanted = text_of(view, name, "literal") or ()
    wanted = wanted[:-1] if wanted[-1:] == (".",) else wanted
    for bucket, exists in view.resources(record.scope, "AWS::S3::Bucket"):
        given = text_of(view, view.read(bucket, "BucketName"), "literal")
        if given is None or covers(lower(given), lower(wanted)) is not Truth.YES:
            continue
        website = view.read(bucket, "WebsiteConfiguration")
        detail = f"{bucket.address} has that name and no WebsiteConfiguration" if isinstance(website, Absent) else ""
        truth = Truth.UNKNOWN if isinstance(website, Unknown) else truth_of(isinstance(website, Absent))
        evidence = view.evidence(record, name, detail)
        related = [place_of("bucket", f"requests for {record.address} go to {bucket.address}", bucket)]
        return Outcome(all_of((truth, exists)) if truth is Truth.YES else truth, (related_to(evidence, related),))
    return Outcome(Truth.UNKNOWN, (view.evidence(record, outside(name, "the bucket with the name")),))


def validated_elsewhere(view: View, certificate: Resource) -> Outcome:
    """Whether a certificate waits for a validation record in a zone that cannot hold it; each domain is one place."""
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: [], Truth.NO: []}
    zones = {m.naming.place: m for m in view.related(certificate, "validated-in-zone").members}
    for option in view.items(view.read(certificate, "DomainValidationOptions"))[0]:
        zone = view.get(option, "HostedZoneId")
        if isinstance(zone, Absent):
            continue
        member = zones.get(zone.place)
        if member is None or member.certain is not Truth.YES:
            found[Truth.UNKNOWN].append(view.evidence(certificate, _zone_of(zone)))
            continue
        name = _plain(view.get(option, "DomainName"))
        outcome = _placed(view, certificate, name, member.resource)
        found[outcome.truth].extend(outcome.evidence)
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO)


def _plain(name: Value) -> Value:
    """A wildcard's record has the name without the star."""
    if isinstance(name, Scalar) and str(name.data).startswith("*."):
        return Scalar(str(name.data)[2:], name.place, origins=name.origins)
    return name
