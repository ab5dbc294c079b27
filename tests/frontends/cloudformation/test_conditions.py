"""Conditions as choices of the deployment, and what they choose."""

import pytest

from awslint.model.value import Choice, Scalar, Unknown, Why
from awslint.model.world import World, explore
from tests.frontends.cloudformation.loading import part_of, problems, prop, shown, worlds

TEMPLATE = """
Parameters:
  Env: {Type: String, AllowedValues: [dev, test, prod]}
  Size: {Type: String, AllowedValues: [s, l]}
  Fixed: {Type: String, Default: x}
  Free: {Type: String}
  Other: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  C: CONDITION
Resources:
  R:
    Type: Custom::R
    Condition: C
    Properties:
      P: !If [C, yes, 'no']
"""


def condition(text: str) -> dict[str, object]:
    part = part_of(TEMPLATE.replace("CONDITION", text))
    assert part.problems == ()
    return worlds(part.conditions["t.yaml"]["C"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!Equals [a, a]", {"": True}),
        ("!Equals [a, A]", {"": False}),
        ("!Equals [true, 'true']", {"": True}),
        ("!Equals [1, '1']", {"": True}),
        ("!Equals [!Ref Fixed, x]", {"": True}),
        ("!Equals [!Ref Env, prod]", {"Env=dev/test": False, "Env=prod": True}),
        ("!Equals [!Ref Env, stage]", {"": False}),
        ("!Equals [!Sub 'x-${Env}', x-dev]", {"Env=dev": True, "Env=prod/test": False}),
        ("!Equals [!Ref Env, !Ref Env]", {"": True}),
        ("!Not [!Condition IsProd]", {"Env=dev/test": True, "Env=prod": False}),
        ("!Not [!Not [!Condition IsProd]]", {"Env=dev/test": False, "Env=prod": True}),
        ("!And [!Condition IsProd, !Not [!Condition IsProd]]", {"": False}),
        ("!Or [!Condition IsProd, !Not [!Condition IsProd]]", {"": True}),
        ("!Or [!Equals [!Ref Env, dev], !Equals [!Ref Env, test], !Condition IsProd]", {"": True}),
        ("!Or [!Equals [a, b], !Equals [!Ref Env, dev], !Condition IsProd, !Equals [c, d]]",
         {"Env=dev/prod": True, "Env=test": False}),
        ("!And [!Condition IsProd, !Equals [!Ref Size, l], !Equals [a, a]]",
         {"Env=dev/test": False, "Env=prod, Size=s": False, "Env=prod, Size=l": True}),
        ("!Equals [!Ref Free, prod]", {"Free=prod": True, "Free=*": False}),
        ("!Or [!Equals [!Ref Free, a], !Equals [!Ref Free, b], !Equals [!Ref Free, c]]",
         {"Free=a/b/c": True, "Free=*": False}),
        ("!And [!Equals [!Ref Free, a], !Equals [!Ref Free, b]]", {"": False}),
        ("!Equals [!Ref AWS::Region, us-east-1]", {"AWS::Region=us-east-1": True, "AWS::Region=*": False}),
        ("!Equals [!Sub '${Free}-x', y]", {"": False}),
        ("!Equals [!Sub 'x-${Free}', 'y-a']", {"": False}),
        ("!Equals [!Ref Free, !Ref Free]", {"": True}),
    ],
)  # fmt: skip
def test_condition(text: str, expected: dict[str, object]) -> None:
    assert condition(text) == expected


def test_an_undecidable_comparison_is_one_choice_however_often_it_is_written() -> None:
    part = part_of(
        TEMPLATE.replace("CONDITION", "!Equals [!Ref Free, !Ref Other]").replace(
            "Resources:", "  D: !Not [!Equals [!Ref Other, !Sub '${Free}']]\nResources:"
        )
    )
    named = part.conditions["t.yaml"]
    answers = [answer for _, answer in explore(lambda w: (shown(w.resolve(named["C"])), shown(w.resolve(named["D"]))))]
    assert answers == [(True, False), (False, True)]
    (variable,) = [one for one in part.variables.values() if one.kind == "comparison"]
    assert (variable.name, variable.values) == ("Free = Other", ("true", "false"))


def test_a_choice_says_which_condition_made_it() -> None:
    part = part_of(TEMPLATE.replace("CONDITION", "!Condition IsProd"))
    value = prop(part, "R", "P")
    assert isinstance(value, Choice)
    assert (value.variable, value.condition) == ("t.yaml:Env", "C")
    exists = part.resources["t.yaml#R"].exists
    assert worlds(exists) == {"Env=dev/test": False, "Env=prod": True}


def test_what_exists_only_under_the_condition_is_read_only_there() -> None:
    part = part_of(TEMPLATE.replace("CONDITION", "!Condition IsProd"))
    resource = part.resources["t.yaml#R"]

    def question(world: World) -> object:
        return shown(world.resolve(resource.exists)), shown(world.resolve(prop(part, "R", "P")))

    assert [answer for _, answer in explore(question)] == [(False, "no"), (True, True)]


def test_a_resource_that_no_deployment_has_stays_with_exists_false() -> None:
    part = part_of(TEMPLATE.replace("CONDITION", "!And [!Equals [a, b], !Condition IsProd]"))
    exists = part.resources["t.yaml#R"].exists
    assert isinstance(exists, Scalar)
    assert exists.data is False


