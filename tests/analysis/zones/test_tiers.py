"""Tiers over zones, and what has to share a zone or keep apart."""

import pytest

from awslint.analysis.zones.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import If, Parameter, Ref, Zone, in_worlds, resource, view_of

SUBNET = "AWS::EC2::Subnet"
Template = dict[str, tuple[object, ...]]


def _subnets(*zones: object) -> Template:
    return {f"S{i}": (SUBNET, {} if zone is None else {"AvailabilityZone": zone}) for i, zone in enumerate(zones)}


def _ask(template: Template, name: str, question: str, **arguments: object) -> Outcome:
    view = view_of(template)
    return QUESTIONS[f"zones.{question}"].ask(view, resource(view, name), arguments)


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        (("eu-west-1a",), Truth.NO),
        (("eu-west-1a", "eu-west-1a"), Truth.NO),
        (("eu-west-1a", "eu-west-1b"), Truth.YES),
        ((Zone(0), Zone(1)), Truth.YES),
        ((Zone(0), Zone(0)), Truth.NO),
        ((None,), Truth.NO),
        ((None, None), Truth.UNKNOWN),
        ((Parameter("A"), Parameter("B")), Truth.UNKNOWN),
        ((Parameter("A"), Parameter("A")), Truth.NO),
    ],
)
def test_mount_targets_are_counted_by_their_zones(zones: tuple[object, ...], expected: Truth) -> None:
    template = {**_subnets(*zones), "Files": ("AWS::EFS::FileSystem", {})}
    for index in range(len(zones)):
        properties = {"FileSystemId": Ref("Files"), "SubnetId": Ref(f"S{index}")}
        template[f"Target{index}"] = ("AWS::EFS::MountTarget", properties)
    outcome = _ask(template, "Files", "members-in-several-zones", members="mount-target-of")
    assert outcome.truth is expected
    if expected is Truth.NO:
        assert [one.address for one in outcome.evidence[0].related] == [f"S{i}" for i in range(len(zones))]


def test_two_mount_targets_in_one_subnet_are_in_one_zone() -> None:
    target = {"FileSystemId": Ref("Files"), "SubnetId": Ref("S0")}
    template = {
        **_subnets(None),
        "Files": ("AWS::EFS::FileSystem", {}),
        "One": ("AWS::EFS::MountTarget", target),
        "Two": ("AWS::EFS::MountTarget", target),
    }
    assert _ask(template, "Files", "members-in-several-zones", members="mount-target-of").truth is Truth.NO


def test_a_mount_target_that_some_deployments_lack_splits_the_answer() -> None:
    template = {
        **_subnets("eu-west-1a", "eu-west-1b"),
        "Files": ("AWS::EFS::FileSystem", {}),
        "One": ("AWS::EFS::MountTarget", {"FileSystemId": Ref("Files"), "SubnetId": Ref("S0")}),
        "Two": ("AWS::EFS::MountTarget", {"FileSystemId": Ref("Files"), "SubnetId": Ref("S1")}, If("Wide")),
    }
    view = view_of(template)
    ask = QUESTIONS["zones.members-in-several-zones"].ask
    answers = in_worlds(view, lambda seen: ask(seen, resource(seen, "Files"), {"members": "mount-target-of"}).truth)
    assert answers == {("true",): Truth.YES, ("false",): Truth.NO}


@pytest.mark.parametrize(
    ("count", "expected"), [(None, Truth.YES), (2, Truth.YES), (3, Truth.NO), (Parameter("Count"), Truth.UNKNOWN)]
)
def test_a_host_may_say_itself_how_many_zones_it_needs(count: object, expected: Truth) -> None:
    cluster = {} if count is None else {"ZoneAwarenessConfig": {"AvailabilityZoneCount": count}}
    domain = {"ClusterConfig": cluster, "VPCOptions": {"SubnetIds": [Ref("S0"), Ref("S1")]}}
    template = {**_subnets("eu-west-1a", "eu-west-1b"), "Domain": ("AWS::OpenSearchService::Domain", domain)}
    path = "ClusterConfig.ZoneAwarenessConfig.AvailabilityZoneCount"
    assert _ask(template, "Domain", "in-several-zones", count=path).truth is expected


