"""Rules of a team's own: judged, refused with places, tested, scaffolded."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from awslint.cli.main import run
from awslint.ruleset import schemas
from awslint.ruleset.index import PACKAGE
from awslint.ruleset.own import MOST_RULES
from tests.configuration.places import OPEN, SSH, write
from tests.configuration.test_effects import OWN

Said = tuple[int, str, str]
Awslint = Callable[..., Said]
NAME = "team-description"
GOOD = """\
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: team-web}
"""
BAD = GOOD.replace("team-web", "web")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with an own rule, its fixtures and a template."""
    (tmp_path / ".git").mkdir()
    write(tmp_path, "app/web.yaml", OPEN)
    write(tmp_path, f"policy/{NAME}.yaml", OWN)
    write(tmp_path, f"policy/fixtures/{NAME}/pass.yaml", GOOD)
    write(tmp_path, f"policy/fixtures/{NAME}/fail-web.yaml", BAD)
    write(tmp_path, ".awslint.yaml", f"rules: [policy]\nselect: [{NAME}]\n")
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


def test_an_own_rule_judges(awslint: Awslint) -> None:
    code, out, err = awslint("check", ".")
    assert (code, err) == (1, "")
    assert "medium[team-description]: Web does not say whose it is\n --> app/web.yaml:9:25  Web" in out
    assert out.endswith("1 non-compliant (1 medium), 0 undecided\nChecked 2 resources in 1 file against 1 rule\n")


def test_fixtures_are_no_templates_of_the_repository(awslint: Awslint) -> None:
    _, out, _ = awslint("check", ".", "-f", "json")
    kinds = {one["file"]: one["kind"] for one in json.loads(out)["files"]}
    assert kinds[f"policy/fixtures/{NAME}/fail-web.yaml"] == "excluded"
    assert awslint("check", f"policy/fixtures/{NAME}/fail-web.yaml")[0] == 1


def test_an_own_rule_is_a_rule_like_others(awslint: Awslint, repo: Path) -> None:
    assert f"medium    {NAME}" in awslint("rules", "--select", "service:ec2")[1]
    assert NAME not in awslint("rules", "--isolated")[1]
    assert awslint("explain", NAME)[1].startswith("Security groups say which team they belong to\n")
    write(repo, ".awslint.yaml", f"rules: [policy]\nselect: [{NAME}]\nseverities: {{{NAME}: low}}\nfail-on: medium\n")
    code, out, _ = awslint("check", ".")
    assert code == 0
    assert "low[team-description]" in out
    assert awslint("check", "app", "--isolated", "--rules", "policy", "--mandatory", NAME, "--select", SSH)[0] == 1


def test_properties_that_only_an_own_rule_reads_have_their_types(awslint: Awslint, repo: Path) -> None:
    rule = OWN.replace("AWS::EC2::SecurityGroup", "AWS::SSMContacts::Plan").replace(
        'GroupDescription: {pattern: "^team-"}', "Stages[*].DurationInMinutes: {every: {const: 5}}"
    )
    write(repo, f"policy/{NAME}.yaml", rule)
    stages = "    Properties:\n      Stages: [{DurationInMinutes: '5'}]\n"
    write(repo, "app/web.yaml", f"Resources:\n  P:\n    Type: AWS::SSMContacts::Plan\n{stages}")
    assert awslint("check", "app")[0] == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("GroupDescription:", "GroupDescripton:"), f"policy/{NAME}.yaml:8:3: error: AWS::EC2::SecurityGroup has"),
        (("AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGrup"), ":6:11: error: 'AWS::EC2::SecurityGrup' is not"),
        (("require:", "requires:"), "unknown key 'requires'; did you mean 'require'?"),
        (("^team-", "(a|a)*$"), "repeats a group that can match one text in several ways"),
        (("^team-", "(a+)+$"), "nested quantifiers"),
        (("id: team-description", "id: team-other"), "the file is named 'team-description', the rule 'team-other'"),
        (("severity: medium", "severity: bad"), ":4:11: error: 'bad' is not one of low, medium, high, critical"),
        (("require:", f"require: {'{not: ' * 60}{'}' * 60}\n#"), "nested"),
        (("why: >", f"why: {'x' * 1_100_000} >"), "larger than 1 MB"),
    ],
)
def test_a_faulty_rule_is_told_and_the_others_judge(
    awslint: Awslint, repo: Path, change: tuple[str, str], says: str
) -> None:
    write(repo, "policy/team-sound.yaml", OWN.replace("id: team-description", "id: team-sound"))
    write(repo, f"policy/{NAME}.yaml", OWN.replace(*change))
    write(repo, ".awslint.yaml", "rules: [policy]\nselect: [team-sound]\n")
    code, out, err = awslint("check", "app")
    assert code == 2
    assert "medium[team-sound]: Web does not say whose it is" in out
    assert says in err


