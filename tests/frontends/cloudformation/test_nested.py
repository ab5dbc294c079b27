"""Nested stacks, exports and includes: templates of one run that are one system."""

from collections.abc import Mapping

import pytest

from awslint.frontends.cloudformation import Settings, Template, load
from awslint.frontends.part import Part
from awslint.knowledge.facts import Knowledge
from awslint.model.place import Place
from awslint.model.value import Origin, Reference, Scalar, Unknown, Value, Why
from tests.frontends.cloudformation.loading import problems, prop, shown, template, worlds

CHILD = """
Parameters:
  Enc: {Type: String, Default: 'false', AllowedValues: ['true', 'false']}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>', Default: s-1}
Conditions:
  Encrypted: !Equals [!Ref Enc, 'true']
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties: {StorageEncrypted: !Ref Enc, Subnets: !Ref Subnets, Stack: !Ref 'AWS::StackName'}
  Extra: {Type: Custom::Extra, Condition: Encrypted}
Outputs:
  Name: {Value: !Ref Db}
  Text: {Value: !Sub 'enc=${Enc}'}
"""


def parent(parameters: str = "{Enc: 'true'}", more: str = "", url: str = "child.yaml") -> str:
    return f"""
Parameters:
  Env: {{Type: String, AllowedValues: [dev, prod]}}
  Free: {{Type: String}}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Kid:
    Type: AWS::CloudFormation::Stack
    Properties: {{TemplateURL: {url}, Parameters: {parameters}}}
  Subnet: {{Type: AWS::EC2::Subnet}}
  User:
    Type: Custom::User
    Properties: {{Name: !GetAtt Kid.Outputs.Name, Text: !GetAtt Kid.Outputs.Text, Id: !Ref Kid}}
{more}
"""


def loaded(files: Mapping[str, str], *roots: str, **settings: object) -> Part:
    """The files given as roots, or all; paths are relative to the folder of the file that names them."""
    templates = {name: template(text, name) for name, text in files.items()}

    def read(base: str, target: str) -> Template | None:
        steps = base.split("/")[:-1]
        for step in target.split("/"):
            if step == ".." and steps:
                steps.pop()
            elif step not in (".", ".."):
                steps.append(step)
        return templates.get("/".join(steps))

    chosen = [templates[name] for name in roots or files]
    return load(chosen, Settings(**settings), Knowledge(), read)  # type: ignore[arg-type]


def in_child(part: Part, *path: str) -> Value:
    return prop(part, "Kid/Db", *path, document="parent.yaml")


def test_values_flow_into_the_child_and_outputs_back() -> None:
    part = loaded({"parent.yaml": parent(), "child.yaml": CHILD})
    assert [one.address for one in part.resources.values()] == ["Kid", "Subnet", "User", "Kid/Db", "Kid/Extra"]
    encrypted = in_child(part, "StorageEncrypted")
    assert isinstance(encrypted, Scalar)
    assert encrypted.data == "true"
    assert encrypted.place == Place("child.yaml", ("Resources", "Db", "Properties", "StorageEncrypted", "Ref"))
    given = Place("parent.yaml", ("Resources", "Kid", "Properties", "Parameters", "Enc"))
    assert Origin("parameter", "Kid/Enc", given, "given by the parent stack") in encrypted.origins
    name = prop(part, "User", "Name", document="parent.yaml")
    assert isinstance(name, Unknown)
    assert name.refers_to == Reference("parent.yaml#Kid/Db")
    assert name.place == Place("parent.yaml", ("Resources", "User", "Properties", "Name", "Fn::GetAtt"))
    assert shown(prop(part, "User", "Text", document="parent.yaml")) == "enc=true"
    assert part.problems == ()


def test_a_child_is_judged_once_for_each_stack_and_not_by_itself() -> None:
    two = "  Two:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ./child.yaml}\n"
    part = loaded({"child.yaml": CHILD, "parent.yaml": parent(more=two)})
    databases = [one for one in part.resources.values() if one.type == "AWS::RDS::DBInstance"]
    assert [(one.key, shown(one.properties.entries["StorageEncrypted"])) for one in databases] == [
        ("parent.yaml#Kid/Db", "true"),
        ("parent.yaml#Two/Db", "false"),
    ]
    assert part.consumed == {"child.yaml"}
    assert {one.scope for one in part.resources.values()} == {"parent.yaml"}
    assert not [key for key in part.variables if key.startswith("child.yaml")]


