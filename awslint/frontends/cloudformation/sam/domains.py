"""Custom domains of APIs: the domain name, its mappings and its records.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-domainconfiguration.html
"""

import hashlib
import json
import re

from awslint.frontends.cloudformation.sam.making import Maker, att, incomplete, picked, ref
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without

CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"  # the hosted zone of every CloudFront distribution


def rest(maker: Maker, stage: str) -> None:
    """Make the custom domain of a REST API."""
    domain = maker.get("Domain")
    name = domain.get("DomainName") if domain is not None else None
    if domain is None or name is None:
        return
    written = domain.get("EndpointConfiguration")
    kind = maker.build.known(written) or "REGIONAL"
    certificate = "CertificateArn" if kind == "EDGE" else "RegionalCertificateArn"
    types: Tree = [kind] if written is None else Piece([written], written.path, True)
    properties: dict[str, Tree | None] = {
        "DomainName": name,
        "EndpointConfiguration": {"Types": types},
        certificate: domain.get("CertificateArn"),
        "MutualTlsAuthentication": domain.get("MutualTlsAuthentication"),
        **picked(domain, "SecurityPolicy", "OwnershipVerificationCertificateArn"),
        "Tags": maker.propagated(),
    }
    logical = "ApiGatewayDomainName" + _digest(maker, name)
    maker.make(logical, "AWS::ApiGateway::DomainName", without(properties), "domain", domain.cause())
    maker.build.names[f"{maker.logical}.DomainName"] = logical
    mapping: dict[str, Tree] = {"DomainName": ref(logical), "RestApiId": ref(maker.logical), "Stage": ref(stage)}
    for base, at in _bases(domain):
        suffix, path = _base_name(maker, at)
        full = {**mapping, "BasePath": because(at, path)} if at is not None else dict(mapping)
        maker.make(f"{maker.logical}{suffix}BasePathMapping", "AWS::ApiGateway::BasePathMapping", full, "domain", base)
    edge = kind == "EDGE"
    target = "DistributionDomainName" if edge else "RegionalDomainName"
    zone: Tree = CLOUDFRONT_ZONE if edge else att(logical, "RegionalHostedZoneId")
    _records(maker, domain, name, att(logical, target), zone)


def http(maker: Maker, stage: str, tags: Tree) -> None:
    """Make the custom domain of an HTTP API."""
    domain = maker.get("Domain")
    name = domain.get("DomainName") if domain is not None else None
    if domain is None or name is None:
        return
    configuration = without(
        {
            "CertificateArn": domain.get("CertificateArn"),
            "EndpointType": domain.get("EndpointConfiguration") or "REGIONAL",
            "SecurityPolicy": domain.get("SecurityPolicy"),
            "OwnershipVerificationCertificateArn": domain.get("OwnershipVerificationCertificateArn"),
        }
    )
    properties: dict[str, Tree | None] = {
        "DomainName": name,
        "DomainNameConfigurations": [configuration],
        "MutualTlsAuthentication": domain.get("MutualTlsAuthentication"),
        "Tags": tags,
    }
    logical = "ApiGatewayDomainNameV2" + _digest(maker, name)
    maker.make(logical, "AWS::ApiGatewayV2::DomainName", without(properties), "domain", domain.cause())
    maker.build.names[f"{maker.logical}.DomainName"] = logical
    mapping: dict[str, Tree] = {"ApiId": ref(maker.logical), "DomainName": ref(logical), "Stage": ref(stage)}
    for base, at in _bases(domain):
        suffix, path = _base_name(maker, at)
        full = {**mapping, "ApiMappingKey": because(at, path)} if at is not None else dict(mapping)
        maker.make(f"{maker.logical}{suffix}ApiMapping", "AWS::ApiGatewayV2::ApiMapping", full, "domain", base)
    zone = att(logical, "RegionalHostedZoneId")
    _records(maker, domain, name, att(logical, "RegionalDomainName"), zone)


def _bases(domain: Piece) -> list[tuple[Piece, Piece | None]]:
    paths = domain.get("BasePath")
    if paths is None:
        return [(domain.cause(), None)]
    return [(one.cause(), one) for one in paths.texts()]


def _base_name(maker: Maker, base: Piece | None) -> tuple[str, Tree]:
    if base is None:
        return "", None
    text = maker.build.known(base)
    if text is None:
        return "", base
    return re.sub(r"[^A-Za-z0-9]", "", text), text.strip("/")


def _digest(maker: Maker, piece: Piece) -> str:
    """The ending with which SAM tells domains apart."""
    text = maker.build.known(piece)
    if text is None:
        text = json.dumps(piece.data, separators=(",", ":"), sort_keys=True, default=str)
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:10]


def _records(maker: Maker, domain: Piece, name: Piece, target: Tree, zone: Tree) -> None:
    route = domain.get("Route53")
    if route is None:
        return
    hosted = route.get("HostedZoneId") or route.get("HostedZoneName")
    logical = "RecordSetGroup" + (_digest(maker, hosted) if hosted is not None else "")
    alias: Tree = without(
        {
            "HostedZoneId": zone,
            "DNSName": route.get("DistributionDomainName") or target,
            "EvaluateTargetHealth": route.get("EvaluateTargetHealth"),
        }
    )
    six = route.get("IpV6")
    kinds = ["A", "AAAA"] if six is not None and six.data in (True, "true") else ["A"]
    records: list[Tree] = [{"Name": name, "Type": kind, "AliasTarget": alias} for kind in kinds]
    existing = maker.block.get(logical)
    if isinstance(existing, Piece) and isinstance(existing.data, dict):
        properties = existing.data["Properties"]
        if isinstance(properties, dict) and isinstance(properties["RecordSets"], list):
            properties["RecordSets"].extend(records)
            return
    made: dict[str, Tree] = {**picked(route, "HostedZoneId", "HostedZoneName"), "RecordSets": records}
    if route.call is not None:
        made = incomplete()
    maker.make(logical, "AWS::Route53::RecordSetGroup", made, "records", route.cause())