def test_a_name_that_is_ours(awslint: Awslint, repo: Path) -> None:
    write(repo, f"policy/{SSH}.yaml", OWN.replace(f"id: {NAME}", f"id: {SSH}"))
    code, _, err = awslint("check", "app")
    assert code == 2
    assert f"policy/{SSH}.yaml:1:5: error: '{SSH}' is awslint's own rule '{SSH}'; give yours another id" in err


def test_an_identifier_that_is_ours(awslint: Awslint, repo: Path) -> None:
    write(repo, f"policy/{NAME}.yaml", OWN.replace("config_rule: null", "config_rule: INCOMING_SSH_DISABLED"))
    write(repo, ".awslint.yaml", f"rules: [policy]\nselect: [{SSH}]\n")
    code, _, err = awslint("check", "app")
    assert code == 2
    assert "'INCOMING_SSH_DISABLED' is awslint's own rule 'restricted-ssh'" in err


def test_the_same_name_twice(awslint: Awslint, repo: Path) -> None:
    write(repo, f"policy/more/{NAME}.yaml", OWN)
    code, _, err = awslint("check", "app")
    assert code == 2
    assert f"policy/more/{NAME}.yaml:1:5: error: a second rule '{NAME}'; the first is in policy/{NAME}.yaml" in err


def test_too_many_rules(awslint: Awslint, repo: Path) -> None:
    family = OWN.replace("id: team-description\nconfig_rule: null\n", "")
    rows = "".join(f"  - {{id: team-{number}}}\n" for number in range(MOST_RULES + 1))
    write(repo, "policy/family.yaml", f"rows:\n{rows}{family}")
    write(repo, ".awslint.yaml", "rules: [policy]\nselect: [team-1]\n")
    code, _, err = awslint("check", "app")
    assert code == 2
    assert f"or {MOST_RULES} rules of your own; the rest is not read" in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", "--rules", "gone"), "--rules gone: no such folder"),
        (("check", "--rules", "app"), "app/web.yaml"),
        (("rules", "test", "gone"), "gone: no such folder"),
        (("rules", "test", "--rule", "team-other"), "policy has no rule team-other"),
        (("rules", "new", "Team_X", "--type", "AWS::S3::Bucket"), "'Team_X' is no id"),
        (("rules", "new", SSH, "--type", "AWS::S3::Bucket"), "is awslint's own rule; give yours another id"),
        (("rules", "new", "team-x", "--type", "AWS::S3::Bukcet"), "type; did you mean 'AWS::S3::Bucket'?"),
        (("rules", "new", NAME, "--type", "AWS::S3::Bucket"), "policy/team-description.yaml is there already"),
        (("rules", "tset"), "no command 'tset'; did you mean 'test'?"),
        (("rules", "--since", "2026-11"), "--since: '2026-11' is no month of a ruleset"),
    ],
)
def test_misuse(awslint: Awslint, arguments: tuple[str, ...], says: str) -> None:
    code, _, err = awslint(*arguments)
    assert code == 2
    assert says in err


