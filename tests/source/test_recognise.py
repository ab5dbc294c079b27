"""What a file is, told by its content: each kind, and each kind of file that is none of awslint's business."""

import json

import pytest

from awslint.source.discover import discover

TEMPLATE = "Resources: {Logs: {Type: AWS::S3::Bucket}}"
CSV = "user,arn,user_creation_time,password_enabled\n<root_account>,arn:aws:iam::1:root,2020-01-01T00:00:00+00:00,no\n"

KINDS = [
    (TEMPLATE, "cloudformation", "CloudFormation template (Resources)"),
    ('{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}', "cloudformation", "CloudFormation template (Resources)"),
    ("Resources: {A: {Type: 12}}", "cloudformation", "CloudFormation template (Resources)"),
    ("Resources: {A: {Type: !Ref X}, B: null}", "cloudformation", "CloudFormation template (Resources)"),
    ("Resources: {'Fn::ForEach::X': [a, [b], {}]}", "cloudformation", "CloudFormation template (Resources)"),
    ("Resources: {'Fn::Transform': {Name: AWS::Include}}", "cloudformation", "CloudFormation template (Resources)"),
    ("Resources: {}", "cloudformation", "CloudFormation template (Resources)"),
    ("AWSTemplateFormatVersion: 2010-09-09", "cloudformation", "CloudFormation template (AWSTemplateFormatVersion)"),
    ("Other: 1\nAWSTemplateFormatVersion: '2010-09-09'\nResources: []",
     "cloudformation", "CloudFormation template (AWSTemplateFormatVersion)"),
    ("Parameters: {A: {Type: String}}", "cloudformation", "CloudFormation template (Parameters)"),
    ("Description: x\nParameters: {A: {Type: String}}\nOutputs: {B: {Value: 1}}",
     "cloudformation", "CloudFormation template (Parameters, Outputs)"),
    ("Outputs: {B: {Value: 1}}", "cloudformation", "CloudFormation template (Outputs)"),
    ("Transform: AWS::Serverless-2016-10-31", "cloudformation", "CloudFormation template (Transform)"),
    ("Transform: [A, B]\nMetadata: {}", "cloudformation", "CloudFormation template (Transform)"),
    ("Fn::Transform: {Name: X}\nAnything: 1", "cloudformation", "CloudFormation template (Fn::Transform)"),
    ('{"format_version": "1.2", "planned_values": {}}', "terraform-plan", "Terraform plan (planned_values)"),
    ('{"format_version": "1.2", "resource_changes": [], "planned_values": {}}',
     "terraform-plan", "Terraform plan (planned_values, resource_changes)"),
    ('{"planned_values": {}, "configuration": {}}', "terraform-plan", "Terraform plan (planned_values)"),
    ('{"format_version": "1.0", "values": {}}',
     "terraform-state", "Terraform state as `terraform show -json` prints it"),
    ('{"format_version": "1.0"}', "terraform-state", "Terraform state as `terraform show -json` prints it"),
    ('{"format_version": "1.0", "terraform_version": "1.9.0"}',
     "terraform-state", "Terraform state as `terraform show -json` prints it"),
    ('{"version": 4, "lineage": "x", "resources": []}', "terraform-state", "raw Terraform state file (version 4)"),
    ('{"resource": {"aws_s3_bucket": {"a": {}}}}', "terraform-json", "Terraform in JSON syntax"),
    ('{"data": {"aws_ami": {"a": {}}}, "//": "x"}', "terraform-json", "Terraform in JSON syntax"),
    ('{"version": "36.0.0", "artifacts": {"Stack": {"type": "aws:cloudformation:stack"}}}',
     "cdk-manifest", "manifest of a CDK cloud assembly (artifacts)"),
    ('{"SummaryMap": {"AccountMFAEnabled": 1}}', "evidence", "account summary (SummaryMap)"),
    ('{"VirtualMFADevices": []}', "evidence", "list of virtual MFA devices (VirtualMFADevices)"),
    ('{"PublicAccessBlockConfiguration": {"BlockPublicAcls": true}}',
     "evidence", "public access block of the account (PublicAccessBlockConfiguration)"),
    ('{"PasswordPolicy": {}}', "evidence", "password policy of the account (PasswordPolicy)"),
    ('{"Content": "dXNlcg==", "ReportFormat": "text/csv"}', "evidence", "credential report of the account (Content)"),
    (CSV, "evidence", "credential report of the account (CSV)"),
    ('[{"ParameterKey": "A", "ParameterValue": "b"}]', "parameters", "parameters for a stack (ParameterKey)"),
    ('{"Parameters": [{"ParameterKey": "A", "UsePreviousValue": true}]}',
     "parameters", "parameters for a stack (ParameterKey)"),
    ('{"Parameters": {"A": "b"}, "Tags": {"c": "d"}}',
     "parameters", "parameters for a stack (Parameters with plain values)"),
    ('{"Parameters": {"A": 1}, "Tags": {}, "StackPolicy": {"Statement": []}}',
     "parameters", "parameters for a stack (Parameters with plain values)"),
    ('{"@level":"info","@message":"Terraform 1.9","type":"version"}\n{"@level":"info","@message":"x"}\n',
     "terraform-plan-log", "log of `terraform plan -json`; `terraform show -json` gives the plan"),
]  # fmt: skip

