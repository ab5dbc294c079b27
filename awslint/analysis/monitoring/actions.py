"""What comes after an alarm: its action, the topic, and whoever is subscribed.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

from awslint.analysis.delivery.links import place_of, related_to
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown
from awslint.query.relations import Member
from awslint.query.view import View

TOPIC = "AWS::SNS::Topic"


def broken_action(view: View, alarm: Resource) -> Outcome:
    """Whether nobody hears an alarm: its actions are off, it has none, or all go to topics without subscribers."""
    switch = view.read(alarm, "ActionsEnabled")
    if isinstance(switch, Scalar) and str(switch.data).lower() == "false":
        return Outcome(Truth.YES, (view.evidence(alarm, switch, f"the actions of {alarm.address} are disabled"),))
    if isinstance(switch, Unknown):
        return Outcome(Truth.UNKNOWN, (view.evidence(alarm, switch),))
    written = view.read(alarm, "AlarmActions")
    items, complete = view.items(written)
    if not items and complete:
        detail = f"{alarm.address} has no AlarmActions"
        return Outcome(Truth.YES, (view.evidence(alarm, written, detail, ("AlarmActions",)),))
    found = unheard(view, alarm)
    if found.truth is not Truth.YES:
        return found
    # A list that is known after apply has what its expression names.
    named = len(items) if complete else 1 if isinstance(written, Unknown) and written.refers_to is not None else 0
    return found if named == len(found.evidence) else Outcome(Truth.NO)


def notifies_topics(view: View, alarm: Resource) -> Outcome:
    """Whether an alarm has an action that is a topic of the input, or may be."""
    return Outcome(truth_of(bool(_targets(view, alarm))))


def unheard(view: View, alarm: Resource) -> Outcome:
    """Whether an alarm notifies topics of the input to which nothing in the input subscribes; each is one place."""
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    for member in _targets(view, alarm):
        value, topic = member.naming, member.resource
        deaf = all_of((member.certain, _is_deaf(view, topic)))
        if deaf is Truth.YES:
            detail = f"nothing in the input subscribes to {topic.address}"
            plain = view.evidence(alarm, value, detail)
            seen = [place_of("topic", f"{alarm.address} notifies {topic.address}", topic)]
            found[deaf].append(related_to(plain, seen))
        elif deaf is Truth.UNKNOWN:
            found[deaf].append(view.evidence(alarm, value))
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO, (view.evidence(alarm, view.read(alarm, "AlarmActions"), path=("AlarmActions",)),))


def _targets(view: View, alarm: Resource) -> list[Member]:
    """The topics of the input among the actions for the state ALARM."""
    members = view.related(alarm, "sends-to").members
    return [one for one in members if one.resource.type == TOPIC and one.source.key == alarm.key]


def _is_deaf(view: View, topic: Resource) -> Truth:
    """Whether a topic has no subscription in the input."""
    inline = view.read(topic, "Subscription")
    items, complete = view.items(inline)
    if items:
        return Truth.NO
    related = view.related(topic, "subscribed-topic")
    answers = [*(member.certain for member in related.members), *(Truth.UNKNOWN for _ in related.open)]
    if not complete and not isinstance(inline, Absent):
        answers.append(Truth.UNKNOWN)
    return ~any_of(answers)
