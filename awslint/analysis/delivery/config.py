"""AWS Config: a recorder needs a channel, a channel a recorder, and rules need both before they are made.

https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html and
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-config-configurationrecorder.html
(there must be one of each in an account and Region; rules cannot be made without a recorder).
"""

from awslint.analysis.delivery.links import Link, elsewhere, named, on_behalf, place_of, weakest
from awslint.analysis.delivery.order import made_before
from awslint.analysis.delivery.recorders import RECORDER, is_service_linked
from awslint.analysis.delivery.trails import trusts
from awslint.analysis.iam.text import shown, text_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Why
from awslint.query.view import View

CHANNEL = "AWS::Config::DeliveryChannel"
STATUS = "AWS::Config::::RecorderStatus"


def has_counterpart(view: View, one: Resource) -> Outcome:
    """Whether there is a channel for a recorder, or a recorder for a channel, in the input."""
    other = CHANNEL if one.type == RECORDER else RECORDER
    # It may be in another stack of the input, or in a nested one that is not.
    truth = any_of(view.exists(two) for two in view.graph.anywhere(other))
    for stack, _ in view.resources(one.scope, "AWS::CloudFormation::Stack"):
        if truth is Truth.NO:
            unknown = Unknown(Why.FUNCTION, f"what {stack.address} makes", stack.place)
            return Outcome(Truth.UNKNOWN, (Evidence(one.key, one.place, "", "", unknown, unknown),))
    return Outcome(truth, (Evidence(one.key, one.place, ""),))


def has_recorder(view: View, rule: Resource) -> Outcome:
    """Whether a recorder stands in the same stack or plan."""
    return Outcome(any_of(exists for _, exists in view.resources(rule.scope, RECORDER)))


def role_fails(view: View, recorder: Resource) -> Outcome:
    """Whether the recorder's role is not one that AWS Config can record with; YES names what is wrong."""
    naming = view.read(recorder, "RoleARN")
    if isinstance(naming, Absent):
        return Outcome(Truth.NO, (view.evidence(recorder, naming),))
    if is_service_linked(naming):
        return Outcome(Truth.NO, (view.evidence(recorder, naming),))
    member = named(view, recorder, "recorder-role", naming)
    if member is None:
        return elsewhere(view, recorder, naming, "the role")
    role = member.resource
    links = [trusts(view, role, "config.amazonaws.com", on_behalf(None)), _still_there(view, role)]
    seen = [place_of("role", f"{recorder.address} records with {role.address}", role)]
    return weakest(view, recorder, naming, links, seen)


def _still_there(view: View, role: Resource) -> Link:
    """AWS deleted AWSConfigRole in July 2022; a role cannot be made with it.

    https://docs.aws.amazon.com/config/latest/developerguide/security-iam-awsmanpol.html
    """
    for item in view.items(view.read(role, "ManagedPolicyArns"))[0]:
        text = text_of(view, item, "literal")
        if text is not None and shown(text).endswith(":policy/service-role/AWSConfigRole"):
            missing = f"the managed policy AWSConfigRole of {role.address} no longer exists, AWS_ConfigRole replaces it"
            return Link(Truth.NO, missing)
    return Link(Truth.YES)


def made_before_recorder(view: View, rule: Resource) -> Outcome:
    """Whether a rule may be made before the recorder that stands beside it, which fails.

    Without a recorder in the input there is one in the account, or not: the rule is not judged.
    """
    recorders = list(view.resources(rule.scope, RECORDER))
    if not recorders:
        return Outcome(Truth.NO)
    recorder, exists = recorders[0]
    before = made_before(view, rule)
    truth = Truth.UNKNOWN if before is None else truth_of(all(one.key not in before for one, _ in recorders))
    if exists is Truth.UNKNOWN and truth is Truth.YES:
        truth = Truth.UNKNOWN
    if truth is Truth.UNKNOWN:
        unknown = Unknown(Why.FUNCTION, f"whether it waits for {recorder.address}", rule.place)
        return Outcome(truth, (Evidence(rule.key, rule.place, "", "", unknown, unknown),))
    detail = f"nothing makes it wait for {recorder.address}"
    related = (place_of("recorder", f"{recorder.address} has to be there first", recorder),)
    return Outcome(truth, (Evidence(rule.key, rule.place, "", detail, related=related),))


def recorder_runs(view: View, recorder: Resource) -> Outcome:
    """Whether something starts a recorder: CloudFormation does, Terraform says it apart."""
    here = (Evidence(recorder.key, recorder.place, ""),)
    if recorder.language != "terraform" or not recorder.written_type.startswith("aws_"):
        return Outcome(Truth.YES, here)
    answers: list[Truth] = []
    evidence: list[Evidence] = []
    for member in view.related(recorder, "recorder-status").members:
        enabled = view.read(member.resource, "IsEnabled")
        if isinstance(enabled, Unknown) or member.certain is not Truth.YES:
            answers.append(Truth.UNKNOWN)
            evidence.append(view.evidence(member.resource, enabled))
            continue
        on = truth_of(isinstance(enabled, Scalar) and enabled.data is True)
        answers.append(on)
        evidence.append(view.evidence(member.resource, enabled, "" if on is Truth.YES else "its status is not enabled"))
    if not answers:
        detail = "nothing in the input starts it"
        return Outcome(Truth.NO, (Evidence(recorder.key, recorder.place, "", detail),))
    return Outcome(any_of(answers), tuple(evidence))
