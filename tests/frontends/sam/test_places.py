"""Every value of an expanded template leads back to the text that it comes from."""

from awslint.frontends.cloudformation import sam
from awslint.model.place import Path
from awslint.source.document import Span
from awslint.source.reading import read

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 10
    Environment: {Variables: {LEVEL: info}}
    Tags: {team: core}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Metadata: {owner: me}
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: src/
      Environment:
        Variables:
          STAGE: dev
      Policies:
        - AmazonS3FullAccess
        - Statement:
            - Effect: Allow
              Action: "*"
              Resource: "*"
        - DynamoDBReadPolicy: {TableName: orders}
      Events:
        Get: {Type: Api, Properties: {Path: /a, Method: get}}
        Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
      FunctionUrlConfig: {AuthType: NONE}
  Bucket:
    Type: AWS::S3::Bucket
    Properties: {BucketName: b}
"""
FN: Path = ("Resources", "Fn")
PROPERTIES: Path = (*FN, "Properties")


def source(*path: str | int) -> tuple[Path, bool]:
    document = read("t.yaml", TEMPLATE.encode()).documents[0]
    assert isinstance(document.data, dict)
    expanded = sam.expand(document.data)
    found: object = expanded.data
    for step in path:
        found = found[step]  # type: ignore[index]
    return expanded.source(path)


def span(*path: str | int) -> Span:
    document = read("t.yaml", TEMPLATE.encode()).documents[0]
    written, key = source(*path)
    return document.span(written, key)


def test_a_property_of_the_function_is_its_own() -> None:
    assert source("Resources", "Fn", "Properties", "Runtime") == ((*PROPERTIES, "Runtime"), False)
    assert span("Resources", "Fn", "Properties", "Runtime") == Span(12, 16, 12, 26)


def test_a_global_property_is_in_globals() -> None:
    assert source("Resources", "Fn", "Properties", "Timeout") == (("Globals", "Function", "Timeout"), False)
    assert span("Resources", "Fn", "Properties", "Timeout") == Span(4, 14, 4, 16)


def test_merged_maps_keep_both_sources() -> None:
    variables = ("Resources", "Fn", "Properties", "Environment", "Variables")
    assert source(*variables) == ((*PROPERTIES, "Environment", "Variables"), False)
    assert source(*variables, "STAGE") == ((*PROPERTIES, "Environment", "Variables", "STAGE"), False)
    assert source(*variables, "LEVEL") == (("Globals", "Function", "Environment", "Variables", "LEVEL"), False)


def test_tags_lead_to_the_map_that_holds_them() -> None:
    tags = ("Resources", "Fn", "Properties", "Tags")
    assert source(*tags, 0, "Value") == (FN, True)
    assert source(*tags, 1, "Value") == (("Globals", "Function", "Tags", "team"), False)


def test_a_statement_of_the_role_is_the_one_in_policies() -> None:
    policy = ("Resources", "FnRole", "Properties", "Policies", 0, "PolicyDocument")
    action = (*PROPERTIES, "Policies", 1, "Statement", 0, "Action")
    assert source(*policy, "Statement", 0, "Action") == (action, False)
    assert span(*policy, "Statement", 0, "Action") == Span(22, 23, 22, 26)


def test_a_managed_policy_is_the_name_in_policies() -> None:
    attached = ("Resources", "FnRole", "Properties", "ManagedPolicyArns")
    assert source(*attached, 1) == ((*PROPERTIES, "Policies", 0), False)
    assert span(*attached, 1) == Span(19, 11, 19, 29)
    assert source(*attached) == ((*PROPERTIES, "Policies"), True)
    # What SAM attaches itself stands for the function.
    assert source(*attached, 0) == (FN, True)


def test_a_policy_template_is_its_entry_and_its_parameter_the_value() -> None:
    statement = ("Resources", "FnRole", "Properties", "Policies", 1, "PolicyDocument", "Statement", 0)
    template = (*PROPERTIES, "Policies", 2, "DynamoDBReadPolicy")
    assert source(*statement, "Action", 0) == (template, True)
    assert source(*statement, "Resource", 0, "Fn::Sub", 1, "TableName") == ((*template, "TableName"), False)


def test_what_an_event_makes_stands_for_the_event() -> None:
    event = (*PROPERTIES, "Events", "Daily")
    assert source("Resources", "FnDaily") == (event, True)
    assert source("Resources", "FnDailyPermission", "Properties", "Principal") == (event, True)
    schedule = ("Resources", "FnDaily", "Properties", "ScheduleExpression")
    assert source(*schedule) == ((*event, "Properties", "Schedule"), False)
    assert span("Resources", "FnDaily") == Span(27, 9, 27, 14)


def test_the_implicit_api_stands_for_the_first_event_that_asks_for_it() -> None:
    event = (*PROPERTIES, "Events", "Get")
    assert source("Resources", "ServerlessRestApi") == (event, True)
    assert source("Resources", "ServerlessRestApiProdStage") == (event, True)


def test_a_made_up_constant_stands_for_what_asks_for_it() -> None:
    auth = (*PROPERTIES, "FunctionUrlConfig", "AuthType")
    assert source("Resources", "FnUrlPublicPermissions", "Properties", "Principal") == (auth, True)
    assert source("Resources", "FnRole") == (FN, True)
    assert source("Resources", "FnRole", "Properties", "AssumeRolePolicyDocument", "Statement", 0) == (FN, True)


def test_what_is_no_sam_stays_where_it_is() -> None:
    assert source("Resources", "Bucket", "Properties", "BucketName") == (
        ("Resources", "Bucket", "Properties", "BucketName"),
        False,
    )
    assert source("Resources", "Fn", "Metadata", "owner") == ((*FN, "Metadata", "owner"), False)
