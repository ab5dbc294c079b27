"""Resources as the graph gets them: typing, attributes, existence, and templates that are wrong."""

from typing import Any

import pytest

from awslint.frontends.cloudformation import Settings, Template, load
from awslint.knowledge.facts import Knowledge
from awslint.model.place import Place
from awslint.model.value import Mapping, Scalar, Sequence, Unknown, Value, Why
from tests.frontends.cloudformation.loading import part_of, problems, prop, shown

SHAPES: dict[str, dict[str, Any]] = {
    "AWS::X": {
        "Flag": "boolean",
        "Count": "integer",
        "Ratio": "number",
        "Name": "string",
        "Policy": "json",
        "Free": "any",
        "Ports": {"items": "integer"},
        "Nested": {"properties": {"Flag": "boolean", "List": {"items": {"properties": {"Count": "integer"}}}}},
        "Map": {"values": "string"},
    }
}


def typed(properties: str) -> Value:
    text = f"""
Parameters:
  On: {{Type: String, Default: 'true'}}
  Any: {{Type: String}}
  Either: {{Type: String, AllowedValues: ['true', 'false']}}
  Ports: {{Type: CommaDelimitedList, Default: '1,2'}}
Conditions:
  C: !Equals [!Ref Either, 'true']
Resources:
  B: {{Type: AWS::S3::Bucket}}
  R:
    Type: AWS::X
    Properties: {{{properties}}}
"""
    part = part_of(text, knowledge=Knowledge(shapes=SHAPES))
    return prop(part, "R", properties.partition(":")[0])


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ("Flag: 'true'", True),
        ("Flag: 'False'", False),
        ("Flag: yes", True),
        ("Flag: 'on'", "on"),
        ("Flag: !Ref On", True),
        ("Flag: !Ref Either", {"true": True, "false": False}),
        ("Flag: !If [C, 'true', !Ref AWS::NoValue]", {"true": True, "false": "absent"}),
        ("Count: '22'", 22),
        ("Count: 22.0", 22),
        ("Count: '22.5'", "22.5"),
        ("Count: -1", -1),
        ("Ratio: '1.5'", 1.5),
        ("Name: 010", "010"),
        ("Name: true", "true"),
        ("Name: 1.10", "1.10"),
        ("Ports: ['1', 2]", [1, 2]),
        ("Ports: !Ref Ports", [1, 2]),
        ("Ports: !Split [',', '3,4']", [3, 4]),
        ("Nested: {Flag: 'true', List: [{Count: '3'}], Other: '4'}",
         {"Flag": True, "List": [{"Count": 3}], "Other": "4"}),
        ("Nested: !If [C, {Flag: 'true'}, {Flag: 'false'}]", {"true": {"Flag": True}, "false": {"Flag": False}}),
        ("Map: {a: 1, b: true}", {"a": "1", "b": "true"}),
        ("Free: '1'", "1"),
        ("Unlisted: ['1', true]", ["1", True]),
        ("Policy: {Version: '2012-10-17', Statement: [{Sid: '1'}]}",
         {"Version": "2012-10-17", "Statement": [{"Sid": "1"}]}),
        ("""Policy: '{"Statement": [{"Effect": "Allow", "Port": 1}]}'""",
         {"Statement": [{"Effect": "Allow", "Port": 1}]}),
        ("""Policy: '{"broken'""", '{"broken'),
        ("""Policy: !Sub '{"Resource": "${B.Arn}/*", "All": ["${B}"]}'""",
         {"Resource": "?{B.Arn}/*", "All": ["?Ref of B"]}),
        ("""Policy: !Sub '{"Resource": "${Any}"}'""", '{"Resource": "?{Any}"}'),
        ("Ports: '5'", 5),
        ("Policy: {Fn::ToJsonString: {Statement: !Ref On}}", {"Statement": "true"}),
    ],
)  # fmt: skip
def test_typed(properties: str, expected: object) -> None:
    assert shown(typed(properties)) == expected


def test_typing_keeps_what_was_written() -> None:
    flag = typed("Flag: 'True'")
    assert isinstance(flag, Scalar)
    assert flag.text == "True"
    yes = typed("Flag: yes")
    assert isinstance(yes, Scalar)
    assert yes.text == "yes"
    text = typed("""Policy: '{"Statement": []}'""")
    assert isinstance(text, Mapping)
    statement = text.entries["Statement"]
    assert isinstance(statement, Sequence)
    assert statement.place == text.place == Place("t.yaml", ("Resources", "R", "Properties", "Policy"))


def test_an_unknown_takes_the_type_of_its_property() -> None:
    flag = typed("Flag: !Ref Any")
    assert isinstance(flag, Unknown)
    assert flag.type == "boolean"


RESOURCE = """
Transform: TRANSFORM
Resources:
  A:
    Type: AWS::X
    DeletionPolicy: Retain
    DependsOn: [B]
    Metadata: {note: 1}
    Properties: {P: 1}
  B: {Type: 'AWS::Y'}
"""


def test_a_resource_and_its_attributes() -> None:
    part = part_of(RESOURCE.replace("TRANSFORM", "AWS::LanguageExtensions"), region="eu-west-1")
    assert list(part.resources) == ["t.yaml#A", "t.yaml#B"]
    resource = part.resources["t.yaml#A"]
    assert (resource.address, resource.scope) == ("A", "t.yaml")
    assert (resource.type, resource.written_type) == ("AWS::X", "AWS::X")
    assert resource.place == Place("t.yaml", ("Resources", "A"), key=True)
    assert shown(resource.attributes) == {"DeletionPolicy": "Retain", "DependsOn": ["B"], "Metadata": {"note": 1}}
    assert resource.metadata == {"note": 1}
    assert resource.region is not None
    assert shown(resource.region) == "eu-west-1"
    assert shown(resource.exists) is True
    assert resource.properties.place == Place("t.yaml", ("Resources", "A", "Properties"))
    without = part.resources["t.yaml#B"]
    assert shown(without.properties) == {}
    assert without.properties.place == Place("t.yaml", ("Resources", "B"), key=True)