def test_rules_test(awslint: Awslint) -> None:
    assert awslint("rules", "test") == (0, "ok    team-description  2 fixtures\n1 rule, 0 failed\n", "")


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("pass.yaml", BAD, "fixtures/team-description/pass.yaml: nothing is COMPLIANT in it; there is NON_COMPLIANT"),
        ("fail-web.yaml", GOOD, "fail-web.yaml: nothing is NON_COMPLIANT in it; there is COMPLIANT"),
        ("unknown.yaml", GOOD, "unknown.yaml: nothing is INSUFFICIENT_DATA in it; there is COMPLIANT"),
        ("exempt.yaml", BAD, "exempt.yaml: nothing is NOT_APPLICABLE in it"),
        ("other.yaml", BAD, "other.yaml: its name begins with none of pass, fail, unknown, exempt, absent"),
        ("fail-web.yaml", "a: [", "fail-web.yaml: did not find expected node content"),
        ("pass.yaml.out", "4:5-4:6 COMPLIANT Web GroupDescription | x\n", "not found: 4:5-4:6 COMPLIANT Web"),
        ("pass.options.json", '{"zebra": 1}', "pass.options.json: there is no option 'zebra'"),
        ("../gone/fail.yaml", BAD, "fixtures/gone: there is no such rule"),
    ],
)
def test_a_fixture_that_does_not_show_what_it_should(
    awslint: Awslint, repo: Path, file: str, text: str, says: str
) -> None:
    write(repo, f"policy/fixtures/{NAME}/{file}", text)
    code, out, _ = awslint("rules", "test", "policy")
    assert code == 1
    assert says in out


def test_a_rule_without_fixtures_fails(awslint: Awslint, repo: Path) -> None:
    (repo / f"policy/fixtures/{NAME}/pass.yaml").unlink()
    code, out, _ = awslint("rules", "test", "policy", "-f", "json")
    assert code == 1
    assert json.loads(out)["rules"] == [
        {
            "rule": NAME,
            "file": f"policy/{NAME}.yaml",
            "fixtures": 1,
            "passed": False,
            "faults": [{"fixture": f"fixtures/{NAME}", "message": "no pass*.yaml beside it"}],
        }
    ]


def test_expected_findings_are_written_and_compared(awslint: Awslint, repo: Path) -> None:
    assert awslint("rules", "test", "--update")[0] == 0
    golden = repo / f"policy/fixtures/{NAME}/fail-web.yaml.out"
    assert golden.read_text() == "4:36-4:39 NON_COMPLIANT Web GroupDescription | Web does not say whose it is\n"
    assert awslint("rules", "test")[0] == 0
    golden.write_text("")
    code, out, _ = awslint("rules", "test")
    assert code == 1
    assert "not expected: 4:36-4:39 NON_COMPLIANT Web" in out


def test_options_beside_a_fixture(awslint: Awslint, repo: Path) -> None:
    text = "Parameters: {Who: {Type: String}}\n" + GOOD.replace("team-web", "!Ref Who")
    write(repo, f"policy/fixtures/{NAME}/pass-given.yaml", text)
    assert awslint("rules", "test")[0] == 1
    write(repo, f"policy/fixtures/{NAME}/pass-given.options.json", '{"parameters": ["Who=team-x"]}')
    assert awslint("rules", "test")[0] == 0


def test_a_faulty_rule_file_cannot_be_tested(awslint: Awslint, repo: Path) -> None:
    write(repo, f"policy/{NAME}.yaml", OWN.replace("severity: medium", "severity: bad"))
    code, _, err = awslint("rules", "test")
    assert code == 2
    assert "policy/team-description.yaml:4:11: 'bad' is not one of" in err


