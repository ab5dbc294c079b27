"""What reaches a host through others: APIs and distributions in front of internal load balancers.

The expected paths were written first; `Resource.Property.Path` is the text that decides a hop.
"""

import pytest

from awslint.analysis.network.reach import from_internet
from awslint.model.truth import Truth
from tests.analysis.graphs import Ref, resource, view_of
from tests.analysis.network.hosts_and_paths import balanced, group, instance, lets, network, written
from tests.analysis.network.networks import Resources

ON = ["Listener.DefaultActions[0].TargetGroupArn", "Targets.Targets[0].Id"]


def _http_api(**api: object) -> Resources:
    return {
        "Api": ("AWS::ApiGatewayV2::Api", {"ProtocolType": "HTTP", **api}),
        "Link": ("AWS::ApiGatewayV2::VpcLink", {"SubnetIds": [Ref("Private")], "SecurityGroupIds": [Ref("LinkGroup")]}),
        "Integration": (
            "AWS::ApiGatewayV2::Integration",
            {
                "ApiId": Ref("Api"),
                "ConnectionType": "VPC_LINK",
                "ConnectionId": Ref("Link"),
                "IntegrationUri": Ref("Listener"),
            },
        ),
        **group("LinkGroup"),
    }


def _rest_api(**api: object) -> Resources:
    return {
        "Api": ("AWS::ApiGateway::RestApi", api),
        "Link": ("AWS::ApiGateway::VpcLink", {"TargetArns": [Ref("Lb")]}),
        "Method": (
            "AWS::ApiGateway::Method",
            {"RestApiId": Ref("Api"), "Integration": {"ConnectionType": "VPC_LINK", "ConnectionId": Ref("Link")}},
        ),
    }


def _internal_network_balancer() -> Resources:
    return {
        **balanced("internal", "Private", Type="network", SecurityGroups=[]),
        **group("AppGroup", lets(8080, CidrIp="10.0.0.0/16")),
    }


def _distribution() -> Resources:
    origin = {"DomainName": "internal.example.com", "Id": "app", "VpcOriginConfig": {"VpcOriginId": Ref("Origin")}}
    return {
        "Cdn": ("AWS::CloudFront::Distribution", {"DistributionConfig": {"Origins": [origin]}}),
        "Origin": ("AWS::CloudFront::VpcOrigin", {"VpcOriginEndpointConfig": {"Arn": Ref("Lb")}}),
    }


CASES: dict[str, tuple[Resources, Truth, list[str], str]] = {
    "an HTTP API to an internal load balancer": (
        {
            **balanced("internal", "Private"), **_http_api(),
            **group("LbGroup", lets(443, SourceSecurityGroupId=Ref("LinkGroup"))),
        },
        Truth.YES,
        ["Api.", "Integration.IntegrationUri", "LbGroup.SecurityGroupIngress[0].SourceSecurityGroupId", *ON,
         "AppGroup.SecurityGroupIngress[0].SourceSecurityGroupId"],
        "",
    ),
    "an HTTP API whose link the load balancer does not accept": (
        {
            **balanced("internal", "Private"), **_http_api(),
            **group("LbGroup", lets(443, SourceSecurityGroupId=Ref("Other"))),
        },
        Truth.NO, ["Api.", "Integration.IntegrationUri", "LbGroup."], "LbGroup does not let Link in on port 443",
    ),
    "a REST API to an internal network load balancer": (
        {**_internal_network_balancer(), **_rest_api()},
        Truth.YES,
        ["Api.", "Method.Integration.ConnectionId", "Link.TargetArns[0]", *ON,
         "AppGroup.SecurityGroupIngress[0].CidrIp"],
        "",
    ),
    "a private REST API": (
        {**_internal_network_balancer(), **_rest_api(EndpointConfiguration={"Types": ["PRIVATE"]})},
        Truth.NO, ["Api.EndpointConfiguration.Types[0]"], "Api is private",
    ),
    "a distribution with a VPC origin": (
        {
            **balanced("internal", "Private"), **_distribution(),
            **group("LbGroup", lets(443, CidrIp="10.0.0.0/16")),
        },
        Truth.YES,
        ["Cdn.DistributionConfig.Origins[0].VpcOriginConfig.VpcOriginId", "Origin.VpcOriginEndpointConfig.Arn",
         "LbGroup.SecurityGroupIngress[0].CidrIp", *ON, "AppGroup.SecurityGroupIngress[0].SourceSecurityGroupId"],
        "",
    ),
    "a listener rule and a fleet": (
        {
            **balanced(),
            "Listener": (
                "AWS::ElasticLoadBalancingV2::Listener",
                {"LoadBalancerArn": Ref("Lb"), "Port": 443, "DefaultActions": [{"Type": "fixed-response"}]},
            ),
            "Rule": (
                "AWS::ElasticLoadBalancingV2::ListenerRule",
                {
                    "ListenerArn": Ref("Listener"),
                    "Actions": [{"Type": "forward", "ForwardConfig": {
                        "TargetGroups": [{"TargetGroupArn": Ref("Targets")}]}}],
                },
            ),
            "Targets": ("AWS::ElasticLoadBalancingV2::TargetGroup", {"Port": 8080}),
            "Template": (
                "AWS::EC2::LaunchTemplate",
                {"LaunchTemplateData": {"NetworkInterfaces": [{"Groups": [Ref("AppGroup")]}]}},
            ),
            "App": (
                "AWS::AutoScaling::AutoScalingGroup",
                {
                    "VPCZoneIdentifier": [Ref("Private")],
                    "LaunchTemplate": {"LaunchTemplateId": Ref("Template")},
                    "TargetGroupARNs": [Ref("Targets")],
                },
            ),
        },
        Truth.YES,
        ["Lb.Scheme", "PublicRoute.GatewayId", "LbGroup.SecurityGroupIngress[0].CidrIp",
         "Rule.Actions[0].ForwardConfig.TargetGroups[0].TargetGroupArn", "App.TargetGroupARNs[0]",
         "AppGroup.SecurityGroupIngress[0].SourceSecurityGroupId"],
        "",
    ),
    "a classic load balancer": (
        {
            **network(),
            **group("LbGroup", lets(443)),
            **group("AppGroup", lets(8080, SourceSecurityGroupId=Ref("LbGroup"))),
            **instance("App", "Private", Ref("AppGroup")),
            "Lb": (
                "AWS::ElasticLoadBalancing::LoadBalancer",
                {
                    "Subnets": [Ref("Public")],
                    "SecurityGroups": [Ref("LbGroup")],
                    "Instances": [Ref("App")],
                    "Listeners": [{"LoadBalancerPort": "443", "InstancePort": "8080", "Protocol": "TCP"}],
                },
            ),
        },
        Truth.YES,
        ["Lb.Scheme", "PublicRoute.GatewayId", "LbGroup.SecurityGroupIngress[0].CidrIp", "Lb.Instances[0]",
         "AppGroup.SecurityGroupIngress[0].SourceSecurityGroupId"],
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_through_fronts(name: str) -> None:
    template, truth, path, words = CASES[name]
    view = view_of(template)
    answer = from_internet(view, resource(view, "App"), 8080)
    assert (answer.truth, written(answer)) == (truth, path)
    if words:
        assert answer.hops[-1].words == words
