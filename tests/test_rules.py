"""What every rule file owes its readers, and what the folders of rules and fixtures owe each other."""

import re
from pathlib import Path

import pytest

from awslint.model.rule import Rule
from awslint.ruleset.index import load

ROOT = Path(__file__).parent.parent
RULES = ROOT / "rules"
FIXTURES = ROOT / "fixtures" / "rules"
IDS = load().ids
LONGEST = 80
# Rules against a type of resource as such: nothing of it that CloudFormation can write complies, and that it is there
# is always known.
AGAINST_TYPES = ("rds-db-security-group-not-allowed", "service-catalog-shared-within-organization")
# Rules that a resource meets by being there: none of its type fails, and there is nothing to know of it.
BY_PRESENCE = ("securityhub-enabled",)
# Rules about what CloudFormation cannot write, in part or at all: Terraform shows the rest.
BY_TERRAFORM = (
    "emr-block-public-access",
    "config-recorder-started-check",
    "ec2-ebs-encryption-by-default",
    "iam-password-policy",
    "inspector-ec2-scan-enabled",
    "inspector-ecr-scan-enabled",
    "inspector-lambda-code-scan-enabled",
    "inspector-lambda-standard-scan-enabled",
    "s3-bucket-cross-region-replication-enabled",
    "s3-bucket-mfa-delete-enabled",
    "security-account-information-provided",
    "ssm-document-not-public",
    "vpc-default-security-group-closed",
    "waf-classic-logging-enabled",
    "waf-global-rulegroup-not-empty",
    "waf-regional-rulegroup-not-empty",
)
# Rules about a value that both languages require, or of which any other is out of scope.
NEVER_FAILING = ("iam-external-access-analyzer-enabled", "security-account-information-provided", *BY_PRESENCE)
# Rules about what no template makes: their mechanism has tests of its own.
BY_NO_TEMPLATE = ("virtualmachine-resources-protected-by-backup-plan",)
VAGUE = ("misconfigured", "insecure", "not compliant", "non-compliant", "best practice")


@pytest.fixture
def rule(request: pytest.FixtureRequest) -> Rule:
    return load().rule(request.param)


def each_rule(function: object) -> object:
    return pytest.mark.parametrize("rule", IDS, indirect=True)(function)


def cases(rule: Rule, pattern: str) -> list[Path]:
    folder = FIXTURES / rule.id
    return [path for path in folder.glob(pattern) if not path.name.endswith((".out", ".options.json"))]


def templates(rule: Rule, kind: str) -> list[Path]:
    """The CloudFormation cases of a kind."""
    found = [*cases(rule, f"{kind}*.yaml"), *cases(rule, f"{kind}*.json")]
    return [path for path in found if not path.name.endswith(".plan.json") and ".evidence" not in path.name]


def test_rule_files_and_tables_have_no_faults() -> None:
    faults = [f"{one.file}:{one.location.start_line if one.location else 1}: {one.message}" for one in load().problems]

    assert faults == []


def test_rule_files_are_where_they_belong() -> None:
    misplaced = [path for path in RULES.rglob("*.y*ml") if len(path.relative_to(RULES).parts) != 2]

    assert not misplaced
    assert not list(RULES.rglob("*.yml"))


def test_no_identifier_has_two_rules() -> None:
    identifiers = [rule.config_rule for rule in load().rules() if rule.config_rule]

    assert len(identifiers) == len(set(identifiers))


def test_no_fixture_folder_is_without_a_rule() -> None:
    assert {path.name for path in FIXTURES.iterdir()} <= set(IDS)


def test_rule_files_stay_short() -> None:
    long = [path.name for path in RULES.glob("*/*.yaml") if len(path.read_text().splitlines()) > LONGEST]

    assert [name for name in long if "rows:" not in next(RULES.glob(f"*/{name}")).read_text()] == []


def test_rule_files_help_editors() -> None:
    hint = "# yaml-language-server: $schema=../../awslint/ruleset/metaschema.json\n"
    without = [path.name for path in RULES.glob("*/*.yaml") if not path.read_text().startswith(hint)]

    assert not without


@each_rule
def test_a_rule_passes_and_fails_on_templates(rule: Rule) -> None:
    found = templates if rule.id not in BY_TERRAFORM else lambda rule, kind: cases(rule, f"{kind}*")
    assert found(rule, "pass") or rule.id in (*AGAINST_TYPES, *BY_NO_TEMPLATE), "no pass fixture"
    assert found(rule, "fail") or rule.id in (*NEVER_FAILING, *BY_NO_TEMPLATE), "no fail fixture"


@each_rule
def test_a_rule_shows_what_it_cannot_know(rule: Rule) -> None:
    assert cases(rule, "unknown*") or rule.id in (*AGAINST_TYPES, *BY_PRESENCE, *BY_NO_TEMPLATE)


@each_rule
def test_a_rule_with_a_scope_shows_what_is_outside(rule: Rule) -> None:
    if rule.when is not None and rule.id not in BY_NO_TEMPLATE:
        assert cases(rule, "exempt*")


@each_rule
def test_a_message_says_what_is_wrong_with_what(rule: Rule) -> None:
    message = rule.message

    assert "{address}" in message
    assert not message.endswith("."), "a message is a clause of a report, not a paragraph"
    assert not [word for word in VAGUE if word in message.lower()]
    assert not re.search(r"\b(should|must)\b", message), "say what is wrong, not what a rule wants"


@each_rule
def test_a_remedy_is_given_in_both_languages(rule: Rule) -> None:
    assert set(rule.remedy) == {"cloudformation", "terraform"}
    assert not re.search(r"\baws_[a-z_]+\b", rule.remedy["cloudformation"])


@each_rule
def test_a_rule_of_aws_config_names_its_page(rule: Rule) -> None:
    assert rule.source.startswith("https://docs.aws.amazon.com/")
    if rule.config_rule:
        assert rule.source.endswith(f"/{rule.id}.html")


def test_ids_and_identifiers_are_aws_configs(shared: Path) -> None:
    import csv

    with (shared / "data" / "config_managed_rules.csv").open() as stream:
        names = {row["identifier"]: row["name"] for row in csv.DictReader(stream)}
    wrong = [
        rule.id for rule in load().rules() if rule.config_rule is not None and names.get(rule.config_rule) != rule.id
    ]

    assert not wrong
    assert not [rule.id for rule in load().rules() if rule.config_rule is None and rule.id in names.values()]
