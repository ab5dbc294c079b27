"""The same system in CloudFormation, as plan, as state and as `.tf.json`: every rule says the same of every resource.

A system is a folder of `fixtures/parity`: `template.yaml`, `main.tf`, `plan.json` and `state.json` that Terraform made
of it (see `restate.py`), and `json/main.tf.json`, of which Terraform makes the same plan. A resource has the same name
in both languages: `WorkerPolicy` is `aws_iam_role_policy.worker_policy`, and `OpenIngress0` would be
`aws_network_acl.open#ingress[0]`.
"""

import functools
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from awslint.model.finding import Verdict
from awslint.run import Options, check

SYSTEMS = Path(__file__).parent.parent / "fixtures" / "parity"
INPUTS = {
    "cloudformation": "template.yaml",
    "plan": "plan.json",  # alone, as in a job that has nothing else
    "plan with sources": "plan.json",
    "state": "state.json",
    "tf.json": "json/main.tf.json",
}
RULES = {
    "databases": ("rds-multi-az-support", "rds-cluster-multi-az-enabled", "rds-storage-encrypted"),
    "access": ("iam-no-inline-policy-check", "iam-policy-no-statements-with-admin-access"),
    "groups": (
        "restricted-ssh",
        "restricted-common-ports",
        "vpc-sg-open-only-to-authorized-ports",
        "vpc-sg-port-restriction-check",
        "nacl-no-unrestricted-ssh-rdp",
        "security-group-open-by-union",
    ),
    "network": ("subnet-private-egress-available", "nat-gateway-per-zone", "nat-gateway-in-public-subnet"),
    "buckets": (
        "s3-bucket-public-read-prohibited",
        "s3-bucket-public-write-prohibited",
        "s3-bucket-level-public-access-prohibited",
        "s3-bucket-acl-prohibited",
        "s3-bucket-ssl-requests-only",
        "s3-bucket-versioning-enabled",
        "s3-bucket-replication-enabled",
        "s3-bucket-cross-region-replication-enabled",
        "s3-bucket-replication-versioning-enabled",
        "s3-bucket-replication-role-check",
    ),
}
# What configures another resource is judged there: CloudFormation's does not apply, Terraform's is not listed.
HELPERS = {
    "AWS::EC2::NetworkAclEntry",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::IAM::GroupPolicy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
    "AWS::S3::BucketPolicy",
}
REGION = "eu-west-1"  # the region of the provider in every system
PARAMETERS = ("vpc-sg-open-only-to-authorized-ports:authorizedTcpPorts=443",)


@dataclass(frozen=True)
class Difference:
    """What an input cannot say, or knows better, and how the verdicts on the named resources differ for that."""

    given: str
    why: str
    type: str
    names: tuple[str, ...]
    verdicts: dict[str, tuple[str, str]]  # by rule: what CloudFormation says, what this input says


OPEN = "INSUFFICIENT_DATA"
EXCEPTIONS = (
    Difference(
        "plan",
        "Of a text around a value that is known after apply a plan keeps the references alone: that the range ends in "
        "/32 is lost. CloudFormation and `.tf.json` hold the text.",
        "AWS::EC2::SecurityGroup",
        ("administered",),
        {
            "restricted-ssh": ("COMPLIANT", OPEN),
            "vpc-sg-port-restriction-check": ("COMPLIANT", OPEN),
            "vpc-sg-open-only-to-authorized-ports": ("NOT_APPLICABLE", OPEN),
        },
    ),
    Difference(
        "plan",
        "A policy made by jsonencode around a new bucket's ARN is known after apply as a whole.",
        "AWS::S3::Bucket",
        ("site",),
        {
            "s3-bucket-public-read-prohibited": ("NON_COMPLIANT", OPEN),
            "s3-bucket-public-write-prohibited": ("COMPLIANT", OPEN),
            "s3-bucket-ssl-requests-only": ("NON_COMPLIANT", OPEN),
        },
    ),
    Difference(
        "plan",
        "A deferred aws_iam_policy_document keeps its statements, but `arn` and `${arn}/*` are one reference there.",
        "AWS::S3::Bucket",
        ("logs",),
        {"s3-bucket-ssl-requests-only": ("COMPLIANT", OPEN)},
    ),
    Difference(
        "state",
        "Before the deployment only the account knows whether the snapshot is encrypted; a state says it.",
        "AWS::RDS::DBInstance",
        ("restored",),
        {"rds-storage-encrypted": (OPEN, "COMPLIANT")},
    ),
)

Verdicts = dict[tuple[str, str], str]


@functools.cache
def verdicts(system: str, given: str) -> Verdicts:
    """By rule and resource, as `type name`."""
    sources = "" if given == "plan" else None
    options = Options(select=RULES[system], region=REGION, rule_parameters=PARAMETERS, source_root=sources)
    report = check([str(SYSTEMS / system / INPUTS[given])], options)
    assert not [one for one in report.diagnostics if one.severity == "error"]
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in report.findings:
        if one.type in HELPERS and one.verdict is Verdict.NOT_APPLICABLE:
            continue
        found[one.rule, f"{one.type} {name_of(one.address)}"].add(one.verdict.name)
    return {key: " and ".join(sorted(names)) for key, names in found.items()}


def name_of(address: str) -> str:
    """A logical id, or the last part of a Terraform address, in words with underscores between."""
    if not address.startswith("aws_"):
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9])", "_", address).lower()
    return re.sub(r"\W+", "_", address.partition(".")[2]).strip("_")


def differences(system: str, given: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Where an input's verdict is not CloudFormation's."""
    expected, found = verdicts(system, "cloudformation"), verdicts(system, given)
    return {
        key: (expected.get(key, "-"), found.get(key, "-"))
        for key in expected.keys() | found.keys()
        if expected.get(key) != found.get(key)
    }


def excepted(system: str, given: str) -> dict[tuple[str, str], tuple[str, str]]:
    """The differences that are explained above."""
    return {
        (rule, f"{one.type} {name}"): said
        for one in EXCEPTIONS
        for rule, said in one.verdicts.items()
        for name in one.names
        if one.given == given and rule in RULES[system]
    }


@pytest.mark.parametrize("given", [one for one in INPUTS if one != "cloudformation"])
@pytest.mark.parametrize("system", RULES)
def test_verdicts_are_the_same(system: str, given: str) -> None:
    """An exception that no longer differs fails as well."""
    assert verdicts(system, given)
    assert differences(system, given) == excepted(system, given)


@pytest.mark.parametrize(("system", "rule"), [(system, rule) for system, rules in RULES.items() for rule in rules])
def test_no_rule_says_the_same_of_everything(system: str, rule: str) -> None:
    """Equality would prove little. One template cannot show a copy in another Region; that rule says so."""
    said = {verdict for (one, _), verdict in verdicts(system, "cloudformation").items() if one == rule}

    other = OPEN if rule == "s3-bucket-cross-region-replication-enabled" else "COMPLIANT"
    assert {"NON_COMPLIANT", other} <= said
