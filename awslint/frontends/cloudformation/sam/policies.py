"""Execution roles: SAM's Policies property, its policy templates, and the managed policies that are meant by name.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
"""

import functools
import json
from importlib import resources
from typing import TypedDict

from awslint.frontends.cloudformation.sam.making import NO_VALUE, Maker, incomplete
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without

# AWS's managed policies that live under a path; all others are directly under policy/.
SERVICE_ROLES = frozenset({
    "AWSAppSyncPushToCloudWatchLogs", "AWSBatchServiceRole", "AWSCodeDeployRole", "AWSCodeDeployRoleForLambda",
    "AWSCodeDeployRoleForLambdaLimited", "AWSConfigRulesExecutionRole", "AWSGlueServiceRole", "AWSIoTLogging",
    "AWSIoTRuleActions", "AWSLambdaBasicExecutionRole", "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaENIManagementAccess", "AWSLambdaKinesisExecutionRole", "AWSLambdaMSKExecutionRole", "AWSLambdaRole",
    "AWSLambdaSQSQueueExecutionRole", "AWSLambdaVPCAccessExecutionRole", "AWSQuickSightDescribeRDS",
    "AWS_ConfigRole", "AmazonAPIGatewayPushToCloudWatchLogs", "AmazonDMSCloudWatchLogsRole",
    "AmazonDMSVPCManagementRole", "AmazonEC2ContainerServiceEventsRole", "AmazonEC2ContainerServiceforEC2Role",
    "AmazonEC2RoleforSSM", "AmazonECSTaskExecutionRolePolicy", "AmazonElasticMapReduceRole",
    "AmazonElasticMapReduceforEC2Role", "AmazonRDSEnhancedMonitoringRole", "AmazonSNSRole",
    "AmazonSSMAutomationRole", "AmazonSSMMaintenanceWindowRole",
})  # fmt: skip
JOB_FUNCTIONS = frozenset({
    "Billing", "DataScientist", "DatabaseAdministrator", "NetworkAdministrator", "SupportUser", "SystemAdministrator",
    "ViewOnlyAccess",
})  # fmt: skip


def managed(name: str, partition: str) -> str:
    """The ARN of a managed policy that is meant by name; ARNs stay as they are."""
    if name.startswith("arn:") or "/" in name:
        return name
    path = "service-role/" if name in SERVICE_ROLES else "job-function/" if name in JOB_FUNCTIONS else ""
    return f"arn:{partition}:iam::aws:policy/{path}{name}"


def role(
    maker: Maker,
    logical: str,
    trusted: Tree,
    attached: list[str],
    own: list[Tree],
    *,
    tags: Tree,
    path: Piece | None = None,
    condition: Tree = None,
) -> str:
    """Make the execution role; `attached` and `own` are the policies that other properties call for."""
    policies = maker.get("Policies")
    arns: list[Tree] = [because(maker.resource, managed(name, maker.build.partition)) for name in attached]
    documents: list[Tree] = list(own)
    for index, entry in enumerate(_entries(policies)):
        for kind, tree in _policy(maker, entry, f"{logical}Policy{index}"):
            (arns if kind == "managed" else documents).append(tree)
    if policies is not None and policies.call is not None:
        arns, documents = [*arns, because(policies, incomplete())], [*documents, because(policies, incomplete())]
    properties = without(
        {
            "AssumeRolePolicyDocument": trusted,
            "ManagedPolicyArns": _at(policies, _unique(arns)),
            "Path": path,
            "Policies": _at(policies, documents) if documents else None,
            "PermissionsBoundary": maker.get("PermissionsBoundary"),
            "Tags": tags,
        }
    )
    maker.make(logical, "AWS::IAM::Role", properties, "role")
    if condition is not None:
        made = maker.block[logical]
        if isinstance(made, Piece) and isinstance(made.data, dict):
            made.data["Condition"] = condition
    return logical


def _at(policies: Piece | None, items: list[Tree]) -> Tree:
    return items if policies is None else because(policies, items)


def _entries(policies: Piece | None) -> list[Piece]:
    if policies is None or policies.call is not None:
        return []
    return policies.texts()


