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
    return origins.has_controlled_origin(view, resource)


def _origin_refuses(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return origins.origin_refuses(view, resource)


def _in_wrong_region(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return origins.in_wrong_place(view, resource)


def _outside_zone(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return names.outside_zone(view, resource)


def _alias_of_website(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return names.alias_of_website(view, resource)


def _website_missing(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return names.website_missing(view, resource)


def _short_lived_addresses(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return names.short_lived_addresses(view, resource)


def _validated_elsewhere(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return names.validated_elsewhere(view, resource)


def _has_methods(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return deployments.has_methods(view, resource)


def _misses_methods(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return deployments.misses_methods(view, resource)


def _writes_logs(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    return deployments.writes_logs(view, resource)


def _may_log(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
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
