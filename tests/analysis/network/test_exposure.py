"""What the internet makes of an open port or a public address."""

from awslint.analysis.network.exposure import exposed, way
from awslint.analysis.network.path import Answer
from awslint.analysis.network.ports import Ports
from awslint.model.place import Place
from awslint.model.truth import Truth
from awslint.query.view import View
from tests.analysis.graphs import DOCUMENT, Parameter, Ref, in_worlds, resource, view_of
from tests.analysis.network.hosts_and_paths import acl, balanced, database, group, instance, lets, network
from tests.analysis.network.networks import Resources

SSH = (Ports(22, 22),)


def _entry(name: str, index: int = 0) -> Place:
    return Place(DOCUMENT, ("Resources", name, "Properties", "SecurityGroupIngress", index, "CidrIp"))


def _of_group(template: Resources, name: str, asked: tuple[Ports, ...] = SSH) -> Answer | None:
    view = view_of(template)
    return exposed(view, resource(view, name), _entry(name), asked)


def _line(answer: Answer | None) -> str:
    return "not known" if answer is None else way(answer)


def test_an_open_port_of_a_public_instance_is_reached() -> None:
    answer = _of_group({**network(), **group("Web", lets(22)), **instance("Host", "Public", Ref("Web"))}, "Web")
    assert _line(answer) == (
        "reachable from the internet: Host has a public address, Public has a default route to an internet gateway, "
        "Web lets everyone in on port 22"
    )


def test_an_open_port_of_a_private_instance_is_not() -> None:
    answer = _of_group({**network(), **group("Web", lets(22)), **instance("Host", "Private", Ref("Web"))}, "Web")
    assert _line(answer) == "nothing outside can reach it: Host has no public address"


def test_a_group_that_nothing_uses_says_so() -> None:
    template = {**network(), **group("Web", lets(22)), **group("Other"), **instance("Host", "Public", Ref("Other"))}
    assert _line(_of_group(template, "Web")) == "nothing outside can reach it: nothing in the input uses Web"


def test_groups_without_any_host_are_there_for_other_stacks() -> None:
    assert _of_group({**network(), **group("Web", lets(22))}, "Web") is None


def test_a_host_outside_the_model_leaves_it_open() -> None:
    cluster = {"Eks": ("AWS::EKS::Cluster", {"ResourcesVpcConfig": {"SecurityGroupIds": [Ref("Web")]}})}
    template = {**network(), **group("Web", lets(22)), **instance("Host", "Private", Ref("Web")), **cluster}
    assert _of_group(template, "Web") is None


def test_a_subnet_with_ipv6_leaves_what_ipv4_does_not_reach_open() -> None:
    template = {**network(), **group("Web", lets(22)), **instance("Host", "Private", Ref("Web"))}
    kind, properties = template["Private"]
    assert isinstance(properties, dict)
    template["Private"] = (kind, {**properties, "Ipv6CidrBlock": "2001:db8::/64"})
    assert _of_group(template, "Web") is None


def test_ports_that_a_database_does_not_serve_are_not_reached() -> None:
    template = {**network(), **group("DbGroup", lets(22)), **database(True, "Public")}
    assert _line(_of_group(template, "DbGroup")) == "nothing outside can reach it: Db does not serve the port"
    answer = _of_group({**network(), **group("DbGroup", lets(5432)), **database(True, "Public")}, "DbGroup", ())
    assert answer is not None and answer.truth is Truth.YES


def test_ping_is_not_followed() -> None:
    ping = {"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1, "CidrIp": "0.0.0.0/0"}
    template = {**network(), **group("Web", ping), **instance("Host", "Public", Ref("Web"))}
    assert _of_group(template, "Web", ()) is None


def test_an_instance_behind_a_load_balancer_is_reached_on_the_target_port() -> None:
    template = {**balanced(), **group("AppGroup", lets(8080))}
    answer = _of_group(template, "AppGroup", ())
    assert answer is not None and answer.truth is Truth.YES
    assert [hop.words for hop in answer.hops][3:5] == ["Listener forwards it to Targets", "Targets sends it to App"]


def test_a_launch_configuration_stands_for_its_fleets() -> None:
    template: Resources = {
        **network(),
        **group("Web", lets(22)),
        "Config": (
            "AWS::AutoScaling::LaunchConfiguration",
            {"SecurityGroups": [Ref("Web")], "AssociatePublicIpAddress": True},
        ),
        "Fleet": (
            "AWS::AutoScaling::AutoScalingGroup",
            {"LaunchConfigurationName": Ref("Config"), "VPCZoneIdentifier": [Ref("Public")]},
        ),
    }
    for name in ("Web", "Config"):
        view = view_of(template)
        answer = exposed(view, resource(view, name), _entry(name), SSH)
        assert answer is not None and answer.truth is Truth.YES, name


def test_an_acl_stands_for_what_is_in_its_subnets() -> None:
    template: Resources = {
        **network(),
        **acl({"PortRange": {"From": 22, "To": 22}}, {"Egress": True}, name="Public"),
        **group("Web", lets(22)),
        **instance("Host", "Public", Ref("Web")),
    }
    view = view_of(template)
    place = Place(DOCUMENT, ("Resources", "E0", "Properties", "CidrBlock"))
    answer = exposed(view, resource(view, "Acl"), place, SSH)
    assert answer is not None and answer.truth is Truth.YES


def test_a_public_address_behind_a_closed_group_is_not_reached() -> None:
    template = {**network(), **group("Web", lets(22, CidrIp="192.0.2.0/24")), **instance("Host", "Public", Ref("Web"))}
    view = view_of(template)
    answer = exposed(view, resource(view, "Host"), None)
    assert _line(answer) == "nothing outside can reach it: Web does not let everyone in on port 22"


def test_a_cluster_is_reached_by_its_members() -> None:
    template: Resources = {
        **network(),
        **group("DbGroup", lets(3306)),
        "Subnets": ("AWS::RDS::DBSubnetGroup", {"SubnetIds": [Ref("Public")]}),
        "Cluster": (
            "AWS::RDS::DBCluster",
            {
                "Engine": "aurora-mysql",
                "DBSubnetGroupName": Ref("Subnets"),
                "VpcSecurityGroupIds": [Ref("DbGroup")],
            },
        ),
        "Member": (
            "AWS::RDS::DBInstance",
            {"DBClusterIdentifier": Ref("Cluster"), "Engine": "aurora-mysql", "PubliclyAccessible": True},
        ),
    }
    view = view_of(template)
    answer = exposed(view, resource(view, "Cluster"), None)
    assert answer is not None and answer.truth is Truth.YES


def test_an_instance_without_groups_in_a_foreign_vpc_has_a_group_that_nobody_knows() -> None:
    view = view_of({"Host": ("AWS::EC2::Instance", {"NetworkInterfaces": [{"AssociatePublicIpAddress": True}]})})
    assert exposed(view, resource(view, "Host"), None) is None


def test_reach_follows_the_world() -> None:
    flag = Parameter("Public", allowed=("true", "false"))
    view = view_of({**network(), **group("DbGroup", lets(5432)), **database(flag, "Public")})

    def ask(seen: View) -> str:
        return _line(exposed(seen, resource(seen, "Db"), None)).partition(":")[0]

    expected = {("true",): "reachable from the internet", ("false",): "nothing outside can reach it"}
    assert in_worlds(view, ask) == expected
