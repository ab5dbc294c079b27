"""`awslint reach` on a realistic stack."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
STACK = "fixtures/templates/three-tier-web/template.yaml"


def reach(*arguments: str, path: str = STACK) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "awslint", "reach", *arguments, path]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_way_is_printed_hop_by_hop() -> None:
    assert reach("--to", "LoadBalancer", "--port", "443").stdout.splitlines() == [
        "the internet reaches LoadBalancer on port 443",
        f"  -> LoadBalancer has a public address  ({STACK}:907:15)",
        f"  -> PublicSubnetA has a default route to an internet gateway  ({STACK}:306:18)",
        f"  -> PublicNetworkAcl lets port 443 in  ({STACK}:525:18)",
        f"  -> LoadBalancerSecurityGroup lets everyone in on port 443  ({STACK}:695:19)",
        f"  -> PublicNetworkAcl lets the answers out  ({STACK}:587:18)",
    ]


def test_the_hop_that_blocks_comes_last() -> None:
    found = json.loads(reach("--to", "Database", "-f", "json").stdout)
    (route,) = found["routes"]
    assert (route["reaches"], route["port"]) == (False, 5432)
    assert route["hops"][-1] == {
        "message": "Database has no public address",
        "passes": False,
        "resource": "Database",
        "location": f"{STACK}:1227:27",
    }


def test_one_host_reaches_another_on_the_port_that_its_group_allows() -> None:
    def first_line(port: str) -> str:
        return reach("--from", "Bastion", "--to", "Database", "--port", port).stdout.splitlines()[0]

    assert first_line("5432") == "Bastion reaches Database on port 5432"
    assert first_line("22") == "Bastion does not reach Database on port 22"


def test_an_address_that_is_not_there_gets_a_suggestion() -> None:
    failed = reach("--to", "Databse")
    assert (failed.returncode, failed.stdout) == (2, "")
    assert "there is no resource 'Databse'; did you mean 'Database'?" in failed.stderr


def test_a_host_may_be_asked_for_its_way_out() -> None:
    assert reach("--from", "Bastion", "--to", "internet").stdout.splitlines() == [
        "Bastion reaches the internet on port 443",
        f"  -> PublicNetworkAcl lets port 443 out  ({STACK}:587:18)",
        f"  -> PublicSubnetA leads to an internet gateway  ({STACK}:306:18)",
        f"  -> Bastion has a public address  ({STACK}:198:28)",
        f"  -> PublicNetworkAcl lets the answers in  ({STACK}:550:18)",
    ]
    failed = reach("--to", "internet")
    assert failed.returncode == 2
    assert "one of --from and --to has to be a resource" in failed.stderr


CHAINED = [
    "{edge} has a public address",
    "{public} has a default route to an internet gateway",
    "{edge_group} lets everyone in on port 443",
    "{edge_listener} forwards it to {inner_targets}",
    "{inner_targets} sends it to {inner}",
    "{inner_group} lets the clients of {edge} in on port 443",
    "{inner_listener} forwards it to {app_targets}",
    "{app_targets} sends it to {app}",
    "{app_group} lets {inner} in on port 8080",
]
HIDDEN = [
    "{edge} has a public address",
    "{public} has a default route to an internet gateway",
    "{edge_group} lets everyone in on port 444",
    "{metrics_listener} forwards it to {metrics_targets}",
    "{metrics_targets} sends it to {app}",
    "{app_group} lets {edge} in on port 9090",
]
KINDS = {"listener": "aws_lb_listener", "targets": "aws_lb_target_group", "group": "aws_security_group"}


def in_terraform(name: str) -> str:
    stem, _, kind = name.partition("_")
    whole = {"public": "aws_subnet.public", "app": "aws_instance.app"}
    return whole.get(name) or f"{KINDS.get(kind, 'aws_lb')}.{stem}"


@pytest.mark.parametrize(
    ("port", "truth", "expected"),
    [("8080", True, CHAINED), ("9090", True, HIDDEN), ("22", False, ["{app} has no public address"])],
)
@pytest.mark.parametrize("source", ["template.yaml", "plan.json"])
def test_load_balancers_in_a_chain_in_both_languages(source: str, port: str, truth: bool, expected: list[str]) -> None:
    names = [
        "edge", "inner", "app", "public", "edge_group", "inner_group", "app_group", "edge_listener", "inner_listener",
        "inner_targets", "app_targets", "metrics_listener", "metrics_targets",
    ]  # fmt: skip
    spelled = {name: in_terraform(name) if source == "plan.json" else name.title().replace("_", "") for name in names}
    path = f"fixtures/networks/chained/{source}"
    found = json.loads(reach("--to", spelled["app"], "--port", port, "-f", "json", path=path).stdout)
    (route,) = found["routes"]
    assert route["reaches"] is truth
    messages = [hop["message"] for hop in route["hops"]]
    # Terraform's groups let nothing out unless somebody writes it.
    written = [one for one in messages if " out to " in one]
    assert bool(written) is (truth and source == "plan.json")
    assert [one for one in messages if one not in written] == [one.format_map(spelled) for one in expected]
    assert all(hop["location"].startswith(path) for hop in route["hops"])