FOREIGN = [
    ("apiVersion: v1\nkind: Pod", "Kubernetes manifest (apiVersion, kind)"),
    ("apiVersion: v2\nname: x\nversion: 1.0.0", "Helm chart (apiVersion, name, version)"),
    ("services: {web: {image: x}}", "Docker Compose file (services)"),
    ("openapi: 3.0.0\npaths: {}", "OpenAPI document (openapi)"),
    ('{"swagger": "2.0"}', "Swagger document (swagger)"),
    ("on: push\njobs: {}", "GitHub Actions workflow (on, jobs)"),
    ("name: x\nruns: {using: node20}", "GitHub action (name, runs)"),
    ("stages: [a]\nbuild: {script: [x]}", "GitLab CI pipeline (stages)"),
    ("build: {script: [x]}", "GitLab CI pipeline (build has a script)"),
    ("version: 0.2\nphases: {}", "CodeBuild buildspec (version, phases)"),
    ("version: 0.0\nResources: [{A: {Type: AWS::Lambda::Function}}]", "CodeDeploy AppSpec (version, Resources)"),
    ("service: x\nprovider: {name: aws}\nresources: {Resources: {}}",
     "Serverless Framework configuration (service, provider)"),
    ("version: 2.1\njobs: {}", "CircleCI configuration (version, jobs)"),
    ("version: 0.1\ndefault: {deploy: {parameters: {}}}", "SAM CLI configuration (version, default)"),
    ('{"name": "x", "version": "1", "dependencies": {}}', "npm package (name, version)"),
    ('{"name": "x", "lockfileVersion": 3}', "npm lock file (lockfileVersion)"),
    ('{"compilerOptions": {}}', "TypeScript configuration (compilerOptions)"),
    ("site_name: x", "MkDocs configuration (site_name)"),
    ("repos: []", "pre-commit configuration (repos)"),
    ("- id: x\n  entry: y\n  language: z", "pre-commit hooks (id, entry, language)"),
    ("- hosts: all\n  tasks: []", "Ansible playbook (hosts)"),
    ("- name: x\n  input: {}\n  expectations: {}", "CloudFormation Guard test (input, expectations)"),
    ('{"typeName": "A::B::C", "properties": {}}', "CloudFormation resource schema (typeName, properties)"),
    ('{"$schema": "x"}', "JSON Schema ($schema)"),
    ('{"Version": "2012-10-17", "Statement": []}', "IAM policy document (Statement)"),
    ('{"StartAt": "a", "States": {}}', "Step Functions state machine (StartAt, States)"),
    ('{"app": "npx ts-node x"}', "CDK application configuration (app)"),
    ('{"version": "tree-0.1", "tree": {}}', "CDK construct tree (version, tree)"),
    ('{"format_version": "1.0", "provider_schemas": {}}',
     "Terraform provider schemas (format_version, provider_schemas)"),
    ('{"version": 3, "lineage": "x", "modules": []}', "raw Terraform state file of another version than 4"),
    ('{"version": 3, "lineage": "x", "resources": []}', "raw Terraform state file of another version than 4"),
    ('{"version": 4, "lineage": "x"}', "raw Terraform state file of another version than 4"),
    ('x: \'"@level" "@message"\'', "no section of a template or a plan (has x)"),
    ("a: 1\nb: 1\nc: 1\nd: 1", "no section of a template or a plan (has a, b, c, d)"),
    ("k" * 40 + ": 1", "no section of a template or a plan (has " + "k" * 40 + ")"),
    ('{"version": "1", "artifacts": {"x": {"type": "other"}}}',
     "no section of a template or a plan (has version, artifacts)"),
    ("Resources: {a: b}\nOther: 1", "no section of a template or a plan (has Resources, Other)"),
    ("Resources: [1]", "no section of a template or a plan (has Resources)"),
    ("Description: only", "no section of a template or a plan (has Description)"),
    ("resource: {a: 1}", "no section of a template or a plan (has resource)"),
    ("a: 1\nb: 1\nc: 1\nd: 1\ne: 1", "no section of a template or a plan (has a, b, c, d, ...)"),
    ('{"' + "k" * 100 + '": 1}', "no section of a template or a plan (has " + "k" * 37 + "...)"),
    ("[1, 2]", "a list, where templates and plans have a mapping"),
    ("{}", "an empty mapping"),
    ("just text", "plain text"),
    ("---\n", "empty"),
    ("", "empty"),
    (" \n\n", "empty"),
    ("# only a comment\n", "empty"),
]  # fmt: skip


