"""Conformance packs choose rules and parameters."""

import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from awslint.packs.chosen import packs_of
from awslint.packs.faults import faults
from awslint.ruleset.index import load
from awslint.run import Options, UsageError, check

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
        "Own": "lambda",
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
        "S3_BUCKET_VERSIONING_ENABLED has no parameter 'isMfaDeletEnabled'; did you mean 'isMfaDeleteEnabled'?",
        "A_RULE_OF_TOMORROW is no managed rule of AWS Config",
    ]


SCOPED = """\
Resources:
  Tagged:
    Type: AWS::Config::ConfigRule
    Properties:
      Scope: {TagKey: stage, TagValue: prod}
      Source: {Owner: AWS, SourceIdentifier: INCOMING_SSH_DISABLED}
  Clusters:
    Type: AWS::Config::ConfigRule
    Properties:
      Scope: {ComplianceResourceTypes: ["AWS::ElasticLoadBalancingV2::LoadBalancer"]}
      Source: {Owner: AWS, SourceIdentifier: ELB_DELETION_PROTECTION_ENABLED}
"""
TAGGED = """\
Parameters: {Stage: {Type: String}}
Resources:
  Prod:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: a, Tags: [{Key: stage, Value: prod}]}
  Dev:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: b, Tags: [{Key: stage, Value: dev}]}
  Open:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: c, Tags: [{Key: stage, Value: !Ref Stage}]}
  Bare:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: d}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {}
"""


