"""Conformance packs choose rules and parameters."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from awslint.packs import faults
from awslint.ruleset.index import load
from awslint.run import Options, UsageError, check, packs_of

PACK = """\
Parameters:
  Ports: {Type: String, Default: "443"}
  Blocked: {Type: String, Default: ""}
Conditions:
  HasBlocked: !Not [!Equals [!Ref Blocked, ""]]
  Never: !Equals [a, b]
Resources:
  OpenPorts:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: open-ports
      InputParameters:
        authorizedTcpPorts: !Ref Ports
        authorizedUdpPorts: !If [HasBlocked, !Ref Blocked, !Ref "AWS::NoValue"]
      Source: {Owner: AWS, SourceIdentifier: VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS}
  Ssh:
    Type: AWS::Config::ConfigRule
    Condition: Never
    Properties:
      Source: {Owner: AWS, SourceIdentifier: INCOMING_SSH_DISABLED}
  Versioning:
    Type: AWS::Config::ConfigRule
    Properties:
      InputParameters: {isMfaDeletEnabled: "true"}
      Source: {Owner: AWS, SourceIdentifier: S3_BUCKET_VERSIONING_ENABLED}
  Process:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: ask-people
      Source: {Owner: AWS, SourceIdentifier: AWS_CONFIG_PROCESS_CHECK}
  Own:
    Type: AWS::Config::ConfigRule
    Properties:
      Source: {Owner: CUSTOM_LAMBDA, SourceIdentifier: "arn:aws:lambda:eu-central-1:111122223333:function:own"}
  Future:
    Type: AWS::Config::ConfigRule
    Properties:
      Source: {Owner: AWS, SourceIdentifier: A_RULE_OF_TOMORROW}
"""
STACK = """\
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    file = tmp_path / "pack.yaml"
    file.write_text(PACK, encoding="utf-8")
    return file


@pytest.fixture
def stack(tmp_path: Path) -> str:
    file = tmp_path / "stack.yaml"
    file.write_text(STACK, encoding="utf-8")
    return str(file)


def test_each_rule_of_a_pack_is_classified(pack: Path) -> None:
    (found,) = packs_of([pack])
    assert {rule.name: rule.kind for rule in found.rules} == {
        "open-ports": "graph",
        "Versioning": "template",
        "ask-people": "manual",
        "Own": "custom",
        "Future": "unknown",
    }
    assert found.declared == 6
    assert dict(found.rules[0].parameters) == {"authorizedTcpPorts": "443"}


def test_a_pack_runs_its_rules_with_its_parameters(pack: Path, stack: str) -> None:
    report = check([stack], Options(pack=(str(pack),)))
    assert {rule.id for rule in report.rules} == {
        "vpc-sg-open-only-to-authorized-ports",
        "s3-bucket-versioning-enabled",
    }
    assert [(one.rule, one.verdict.value, one.path) for one in report.findings] == [
        ("vpc-sg-open-only-to-authorized-ports", "NON_COMPLIANT", "SecurityGroupIngress[1].CidrIp")
    ]


def test_the_command_line_wins_over_the_pack(pack: Path, stack: str) -> None:
    setting = ("vpc-sg-open-only-to-authorized-ports:authorizedTcpPorts=22,443",)
    report = check([stack], Options(pack=(str(pack),), rule_parameters=setting))
    assert [one.verdict.value for one in report.findings] == ["COMPLIANT"]


def test_a_pack_is_linted_itself(pack: Path) -> None:
    (found,) = packs_of([pack])
    assert [message for _, message in faults(found, load())] == [
        "S3_BUCKET_VERSIONING_ENABLED has no parameter 'isMfaDeletEnabled'"
    ]


def test_what_is_no_pack_is_a_usage_error(stack: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no AWS::Config::ConfigRule"):
        check([stack], Options(pack=(stack,)))
    with pytest.raises(UsageError, match="is no conformance pack"):
        check([stack], Options(pack=(str(tmp_path / "none.yaml"),)))


def test_the_command_tells_how_much_is_decided(pack: Path) -> None:
    command = [sys.executable, "-m", "awslint", "pack", str(pack)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert printed[1:] == [
        "    1  left out by conditions on the pack's parameters",
        "    1  decided from one resource",
        "    1  decided by relating resources",
        "    1  manual: a process check",
        "    1  not evaluated: the account's own Lambda or Guard rule",
        "    1  not evaluated: awslint does not have it",
        "       ask-people: manual",
        "       Own: custom",
        "       Future: unknown",
        "fault: S3_BUCKET_VERSIONING_ENABLED has no parameter 'isMfaDeletEnabled'",
    ]
    assert json.loads(subprocess.run([*command, "-f", "json"], capture_output=True, text=True, check=True).stdout)


def test_every_public_pack_loads() -> None:
    shared = Path(os.environ.get("AWSLINT_SHARED", Path(__file__).parent.parent.parent / "shared"))
    files = sorted((shared / "corpus" / "packs").glob("*.y*ml"))
    if not files:
        pytest.skip("the public packs are not at hand")
    packs = packs_of(files)
    assert len(packs) == len(files)
    assert sum(len(pack.rules) for pack in packs) > 7_500
