"""`awslint reach` on a realistic stack."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
STACK = "fixtures/templates/three-tier-web/template.yaml"


def reach(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "awslint", "reach", *arguments, STACK]
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