def test_a_new_rule_passes_its_tests(awslint: Awslint, repo: Path) -> None:
    code, out, _ = awslint("rules", "new", "team-bucket", "--type", "AWS::S3::Bucket")
    assert code == 0
    assert out.splitlines() == [
        "wrote policy/team-bucket.yaml",
        "wrote policy/fixtures/team-bucket/pass.yaml",
        "wrote policy/fixtures/team-bucket/fail.yaml",
    ]
    assert awslint("rules", "test")[1].endswith("2 rules, 0 failed\n")


def test_a_new_rule_where_nothing_is_configured(awslint: Awslint, repo: Path) -> None:
    (repo / ".awslint.yaml").unlink()
    code, out, _ = awslint("rules", "new", "team-bucket", "--type", "AWS::S3::Bucket")
    assert code == 0
    assert out.splitlines()[-1].startswith("put `rules: [awslint-rules]` into .awslint.yaml")
    assert awslint("rules", "test", "awslint-rules")[0] == 0


def test_new_rules_of_many_types_pass_their_tests(awslint: Awslint, repo: Path) -> None:
    known = [one for one in sorted(schemas.find(PACKAGE / "knowledge" / "types").types) if "::::" not in one]
    for number, type_ in enumerate(known[::100]):
        assert awslint("rules", "new", f"team-{number}", "--type", type_, "--dir", "made")[0] == 0, type_
    code, out, err = awslint("rules", "test", "made")
    assert (code, err) == (0, ""), out


def test_rules_since(awslint: Awslint, monkeypatch: pytest.MonkeyPatch) -> None:
    first = awslint("rules", "--since", "2026.11", "--select", "service:sns")[1]
    assert first == awslint("rules", "--select", "service:sns")[1]
    assert awslint("rules", "--since", "2026.12")[1] == "No rules.\n"
    entry = json.loads(awslint("rules", "-f", "json", "--select", SSH)[1])["rules"][0]
    assert entry["since"] == "2026.11"


LOOSE = """\
id: team-description
config_rule: null
title: Groups say whose they are
severity: medium
category: operations
resource: AWS::EC2::SecurityGroup
require:
  any:
    - GroupDescription: {pattern: "^team-"}
    - GroupName: {pattern: "^team-"}
message: "{address} does not say whose it is"
why: When a group stands open, nobody knows whom to ask about it, or whether it is still needed.
remedy: {cloudformation: "Begin the description with `team-`.", terraform: "Begin the description with `team-`."}
"""
BOTH = GOOD.replace("}", ", GroupName: team-web}")


def test_a_fixture_that_passes_by_accident_is_told(awslint: Awslint, repo: Path) -> None:
    write(repo, f"policy/{NAME}.yaml", LOOSE)
    write(repo, f"policy/fixtures/{NAME}/pass.yaml", BOTH)
    assert awslint("rules", "test")[0] == 0
    code, out, _ = awslint("rules", "test", "--mutate")
    assert code == 1
    assert "AWS::EC2::SecurityGroup GroupName: nothing notices when it is removed\n" in out


def test_what_is_explained_is_accepted_and_what_no_longer_applies_is_told(awslint: Awslint, repo: Path) -> None:
    group = "type: 'AWS::EC2::SecurityGroup', kinds: [change, remove, unknown], why: either will do"
    entry = f"- {{{{{group}, path: {{}}, rules: [{{}}]}}}}\n"
    write(repo, f"policy/{NAME}.yaml", LOOSE)
    write(repo, f"policy/fixtures/{NAME}/pass.yaml", BOTH)
    write(
        repo,
        "policy/fixtures/mutants.yaml",
        entry.format("GroupName", NAME) + entry.format("GroupDescription", NAME),
    )
    assert awslint("rules", "test", "--mutate")[0] == 0
    write(repo, f"policy/fixtures/{NAME}/pass.yaml", GOOD)
    code, out, _ = awslint("rules", "test", "--mutate")
    assert code == 1
    assert "GroupDescription: it is noticed when it is removed; nothing to explain" in out
