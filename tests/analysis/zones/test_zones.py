"""Zones compared, and database clusters spread over them."""

import pytest

from awslint.analysis.zones.questions import QUESTIONS
from awslint.analysis.zones.zone import same, zone_of
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from awslint.model.value import Unknown
from tests.analysis.graphs import Parameter, Ref, Sub, Zone, resource, view_of

SUBNET = "AWS::EC2::Subnet"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("eu-west-1a", "eu-west-1a", Truth.YES),
        ("eu-west-1a", "eu-west-1b", Truth.NO),
        ("euw1-az1", "euw1-az2", Truth.NO),
        # names are shuffled for each account, ids are not
        ("eu-west-1a", "euw1-az1", Truth.UNKNOWN),
        (Zone(0), Zone(0), Truth.YES),
        (Zone(0), Zone(1), Truth.NO),
        (Zone(0), "eu-west-1a", Truth.UNKNOWN),
        (Ref("A"), Ref("A"), Truth.YES),
        (Ref("A"), Ref("B"), Truth.UNKNOWN),
        (Sub((Ref("AWS::Region"), "a")), Sub((Ref("AWS::Region"), "b")), Truth.NO),
        (Sub((Ref("AWS::Region"), "a")), Sub((Ref("AWS::Region"), "a")), Truth.YES),
        (Sub((Ref("One"), "a")), Sub((Ref("Two"), "b")), Truth.UNKNOWN),
    ],
)
def test_zones_are_compared_as_far_as_they_are_known(one: object, other: object, expected: Truth) -> None:
    view = view_of({"A": (SUBNET, {"AvailabilityZone": one}), "B": (SUBNET, {"AvailabilityZone": other})})
    first, second = zone_of(view, resource(view, "A")), zone_of(view, resource(view, "B"))
    assert same(first, second) is expected
    assert same(second, first) is expected


def test_the_zone_may_be_an_id_or_open() -> None:
    view = view_of({"A": (SUBNET, {"AvailabilityZoneId": "euw1-az1"}), "B": (SUBNET, {})})
    assert zone_of(view, resource(view, "A")).data == "euw1-az1"  # type: ignore[union-attr]
    assert isinstance(zone_of(view, resource(view, "B")), Unknown)


def _cluster(*zones: object, cluster: object = Ref("Cluster")) -> Outcome:
    template: dict[str, tuple[object, ...]] = {"Cluster": ("AWS::RDS::DBCluster", {"Engine": "aurora-mysql"})}
    for index, zone in enumerate(zones):
        properties = {"DBClusterIdentifier": cluster}
        template[f"I{index}"] = (
            "AWS::RDS::DBInstance",
            properties if zone is None else {**properties, "AvailabilityZone": zone},
        )
    view = view_of(template)
    arguments = {"members": "rds-cluster-member"}
    return QUESTIONS["zones.cluster-spread"].ask(view, resource(view, "Cluster"), arguments)


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        ((), Truth.NO),
        ((None,), Truth.NO),
        (("eu-west-1a",), Truth.NO),
        (("eu-west-1a", "eu-west-1a"), Truth.NO),
        (("eu-west-1a", "eu-west-1b"), Truth.YES),
        (("eu-west-1a", "eu-west-1a", "eu-west-1b"), Truth.YES),
        ((None, None), Truth.YES),
        (("eu-west-1a", None), Truth.YES),
        ((Zone(0), Zone(1)), Truth.YES),
        ((Zone(0), Zone(0)), Truth.NO),
        ((Ref("Zone"), Ref("Zone")), Truth.NO),
        ((Ref("A"), Ref("B")), Truth.UNKNOWN),
        ((Parameter("A", default="eu-west-1a"), Parameter("B", default="eu-west-1a")), Truth.NO),
    ],
)
def test_a_cluster_is_spread_when_two_members_stand_apart(zones: tuple[object, ...], expected: Truth) -> None:
    assert _cluster(*zones).truth is expected


