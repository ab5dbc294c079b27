"""Every rule on every genuine plan of its fixtures, and on the state and the `.tf.json` that say the same.

`forms.py` derives them mechanically. Each difference stands in `fixtures/parity/differences.yaml` with its reason.
"""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

from awslint.run import Options, check
from tests.forms import state, tf_json
from tests.test_fixtures import RULES, Case

PARITY = Path(__file__).parent.parent / "fixtures" / "parity"
FORMS = {"state": "state.json", "tf.json": "main.tf.json"}
# Texts made of what is known after apply cannot be derived: so many plans have a state all the same.
DERIVED = {"state": 0.9, "tf.json": 1.0}

Verdicts = dict[str, str]


def cases() -> list[Case]:
    return [Case(plan.parent.name, plan) for plan in sorted(RULES.glob("*/*.plan.json"))]


def verdicts(path: Path, options: Options) -> Verdicts:
    """What is said of each resource."""
    report = check([str(path)], options)
    assert not [one for one in report.diagnostics if one.severity == "error"], path
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in report.findings:
        found[one.address].add(one.verdict.name)
    return {address: " and ".join(sorted(names)) for address, names in found.items()}


def derived(case: Case, form: str) -> object:
    written = tf_json(case.file.with_name(f"{case.name}.tf").read_text())
    return written if form == "tf.json" else state(json.loads(case.file.read_text()), written)


@cache
def explained(form: str) -> dict[str, dict[str, list[str]]]:
    """By case and address, what the plan says and what the other form says."""
    groups = yaml.safe_load((PARITY / "differences.yaml").read_text())
    assert all(one["why"] for one in groups)
    return {case: said for one in groups if one["given"] == form for case, said in one["cases"].items()}


@pytest.mark.parametrize("form", FORMS)
def test_every_rule_says_the_same_of_the_other_forms(form: str, tmp_path: Path) -> None:
    """An explanation that no longer applies fails as well."""
    differences: dict[str, dict[str, list[str]]] = {}
    judged = total = 0
    for case in cases():
        total += 1
        data = derived(case, form)
        if data is None:
            continue
        judged += 1
        folder = tmp_path / f"{case.rule}-{case.name}"
        folder.mkdir()
        (folder / FORMS[form]).write_text(json.dumps(data))
        planned, other = verdicts(case.file, case.options), verdicts(folder / FORMS[form], case.options)
        unlike = {
            address: [planned.get(address, "-"), other.get(address, "-")]
            for address in planned.keys() | other.keys()
            if planned.get(address) != other.get(address)
        }
        if unlike:
            differences[f"{case.rule}/{case.name}"] = unlike

    assert differences == explained(form)
    assert judged >= DERIVED[form] * total
