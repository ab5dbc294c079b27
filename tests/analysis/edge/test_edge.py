"""Distributions and their origins, names and their zones, deployments and their methods."""

from typing import Any

import pytest

from awslint.analysis.edge.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, Sub, resource, view_of

DISTRIBUTION = "AWS::CloudFront::Distribution"


def asked(question: str, template: dict[str, Any], name: str = "One") -> Outcome:
    view = view_of(template)
    return QUESTIONS[question].ask(view, resource(view, name), {})


def site(*statements: object, domain: object = Ref("Site", "RegionalDomainName")) -> dict[str, Any]:
    origin = {"DomainName": domain, "OriginAccessControlId": Ref("Control", "Id"), "S3OriginConfig": {}}
    config = {"OriginAccessControlConfig": {"OriginAccessControlOriginType": "s3"}}
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return {
        "Site": ("AWS::S3::Bucket", {}),
        "Control": ("AWS::CloudFront::OriginAccessControl", config),
        "Policy": ("AWS::S3::BucketPolicy", {"Bucket": Ref("Site"), "PolicyDocument": document}),
        "One": (DISTRIBUTION, {"DistributionConfig": {"Origins": [origin]}}),
        "Two": (DISTRIBUTION, {"DistributionConfig": {"Origins": []}}),
    }


def reads(source: object = None, path: str = "*", principal: object = None) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": principal or {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": Sub((Ref("Site", "Arn"), f"/{path}")),
        **({"Condition": {"StringEquals": {"AWS:SourceArn": source}}} if source else {}),
    }


def arn(name: str) -> Sub:
    return Sub(("arn:aws:cloudfront::111122223333:distribution/", Ref(name)))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (site(reads(arn("One"))), Truth.NO),
        (site(reads(arn("Two"))), Truth.YES),
        (site(reads(arn("One"), path="public/*")), Truth.NO),
        (site(reads()), Truth.NO),
        (site(reads(principal="*")), Truth.NO),
        (
            site(reads(principal={"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"})),
            Truth.YES,
        ),
        (site(), Truth.YES),
        (site(reads(Parameter("Arn"))), Truth.UNKNOWN),
        (site(domain="elsewhere.s3.amazonaws.com"), Truth.UNKNOWN),
    ],
)
def test_a_bucket_lets_its_distribution_read(template: dict[str, Any], expected: Truth) -> None:
    assert asked("edge.has-controlled-origin", template).truth is Truth.YES
    assert asked("edge.origin-refuses", template).truth is expected


@pytest.mark.parametrize(
    ("certificate", "expected"),
    [
        ("arn:aws:acm:us-east-1:111122223333:certificate/1", Truth.NO),
        ("arn:aws:acm:eu-west-1:111122223333:certificate/1", Truth.YES),
        (Parameter("Arn"), Truth.UNKNOWN),
    ],
)
def test_certificates_of_distributions_are_in_one_region(certificate: object, expected: Truth) -> None:
    viewer = {"AcmCertificateArn": certificate}
    template = {"One": (DISTRIBUTION, {"DistributionConfig": {"ViewerCertificate": viewer}})}

    assert asked("edge.in-wrong-region", template).truth is expected


def test_a_web_acl_of_a_distribution_has_its_scope() -> None:
    def template(scope: object) -> dict[str, Any]:
        config = {"DistributionConfig": {"WebACLId": Ref("Acl", "Arn")}}
        return {"One": (DISTRIBUTION, config), "Acl": ("AWS::WAFv2::WebACL", {"Scope": scope})}

    found = asked("edge.in-wrong-region", template("REGIONAL"))
    assert [one.detail for one in found.evidence] == ["Acl has the scope REGIONAL, not CLOUDFRONT"]
    assert asked("edge.in-wrong-region", template("CLOUDFRONT")).truth is Truth.UNKNOWN  # the Region is not known
    assert asked("edge.in-wrong-region", template(Parameter("Scope"))).truth is Truth.UNKNOWN


RECORD = "AWS::Route53::RecordSet"


@pytest.mark.parametrize(
    ("name", "zone", "expected"),
    [
        ("www.example.com", "example.com.", Truth.NO),
        ("Example.com.", "example.com", Truth.NO),
        ("www.myexample.com", "example.com", Truth.YES),
        ("www.example.org", "example.com", Truth.YES),
        (Sub(("www.", Ref("Domain"))), Ref("Domain"), Truth.NO),
        (Sub(("www.", Ref("Domain"), ".")), Ref("Domain"), Truth.NO),
        (Ref("Domain"), "example.com", Truth.UNKNOWN),
        ("www.example.com", Ref("Domain"), Truth.UNKNOWN),
    ],
)
def test_a_record_belongs_to_its_zone(name: object, zone: object, expected: Truth) -> None:
    template = {
        "Zone": ("AWS::Route53::HostedZone", {"Name": zone}),
        "One": (RECORD, {"HostedZoneId": Ref("Zone"), "Name": name}),
    }
    option = {"DomainName": name, "HostedZoneId": Ref("Zone")}
    certificate = ("AWS::CertificateManager::Certificate", {"DomainValidationOptions": [option]})

    assert asked("edge.outside-zone", template).truth is expected
    assert asked("edge.validated-elsewhere", {**template, "One": certificate}).truth is expected


