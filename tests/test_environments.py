"""Several parameter files are several environments of one report."""

from pathlib import Path

import pytest

from awslint.model.finding import WorldNote
from awslint.run import Options, check

STACK = """\
Parameters:
  Env: {Type: String, AllowedValues: [dev, stage, prod]}
  Encrypt: {Type: String, Default: "false"}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Always: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, StorageEncrypted: false}}
  InProd: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, StorageEncrypted: !If [IsProd, true, false]}}
  Chosen: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, StorageEncrypted: !Ref Encrypt}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stack.yaml").write_text(STACK, encoding="utf-8")
    for name in ("dev", "prod"):
        content = f'[{{"ParameterKey": "Env", "ParameterValue": "{name}"}}]'
        (tmp_path / f"{name}.json").write_text(content, encoding="utf-8")
    return tmp_path


def found(folder: Path, *parameters: str) -> dict[str, tuple[str, WorldNote | None]]:
    options = Options(select=("rds-storage-encrypted",), parameters=parameters)
    report = check([str(folder / "stack.yaml")], options)
    return {one.address: (one.verdict.value, one.world) for one in report.findings}


def test_a_finding_says_in_which_environments_it_holds(folder: Path) -> None:
    files = (str(folder / "dev.json"), str(folder / "prod.json"))
    assert found(folder, *files) == {
        "Always": ("NON_COMPLIANT", None),
        "InProd": ("NON_COMPLIANT", WorldNote(environments=("dev",))),
        "Chosen": ("NON_COMPLIANT", None),
    }
    assert found(folder, *files, "Encrypt=true")["Chosen"] == ("COMPLIANT", None)


def test_one_file_is_a_deployment_and_not_a_world(folder: Path) -> None:
    assert found(folder, str(folder / "prod.json"))["InProd"] == ("COMPLIANT", None)
    assert found(folder, str(folder / "dev.json"))["InProd"] == ("NON_COMPLIANT", None)


def test_a_parameter_that_no_template_has_is_an_error_with_a_suggestion(folder: Path) -> None:
    report = check([str(folder / "stack.yaml")], Options(select=("rds-*",), parameters=("Encrpt=true",)))
    assert [(one.severity, one.message) for one in report.diagnostics] == [
        ("error", "no template has a parameter 'Encrpt'; did you mean 'Encrypt'?")
    ]
