"""A family is one file with a table of rows; each row is a rule."""

from awslint.model.rule import PathClause
from tests.ruleset.files import TAIL, loaded, problems

FAMILY = """\
rows:
  - {id: rds-db-instance-tagged, config_rule: RDS_DB_INSTANCE_TAGGED, resource: AWS::RDS::DBInstance, thing: instance, tags: "Tags[*].Key"}
  - {id: neptune-cluster-tagged, resource: [AWS::Neptune::DBCluster], thing: cluster, tags: "Tags[*].Key", keys: [Team]}
title: The ${thing} has the tags that are asked for
severity: low
category: operations
resource: ${resource}
require:
  ${tags}: {some: {const: "Owner of ${thing}"}}
"""


def test_each_row_is_a_rule() -> None:
    found = loaded(FAMILY + TAIL, "rules/tags/tagged.yaml")
    first, second = found.rules

    assert not found.problems
    assert (first.id, first.config_rule, first.service) == ("rds-db-instance-tagged", "RDS_DB_INSTANCE_TAGGED", "rds")
    assert first.title == "The instance has the tags that are asked for"
    assert first.require == PathClause(("Tags", "*", "Key"), {"const": "Owner of instance"}, "some")
    assert (second.id, second.config_rule, second.service) == ("neptune-cluster-tagged", None, "neptune")
    assert second.resource_types == ("AWS::Neptune::DBCluster",)


def test_a_fault_in_a_value_of_a_row_stands_in_the_row() -> None:
    text = FAMILY.replace('cluster, tags: "Tags[*].Key"', 'cluster, tags: "Tags[*].Kye"') + TAIL
    found = loaded(text, "rules/tags/tagged.yaml")

    assert [rule.id for rule in found.rules] == ["rds-db-instance-tagged"]
    # The key of the pattern is what becomes the path.
    assert problems(found) == [
        "9:3-10 neptune-cluster-tagged: AWS::Neptune::DBCluster Tags[*] has no property 'Kye'; did you mean 'Key'?"
    ]


def test_a_fault_in_a_whole_value_stands_in_the_row() -> None:
    text = FAMILY.replace("resource: AWS::RDS::DBInstance", "resource: AWS::RDS::DBInstanc") + TAIL

    assert problems(loaded(text, "rules/tags/tagged.yaml")) == [
        "2:81-100 rds-db-instance-tagged: 'AWS::RDS::DBInstanc' is not a resource type; did you mean 'AWS::RDS::DBInstance'?"
    ]


def test_a_column_that_no_row_has() -> None:
    text = FAMILY.replace("The ${thing} has", "The ${thng} has") + TAIL

    assert problems(loaded(text, "rules/tags/tagged.yaml")) == [
        "4:8-51 row 1 has no column 'thng'; did you mean 'thing'?",
        "4:8-51 row 2 has no column 'thng'; did you mean 'thing'?",
    ]


def test_a_row_needs_an_id() -> None:
    text = FAMILY.replace("{id: rds-db-instance-tagged, ", "{") + TAIL

    assert problems(loaded(text, "rules/tags/tagged.yaml")) == ["2:5-6 'id' is missing"]


def test_what_the_metaschema_refuses_is_said_of_the_row() -> None:
    text = FAMILY.replace("severity: low", "severity: ${grade}").replace(
        "thing: instance,", "thing: instance, grade: hgh,"
    )
    text = text.replace("thing: cluster,", "thing: cluster, grade: low,") + TAIL

    assert problems(loaded(text, "rules/tags/tagged.yaml")) == [
        "2:127-130 rds-db-instance-tagged: 'hgh' is not one of low, medium, high, critical; did you mean 'high'?"
    ]
