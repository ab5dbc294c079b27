"""What a security group opens to everyone, and what is only open."""

from typing import Any

import pytest

from awslint.analysis.network.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import If, Incomplete, NoValue, Parameter, Ref, Sub, in_worlds, resource, view_of

GROUP = "AWS::EC2::SecurityGroup"
INGRESS = "AWS::EC2::SecurityGroupIngress"
SSH = {"ports": [22], "protocol": "TCP"}


def _entry(**fields: object) -> dict[str, object]:
    return {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0", **fields}


def _ask(entries: object, question: str = "network.open-to-everyone", **arguments: Any) -> Outcome:
    view = view_of({"Web": (GROUP, {} if entries is None else {"SecurityGroupIngress": entries})})
    return QUESTIONS[question].ask(view, resource(view, "Web"), arguments or SSH)


def _found(outcome: Outcome) -> list[tuple[str, str]]:
    return [(one.path, one.detail) for one in outcome.evidence]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"FromPort": "22", "ToPort": "22"},
        {"FromPort": 0, "ToPort": 65535},
        {"FromPort": 20, "ToPort": 30},
        {"IpProtocol": "-1", "FromPort": 80, "ToPort": 80},
        {"IpProtocol": -1},
        {"IpProtocol": "6"},
        {"IpProtocol": "TCP"},
        {"FromPort": -1, "ToPort": -1},
        {"CidrIp": "0.0.0.0/00"},
        {"CidrIp": Parameter("From", default="0.0.0.0/0")},
    ],
)
def test_ssh_is_open(fields: dict[str, object]) -> None:
    entry = _entry(**fields)
    if entry["CidrIp"] == "0.0.0.0/00":
        entry["CidrIp"] = "1.1.1.1/0"
    outcome = _ask([entry])
    assert outcome.truth is Truth.YES
    assert [one.path for one in outcome.evidence] == ["SecurityGroupIngress[0].CidrIp"]


def test_ipv6_points_at_its_own_property() -> None:
    outcome = _ask([_entry(CidrIp=NoValue(), CidrIpv6="::/0")])
    assert _found(outcome) == [("SecurityGroupIngress[0].CidrIpv6", "port 22 over TCP to ::/0")]


