"""Every key of a configuration does what it says."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from awslint.cli.main import run
from awslint.configuration.keys import KEYS
from awslint.model.finding import Verdict
from awslint.planning.usage import UsageError
from tests.configuration.places import OPEN, PORTS, SSH, UNION, bad, code, judged, violations, write

Configured = Callable[[str], None]

TESTED = {
    "extends", "ruleset", "profile", "select", "ignore", "packs", "rule-parameters", "severities", "require-explicit",
    "fail-on", "fail-on-unknown", "exclude", "overrides", "rules", "parameters", "worlds", "as-of", "region", "account",
    "partition", "evidence", "facts", "show", "suppressions", "require-reason", "unsuppressable", "compat",
    "baseline", "frameworks",
}  # fmt: skip


def test_every_key_is_tested() -> None:
    assert set(KEYS) == TESTED


def test_select(configured: Configured) -> None:
    configured(f"select: [{SSH}]")
    report = judged()
    assert {rule.id for rule in report.rules} == {SSH}
    assert violations(report) == {(SSH, "Web")}


def test_a_single_text_is_a_list_of_one(configured: Configured) -> None:
    configured(f"select: {SSH}, {PORTS}")
    assert {rule.id for rule in judged().rules} == {SSH, PORTS}


def test_ignore(configured: Configured) -> None:
    configured("select: [service:ec2]\nignore: ['vpc-*', INCOMING_SSH_DISABLED]")
    rules = {rule.id for rule in judged().rules}
    assert "restricted-common-ports" in rules and SSH not in rules and PORTS not in rules


def test_without_a_word_the_recommended_rules_run(configured: Configured) -> None:
    configured("fail-on: high")
    assert {rule.profile for rule in judged().rules} == {"recommended"}
    configured("profile: all")
    assert {rule.profile for rule in judged().rules} == {"recommended", "all"}


def test_what_is_selected_runs_whatever_its_profile(configured: Configured) -> None:
    configured("select: ['service:ec2']")
    assert {rule.profile for rule in judged().rules} == {"recommended", "all"}
    configured("select: ['service:ec2']\nprofile: recommended")
    assert {rule.profile for rule in judged().rules} == {"recommended"}


def test_profile(configured: Configured) -> None:
    configured("profile: recommended")
    assert {rule.profile for rule in judged().rules} == {"recommended"}


def test_ruleset_runs_what_existed_then(configured: Configured, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("awslint.planning.choice.month_of", lambda rule: "2026.11" if rule.id == PORTS else "2026.12")
    write(repo, "policy/team-description.yaml", OWN)
    configured("ruleset: '2026.11'\nselect: ['vpc-sg-*', 'restricted-*', team-description]\nrules: [policy]")
    assert {rule.id for rule in judged().rules} == {PORTS, "team-description"}
    configured("select: ['vpc-sg-*', 'restricted-*']")
    assert {PORTS, SSH} < {rule.id for rule in judged().rules}
    configured(f"ruleset: '2026.11'\nselect: [{PORTS}, INCOMING_SSH_DISABLED]")
    with pytest.raises(UsageError, match=r"'restricted-ssh' came with the ruleset of 2026.12; pinned is 2026.11"):
        judged()


def test_mandatory_rules_are_not_pinned(configured: Configured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("awslint.planning.choice.month_of", lambda rule: "2026.12" if rule.id == SSH else "2026.11")
    configured("ruleset: '2026.11'\nselect: ['vpc-sg-*']")
    assert (SSH, "Web") in violations(judged(mandatory=(SSH,)))


def test_frameworks(configured: Configured) -> None:
    configured("frameworks: [cis-3.0]")
    report = judged()
    assert UNION in {rule.id for rule in report.rules}
    assert {SSH, PORTS}.isdisjoint(rule.id for rule in report.rules)
    assert [one.id for one in report.controls.frameworks] == ["cis-3.0"]
    assert report.controls.asked_of("VPC_SG_PORT_RESTRICTION_CHECK") == {"cis-3.0": ("5.2", "5.3")}
    configured(f"select: ['framework:pci-dss-4.0']\nignore: ['framework:cis-3.0', {PORTS}]")
    rules = {rule.id for rule in judged().rules}
    assert SSH in rules and UNION not in rules


def test_packs(configured: Configured, repo: Path) -> None:
    pack = {
        "Resources": {
            "Ports": {
                "Type": "AWS::Config::ConfigRule",
                "Properties": {
                    "Source": {"Owner": "AWS", "SourceIdentifier": "VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS"},
                    "InputParameters": {"authorizedTcpPorts": "443"},
                },
            }
        }
    }
    write(repo, "packs/ports.json", json.dumps(pack))
    configured("packs: [packs/ports.json]")
    report = judged("app")
    assert {rule.id for rule in report.rules} == {PORTS}
    assert [one.path for one in bad(report.findings)] == ["SecurityGroupIngress[0].CidrIp"]


def test_rule_parameters(configured: Configured) -> None:
    configured(f"select: [{PORTS}]\nrule-parameters: {{{PORTS}: {{authorizedTcpPorts: [443, 22]}}}}")
    assert violations(judged()) == set()
    configured(f"select: [{PORTS}]\nrule-parameters: {{{PORTS}: {{authorizedTcpPorts: 443}}}}")
    assert violations(judged()) == {(PORTS, "Web")}


def test_severities(configured: Configured) -> None:
    configured(f"select: [{SSH}]\nseverities: {{INCOMING_SSH_DISABLED: low}}")
    report = judged()
    assert {one.severity for one in bad(report.findings)} == {"low"}
    assert {rule.severity for rule in report.rules} == {"low"}


def test_severities_count_for_selectors(configured: Configured) -> None:
    configured(f"select: ['severity:critical']\nseverities: {{{PORTS}: critical}}")
    assert PORTS in {rule.id for rule in judged().rules}


def test_require_explicit(configured: Configured, repo: Path) -> None:
    write(repo, "app/web.yaml", "Resources:\n  Logs:\n    Type: AWS::S3::Bucket\n")
    rule = "s3-bucket-server-side-encryption-enabled"
    configured(f"select: [{rule}]")
    assert violations(judged("app")) == set()
    configured(f"select: [{rule}]\nrequire-explicit: true")
    assert violations(judged("app")) == {(rule, "Logs")}


def test_fail_on(configured: Configured) -> None:
    configured(f"select: [{SSH}]")
    assert code(judged()) == 1
    configured(f"select: [{SSH}]\nfail-on: critical")
    assert code(judged()) == 0


def test_fail_on_unknown(configured: Configured, repo: Path) -> None:
    unknown = OPEN.replace("CidrIp: 0.0.0.0/0", "CidrIp: !ImportValue Office")
    write(repo, "app/web.yaml", unknown)
    configured(f"select: [{SSH}]")
    assert code(judged("app")) == 0
    configured(f"select: [{SSH}]\nfail-on-unknown: true")
    assert code(judged("app")) == 1


@pytest.mark.parametrize(
    "pattern", ["legacy", "legacy/", "legacy/**", "/legacy/web.yaml", "legacy/*.yaml", "**/legacy", "leg?cy"]
)
def test_exclude(configured: Configured, pattern: str) -> None:
    configured(f"select: [{SSH}]\nexclude: ['{pattern}']")
    report = judged()
    assert {one.place.document for one in bad(report.findings) if one.place} == {"app/web.yaml"}
    excluded = [one for one in report.inputs if one.kind == "excluded"]
    assert [(one.file, one.reason) for one in excluded] == [("legacy/web.yaml", "excluded by .awslint.yaml:2:11")]


def test_exclude_counts_for_named_files_too(configured: Configured) -> None:
    configured(f"select: [{SSH}]\nexclude: [legacy]")
    report = judged("legacy/web.yaml")
    assert not report.findings
    assert [one.kind for one in report.inputs] == ["excluded"]


def test_overrides(configured: Configured) -> None:
    configured(
        f"select: [{SSH}, {PORTS}]\n"
        "overrides:\n"
        "  - paths: [legacy/**]\n"
        f"    ignore: [{SSH}]\n"
        "    fail-on: never\n"
        f"    severities: {{{PORTS}: low}}\n"
        f"    rule-parameters: {{{PORTS}: {{authorizedTcpPorts: 443}}}}\n"
    )
    found = bad(judged().findings)
    places = {(one.rule, one.place.document, one.path, one.severity) for one in found if one.place}
    assert places == {
        (SSH, "app/web.yaml", "SecurityGroupIngress[0].CidrIp", "high"),
        (PORTS, "app/web.yaml", "SecurityGroupIngress[0].CidrIp", "high"),
        (PORTS, "app/web.yaml", "SecurityGroupIngress[1].CidrIp", "high"),
        (PORTS, "legacy/web.yaml", "SecurityGroupIngress[0].CidrIp", "low"),
    }
    assert code(judged("legacy")) == 0
    assert code(judged("app")) == 1


def test_an_override_that_selects_chooses_afresh(configured: Configured) -> None:
    configured(f"ignore: [{SSH}]\noverrides:\n  - {{paths: [app], select: [{SSH}], profile: all}}\n")
    report = judged("app")
    assert violations(report) == {(SSH, "Web")}


def test_extends(configured: Configured, repo: Path) -> None:
    write(repo, "shared/base.yaml", f"extends: more.yaml\nselect: [{SSH}]\nfail-on: critical\n")
    write(repo, "shared/more.yaml", f"severities: {{{SSH}: medium, {PORTS}: low}}\nexclude: [nothing-here.yaml]\n")
    write(repo, "shared/nothing-here.yaml", "a: 1\n")
    configured(f"extends: shared/base.yaml\nseverities: {{{SSH}: low}}\n")
    report = judged()
    assert {rule.id: rule.severity for rule in report.rules} == {SSH: "low"}
    assert code(report) == 0


def test_parameters_as_a_mapping(configured: Configured) -> None:
    configured(f"select: [{SSH}]\nparameters: {{Env: dev}}")
    assert violations(judged()) == {(SSH, "Web"), (SSH, "Dev")}
    assert violations(judged(parameters=("Env=prod",))) == {(SSH, "Web")}


def test_parameters_as_files(configured: Configured, repo: Path) -> None:
    write(repo, "values/dev.json", '{"Env": "dev"}')
    write(repo, "values/prod.json", '{"Env": "prod"}')
    configured(f"select: [{SSH}]\nparameters: [values/dev.json, values/prod.json]")
    report = judged("app")
    assert report.environments == ("dev", "prod")
    worlds = {one.address: one.world and one.world.environments for one in bad(report.findings)}
    assert worlds == {"Web": None, "Dev": ("dev",)}
    assert judged("app", parameters=("values/prod.json",)).environments == ("prod",)


def test_a_file_of_the_caller_wins_over_values_of_the_configuration(configured: Configured, repo: Path) -> None:
    prod = write(repo, "prod.json", '{"Env": "prod"}')
    configured(f"select: [{SSH}]\nparameters: {{Env: dev}}")
    assert violations(judged("app", parameters=(str(prod),))) == {(SSH, "Web")}


def test_worlds(configured: Configured) -> None:
    configured(f"select: [{SSH}]\nworlds: all")
    assert violations(judged()) == {(SSH, "Web"), (SSH, "Dev")}


def test_as_of(configured: Configured, repo: Path) -> None:
    write(repo, "app/web.yaml", "Resources:\n  Logs:\n    Type: AWS::S3::Bucket\n")
    rule = "s3-bucket-level-public-access-prohibited"
    configured(f"select: [{rule}]\nas-of: 2020-01-01")
    before = {one.verdict for one in judged("app").findings}
    configured(f"select: [{rule}]\nas-of: 2026-01-01")
    after = {one.verdict for one in judged("app").findings}
    assert (before, after) == ({Verdict.NON_COMPLIANT}, {Verdict.COMPLIANT})


@pytest.mark.parametrize(
    ("key", "value", "pseudo"),
    [
        ("region", "eu-west-1", "AWS::Region"),
        ("account", "'111122223333'", "AWS::AccountId"),
        ("partition", "aws-cn", "AWS::Partition"),
    ],
)
def test_where_it_is_deployed_to(configured: Configured, repo: Path, key: str, value: str, pseudo: str) -> None:
    elsewhere = f"Conditions:\n  There: !Equals [!Ref {pseudo}, elsewhere]\n"
    text = OPEN.replace("Conditions:\n", elsewhere).replace("Condition: IsDev", "Condition: There")
    write(repo, "app/web.yaml", text)
    configured(f"select: [{SSH}]")
    assert violations(judged("app")) == {(SSH, "Web"), (SSH, "Dev")}
    configured(f"select: [{SSH}]\n{key}: {value}")
    assert violations(judged("app")) == {(SSH, "Web")}


def test_evidence(configured: Configured, repo: Path) -> None:
    summary = {"SummaryMap": {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1}}
    write(repo, "account/summary.json", json.dumps(summary))
    configured("select: [root-account-mfa-enabled]\nevidence: [account/summary.json]")
    assert violations(judged("app")) == {("root-account-mfa-enabled", "AWS::::Account")}


def test_facts(configured: Configured, repo: Path) -> None:
    write(repo, "app/web.yaml", OPEN.replace("CidrIp: 0.0.0.0/0", "CidrIp: !ImportValue Office"))
    write(repo, "awslint.inputs.facts.yaml", "exports: {Office: 0.0.0.0/0}\n")
    configured(f"select: [{SSH}]\nfacts: awslint.inputs.facts.yaml")
    assert violations(judged("app")) == {(SSH, "Web")}


def test_show(configured: Configured) -> None:
    configured(f"select: [{SSH}]\nshow: [compliant, ERROR]")
    assert judged().shown == {"COMPLIANT", "ERROR"}
    configured("show: all")
    assert judged().shown == {verdict.value for verdict in Verdict}


def test_suppressions(configured: Configured, repo: Path) -> None:
    write(repo, "accepted.yaml", f"- {{rule: {SSH}, file: app/web.yaml, reason: a bastion}}\n")
    configured(f"select: [{SSH}]\nsuppressions: [accepted.yaml]")
    kept = [one.place.document for one in bad(judged().findings) if one.place and one.suppressed is None]
    assert kept == ["legacy/web.yaml"]
    configured(f"select: [{SSH}]\nsuppressions: [accepted.yaml]\nunsuppressable: [{SSH}]")
    assert not [one for one in judged().findings if one.suppressed]


def test_require_reason(configured: Configured, repo: Path) -> None:
    write(repo, "app/web.yaml", OPEN.replace("  Web:", f"  Web:  # awslint: ignore[{SSH}]"))
    configured(f"select: [{SSH}]")
    assert [one.suppressed is not None for one in bad(judged("app").findings)] == [True]
    configured(f"select: [{SSH}]\nrequire-reason: true")
    report = judged("app")
    assert [one.suppressed is not None for one in bad(report.findings)] == [False]
    assert code(report) == 2


def test_compat(configured: Configured, repo: Path) -> None:
    write(repo, "app/web.yaml", OPEN.replace("  Web:", "  Web:  # checkov:skip=CKV_AWS_24:a bastion"))
    configured(f"select: [{SSH}]")
    assert [one.suppressed for one in bad(judged("app").findings)] == [None]
    configured(f"select: [{SSH}]\ncompat: [checkov]")
    assert [one.suppressed is not None for one in bad(judged("app").findings)] == [True]


def test_baseline(configured: Configured, repo: Path) -> None:
    configured(f"select: [{SSH}]")
    (repo / "ci").mkdir()
    assert run(["baseline", "create", "ci/known.txt", "."]) == 0
    write(repo, ".awslint.yaml", f"select: [{SSH}]\nbaseline: ci/known.txt\n")
    report = judged()
    assert {one.suppressed.kind for one in bad(report.findings) if one.suppressed} == {"baseline"}
    assert code(report) == 0
    assert code(judged(mandatory=(SSH,))) == 1


def test_rules(configured: Configured, repo: Path) -> None:
    write(repo, "policy/team-description.yaml", OWN)
    configured("rules: [policy]\nselect: [team-description]")
    assert violations(judged("app")) == {("team-description", "Web")}


OWN = """\
id: team-description
config_rule: null
title: Security groups say which team they belong to
severity: medium
category: operations
resource: AWS::EC2::SecurityGroup
require:
  GroupDescription: {pattern: "^team-"}
message: "{address} does not say whose it is"
why: >
  Nobody knows whom to ask about a group whose description does not name a team.
remedy:
  cloudformation: Begin GroupDescription with the team's name.
  terraform: Begin description with the team's name.
"""
