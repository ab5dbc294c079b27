"""Control ids in the formats: everywhere for programs, and for people where they asked for a framework."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from awslint.model.framework import Control, Framework, Known
from awslint.model.report import Report
from awslint.report.formats import render
from awslint.report.setting import Setting
from tests.report import sample

SETTING = Setting(root="/repo", folder="/repo")
CIS = Framework(
    "cis-9",
    "CIS",
    "9.0",
    "https://example.com/cis",
    "2026-11-20",
    "everything",
    (
        Control("1.1", ("ROOT_ACCOUNT_MFA_ENABLED",)),
        Control("2.1", ("RDS_STORAGE_ENCRYPTED", "RDS_SNAPSHOT_ENCRYPTED")),
        Control("2.2", ("RDS_STORAGE_ENCRYPTED",)),
        Control("3.1", unmanaged=("CloudWatch.1",)),
        Control("3.2", ("VPC_FLOW_LOGS_ENABLED",)),
        Control("3.3", ("OLD_RULE", "S3_BUCKET_SSL_REQUESTS_ONLY")),
        Control("5.2", ("INCOMING_SSH_DISABLED",), ("EC2.99",)),
    ),
)
OF = {
    "INCOMING_SSH_DISABLED": {"cis-9": ("5.2",), "pci": ("1.3.1", "1.3.2")},
    "RDS_STORAGE_ENCRYPTED": {"cis-9": ("2.1", "2.2")},
}


@dataclass
class Known9:
    """One framework, asked for or not."""

    asked: bool = True
    frameworks: tuple[Framework, ...] = (CIS,)

    def of(self, config_rule: str | None) -> Mapping[str, tuple[str, ...]]:
        return OF.get(config_rule or "", {})

    def asked_of(self, config_rule: str | None) -> Mapping[str, tuple[str, ...]]:
        return {"cis-9": self.of(config_rule)["cis-9"]} if self.asked and self.of(config_rule) else {}

    def known(self, config_rule: str) -> Known:
        return {"VPC_FLOW_LOGS_ENABLED": "judged", "OLD_RULE": "withdrawn"}.get(config_rule, "missing")


def report(asked: bool = True, **more: object) -> Report:
    return sample.report(controls=Known9(asked), **more)


def test_json_has_the_controls_of_all_frameworks_whatever_was_asked_for() -> None:
    findings = json.loads(render("json", report(asked=False), SETTING))["findings"]

    assert findings[0]["controls"] == {"cis-9": ["5.2"], "pci": ["1.3.1", "1.3.2"]}
    assert {one["rule"]: one["controls"] for one in findings}["rds-storage-encrypted"] == {"cis-9": ["2.1", "2.2"]}


def test_sarif_has_them_as_properties_and_those_asked_for_as_tags() -> None:
    def ssh(asked: bool) -> dict[str, object]:
        rules = json.loads(render("sarif", report(asked), SETTING))["runs"][0]["tool"]["driver"]["rules"]
        found: dict[str, object] = next(rule["properties"] for rule in rules if rule["id"] == "restricted-ssh")
        return found

    assert ssh(True)["controls"] == ssh(False)["controls"] == {"cis-9": ["5.2"], "pci": ["1.3.1", "1.3.2"]}
    assert ssh(True)["tags"] == ["security", "ec2", "INCOMING_SSH_DISABLED", "cis-9:5.2"]
    assert ssh(False)["tags"] == ["security", "ec2", "INCOMING_SSH_DISABLED"]


def test_github_takes_no_more_than_twenty_tags_of_a_rule() -> None:
    many = tuple(str(number) for number in range(30))

    class Many(Known9):
        def asked_of(self, config_rule: str | None) -> Mapping[str, tuple[str, ...]]:
            return {"cis-9": many}

    found = json.loads(render("sarif", sample.report(controls=Many()), SETTING))
    rules = found["runs"][0]["tool"]["driver"]["rules"]
    assert all(len(rule["properties"]["tags"]) == 20 for rule in rules)


LINES = {
    "text": "   = controls: cis-9 5.2",
    "github": "Web lets everyone connect to port 3389 [cis-9 5.2]",
    "gitlab": "restricted-ssh: Web lets everyone connect to port 3389 [cis-9 5.2]",
    "junit": '      <property name="control" value="cis-9:5.2"/>',
    "markdown": "**Controls**: cis-9 2.1, 2.2",
    "html": "<dt>Controls</dt><dd>cis-9 5.2</dd>",
}


@pytest.mark.parametrize(("name", "line"), LINES.items())
def test_people_see_the_controls_that_they_asked_for(name: str, line: str) -> None:
    assert line in render(name, report(), SETTING)
    assert render(name, report(asked=False), SETTING) == render(name, sample.report(), SETTING)
