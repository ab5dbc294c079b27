"""From a rule file to a rule, and every fault at its place."""

import pytest

from awslint.model.rule import (
    AllClause,
    AnyClause,
    NotClause,
    Parameter,
    ParameterClause,
    PathClause,
    PredicateClause,
    RelatedClause,
)
from tests.ruleset.files import faults, loaded, problems, rule_file, rule_of


def test_a_rule_with_everything() -> None:
    text = rule_file(
        """\
profile: recommended
decidable: graph
confidence: medium
since: "2026.12"
source: https://docs.aws.amazon.com/config/latest/developerguide/rds-storage-encrypted.html
parameters:
  kmsKeyId: {type: String, description: ARN of the key}
when:
  DBClusterIdentifier: false
require:
  StorageEncrypted: {const: true}
forbid:
  PubliclyAccessible: {const: true}
"""
    )
    found = loaded(text.replace("DBClusterIdentifier: false", "KmsKeyId: {const: {param: kmsKeyId}}"))
    rule = found.rules[0]

    assert not found.problems
    assert (rule.id, rule.config_rule, rule.service) == ("a-rule", None, "rds")
    assert (rule.severity, rule.category, rule.profile) == ("low", "security", "recommended")
    assert (rule.decidable, rule.confidence, rule.since) == ("graph", "medium", "2026.12")
    assert rule.resource_types == ("AWS::RDS::DBInstance",)
    assert rule.parameters == (Parameter("kmsKeyId", "String", None, False, "ARN of the key"),)
    assert rule.when == PathClause(("KmsKeyId",), {"const": {"param": "kmsKeyId"}})
    assert rule.require == PathClause(("StorageEncrypted",), {"const": True})
    assert rule.forbid == PathClause(("PubliclyAccessible",), {"const": True})
    assert rule.reads == {"AWS::RDS::DBInstance": ("KmsKeyId", "PubliclyAccessible", "StorageEncrypted")}
    assert rule.remedy == {"cloudformation": "Change the template.", "terraform": "Change the configuration."}


@pytest.mark.parametrize(
    ("assertion", "expected"),
    [
        ("StorageEncrypted: true", PathClause(("StorageEncrypted",), True)),
        ("StorageEncrypted: false", PathClause(("StorageEncrypted",), False, absent="pass")),
        ("StorageEncrypted: {const: true, absent: pass}", PathClause(("StorageEncrypted",), {"const": True}, absent="pass")),
        ("StorageEncrypted: {const: true, absent: default}", PathClause(("StorageEncrypted",), {"const": True}, absent="default")),
        ("StorageEncrypted: {absent: unknown}", PathClause(("StorageEncrypted",), True, absent="unknown")),
        ("Tags[*].Key: {some: {const: Owner}}", PathClause(("Tags", "*", "Key"), {"const": "Owner"}, "some")),
        ("Tags[*].Key: {none: {const: x}, absent: pass}", PathClause(("Tags", "*", "Key"), {"const": "x"}, "none", "pass")),
        ("Tags[*].Key: {every: true}", PathClause(("Tags", "*", "Key"), True, "every")),
        ('"@DeletionPolicy": {const: Retain}', PathClause(("@DeletionPolicy",), {"const": "Retain"})),
    ],
)  # fmt: skip
def test_assertions(assertion: str, expected: PathClause) -> None:
    assert rule_of(f"require:\n  {assertion}").require == expected


def test_clauses_nest() -> None:
    rule = rule_of(
        """\
parameters:
  engines: {type: CSV, default: "mysql,postgres"}
require:
  all:
    - MultiAZ: {const: true}
  any:
    - Engine: {enum: {param: engines}}
    - not: {Engine: {pattern: "^aurora"}}
  when-param:
    engines: {Engine: true}
  related: {relation: rds-cluster-member, none: true, outside: pass}
"""
    )
    multi_az = PathClause(("MultiAZ",), {"const": True})

    assert rule.require == AllClause(
        (
            AllClause((multi_az,)),
            AnyClause(
                (
                    PathClause(("Engine",), {"enum": {"param": "engines"}}),
                    NotClause(PathClause(("Engine",), {"pattern": "^aurora"})),
                )
            ),
            ParameterClause("engines", PathClause(("Engine",), True)),
            RelatedClause("rds-cluster-member", "none", None, "pass"),
        )
    )
    assert rule.reads == {"AWS::RDS::DBInstance": ("DBClusterIdentifier", "Engine", "MultiAZ")}


