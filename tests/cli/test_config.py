"""`awslint config`, `awslint init`, and the variables of `awslint check`."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from awslint.cli.check import command as check_command
from awslint.cli.main import run
from awslint.configuration.keys import KEYS
from tests.configuration.places import OPEN, PORTS, SSH, write

Said = tuple[int, str, str]
Awslint = Callable[..., Said]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    write(tmp_path, "app/web.yaml", OPEN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def awslint(repo: Path, capsys: pytest.CaptureFixture[str]) -> Awslint:
    """Runs a command in the repository: exit code, standard output, standard error."""

    def say(*arguments: str) -> Said:
        code = run(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return say


def settings(awslint: Awslint, *arguments: str) -> dict[str, list[tuple[object, str]]]:
    """The values of each key, each with where it comes from, as `awslint config -f json` says."""
    code, out, err = awslint("config", *arguments, "-f", "json")
    assert (code, err) == (0, "")
    found: dict[str, list[tuple[object, str]]] = {}
    for one in json.loads(out)["settings"]:
        origin = one["origin"]
        place = f":{origin['line']}:{origin['column']}" if origin["line"] else ""
        found.setdefault(".".join((one["key"], *one["at"])), []).append((one["value"], origin["source"] + place))
    return found


def test_every_setting_says_where_it_comes_from(awslint: Awslint, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repo, "base.yaml", f"severities: {{{SSH}: low}}\nignore: [service:rds]\n")
    write(
        repo,
        ".awslint.yaml",
        f"extends: base.yaml\nselect:\n  - {SSH}\n  - service:s3\nworlds: all\nfail-on: medium\n"
        "overrides:\n  - paths: [app]\n    fail-on: high\n",
    )
    monkeypatch.setenv("AWSLINT_ACCOUNT", "111122223333")
    found = settings(awslint, "app", "--region", "eu-west-1", "--worlds", "default")
    assert found["select"] == [(SSH, ".awslint.yaml:3:5"), ("service:s3", ".awslint.yaml:4:5")]
    assert found["ignore"] == [("service:rds", "base.yaml:2:10")]
    assert found[f"severities.{SSH}"] == [("low", "base.yaml:1:14")]
    assert found["fail-on"] == [("high", ".awslint.yaml:9:14")]
    assert found["worlds"] == [("default", "--worlds")]
    assert found["region"] == [("eu-west-1", "--region")]
    assert found["account"] == [("111122223333", "AWSLINT_ACCOUNT")]
    assert found["profile"] == [("recommended", "default")]
    assert found["require-explicit"] == [(False, "default")]


def test_the_settings_as_a_table(awslint: Awslint, repo: Path) -> None:
    write(repo, ".awslint.yaml", f"select: {SSH}\n")
    code, out, _ = awslint("config", "app/web.yaml", "--mandatory", f"{SSH},{PORTS}")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "# app/web.yaml: .awslint.yaml"
    assert ["select", SSH, ".awslint.yaml:1:9"] in [line.split() for line in lines]
    assert lines[-1] == f"mandatory: {SSH}, {PORTS}"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("config", "gone"), "gone: no such file or folder"),
        (("config", "--select", "restricted-shs"), "no rule matches 'restricted-shs'; did you mean"),
        (("config", "--ruleset", "2031.01"), "does not know the ruleset of 2031.01"),
        (("init", "gone"), "'gone' does not exist"),
    ],
)
def test_misuse(awslint: Awslint, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = awslint(*arguments)
    assert (code, out) == (2, "")
    assert says in err


def test_a_faulty_configuration_is_told_with_its_place(awslint: Awslint, repo: Path) -> None:
    write(repo, ".awslint.yaml", "profile: al\n")
    code, out, err = awslint("check", ".")
    assert (code, out) == (2, "")
    says = "'al' is not one of recommended, all; did you mean 'all'?"
    assert err == f".awslint.yaml:1:10: error: {says} [configuration]\n"
    code, _, err = awslint("config")
    assert code == 2
    assert f".awslint.yaml:1:10: {says}" in err


def test_every_option_of_check_is_a_variable(awslint: Awslint, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repo, ".awslint.yaml", f"select: [{PORTS}]\nfail-on: never\n")
    monkeypatch.setenv("AWSLINT_SELECT", f"{SSH},{PORTS}")
    monkeypatch.setenv("AWSLINT_RULE_PARAMETER", f"{PORTS}:authorizedTcpPorts=22,443")
    monkeypatch.setenv("AWSLINT_FAIL_ON", "high")
    monkeypatch.setenv("AWSLINT_FORMAT", "json")
    code, out, _ = awslint("check", "app")
    assert code == 1
    assert {one["rule"] for one in json.loads(out)["findings"]} == {SSH}
    code, out, _ = awslint("check", "app", "--fail-on", "critical", "-f", "text")
    assert code == 0
    assert out.startswith("high[restricted-ssh]")


def test_formats_and_outputs_from_variables_belong_together(
    awslint: Awslint, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWSLINT_FORMAT", "json text")
    monkeypatch.setenv("AWSLINT_OUTPUT", "report.json")
    code, out, _ = awslint("check", "app", "--select", SSH)
    assert code == 1
    assert json.loads((repo / "report.json").read_text())["findings"]
    assert out.startswith("high[restricted-ssh]")


def test_a_flag_of_the_configuration_can_be_taken_back(awslint: Awslint, repo: Path) -> None:
    write(repo, "app/web.yaml", OPEN.replace("CidrIp: 0.0.0.0/0", "CidrIp: !ImportValue Office"))
    write(repo, ".awslint.yaml", f"select: [{SSH}]\nfail-on-unknown: true\n")
    assert awslint("check", "app")[0] == 1
    assert awslint("check", "app", "--no-fail-on-unknown")[0] == 0


def test_a_file_that_is_named_and_excluded_is_told(awslint: Awslint, repo: Path) -> None:
    write(repo, ".awslint.yaml", f"exclude: [app]\nselect: [{SSH}]\n")
    code, _, err = awslint("check", "app/web.yaml")
    assert code == 0
    assert err == "app/web.yaml: notice: not judged: excluded by .awslint.yaml:1:11\n"


def test_mandatory_from_the_command_line(awslint: Awslint, repo: Path) -> None:
    write(repo, ".awslint.yaml", f"ignore: [{SSH}]\nselect: [{PORTS}]\nfail-on: never\n")
    assert awslint("check", "app")[0] == 0
    code, out, _ = awslint("check", "app", "--mandatory", SSH)
    assert code == 1
    assert "high[restricted-ssh]: Web opens SSH" in out


def test_init_writes_what_fits_the_repository(awslint: Awslint, repo: Path) -> None:
    (repo / ".github").mkdir()
    write(repo, ".gitlab-ci.yml", "build: {script: [make]}\n")
    write(repo, "infra/main.tf", "")
    write(repo, "infra/modules/net/main.tf", "")
    write(repo, "cdk.json", "{}")
    code, out, _ = awslint("init")
    assert code == 0
    assert out.splitlines()[:4] == [
        "wrote the configuration: .awslint.yaml",
        "wrote the pre-commit hook: .pre-commit-config.yaml",
        "wrote the workflow for GitHub Actions: .github/workflows/awslint.yaml",
        "kept .gitlab-ci.yml, which is there already; --force overwrites it",
    ]
    assert "    - awslint check . -f gitlab -o gl-code-quality-report.json -f text" in out
    assert (repo / ".gitlab-ci.yml").read_text() == "build: {script: [make]}\n"
    workflow = yaml.safe_load((repo / ".github/workflows/awslint.yaml").read_text())
    commands = [step["run"] for step in workflow["jobs"]["awslint"]["steps"] if "run" in step]
    assert "npx cdk synth --quiet" in commands
    assert "terraform -chdir=infra show -json plan.bin > infra/plan.json" in commands
    assert not any("modules" in one for one in commands)
    hook = yaml.safe_load((repo / ".pre-commit-config.yaml").read_text())
    assert hook["repos"][0]["hooks"] == [{"id": "awslint"}]


def test_what_init_writes_works_with_every_comment_taken_away(awslint: Awslint, repo: Path) -> None:
    awslint("init")
    assert awslint("check", "app", "--select", "service:ec2", "--fail-on", "never")[0] == 0
    text = (repo / ".awslint.yaml").read_text()
    lines = [re.sub(rf"^# (({'|'.join(KEYS)}):|  )", r"\1", line) for line in text.splitlines()]
    assert len(set(lines) - set(text.splitlines())) == 9
    write(repo, "prod.json", '{"Env": "prod"}')
    write(repo, "sandbox/note.txt", "")
    write(repo, "vendor/note.txt", "")
    write(repo, ".awslint.yaml", "\n".join(lines))
    found = settings(awslint)
    assert found["region"] == [("eu-central-1", ".awslint.yaml:13:9")]
    assert "default" not in {origin for name in ("ignore", "exclude", "parameters") for _, origin in found[name]}


def test_init_never_overwrites_without_force(awslint: Awslint, repo: Path) -> None:
    write(repo, ".awslint.yaml", "profile: all\n")
    awslint("init")
    assert (repo / ".awslint.yaml").read_text() == "profile: all\n"
    awslint("init", "--force")
    assert "profile: recommended" in (repo / ".awslint.yaml").read_text()


def test_init_can_only_show(awslint: Awslint, repo: Path) -> None:
    code, out, _ = awslint("init", "--dry-run")
    assert code == 0
    assert out.startswith("would write the configuration: .awslint.yaml\n")
    assert not (repo / ".awslint.yaml").exists()


def test_check_has_an_option_or_a_key_for_every_setting() -> None:
    named = {one.name for one in check_command.params}
    without = {"severities", "frameworks", "baseline"}  # only in files; frameworks and baseline have their own tests
    assert {key.field for key in KEYS.values() if key.field} - without <= named


def test_reports_show_the_severity_that_each_file_gives(awslint: Awslint, repo: Path) -> None:
    write(repo, "legacy/web.yaml", OPEN)
    write(repo, ".awslint.yaml", f"select: [{SSH}]\nseverities: {{{SSH}: critical}}\n")
    write(repo, "legacy/.awslint.yaml", f"select: [{SSH}]\nseverities: {{{SSH}: low}}\n")
    found = json.loads(awslint("check", ".", "-f", "json")[1])
    assert {(one["location"]["file"], one["severity"]) for one in found["findings"]} == {
        ("app/web.yaml", "critical"),
        ("legacy/web.yaml", "low"),
    }
    assert found["summary"]["by_severity"] == {"critical": 1, "low": 1}
    log = json.loads(awslint("check", ".", "-f", "sarif")[1])
    levels = {
        (one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], one["level"])
        for one in log["runs"][0]["results"]
    }
    assert levels == {("app/web.yaml", "error"), ("legacy/web.yaml", "note")}