def test_a_pack_narrows_its_rules_to_types_and_tags(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(SCOPED, encoding="utf-8")
    (tmp_path / "stack.yaml").write_text(TAGGED, encoding="utf-8")
    stack, options = [str(tmp_path / "stack.yaml")], Options(pack=(str(tmp_path / "pack.yaml"),))
    assert [(one.rule, one.address) for one in check(stack, options).findings] == [
        ("restricted-ssh", "Prod"),
        ("restricted-ssh", "Open"),
        ("elb-deletion-protection-enabled", "Balancer"),
    ]
    too = replace(options, select=("INCOMING_SSH_DISABLED",))
    assert [one.address for one in check(stack, too).findings] == ["Prod", "Dev", "Open", "Bare", "Balancer"]


def test_reports_are_by_pack_and_rule(pack: Path, stack: str, tmp_path: Path) -> None:
    other = tmp_path / "second.yaml"
    other.write_text(SCOPED.replace("Scope: {TagKey: stage, TagValue: prod}", "Description: all"), encoding="utf-8")
    command = [sys.executable, "-m", "awslint", "check", stack, "--pack", str(pack), "--pack", str(other)]
    printed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert printed.index("== pack\n") < printed.index("high[vpc-sg-open-only-to-authorized-ports]")
    assert printed.index("== second\n") < printed.index("high[restricted-ssh]")
    assert printed.splitlines()[-4:-2] == [
        "pack: 1 of 2 rules violated, 0 undecided, 0 met, 1 without resources; 3 not evaluated",
        "second: 1 of 2 rules violated, 0 undecided, 0 met, 1 without resources",
    ]
    report = json.loads(subprocess.run([*command, "-f", "json"], capture_output=True, check=False).stdout)
    assert report["packs"][0]["not_evaluated"] == [
        {"name": "ask-people", "reason": "a process check, for people to answer"},
        {"name": "Own", "reason": "the account's own Lambda rule"},
        {"name": "Future", "reason": "no managed rule of AWS Config"},
    ]


def test_a_pack_selects_and_ignores(pack: Path, stack: str) -> None:
    selected = check([stack], Options(select=(f"pack:{pack}", "restricted-ssh"))).rules
    assert {rule.id for rule in selected} == {
        "restricted-ssh",
        "s3-bucket-versioning-enabled",
        "vpc-sg-open-only-to-authorized-ports",
    }
    without = check([stack], Options(select=("service:ec2",), ignore=(f"pack:{pack}",))).rules
    assert "vpc-sg-open-only-to-authorized-ports" not in {rule.id for rule in without}


FAULTY = """\
Parameters:
  Days: {Type: String}
Resources:
  Keys:
    Type: AWS::Config::ConfigRule
    Properties:
      InputParameters: {requiredRetentionDays: soon, requiredFrequencyValue: !Ref Days}
      Source: {Owner: AWS, SourceIdentifier: BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK}
  Gone:
    Type: AWS::Config::ConfigRule
    Properties:
      Source: {Owner: AWS, SourceIdentifier: ELASTICACHE_REDIS_CLUSTER_AUTO_BACKUP_CHECK}
  Type:
    Type: AWS::Config::ConfigRule
    Properties:
      Source: {Owner: AWS, SourceIdentifier: DESIRED_INSTANCE_TYPE}
  Guarded:
    Type: AWS::Config::ConfigRule
    Properties:
      Source: {Owner: CUSTOM_POLICY, CustomPolicyDetails: {PolicyRuntime: guard-2.x.x, PolicyText: "rule a { }"}}
"""


def test_parameters_and_identifiers_of_a_pack_are_linted(tmp_path: Path) -> None:
    file = tmp_path / "faulty.yaml"
    file.write_text(FAULTY, encoding="utf-8")
    (found,) = packs_of([file])
    assert [message for _, message in faults(found, load())] == [
        "BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK: requiredRetentionDays must be of type int, not 'soon'",
        (
            "BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK: the parameter 'requiredFrequencyValue' gets no value, "
            "since Days has none"
        ),
        "ELASTICACHE_REDIS_CLUSTER_AUTO_BACKUP_CHECK is withdrawn: AWS Config no longer has it",
        "DESIRED_INSTANCE_TYPE: the required parameter 'instanceType' is not set",
    ]
    assert [rule.kind for rule in found.rules] == ["template", "withdrawn", "graph", "guard"]


def test_a_pack_has_at_most_130_rules(tmp_path: Path) -> None:
    rules = "".join(
        f"  R{number}: {{Type: AWS::Config::ConfigRule, Properties: {{Source: {{Owner: AWS, "
        "SourceIdentifier: INCOMING_SSH_DISABLED}}}\n"
        for number in range(131)
    )
    file = tmp_path / "large.yaml"
    file.write_text("Resources:\n" + rules, encoding="utf-8")
    (found,) = packs_of([file])
    assert [message for _, message in faults(found, load())] == ["131 rules: a conformance pack holds at most 130"]


DEPLOYED = """\
Resources:
  Baseline:
    Type: AWS::Config::OrganizationConformancePack
    Properties:
      OrganizationConformancePackName: baseline
      ConformancePackInputParameters: [{ParameterName: Ports, ParameterValue: "22,443"}]
      TemplateBody: |
        Parameters:
          Ports: {Type: String, Default: "443"}
        Resources:
          OpenPorts:
            Type: AWS::Config::ConfigRule
            Properties:
              InputParameters: {authorizedTcpPorts: !Ref Ports}
              Source: {Owner: AWS, SourceIdentifier: VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS}
  Far:
    Type: AWS::Config::ConformancePack
    Properties: {ConformancePackName: far, TemplateS3Uri: "s3://packs/far.yaml"}
  Versioning:
    Type: AWS::Config::OrganizationConfigRule
    Properties:
      OrganizationConfigRuleName: versioning
      OrganizationManagedRuleMetadata:
        RuleIdentifier: S3_BUCKET_VERSIONING_ENABLED
        InputParameters: '{"isMfaDeleteEnabled": "true"}'
"""


def test_packs_that_a_template_deploys_are_read(tmp_path: Path) -> None:
    file = tmp_path / "organization.yaml"
    file.write_text(DEPLOYED, encoding="utf-8")
    found = packs_of([file])
    assert [(pack.name, pack.elsewhere) for pack in found] == [
        ("organization", ""),
        ("baseline", ""),
        ("far", "s3://packs/far.yaml"),
    ]
    assert [(rule.name, dict(rule.parameters)) for pack in found for rule in pack.rules] == [
        ("versioning", {"isMfaDeleteEnabled": "true"}),
        ("OpenPorts", {"authorizedTcpPorts": "22,443"}),
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
        "    1  not evaluated: the account's own Lambda rule",
        "    1  no managed rule of AWS Config",
        "       ask-people: manual",
        "       Own: lambda",
        "       Future: unknown",
        "fault: S3_BUCKET_VERSIONING_ENABLED has no parameter 'isMfaDeletEnabled'; did you mean 'isMfaDeleteEnabled'?",
        "fault: A_RULE_OF_TOMORROW is no managed rule of AWS Config",
    ]
    assert json.loads(subprocess.run([*command, "-f", "json"], capture_output=True, text=True, check=True).stdout)


def test_every_rule_of_the_public_packs_is_told(shared: Path) -> None:
    """The page says what each of them is; none is missing, and none is unknown."""
    file = Path(__file__).parent.parent / ".ci" / "pack_coverage.py"
    spec = importlib.util.spec_from_file_location("pack_coverage", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = module.page(shared / "corpus" / "packs")
    assert module.TARGET.read_text(encoding="utf-8") == page, "run: python .ci/pack_coverage.py FOLDER"
    assert " missing |" not in page
    assert " unknown |" not in page
