"""Which logs a database instance has to export, and whether it does."""

import pytest

from awslint.analysis.databases.logs import logs_of
from awslint.analysis.databases.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, resource, view_of

INSTANCE, CLUSTER = "AWS::RDS::DBInstance", "AWS::RDS::DBCluster"


@pytest.mark.parametrize(
    ("engine", "additional", "expected"),
    [
        ("MySQL", None, ("audit", "error", "general", "slowquery")),
        ("oracle-ee-cdb", None, ("alert", "audit", "listener", "trace")),
        ("aurora-postgresql", None, ("postgresql",)),
        ("custom-oracle-ee", None, ()),
        ("oracle-ee", {"oracle": "x, audit", "aurora": "y"}, ("alert", "audit", "listener", "trace", "x")),
        ("aurora-mysql", {"aurora": ["instance"]}, ("audit", "error", "general", "slowquery", "instance")),
        ("postgres", {"post": "x"}, ("postgresql", "upgrade")),
    ],
)
def test_the_logs_of_an_engine(engine: str, additional: object, expected: tuple[str, ...]) -> None:
    assert logs_of(engine, additional) == expected


def _asked(instance: dict[str, object], cluster: dict[str, object] | None = None) -> Outcome:
    view = view_of({"Db": (INSTANCE, instance), "Cluster": (CLUSTER, cluster or {})})
    return QUESTIONS["databases.exports-logs"].ask(view, resource(view, "Db"), {})


def test_what_is_missing_is_said_where_the_exports_are() -> None:
    outcome = _asked({"Engine": "mysql", "EnableCloudwatchLogsExports": ["error", "Audit"]})

    assert outcome.truth is Truth.NO
    assert [(one.path, one.detail) for one in outcome.evidence] == [
        ("EnableCloudwatchLogsExports", "general and slowquery are not exported")
    ]


def test_a_member_exports_what_its_cluster_does() -> None:
    member = {"Engine": "aurora-postgresql", "DBClusterIdentifier": Ref("Cluster")}
    whole = _asked(member, {"EnableCloudwatchLogsExports": ["postgresql"]})
    nothing = _asked(member, {"EnableCloudwatchLogsExports": []})

    assert whole.truth is Truth.YES
    assert nothing.truth is Truth.NO
    assert nothing.evidence[0].detail == "postgresql is not exported"
    assert nothing.evidence[0].resource.endswith("#Cluster")


@pytest.mark.parametrize(
    "instance",
    [
        {"Engine": Parameter("Engine"), "EnableCloudwatchLogsExports": ["error"]},
        {"Engine": "postgres", "EnableCloudwatchLogsExports": ["postgresql", Parameter("Log")]},
        {"Engine": "postgres", "EnableCloudwatchLogsExports": Parameter("Logs")},
        {"Engine": "aurora-mysql", "DBClusterIdentifier": Parameter("Elsewhere")},
        {"Engine": "aurora-mysql", "DBClusterIdentifier": "elsewhere"},
    ],
)
def test_what_is_open_stays_open(instance: dict[str, object]) -> None:
    outcome = _asked(instance)

    assert outcome.truth is Truth.UNKNOWN
    assert outcome.evidence


def test_an_open_item_changes_nothing_when_all_logs_are_there() -> None:
    outcome = _asked({"Engine": "postgres", "EnableCloudwatchLogsExports": ["upgrade", "postgresql", Parameter("Log")]})

    assert outcome.truth is Truth.YES
