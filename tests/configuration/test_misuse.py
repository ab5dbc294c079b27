"""What is wrong with a configuration is told where it stands, with what was perhaps meant; nothing is judged then."""

from collections.abc import Callable
from pathlib import Path

import pytest

from awslint.run import ConfigurationError, UsageError
from tests.configuration.places import OPEN, PORTS, SSH, judged, write

Configured = Callable[[str], None]


def complaint(**options: object) -> str:
    with pytest.raises(ConfigurationError) as caught:
        judged(**options)
    return str(caught.value)


CASES = [
    ("fail_on: high", "1:1: unknown key 'fail_on'; did you mean 'fail-on'?"),
    ("zebra: 1", "1:1: unknown key 'zebra'"),
    ("- select", "1:1: a configuration is a mapping of keys"),
    ("select:", "1:1: 'select' has no value"),
    ("select: [restricted-shs]", "1:10: no rule matches 'restricted-shs'; did you mean 'restricted-ssh'?"),
    ("select:\n  - service:s33", "2:5: no rule matches 'service:s33'; did you mean 'service:s3'?"),
    ("ignore: ['zz-*']", "1:10: no rule matches 'zz-*'"),
    ("select: {a: b}", "1:9: 'select' is a list of texts"),
    ("unsuppressable: [restricted-shs]", "1:18: no rule matches 'restricted-shs'"),
    ("profile: recomended", "1:10: 'recomended' is not one of recommended, all; did you mean 'recommended'?"),
    ("profile: [all]", "1:10: 'profile' is a single text"),
    ("fail-on: hgih", "1:10: 'hgih' is not one of low, medium, high, critical, never; did you mean 'high'?"),
    ("fail-on-unknown: 'yes'", "1:18: 'fail-on-unknown' is true or false"),
    ("require-explicit: 1", "1:19: 'require-explicit' is true or false"),
    ("require-reason: maybe", "1:17: 'require-reason' is true or false"),
    ("worlds: some", "1:9: 'some' is not one of default, all"),
    ("as-of: 2026-13-01", "1:8: '2026-13-01' is no date YYYY-MM-DD"),
    ("show: [COMPLAINT]", "1:8: 'COMPLAINT' is not one of COMPLIANT"),
    ("region: ''", "1:9: 'region' is empty"),
    ("account: [1]", "1:10: 'account' is a single text"),
    ("partition: true", "1:12: 'partition' is a single text"),
    ("packs: [pack.yaml]", "1:9: there is no file 'pack.yaml'"),
    ("frameworks: {a: b}", "1:13: 'frameworks' is a list of texts"),
    ("frameworks: [cis-5]", "1:14: no framework 'cis-5'; did you mean 'cis-5.0'?"),
    ("compat: [chekov]", "1:10: 'chekov' is not one of checkov, cfn_nag, cfn-guard, cdk-nag, trivy; did you mean"),
    ("compat: [[a]]", "1:10: 'compat' is a list of texts"),
    ("evidence: [app/wbe.yaml]", "1:12: there is no file 'app/wbe.yaml'; did you mean 'app/web.yaml'?"),
    ("evidence: [app/web.yaml]", "1:12: app/web.yaml is no evidence"),
    ("facts: missing.yaml", "1:8: there is no file 'missing.yaml'"),
    ("facts: ['https://example.com/f.yaml']", "nothing is downloaded"),
    ("suppressions: [gone.yaml]", "1:16: there is no file 'gone.yaml'"),
    ("baseline: [a, b]", "1:11: 'baseline' is a single text"),
    ("rules: [polcy]", "1:9: there is no folder 'polcy'"),
    ("parameters: [values.json]", "1:14: there is no file 'values.json'"),
    ("parameters: {Env: {a: 1}}", "1:19: the value of parameter 'Env' is a text, a number"),
    ("severities: [high]", "1:13: 'severities' is a mapping of rules"),
    ("severities: {restricted-ssh: urgent}", "1:30: 'urgent' is not one of low, medium, high, critical"),
    ("severities: {restricted-shs: high}", "1:14: no rule 'restricted-shs'; did you mean 'restricted-ssh'?"),
    ("rule-parameters: {restricted-ssh: 22}", "1:35: 'rule-parameters' names the parameters of each rule"),
    ("rule-parameters: {restricted-ssh: {port: 22}}", "1:36: restricted-ssh has no parameter 'port'; it has none"),
    (
        f"rule-parameters: {{{PORTS}: {{authorizedTcpPort: 22}}}}",
        f"{PORTS} has no parameter 'authorizedTcpPort'; did you mean 'authorizedTcpPorts'?",
    ),
    ("rule-parameters: {access-keys: {a: 1}}", "no rule 'access-keys'"),
    ("exclude: [lgacy/]", "1:11: no path matches 'lgacy/'"),
    ("exclude: ['*.tfplan']", "1:11: no path matches '*.tfplan'"),
    ("overrides: {paths: [app]}", "1:12: 'overrides' is a list of mappings with 'paths'"),
    ("overrides:\n  - select: [restricted-ssh]", "2:5: an override says 'paths'"),
    ("overrides:\n  - paths: [ap]\n    select: [restricted-ssh]", "2:13: no path matches 'ap'"),
    (
        "overrides:\n  - paths: [app]\n    region: x",
        "3:5: unknown key 'region'; it is a key of the file, not of an override",
    ),
    ("overrides:\n  - paths: [app]\n    ignre: [x]", "3:5: unknown key 'ignre'; did you mean 'ignore'?"),
    ("ruleset: november", "1:10: 'november' is no month of a ruleset, such as \"2026.11\""),
    ("ruleset: 2026-11", '1:10: \'2026-11\' is no month of a ruleset, such as "2026.11"; did you mean "2026.11"?'),
    ("ruleset: '2031.01'", '1:10: this awslint does not know the ruleset of 2031.01; its own is "2026.11"'),
    ("ruleset: '2020.01'", '1:10: there was no ruleset in 2020.01; the first is "2026.11"'),
    ("extends: base.yaml", "1:10: there is no file 'base.yaml'"),
    ("a: [", "1:5: did not find expected node content"),
    ("select: [restricted-ssh]\nselect: [service:s3]", "2:1:"),
]


