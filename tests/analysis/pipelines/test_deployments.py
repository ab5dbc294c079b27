"""How many deployments the stages of a pipeline make, and in how many regions."""

import pytest

from awslint.analysis.question import question
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Incomplete, Parameter, Ref, resource, view_of

EU, US, AP = "eu-central-1", "us-east-1", "ap-south-1"


def stage(name: str, *regions: object, category: object = "Deploy") -> dict[str, object]:
    """A stage with an action for each region; None stands for an action without one."""
    actions = [{"ActionTypeId": {"Category": category}, **({"Region": one} if one else {})} for one in regions]
    return {"Name": name, "Actions": actions}


def asked(name: str, stages: object, **arguments: object) -> Outcome:
    view = view_of({"P": ("AWS::CodePipeline::Pipeline", {"Stages": stages})})
    return question(name).ask(view, resource(view, "P"), arguments)


BUILD = stage("Build", None, None, category="Build")


@pytest.mark.parametrize(
    ("stages", "limit", "expected"),
    [
        ([BUILD, stage("Canary", None)], None, Truth.NO),
        ([BUILD], None, Truth.NO),
        ([BUILD, stage("Canary", None, None)], None, Truth.YES),
        ([stage("Canary", None), stage("World", EU, US, AP)], None, Truth.NO),
        ([stage("Canary", None), stage("World", EU, US, AP)], 2, Truth.YES),
        ([stage("Canary", None), stage("World", EU, US, AP)], 3, Truth.NO),
        ([stage("Canary", None, category=Parameter("Kind"))], None, Truth.UNKNOWN),
        ([stage("Maybe", None, category=Parameter("Kind")), stage("World", EU, US)], None, Truth.UNKNOWN),
        (Incomplete([stage("Canary", None)]), None, Truth.UNKNOWN),
        (Ref("Stages"), None, Truth.UNKNOWN),
    ],
)
def test_deployments_of_a_stage_are_counted(stages: object, limit: int | None, expected: Truth) -> None:
    assert asked("pipelines.many-deployments", stages, limit=limit).truth is expected


def test_each_stage_with_too_many_deployments_is_a_place() -> None:
    found = asked("pipelines.many-deployments", [stage("One", EU, US), stage("Two", EU, US, AP)], limit=2)

    assert [(one.path, one.detail) for one in found.evidence] == [
        ("Stages[0]", "One, the first stage that deploys, makes 2 deployments, 1 is allowed"),
        ("Stages[1]", "Two makes 3 deployments, 2 are allowed"),
    ]


@pytest.mark.parametrize(
    ("stages", "factor", "expected"),
    [
        ([stage("One", EU), stage("Two", EU, US, AP)], 3, Truth.NO),
        ([stage("One", EU), stage("Two", EU, US, AP)], 2, Truth.YES),
        ([stage("One", EU, EU)], 3, Truth.NO),
        ([stage("One", EU, US)], 3, Truth.YES),
        # Twelve regions after one and three others: the example of AWS's page.
        ([stage("One", EU), stage("Two", US, AP, "a"), stage("Three", *"bcdefghijklm")], 3, Truth.NO),
        ([stage("One", EU), stage("Two", US, AP, "a"), stage("Three", *"bcdefghijklmn")], 3, Truth.YES),
        ([stage("One", None, EU)], 3, Truth.UNKNOWN),
        ([stage("One", Parameter("Home"), EU)], 3, Truth.UNKNOWN),
        ([stage("One", Parameter("Home"), EU, US)], 3, Truth.YES),
        ([stage("One", None), stage("Two", Parameter("Home"), EU)], 3, Truth.NO),
    ],
)
def test_regions_of_a_stage_are_compared_with_those_before(stages: object, factor: int, expected: Truth) -> None:
    assert asked("pipelines.fans-out", stages, factor=factor).truth is expected