def test_a_finding_in_a_child_can_show_the_chain() -> None:
    middle = "Resources: {Inner: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: deep/leaf.yaml}}}"
    files = {"p.yaml": parent(url="middle.yaml", parameters="{}"), "middle.yaml": middle,
             "deep/leaf.yaml": "Resources: {Db: {Type: AWS::X}}"}  # fmt: skip
    part = loaded(files)
    leaf = part.resources["p.yaml#Kid/Inner/Db"]
    assert [(one.role, one.message, one.place, one.address) for one in leaf.origins] == [
        ("parent-stack", "nested in Kid", Place("p.yaml", ("Resources", "Kid"), key=True), "Kid"),
        ("parent-stack", "nested in Kid/Inner", Place("middle.yaml", ("Resources", "Inner"), key=True), "Kid/Inner"),
    ]
    assert leaf.place.document == "deep/leaf.yaml"
    assert part.consumed == {"middle.yaml", "deep/leaf.yaml"}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("{Enc: 'false'}", "false"),
        ("{Enc: true}", "true"),
        ("{}", "false"),
        ("{Enc: !If [IsProd, 'true', 'false']}", {"Env=dev": "false", "Env=prod": "true"}),
        ("{Enc: !If [IsProd, 'true', !Ref AWS::NoValue]}", {"Env=dev": "false", "Env=prod": "true"}),
        ("!If [IsProd, {Enc: 'true'}, {}]", {"Env=dev": "false", "Env=prod": "true"}),
        ("{Enc: !Ref Unset}", "?Unset"),
        ("{Enc: !ImportValue Somewhere}", "?Somewhere"),
    ],
)
def test_parameters_given_by_the_parent(parameters: str, expected: object) -> None:
    text = parent(parameters).replace("Parameters:\n  Env", "Parameters:\n  Unset: {Type: String}\n  Env")
    part = loaded({"parent.yaml": text, "child.yaml": CHILD}, parameters={"Enc": "other"})
    value = in_child(part, "StorageEncrypted")
    if isinstance(expected, dict):
        assert {name.removeprefix("parent.yaml:"): one for name, one in worlds(value).items()} == expected
    elif str(expected).startswith("?Unset"):
        assert shown(value) == {"true": "true", "*": "?Unset"}
    else:
        assert shown(value) == expected
    assert part.problems == ()


def test_all_worlds_do_not_change_what_the_parent_leaves_to_the_default() -> None:
    part = loaded({"parent.yaml": parent("{}"), "child.yaml": CHILD}, worlds="all")
    assert shown(in_child(part, "StorageEncrypted")) == "false"


def test_a_list_goes_through_a_nested_stack_item_by_item() -> None:
    given = "{Subnets: !Join [',', [!Ref Subnet, subnet-1]]}"
    part = loaded({"parent.yaml": parent(given), "child.yaml": CHILD})
    subnets = in_child(part, "Subnets")
    assert shown(subnets) == ["?Ref of Subnet", "subnet-1"]
    first = subnets.items[0]  # type: ignore[union-attr]
    assert isinstance(first, Unknown)
    assert first.refers_to == Reference("parent.yaml#Subnet")


def test_what_a_child_compares_decides_the_worlds_of_the_parent() -> None:
    child = """
Parameters: {Stage: {Type: String}}
Conditions: {IsProd: !Equals [!Ref Stage, prod], IsDev: !Equals [!Ref Stage, dev]}
Resources: {A: {Type: AWS::X, Condition: IsProd}, B: {Type: AWS::X, Condition: IsDev}}
"""
    part = loaded({"parent.yaml": parent("{Stage: !Ref Free}"), "child.yaml": child})
    exists = part.resources["parent.yaml#Kid/A"].exists
    assert worlds(exists) == {"parent.yaml:Free=prod": True, "parent.yaml:Free=*/dev": False}
    assert [one.name for one in part.variables.values() if one.kind == "comparison"] == []


