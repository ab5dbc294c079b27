"""Every connection that AWS documents, against the translator."""

import json
from typing import Any

import pytest

from awslint.frontends.cloudformation import sam
from tests.frontends.sam.normal import resources
from tests.frontends.sam.test_translator import translated

FUNCTION, MACHINE = "AWS::Lambda::Function", "AWS::StepFunctions::StateMachine"
QUEUE, TOPIC, BUCKET = "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::S3::Bucket"
TABLE, BUS, RULE = "AWS::DynamoDB::Table", "AWS::Events::EventBus", "AWS::Events::Rule"
REST, HTTP = "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"

# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
CONNECTIONS = [
    *[(source, FUNCTION, "Write") for source in (REST, HTTP, RULE, TOPIC, BUCKET, FUNCTION, MACHINE)],
    *[(source, TABLE, kinds) for source in (FUNCTION, MACHINE) for kinds in ("Read", "Write", "Read Write")],
    *[(source, BUCKET, kinds) for source in (FUNCTION, MACHINE) for kinds in ("Read", "Write")],
    *[(source, BUS, "Write") for source in (FUNCTION, MACHINE, RULE)],
    *[(source, TOPIC, "Write") for source in (FUNCTION, MACHINE, RULE)],
    *[(source, QUEUE, "Write") for source in (FUNCTION, MACHINE, RULE, TOPIC)],
    (FUNCTION, QUEUE, "Read"),
    (FUNCTION, MACHINE, "Read"),
    (FUNCTION, MACHINE, "Read Write"),
    (MACHINE, MACHINE, "Read Write"),
    (RULE, MACHINE, "Write"),
    (TABLE, FUNCTION, "Read"),
    (QUEUE, FUNCTION, "Read Write"),
]


def end(name: str, type_: str) -> dict[str, Any]:
    role = {"Fn::GetAtt": [f"{name}Role", "Arn"]}
    properties: dict[str, Any] = {
        FUNCTION: {"Role": role},
        MACHINE: {"RoleArn": role},
        RULE: {"Targets": [{"Id": "a", "Arn": {"Fn::GetAtt": ["Target", "Arn"]}, "RoleArn": role}]},
        BUS: {"Name": "bus"},
    }.get(type_, {})
    return {"Type": type_, "Properties": properties}


def template(source: str, destination: str, kinds: str) -> dict[str, Any]:
    connector = {
        "Source": {"Id": "Source"} | ({"Qualifier": "Prod/GET/a"} if source in (REST, HTTP) else {}),
        "Destination": {"Id": "Target"},
        "Permissions": kinds.split(),
    }
    return {
        "Resources": {
            "SourceRole": {"Type": "AWS::IAM::Role"},
            "TargetRole": {"Type": "AWS::IAM::Role"},
            "Source": end("Source", source),
            "Target": end("Target", destination),
            "Link": {"Type": "AWS::Serverless::Connector", "Properties": connector},
        }
    }


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("source", "destination", "kinds"), CONNECTIONS)
def test_connection(source: str, destination: str, kinds: str) -> None:
    data = template(source, destination, kinds)
    theirs = translated(json.loads(json.dumps(data)), {})
    expected = resources(theirs, set(), {})
    expected["Source"].pop("DependsOn", None)  # the order of the deployment is no business of ours
    assert resources(sam.expand(data).data, set(), {}) == expected


def test_a_rule_s_policy_goes_to_the_role_of_the_target_that_is_meant() -> None:
    data = template(RULE, MACHINE, "Write")
    targets = data["Resources"]["Source"]["Properties"]["Targets"]
    targets.insert(0, {"Id": "b", "Arn": "c", "RoleArn": {"Fn::GetAtt": ["TargetRole", "Arn"]}})
    section = sam.expand(data).data["Resources"]
    assert isinstance(section, dict)
    assert section["LinkPolicy"]["Properties"]["Roles"] == [{"Ref": "SourceRole"}]
