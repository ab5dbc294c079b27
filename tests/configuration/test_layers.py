"""Which configuration belongs to what, and who wins."""

from collections.abc import Callable
from pathlib import Path

import pytest

from awslint.run import UsageError
from tests.configuration.places import OPEN, PORTS, SSH, bad, code, judged, violations, write

Configured = Callable[[str], None]


def places(*paths: str, **options: object) -> set[tuple[str, str]]:
    """The rules and files of what is not compliant."""
    found = bad(judged(*paths, **options).findings)
    return {(one.rule, one.place.document) for one in found if one.place}


def test_the_nearest_configuration_decides(repo: Path) -> None:
    write(repo, ".awslint.yaml", f"select: [{SSH}]\n")
    write(repo, "legacy/.awslint.yaml", f"select: [{PORTS}]\nfail-on: never\n")
    assert places() == {(SSH, "app/web.yaml"), (PORTS, "legacy/web.yaml")}
    report = judged()
    assert {rule.id for rule in report.rules} == {SSH, PORTS}
    assert code(report) == 1
    assert code(judged("legacy")) == 0


def test_each_file_of_several_configurations_has_its_own_gate(repo: Path) -> None:
    write(repo, "app/.awslint.yaml", f"select: [{SSH}]\nfail-on: never\n")
    write(repo, "legacy/.awslint.yaml", f"select: [{SSH}]\nfail-on: critical\n")
    assert code(judged("app", "legacy")) == 0
    write(repo, "legacy/.awslint.yaml", f"select: [{SSH}]\nfail-on: high\n")
    assert code(judged("app", "legacy")) == 1
    assert code(judged("app", "legacy", fail_on="never")) == 0


def test_resources_of_several_configurations_know_each_other(repo: Path) -> None:
    bucket = (
        "Resources:\n  Logs:\n    Type: AWS::S3::Bucket\n"
        "Outputs:\n  Name: {Value: !Ref Logs, Export: {Name: the-logs}}\n"
    )
    policy = (
        "Resources:\n  Policy:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !ImportValue the-logs\n"
        "      PolicyDocument:\n        Statement:\n"
        "          - {Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*', "
        "Condition: {Bool: {'aws:SecureTransport': 'false'}}}\n"
    )
    write(repo, "app/web.yaml", bucket)
    write(repo, "legacy/web.yaml", policy)
    write(repo, "app/.awslint.yaml", "select: [s3-bucket-ssl-requests-only]\n")
    write(repo, "legacy/.awslint.yaml", f"select: [{SSH}]\n")
    assert places("app") == {("s3-bucket-ssl-requests-only", "app/web.yaml")}
    assert places("app", "legacy") == set()


def test_nothing_above_the_repository_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, ".awslint.yaml", "zebra: 1\n")
    write(tmp_path, "repo/.git/config", "")
    write(tmp_path, "repo/web.yaml", OPEN)
    monkeypatch.chdir(tmp_path / "repo")
    assert violations(judged(select=(SSH,))) == {(SSH, "Web")}


def test_without_a_repository_the_search_goes_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, ".awslint.yaml", f"select: [{SSH}]\n")
    write(tmp_path, "a/b/web.yaml", OPEN)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert {rule.id for rule in judged("web.yaml").rules} == {SSH}


def test_pyproject(repo: Path) -> None:
    write(repo, "pyproject.toml", f"[tool.awslint]\nselect = ['{SSH}']\nseverities.{SSH} = 'low'\nas-of = 2026-01-01\n")
    report = judged()
    assert {(rule.id, rule.severity) for rule in report.rules} == {(SSH, "low")}


def test_pyproject_without_the_table_is_none(repo: Path) -> None:
    write(repo, ".awslint.yaml", f"select: [{SSH}]\n")
    write(repo, "app/pyproject.toml", "[tool.other]\nname = 'tool.awslint'\n")
    assert {rule.id for rule in judged("app").rules} == {SSH}


def test_the_own_file_comes_before_pyproject(repo: Path) -> None:
    write(repo, "pyproject.toml", f"[tool.awslint]\nselect = ['{PORTS}']\n")
    write(repo, ".awslint.yaml", f"select: [{SSH}]\n")
    assert {rule.id for rule in judged().rules} == {SSH}


def test_config_takes_the_place_of_the_nearest(configured: Configured, repo: Path) -> None:
    configured("zebra: 1")
    write(repo, "ci/awslint.yaml", f"select: [{SSH}]\nexclude: ['*.txt']\n")
    write(repo, "ci/note.txt", "")
    assert places(config="ci/awslint.yaml") == {(SSH, "app/web.yaml"), (SSH, "legacy/web.yaml")}


def test_isolated_reads_none(configured: Configured) -> None:
    configured("zebra: 1")
    assert violations(judged(isolated=True, select=(SSH,))) == {(SSH, "Web")}


def test_an_empty_configuration_says_nothing(configured: Configured) -> None:
    configured("# nothing yet\n")
    assert violations(judged(select=(SSH,))) == {(SSH, "Web")}


def test_the_caller_wins(configured: Configured) -> None:
    configured(f"select: [{PORTS}]\nfail-on: never\nseverities: {{{SSH}: low}}\nworlds: all\n")
    given = {"fail_on": "--fail-on", "worlds": "--worlds"}
    report = judged(select=(SSH,), fail_on="low", worlds="default", given=given)
    assert violations(report) == {(SSH, "Web")}
    assert code(report) == 1
    assert code(judged(select=(SSH,))) == 0


def test_what_is_ignored_stays_ignored_unless_it_is_named(configured: Configured) -> None:
    configured(f"ignore: [{SSH}]")
    assert SSH not in {rule.id for rule in judged(select=("service:ec2",)).rules}
    assert {rule.id for rule in judged(select=(SSH,)).rules} == {SSH}
    assert {rule.id for rule in judged(select=("INCOMING_SSH_DISABLED",)).rules} == {SSH}


def test_ignoring_more_adds_to_what_is_ignored(configured: Configured) -> None:
    configured(f"select: [{SSH}, {PORTS}, restricted-common-ports]\nignore: [{SSH}]")
    assert {rule.id for rule in judged(ignore=(PORTS,)).rules} == {"restricted-common-ports"}


def test_rule_parameters_of_the_caller_win_one_by_one(configured: Configured) -> None:
    configured(f"select: [{PORTS}]\nrule-parameters: {{{PORTS}: {{authorizedTcpPorts: '22,443'}}}}")
    assert violations(judged()) == set()
    assert violations(judged(rule_parameters=(f"{PORTS}:authorizedTcpPorts=443",))) == {(PORTS, "Web")}


def test_standard_input_has_the_configuration_of_the_working_folder(configured: Configured) -> None:
    from awslint.run import Options, check

    configured(f"select: [{SSH}]")
    report = check(["-"], Options(), OPEN.encode())
    assert violations(report) == {(SSH, "Web")}


def test_a_wrong_option_is_told_as_an_option(configured: Configured) -> None:
    configured(f"select: [{SSH}]")
    with pytest.raises(UsageError, match=r"^no rule matches 'restricted-shs'"):
        judged(select=("restricted-shs",))
