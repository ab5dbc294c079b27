"""What a parameter is: given, its default, one of a list, or unknown; and which values are refused."""

import pytest

from awslint.model.value import Choice, Scalar, Sequence, Unknown, Why
from awslint.model.world import OTHER
from tests.frontends.cloudformation.loading import part_of, problems, prop, shown


def template(declaration: str, conditions: str = "{}") -> str:
    return f"""
Parameters:
  P: {declaration}
Conditions: {conditions}
Resources:
  R:
    Type: Custom::R
    Properties: {{P: !Ref P}}
"""


@pytest.mark.parametrize(
    ("declaration", "default_worlds", "all_worlds"),
    [
        ("{Type: String, Default: a, AllowedValues: [a, b]}", "a", {"a": "a", "b": "b"}),
        ("{Type: String, AllowedValues: [a, b]}", {"a": "a", "b": "b"}, {"a": "a", "b": "b"}),
        ("{Type: String, AllowedValues: [true, false]}", {"true": "true", "false": "false"}, None),
        ("{Type: String, AllowedValues: ['true']}", "true", "true"),
        ("{Type: String, AllowedValues: [" + ", ".join(f"v{n}" for n in range(65)) + "]}",
         f"?P among {[f'v{n}' for n in range(65)]}", None),
        ("{Type: String, AllowedPattern: '^(a|b)$'}", {"a": "a", "b": "b"}, None),
        ("{Type: String, AllowedPattern: 'a|b', Default: b}", "b", {"a": "a", "b": "b"}),
        ("{Type: String, AllowedPattern: '(a.c|b)'}", "?P", "?P"),
        ("{Type: String, AllowedPattern: '[ab]'}", "?P", "?P"),
        ("{Type: Number, MinValue: 1, MaxValue: 3}", {"1": 1, "2": 2, "3": 3}, None),
        ("{Type: Number, MinValue: 0, MaxValue: 99}", "?P", "?P"),
        ("{Type: Number, Default: '1.50'}", 1.5, 1.5),
        ("{Type: String, Default: 010}", "010", "010"),
        ("{Type: String, Default: 1.0}", "1.0", "1.0"),
        ("{Type: CommaDelimitedList, Default: 'a , b'}", ["a", "b"], ["a", "b"]),
        ("{Type: CommaDelimitedList, AllowedValues: [a, b]}", "?P", "?P"),
        ("{Type: 'AWS::EC2::VPC::Id'}", "?P", "?P"),
        ("{Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}", "?ssm:/x", "?ssm:/x"),
        ("{Type: 'AWS::SSM::Parameter::Value<String>'}", "?P", "?P"),
        ("{Type: 'AWS::SSM::Parameter::Name', Default: /x}", "/x", "/x"),
    ],
)  # fmt: skip
def test_value(declaration: str, default_worlds: object, all_worlds: object) -> None:
    assert shown(prop(part_of(template(declaration)), "R", "P")) == default_worlds
    everywhere = prop(part_of(template(declaration), worlds="all"), "R", "P")
    assert shown(everywhere) == (default_worlds if all_worlds is None else all_worlds)


@pytest.mark.parametrize(
    ("declaration", "given", "expected"),
    [
        ("{Type: String, Default: a, AllowedValues: [a, b]}", "b", "b"),
        ("{Type: Number}", "7", 7),
        ("{Type: String}", 7, "7"),
        ("{Type: String}", True, "true"),
        ("{Type: CommaDelimitedList}", "x,y", ["x", "y"]),
        ("{Type: CommaDelimitedList}", ["x", "y"], ["x", "y"]),
        ("{Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}", "/y", "?ssm:/y"),
    ],
)
def test_given_value(declaration: str, given: object, expected: object) -> None:
    for worlds in ("default", "all"):
        part = part_of(template(declaration), parameters={"P": given, "Elsewhere": "1"}, worlds=worlds)
        assert shown(prop(part, "R", "P")) == expected
        assert part.problems == ()


@pytest.mark.parametrize(
    ("declaration", "given", "wrong"),
    [
        ("{Type: String, AllowedValues: [a, b]}", "c", "is not one of its AllowedValues (a, b)"),
        ("{Type: String, AllowedPattern: '[a-z]+'}", "A", "does not match its AllowedPattern [a-z]+"),
        ("{Type: String, AllowedPattern: '[a-z]+'}", "ab1", "does not match its AllowedPattern [a-z]+"),
        ("{Type: String, MinLength: 2}", "a", "has 1 characters, and MinLength is 2"),
        ("{Type: String, MaxLength: '1'}", "ab",
         "has 2 characters, and MaxLength is 1"),
        ("{Type: Number, MinValue: 2}", 1, "is below its MinValue 2"),
        ("{Type: Number, MaxValue: 2}", "2.5", "is above its MaxValue 2"),
        ("{Type: Number}", "many", "is not a number"),
        ("{Type: CommaDelimitedList, AllowedValues: [a, b]}", "a,c", "is not one of its AllowedValues (a, b)"),
        ("{Type: String, NoEcho: true, MinLength: 8}", "hunter2", "has 7 characters, and MinLength is 8"),
    ],
)  # fmt: skip
def test_refused_value(declaration: str, given: object, wrong: str) -> None:
    part = part_of(template(declaration), parameters={"P": given})
    shown_value = "value" if "NoEcho" in declaration else f"value '{given}'"
    message = f"the {shown_value} given for parameter P {wrong}"
    assert problems(part) == [("invalid-parameter-value", message, ("Parameters", "P"))]
    assert part.problems[0].severity == "error"