@pytest.mark.parametrize(("text", "says"), CASES, ids=[text.replace("\n", "|") for text, _ in CASES])
def test_misuse(configured: Configured, text: str, says: str) -> None:
    configured(text)
    told = complaint()
    assert told.startswith(".awslint.yaml:")
    assert says in told


def test_all_faults_are_told_in_the_order_of_the_file(configured: Configured) -> None:
    configured("profil: all\nfail-on: x\nexclude: [gone]\n")
    assert [line.split(" ")[0] for line in complaint().splitlines()] == [
        ".awslint.yaml:1:1:",
        ".awslint.yaml:2:10:",
        ".awslint.yaml:3:11:",
    ]


def test_a_circle(configured: Configured, repo: Path) -> None:
    write(repo, "a.yaml", "extends: b.yaml\n")
    write(repo, "b.yaml", "fail-on: high\nextends:\n  - a.yaml\n")
    configured("extends: a.yaml")
    assert complaint() == "b.yaml:3:5: a circle: a.yaml extends b.yaml extends a.yaml"


def test_a_fault_in_what_is_extended(configured: Configured, repo: Path) -> None:
    write(repo, "base.yaml", "profile: al\n")
    configured("extends: base.yaml")
    assert complaint().startswith("base.yaml:1:10: 'al' is not one of")


def test_a_name_that_is_nearly_right(repo: Path) -> None:
    write(repo, ".awslint.yml", f"select: [{SSH}]\n")
    assert complaint() == ".awslint.yml: this file is not read: the configuration is called .awslint.yaml"


def test_a_link_that_leads_nowhere(repo: Path) -> None:
    (repo / ".awslint.yaml").symlink_to("gone.yaml")
    assert complaint() == ".awslint.yaml: cannot be read: No such file or directory"


def test_configurations_that_contradict_each_other_about_the_run(repo: Path) -> None:
    write(repo, "app/.awslint.yaml", "region: eu-west-1\n")
    write(repo, "legacy/.awslint.yaml", "fail-on: high\nregion: eu-west-2\n")
    with pytest.raises(ConfigurationError) as caught:
        judged("app", "legacy")
    assert str(caught.value).startswith(
        "legacy/.awslint.yaml:2:9: 'region' is 'eu-west-2' here and 'eu-west-1' in app/.awslint.yaml:1:9, "
    )
    assert judged("app", "legacy", region="eu-west-3", select=(SSH,)).findings


def test_a_configuration_of_the_caller_that_is_missing(repo: Path) -> None:
    with pytest.raises(UsageError, match="--config gone"):
        judged(config="gone.yaml")
    with pytest.raises(UsageError, match="--mandatory-config gone"):
        judged(mandatory_config="gone.yaml")


def test_isolated_and_a_configuration(repo: Path) -> None:
    with pytest.raises(UsageError, match="--isolated reads no configuration"):
        judged(config="gone.yaml", isolated=True)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("fail-on = 'hgih'", "pyproject.toml:4:1: 'hgih' is not one of"),
        ("select = [\n  'restricted-shs',\n]", "pyproject.toml:4:1: no rule matches 'restricted-shs'"),
        ("ruleset = 2026.1", "pyproject.toml:4:1: '2026.1' is no month of a ruleset"),
        ("[tool.awslint.severities]\nrestricted-shs = 'low'", "pyproject.toml:5:1: no rule 'restricted-shs'"),
        ("[[tool.awslint.overrides]]\npaths = ['gone']", "pyproject.toml:5:1: no path matches 'gone'"),
        ("note = '''\nfail-on = 1\n'''\nprofle = 'all'", "pyproject.toml:7:1: unknown key 'profle'"),
    ],
)
def test_misuse_in_pyproject(repo: Path, table: str, says: str) -> None:
    write(repo, "pyproject.toml", f"[project]\nname = 'x'\n[tool.awslint]\n{table}\n")
    assert says in complaint()


def test_broken_toml(repo: Path) -> None:
    write(repo, "pyproject.toml", "[tool.awslint]\nselect = [\n")
    assert complaint().startswith("pyproject.toml: no TOML: ")


def test_values_that_a_template_lacks(configured: Configured, repo: Path) -> None:
    configured("parameters: {Evn: dev}")
    write(repo, "app/web.yaml", OPEN)
    told = [one.message for one in judged().diagnostics]
    assert told == ["no template has a parameter 'Evn'; did you mean 'Env'?"]
    assert not judged("app/web.yaml").diagnostics  # other templates may have it
    assert judged("app/web.yaml", parameters=("Evn=dev",)).diagnostics
