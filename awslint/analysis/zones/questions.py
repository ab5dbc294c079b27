"""The questions about zones that a rule may ask."""

from collections.abc import Mapping

from awslint.analysis.question import Question
from awslint.analysis.zones.clusters import cluster_spread
from awslint.analysis.zones.spread import in_several_zones

_ZONE_READS = {"AWS::EC2::Subnet": ("AvailabilityZone", "AvailabilityZoneId")}

QUESTIONS: Mapping[str, Question] = {
    "zones.cluster-spread": Question(
        cluster_spread,
        {
            "AWS::RDS::DBInstance": ("DBClusterIdentifier", "AvailabilityZone"),
        },
        ("members",),
    ),
    "zones.in-several-zones": Question(in_several_zones, _ZONE_READS, ("minimum", "zones")),
}
