"""How a template is written changes no verdict, and no concrete deployment contradicts one."""

import json
import random
from pathlib import Path

import pytest
import yaml

from awslint.run import Options, check
from awslint.source.reading import read

FIXTURES = Path(__file__).parent.parent / "fixtures"
TEMPLATES = [
    *sorted(FIXTURES.glob("templates/*/template.*")),
    *sorted(path for path in FIXTURES.glob("hard-cases/*.yaml") if path.stem != "modules"),
]
RULES = (
    "s3-bucket-*",
    "restricted-*",
    "vpc-sg-*",
    "rds-multi-az-support",
    "rds-cluster-multi-az-enabled",
    "rds-storage-encrypted",
    "iam-*",
    "subnet-private-egress-available",
    "nat-gateway-*",
)

Verdicts = dict[tuple[str, str], set[tuple[str, object]]]


def verdicts(file: Path, *parameters: str) -> Verdicts:
    report = check([str(file)], Options(select=RULES, parameters=parameters))
    assert not [one for one in report.diagnostics if one.severity == "error"]
    found: Verdicts = {}
    for finding in report.findings:
        found.setdefault((finding.rule, finding.address), set()).add((finding.verdict.value, finding.world))
    return found


def data_of(file: Path) -> dict[str, object]:
    (document,) = read(file.name, file.read_bytes()).documents
    assert isinstance(document.data, dict)
    return document.data


def reversed_keys(data: object) -> object:
    """Every mapping in the opposite order; a ForEach's and a list's items keep theirs."""
    if isinstance(data, dict):
        return {key: reversed_keys(value) for key, value in reversed(data.items())}
    return [reversed_keys(item) for item in data] if isinstance(data, list) else data


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_json_long_tags_anchors_and_comments_change_no_verdict(template: Path, tmp_path: Path) -> None:
    data = data_of(template)
    wanted = verdicts(template)
    assert wanted
    as_json = tmp_path / "one-line.json"
    as_json.write_text(json.dumps(data), encoding="utf-8")
    assert verdicts(as_json) == wanted
    # PyYAML writes long tags, other quotes and line breaks, and anchors for objects that occur twice.
    shared = json.loads(json.dumps(data))
    resources = shared["Resources"]
    resources.update({name: resources[name] for name in resources})
    as_yaml = tmp_path / "dumped.yaml"
    text = yaml.safe_dump(shared, sort_keys=False, width=60)
    as_yaml.write_text(
        "".join(f"# note\n{line}\n" if line[:1].isalpha() else f"{line}\n" for line in text.splitlines())
    )
    assert verdicts(as_yaml) == wanted


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_the_order_of_keys_changes_no_verdict(template: Path, tmp_path: Path) -> None:
    def without_worlds(found: Verdicts) -> dict[tuple[str, str], set[str]]:
        return {check: {verdict for verdict, _ in both} for check, both in found.items()}

    turned = tmp_path / "turned.json"
    turned.write_text(json.dumps(reversed_keys(data_of(template))), encoding="utf-8")
    assert without_worlds(verdicts(turned)) == without_worlds(verdicts(template))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_concrete_deployment_contradicts_a_verdict(template: Path) -> None:
    rng = random.Random(7)
    parameters = data_of(template).get("Parameters", {})
    assert isinstance(parameters, dict)
    # Values that a deployment could really have; what a pattern or an ARN would need stays open.
    open_ones = {
        name: body.get("AllowedValues", ["prod", "dev"])
        for name, body in parameters.items()
        if "Default" not in body and body["Type"] == "String" and ("AllowedValues" in body or name.startswith("Env"))
    }
    decided = verdicts(template)
    for _ in range(8 if open_ones else 0):
        chosen = {name: str(rng.choice(values)) for name, values in open_ones.items()}
        concrete = verdicts(template, *(f"{name}={value}" for name, value in chosen.items()))
        for key, both in decided.items():
            was = {verdict for verdict, _ in both}
            now = {verdict for verdict, _ in concrete[key]}
            if was == {"COMPLIANT"}:
                assert "NON_COMPLIANT" not in now, (key, chosen)
            if was == {"NON_COMPLIANT"} and {world for _, world in both} == {None}:
                assert now <= {"NON_COMPLIANT", "NOT_APPLICABLE"}, (key, chosen)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_the_parameters_of_a_world_reproduce_its_finding(template: Path) -> None:
    report = check([str(template)], Options(select=RULES))
    for finding in report.findings:
        if finding.world is not None and finding.world.parameters and finding.verdict.value == "NON_COMPLIANT":
            given = tuple(f"{name}={value}" for name, value in finding.world.parameters if "::" not in name)
            again = verdicts(template, *given)[finding.rule, finding.address]
            assert "NON_COMPLIANT" in {verdict for verdict, _ in again}, (finding.rule, finding.address, given)
