"""Fn::ForEach: one entry for each item, at the place of the loop's body."""

import pytest

from awslint.model.place import Place
from awslint.model.value import Reference, Unknown, Why
from tests.frontends.cloudformation.loading import part_of, problems, prop, shown, worlds

HEAD = """
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'Alpha,Beta'}
  Open: {Type: CommaDelimitedList}
  One: {Type: String}
  Env: {Type: String, AllowedValues: [dev, prod]}
Mappings:
  ByEnv:
    dev: {Names: [X]}
    prod: {Names: [X, Y]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
"""


def buckets(collection: str, body: str = "BucketName: !Ref Name", user: str = "") -> str:
    second = f"      User${{Name}}: {{Type: Custom::User, Properties: {{{user}}}}}\n" if user else ""
    return f"""{HEAD}
Resources:
  Fn::ForEach::Buckets:
    - Name
    - {collection}
    - Bucket${{Name}}:
        Type: AWS::S3::Bucket
        Properties: {{{body}}}
{second}"""


def test_a_loop_over_literals_makes_instances_at_the_loop_body() -> None:
    part = part_of(buckets("[Alpha, Beta]"))
    assert list(part.resources) == ["t.yaml#BucketAlpha", "t.yaml#BucketBeta"]
    beta = part.resources["t.yaml#BucketBeta"]
    body = ("Resources", "Fn::ForEach::Buckets", 2, "Bucket${Name}")
    assert (beta.address, beta.type, beta.place) == ("BucketBeta", "AWS::S3::Bucket", Place("t.yaml", body, key=True))
    assert shown(beta.properties) == {"BucketName": "Beta"}
    assert beta.properties.entries["BucketName"].place.path == (*body, "Properties", "BucketName", "Ref")
    (origin,) = beta.origins
    assert (origin.role, origin.message) == ("loop", "Fn::ForEach::Buckets with Name = Beta")
    assert origin.place == Place("t.yaml", ("Resources", "Fn::ForEach::Buckets", 1, 1))
    assert part.problems == ()


@pytest.mark.parametrize(
    ("collection", "names"),
    [
        ("!Ref Names", ["BucketAlpha", "BucketBeta"]),
        ("[Zero, !Ref Names]", ["BucketZero", "BucketAlpha", "BucketBeta"]),
        ("!FindInMap [ByEnv, prod, Names]", ["BucketX", "BucketY"]),
        ("!Split ['-', 'A-B']", ["BucketA", "BucketB"]),
        ("[A, A]", ["BucketA"]),
        ("[]", []),
    ],
)
def test_collections(collection: str, names: list[str]) -> None:
    assert [one.address for one in part_of(buckets(collection)).resources.values()] == names


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("P: !Sub 'x-${Name}-${AWS::Region}'", {"P": "x-Alpha-?{AWS::Region}"}),
        ("P: 'plain-${Name}'", {"P": "plain-Alpha"}),
        ("P: !GetAtt ['Bucket${Name}', Arn]", {"P": "?BucketAlpha.Arn"}),
        ("P: !GetAtt 'Bucket${Name}.Arn'", {"P": "?BucketAlpha.Arn"}),
        ("P: !Sub '${Bucket${Name}.Arn}/*'", {"P": "?{BucketAlpha.Arn}/*"}),
        ("P: !Ref 'Bucket${Name}'", {"P": "?Ref of BucketAlpha"}),
        ("P: {'${Name}Key': 1}", {"P": {"AlphaKey": 1}}),
        ("P: !If ['Is${Name}', 1, 2]", {"P": 1}),
        ("P: !FindInMap [Sizes, !Ref Name, Size]", {"P": 3}),
        ("'Fn::ForEach::Tags': [Tag, [A, B], {'${Tag}': '${Tag}-${Name}'}]", {"A": "A-Alpha", "B": "B-Alpha"}),
    ],
)
def test_the_loop_variable_is_filled_in(body: str, expected: object) -> None:
    text = buckets("[Alpha]", user=body).replace("Mappings:", "Mappings:\n  Sizes: {Alpha: {Size: 3}}")
    part = part_of(text.replace("Conditions:", "Conditions:\n  IsAlpha: !Equals [a, a]"))
    assert shown(part.resources["t.yaml#UserAlpha"].properties) == expected
    assert part.problems == ()


def test_ampersand_braces_fill_in_letters_and_digits_only() -> None:
    part = part_of(buckets("['10.0.0.1']").replace("Bucket${Name}:", "Host&{Name}:"))
    assert list(part.resources) == ["t.yaml#Host10001"]
    assert shown(prop(part, "Host10001", "BucketName")) == "10.0.0.1"


def test_nested_loops() -> None:
    part = part_of(f"""{HEAD}
Resources:
  Fn::ForEach::Outer:
    - A
    - [X, Y]
    - Fn::ForEach::Inner:
        - B
        - ['1', '2']
        - Thing${{A}}${{B}}:
            Type: Custom::Thing
            DependsOn: First${{A}}
            Properties: {{P: !Sub '${{A}}/${{B}}'}}
      First${{A}}: {{Type: Custom::First}}
""")
    assert [one.address for one in part.resources.values()] == [
        "ThingX1", "ThingX2", "FirstX", "ThingY1", "ThingY2", "FirstY",
    ]  # fmt: skip
    assert shown(prop(part, "ThingY1", "P")) == "Y/1"
    assert shown(part.resources["t.yaml#ThingY1"].attributes) == {"DependsOn": "FirstY"}
    assert [origin.message for origin in part.resources["t.yaml#ThingY1"].origins] == [
        "Fn::ForEach::Outer with A = Y",
        "Fn::ForEach::Inner with B = 1",
    ]
    assert part.problems == ()