def test_a_child_exists_where_its_stack_does() -> None:
    text = parent().replace("    Properties: {TemplateURL", "    Condition: IsProd\n    Properties: {TemplateURL")
    part = loaded({"parent.yaml": text, "child.yaml": CHILD})
    expected = {"parent.yaml:Env=dev": False, "parent.yaml:Env=prod": True}
    assert worlds(part.resources["parent.yaml#Kid/Db"].exists) == expected
    assert worlds(part.resources["parent.yaml#Kid/Extra"].exists) == expected
    assert set(part.conditions["parent.yaml"]) == {"IsProd", "Kid/Encrypted"}


def test_templates_that_nest_ever_more_are_bounded() -> None:
    nest = "\n".join(
        f"  K{n}: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: NEXT}}}}" for n in range(3)
    )
    files = {f"f{n}.yaml": f"Resources:\n{nest.replace('NEXT', f'f{n + 1}.yaml')}\n" for n in range(9)}
    part = loaded({**files, "f9.yaml": "Resources: {A: {Type: AWS::X}}"}, "f0.yaml")
    assert len(part.resources) < 2000
    assert "nested-too-deeply" in [problem.code for problem in part.problems]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("child.yaml", True),
        ("./child.yaml", True),
        ("file://child.yaml", True),
        ("https://s3.amazonaws.com/some-bucket/prefix/child.yaml", True),
        ("!Sub 'https://${AWS::Region}.s3.amazonaws.com/templates/child.yaml'", True),
        ("!Sub 'https://${Free}/child.yaml'", True),
        ("https://s3.amazonaws.com/some-bucket/other.yaml", False),
        ("!Ref Free", False),
    ],
)
def test_where_a_child_is_found(url: str, found: bool) -> None:
    part = loaded({"parent.yaml": parent(url=url), "child.yaml": CHILD}, "parent.yaml")
    assert ("parent.yaml#Kid/Db" in part.resources) is found
    assert part.problems == ()
    if not found:
        name = prop(part, "User", "Name", document="parent.yaml")
        assert isinstance(name, Unknown)
        assert name.why is Why.ATTRIBUTE


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"parent.yaml": parent(url="nowhere.yaml")},
         [("missing-template", "there is no template nowhere.yaml",
           ("Resources", "Kid", "Properties", "TemplateURL"))]),
        ({"parent.yaml": parent("{Enc: 'true', Other: 1}"), "child.yaml": CHILD},
         [("unknown-parameter", "the template of Kid has no parameter Other",
           ("Resources", "Kid", "Properties", "Parameters", "Other"))]),
        ({"parent.yaml": parent("{}"), "child.yaml": CHILD.replace("Default: s-1", "Description: none")},
         [("missing-parameter", "parameter Subnets of Kid has no default and is not given",
           ("Resources", "Kid", "Properties", "Parameters"))]),
        ({"parent.yaml": parent("{Enc: maybe}"), "child.yaml": CHILD},
         [("invalid-parameter-value",
           "the value 'maybe' given for parameter Enc is not one of its AllowedValues (true, false)",
           ("Resources", "Kid", "Properties", "Parameters", "Enc"))]),
        ({"parent.yaml": parent(), "child.yaml": CHILD.replace("Name:", "Named:")},
         [("unknown-output", "nested stack Kid has no output Name",
           ("Resources", "User", "Properties", "Name", "Fn::GetAtt"))]),
        ({"parent.yaml": parent(url="parent.yaml", parameters="{}").replace("Outputs", "X")},
         [("circular-template", "templates nest each other: parent.yaml -> parent.yaml",
           ("Resources", "Kid", "Properties", "TemplateURL"))]),
    ],
)  # fmt: skip
def test_problems_of_nested_stacks(files: dict[str, str], expected: list[object]) -> None:
    assert problems(loaded(files)) == expected


def test_templates_that_nest_each_other_are_read_once() -> None:
    nest = "Resources: {{Kid: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: {}}}}}}}"
    part = loaded({"a.yaml": nest.format("b.yaml"), "b.yaml": nest.format("a.yaml")})
    assert list(part.resources) == ["a.yaml#Kid", "a.yaml#Kid/Kid"]
    assert "circular-template" in [problem.code for problem in part.problems]


