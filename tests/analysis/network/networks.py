"""A VPC to vary: a public and a private subnet in each of two zones, a NAT gateway, and something that runs."""

from tests.analysis.graphs import Ref, Zone

Resources = dict[str, tuple[object, ...]]


def vpc() -> Resources:
    """The VPC with its internet gateway and a public route table."""
    return {
        "Vpc": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}),
        "Igw": ("AWS::EC2::InternetGateway", {}),
        "Attachment": ("AWS::EC2::VPCGatewayAttachment", {"VpcId": Ref("Vpc"), "InternetGatewayId": Ref("Igw")}),
        **table("PublicTable"),
        **route("PublicRoute", "PublicTable", GatewayId=Ref("Igw")),
    }


def subnet(name: str, zone: object, table_name: str | None = None, **properties: object) -> Resources:
    """A subnet, associated with a route table when one is named."""
    found: Resources = {name: ("AWS::EC2::Subnet", {"VpcId": Ref("Vpc"), "AvailabilityZone": zone, **properties})}
    if table_name is not None:
        association = {"SubnetId": Ref(name), "RouteTableId": Ref(table_name)}
        found[f"{name}Association"] = ("AWS::EC2::SubnetRouteTableAssociation", association)
    return found


def table(name: str) -> Resources:
    """A route table of the VPC."""
    return {name: ("AWS::EC2::RouteTable", {"VpcId": Ref("Vpc")})}


def route(name: str, table_name: str, **properties: object) -> Resources:
    """A route, by default for all of IPv4."""
    given = {"DestinationCidrBlock": "0.0.0.0/0", **properties}
    if "DestinationIpv6CidrBlock" in properties or "DestinationPrefixListId" in properties:
        given.pop("DestinationCidrBlock")
    return {name: ("AWS::EC2::Route", {"RouteTableId": Ref(table_name), **given})}


def nat(name: str, subnet_name: str, **properties: object) -> Resources:
    """A NAT gateway."""
    return {name: ("AWS::EC2::NatGateway", {"SubnetId": Ref(subnet_name), **properties})}


def function(*subnets: object, name: str = "Fn") -> Resources:
    """A Lambda function in these subnets."""
    return {name: ("AWS::Lambda::Function", {"VpcConfig": {"SubnetIds": list(subnets)}})}


def private(**properties: object) -> Resources:
    """A private subnet with a route table of its own, and a function in it; no way out yet."""
    return {
        **vpc(),
        **subnet("Public", Zone(0), "PublicTable"),
        **subnet("Private", Zone(0), "PrivateTable", **properties),
        **table("PrivateTable"),
        **function(Ref("Private")),
    }
