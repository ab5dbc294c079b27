"""Where NAT gateways stand and which zones they serve."""

import pytest

from awslint.analysis.network.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Ref, Zone, resource, view_of
from tests.analysis.network.networks import Resources, nat, route, subnet, table, vpc


def _ask(template: Resources, question: str) -> Outcome:
    view = view_of(template)
    return QUESTIONS[question].ask(view, resource(view, "Nat"), {})


def _placed(*routes: Resources) -> Resources:
    template = {**vpc(), **subnet("Public", Zone(0), "PublicTable"), **subnet("Private", Zone(0), "PrivateTable")}
    template |= table("PrivateTable")
    for one in routes:
        template |= one
    return template


def test_a_nat_gateway_needs_an_internet_gateway_behind_it() -> None:
    assert _ask({**_placed(), **nat("Nat", "Public")}, "network.nat-in-public-subnet").truth is Truth.YES
    outcome = _ask({**_placed(), **nat("Nat", "Private")}, "network.nat-in-public-subnet")
    assert outcome.truth is Truth.NO
    (evidence,) = outcome.evidence
    assert (evidence.resource, evidence.path, evidence.detail) == ("t.yaml#Nat", "SubnetId", "Private")
    assert [one.address for one in evidence.related] == ["Private"]


def test_a_firewall_may_stand_between() -> None:
    inspected = route("Inspected", "PrivateTable", VpcEndpointId="vpce-0123")
    assert _ask({**_placed(inspected), **nat("Nat", "Private")}, "network.nat-in-public-subnet").truth is Truth.YES


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ({**_placed(), **nat("Nat", "SubnetFromOutside")}, "SubnetId"),
        ({**subnet("S", "a"), **nat("Nat", "S")}, "VpcId"),
    ],
)
def test_a_subnet_or_table_outside_the_input_leaves_it_open(template: Resources, path: str) -> None:
    outcome = _ask(template, "network.nat-in-public-subnet")
    assert (outcome.truth, outcome.evidence[0].path) == (Truth.UNKNOWN, path)


def _shared(first: object, second: object, tables: tuple[str, str] = ("T", "T")) -> Resources:
    template = {**vpc(), **subnet("Public", Zone(0), "PublicTable"), **nat("Nat", "Public")}
    for name in dict.fromkeys(tables):
        template |= {**table(name), **route(f"{name}Out", name, NatGatewayId=Ref("Nat"))}
    return {**template, **subnet("A", first, tables[0]), **subnet("B", second, tables[1])}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("eu-west-1a", "eu-west-1b", Truth.YES),
        ("eu-west-1a", "eu-west-1a", Truth.NO),
        (Zone(0), Zone(1), Truth.YES),
        (Zone(0), Zone(0), Truth.NO),
        (Ref("ZoneA"), Ref("ZoneA"), Truth.NO),
        (Ref("ZoneA"), Ref("ZoneB"), Truth.UNKNOWN),
        (Ref("ZoneA"), "eu-west-1a", Truth.UNKNOWN),
    ],
)
def test_subnets_of_several_zones_behind_one_gateway(first: object, second: object, expected: Truth) -> None:
    for tables in (("T", "T"), ("T", "U")):
        outcome = _ask(_shared(first, second, tables), "network.nat-shared-by-zones")
        assert outcome.truth is expected


def test_the_gateway_is_blamed_at_its_subnet_and_names_whom_it_serves() -> None:
    (evidence,) = _ask(_shared("eu-west-1a", Zone(1), ("T", "U")), "network.nat-shared-by-zones").evidence
    assert evidence.path == "AvailabilityZone"  # nothing known yet: the open zone
    (evidence,) = _ask(_shared("eu-west-1a", "eu-west-1b"), "network.nat-shared-by-zones").evidence
    assert (evidence.resource, evidence.path) == ("t.yaml#Nat", "SubnetId")
    assert evidence.detail == "A (eu-west-1a), B (eu-west-1b)"
    assert [one.address for one in evidence.related] == ["A", "B"]


def test_each_zone_with_its_own_gateway_is_fine() -> None:
    template = _shared("eu-west-1a", "eu-west-1b", ("T", "U"))
    template |= {**nat("Other", "Public"), **route("UOut", "U", NatGatewayId=Ref("Other"))}
    assert _ask(template, "network.nat-shared-by-zones").truth is Truth.NO
    assert _ask(template, "network.nat-serves-a-subnet").truth is Truth.YES


def test_a_gateway_that_nobody_routes_to_serves_nobody() -> None:
    assert _ask({**_placed(), **nat("Nat", "Public")}, "network.nat-serves-a-subnet").truth is Truth.NO