@pytest.mark.parametrize(
    "fields",
    [
        {"CidrIp": "10.0.0.0/8"},
        {"CidrIp": "0.0.0.0/1"},
        {"CidrIp": Sub((Ref("Office"), "/32"))},
        {"CidrIp": Parameter("From", default="10.0.0.0/8")},
        {"CidrIp": NoValue(), "SourceSecurityGroupId": Ref("Other")},
        {"FromPort": 23, "ToPort": 25},
        {"FromPort": 80, "ToPort": Ref("Port")},
        {"IpProtocol": "udp"},
        {"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1},
        {"IpProtocol": "icmp", "FromPort": 22, "ToPort": 22},
        {"IpProtocol": "47"},
    ],
)
def test_ssh_is_closed(fields: dict[str, object]) -> None:
    assert _ask([_entry(**fields)]).truth is Truth.NO


@pytest.mark.parametrize("entries", [None, [], NoValue()])
def test_nothing_written_lets_nobody_in(entries: object) -> None:
    assert _ask(entries).truth is Truth.NO


@pytest.mark.parametrize(
    ("entries", "path", "subject"),
    [
        ([_entry(CidrIp=Ref("From"))], "SecurityGroupIngress[0].CidrIp", "From"),
        ([_entry(FromPort=Ref("Port"), ToPort=Ref("Port"))], "SecurityGroupIngress[0].FromPort", "Port"),
        ([_entry(IpProtocol=Ref("Proto"))], "SecurityGroupIngress[0].IpProtocol", "Proto"),
        ([Ref("Entry")], "SecurityGroupIngress[0]", "Entry"),
        (Ref("Entries"), "SecurityGroupIngress", "Entries"),
        (Incomplete([_entry(CidrIp="10.0.0.0/8")]), "SecurityGroupIngress", "AWS::Include"),
    ],
)
def test_what_is_unknown_is_named(entries: object, path: str, subject: str) -> None:
    outcome = _ask(entries)
    assert outcome.truth is Truth.UNKNOWN
    (evidence,) = outcome.evidence
    assert (evidence.path, evidence.unknown and evidence.unknown.subject) == (path, subject)


def test_each_offending_entry_is_its_own_evidence_and_others_are_not() -> None:
    outcome = _ask([_entry(), _entry(CidrIp="10.0.0.0/8"), _entry(FromPort=0, ToPort=100), _entry(CidrIp=Ref("X"))])
    assert _found(outcome) == [
        ("SecurityGroupIngress[0].CidrIp", "port 22 over TCP to 0.0.0.0/0"),
        ("SecurityGroupIngress[2].CidrIp", "ports 0-100 over TCP to 0.0.0.0/0"),
    ]


def test_entries_in_resources_of_their_own_are_merged() -> None:
    view = view_of({
        "Web": (GROUP, {"GroupName": "web", "SecurityGroupIngress": [_entry(CidrIp="10.0.0.0/8")]}),
        "ByRef": (INGRESS, {"GroupId": Ref("Web"), **_entry()}),
        "ByAttribute": (INGRESS, {"GroupId": Ref("Web", "GroupId"), **_entry()}),
        "ByName": (INGRESS, {"GroupName": "web", **_entry()}),
        "Elsewhere": (INGRESS, {"GroupId": Ref("Other"), **_entry()}),
        "Nobody": (INGRESS, {"GroupId": Ref("Web"), **_entry()}, False),
    })  # fmt: skip
    outcome = QUESTIONS["network.open-to-everyone"].ask(view, resource(view, "Web"), SSH)
    assert [one.resource for one in outcome.evidence] == ["t.yaml#ByRef", "t.yaml#ByAttribute", "t.yaml#ByName"]
    assert [one.path for one in outcome.evidence] == ["CidrIp"] * 3
    alone = QUESTIONS["network.open-to-everyone"].ask(view, resource(view, "Elsewhere"), SSH)
    assert (alone.truth, alone.evidence[0].path) == (Truth.YES, "CidrIp")


def test_conditional_items_are_judged_in_each_world() -> None:
    view = view_of({"Web": (GROUP, {"SecurityGroupIngress": [If("IsDev", _entry(), NoValue())]})})
    answers = in_worlds(view, lambda seen: QUESTIONS["network.open-to-everyone"].ask(seen, resource(seen, "Web"), SSH))
    assert {world: answer.truth for world, answer in answers.items()} == {
        ("true",): Truth.YES,
        ("false",): Truth.NO,
    }


def test_a_choice_that_cannot_matter_is_not_asked_for() -> None:
    entry = _entry(FromPort=443, ToPort=443, CidrIp=If("IsDev", "0.0.0.0/0", "10.0.0.0/8"))
    assert _ask([entry]).truth is Truth.NO


def test_allowed_values_make_worlds() -> None:
    view = view_of(
        {"Web": (GROUP, {"SecurityGroupIngress": [_entry(CidrIp=Parameter("From", allowed=("10.0.0.0/8", "::/0")))]})}
    )
    answers = in_worlds(view, lambda seen: QUESTIONS["network.open-to-everyone"].ask(seen, resource(seen, "Web"), SSH))
    assert {world: answer.truth for world, answer in answers.items()} == {
        ("10.0.0.0/8",): Truth.NO,
        ("::/0",): Truth.YES,
    }


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"protocol": "ALL", "ip": "ALL", "ports": "22,3389"}, Truth.YES),
        ({"protocol": "TCP", "ports": "22", "count-any": False}, Truth.NO),
        ({"protocol": "TCP", "ports": "22"}, Truth.YES),
        ({"protocol": "ALL", "ip": "IPv6", "ports": "22"}, Truth.NO),
        ({"protocol": "all", "ip": "ipv4", "ports": "22"}, Truth.YES),
    ],
)
def test_protocol_and_ip_version_can_be_chosen(arguments: dict[str, Any], expected: Truth) -> None:
    assert _ask([_entry(IpProtocol="-1")], **arguments).truth is expected


def test_ports_may_be_rule_parameters() -> None:
    view = view_of({"Web": (GROUP, {"SecurityGroupIngress": [_entry()]})}, {"one": None, "more": ["22"]})
    arguments = {"ports": [{"param": "one"}, {"param": "more"}], "protocol": "TCP"}
    assert QUESTIONS["network.open-to-everyone"].ask(view, resource(view, "Web"), arguments).truth is Truth.YES