@pytest.mark.parametrize("collection", ["!Ref Open", "[!Ref One]", "!Split ['/', !Ref One]"])
def test_an_unknown_collection_is_read_once_symbolically(collection: str) -> None:
    body, user = "BucketName: !Ref Name, Versioned: true", "P: !GetAtt 'Bucket${Name}.Arn'"
    part = part_of(buckets(collection, body, user) + "  User: {Type: Custom::U, Properties: {P: !Ref BucketX}}\n")
    assert [one.address for one in part.resources.values()] == ["Bucket${Name}", "User${Name}", "User"]
    name = prop(part, "Bucket${Name}", "BucketName")
    assert isinstance(name, Unknown)
    assert name.why in (Why.PARAMETER, Why.FUNCTION)
    assert shown(prop(part, "Bucket${Name}", "Versioned")) is True
    other = prop(part, "User${Name}", "P")
    assert isinstance(other, Unknown)
    assert other.refers_to == Reference("t.yaml#Bucket${Name}", "Arn")
    # One of the instances may well have that name.
    assert part.problems == ()
    one_of_them = prop(part, "User", "P")
    assert isinstance(one_of_them, Unknown)
    assert one_of_them.why is Why.MACRO


def test_properties_from_an_unknown_collection_leave_the_mapping_incomplete() -> None:
    part = part_of(buckets("[A]", "P: 1, 'Fn::ForEach::More': [Key, !Ref Open, {'${Key}': 1}]"))
    assert shown(part.resources["t.yaml#BucketA"].properties) == {"P": 1, "...": "..."}


def test_a_collection_that_depends_on_a_choice_decides_which_instances_exist() -> None:
    part = part_of(buckets("!FindInMap [ByEnv, !Ref Env, Names]"))
    assert [one.address for one in part.resources.values()] == ["BucketX", "BucketY"]
    assert worlds(part.resources["t.yaml#BucketX"].exists) == {"": True}
    assert worlds(part.resources["t.yaml#BucketY"].exists) == {"Env=dev": False, "Env=prod": True}
    within = part_of(buckets("[A]", "P: {'Fn::ForEach::N': [N, !FindInMap [ByEnv, !Ref Env, Names], {'${N}': 1}]}"))
    assert worlds(prop(within, "BucketA", "P", "Y")) == {"Env=dev": "absent", "Env=prod": 1}


def test_conditions_and_outputs_in_loops() -> None:
    part = part_of(f"""{HEAD}
  Fn::ForEach::Conditions:
    - Value
    - [dev, prod]
    - Env${{Value}}: !Equals [!Ref Env, !Ref Value]
Resources:
  Fn::ForEach::Rs:
    - Value
    - [dev, prod]
    - R${{Value}}: {{Type: Custom::R, Condition: 'Env${{Value}}'}}
Outputs:
  Fn::ForEach::Outputs:
    - Value
    - [dev, prod]
    - Out${{Value}}: {{Value: !Ref 'R${{Value}}', Condition: 'Env${{Value}}'}}
""")
    assert worlds(part.resources["t.yaml#Rprod"].exists) == {"Env=dev": False, "Env=prod": True}
    assert part.problems == ()


def test_a_loop_that_compares_a_free_parameter_makes_one_choice() -> None:
    part = part_of("""
Parameters: {Stage: {Type: String}}
Conditions:
  Fn::ForEach::C: [Value, [dev, prod], {'Is${Value}': !Equals [!Ref Stage, !Ref Value]}]
  Both: !And [!Condition Isdev, !Condition Isprod]
Resources: {}
""")
    assert worlds(part.conditions["t.yaml"]["Both"]) == {"": False}
    assert part.problems == ()


@pytest.mark.parametrize(
    ("loop", "problem"),
    [
        ("[Name, [a]]", ("invalid-function", "Fn::ForEach::L takes a list of a name, a collection and a mapping",
                         ("Resources", "Fn::ForEach::L"))),
        ("[N, [a, b], {Same: {Type: AWS::X}}]", ("duplicate-name", "there is more than one Same",
                                                ("Resources", "Fn::ForEach::L", 2, "Same"))),
        ("[N, [a], {'A${N}': {Type: AWS::X, Properties: {P: !Ref Nowhere}}}]",
         ("unknown-reference", "there is no parameter or resource Nowhere",
          ("Resources", "Fn::ForEach::L", 2, "A${N}", "Properties", "P", "Ref"))),
    ],
)  # fmt: skip
def test_problems_in_loops(loop: str, problem: tuple[object, ...]) -> None:
    assert problems(part_of(f"Resources: {{'Fn::ForEach::L': {loop}}}")) == [problem]


def test_loops_multiply_only_up_to_a_bound() -> None:
    items = "[" + ", ".join(f"'{n}'" for n in range(100)) + "]"
    part = part_of(
        "Resources: {'Fn::ForEach::A': [A, ITEMS, {'Fn::ForEach::B': [B, ITEMS, "
        "{'R${A}x${B}': {Type: AWS::X}}]}]}".replace("ITEMS", items)
    )
    assert len(part.resources) == 2000
