"""What the translator cannot be asked: loops, local files, what is not known here, and the list of policy templates."""

import json
from pathlib import Path
from typing import Any

import pytest

from awslint.frontends.cloudformation import sam
from awslint.frontends.cloudformation.sam.policies import templates
from awslint.source.reading import read
from tests.frontends.sam.normal import resources
from tests.frontends.sam.test_translator import translated

MARKER = {"Fn::Transform": {"Name": "AWS::Serverless-2016-10-31"}}


def expanded(text: str) -> sam.Expanded:
    data = read("t.yaml", ("Transform: AWS::Serverless-2016-10-31\n" + text).encode()).documents[0].data
    assert isinstance(data, dict)
    return sam.expand(data)


def made(text: str) -> dict[str, Any]:
    found = expanded(text).data["Resources"]
    assert isinstance(found, dict)
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(templates()))
def test_policy_template_allows_what_the_translator_allows(name: str) -> None:
    given = {parameter: f"the-{parameter.lower()}" for parameter in templates()[name]["parameters"]}
    properties = {"Runtime": "python3.12", "Handler": "a", "CodeUri": "s3://b/k", "Policies": [{name: given}]}
    data = {"Resources": {"Fn": {"Type": "AWS::Serverless::Function", "Properties": properties}}}
    theirs = translated(json.loads(json.dumps(data)), {})
    ours = sam.expand(data).data
    assert resources(ours, set(), {})["FnRole"] == resources(theirs, set(), {})["FnRole"]


def test_no_policy_template_is_missing() -> None:
    processor = pytest.importorskip("samtranslator.policy_templates_data")
    theirs = json.loads((Path(processor.__file__).parent / "policy_templates.json").read_text())["Templates"]
    assert sorted(templates()) == sorted(theirs)


def test_an_unknown_policy_template_leaves_the_document_open() -> None:
    found = made(
        "Resources: {Fn: {Type: AWS::Serverless::Function,"
        " Properties: {InlineCode: x, Policies: [{NewPolicy: {A: b}}]}}}"
    )
    assert found["FnRole"]["Properties"]["Policies"] == [{"PolicyName": "FnRolePolicy0", "PolicyDocument": MARKER}]


def test_policies_from_a_parameter_may_be_anything() -> None:
    role = made(
        "Resources: {Fn: {Type: AWS::Serverless::Function, Properties: {InlineCode: x, Policies: !Ref Given}}}"
    )["FnRole"]["Properties"]
    assert role["ManagedPolicyArns"][-1] == MARKER
    assert role["Policies"] == [MARKER]


def test_local_code_is_not_known() -> None:
    found = made("Resources: {Fn: {Type: AWS::Serverless::Function, Properties: {CodeUri: src/, Handler: a}}}")
    assert found["Fn"]["Properties"]["Code"] == MARKER
    assert found["Fn"]["Properties"]["Handler"] == "a"


def test_an_unknown_event_leaves_the_role_open() -> None:
    found = made(
        "Resources: {Fn: {Type: AWS::Serverless::Function,"
        " Properties: {InlineCode: x, Events: {A: {Type: Tomorrow, Properties: {}}}}}}"
    )
    assert found["FnRole"]["Properties"]["Policies"] == [MARKER]


def test_a_function_in_a_loop_is_expanded_in_its_body() -> None:
    found = made(
        """\
Resources:
  Fn::ForEach::Functions:
    - Name
    - [A, B]
    - Fn${Name}:
        Type: AWS::Serverless::Function
        Properties:
          InlineCode: x
          Events:
            Get: {Type: Api, Properties: {Path: !Sub "/${Name}", Method: get}}
"""
    )
    variable, names, body = found["Fn::ForEach::Functions"]
    assert (variable, names) == ("Name", ["A", "B"])
    assert sorted(body) == ["Fn${Name}", "Fn${Name}GetPermissionProd", "Fn${Name}Role"]
    assert body["Fn${Name}"]["Properties"]["Role"] == {"Fn::GetAtt": ["Fn${Name}Role", "Arn"]}
    # Which paths the API has depends on the loop.
    assert "Fn::Transform" in found["ServerlessRestApi"]["Properties"]["Body"]["paths"]


def test_other_transforms_stay() -> None:
    data = read("t.yaml", b"Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nResources: {}\n")
    found = data.documents[0].data
    assert isinstance(found, dict)
    assert sam.expand(found).data == {"Transform": ["AWS::LanguageExtensions"], "Resources": {}}


def test_an_application_of_the_repository_has_no_template_here() -> None:
    found = made(
        "Resources: {App: {Type: AWS::Serverless::Application,"
        " Properties: {Location: {ApplicationId: arn, SemanticVersion: 1.0.0}}}}"
    )
    assert found["App"]["Type"] == "AWS::CloudFormation::Stack"
    assert found["App"]["Properties"]["TemplateURL"] == MARKER


def test_origins_say_what_a_resource_is_to_what_the_user_wrote() -> None:
    found = expanded(
        "Resources: {Fn: {Type: AWS::Serverless::Function, Metadata: {a: b}, Properties: {InlineCode: x}}}"
    )
    origin = found.origins["FnRole"]
    assert (origin.logical, origin.message, origin.type) == ("Fn", "the role of Fn", "AWS::IAM::Role")
    assert (found.written["Fn"].type, found.written["Fn"].metadata) == ("AWS::Serverless::Function", {"a": "b"})


@pytest.mark.parametrize(
    "text",
    [
        "Resources: {Fn: {Type: AWS::Serverless::Function}}",
        "Resources: {Fn: {Type: AWS::Serverless::Function, Properties: }}",
        "Resources: {Fn: {Type: AWS::Serverless::Function, Properties: [1]}}",
        "Resources: {Fn: {Type: AWS::Serverless::Function, Properties: {Events: [], Policies: 3, Tags: a, Role: {}}}}",
        "Resources: {Fn: {Type: AWS::Serverless::Function, Properties: {Events: {A: 1, B: {Type: [a]}}}}}",
        "Resources: {Fn: {Type: AWS::Serverless::Function, Properties: !If [A, {Handler: a}, {Handler: b}]}}",
        "Resources: {A: {Type: AWS::Serverless::Api, Properties: {Auth: 1, Domain: x, DefinitionBody: []}}}",
        "Resources: {A: {Type: AWS::Serverless::HttpApi, Properties: {Auth: {Authorizers: {X: 1}}, Domain: []}}}",
        "Resources: {A: {Type: AWS::Serverless::GraphQLApi, Properties: {DataSources: [], Resolvers: {A: b}}}}",
        "Resources: {A: {Type: AWS::Serverless::Connector, Properties: {Source: a, Destination: [b]}}}",
        "Resources: {A: {Type: AWS::Serverless::StateMachine, Properties: {Events: {A: {Type: Api}}}}}",
        "Resources: {A: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: a}}}",
        "Resources: {A: 1, B: null, C: {Type: [x]}}",
        "Resources: []",
        "Resources: {Fn::ForEach::X: [a], Fn::ForEach::Y: {}}",
        "Globals: 3\nResources: {Fn: {Type: AWS::Serverless::Function, Properties: {Handler: a}}}",
    ],
)
def test_nothing_odd_stops_the_expansion(text: str) -> None:
    found = expanded(text)
    assert "Resources" in found.data
