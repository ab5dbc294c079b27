"""What rules demand of the plan that protects a resource: copies elsewhere, locked vaults, how long these keep."""

from collections.abc import Iterator, Mapping

from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.text import text_key
from awslint.query.view import View

Arguments = Mapping[str, object]


def demanded(arguments: Arguments) -> bool:
    """Whether anything is demanded at all."""
    return any(arguments.get(name) for name in ("regions", "accounts", "max", "min")) or _locked(arguments)


def met(view: View, plan: Resource, arguments: Arguments) -> Truth:
    """Whether a plan meets the demands.

    Arguments: `regions` and `accounts`, each of which a copy must go to; `max` and `min`, days that a vault's lock may
    allow; `locked`, whether a vault must be locked.
    """
    copies = [_where(value) for value in _copies(view, plan)]
    truths: list[Truth] = []
    for index, name in ((0, "regions"), (1, "accounts")):
        wanted = _listed(arguments.get(name))
        truths.extend(any_of(_same(copy[index], one) for copy in copies) for one in wanted)
    if _locked(arguments) or arguments.get("max") or arguments.get("min"):
        vaults = view.related(plan, "vault-of-plan")
        locks = [all_of((member.certain, _lock(view, member.resource, arguments))) for member in vaults.members]
        truths.append(any_of([*locks, *(Truth.UNKNOWN for _ in vaults.open)]))
    return all_of(truths)


def _listed(argument: object) -> list[str]:
    return [part.strip() for part in str(argument or "").split(",") if part.strip()]


def _locked(arguments: Arguments) -> bool:
    return str(arguments.get("locked", "")).strip().lower() == "true"


def _copies(view: View, plan: Resource) -> Iterator[Value]:
    for rule in view.items(view.read(plan, "BackupPlan", "BackupPlanRule"))[0]:
        for copy in view.items(view.get(rule, "CopyActions"))[0]:
            yield view.get(copy, "DestinationBackupVaultArn")


def _where(arn: Value) -> tuple[str | None, str | None]:
    """Region and account of an ARN; None for what is open."""
    if isinstance(arn, Scalar):
        parts = str(arn.data).split(":")
        return (parts[3], parts[4]) if len(parts) > 4 else (None, None)
    text = "".join(part if isinstance(part, str) else "\0" for part in getattr(arn, "parts", ()))
    parts = text.split(":")
    if len(parts) < 6:
        return None, None
    return tuple(None if "\0" in part else part for part in parts[3:5])  # type: ignore[return-value]


def _same(found: str | None, wanted: str) -> Truth:
    return Truth.UNKNOWN if found is None else truth_of(found == wanted)


def _lock(view: View, vault: Resource, arguments: Arguments) -> Truth:
    lock = view.read(vault, "LockConfiguration")
    if isinstance(lock, Absent):
        return Truth.NO
    if isinstance(lock, Unknown):
        return Truth.UNKNOWN
    truths = [Truth.YES]
    for name, key, sign in (("max", "MaxRetentionDays", -1), ("min", "MinRetentionDays", 1)):
        bound = arguments.get(name)
        if not isinstance(bound, int):
            continue
        days = view.get(lock, key)
        if isinstance(days, Scalar) and isinstance(days.data, int | float):
            truths.append(truth_of(days.data * sign >= bound * sign))
        else:
            truths.append(Truth.NO if isinstance(days, Absent) else Truth.UNKNOWN)
    return all_of(truths)


def is_named(view: View, resource: Resource, name: str, wanted: str) -> Truth:
    """Whether the property with a resource's name has this text; without one, the service chooses the name."""
    value = view.read(resource, name) if name else Absent(resource.place)
    if isinstance(value, Scalar):
        return truth_of(text_key(value) == wanted)
    return Truth.UNKNOWN