def test_a_parameter_that_goes_in_a_circle_is_not_known() -> None:
    part = loaded({"parent.yaml": parent("{Enc: !GetAtt Kid.Outputs.Text}"), "child.yaml": CHILD})
    text = prop(part, "User", "Text", document="parent.yaml")
    assert isinstance(text, Unknown)
    assert text.why is Why.INVALID


def test_secrets_stay_secret_in_the_child() -> None:
    text = parent("{Enc: !Ref Hush}").replace(
        "Parameters:\n  Env", "Parameters:\n  Hush: {Type: String, NoEcho: true, Default: 'true'}\n  Env"
    )
    value = in_child(loaded({"parent.yaml": text, "child.yaml": CHILD}), "StorageEncrypted")
    assert isinstance(value, Scalar)
    assert value.secret


def test_a_stack_set_deploys_its_template_elsewhere() -> None:
    text = """
Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties:
      TemplateURL: child.yaml
      Parameters: [{ParameterKey: Enc, ParameterValue: 'true'}]
  Inline:
    Type: AWS::CloudFormation::StackSet
    Properties:
      TemplateBody: |
        Resources:
          Bucket: {Type: AWS::S3::Bucket, Properties: {Where: !Ref AWS::Region, N: 1}}
"""
    part = loaded({"parent.yaml": text, "child.yaml": CHILD}, region="eu-west-1")
    inside = part.resources["parent.yaml!Set#Set/Db"]
    assert (inside.scope, inside.region) == ("parent.yaml!Set", None)
    assert shown(inside.properties.entries["StorageEncrypted"]) == "true"
    bucket = part.resources["parent.yaml!Inline#Inline/Bucket"]
    assert shown(bucket.properties) == {"Where": "?AWS::Region", "N": 1}
    body = Place("parent.yaml", ("Resources", "Inline", "Properties", "TemplateBody"))
    assert bucket.place == bucket.properties.entries["N"].place == body


NETWORK = """
Parameters: {Env: {Type: String, Default: prod}}
Resources: {Vpc: {Type: AWS::EC2::VPC}, Logs: {Type: AWS::S3::Bucket}}
Outputs:
  Vpc: {Value: !Ref Vpc, Export: {Name: !Sub '${AWS::StackName}-vpc'}}
  Logs: {Value: !Ref Logs, Export: {Name: !Sub '${Env}-logs-bucket'}}
  Flag: {Value: 'true', Export: {Name: encryption-flag}}
  Zone: {Value: z, Export: {Name: !Sub 'zone-${AWS::Region}'}}
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("encryption-flag", "true"),
        ("prod-logs-bucket", "?Ref of Logs"),
        ("network-vpc", "?Ref of Vpc"),
        ("!Sub '${NetworkStack}-vpc'", "?Ref of Vpc"),
        ("!Sub '${Given}-logs-bucket'", "?Ref of Logs"),
        ("!Sub 'zone-${AWS::Region}'", "z"),
        ("!Sub '${NetworkStack}-${NetworkStack}-vpc'", "?${NetworkStack}-${NetworkStack}-vpc"),
        ("dev-logs-bucket", "?dev-logs-bucket"),
        ("encryption-flags", "?encryption-flags"),
        ("!Ref NetworkStack", "?NetworkStack"),
    ],
)
def test_an_import_meets_the_export_of_another_template(name: str, expected: object) -> None:
    user = f"""
Parameters: {{NetworkStack: {{Type: String}}, Given: {{Type: String, Default: prod}}}}
Resources: {{Policy: {{Type: AWS::S3::BucketPolicy, Properties: {{Bucket: {{Fn::ImportValue: {name}}}}}}}}}
"""
    part = loaded({"network.yaml": NETWORK, "user.yaml": user})
    value = prop(part, "Policy", "Bucket", document="user.yaml")
    if "{NetworkStack}-${" in name or str(expected).startswith(("?dev", "?encryption-flags", "?Net")):
        assert isinstance(value, Unknown)
        assert value.why is Why.IMPORT
        assert value.refers_to is None
    else:
        assert shown(value) == expected
    if expected == "?Ref of Logs":
        assert isinstance(value, Unknown)
        assert value.refers_to == Reference("network.yaml#Logs")
        assert value.origins[-1].kind == "import"


def test_what_is_exported_under_a_condition_that_never_holds_is_not_exported() -> None:
    network = NETWORK.replace("Resources:", "Conditions: {Never: !Equals [a, b]}\nResources:").replace(
        "{Value: 'true', Export", "{Value: 'true', Condition: Never, Export"
    )
    user = "Resources: {P: {Type: AWS::X, Properties: {V: !ImportValue encryption-flag}}}"
    value = prop(loaded({"network.yaml": network, "user.yaml": user}), "P", "V", document="user.yaml")
    assert shown(value) == "?encryption-flag"


def test_two_exports_that_may_be_meant_are_both_possible() -> None:
    other = NETWORK.replace("{Env: {Type: String, Default: prod}}", "{Env: {Type: String, Default: x}}")
    user = """
