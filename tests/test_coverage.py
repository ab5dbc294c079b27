"""How much of AWS Config there is, counted against its own list."""

import csv
import json
from pathlib import Path

from click.testing import CliRunner

from awslint.cli.rules import command
from awslint.knowledge.config_rules import config_rules
from awslint.ruledocs.coverage import STATES, coverage, in_words
from awslint.ruleset.index import load


def test_every_rule_of_the_packs_that_a_template_decides_is_implemented() -> None:
    _, total = coverage(load().rules())
    assert total.missing_of_packs == ()


def test_no_rule_is_counted_twice_and_none_is_lost() -> None:
    by_service, total = coverage(load().rules())
    assert sorted(row.identifier for of in by_service for state in STATES for row in getattr(of, state)) == [
        row.identifier for row in config_rules()
    ]
    assert total.rules + len(total.withdrawn) == len(config_rules())


def test_the_identifiers_of_all_rules_are_aws_configs() -> None:
    known = {row.identifier for row in config_rules() if row.decided != "withdrawn"}
    assert {rule.config_rule for rule in load().rules()} - {None} <= known


def test_without_a_rule_its_identifier_is_missing() -> None:
    rules = [rule for rule in load().rules() if rule.id != "rds-multi-az-support"]
    _, total = coverage(rules)
    assert [row.identifier for row in total.missing_of_packs] == ["RDS_MULTI_AZ_SUPPORT"]
    assert in_words(total)[1].endswith(", 1 missing")


def test_a_missing_rule_of_the_packs_is_named() -> None:
    shown = CliRunner().invoke(command, ["--coverage", "--ignore", "restricted-ssh"])
    assert "missing of AWS's packs: INCOMING_SSH_DISABLED" in shown.output


def test_json_has_the_identifiers_of_every_service() -> None:
    content = json.loads(CliRunner().invoke(command, ["--coverage", "-f", "json"]).output)
    services = {entry["service"]: entry for entry in content["services"]}
    assert "S3_BUCKET_VERSIONING_ENABLED" in services["s3"]["implemented"]
    assert content["total"]["missing"] == sum(len(entry["missing"]) for entry in content["services"])


def test_the_list_is_the_catalogues(shared: Path) -> None:
    with (shared / "data" / "config_managed_rules.csv").open(newline="") as stream:
        rows = {row["identifier"]: row for row in csv.DictReader(stream)}
    assert {row.identifier for row in config_rules()} == set(rows)
    assert {row.identifier for row in config_rules() if row.in_packs} == {
        name for name, row in rows.items() if int(row["n_packs"] or 0)
    }
