"""The questions about databases that a rule may ask."""

from collections.abc import Mapping

from awslint.analysis.databases.logs import EXPORTS, exports_logs
from awslint.analysis.question import Question

QUESTIONS: Mapping[str, Question] = {
    "databases.exports-logs": Question(
        exports_logs,
        {
            "AWS::RDS::DBInstance": ("Engine", EXPORTS, "DBClusterIdentifier"),
            "AWS::RDS::DBCluster": (EXPORTS,),
        },
        ("additional",),
    ),
}