Parameters: {Stack: {Type: String}}
Resources: {P: {Type: AWS::X, Properties: {V: !ImportValue {'Fn::Sub': '${Stack}-vpc'}}}}
"""
    part = loaded({"a.yaml": NETWORK, "b.yaml": other, "user.yaml": user})
    value = prop(part, "P", "V", document="user.yaml")
    assert isinstance(value, Unknown)
    assert value.why is Why.IMPORT
    among = [one.refers_to for one in value.among or () if isinstance(one, Unknown)]
    assert among == [Reference("a.yaml#Vpc"), Reference("b.yaml#Vpc")]


def test_what_one_deployment_does_not_know_is_not_the_same_in_another() -> None:
    exporter = """
Parameters: {Env: {Type: String}}
Resources: {}
Outputs: {E: {Value: !Ref Env, Export: {Name: the-env}}}
"""
    importer = """
Parameters: {Env: {Type: String}}
Conditions: {Same: !Equals [!Ref Env, !ImportValue the-env]}
Resources: {R: {Type: AWS::X, Condition: Same}}
"""
    part = loaded({"a.yaml": exporter, "b.yaml": importer})
    assert set(worlds(part.resources["b.yaml#R"].exists).values()) == {False, True}


def test_an_include_with_a_local_file_stands_where_it_is_included() -> None:
    files = {
        "main.yaml": """
Transform: {Name: AWS::Include, Parameters: {Location: maps.yaml}}
Resources:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://bucket/more.yaml}}
  A:
    Type: AWS::X
    Properties:
      P: 1
      M: !FindInMap [Sizes, a, b]
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: properties.yaml}}
      Whole: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: list.yaml}}}
""",
        "maps.yaml": "Mappings: {Sizes: {a: {b: 5}}}",
        "more.yaml": "B: {Type: AWS::Y, Properties: {R: !Ref A}}",
        "properties.yaml": "Q: 2\nR: !Ref AWS::NoValue\n",
        "list.yaml": "[x, !Sub '${AWS::Region}']",
    }
    part = loaded(files, "main.yaml")
    assert part.problems == ()
    assert shown(part.resources["main.yaml#A"].properties) == {
        "P": 1, "M": 5, "Q": 2, "R": "absent", "Whole": ["x", "?AWS::Region"],
    }  # fmt: skip
    assert prop(part, "A", "Q", document="main.yaml").place == Place("properties.yaml", ("Q",))
    included = part.resources["main.yaml#B"]
    assert included.place == Place("more.yaml", ("B",), key=True)
    assert shown(included.properties) == {"R": "?Ref of A"}
    assert part.consumed == {"maps.yaml", "more.yaml", "properties.yaml", "list.yaml"}


def test_an_include_that_is_not_here_leaves_the_mapping_incomplete() -> None:
    text = """
Resources:
  A:
    Type: AWS::X
    Properties:
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: LOCATION}}
      P: !Ref B
"""
    remote = loaded({"t.yaml": text.replace("LOCATION", "s3://bucket/x.yaml")})
    assert shown(remote.resources["t.yaml#A"].properties) == {"P": "?B", "...": "..."}
    assert [code for code, _, _ in problems(remote)] == ["unknown-reference"]
    here = loaded({"t.yaml": text.replace("LOCATION", "x.yaml")})
    assert problems(here)[0][:2] == ("missing-include", "there is no file x.yaml")
