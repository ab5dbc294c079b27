"""Ranges that do not fit: outside, overlapping, of a size that EC2 refuses, or too small for what scales into them."""

import pytest

from awslint.analysis.network.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Ref, resource, view_of
from tests.analysis.network.networks import Resources


def _ask(question: str, template: Resources, name: str) -> Outcome:
    view = view_of(template)
    return QUESTIONS[f"network.{question}"].ask(view, resource(view, name), {})


def _vpc(*subnets: object, cidr: object = "10.0.0.0/16") -> Resources:
    found: Resources = {"Vpc": ("AWS::EC2::VPC", {"CidrBlock": cidr})}
    for index, one in enumerate(subnets):
        found[f"S{index}"] = ("AWS::EC2::Subnet", {"VpcId": Ref("Vpc"), "CidrBlock": one})
    return found


@pytest.mark.parametrize(
    ("subnet", "vpc", "expected"),
    [
        ("10.0.1.0/24", "10.0.0.0/16", Truth.NO),
        ("10.0.0.0/16", "10.0.0.0/16", Truth.NO),
        ("10.1.1.0/24", "10.0.0.0/16", Truth.YES),
        ("10.0.0.0/15", "10.0.0.0/16", Truth.YES),
        (Ref("Range"), "10.0.0.0/16", Truth.UNKNOWN),
        ("10.1.1.0/24", Ref("Range"), Truth.UNKNOWN),
    ],
)
def test_a_subnet_lies_inside_its_vpc(subnet: object, vpc: object, expected: Truth) -> None:
    assert _ask("subnet-outside-vpc", _vpc(subnet, cidr=vpc), "S0").truth is expected


def test_a_second_range_of_the_vpc_counts() -> None:
    template = _vpc("10.1.1.0/24")
    template["More"] = ("AWS::EC2::VPCCidrBlock", {"VpcId": Ref("Vpc"), "CidrBlock": "10.1.0.0/16"})
    assert _ask("subnet-outside-vpc", template, "S0").truth is Truth.NO


def test_the_later_of_two_overlapping_subnets_is_blamed() -> None:
    template = _vpc("10.0.1.0/24", "10.0.2.0/24", "10.0.0.0/23", Ref("Range"))
    assert [_ask("subnet-overlaps", template, f"S{index}").truth for index in range(4)] == [
        Truth.NO, Truth.NO, Truth.YES, Truth.UNKNOWN,
    ]  # fmt: skip
    (evidence,) = _ask("subnet-overlaps", template, "S2").evidence
    assert (evidence.path, evidence.detail) == ("CidrBlock", "10.0.0.0/23 overlaps 10.0.1.0/24 of S0")


@pytest.mark.parametrize(
    ("other", "expected"),
    [("10.0.128.0/20", Truth.YES), ("10.1.0.0/16", Truth.NO), (Ref("Range"), Truth.UNKNOWN)],
)
def test_peered_vpcs_do_not_overlap(other: object, expected: Truth) -> None:
    template: Resources = {
        "A": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}),
        "B": ("AWS::EC2::VPC", {"CidrBlock": other}),
        "Link": ("AWS::EC2::VPCPeeringConnection", {"VpcId": Ref("A"), "PeerVpcId": Ref("B")}),
    }
    assert _ask("peers-overlap", template, "Link").truth is expected


def test_a_peer_outside_the_input_may_overlap() -> None:
    template: Resources = {
        "A": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}),
        "Link": ("AWS::EC2::VPCPeeringConnection", {"VpcId": Ref("A"), "PeerVpcId": "vpc-0123"}),
    }
    outcome = _ask("peers-overlap", template, "Link")
    assert (outcome.truth, outcome.evidence[0].path) == (Truth.UNKNOWN, "PeerVpcId")


@pytest.mark.parametrize(
    ("cidr", "expected"),
    [
        ("10.0.0.0/16", Truth.NO),
        ("10.0.0.0/28", Truth.NO),
        ("10.0.0.0/15", Truth.YES),
        ("10.0.0.0/29", Truth.YES),
        (Ref("Range"), Truth.UNKNOWN),
    ],
)
def test_sizes_that_ec2_takes(cidr: object, expected: Truth) -> None:
    assert _ask("wrong-size", _vpc(cidr=cidr), "Vpc").truth is expected


@pytest.mark.parametrize(
    ("most", "expected"),
    [("22", Truth.NO), ("23", Truth.YES), (Ref("Most"), Truth.UNKNOWN)],
)
def test_five_addresses_of_each_subnet_are_taken(most: object, expected: Truth) -> None:
    template = _vpc("10.0.1.0/28", "10.0.2.0/28")
    fleet = {"MaxSize": most, "VPCZoneIdentifier": [Ref("S0"), Ref("S1")]}
    template["Fleet"] = ("AWS::AutoScaling::AutoScalingGroup", fleet)
    assert _ask("too-few-addresses", template, "Fleet").truth is expected
