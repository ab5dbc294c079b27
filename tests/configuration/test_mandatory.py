"""What the caller makes mandatory, no file of the scanned repository can weaken."""

from collections.abc import Callable
from pathlib import Path

import pytest

from awslint.run import UsageError
from tests.configuration.places import OPEN, PORTS, SSH, bad, code, judged, violations, write

Configured = Callable[[str], None]

WEAKENING = [
    f"ignore: [{SSH}]",
    f"select: [{PORTS}]\nfail-on: never",
    f"severities: {{{SSH}: low}}\nfail-on: critical",
    "exclude: ['*.yaml']",
    "exclude: [app, legacy]\nignore: ['*']",
    "fail-on: never",
    "show: [COMPLIANT]",
    f"overrides:\n  - {{paths: ['**'], ignore: [{SSH}], fail-on: never}}",
    "rules: [policy]\nselect: [team-other]",
    "suppressions: [accepted.yaml]",
]


@pytest.mark.parametrize("text", WEAKENING)
def test_a_configuration_cannot_weaken_it(configured: Configured, repo: Path, text: str) -> None:
    write(repo, "policy/team-other.yaml", OWN)
    write(repo, "accepted.yaml", f"- {{rule: {SSH}, file: '**', reason: never mind}}\n")
    configured(text)
    report = judged(mandatory=(SSH,))
    found = [one for one in bad(report.findings) if one.rule == SSH]
    assert {one.place.document for one in found if one.place} == {"app/web.yaml", "legacy/web.yaml"}
    assert {one.severity for one in found} == {"high"}
    assert {one.suppressed for one in found} == {None}
    assert "NON_COMPLIANT" in report.shown
    assert code(report) == 1


def test_values_of_a_configuration_do_not_reach_it(configured: Configured, repo: Path) -> None:
    imported = OPEN.replace("CidrIp: 0.0.0.0/0}\n  Dev", "CidrIp: !ImportValue Office}\n  Dev")
    write(repo, "app/web.yaml", imported.replace("Default: prod, ", ""))
    write(repo, "awslint.inputs.facts.yaml", "exports: {Office: 10.0.0.0/8}\n")
    configured("facts: awslint.inputs.facts.yaml\nparameters: {Env: prod}")
    assert (SSH, "Dev") not in violations(judged("app"))
    report = judged("app", mandatory=(SSH,))
    assert (SSH, "Dev") in violations(report)


def test_a_comment_does_not_suppress_it(repo: Path) -> None:
    write(repo, "app/web.yaml", OPEN.replace("  Web:", f"  Web:  # awslint: ignore[{SSH}] never mind"))
    assert code(judged("app", select=(SSH,))) == 0
    assert code(judged("app", select=(SSH,), mandatory=(SSH,))) == 1


def test_the_repository_may_be_stricter(configured: Configured) -> None:
    configured(f"severities: {{{SSH}: critical}}\nselect: [{SSH}]")
    report = judged(mandatory=(SSH,), fail_on="critical")
    assert {one.severity for one in bad(report.findings)} == {"critical"}
    assert code(report) == 1


def test_other_rules_are_the_repositorys(configured: Configured) -> None:
    configured(f"select: [{PORTS}]\nfail-on: never")
    report = judged("app", mandatory=("restricted-common-ports",))
    assert {rule.id for rule in report.rules} == {PORTS, "restricted-common-ports"}


def test_a_mandatory_configuration(configured: Configured, repo: Path) -> None:
    write(
        repo,
        "org/policy.yaml",
        f"select: [{SSH}, {PORTS}]\nseverities: {{{SSH}: critical}}\nfail-on: high\n"
        f"rule-parameters: {{{PORTS}: {{authorizedTcpPorts: 443}}}}\n",
    )
    configured(
        f"ignore: [{SSH}]\nfail-on: never\nseverities: {{{PORTS}: low}}\n"
        f"rule-parameters: {{{PORTS}: {{authorizedTcpPorts: '22,443'}}}}\n"
    )
    report = judged("app", mandatory_config="org/policy.yaml")
    found = {(one.rule, one.path, one.severity) for one in bad(report.findings) if one.rule in (SSH, PORTS)}
    assert found == {
        (SSH, "SecurityGroupIngress[0].CidrIp", "critical"),
        (PORTS, "SecurityGroupIngress[0].CidrIp", "high"),
    }
    assert code(report) == 1
    assert report.mandatory == {SSH, PORTS}


def test_a_mandatory_configuration_may_leave_paths_out(configured: Configured, repo: Path) -> None:
    write(repo, "policy.yaml", f"select: [{SSH}]\nexclude: [legacy]\n")
    configured(f"ignore: [{SSH}]\nselect: [{PORTS}]")
    found = bad(judged(mandatory_config="policy.yaml").findings)
    assert {one.place.document for one in found if one.place and one.rule == SSH} == {"app/web.yaml"}


def test_isolated_still_knows_what_is_mandatory(repo: Path) -> None:
    write(repo, "policy.yaml", f"select: [{SSH}]\n")
    report = judged("app", isolated=True, select=(PORTS,), mandatory_config="policy.yaml")
    assert {rule.id for rule in report.rules} == {SSH, PORTS}


def test_ignoring_on_the_command_line_does_not_help(repo: Path) -> None:
    assert violations(judged("app", mandatory=(SSH,), select=(PORTS,), ignore=(SSH,))) >= {(SSH, "Web")}


def test_a_mistyped_name(repo: Path) -> None:
    with pytest.raises(UsageError, match="--mandatory: no rule matches 'restricted-shs'; did you mean"):
        judged(mandatory=("restricted-shs",))


OWN = """\
id: team-other
config_rule: null
title: Buckets have a name that says whose they are
severity: low
category: operations
resource: AWS::S3::Bucket
require: {BucketName: true}
message: "{address} has no name"
why: Nobody knows whose a bucket is whose name was made up by CloudFormation.
remedy: {cloudformation: Write a BucketName., terraform: Write a bucket name.}
"""
