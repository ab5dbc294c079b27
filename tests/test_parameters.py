"""Parameter values in every form that AWS's own tools take them."""

from pathlib import Path

import pytest

from awslint.planning.parameters import BadParameters, Environment, environments, parameter_values
from awslint.source.reading import read


def load(path: Path) -> object:
    return read(path.as_posix(), path.read_bytes()).documents[0].data


def given(folder: Path, name: str, text: str) -> list[Environment]:
    """The environments of one file."""
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    return environments([str(file)], load)


def test_nothing_is_one_set_without_a_name() -> None:
    assert environments([], load) == [(None, {})]


def test_assignments_are_one_set_without_a_name() -> None:
    assert environments(["Env=prod", "Cidr=10.0.0.0/8,a=b", "Empty=", "Env=dev"], load) == [
        (None, {"Env": "dev", "Cidr": "10.0.0.0/8,a=b", "Empty": ""})
    ]


def test_the_cli_s_shorthand_is_an_assignment() -> None:
    arguments = ["ParameterKey=Env,ParameterValue=prod", "ParameterKey=Zones,ParameterValue=a,b"]
    assert environments(arguments, load) == [(None, {"Env": "prod", "Zones": "a,b"})]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "cli.json",
            '[{"ParameterKey": "Env", "ParameterValue": "prod"}, {"ParameterKey": "Kept", "UsePreviousValue": true}]',
            {"Env": "prod"},
        ),
        ("cli-texts.json", '["Env=prod", "Size=a=b"]', {"Env": "prod", "Size": "a=b"}),
        (
            "pipeline.json",
            '{"Parameters": {"Env": "prod", "Count": 3}, "Tags": {"a": "b"}}',
            {"Env": "prod", "Count": "3"},
        ),
        (
            "deployment.yaml",
            "template-file-path: a.yaml\nparameters:\n  Env: prod\n  Multi: true\n  None:\ntags:\n  a: b\n",
            {"Env": "prod", "Multi": "true", "None": ""},
        ),
        ("plain.yaml", "Env: prod\nZones: [a, b]\n", {"Env": "prod", "Zones": "a,b"}),
        ("cdk.json", '{"app": "x", "context": {"Env": "prod", "@aws-cdk/core:x": true, "vpc": {}}}', {"Env": "prod"}),
        ("cdk.context.json", '{"availability-zones:account=1": ["a"], "Env": "prod"}', {"Env": "prod"}),
        (
            "samconfig.toml",
            'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "Env=prod Name=\\"a b\\" Url=\'x=y\'"\n',
            {"Env": "prod", "Name": "a b", "Url": "x=y"},
        ),
        (
            "samconfig-list.toml",
            '[default.deploy.parameters]\nparameter_overrides = ["Env=prod", "Name=\\"a b\\"", "Zones=a,b"]\n',
            {"Env": "prod", "Name": "a b", "Zones": "a,b"},
        ),
        (
            "samconfig-keys.toml",
            (
                "[default.global.parameters]\nparameter_overrides = "
                '"ParameterKey=Env,ParameterValue=prod ParameterKey=Zones,ParameterValue=a,b"\n'
            ),
            {"Env": "prod", "Zones": "a,b"},
        ),
        (
            "samconfig-table.toml",
            "[default.deploy.parameters.parameter_overrides]\nEnv = 'prod'\nCount = 3\n",
            {"Env": "prod", "Count": "3"},
        ),
        (
            "samconfig.yaml",
            "version: 0.1\ndefault: {deploy: {parameters: {parameter_overrides: Env=prod}}}\n",
            {"Env": "prod"},
        ),
    ],
)
def test_a_file_is_an_environment_named_by_its_stem(
    tmp_path: Path, name: str, text: str, expected: dict[str, str]
) -> None:
    assert given(tmp_path, name, text) == [(Path(name).stem, expected)]


def test_assignments_apply_to_every_environment_and_win(tmp_path: Path) -> None:
    (tmp_path / "dev.json").write_text('{"Env": "dev", "Size": "1"}')
    (tmp_path / "prod.json").write_text('{"Env": "prod", "Size": "2"}')
    arguments = ["Owner=me", str(tmp_path / "dev.json"), str(tmp_path / "prod.json"), "Size=3"]
    assert environments(arguments, load) == [
        ("dev", {"Env": "dev", "Size": "3", "Owner": "me"}),
        ("prod", {"Env": "prod", "Size": "3", "Owner": "me"}),
    ]


def test_the_environments_of_a_samconfig_keep_their_names(tmp_path: Path) -> None:
    text = """\
version = 0.1
[default.global.parameters]
stack_name = "shop"
[default.deploy.parameters]
parameter_overrides = "Env=dev"
[prod.deploy.parameters]
parameter_overrides = "Env=prod"
[prod.build.parameters]
parameter_overrides = "Env=other"
[empty.deploy.parameters]
region = "eu-west-1"
"""
    assert given(tmp_path, "samconfig.toml", text) == [("default", {"Env": "dev"}), ("prod", {"Env": "prod"})]


def test_equal_stems_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("dev", "prod"):
        given(tmp_path / folder, "parameters.json", f'{{"Env": "{folder}"}}')
    files = [str(tmp_path / folder / "parameters.json") for folder in ("dev", "prod")]
    assert [name for name, _ in environments(files, load)] == ["dev/parameters", "prod/parameters"]


def test_the_cli_s_file_scheme_is_understood(tmp_path: Path) -> None:
    (tmp_path / "dev.json").write_text('{"Env": "dev"}')
    assert environments([f"file://{tmp_path}/dev.json"], load) == [("dev", {"Env": "dev"})]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", '{"Env": {"a": "b"}}', "a.json holds no parameter values: expected a list"),
        ("a.json", "3", "a.json holds no parameter values"),
        ("a.json", '["Env"]', "'Env' is not KEY=VALUE"),
        ("a.toml", "[default", "a.toml: "),
        (
            "a.toml",
            '[default.deploy.parameters]\nparameter_overrides = "A=\'x"\n',
            "a.toml, default: parameter_overrides: ",
        ),
    ],
)
def test_what_gives_no_values_says_so(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(BadParameters) as error:
        given(tmp_path, name, text)
    assert message in str(error.value)


def test_what_is_neither_a_value_nor_a_file_says_so() -> None:
    with pytest.raises(BadParameters, match=r"'nowhere\.json' is neither K=V nor a file"):
        environments(["nowhere.json"], load)


def test_one_set_is_not_made_of_several_environments(tmp_path: Path) -> None:
    file = tmp_path / "samconfig.toml"
    file.write_text(
        '[dev.deploy.parameters]\nparameter_overrides = "A=1"\n[prod.deploy.parameters]\nparameter_overrides = "A=2"\n'
    )
    with pytest.raises(BadParameters, match="holds several environments: dev, prod"):
        parameter_values([str(file)], load)


def test_in_one_set_the_later_wins(tmp_path: Path) -> None:
    (tmp_path / "dev.json").write_text('{"Env": "dev", "Size": "1"}')
    assert parameter_values(["Env=x", str(tmp_path / "dev.json"), "Size=2"], load) == {"Env": "dev", "Size": "2"}
