"""The questions about zones that a rule may ask."""

from collections.abc import Mapping

from awslint.analysis.question import Question
from awslint.analysis.zones.clusters import cluster_spread

QUESTIONS: Mapping[str, Question] = {
    "zones.cluster-spread": Question(
        cluster_spread,
        {
            "AWS::RDS::DBInstance": ("DBClusterIdentifier", "AvailabilityZone"),
        },
        ("members",),
    ),
}
