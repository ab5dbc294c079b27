"""Each intrinsic function, over what is known and over what is not."""

from typing import Any

import pytest

from awslint.model.place import Place
from awslint.model.value import Mapping, Origin, Reference, Scalar, Unknown, Value, Why
from tests.frontends.cloudformation.loading import part_of, problems, prop, shown

TEMPLATE = """
Parameters:
  Env: {Type: String, Default: dev}
  Free: {Type: String}
  Zones: {Type: CommaDelimitedList, Default: "a, b,c"}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Ports: {Type: 'List<Number>', Default: '80,443'}
  Size: {Type: Number, Default: 5}
  On: {Type: String, Default: true}
  Secret: {Type: String, NoEcho: true, Default: hush}
  Image: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /images/latest}
Mappings:
  Sizes:
    dev: {Count: 1, Nets: [x, y]}
    prod: {Count: 3, Nets: [z]}
Conditions:
  Never: !Equals [a, b]
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  R:
    Type: Custom::R
    Properties:
      P: EXPRESSION
"""


def value(expression: str, **settings: Any) -> Value:
    return prop(part_of(TEMPLATE.replace("EXPRESSION", expression), **settings), "R", "P")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Ref Env", "dev"),
        ("!Ref Free", "?Free"),
        ("!Ref Zones", ["a", "b", "c"]),
        ("!Ref Ports", [80, 443]),
        ("!Ref Subnets", "?Subnets"),
        ("!Ref Size", 5),
        ("!Ref On", "true"),
        ("!Ref Bucket", "?Ref of Bucket"),
        ("!Ref Image", "?ssm:/images/latest"),
        ("!Ref AWS::NoValue", "absent"),
        ("!Ref AWS::Region", "?AWS::Region"),
        ("!GetAtt Bucket.Arn", "?Bucket.Arn"),
        ("{Fn::GetAtt: [Bucket, Arn]}", "?Bucket.Arn"),
        ("{Fn::GetAtt: Bucket.Arn}", "?Bucket.Arn"),
        ("!Sub 'x-${Env}-y'", "x-dev-y"),
        ("!Sub '${Size}'", "5"),
        ("!Sub 'x-${Free}-${Env}'", "x-?{Free}-dev"),
        ("!Sub '${Free}'", "?Free"),
        ("!Sub '${!Literal}-${Env}'", "${Literal}-dev"),
        ("!Sub '${Bucket.Arn}/*'", "?{Bucket.Arn}/*"),
        ("!Sub ['${A}-${Env}-${B}', {A: 1, B: !Ref Free}]", "1-dev-?{Free}"),
        ("!Sub ['${Env}', {Env: other}]", "other"),
        ("!Sub 'no placeholder $ {x}'", "no placeholder $ {x}"),
        ("!Join ['-', [a, !Ref Env, c]]", "a-dev-c"),
        ("!Join [',', !Ref Zones]", "a,b,c"),
        ("!Join [':', [a, !Ref Free]]", "a:?{Free}"),
        ("!Join [':', [a, !Ref AWS::NoValue, b]]", "a:b"),
        ("!Join [',', !Ref Subnets]", "?Subnets"),
        ("!Join ['', []]", ""),
        ("!Select [1, [a, b, c]]", "b"),
        ("!Select ['1', !Ref Zones]", "b"),
        ("!Select [0, !Ref Subnets]", "?Subnets"),
        ("!Select [!Ref Free, [a, b]]", "?Free among ['a', 'b']"),
        ("!Select [0, !GetAZs '']", "?the list of the account's Availability Zones"),
        ("!Split [',', 'a,b']", ["a", "b"]),
        ("!Select [1, !Split ['-', !Sub 'x-${Env}']]", "dev"),
        ("!Split [',', !Ref Free]", "?Free"),
        ("!FindInMap [Sizes, dev, Count]", 1),
        ("!FindInMap [Sizes, !Ref Env, Nets]", ["x", "y"]),
        ("!FindInMap [Sizes, !Ref Free, Count]", "?Free among [1, 3]"),
        ("{Fn::FindInMap: [Sizes, stage, Count, {DefaultValue: 7}]}", 7),
        ("{Fn::FindInMap: [Sizes, !Ref Free, Count, {DefaultValue: 7}]}", "?Free among [1, 3, 7]"),
        ("!Base64 'echo hi'", "ZWNobyBoaQ=="),
        ("!Base64 {Ref: Free}", "?Free"),
        ("!Cidr ['10.0.0.0/22', 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("!Cidr ['10.1.7.0/16', '2', '5']", ["10.1.0.0/27", "10.1.0.32/27"]),
        ("!Cidr ['2001:db8::/56', 2, 64]", ["2001:db8::/64", "2001:db8:0:1::/64"]),
        ("!Select [1, !Cidr ['192.168.0.0/24', 4, 6]]", "192.168.0.64/26"),
        ("!Cidr [!Ref Free, 2, 8]", "?Free"),
        ("!Cidr ['10.0.0.0/22', 9, 8]", "?Fn::Cidr"),
        ("!ImportValue network-vpc", "?network-vpc"),
        ("!ImportValue {Fn::Sub: '${Free}-vpc'}", "?${Free}-vpc"),
        ("'{{resolve:ssm:/db/user}}'", "?ssm:/db/user"),
        ("'user={{resolve:ssm:/db/user:3}};'", "user=?{ssm:/db/user:3};"),
        ("!Sub '{{resolve:secretsmanager:${Bucket}:SecretString:password}}'",
         "?secretsmanager:${Ref of Bucket}:SecretString:password"),
        ("!Sub '{{resolve:ssm:/${Env}/user}}'", "?ssm:/dev/user"),
        ("{Fn::Length: [a, b]}", 2),
        ("{Fn::Length: !Ref Zones}", 3),
        ("{Fn::Length: !Ref Subnets}", "?Subnets"),
        ("{Fn::ToJsonString: {a: [1, !Ref Env]}}", '{"a":[1,"dev"]}'),
        ("{Fn::Transform: {Name: Upper, Parameters: {In: x}}}", "?Upper"),
        ("{a: 1, Fn::Transform: {Name: Upper}}", {"a": 1, "...": "..."}),
        ("!If [Never, 1, 2]", 2),
        ("[1, !If [Never, 2, !Ref AWS::NoValue]]", [1, "absent"]),
        ("!Rain::Embed x.sh", "?!Rain::Embed"),
    ],
)  # fmt: skip
def test_value(expression: str, expected: object) -> None:
    part = part_of(TEMPLATE.replace("EXPRESSION", expression))
    assert shown(prop(part, "R", "P")) == expected
    assert problems(part) == []