def test_members_of_another_cluster_do_not_count() -> None:
    assert _cluster(None, None, cluster=Ref("ClusterFromOutside")).truth is Truth.NO


def test_evidence_is_the_shared_zone_or_the_cluster() -> None:
    (evidence,) = _cluster("eu-west-1a", "eu-west-1a").evidence
    assert (evidence.resource, evidence.path) == ("t.yaml#I1", "AvailabilityZone")
    assert evidence.detail == "all its instances are in one zone"
    (evidence,) = _cluster("eu-west-1a").evidence
    assert (evidence.resource, evidence.path, evidence.detail) == ("t.yaml#Cluster", "", "it has a single instance")
    (evidence,) = _cluster().evidence
    assert evidence.detail == "it has no instance"
    assert {one.path for one in _cluster(Ref("A"), Ref("B")).evidence} == {"AvailabilityZone"}


def _balancer(*zones: object, minimum: object = None, **properties: object) -> Outcome:
    template: dict[str, tuple[object, ...]] = {}
    for index, zone in enumerate(zones):
        template[f"S{index}"] = (SUBNET, {} if zone is None else {"AvailabilityZone": zone})
    names: list[object] = [Ref(f"S{index}") for index in range(len(zones))]
    given = {"Subnets": names, **properties}
    template["Lb"] = ("AWS::ElasticLoadBalancingV2::LoadBalancer", given)
    view = view_of(template)
    return QUESTIONS["zones.in-several-zones"].ask(view, resource(view, "Lb"), {"minimum": minimum})


@pytest.mark.parametrize(
    ("zones", "minimum", "expected"),
    [
        (("eu-west-1a", "eu-west-1b"), None, Truth.YES),
        (("eu-west-1a", "eu-west-1a"), None, Truth.NO),
        (("eu-west-1a", "eu-west-1a", "eu-west-1b"), 3, Truth.NO),
        ((Zone(0), Zone(1), Zone(2)), 3, Truth.YES),
        ((Zone(0), Zone(0)), None, Truth.NO),
        ((Zone(0), "eu-west-1a"), None, Truth.UNKNOWN),
        ((None, None), None, Truth.UNKNOWN),
        (("eu-west-1a",), None, Truth.NO),
    ],
)
def test_zones_count_and_not_subnets(zones: tuple[object, ...], minimum: object, expected: Truth) -> None:
    assert _balancer(*zones, minimum=minimum).truth is expected


def test_a_single_zone_is_blamed_on_the_list_of_subnets() -> None:
    (evidence,) = _balancer("eu-west-1a", "eu-west-1a").evidence
    assert (evidence.path, evidence.detail) == ("Subnets", "it stands in 1 zone")
    assert [one.address for one in evidence.related] == ["S0", "S1"]


def test_subnets_outside_the_input_leave_it_open() -> None:
    outcome = _balancer("eu-west-1a", Subnets=[Ref("S0"), Ref("FromOutside")])
    assert outcome.truth is Truth.UNKNOWN
    assert outcome.evidence[0].path == "Subnets[1]"
    assert _balancer("eu-west-1a", "eu-west-1b", Subnets=[Ref("S0"), Ref("S1"), Ref("X")]).truth is Truth.YES


def test_zones_may_be_listed() -> None:
    def ask(*zones: object) -> Truth:
        view = view_of({"Fleet": ("AWS::AutoScaling::AutoScalingGroup", {"AvailabilityZones": list(zones)})})
        arguments = {"zones": "AvailabilityZones"}
        return QUESTIONS["zones.in-several-zones"].ask(view, resource(view, "Fleet"), arguments).truth

    assert ask("eu-west-1a", "eu-west-1b") is Truth.YES
    assert ask("eu-west-1a") is Truth.NO
    assert ask() is Truth.NO
    assert ask(Ref("A"), Ref("B")) is Truth.UNKNOWN
