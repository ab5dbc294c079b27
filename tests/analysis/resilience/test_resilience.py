"""Names given once, gateways attached in time, volumes attached once, failover that can happen."""

from dataclasses import replace

import pytest

from awslint.analysis.resilience.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.graph import Graph
from awslint.model.truth import Truth
from awslint.model.value import Mapping, Scalar
from awslint.query.relations import Links
from awslint.query.view import View
from tests.analysis.graphs import DOCUMENT, If, Parameter, Ref, Sub, in_worlds, resource, view_of

QUEUE = "AWS::SQS::Queue"
Template = dict[str, tuple[object, ...]]


def _ask(view: View, name: str, question: str) -> Outcome:
    return QUESTIONS[f"resilience.{question}"].ask(view, resource(view, name), {})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("orders", "orders", Truth.YES),
        ("orders", "invoices", Truth.NO),
        ("orders", None, Truth.NO),
        (Sub((Ref("Env"), "-orders")), Sub((Ref("Env"), "-orders")), Truth.YES),
        (Sub((Ref("Env"), "-orders")), Sub((Ref("Env"), "-bills")), Truth.NO),
        (Sub((Ref("Env"), "-orders")), "prod-bills", Truth.NO),
        (Sub(("prod-", Ref("Name"))), "test-orders", Truth.NO),
        (Sub((Ref("Env"), "-orders")), "prod-orders", Truth.UNKNOWN),
        (Parameter("Name"), "orders", Truth.UNKNOWN),
        (Parameter("Name"), Parameter("Name"), Truth.YES),
    ],
)
def test_names_are_compared_as_far_as_they_are_known(one: object, other: object, expected: Truth) -> None:
    properties: dict[str, object] = {} if other is None else {"QueueName": other}
    view = view_of({"A": (QUEUE, {"QueueName": one}), "B": (QUEUE, properties)})
    assert _ask(view, "A", "name-shared").truth is expected
    if other is not None:
        assert _ask(view, "B", "name-shared").truth is expected


def test_names_of_other_types_and_other_worlds_do_not_count() -> None:
    name = {"QueueName": "orders"}
    view = view_of(
        {"A": (QUEUE, name, If("Prod")), "B": (QUEUE, name), "C": ("AWS::SNS::Topic", {"TopicName": "orders"})}
    )
    answers = in_worlds(view, lambda seen: _ask(seen, "B", "name-shared").truth)
    assert answers == {("true",): Truth.YES, ("false",): Truth.NO}
    assert _ask(view, "C", "name-shared").truth is Truth.NO


def test_modules_of_terraform_may_deploy_to_different_accounts() -> None:
    view = view_of({"A": (QUEUE, {"QueueName": "orders"}), "B": (QUEUE, {"QueueName": "orders"})})
    addresses = {"A": "module.all.module.one.aws_sqs_queue.q", "B": "module.all.module.two.aws_sqs_queue.q"}
    moved = {
        key: replace(one, address=addresses[one.address], language="terraform", written_type="aws_sqs_queue")
        for key, one in view.graph.resources.items()
    }
    graph = Graph(moved)
    there = View(graph, view.knowledge, Links(graph, view.knowledge))
    assert _ask(there, "A", "name-shared").truth is Truth.UNKNOWN


NETWORK: Template = {
    "Vpc": ("AWS::EC2::VPC", {}),
    "Gateway": ("AWS::EC2::InternetGateway", {}),
    "Attachment": ("AWS::EC2::VPCGatewayAttachment", {"VpcId": Ref("Vpc"), "InternetGatewayId": Ref("Gateway")}),
    "Subnet": ("AWS::EC2::Subnet", {"VpcId": Ref("Vpc")}),
    "Table": ("AWS::EC2::RouteTable", {"VpcId": Ref("Vpc")}),
    "Route": ("AWS::EC2::Route", {"RouteTableId": Ref("Table"), "GatewayId": Ref("Gateway")}),
    "Nat": ("AWS::EC2::NatGateway", {"SubnetId": Ref("Subnet")}),
    "Private": ("AWS::EC2::NatGateway", {"SubnetId": Ref("Subnet"), "ConnectivityType": "private"}),
}


def _waiting(depends: dict[str, list[str]]) -> View:
    view = view_of(NETWORK)
    resources = dict(view.graph.resources)
    for name, on in depends.items():
        key = f"{DOCUMENT}#{name}"
        one = resources[key]
        entries = {"DependsOn": Scalar(on[0], one.place)}
        resources[key] = replace(one, attributes=Mapping(entries, one.place))
    graph = Graph(resources)
    return View(graph, view.knowledge, Links(graph, view.knowledge))


