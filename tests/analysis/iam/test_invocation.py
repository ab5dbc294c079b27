"""Which permissions let everybody invoke a function."""

from collections.abc import Mapping

import pytest

from awslint.analysis.iam.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, resource, view_of

FUNCTION = "AWS::Lambda::Function"
PERMISSION = "AWS::Lambda::Permission"


def asked(permission: Mapping[str, object], of: str = "Fn") -> Outcome:
    view = view_of(
        {
            "Fn": (FUNCTION, {}),
            "Topic": ("AWS::SNS::Topic", {}),
            "Allow": (PERMISSION, {"FunctionName": Ref("Fn"), **permission}),
        }
    )
    return QUESTIONS["iam.invocable-by-everyone"].ask(view, resource(view, of), {})


@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        ({"Principal": "*"}, Truth.YES),
        ({"Principal": "*", "FunctionUrlAuthType": "AWS_IAM"}, Truth.YES),
        ({"Principal": "*", "SourceArn": "*"}, Truth.YES),
        ({"Principal": "*", "SourceArn": "arn:aws:s3:::*"}, Truth.YES),
        ({"Principal": "*", "SourceArn": "arn:aws:sns:eu-central-1:*:alerts"}, Truth.YES),
        ({"Principal": "*", "SourceArn": "arn:aws:sns:eu-central-1:111122223333:*"}, Truth.NO),
        ({"Principal": "*", "SourceArn": Ref("Topic")}, Truth.NO),
        ({"Principal": "*", "SourceAccount": "111122223333"}, Truth.NO),
        ({"Principal": "*", "PrincipalOrgID": Parameter("Organization")}, Truth.NO),
        ({"Principal": "*", "SourceArn": Parameter("From")}, Truth.UNKNOWN),
        ({"Principal": Parameter("Who")}, Truth.UNKNOWN),
        ({"Principal": Parameter("Who"), "SourceAccount": "111122223333"}, Truth.NO),
        ({"Principal": "111122223333"}, Truth.NO),
        ({"Principal": "events.amazonaws.com"}, Truth.NO),
        ({"Principal": "s3.amazonaws.com", "SourceArn": "arn:aws:s3:::uploads"}, Truth.YES),
        ({"Principal": "s3.amazonaws.com", "SourceAccount": "111122223333"}, Truth.NO),
    ],
)
def test_a_permission_is_for_everybody_unless_something_fixes_who_asks(
    permission: dict[str, object], expected: Truth
) -> None:
    assert asked(permission).truth is expected
    assert asked(permission, of="Allow").truth is expected


def test_the_place_is_the_permissions_principal() -> None:
    found = asked({"Principal": "*"}).evidence

    assert [(one.path, one.detail) for one in found] == [("Principal", "Allow lets every principal invoke it")]