def test_given_values_decide_pseudo_parameters() -> None:
    told = {"region": "cn-north-1", "account": "111122223333"}
    expression = "!Sub 'arn:${AWS::Partition}:x:${AWS::Region}:${AWS::AccountId}:${AWS::URLSuffix}'"
    assert shown(value(expression, **told)) == "arn:aws-cn:x:cn-north-1:111122223333:amazonaws.com.cn"
    assert shown(value("!Ref AWS::Partition", region="eu-west-1")) == "aws"
    assert shown(value("!Ref AWS::URLSuffix", region="us-iso-east-1")) == "?AWS::URLSuffix"


def test_facts_decide_imports_and_stored_parameters() -> None:
    facts = {"exports": {"network-vpc": "vpc-1"}, "ssm": {"/images/latest": "ami-1", "/db/user": "admin"}}
    assert shown(value("!ImportValue network-vpc", facts=facts)) == "vpc-1"
    assert shown(value("!Ref Image", facts=facts)) == "ami-1"
    assert shown(value("'x{{resolve:ssm:/db/user:1}}'", facts=facts)) == "xadmin"
    assert shown(value("'{{resolve:secretsmanager:/db/user}}'", facts=facts)) == "?secretsmanager:/db/user"


def test_places_are_where_the_value_is_used_and_origins_where_it_came_from() -> None:
    used = ("Resources", "R", "Properties", "P")
    default = value("!Ref Env")
    assert isinstance(default, Scalar)
    assert default.place == Place("t.yaml", (*used, "Ref"))
    assert default.origins == (Origin("parameter-default", "Env", Place("t.yaml", ("Parameters", "Env", "Default"))),)
    mapped = value("!FindInMap [Sizes, dev, Count]")
    assert isinstance(mapped, Scalar)
    assert mapped.origins == (
        Origin("mapping", "Sizes.dev.Count", Place("t.yaml", ("Mappings", "Sizes", "dev", "Count"))),
    )
    chosen = value("!If [Never, 1, two]")
    assert isinstance(chosen, Scalar)
    assert chosen.place == Place("t.yaml", (*used, "Fn::If", 2))
    filled = value("!Sub ['${A}', {A: x}]")
    assert isinstance(filled, Scalar)
    assert filled.place == Place("t.yaml", (*used, "Fn::Sub", 0))