def test_a_relation_is_read_from_either_end() -> None:
    forward = rule_of("require:\n  related: {relation: rds-cluster-member, some: {StorageEncrypted: {const: true}}}")
    backward = rule_of(
        "require:\n  related: {relation: rds-cluster-member, every: {PubliclyAccessible: {const: false}}}",
        "AWS::RDS::DBCluster",
    )

    assert forward.reads == {
        "AWS::RDS::DBCluster": ("StorageEncrypted",),
        "AWS::RDS::DBInstance": ("DBClusterIdentifier",),
    }
    assert backward.reads == {"AWS::RDS::DBInstance": ("DBClusterIdentifier", "PubliclyAccessible")}


def test_a_predicate_brings_its_reads() -> None:
    rule = rule_of("require:\n  predicate: {name: zones.cluster-spread, members: 2}", "AWS::RDS::DBCluster")

    assert rule.require == PredicateClause("zones.cluster-spread", {"members": 2})
    assert "AvailabilityZone" in rule.reads["AWS::RDS::DBInstance"]


def test_a_constant_type_narrows_the_types_in_a_clause() -> None:
    body = """\
require:
  any:
    - {"@Type": {const: AWS::RDS::DBInstance}, MultiAZ: {const: true}}
    - {"@Type": {const: AWS::RDS::DBCluster}, AvailabilityZones: true}
"""
    rule = rule_of(body, "[AWS::RDS::DBInstance, AWS::RDS::DBCluster]")

    assert rule.reads == {"AWS::RDS::DBCluster": ("AvailabilityZones",), "AWS::RDS::DBInstance": ("MultiAZ",)}
    assert faults("require:\n  AvailabilityZones: true", "[AWS::RDS::DBInstance, AWS::RDS::DBCluster]") == [
        "8:3-20 AWS::RDS::DBInstance has no property 'AvailabilityZones'; did you mean 'AvailabilityZone'?"
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            "StorageEncripted: true",
            "8:3-19 AWS::RDS::DBInstance has no property 'StorageEncripted'; did you mean 'StorageEncrypted'?",
        ),
        ("DBInstanceArn: true", "8:3-16 AWS::RDS::DBInstance DBInstanceArn is read-only: a template cannot set it"),
        ("Endpoint.Port: true", "8:3-16 AWS::RDS::DBInstance Endpoint is read-only: a template cannot set it"),
        (
            'StorageEncrypted: {const: "true"}',
            "8:29-35 StorageEncrypted is boolean, so it is never the string 'true'",
        ),
        ("AllocatedStorage: {const: 5}", "8:29-30 AllocatedStorage is string, so it is never the integer 5"),
        ("MultiAZ: {minimum: 3}", "8:13-20 'minimum' is about numbers, but MultiAZ is boolean"),
        ("MultiAZ: {type: string}", "8:19-25 MultiAZ is boolean, never string"),
        ("MultiAZ: {not: {enum: [yes, maybe]}}", "8:31-36 MultiAZ is boolean, so it is never the string 'maybe'"),
        ("MultiAZ: {cosnt: true}", "8:13-18 unknown key 'cosnt'; did you mean 'const'?"),
        ("MultiAZ: {format: email}", "8:13-19 unknown key 'format'"),
        ("MultiAZ: {const: true, absent: fial}", "8:34-38 'fial' is not one of fail, pass, default, unknown; did you mean 'fail'?"),
        ("MultiAZ: {absent: pass}", "8:3-10 'absent: pass' alone asserts nothing"),
        ("MultiAZ: {}", "8:12-14 is empty"),
        ("MultiAZ: yes please", "8:12-22 must be true or false or a mapping"),
        ("MultiAZ: {some: {const: true}}", "8:13-17 'some' is for a path with '[*]'"),
        ("Tags.Key: true", "8:3-11 AWS::RDS::DBInstance Tags is a list: write 'Tags[*].Key'"),
        ("Tags[*].Key: {const: x}", "8:3-14 'Tags[*].Key' names many values: say 'some', 'every' or 'none'"),
        ("Tags[*].Key: {some: {const: x}, const: y}", "8:35-40 'const' must stand inside 'some'"),
        ("MultiAZ[*].Key: {some: true}", "8:3-17 AWS::RDS::DBInstance MultiAZ is no list or map, so '[*]' cannot step into it"),
        ("MultiAZ.Key: true", "8:3-14 AWS::RDS::DBInstance MultiAZ is boolean and has no property 'Key'"),
        ("Tags[0].Key: true", "8:3-14 'Tags[0].Key' is not a property path: names joined by dots, '[*]' after a list"),
        ('"@DeletionPolcy": true', "8:3-19 '@DeletionPolcy' is not an attribute; did you mean '@DeletionPolicy'?"),
        (
            "PubliclyAccessible: {const: false, absent: default}",
            "8:46-53 no documented default for AWS::RDS::DBInstance PubliclyAccessible: add a row to knowledge/defaults.yaml",
        ),
        ("Engine: {pattern: '(a+)+'}", "8:21-28 nested quantifiers: '+' repeats what already repeats without end"),
        ("Engine: {const: {param: engine}}", "8:27-33 the rule has no parameter 'engine'"),
        ("predicate: {name: zones.cluster-spred}", "8:21-40 no question 'zones.cluster-spred'; did you mean 'zones.cluster-spread'?"),
        ("predicate: {name: zones.cluster-spread, member: 2}", "8:43-49 'zones.cluster-spread' takes no 'member'; did you mean 'members'?"),
        ("related: {relation: rds-cluster-membr, some: true}", "8:23-40 no relation 'rds-cluster-membr'; did you mean 'rds-cluster-member'?"),
        ("related: {relation: bucket-policy, some: true}", "8:23-36 'bucket-policy' is no relation of AWS::RDS::DBInstance"),
        ("related: {relation: rds-cluster-member}", "8:3-10 a related clause says 'some', 'every' or 'none'"),
        ("when-param: {engine: {Engine: true}}", "8:16-22 the rule has no parameter 'engine'"),
    ],
)  # fmt: skip
def test_a_fault_stands_at_its_place(line: str, fault: str) -> None:
    assert faults(f"require:\n  {line}") == [fault]