def test_functions_over_choices_stay_with_their_case() -> None:
    part = part_of(
        TEMPLATE.replace("CONDITION", "!Condition IsProd").replace(
            "P: !If", "Q: !Sub ['${Env}-${A}-${B}', {A: !If [IsProd, big, small], B: !Ref Env}]\n      P: !If"
        )
    )
    assert worlds(prop(part, "R", "Q")) == {
        "Env=dev": "dev-small-dev",
        "Env=test": "test-small-test",
        "Env=prod": "prod-big-prod",
    }


def test_too_many_cases_are_unknown_with_that_reason() -> None:
    names = [f"P{n}" for n in range(10)]
    parameters = "\n".join(f"  {name}: {{Type: String, AllowedValues: [a, b]}}" for name in names)
    text = "".join(f"${{{name}}}" for name in names)
    part = part_of(
        f"Parameters:\n{parameters}\nResources:\n  R:\n    Type: Custom::R\n    Properties: {{P: !Sub '{text}'}}\n"
    )
    value = prop(part, "R", "P")
    assert isinstance(value, Unknown)
    assert value.why is Why.LIMIT


def test_a_condition_of_many_comparisons_is_bounded_and_the_rest_is_read() -> None:
    parameters = "\n".join(f"  P{n}: {{Type: String}}" for n in range(400))
    either = "\n".join(f"    - !Equals [!Ref P{n}, !Ref P{n + 1}]" for n in range(399))
    part = part_of(
        f"Parameters:\n{parameters}\nConditions:\n  C: !Or\n{either}\nResources:\n"
        "  R: {Type: Custom::R, Condition: C, Properties: {P: 1}}\n"
    )
    exists = part.resources["t.yaml#R"].exists
    assert isinstance(exists, Unknown)
    assert exists.why is Why.LIMIT
    assert shown(prop(part, "R", "P")) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("!Condition Nowhere", ("unknown-condition", "there is no condition Nowhere",
                                ("Conditions", "C", "Condition"))),
        ("!Condition C", ("circular-condition", "condition C depends on itself", ("Conditions", "C", "Condition"))),
        ("!Equals [a]", ("invalid-function", "Fn::Equals takes a list of 2", ("Conditions", "C", "Fn::Equals"))),
        ("!Not [!Equals [a, a], !Equals [a, b]]",
         ("invalid-function", "Fn::Not takes a list of 1", ("Conditions", "C", "Fn::Not"))),
        ("!And []", ("invalid-function", "Fn::And takes a list of at least 1", ("Conditions", "C", "Fn::And"))),
        ("{Fn::Join: ['', []]}", ("invalid-condition", "this is no condition", ("Conditions", "C"))),
    ],
)  # fmt: skip
def test_a_wrong_condition_is_a_problem_and_what_hangs_on_it_unknown(text: str, problem: tuple[object, ...]) -> None:
    part = part_of(TEMPLATE.replace("CONDITION", text))
    assert problems(part) == [problem]
    exists = part.resources["t.yaml#R"].exists
    assert isinstance(exists, Unknown)
    assert exists.why is Why.INVALID
    value = prop(part, "R", "P")
    assert isinstance(value, Unknown)
    assert value.why is Why.INVALID
    assert [shown(one) for one in value.among or ()] == [True, "no"]


RULES = """
Parameters:
  Env: {Type: String, AllowedValues: [dev, test, prod]}
  Size: {Type: String, AllowedValues: [s, l]}
  Vpc: {Type: 'AWS::EC2::VPC::Id'}
  Fixed: {Type: String, Default: x}
Rules:
  R1: RULE
Resources: {}
"""


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("{Assertions: [{Assert: !Equals [!Ref Env, dev]}]}", [{"Env=dev": True, "Env=prod/test": False}]),
        ("{RuleCondition: !Equals [!Ref Env, prod], Assertions: [{Assert: !Equals [!Ref Size, l]}]}",
         [{"Env=dev/test": True, "Env=prod, Size=s": False, "Env=prod, Size=l": True}]),
        ("{Assertions: [{Assert: !Contains [[dev, test], !Ref Env]}]}", [{"Env=dev/test": True, "Env=prod": False}]),
        ("{Assertions: [{Assert: !EachMemberIn [[dev], [dev, prod]]}]}", []),
    ],
)  # fmt: skip
def test_rules_are_constraints(rule: str, expected: list[object]) -> None:
    part = part_of(RULES.replace("RULE", rule))
    found = [worlds(one) for one in part.constraints.get("t.yaml", ())]
    assert found == expected
    assert part.problems == ()


def test_a_rule_about_what_only_the_account_knows_is_a_choice_of_its_own() -> None:
    assertion = "!EachMemberIn [!ValueOfAll ['AWS::EC2::VPC::Id', Tags.Env], !RefAll 'AWS::EC2::VPC::Id']"
    part = part_of(RULES.replace("RULE", f"{{Assertions: [{{Assert: {assertion}}}]}}"))
    (constraint,) = part.constraints["t.yaml"]
    assert list(worlds(constraint).values()) == [True, False]
    assert [variable.kind for variable in part.variables.values()] == ["parameter", "parameter", "comparison"]


def test_a_rule_that_the_parameters_violate_is_said() -> None:
    part = part_of(RULES.replace("RULE", "{Assertions: [{Assert: !Equals [!Ref Fixed, y]}]}"))
    assert [problem.severity for problem in part.problems] == ["notice"]
    assert problems(part) == [
        (
            "rule-violated",
            "with these parameters the assertion of rule R1 does not hold: AWS would refuse them",
            ("Rules", "R1", "Assertions", 0, "Assert"),
        )
    ]
    assert part.constraints == {}
