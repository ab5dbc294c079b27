"""SAM resources in the graph: types, addresses, places and what they were made of."""

from pathlib import Path

from awslint.frontends.cloudformation import Template
from awslint.model.place import Place
from awslint.model.value import Mapping, Scalar, Unknown, Why
from tests.frontends.cloudformation.loading import part_of, prop, shown, template

TEMPLATE = """\
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Conditions:
  Wanted: !Equals [!Ref Stage, prod]
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
Globals:
  Function: {Tracing: Active, Timeout: "30"}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Condition: Wanted
    Metadata: {owner: me}
    Properties:
      CodeUri: src/
      Policies:
        - Statement: {Effect: Allow, Action: "*", Resource: "*"}
  Fn::ForEach::More:
    - Name
    - [A, B]
    - Fn${Name}: {Type: AWS::Serverless::Function, Properties: {InlineCode: x}}
  Table: {Type: AWS::Serverless::SimpleTable}
"""


def test_types_and_addresses() -> None:
    part = part_of(TEMPLATE)
    found = {one.address: (one.type, one.written_type) for one in part.resources.values()}
    assert found == {
        "Fn": ("AWS::Lambda::Function", "AWS::Serverless::Function"),
        "FnRole": ("AWS::IAM::Role", "AWS::IAM::Role"),
        "FnA": ("AWS::Lambda::Function", "AWS::Serverless::Function"),
        "FnARole": ("AWS::IAM::Role", "AWS::IAM::Role"),
        "FnB": ("AWS::Lambda::Function", "AWS::Serverless::Function"),
        "FnBRole": ("AWS::IAM::Role", "AWS::IAM::Role"),
        "Table": ("AWS::DynamoDB::Table", "AWS::Serverless::SimpleTable"),
    }


def test_the_role_relates_to_its_function() -> None:
    part = part_of(TEMPLATE)
    (related,) = part.resources["t.yaml#FnRole"].origins
    assert (related.role, related.message, related.address) == ("sam", "the role of Fn", "Fn")
    assert related.place == Place("t.yaml", ("Resources", "Fn"), key=True)
    assert part.resources["t.yaml#Fn"].origins == ()
    assert part.resources["t.yaml#FnRole"].metadata == {"owner": "me"}


def test_in_a_loop_the_role_relates_to_the_instance() -> None:
    related = part_of(TEMPLATE).resources["t.yaml#FnBRole"].origins[-1]
    assert (related.message, related.address) == ("the role of FnB", "FnB")
    assert related.place == Place("t.yaml", ("Resources", "Fn::ForEach::More", 2, "Fn${Name}"), key=True)


def test_the_role_exists_with_its_function() -> None:
    part = part_of(TEMPLATE)
    assert shown(part.resources["t.yaml#FnRole"].exists) == shown(part.resources["t.yaml#Fn"].exists)
    assert shown(part.resources["t.yaml#Table"].exists) is True


def test_values_stand_where_the_user_wrote_them() -> None:
    part = part_of(TEMPLATE)
    timeout = prop(part, "Fn", "Timeout")
    assert isinstance(timeout, Scalar)
    assert timeout.place == Place("t.yaml", ("Globals", "Function", "Timeout"))
    action = prop(part, "FnRole", "Policies", 0, "PolicyDocument", "Statement", "Action")
    assert isinstance(action, Scalar)
    assert action.place == Place("t.yaml", ("Resources", "Fn", "Properties", "Policies", 0, "Statement", "Action"))


def test_what_is_missing_is_missed_in_what_the_user_wrote() -> None:
    part = part_of(TEMPLATE)
    assert part.resources["t.yaml#FnRole"].place == Place("t.yaml", ("Resources", "Fn"), key=True)
    assert part.resources["t.yaml#Table"].properties.place == Place("t.yaml", ("Resources", "Table"), key=True)
    assert part.resources["t.yaml#Table"].properties.complete


def test_a_reference_to_the_role_is_an_edge() -> None:
    role = prop(part_of(TEMPLATE), "FnA", "Role")
    assert isinstance(role, Unknown)
    assert role.refers_to is not None
    assert (role.refers_to.target, role.refers_to.attribute) == ("t.yaml#FnARole", "Arn")


def test_local_code_is_unknown_and_not_absent() -> None:
    code = prop(part_of(TEMPLATE), "Fn", "Code")
    assert isinstance(code, Unknown)
    assert code.why is Why.MACRO


def test_no_diagnostics_of_its_own_making() -> None:
    assert [problem.code for problem in part_of(TEMPLATE).problems] == []


def test_sam_types_are_gone_and_so_is_their_transform() -> None:
    part = part_of("Transform: AWS::Serverless-2016-10-31\nResources: {A: {Type: AWS::SQS::Queue, Properties: {}}}")
    properties = part.resources["t.yaml#A"].properties
    assert isinstance(properties, Mapping)
    assert properties.complete


def test_a_local_application_is_a_nested_stack(tmp_path: Path) -> None:
    parent = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Child:
    Type: AWS::Serverless::Application
    Properties: {Location: child.yaml, Parameters: {Name: given}}
  Fn:
    Type: AWS::Serverless::Function
    Properties: {InlineCode: x, FunctionName: !GetAtt Child.Outputs.Name}
"""
    child = """\
Transform: AWS::Serverless-2016-10-31
Parameters: {Name: {Type: String, Default: default}}
Resources: {Table: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: !Ref Name}}}
Outputs: {Name: {Value: !Ref Name}}
"""
    (tmp_path / "child.yaml").write_text(child)

    def read_template(base: str, target: str) -> Template | None:
        file = tmp_path / target
        return template(file.read_text(), target) if file.is_file() else None

    part = part_of(parent, read_template=read_template)
    table = part.resources["t.yaml#Child/Table"]
    assert (table.type, table.written_type) == ("AWS::DynamoDB::Table", "AWS::Serverless::SimpleTable")
    assert shown(prop(part, "Child/Table", "TableName")) == "given"
    assert shown(prop(part, "Fn", "FunctionName")) == "given"
    assert part.resources["t.yaml#Child"].written_type == "AWS::Serverless::Application"