@pytest.mark.parametrize(
    ("depends", "name", "expected"),
    [
        ({}, "Route", Truth.NO),
        ({"Route": ["Attachment"]}, "Route", Truth.YES),
        # the table waits, and the route names the table
        ({"Table": ["Attachment"]}, "Route", Truth.YES),
        ({"Route": ["Vpc"]}, "Route", Truth.NO),
        ({}, "Nat", Truth.NO),
        ({"Nat": ["Route"], "Route": ["Attachment"]}, "Nat", Truth.YES),
        ({"Subnet": ["Attachment"]}, "Nat", Truth.YES),
    ],
)
def test_what_needs_a_gateway_waits_for_its_attachment(
    depends: dict[str, list[str]], name: str, expected: Truth
) -> None:
    outcome = _ask(_waiting(depends), name, "waits-for-gateway")
    assert outcome.truth is expected
    if expected is Truth.NO:
        assert outcome.evidence[0].detail == "nothing makes it wait for Attachment"
        assert [one.address for one in outcome.evidence[0].related] == ["Attachment"]


@pytest.mark.parametrize(("name", "expected"), [("Route", Truth.YES), ("Nat", Truth.YES), ("Private", Truth.NO)])
def test_only_some_need_a_gateway(name: str, expected: Truth) -> None:
    assert _ask(_waiting({}), name, "needs-gateway").truth is expected


def test_a_volume_is_attached_once() -> None:
    def attached(instance: str) -> tuple[object, ...]:
        return ("AWS::EC2::VolumeAttachment", {"VolumeId": Ref("Data"), "InstanceId": instance})

    template: Template = {"Data": ("AWS::EC2::Volume", {}), "One": attached("i-1")}
    assert _ask(view_of(template), "Data", "attached-once").truth is Truth.YES
    twice = {**template, "Two": attached("i-2")}
    assert _ask(view_of(twice), "Data", "attached-once").truth is Truth.NO
    listed: Template = {
        "Data": ("AWS::EC2::Volume", {}),
        "Web": ("AWS::EC2::Instance", {"Volumes": [{"VolumeId": Ref("Data")}]}),
    }
    same = {**listed, "One": ("AWS::EC2::VolumeAttachment", {"VolumeId": Ref("Data"), "InstanceId": Ref("Web")})}
    assert _ask(view_of(same), "Data", "attached-once").truth is Truth.YES
    assert _ask(view_of({**same, "Two": attached("i-2")}), "Data", "attached-once").truth is Truth.NO
    some = view_of({**template, "Two": (*attached("i-2"), If("More"))})
    answers = in_worlds(some, lambda seen: _ask(seen, "Data", "attached-once").truth)
    assert answers == {("true",): Truth.NO, ("false",): Truth.YES}


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"AutomaticFailoverEnabled": True, "NumCacheClusters": 2}, Truth.YES),
        ({"AutomaticFailoverEnabled": True, "NumCacheClusters": 1}, Truth.NO),
        ({"AutomaticFailoverEnabled": False, "NumCacheClusters": 1}, Truth.YES),
        ({"AutomaticFailoverEnabled": True, "NumNodeGroups": 3, "ReplicasPerNodeGroup": 0}, Truth.YES),
        ({"MultiAZEnabled": True, "NumCacheClusters": 2}, Truth.NO),
        ({"MultiAZEnabled": True, "AutomaticFailoverEnabled": True, "NumCacheClusters": 2}, Truth.YES),
        ({"MultiAZEnabled": True, "AutomaticFailoverEnabled": True, "ReplicasPerNodeGroup": 0}, Truth.NO),
        ({"AutomaticFailoverEnabled": True, "NumCacheClusters": Parameter("Nodes")}, Truth.UNKNOWN),
        ({"AutomaticFailoverEnabled": Parameter("Failover"), "NumCacheClusters": 2}, Truth.YES),
        ({"MultiAZEnabled": True, "NumCacheClusters": Parameter("Nodes")}, Truth.NO),
    ],
)
def test_failover_has_somewhere_to_go(properties: dict[str, object], expected: Truth) -> None:
    view = view_of({"Cache": ("AWS::ElastiCache::ReplicationGroup", properties)})
    assert _ask(view, "Cache", "can-fail-over").truth is expected


def test_names_that_nobody_can_compare_in_time_stay_open() -> None:
    template: Template = {f"Q{index}": (QUEUE, {"QueueName": Parameter(f"P{index}")}) for index in range(1002)}
    outcome = _ask(view_of(template), "Q0", "name-shared")
    assert outcome.truth is Truth.UNKNOWN
    assert outcome.evidence[0].unknown is not None
    assert outcome.evidence[0].unknown.subject == "1002 names that are not known"
