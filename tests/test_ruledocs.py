"""Rule pages say in words what the rule says in clauses, with fixtures as their examples."""

from pathlib import Path

import pytest

from awslint.controls import FrameworkControls
from awslint.knowledge.facts import Knowledge, ServiceDefault
from awslint.knowledge.terraform_tables import Tables
from awslint.model.report import NoControls
from awslint.ruledocs.clause_words import clause_lines, fragment_words
from awslint.ruledocs.pages import page, write
from awslint.ruledocs.terraform_names import TerraformNames
from awslint.ruleset.index import load
from tests.ruleset.files import rule_of

DEFAULT = ServiceDefault(
    "AWS::RDS::DBInstance", "MultiAZ", False, "2020-01-01", "https://docs.aws.amazon.com/x", "no standby"
)
KNOWLEDGE = Knowledge(defaults={("AWS::RDS::DBInstance", "MultiAZ"): DEFAULT})
ROW = {"variants": [{"type": "AWS::RDS::DBInstance", "properties": {"StorageEncrypted": "storage_encrypted"}}]}
NAMES = TerraformNames(Tables.from_json({"types": {"aws_db_instance": ROW}, "cloud_control": {}}))
RULE = """\
parameters:
  engines: {type: CSV, default: mysql, description: which engines | are fine}
when:
  DBClusterIdentifier: false
require:
  MultiAZ: {const: true, absent: default}
  Engine: {enum: {param: engines}, absent: pass}
  Tags[*].Key: {some: {pattern: ^Own}}
  any:
    - StorageEncrypted: {absent: unknown, const: true}
    - not: {PubliclyAccessible: true}
  related: {relation: rds-cluster-member, none: {StorageEncrypted: {const: false}}}
  predicate: {name: zones.cluster-spread, members: 2}
"""


def lines() -> list[str]:
    clause = rule_of(RULE).require
    assert clause is not None
    return list(clause_lines(clause, KNOWLEDGE, ("AWS::RDS::DBInstance",)))


def test_clauses_in_words() -> None:
    assert lines()[:-1] == [
        "- `MultiAZ` is `true`; nothing written is judged by the service's default (no `MultiAZ`: [no standby](https://docs.aws.amazon.com/x) since 2020-01-01)",
        "- `Engine` is in the parameter `engines`, or nothing is written",
        "- at least one `Tags[*].Key` matches `^Own`",
        "- at least one of:",
        "  - `StorageEncrypted` is `true`; nothing written cannot be judged",
        "  - not:",
        "    - `PubliclyAccessible` is written",
        "- no resource related by `rds-cluster-member` is such that (one outside the input cannot be judged):",
        "  - `StorageEncrypted` is `false`",
    ]


def test_a_question_is_told_in_its_own_words() -> None:
    last = lines()[-1]

    assert last.startswith("- ")
    assert last.endswith(" (`zones.cluster-spread`) (members: `2`)")


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        (True, "has any value"),
        ({"minimum": 7, "maximum": 35}, "is at least `7` and is at most `35`"),
        ({"not": {"enum": ["a", "b"]}}, "is none of `a`, `b`"),
        ({"not": {"const": 1}}, "is not `1`"),
        ({"minLength": 3, "type": "string"}, "has at least `3` characters and is of type string"),
        ({"contains": {"const": "x"}, "minContains": 2}, "has at least `2` items that is `x`"),
        ({"properties": {"A": {"const": 1}}, "required": ["A"]}, "has a `A` that is `1` and has `A`"),
        ({"anyOf": [{"const": 1}, {"minimum": 5}]}, "is `1` or is at least `5`"),
        ({"if": {"const": 1}, "then": {"minimum": 5}}, "if it is `1`, is at least `5`, otherwise has any value"),
        ({"propertyNames": {"pattern": "x"}}, 'satisfies `{"propertyNames": {"pattern": "x"}}`'),
    ],
)
def test_fragments_in_words(fragment: object, words: str) -> None:
    assert fragment_words(fragment) == words


def test_a_page_has_everything(tmp_path: Path) -> None:
    (tmp_path / "fail.yaml").write_text("Resources: {Db: {}}\n")
    (tmp_path / "fail.yaml.out").write_text("1:1-1:2 NON_COMPLIANT Db - | Db is wrong\n1:1-1:2 COMPLIANT Ok - | fine\n")
    (tmp_path / "fail-longer.yaml").write_text("Resources: {Database: {}}\n")
    (tmp_path / "pass.tf").write_text('resource "aws_db_instance" "x" {}\n')
    (tmp_path / "pass.plan.json").write_text("{}")
    text = page(rule_of(RULE), KNOWLEDGE, NAMES, tmp_path, NoControls())

    assert text.startswith("# What a compliant thing looks like\n\n| | |\n|---|---|\n| Rule | `a-rule` |\n")
    assert "| AWS Config | awslint's own rule |" in text
    assert "In scope when (otherwise NOT_APPLICABLE):\n\n- `DBClusterIdentifier` is not written\n" in text
    assert "| `engines` | CSV | `mysql` | which engines \\| are fine |" in text
    assert "**Terraform.** Change the configuration." in text
    assert (
        "## What fails\n\n```yaml\nResources: {Db: {}}\n```\n\n```text\n1:1-1:2 NON_COMPLIANT Db - | Db is wrong\n```\n"
        in text
    )
    assert '## What complies\n\n```hcl\nresource "aws_db_instance" "x" {}\n```\n' in text
    assert "| `AWS::RDS::DBInstance` | `aws_db_instance` |\n| &emsp;`AvailabilityZone` |  |\n" in text
    assert "| &emsp;`StorageEncrypted` | `storage_encrypted` |" in text


def test_a_page_names_the_controls_that_the_rule_belongs_to(tmp_path: Path) -> None:
    index = load()
    text = page(
        index.rule("s3-bucket-mfa-delete-enabled"), index.knowledge, NAMES, tmp_path, FrameworkControls((), index)
    )

    assert (
        "\n| [Controls](../frameworks.md) | cis-1.4 2.1.3; cis-3.0 2.1.2; cis-5.0 2.1.2; nist-800-53-r5 CA-9(1)" in text
    )


def test_pages_of_rules_that_are_gone_are_removed(tmp_path: Path) -> None:
    (tmp_path / "gone.md").touch()
    write(tmp_path, {"a.md": "a\n"})

    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
