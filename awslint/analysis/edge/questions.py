"""What rules may ask about distributions, names and deployed APIs."""

from collections.abc import Mapping

from awslint.analysis.edge import deployments, names, origins
from awslint.analysis.question import Question
from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.query.view import View

_DISTRIBUTION = "AWS::CloudFront::Distribution"
_ORIGINS = {
    _DISTRIBUTION: ("DistributionConfig.Origins",),
    "AWS::CloudFront::OriginAccessControl": ("OriginAccessControlConfig.OriginAccessControlOriginType",),
}
_ZONE = {"AWS::Route53::HostedZone": ("Name",)}
_METHODS = {"AWS::ApiGateway::Deployment": ("RestApiId",), "AWS::ApiGateway::Method": ("RestApiId",)}


def _has_controlled_origin(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether an origin is a bucket behind an origin access control."""
    return origins.has_controlled_origin(view, resource)


def _origin_refuses(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the bucket of an origin does not let the distribution read."""
    return origins.origin_refuses(view, resource)


def _in_wrong_region(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether its certificate or web ACL is not in us-east-1, or the web ACL not for CloudFront."""
    return origins.in_wrong_place(view, resource)


def _outside_zone(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether its name does not end in the name of the zone."""
    return names.outside_zone(view, resource)


def _alias_of_website(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether it is an alias of a website endpoint of S3."""
    return names.alias_of_website(view, resource)


def _website_missing(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the bucket with its name is no website."""
    return names.website_missing(view, resource)


def _short_lived_addresses(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether it holds the public address of an instance without an elastic one."""
    return names.short_lived_addresses(view, resource)


def _validated_elsewhere(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a domain is validated in a zone that does not hold it."""
    return names.validated_elsewhere(view, resource)


def _has_methods(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether its API has methods in the input."""
    return deployments.has_methods(view, resource)


def _misses_methods(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether nothing makes it wait for a method of its API."""
    return deployments.misses_methods(view, resource)


def _writes_logs(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether its method settings turn execution logs on."""
    return deployments.writes_logs(view, resource)


def _may_log(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the account has a role for the logs of API Gateway."""
    return deployments.may_log(view, resource)


QUESTIONS: Mapping[str, Question] = {
    "edge.has-controlled-origin": Question(_has_controlled_origin, _ORIGINS),
    "edge.origin-refuses": Question(
        _origin_refuses,
        {**_ORIGINS, "AWS::S3::Bucket": ("BucketName",), "AWS::S3::BucketPolicy": ("Bucket", "PolicyDocument")},
    ),
    "edge.in-wrong-region": Question(
        _in_wrong_region,
        {
            _DISTRIBUTION: (
                "DistributionConfig.ViewerCertificate.AcmCertificateArn",
                "DistributionConfig.WebACLId",
            ),
            "AWS::WAFv2::WebACL": ("Scope",),
        },
    ),
    "edge.outside-zone": Question(
        _outside_zone, {"AWS::Route53::RecordSet": ("HostedZoneId", "HostedZoneName", "Name"), **_ZONE}
    ),
    "edge.alias-of-website": Question(_alias_of_website, {"AWS::Route53::RecordSet": ("AliasTarget.DNSName",)}),
    "edge.website-missing": Question(
        _website_missing,
        {"AWS::Route53::RecordSet": ("Name",), "AWS::S3::Bucket": ("BucketName", "WebsiteConfiguration")},
    ),
    "edge.short-lived-addresses": Question(
        _short_lived_addresses,
        {"AWS::Route53::RecordSet": ("ResourceRecords",), "AWS::EC2::EIP": ("InstanceId",)},
    ),
    "edge.validated-elsewhere": Question(
        _validated_elsewhere, {"AWS::CertificateManager::Certificate": ("DomainValidationOptions",), **_ZONE}
    ),
    "edge.has-methods": Question(_has_methods, _METHODS),
    "edge.misses-methods": Question(_misses_methods, _METHODS),
    "edge.writes-logs": Question(_writes_logs, {"AWS::ApiGateway::Stage": ("MethodSettings",)}),
    "edge.may-log": Question(_may_log, {"AWS::ApiGateway::Account": ("CloudWatchRoleArn",)}),
}