def test_references_keep_the_edge() -> None:
    arn = value("!GetAtt Bucket.Arn")
    assert isinstance(arn, Unknown)
    assert (arn.why, arn.refers_to) == (Why.ATTRIBUTE, Reference("t.yaml#Bucket", "Arn"))
    pattern = value("!Join ['', [!GetAtt Bucket.Arn, '/*']]")
    assert isinstance(pattern, Unknown)
    part, rest = pattern.parts
    assert isinstance(part, Unknown)
    assert (part.refers_to, rest) == (Reference("t.yaml#Bucket", "Arn"), "/*")


def test_the_same_unknown_text_has_the_same_symbol_however_it_is_written() -> None:
    joined, filled = value("!Join ['-', [x, !Ref Free]]"), value("!Sub 'x-${Free}'")
    assert isinstance(joined, Unknown)
    assert isinstance(filled, Unknown)
    assert joined.symbol == filled.symbol is not None
    first, second = value("!Select [0, !GetAZs '']"), value("!Select [1, !GetAZs {Ref: 'AWS::Region'}]")
    again = value("!Select [0, !GetAZs {Ref: 'AWS::Region'}]")
    assert isinstance(first, Unknown)
    assert isinstance(second, Unknown)
    assert isinstance(again, Unknown)
    assert first.symbol == again.symbol != second.symbol


def test_a_secret_stays_secret_in_texts() -> None:
    for expression in ("!Ref Secret", "!Sub 'x${Secret}'", "!Join ['', [a, !Ref Secret]]", "!Base64 {Ref: Secret}"):
        secret = value(expression)
        assert isinstance(secret, Scalar)
        assert secret.secret


def test_a_secret_is_not_readable_in_a_text_that_is_known_in_part() -> None:
    for expression in (
        "!Sub '${Secret}-${Free}'",
        "!Join ['-', [!Ref Secret, !Ref Free]]",
        "!Sub '{{resolve:ssm:/${Secret}/x}}'",
        "!ImportValue {Fn::Sub: '${Secret}-${Free}'}",
    ):
        assert "hush" not in repr(value(expression))
    part = part_of(TEMPLATE.replace("EXPRESSION", "!FindInMap [Sizes, !Ref Secret, Count]"))
    assert [message for _, message, _ in problems(part)] == ["there is no mapping entry Sizes.***.Count"]
    compared = part_of(TEMPLATE.replace("EXPRESSION", "1").replace("[a, b]", "[!Ref Secret, !Ref Free]"))
    assert "hush" not in repr(compared.variables)
    whole = value("{Fn::ToJsonString: {a: !Ref Secret}}")
    assert isinstance(whole, Scalar)
    assert whole.secret


