"""A repository with templates, and what a check of it says."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from awslint.cli.exit_code import exit_code
from awslint.model.finding import Finding, Verdict
from awslint.model.report import Report
from awslint.ruleset.index import load
from awslint.run import Options, check

OPEN = """\
Parameters:
  Env: {Type: String, Default: prod, AllowedValues: [dev, prod]}
Conditions:
  IsDev: !Equals [!Ref Env, dev]
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
  Dev:
    Type: AWS::EC2::SecurityGroup
    Condition: IsDev
    Properties:
      GroupDescription: dev
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
"""
SSH, PORTS, UNION = "restricted-ssh", "vpc-sg-open-only-to-authorized-ports", "vpc-sg-port-restriction-check"


def write(folder: Path, name: str, text: str) -> Path:
    """A file, with the folders that it needs."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def violations(report: Report) -> set[tuple[str, str]]:
    """The rules and addresses of what is not compliant."""
    return {(one.rule, one.address) for one in bad(report.findings)}


def bad(findings: Iterable[Finding]) -> list[Finding]:
    """Those that are not compliant."""
    return [one for one in findings if one.verdict is Verdict.NON_COMPLIANT]


def judged(*paths: str, **options: object) -> Report:
    """A check of the working folder, or of these paths."""
    report = check(paths or ["."], Options(**options))  # type: ignore[arg-type]
    # What is wrong with this checkout's own rule files is no matter of configurations.
    return replace(report, diagnostics=tuple(one for one in report.diagnostics if one not in load().problems))


def code(report: Report) -> int:
    """The exit code of a check."""
    return exit_code(report, report.gate.fail_on, report.gate.fail_on_unknown)