@pytest.mark.parametrize(
    ("declaration", "problem"),
    [
        ("{Type: String, Default: c, AllowedValues: [a, b]}",
         "the default 'c' of parameter P is not one of its AllowedValues (a, b)"),
        ("{Type: Number, Default: x}", "the default 'x' of parameter P is not a number"),
        ("{Type: String, Default: [a]}", "the default of parameter P is no text"),
        ("{Default: x}", "parameter P has no Type"),
        ("text", "parameter P is no mapping"),
    ],
)  # fmt: skip
def test_wrong_declaration(declaration: str, problem: str) -> None:
    assert [message for _, message, _ in problems(part_of(template(declaration)))] == [problem]


@pytest.mark.parametrize("pattern", ["(a+)+$", "((a|b)*)*", "(.*)*x", "a*a*a*a*a*b", "(", "(a|a)*b"])
def test_a_pattern_that_could_hang_or_is_wrong_refuses_nothing(pattern: str) -> None:
    part = part_of(template(f"{{Type: String, AllowedPattern: '{pattern}'}}"), parameters={"P": "a" * 100})
    assert part.problems == ()


def test_a_free_parameter_that_conditions_compare_may_have_the_compared_values() -> None:
    conditions = "{Prod: !Equals [!Ref P, prod], Dev: !Not [!Equals [dev, !Ref P]]}"
    part = part_of(template("{Type: String}", conditions))
    value = prop(part, "R", "P")
    assert isinstance(value, Choice)
    assert shown(value) == {"prod": "prod", "dev": "dev", "*": "?P"}
    assert isinstance(value.otherwise, Unknown)
    assert (value.otherwise.why, value.otherwise.excluding) == (Why.PARAMETER, frozenset())
    rest = value.cases[-1].value
    assert isinstance(rest, Unknown)
    assert rest.excluding == {"prod", "dev"}
    assert part.variables["t.yaml:P"].values == ("prod", "dev", OTHER)
    assert part.variables["t.yaml:P"].witness == "other"


@pytest.mark.parametrize(
    ("declaration", "compared", "witness"),
    [
        ("{Type: String, AllowedPattern: '[0-9]+', MinLength: 2}", "55", "10"),
        ("{Type: Number, MinValue: 5}", "55", "10"),
        ("{Type: 'AWS::EC2::VPC::Id'}", "vpc-1", "vpc-0a1b2c3d4e5f67890"),
        ("{Type: String, AllowedPattern: 'q{3}'}", "qqq", None),
    ],
)
def test_the_witness_for_other_values_is_allowed(declaration: str, compared: str, witness: str | None) -> None:
    part = part_of(template(declaration, f"{{C: !Equals [!Ref P, '{compared}']}}"))
    assert part.variables["t.yaml:P"].witness == witness


def test_values_that_a_parameter_cannot_have_make_no_worlds() -> None:
    part = part_of(template("{Type: String, MinLength: 1}", "{Empty: !Equals [!Ref P, '']}"))
    assert shown(part.conditions["t.yaml"]["Empty"]) is False
    vpc = part_of(template("{Type: 'AWS::EC2::VPC::Id'}", "{Empty: !Equals [!Ref P, '']}"))
    assert shown(vpc.conditions["t.yaml"]["Empty"]) is False


def test_secrets_are_marked_in_every_form() -> None:
    for declaration, given in (
        ("{Type: String, NoEcho: true}", "x"),
        ("{Type: String, NoEcho: 'true', Default: x}", None),
        ("{Type: CommaDelimitedList, NoEcho: true}", "x"),
    ):
        value = prop(part_of(template(declaration), parameters={"P": given} if given else {}), "R", "P")
        scalar = value.items[0] if isinstance(value, Sequence) else value
        assert isinstance(scalar, Scalar)
        assert scalar.secret


def test_the_default_keeps_its_place_and_the_choice_its_variable() -> None:
    part = part_of(template("{Type: String, Default: c, AllowedValues: [a, b]}"), worlds="all")
    assert shown(prop(part, "R", "P")) == {"c": "c", "a": "a", "b": "b"}
    assert part.variables["t.yaml:P"].name == "P"
    assert part.variables["t.yaml:P"].kind == "parameter"