def _unique(arns: list[Tree]) -> list[Tree]:
    seen: set[str] = set()
    kept: list[Tree] = []
    for one in arns:
        text = one.data if isinstance(one, Piece) else one
        if not isinstance(text, str) or text not in seen:
            kept.append(one)
        if isinstance(text, str):
            seen.add(text)
    return kept


def _policy(maker: Maker, entry: Piece, name: str) -> list[tuple[str, Tree]]:
    """The kind of one entry of Policies, and what it becomes; both kinds where it cannot be told."""
    if entry.text is not None:
        return [("managed", Piece(managed(entry.text, maker.build.partition), entry.path, entry.key))]
    if entry.call == "Ref" and entry.data == NO_VALUE:
        return []
    if entry.call == "Fn::If":
        return _either(maker, entry, name)
    if entry.call == "Fn::Transform":
        return [("managed", because(entry, incomplete())), ("inline", because(entry, incomplete()))]
    if entry.call is not None:
        return [("managed", entry)]
    if entry.get("Statement") is not None:
        return [("inline", Piece({"PolicyName": because(entry, name), "PolicyDocument": entry}, entry.path, entry.key))]
    statements = _template(entry)
    if statements is None:
        return [("inline", because(entry, {"PolicyName": name, "PolicyDocument": incomplete()}))]
    document = because(entry, {"Statement": statements})
    return [("inline", because(entry, {"PolicyName": name, "PolicyDocument": document}))]


def _either(maker: Maker, entry: Piece, name: str) -> list[tuple[str, Tree]]:
    """An Fn::If becomes one of the kind of its branches; where these differ, one of each kind."""
    branches = entry.get("Fn::If")
    parts = list(branches.items()) if branches is not None else []
    if len(parts) != 3 or branches is None:
        return [("managed", entry)]
    condition, *both = parts
    made = [_policy(maker, one, name) for one in both]
    kinds = dict.fromkeys(kind for branch in made for kind, _ in branch)
    result: list[tuple[str, Tree]] = []
    for kind in kinds:
        trees = [next((tree for one, tree in branch if one == kind), NO_VALUE) for branch in made]
        result.append((kind, Piece({"Fn::If": Piece([condition, *trees], branches.path)}, entry.path, entry.key)))
    return result


def _template(entry: Piece) -> list[Tree] | None:
    """The statements of a policy template with its parameters filled in; None where there is no such template."""
    written = list(entry.entries())
    if len(written) != 1:
        return None
    name, given = written[0]
    known = templates().get(name)
    if known is None:
        return None
    values = {parameter: given.get(parameter) for parameter in known["parameters"]}
    return [_statement(one, values, given) for one in known["statements"]]


class Allowed(TypedDict, total=False):
    """One statement of a policy template; `${Name}` in its texts stands for a parameter."""

    actions: list[Tree]
    resources: list[Tree]
    condition: dict[str, Tree]


class Template(TypedDict):
    """A policy template of SAM."""

    parameters: list[str]
    statements: list[Allowed]


@functools.cache
def templates() -> dict[str, Template]:
    """SAM's policy templates, by name."""
    file = resources.files(__package__).joinpath("policy_templates.json")
    found: dict[str, Template] = json.loads(file.read_text("utf-8"))["templates"]
    return found


def _statement(one: Allowed, values: dict[str, Piece | None], given: Piece) -> Tree:
    return because(
        given,
        without(
            {
                "Effect": "Allow",
                "Action": one["actions"],
                "Resource": _filled(one["resources"], values, given),
                "Condition": _filled(one.get("condition"), values, given),
            }
        ),
    )


def _filled(data: Tree, values: dict[str, Piece | None], given: Piece) -> Tree:
    """The texts of a policy template, as Fn::Sub where they have something to fill in."""
    if isinstance(data, dict):
        return {name: _filled(value, values, given) for name, value in data.items()}
    if isinstance(data, list):
        return [_filled(value, values, given) for value in data]
    if not isinstance(data, str) or "${" not in data:
        return data
    used: dict[str, Tree] = {
        name: value if value is not None else because(given, incomplete())
        for name, value in values.items()
        if f"${{{name}}}" in data
    }
    return {"Fn::Sub": [data, used]} if used else {"Fn::Sub": data}
