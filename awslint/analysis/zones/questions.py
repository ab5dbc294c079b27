"""The questions about zones that a rule may ask."""

from collections.abc import Mapping

from awslint.analysis.question import Question
from awslint.analysis.zones.clusters import cluster_spread
from awslint.analysis.zones.pairs import replica_apart, volume_beside_instance
from awslint.analysis.zones.spread import in_several_zones, members_in_several_zones

_ZONE_READS = {"AWS::EC2::Subnet": ("AvailabilityZone", "AvailabilityZoneId")}

QUESTIONS: Mapping[str, Question] = {
    "zones.cluster-spread": Question(
        cluster_spread,
        {
            "AWS::RDS::DBInstance": ("DBClusterIdentifier", "AvailabilityZone"),
            "AWS::DocDB::DBInstance": ("DBClusterIdentifier", "AvailabilityZone"),
            "AWS::Neptune::DBInstance": ("DBClusterIdentifier", "AvailabilityZone"),
        },
        ("members",),
    ),
    "zones.in-several-zones": Question(in_several_zones, _ZONE_READS, ("minimum", "zones", "count")),
    "zones.members-in-several-zones": Question(members_in_several_zones, _ZONE_READS, ("members", "minimum")),
    "zones.replica-apart": Question(replica_apart, {"AWS::RDS::DBInstance": ("AvailabilityZone",)}),
    "zones.volume-beside-instance": Question(
        volume_beside_instance,
        {
            **_ZONE_READS,
            "AWS::EC2::Volume": ("AvailabilityZone",),
            "AWS::EC2::Instance": ("AvailabilityZone", "SubnetId"),
            "AWS::EC2::VolumeAttachment": ("VolumeId", "InstanceId"),
        },
    ),
}
