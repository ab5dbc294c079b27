"""The logs that a database instance sends to CloudWatch Logs."""

from collections.abc import Mapping

from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
from awslint.query.view import View

EXPORTS = "EnableCloudwatchLogsExports"
MEMBERS = "rds-cluster-member"

_MYSQL = ("audit", "error", "general", "slowquery")
# By engine, or by the first word of its name. Source: control RDS.9, which runs this AWS Config rule
# (https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html).
_LOGS: Mapping[str, tuple[str, ...]] = {
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
    "aurora": _MYSQL,
    "aurora-mysql": _MYSQL,
    "aurora-postgresql": ("postgresql",),
    "postgres": ("postgresql", "upgrade"),
    "oracle": ("alert", "audit", "listener", "trace"),
    "sqlserver": ("agent", "error"),
}


def exports_logs(view: View, instance: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether an instance exports every log of its engine. An instance of a cluster exports what its cluster does.

    Argument `additional`: more logs by engine, each a text with commas or a list. NO says which logs are missing, at
    the exported ones.
    """
    engine = view.read(instance, "Engine")
    if not isinstance(engine, Scalar):
        return Outcome(Truth.UNKNOWN, (view.evidence(instance, engine, path=("Engine",)),))
    needed = logs_of(str(engine.data), arguments.get("additional"))
    owner, exports = _exports(view, instance)
    exported, complete = view.items(exports)
    names = {str(one.data).lower() for one in exported if isinstance(one, Scalar)}
    missing = [log for log in needed if log not in names]
    at = view.evidence(owner, exports, path=(EXPORTS,))
    if not missing:
        return Outcome(Truth.YES, (at,))
    open_ones = [one for one in exported if isinstance(one, Unknown)]
    if open_ones or not complete or isinstance(exports, Unknown):
        undecided = tuple(view.evidence(owner, one) for one in open_ones)
        return Outcome(Truth.UNKNOWN, undecided or (at,))
    verb = "is" if len(missing) == 1 else "are"
    detail = f"{_and(missing)} {verb} not exported"
    return Outcome(Truth.NO, (Evidence(at.resource, at.place, at.path, detail, at.value),))


def logs_of(engine: str, additional: object = None) -> tuple[str, ...]:
    """The logs that an engine has to export: its own, and those that are asked for beside them."""
    engine = engine.lower()
    logs = dict.fromkeys(_LOGS.get(engine, _LOGS.get(engine.partition("-")[0], ())))
    if isinstance(additional, Mapping):
        for name, wanted in additional.items():
            if engine == str(name).lower() or engine.startswith(f"{str(name).lower()}-"):
                listed = wanted if isinstance(wanted, list) else str(wanted).split(",")
                logs.update(dict.fromkeys(str(log).strip().lower() for log in listed if str(log).strip()))
    return tuple(logs)


def _exports(view: View, instance: Resource) -> tuple[Resource, Value]:
    """Where the exported logs are written, and what is written there."""
    own = view.read(instance, EXPORTS)
    if not isinstance(own, Absent):
        return instance, own
    clusters = view.related(instance, MEMBERS)
    for cluster in clusters.members:
        if cluster.certain is Truth.YES:
            return cluster.resource, view.read(cluster.resource, EXPORTS)
    doubtful = [*clusters.open, *(one.naming for one in clusters.members)]
    for naming in doubtful:
        outside = Unknown(Why.ATTRIBUTE, f"{instance.address}.{EXPORTS}", naming.place)
        return instance, naming if isinstance(naming, Unknown) else outside
    return instance, own


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