def one(text: str | bytes):
    raw = text.encode() if isinstance(text, str) else text
    (found,) = discover(["-"], stdin=lambda: raw)
    return found


@pytest.mark.parametrize(("text", "kind", "reason"), KINDS)
def test_kinds(text, kind, reason):
    found = one(text)
    assert (found.kind, found.reason) == (kind, reason)
    assert found.diagnostics == ()
    assert not found.looks_like_template
    assert not found.conformance_pack


@pytest.mark.parametrize(("text", "reason"), FOREIGN)
def test_what_is_none_of_ours(text, reason):
    found = one(text)
    assert (found.kind, found.reason, found.documents) == ("not-a-template", reason, ())
    assert not found.looks_like_template


@pytest.mark.parametrize(
    ("types", "pack"),
    [
        (["AWS::Config::ConfigRule"], True),
        (["AWS::Config::ConfigRule", "AWS::Config::RemediationConfiguration"], True),
        (["AWS::Config::ConfigRule", "AWS::S3::Bucket"], False),
        (["AWS::Config::ConfigurationRecorder"], False),
        ([{"Ref": "X"}, "AWS::Config::ConfigRule"], False),
    ],
)
def test_a_conformance_pack_is_a_template_with_a_hint(types, pack):
    resources = {f"R{index}": {"Type": name} for index, name in enumerate(types)}
    found = one(json.dumps({"Resources": resources}))
    assert (found.kind, found.conformance_pack) == ("cloudformation", pack)


def test_documents_of_the_first_kind_are_kept():
    found = one(f"apiVersion: v1\nkind: Pod\n---\n{TEMPLATE}\n---\n{TEMPLATE}\n")
    assert found.kind == "cloudformation"
    assert [document.index for document in found.documents] == [1, 2]
    assert one("apiVersion: v1\nkind: Pod\n---\na: 1\n").reason == "Kubernetes manifest (apiVersion, kind)"


@pytest.mark.parametrize("text", [CSV, "\n" + CSV, '\n {"@level": "info", "@message": "x"}\n{}\n'])
def test_what_has_lines_instead_of_documents_keeps_its_text(text):
    found = one(text)
    assert (found.documents, found.text) == ((), text)
    assert one(text.encode("utf-8-sig")).text == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("AWSTemplateFormatVersion: [", True),
        ("Resources:\n  A: [\n    Type: AWS::S3::Bucket", True),
        ('{"planned_values": {"root', True),
        ("a: [", False),
        ("{{ jinja }}", False),
        ("AWS is great: [", False),
    ],
)
def test_broken_files_say_whether_they_were_meant(text, meant):
    found = one(text)
    assert (found.kind, found.looks_like_template) == ("unreadable", meant)
    assert [one.severity for one in found.diagnostics] == ["error"]
    assert found.reason == found.diagnostics[0].message


def test_warnings_come_with_the_input():
    found = one("Resources: {A: {Type: X, Type: Y}}")
    assert [(one.code, one.severity) for one in found.diagnostics] == [("duplicate-key", "warning")]
    assert found.diagnostics[0].file == "<stdin>"
