"""What rules may ask about backups."""

import json
from collections.abc import Mapping

from awslint.analysis.backup import vaults
from awslint.analysis.backup.demands import demanded, is_named, met
from awslint.analysis.backup.selection import KINDS, selects
from awslint.analysis.operations.rotation import longest_gap
from awslint.analysis.question import Question
from awslint.analysis.tags.read import tags_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
from awslint.query.text import text_key
from awslint.query.view import View

_PLAN = "AWS::Backup::BackupPlan"
_SELECTION = "AWS::Backup::BackupSelection"
_VAULT = "AWS::Backup::BackupVault"
# When a rule runs that has no schedule: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
_DAILY = "cron(0 5 ? * * *)"
_CHOOSING = ("Resources", "ListOfTags", "Conditions", "NotResources")


def _protected(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a selection of a plan that meets the demands selects the resource."""
    automatic = _automatic(view, resource, arguments)
    if automatic.truth is Truth.YES:
        return automatic
    found: dict[Truth, list[Resource]] = {Truth.NO: [], Truth.UNKNOWN: [], Truth.YES: []}
    lacking: list[Resource] = []
    for selection in view.graph.anywhere(_SELECTION):
        exists = view.exists(selection)
        if exists is Truth.NO:
            continue
        chosen = all_of((exists, selects(view, selection, resource)))
        plan = _plan(view, selection, arguments) if chosen is not Truth.NO else Truth.YES
        found[all_of((chosen, plan))].append(selection)
        if chosen is Truth.YES and plan is Truth.NO:
            lacking.append(selection)
    if found[Truth.YES]:
        return Outcome(Truth.YES)
    if found[Truth.UNKNOWN] or automatic.truth is Truth.UNKNOWN:
        doubts = [_undecided(view, one, resource) for one in found[Truth.UNKNOWN]]
        return Outcome(Truth.UNKNOWN, (*automatic.evidence, *doubts))
    detail = "its plan does not keep, lock or copy as required" if lacking else "no backup selection selects it"
    related = tuple(RelatedPlace("selection", f"{one.address} selects it", one.place, one.address) for one in lacking)
    return Outcome(Truth.NO, (Evidence(resource.key, resource.place, "", detail, related=related),))


def _plan(view: View, selection: Resource, arguments: Mapping[str, object]) -> Truth:
    if not demanded(arguments):
        return Truth.YES
    plans = view.related(selection, "plan-of-selection")
    truths = [all_of((one.certain, met(view, one.resource, arguments))) for one in plans.members]
    return any_of([*truths, *(Truth.UNKNOWN for _ in plans.open)])


def _undecided(view: View, selection: Resource, resource: Resource) -> Evidence:
    """What leaves open whether a selection selects the resource: a value of its own, a tag, or else the plan."""
    body = view.read(selection, "BackupSelection")
    pending: list[Value] = [body] if isinstance(body, Unknown) else [view.get(body, name) for name in _CHOOSING]
    while pending:
        value = pending.pop(0)
        if isinstance(value, Unknown) and value.refers_to is None:
            return view.evidence(selection, value)
        if not isinstance(value, Scalar | Absent | Unknown):
            pending.extend(view.items(value)[0])
    tags = tags_of(view, resource, (KINDS[resource.type].tags,))
    for value in (*tags.open, *tags.values.values()):
        if isinstance(value, Unknown):
            return view.evidence(resource, value)
    return view.evidence(selection, view.read(selection, "BackupPlanId"), path=("BackupPlanId",))


def _automatic(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether EFS itself puts the file system into the plan of its automatic backups, which locks and copies nothing.

    Source: https://docs.aws.amazon.com/efs/latest/ug/automatic-backups.html
    """
    if resource.type != "AWS::EFS::FileSystem" or demanded(arguments):
        return Outcome(Truth.NO)
    status = view.read(resource, "BackupPolicy", "Status")
    if isinstance(status, Unknown):
        return Outcome(Truth.UNKNOWN, (view.evidence(resource, status),))
    return Outcome(
        truth_of(isinstance(status, Scalar) and status.data == "ENABLED"), (view.evidence(resource, status),)
    )


def _tagged_with(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the resource has the tags of `tags`, JSON text as AWS's page writes it."""
    tags = tags_of(view, resource, (KINDS[resource.type].tags,))
    try:
        wanted = json.loads(str(arguments.get("tags") or "{}"))
    except ValueError:
        wanted = {}
    truths = []
    for key, value in wanted.items():
        found = tags.values.get(key)
        if isinstance(found, Scalar):
            truths.append(truth_of(str(found.data) == str(value)))
        else:
            truths.append(Truth.UNKNOWN if found is not None or tags.open else Truth.NO)
    return Outcome(all_of(truths), (Evidence(resource.key, resource.place, ""),))


def _has_id(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the resource is the one with the ID `id`: its name, or an ID that is chosen at deployment."""
    truth = is_named(view, resource, KINDS[resource.type].name, str(arguments.get("id", "")))
    return Outcome(truth, (Evidence(resource.key, resource.place, ""),))


def _often_and_long(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a rule of the plan runs at least every `value` `unit` (hours or days) and keeps for `days` days."""
    hours = int(str(arguments["value"])) * (1 if arguments["unit"] == "hours" else 24)
    days = int(str(arguments["days"]))
    rules = view.read(resource, "BackupPlan", "BackupPlanRule")
    if isinstance(rules, Unknown):
        return Outcome(Truth.UNKNOWN, (view.evidence(resource, rules),))
    items, complete = view.items(rules)
    truths = [all_of((_often(view, rule, hours), _long(view, rule, days))) for rule in items]
    truth = any_of(truths if complete else [*truths, Truth.UNKNOWN])
    places = [rules] if truth is not Truth.UNKNOWN else [_open_part(view, rule) for rule in items]
    return Outcome(truth, tuple(view.evidence(resource, value) for value in places))


def _open_part(view: View, rule: Value) -> Value:
    """What leaves open whether a rule suffices."""
    schedule = view.get(rule, "ScheduleExpression")
    if isinstance(schedule, Unknown):
        return schedule
    kept = view.get(view.get(rule, "Lifecycle"), "DeleteAfterDays")
    if isinstance(kept, Unknown):
        return kept
    return Unknown(Why.FUNCTION, f"how often {text_key(schedule)} runs", schedule.place)


def _often(view: View, rule: Value, hours: int) -> Truth:
    schedule = view.get(rule, "ScheduleExpression")
    if isinstance(schedule, Unknown):
        return Truth.UNKNOWN
    gap = longest_gap(_DAILY if isinstance(schedule, Absent) else str(text_key(schedule)))
    return Truth.UNKNOWN if gap is None else truth_of(gap <= hours)


def _long(view: View, rule: Value, days: int) -> Truth:
    """Whether recovery points are kept; without an end they are kept for ever."""
    kept = view.get(view.get(rule, "Lifecycle"), "DeleteAfterDays")
    if isinstance(kept, Absent):
        return Truth.YES
    if isinstance(kept, Scalar) and isinstance(kept.data, int | float):
        return truth_of(kept.data < 0 or kept.data >= days)
    return Truth.UNKNOWN


_SELECTION_READS = {
    _SELECTION: (
        "BackupPlanId",
        "BackupSelection.Resources",
        "BackupSelection.NotResources",
        "BackupSelection.ListOfTags",
        "BackupSelection.Conditions",
    ),
    _PLAN: (
        "BackupPlan.BackupPlanRule[*].TargetBackupVault",
        "BackupPlan.BackupPlanRule[*].CopyActions[*].DestinationBackupVaultArn",
    ),
    _VAULT: ("LockConfiguration",),
    "AWS::EFS::FileSystem": ("BackupPolicy.Status", "FileSystemTags"),
}

QUESTIONS: Mapping[str, Question] = {
    "backup.protected": Question(_protected, _SELECTION_READS, ("regions", "accounts", "max", "min", "locked")),
    "backup.tagged-with": Question(_tagged_with, {}, ("tags",)),
    "backup.has-id": Question(_has_id, {}, ("id",)),
    "backup.often-and-long": Question(
        _often_and_long,
        {
            _PLAN: (
                "BackupPlan.BackupPlanRule[*].ScheduleExpression",
                "BackupPlan.BackupPlanRule[*].Lifecycle.DeleteAfterDays",
            )
        },
        ("value", "unit", "days"),
    ),
    "backup.deletion-denied": Question(vaults.deletion_denied, {_VAULT: ("AccessPolicy",)}, ("principals",)),
}