def test_items_of_a_split_text_stay_references() -> None:
    assert shown(value("!Split [',', !Join [',', [!Ref Bucket, !GetAtt Bucket.Arn, x]]]")) == [
        "?Ref of Bucket",
        "?Bucket.Arn",
        "x",
    ]


def test_an_identifier_is_one_item_of_its_split_text() -> None:
    assert shown(value("!Split [',', !GetAtt Bucket.Arn]")) == ["?Bucket.Arn"]
    assert shown(value("!Split [',', !Ref Bucket]")) == ["?Ref of Bucket"]
    assert shown(value("!Split [':', !GetAtt Bucket.Arn]")) == "?Bucket.Arn"
    assert shown(value("!Split [',', !GetAtt Bucket.DomainName]")) == "?Bucket.DomainName"


@pytest.mark.parametrize(
    ("expression", "code", "message", "at"),
    [
        ("!Ref Nowhere", "unknown-reference", "there is no parameter or resource Nowhere", ("Ref",)),
        ("!Ref [a]", "invalid-function", "Ref takes a name", ("Ref",)),
        ("!GetAtt Nowhere.Arn", "unknown-reference", "there is no resource Nowhere", ("Fn::GetAtt",)),
        ("!GetAtt Env.Arn", "unknown-reference", "there is no resource Env", ("Fn::GetAtt",)),
        ("{Fn::GetAtt: Bucket}", "invalid-function", "Fn::GetAtt takes a resource and an attribute", ("Fn::GetAtt",)),
        ("!Sub 'x${Nowhere}'", "unknown-reference", "there is no parameter or resource Nowhere", ("Fn::Sub",)),
        ("!Sub ['${Nowhere.Arn}', {}]", "unknown-reference", "there is no resource Nowhere", ("Fn::Sub", 0)),
        ("!Sub [a, b, c]", "invalid-function", "Fn::Sub takes a text, or a text and variables", ("Fn::Sub",)),
        ("!Join [a]", "invalid-function", "Fn::Join takes a list of 2", ("Fn::Join",)),
        ("!Select [5, [a]]", "select-out-of-range", "Fn::Select has no such item", ("Fn::Select",)),
        ("!FindInMap [Sizes, stage, Count]", "missing-mapping-key", "there is no mapping entry Sizes.stage.Count",
         ("Fn::FindInMap",)),
        ("!FindInMap [Nowhere, !Ref Env, Count]", "missing-mapping-key",
         "there is no mapping entry Nowhere.dev.Count", ("Fn::FindInMap",)),
        ("!FindInMap [Sizes]", "invalid-function", "Fn::FindInMap takes a list of 3 or 4", ("Fn::FindInMap",)),
        ("!If [Nowhere, 1, 2]", "unknown-condition", "there is no condition Nowhere", ("Fn::If", 0)),
        ("!If [Never, 1]", "invalid-function", "Fn::If takes a list of 3", ("Fn::If",)),
        ("!If [!Equals [a, a], 1, 2]", "invalid-function", "Fn::Equals is only possible in conditions",
         ("Fn::If", 0, "Fn::Equals")),
        ("{Fn::Nonsense: 1}", "unknown-function", "there is no function Fn::Nonsense", ("Fn::Nonsense",)),
        ("{Fn::Join: ['', []], a: 1}", "invalid-function", "Fn::Join stands among other keys", ("Fn::Join",)),
    ],
)  # fmt: skip
def test_problem(expression: str, code: str, message: str, at: tuple[str | int, ...]) -> None:
    part = part_of(TEMPLATE.replace("EXPRESSION", expression))
    assert (code, message, ("Resources", "R", "Properties", "P", *at)) in problems(part)
    assert len(part.problems) == 1
    found = prop(part, "R", "P")
    if isinstance(found, Mapping):
        assert shown(found) == {"a": 1, "...": "..."}
        assert found.missing is not None
        found = found.missing
    assert isinstance(found, Unknown)
    assert found.why is Why.INVALID
