"""REST APIs: a deployment is a copy of the methods that exist when it is made.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-deployment.html
(one that is made before the methods fails, or serves an API without them).
"""

from awslint.analysis.delivery.links import place_of
from awslint.analysis.delivery.order import made_before
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Why
from awslint.query.view import View

ACCOUNT = "AWS::ApiGateway::Account"


def has_methods(view: View, deployment: Resource) -> Outcome:
    """Whether the API of a deployment has methods in the input."""
    for api in view.related(deployment, "deployment-of-api").members:
        if view.related(api.resource, "method-of-api").members:
            return Outcome(Truth.YES)
    return Outcome(Truth.NO)


def misses_methods(view: View, deployment: Resource) -> Outcome:
    """Whether a deployment may be made before methods of its API."""
    early: list[Resource] = []
    open_ones: list[Evidence] = []
    before = made_before(view, deployment)
    for api in view.related(deployment, "deployment-of-api").members:
        for method in view.related(api.resource, "method-of-api").members:
            late = all_of((api.certain, method.certain, _misses(before, method.resource)))
            if late is Truth.YES:
                early.append(method.resource)
            elif late is Truth.UNKNOWN:
                unknown = Unknown(Why.FUNCTION, f"whether it waits for {method.resource.address}", deployment.place)
                open_ones.append(Evidence(deployment.key, deployment.place, "", "", unknown, unknown))
    if early:
        names = ", ".join(one.address for one in early[:3]) + (f" and {len(early) - 3} more" if len(early) > 3 else "")
        related = tuple(place_of("method", f"{one.address} is a method of the API", one) for one in early[:10])
        detail = f"nothing makes it wait for {names}"
        return Outcome(Truth.YES, (Evidence(deployment.key, deployment.place, "", detail, related=related),))
    if open_ones:
        return Outcome(Truth.UNKNOWN, tuple(open_ones))
    return Outcome(Truth.NO, (Evidence(deployment.key, deployment.place, ""),))


def _misses(before: frozenset[str] | None, method: Resource) -> Truth:
    return Truth.UNKNOWN if before is None else truth_of(method.key not in before)


def writes_logs(view: View, stage: Resource) -> Outcome:
    """Whether a stage writes execution logs."""
    answers = []
    for setting in view.items(view.read(stage, "MethodSettings"))[0]:
        level = view.get(setting, "LoggingLevel")
        if isinstance(level, Unknown):
            answers.append(Truth.UNKNOWN)
        elif isinstance(level, Scalar) and level.data in ("INFO", "ERROR"):
            return Outcome(Truth.YES, (view.evidence(stage, level),))
    return Outcome(Truth.UNKNOWN if answers else Truth.NO)


def may_log(view: View, stage: Resource) -> Outcome:
    """Whether the account has a role with which API Gateway writes logs.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html: one role for all APIs of a Region.
    """
    answers: list[tuple[Truth, Evidence]] = []
    for account, exists in view.resources(stage.scope, ACCOUNT):
        role = view.read(account, "CloudWatchRoleArn")
        if isinstance(role, Absent):
            detail = f"{account.address} sets no role (CloudWatchRoleArn)"
            answers.append((Truth.NO, view.evidence(account, role, detail, ("CloudWatchRoleArn",))))
        else:
            answers.append((exists, view.evidence(account, role)))
    if not answers:
        # The account may have been set up long ago.
        what = "aws apigateway get-account"
        unknown = Unknown(Why.FUNCTION, f"the logging role of the account ({what})", stage.place)
        return Outcome(Truth.UNKNOWN, (Evidence(stage.key, stage.place, "", "", unknown, unknown),))
    for truth in (Truth.YES, Truth.UNKNOWN, Truth.NO):
        found = tuple(evidence for one, evidence in answers if one is truth)
        if found:
            return Outcome(truth, found)
    return Outcome(Truth.NO)