def test_zones_elsewhere_are_undecided_unless_they_are_named() -> None:
    by_id = {"One": (RECORD, {"HostedZoneId": "Z1", "Name": "www.example.com"})}
    by_name = {"One": (RECORD, {"HostedZoneName": "example.org.", "Name": "www.example.com"})}

    assert asked("edge.outside-zone", by_id).truth is Truth.UNKNOWN
    assert asked("edge.outside-zone", by_name).truth is Truth.YES


@pytest.mark.parametrize(
    ("value", "elastic", "expected"),
    [
        (Ref("Host", "PublicIp"), False, Truth.YES),
        (Ref("Host", "PublicDnsName"), False, Truth.YES),
        (Ref("Host", "PublicIp"), True, Truth.NO),
        (Ref("Host", "PrivateIp"), False, Truth.NO),
        ("192.0.2.1", False, Truth.NO),
    ],
)
def test_records_of_public_addresses_are_short_lived(value: object, elastic: bool, expected: Truth) -> None:
    template: dict[str, Any] = {"Host": ("AWS::EC2::Instance", {}), "One": (RECORD, {"ResourceRecords": [value]})}
    if elastic:
        template["Address"] = ("AWS::EC2::EIP", {"InstanceId": Ref("Host")})

    assert asked("edge.short-lived-addresses", template).truth is expected


def test_a_deployment_waits_for_every_method_that_it_copies() -> None:
    template: dict[str, Any] = {
        "Api": ("AWS::ApiGateway::RestApi", {}),
        "Get": ("AWS::ApiGateway::Method", {"RestApiId": Ref("Api")}),
        "Post": ("AWS::ApiGateway::Method", {"RestApiId": Ref("Api"), "OperationName": Ref("Get")}),
        "One": ("AWS::ApiGateway::Deployment", {"RestApiId": Ref("Api"), "Description": Ref("Get")}),
        "Two": ("AWS::ApiGateway::Deployment", {"RestApiId": Ref("Api"), "Description": Ref("Post")}),
    }
    found = asked("edge.misses-methods", template)

    assert [one.detail for one in found.evidence] == ["nothing makes it wait for Post"]
    assert asked("edge.misses-methods", template, "Two").truth is Truth.NO
    assert asked("edge.has-methods", template).truth is Truth.YES
    assert asked("edge.has-methods", {"Api": template["Api"], "One": template["One"]}).truth is Truth.NO


@pytest.mark.parametrize(
    ("level", "writes"),
    [("INFO", Truth.YES), ("ERROR", Truth.YES), ("OFF", Truth.NO), (Parameter("Level"), Truth.UNKNOWN)],
)
def test_a_stage_writes_execution_logs_by_its_level(level: object, writes: Truth) -> None:
    template = {"One": ("AWS::ApiGateway::Stage", {"MethodSettings": [{"LoggingLevel": level}]})}

    assert asked("edge.writes-logs", template).truth is writes
    assert asked("edge.may-log", template).truth is Truth.UNKNOWN


@pytest.mark.parametrize(("role", "expected"), [("arn:aws:iam::1:role/logs", Truth.YES), (None, Truth.NO)])
def test_the_account_has_one_role_for_the_logs_of_apis(role: object, expected: Truth) -> None:
    settings = ("AWS::ApiGateway::Account", {"CloudWatchRoleArn": role} if role else {})

    assert asked("edge.may-log", {"One": ("AWS::ApiGateway::Stage", {}), "Settings": settings}).truth is expected


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [
        ({"BucketName": "www.example.com", "WebsiteConfiguration": {"IndexDocument": "index.html"}}, Truth.NO),
        ({"BucketName": "www.example.com"}, Truth.YES),
        ({"BucketName": "www.example.com", "WebsiteConfiguration": Parameter("Website")}, Truth.UNKNOWN),
        ({"BucketName": "other", "WebsiteConfiguration": {"IndexDocument": "index.html"}}, Truth.UNKNOWN),
    ],
)
def test_an_alias_of_a_website_needs_the_bucket_of_its_name(bucket: dict[str, Any], expected: Truth) -> None:
    alias = {"DNSName": "s3-website.eu-central-1.amazonaws.com", "HostedZoneId": "Z21DNDUVLTQW6Q"}
    template = {
        "Site": ("AWS::S3::Bucket", bucket),
        "One": (RECORD, {"Name": "www.example.com.", "AliasTarget": alias}),
    }

    assert asked("edge.alias-of-website", template).truth is Truth.YES
    assert asked("edge.website-missing", template).truth is expected


def test_other_aliases_lead_to_no_website() -> None:
    alias = {"DNSName": Ref("Balancer", "DNSName"), "HostedZoneId": "Z1"}

    assert asked("edge.alias-of-website", {"One": (RECORD, {"AliasTarget": alias})}).truth is Truth.NO