@pytest.mark.parametrize(
    ("resource", "line", "fault"),
    [
        (
            "AWS::S3::Bucket",
            "VersioningConfiguration.Status: {const: Enable}",
            "8:43-49 VersioningConfiguration.Status is never 'Enable'; did you mean 'Enabled'?",
        ),
        (
            "AWS::S3::Bucket",
            "VersioningConfiguration: {properties: {Statsu: {const: Enabled}}}",
            "8:42-48 VersioningConfiguration has no property 'Statsu'; did you mean 'Status'?",
        ),
        (
            "AWS::S3::Bucket",
            "PublicAccessBlockConfiguration: {required: [BlockPublicAcl]}",
            "8:47-61 PublicAccessBlockConfiguration has no property 'BlockPublicAcl'; did you mean 'BlockPublicAcls'?",
        ),
        (
            "AWS::IAM::Role",
            "Policies: {contains: {properties: {PolicyName: {minLength: {param: n}}}}}",
            "8:70-71 the rule has no parameter 'n'",
        ),
    ],
)
def test_fragments_are_checked_inside(resource: str, line: str, fault: str) -> None:
    assert faults(f"require:\n  {line}", resource) == [fault]


def test_free_documents_take_any_path() -> None:
    rule = rule_of("forbid:\n  PolicyDocument.Statement[*].Effect: {some: {const: Allow}}", "AWS::S3::BucketPolicy")

    assert rule.reads == {"AWS::S3::BucketPolicy": ("PolicyDocument.Statement[*].Effect",)}