@pytest.mark.parametrize("via", ["group", "cluster"])
def test_the_zones_of_a_subnet_group_are_those_of_what_is_in_it(via: str) -> None:
    template = {
        **_subnets("eu-west-1a", "eu-west-1a"),
        "Group": ("AWS::RDS::DBSubnetGroup", {"SubnetIds": [Ref("S0"), Ref("S1")]}),
        "Cluster": ("AWS::RDS::DBCluster", {"DBSubnetGroupName": Ref("Group")}),
    }
    outcome = _ask(template, "Group" if via == "group" else "Cluster", "in-several-zones")
    assert outcome.truth is Truth.NO
    assert outcome.evidence[0].path == ("SubnetIds" if via == "group" else "DBSubnetGroupName")
    assert [one.message for one in outcome.evidence[0].related] == [
        "S0 is one of its subnets, in eu-west-1a",
        "S1 is one of its subnets, in eu-west-1a",
    ]


@pytest.mark.parametrize(
    ("source", "replica", "expected"),
    [
        ("eu-west-1a", "eu-west-1a", Truth.NO),
        ("eu-west-1a", "eu-west-1b", Truth.YES),
        ("eu-west-1a", Ref("Main", "AvailabilityZone"), Truth.NO),
        (None, "eu-west-1a", Truth.UNKNOWN),
        (Parameter("Zone"), "eu-west-1a", Truth.UNKNOWN),
        (Parameter("Zone"), Parameter("Zone"), Truth.NO),
    ],
)
def test_a_replica_keeps_apart_from_its_source(source: object, replica: object, expected: Truth) -> None:
    main = {} if source is None else {"AvailabilityZone": source}
    template: Template = {
        "Main": ("AWS::RDS::DBInstance", main),
        "Copy": ("AWS::RDS::DBInstance", {"SourceDBInstanceIdentifier": Ref("Main"), "AvailabilityZone": replica}),
    }
    assert _ask(template, "Copy", "replica-apart").truth is expected


@pytest.mark.parametrize(
    ("volume", "subnet", "expected"),
    [
        ("eu-west-1a", "eu-west-1a", Truth.YES),
        ("eu-west-1b", "eu-west-1a", Truth.NO),
        (Zone(1), Zone(0), Truth.NO),
        (Ref("Web", "AvailabilityZone"), None, Truth.YES),
        (Ref("S0", "AvailabilityZone"), None, Truth.YES),
        ("eu-west-1a", None, Truth.UNKNOWN),
        (Parameter("Zone"), "eu-west-1a", Truth.UNKNOWN),
    ],
)
def test_a_volume_is_attached_in_its_own_zone(volume: object, subnet: object, expected: Truth) -> None:
    template = {
        **_subnets(subnet),
        "Web": ("AWS::EC2::Instance", {"SubnetId": Ref("S0")}),
        "Data": ("AWS::EC2::Volume", {"AvailabilityZone": volume}),
        "Attached": ("AWS::EC2::VolumeAttachment", {"VolumeId": Ref("Data"), "InstanceId": Ref("Web")}),
    }
    assert _ask(template, "Attached", "volume-beside-instance").truth is expected


def test_an_attachment_to_an_instance_outside_is_open() -> None:
    template: Template = {
        "Data": ("AWS::EC2::Volume", {"AvailabilityZone": "eu-west-1a"}),
        "Attached": ("AWS::EC2::VolumeAttachment", {"VolumeId": Ref("Data"), "InstanceId": "i-1"}),
    }
    assert _ask(template, "Attached", "volume-beside-instance").truth is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("instances", "expected"),
    [
        ([{"SubnetId": Ref("S0")}, {"SubnetId": Ref("S1")}], Truth.YES),
        ([{"SubnetId": Ref("S0")}, {"SubnetId": Ref("S0")}], Truth.NO),
        ([{"AvailabilityZone": "eu-west-1a"}, {"AvailabilityZone": "eu-west-1b"}], Truth.YES),
        ([{"AvailabilityZone": "eu-west-1a"}, {"SubnetId": Ref("S0")}], Truth.NO),
        ([{"SubnetId": Ref("S0")}, None], Truth.UNKNOWN),
        ([{"SubnetId": Ref("S0")}, {}], Truth.UNKNOWN),
    ],
)
def test_the_targets_of_a_group_are_in_zones(instances: list[dict[str, object] | None], expected: Truth) -> None:
    template = _subnets("eu-west-1a", "eu-west-1b")
    targets: list[dict[str, object]] = []
    for index, properties in enumerate(instances):
        if properties is not None:
            template[f"I{index}"] = ("AWS::EC2::Instance", properties)
        targets.append({"Id": "i-elsewhere" if properties is None else Ref(f"I{index}")})
    template["Group"] = ("AWS::ElasticLoadBalancingV2::TargetGroup", {"Targets": targets})
    assert _ask(template, "Group", "members-in-several-zones", members="registered-target").truth is expected