@pytest.mark.parametrize(
    ("fields", "tcp", "udp", "expected"),
    [
        ({"FromPort": 443, "ToPort": 443}, "443", None, Truth.NO),
        ({"FromPort": 443, "ToPort": 443}, None, None, Truth.YES),
        ({"FromPort": 443, "ToPort": 443}, None, "443", Truth.YES),
        ({"FromPort": 1021, "ToPort": 1024}, "443,1020-1025", None, Truth.NO),
        ({"FromPort": 1021, "ToPort": 1026}, "443,1020-1025", None, Truth.YES),
        ({"IpProtocol": "udp", "FromPort": 500, "ToPort": 500}, None, "500", Truth.NO),
        ({"IpProtocol": "-1"}, "0-65535", "0-65535", Truth.NO),
        ({"IpProtocol": "-1"}, "443", "500", Truth.YES),
        ({"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1}, None, None, Truth.NO),
        ({"FromPort": 80, "ToPort": Ref("Port")}, "443", None, Truth.YES),
        ({"FromPort": 443, "ToPort": Ref("Port")}, "443", None, Truth.UNKNOWN),
        ({"CidrIp": "10.0.0.0/8"}, None, None, Truth.NO),
    ],
)
def test_only_authorized_ports(fields: dict[str, object], tcp: object, udp: object, expected: Truth) -> None:
    outcome = _ask([_entry(**fields)], "network.unauthorized-ports", tcp=tcp, udp=udp)
    assert outcome.truth is expected


def test_a_group_that_is_open_for_icmp_alone_is_open_to_somebody() -> None:
    entry = _entry(IpProtocol="icmp", FromPort=-1, ToPort=-1)
    assert _ask([entry], "network.any-source-open", x=1).truth is Truth.YES
    assert _ask([_entry(CidrIp="10.0.0.0/8")], "network.any-source-open", x=1).truth is Truth.NO


def _lists(*cidrs: str) -> list[dict[str, object]]:
    return [_entry(CidrIp=one) for one in cidrs]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (_lists("0.0.0.0/1", "128.0.0.0/1"), [("SecurityGroupIngress[0].CidrIp", "0.0.0.0/1 with 128.0.0.0/1")]),
        (
            _lists("10.0.0.0/8", "0.0.0.0/1", "128.0.0.0/1"),
            [("SecurityGroupIngress[1].CidrIp", "0.0.0.0/1 with 128.0.0.0/1")],
        ),
        (
            [_entry(CidrIp=NoValue(), CidrIpv6="::/1"), _entry(CidrIp=NoValue(), CidrIpv6="8000::/1")],
            [("SecurityGroupIngress[0].CidrIpv6", "::/1")],  # every IPv6 address that is in use
        ),
        ([_entry(CidrIp=NoValue(), CidrIpv6="2000::/3")], [("SecurityGroupIngress[0].CidrIpv6", "2000::/3")]),
        (_lists("0.0.0.0/1"), []),
        (_lists("0.0.0.0/0"), []),
        ([_entry(CidrIp="0.0.0.0/1"), _entry(CidrIp="128.0.0.0/1", FromPort=23, ToPort=23)], []),
        ([_entry(CidrIp="0.0.0.0/1"), _entry(CidrIp="128.0.0.0/1", IpProtocol="udp")], []),
    ],
)
def test_ranges_that_together_are_the_internet(
    entries: list[dict[str, object]], expected: list[tuple[str, str]]
) -> None:
    outcome = _ask(entries, "network.open-by-union", x=1)
    assert outcome.truth is (Truth.YES if expected else Truth.NO)
    if expected:
        assert [(one.path, one.detail) for one in outcome.evidence] == [
            (path, f"port 22 over TCP to {texts}") for path, texts in expected
        ]


def test_the_union_is_of_the_ports_that_all_of_them_open() -> None:
    entries = [
        _entry(CidrIp="0.0.0.0/1", FromPort=20, ToPort=30),
        _entry(CidrIp="128.0.0.0/1", IpProtocol="-1"),
        _entry(CidrIp="10.0.0.0/8", FromPort=25, ToPort=25),
    ]
    (evidence,) = _ask(entries, "network.open-by-union", x=1).evidence
    assert evidence.detail == "ports 20-30 over TCP to 0.0.0.0/1 with 128.0.0.0/1"
    assert [one.place.path[-2:] for one in evidence.related if one.place] == [(1, "CidrIp")]


def test_prefix_lists_of_the_template_count() -> None:
    def ask(*cidrs: object) -> Truth:
        view = view_of({
            "List": ("AWS::EC2::PrefixList", {"Entries": [{"Cidr": one} for one in cidrs]}),
            "Web": (GROUP, {"SecurityGroupIngress": [_entry(CidrIp=NoValue(), SourcePrefixListId=Ref("List"))]}),
        })  # fmt: skip
        return QUESTIONS["network.open-by-union"].ask(view, resource(view, "Web"), {}).truth

    assert ask("0.0.0.0/0") is Truth.YES
    assert ask("0.0.0.0/1", "128.0.0.0/1") is Truth.YES
    assert ask("10.0.0.0/8") is Truth.NO
    assert ask("10.0.0.0/8", Ref("Office")) is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([*_lists("10.0.0.0/8"), _entry(CidrIp=Ref("Office"))], Truth.NO),
        ([*_lists("0.0.0.0/1"), _entry(CidrIp=Ref("Office"))], Truth.UNKNOWN),
        ([_entry(CidrIp=Ref("Office")), _entry(CidrIp=Ref("Branch"))], Truth.UNKNOWN),
        ([_entry(CidrIp=NoValue(), SourcePrefixListId="pl-3b927c52")], Truth.UNKNOWN),
        ([_entry(CidrIp=Sub((Ref("Ip"), "/32"))), _entry(CidrIp="0.0.0.0/1")], Truth.NO),
    ],
)
def test_unknown_ranges_matter_only_where_they_could_complete_the_union(
    entries: list[dict[str, object]], expected: Truth
) -> None:
    assert _ask(entries, "network.open-by-union", x=1).truth is expected