def test_the_account_has_a_schema_of_our_own() -> None:
    rule = rule_of("require:\n  RootUser.MfaActive: {const: true, absent: unknown}", "AWS::::Account")

    assert rule.reads == {"AWS::::Account": ("RootUser.MfaActive",)}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (
            "requir: {MultiAZ: true}\nforbid: {MultiAZ: false}",
            "7:1-7 unknown key 'requir'; did you mean 'require'?",
        ),
        ("profile: all", "1:1-3 a rule has 'require', 'forbid' or both"),
        ("forbid: []", "7:9-11 must be a mapping"),
        ("require: {any: []}", "7:16-18 is empty"),
        (
            "parameters: {x: {type: Int}}\nrequire: {MultiAZ: {const: {param: x}}}",
            "7:24-27 'Int' is not one of String, int, double, boolean, CSV, StringMap; did you mean 'int'?",
        ),
        (
            "parameters: {x: {type: int, default: 2.5}}\nrequire: {Iops: {minimum: {param: x}}}",
            "7:38-41 2.5 is no value of type int",
        ),
        (
            "parameters: {x: {type: int}}\nrequire: {MultiAZ: true}",
            "7:14-15 nothing uses this parameter",
        ),
        (
            "parameters: {x: {type: CSV}}\nrequire: {Iops: {minimum: {param: x}}}",
            "8:35-36 'minimum' needs a parameter of type int or double; 'x' is CSV",
        ),
        (
            "parameters: {x: {type: int, required: true, default: 3}}\nrequire: {Iops: {minimum: {param: x}}}",
            "7:39-43 a parameter with a default is never missing",
        ),
    ],
)
def test_faults_of_the_frame(body: str, fault: str) -> None:
    assert faults(body) == [fault]


def test_what_is_missing_is_said() -> None:
    assert problems(loaded("id: a-rule\n")) == [
        f"1:1-3 {text}"
        for text in (
            "'config_rule' is missing",
            "'title' is missing",
            "'severity' is missing",
            "'category' is missing",
            "'resource' is missing",
            "'message' is missing",
            "'why' is missing",
            "'remedy' is missing",
            "a rule has 'require', 'forbid' or both",
        )
    ]


def test_a_message_names_the_address_and_nothing_unknown() -> None:
    text = rule_file("require: {MultiAZ: true}").replace("{address} is", "{adress} is")

    assert problems(loaded(text)) == [
        "8:10-49 '{adress}' is no placeholder; did you mean 'address'?",
        "8:10-49 the message does not name {address}",
    ]


def test_an_unknown_resource_type_has_a_suggestion() -> None:
    assert faults("require: {MultiAZ: true}", "[AWS::RDS::DBInstance, AWS::RDS::DBCluser]") == [
        "6:34-52 'AWS::RDS::DBCluser' is not a resource type; did you mean 'AWS::RDS::DBCluster'?"
    ]


def test_a_file_is_named_after_its_rule() -> None:
    found = loaded(rule_file("require: {MultiAZ: true}"), "rules/rds/another.yaml")

    assert problems(found) == ["1:5-11 the file is named 'another', the rule 'a-rule'"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- a\n- b\n", "1:1-4 a rule is a mapping"),
        ("id: a\n---\nid: b\n", "3:1-6 a rule file holds one document"),
    ],
)
def test_a_file_is_one_mapping(text: str, fault: str) -> None:
    assert problems(loaded(text)) == [fault]


@pytest.mark.parametrize(("text", "line"), [("id: a-rule\nid: b\n", 2), ("id: a\nx: [a\n", 2), ('id: "a\n', 1)])
def test_what_the_reader_complains_about_is_a_fault(text: str, line: int) -> None:
    found = loaded(text)

    assert not found.rules
    assert [one.location.start_line for one in found.problems if one.location] == [line]


def test_a_hostile_file_is_bounded() -> None:
    deep = "require:\n" + "".join(f"{'  ' * depth}not:\n" for depth in range(1, 60)) + f"{'  ' * 60}MultiAZ: true"

    assert loaded(rule_file(deep)).problems
    assert loaded(
        "a: &a [x, x]\n"
        + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))
    ).problems