def test_a_macro_over_the_template_leaves_every_resource_incomplete() -> None:
    part = part_of(RESOURCE.replace("TRANSFORM", "[AWS::LanguageExtensions, MyMacro]"))
    properties = part.resources["t.yaml#A"].properties
    assert shown(properties) == {"P": 1, "...": "..."}
    assert properties.missing is not None
    assert (properties.missing.why, properties.missing.subject) == (Why.MACRO, "MyMacro")


def test_properties_are_resolved_when_they_are_read() -> None:
    part = part_of("Resources: {A: {Type: AWS::X, Properties: {P: 1, Q: {R: 2}}}}")
    entries = part.resources["t.yaml#A"].properties.entries
    assert set(entries) == {"P", "Q"}
    assert entries["P"] is entries["P"]
    with pytest.raises(KeyError):
        entries["Missing"]


@pytest.mark.parametrize(
    ("text", "problem", "left"),
    [
        ("Resources: {A: text, B: {Type: AWS::X}}",
         ("invalid-resource", "resource A is no mapping", ("Resources", "A")), ["t.yaml#B"]),
        ("Resources: {A: {Type: [x]}, B: {Type: AWS::X}}",
         ("invalid-resource", "the Type of resource A is no text", ("Resources", "A", "Type")), ["t.yaml#B"]),
        ("Resources: {A: {Properties: {}}, B: {Type: AWS::X}}",
         ("invalid-resource", "resource A has no Type", ("Resources", "A")), ["t.yaml#B"]),
        ("Resources: {A: {Type: !Rain::Module x.yaml}, B: {Type: AWS::X, Properties: {P: !Ref APart}}}",
         ("macro-resource", "resource A is made by !Rain::Module, which is not run here", ("Resources", "A", "Type")),
         ["t.yaml#B"]),
        ("Resources: [1]", ("invalid-section", "Resources is no mapping", ("Resources",)), []),
        ("Resources: {A: {Type: AWS::X, Properties: text}}",
         ("invalid-properties", "Properties is no mapping", ("Resources", "A", "Properties")), ["t.yaml#A"]),
        ("Resources: {A: {Type: AWS::X, Condition: [a]}}",
         ("invalid-condition", "the Condition of a resource is a name", ("Resources", "A", "Condition")),
         ["t.yaml#A"]),
        ("Resources: {A: {Type: AWS::X, Condition: Nowhere}}",
         ("unknown-condition", "there is no condition Nowhere", ("Resources", "A", "Condition")), ["t.yaml#A"]),
        ("Resources: {A: {Type: AWS::X, DependsOn: Nowhere}}",
         ("unknown-reference", "there is no resource Nowhere", ("Resources", "A", "DependsOn")), ["t.yaml#A"]),
        ("Resources: {A: {Type: AWS::X, Properties: {P: !Ref B}}, B: {Type: AWS::X, Properties: {P: !GetAtt A.Arn}}}",
         ("circular-dependency", "resources wait for each other: A -> B -> A",
          ("Resources", "B", "Properties", "P", "Fn::GetAtt")), ["t.yaml#A", "t.yaml#B"]),
        ("{Resources: {}, Outputs: {O: {Value: !Ref Nowhere}}}",
         ("unknown-reference", "there is no parameter or resource Nowhere", ("Outputs", "O", "Value", "Ref")), []),
    ],
)  # fmt: skip
def test_a_wrong_part_is_a_problem_and_the_rest_is_read(
    text: str, problem: tuple[object, ...], left: list[str]
) -> None:
    part = part_of(text)
    assert problems(part) == [problem]
    assert list(part.resources) == left


def test_a_reference_under_a_condition_makes_no_circle() -> None:
    part = part_of(
        "{Conditions: {C: !Equals [!Ref AWS::Region, x]}, Resources: {"
        "A: {Type: AWS::X, Properties: {P: !If [C, !Ref B, x]}}, B: {Type: AWS::X, Properties: {P: !Ref A}}}}"
    )
    assert part.problems == ()


def test_what_a_wrong_property_does_not_touch_is_known() -> None:
    part = part_of("Resources: {A: {Type: AWS::X, Properties: {P: !Ref Nowhere, Q: 1}}}")
    assert shown(prop(part, "A", "Q")) == 1
    wrong = prop(part, "A", "P")
    assert isinstance(wrong, Unknown)
    assert wrong.why is Why.INVALID


def test_a_document_that_is_no_mapping_is_an_error() -> None:
    part = part_of("[1, 2]")
    assert [(problem.severity, problem.code) for problem in part.problems] == [("error", "invalid-template")]


def test_nesting_without_end_is_bounded() -> None:
    expression: object = "x"
    for _ in range(500):
        expression = {"Fn::Join": ["", [expression]]}
    data = {"Resources": {"A": {"Type": "AWS::X", "Properties": {"P": expression}}}}
    part = load([Template("t.yaml", data, lambda path: None, "t.yaml")], Settings(), Knowledge())
    value = prop(part, "A", "P")
    assert isinstance(value, Unknown)
    assert value.why is Why.LIMIT
