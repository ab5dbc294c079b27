"""Violations about exposure say whether the internet gets there: from the template to the finding."""

from pathlib import Path

from awslint.model.finding import Finding, Verdict
from awslint.planning.options import Options
from awslint.run import check

NETWORK = """\
Parameters:
  Env: {Type: String, AllowedValues: [dev, prod]}
  Kind: {Type: String, AllowedValues: [open, closed]}
Conditions:
  IsDev: !Equals [!Ref Env, dev]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Igw: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Igw}}
  Routes: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Out:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref Routes, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}
  Public: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, MapPublicIpOnLaunch: FLAG}}
  PublicTable:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Public, RouteTableId: !Ref Routes}
  Host: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref Public, SecurityGroupIds: [!Ref Group]}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: hosts
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: SOURCE}
"""


def _ssh(folder: Path, flag: str, source: str = "0.0.0.0/0", rule: str = "restricted-ssh") -> Finding:
    (folder / "t.yaml").write_text(NETWORK.replace("FLAG", flag).replace("SOURCE", source))
    found = check([str(folder / "t.yaml")], Options(select=(rule,))).findings
    return next(one for one in found if one.address == "Group")


def test_the_way_leads_from_the_internet_to_the_port(tmp_path: Path) -> None:
    found = _ssh(tmp_path, "true")
    assert found.reach is not None and found.reach.reachable
    assert [one.address for one in found.reach.hops] == ["Public", "Out", "Group"]
    assert (found.severity, found.verdict) == ("high", Verdict.NON_COMPLIANT)


def test_what_blocks_is_the_last_hop(tmp_path: Path) -> None:
    found = _ssh(tmp_path, "false")
    assert found.reach is not None and not found.reach.reachable
    assert found.reach.words == "nothing outside can reach it: Host has no public address"


def test_an_answer_that_differs_between_the_violating_worlds_is_none(tmp_path: Path) -> None:
    assert _ssh(tmp_path, "!If [IsDev, true, false]").reach is None


def test_only_the_worlds_that_violate_count(tmp_path: Path) -> None:
    flag, source = "!If [IsDev, true, false]", "!If [IsDev, 0.0.0.0/0, 10.0.0.0/8]"
    found = _ssh(tmp_path, flag, source)
    assert found.world is not None and found.world.parameters == (("Env", "dev"),)
    assert found.reach is not None and found.reach.reachable


def test_what_complies_and_other_rules_say_nothing(tmp_path: Path) -> None:
    assert _ssh(tmp_path, "true", "10.0.0.0/8").reach is None
    assert _ssh(tmp_path, "true", rule="ec2-security-group-attached-to-eni").reach is None
