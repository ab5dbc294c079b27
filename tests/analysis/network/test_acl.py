"""Network ACLs: the entry with the lowest number that matches decides."""

import pytest

from awslint.analysis.network.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Ref, resource, view_of

ACL = "AWS::EC2::NetworkAcl"
ENTRY = "AWS::EC2::NetworkAclEntry"


def _allow(number: object = 100, **fields: object) -> dict[str, object]:
    return {
        "NetworkAclId": Ref("Acl"), "RuleNumber": number, "Protocol": 6, "RuleAction": "allow",
        "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 22, "To": 22}, **fields,
    }  # fmt: skip


def _deny(number: object, **fields: object) -> dict[str, object]:
    return _allow(number, RuleAction="deny", **fields)


def _ask(*entries: dict[str, object]) -> Outcome:
    template: dict[str, tuple[object, ...]] = {"Acl": (ACL, {"VpcId": Ref("Vpc")})}
    template |= {f"E{index}": (ENTRY, entry) for index, entry in enumerate(entries)}
    view = view_of(template)
    return QUESTIONS["network.acl-open-to-everyone"].ask(view, resource(view, "Acl"), {"ports": [22, 3389]})


def _without(entry: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in entry.items() if name not in names}


@pytest.mark.parametrize(
    "entry",
    [
        _allow(),
        _allow(Protocol=-1),
        _allow(Protocol="-1", PortRange={"From": 1, "To": 2}),
        _allow(Protocol=17),
        _allow(PortRange={"From": 3000, "To": 4000}),
        _allow(RuleAction="ALLOW"),
        _allow(Egress=False),
        _without(_allow(Ipv6CidrBlock="::/0"), "CidrBlock"),
        _without(_allow(), "PortRange"),
    ],
)
def test_open_to_everyone(entry: dict[str, object]) -> None:
    outcome = _ask(entry)
    assert outcome.truth is Truth.YES
    assert [(one.resource, one.path) for one in outcome.evidence] == [
        ("t.yaml#E0", "Ipv6CidrBlock" if "Ipv6CidrBlock" in entry else "CidrBlock")
    ]


@pytest.mark.parametrize(
    "entry",
    [
        _allow(CidrBlock="10.0.0.0/8"),
        _allow(PortRange={"From": 80, "To": 443}),
        _allow(Protocol=1),
        _allow(Egress=True),
        _deny(100),
    ],
)
def test_closed(entry: dict[str, object]) -> None:
    assert _ask(entry).truth is Truth.NO


def test_an_acl_without_entries_lets_nobody_in() -> None:
    assert _ask().truth is Truth.NO


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([_deny(90, Protocol=-1), _allow(100)], Truth.NO),
        ([_deny(110), _allow(100)], Truth.YES),
        # 22 is denied, 3389 is not
        ([_deny(90), _allow(100, Protocol=-1)], Truth.YES),
        ([_deny(90), _deny(91, PortRange={"From": 3389, "To": 3389}), _allow(100)], Truth.NO),
        ([_deny(90, Protocol=17), _allow(100)], Truth.YES),
        ([_deny(90, CidrBlock="10.0.0.0/8"), _allow(100)], Truth.YES),
        ([_deny(80, CidrBlock="0.0.0.0/1"), _deny(81, CidrBlock="128.0.0.0/1"), _allow(100)], Truth.NO),
        ([_deny(90, Egress=True), _allow(100)], Truth.YES),
        ([_deny(Ref("Number")), _allow(100)], Truth.UNKNOWN),
        ([_deny(90, CidrBlock=Ref("Office")), _allow(100)], Truth.UNKNOWN),
        ([_allow(100, RuleAction=Ref("Action"))], Truth.UNKNOWN),
        ([_allow(100, CidrBlock=Ref("Office"))], Truth.UNKNOWN),
    ],
)
def test_lower_numbers_go_first(entries: list[dict[str, object]], expected: Truth) -> None:
    assert _ask(*entries).truth is expected


def test_the_message_says_what_is_allowed() -> None:
    (evidence,) = _ask(_allow(PortRange={"From": 20, "To": 25})).evidence
    assert evidence.detail == "ports 20-25 over TCP to 0.0.0.0/0"


def test_what_leaves_it_open_is_named() -> None:
    (evidence,) = _ask(_deny(90, CidrBlock=Ref("Office")), _allow(100)).evidence
    assert (evidence.resource, evidence.path) == ("t.yaml#E0", "CidrBlock")


def test_an_entry_of_an_acl_outside_the_input_stands_for_itself() -> None:
    view = view_of({"Alone": (ENTRY, _allow())})
    outcome = QUESTIONS["network.acl-open-to-everyone"].ask(view, resource(view, "Alone"), {"ports": [22]})
    assert (outcome.truth, outcome.evidence[0].path) == (Truth.YES, "CidrBlock")
