"""Every rule on every genuine plan of its fixtures, and on the template, state and `.tf.json` that say the same.

`forms.py` and `template_form.py` derive them mechanically.
Each difference stands in `fixtures/parity/differences.yaml` with its reason.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml

from awslint.model.finding import Finding
from awslint.ruleset.index import load
from awslint.run import Options, check, view_of
from tests.forms import state, tf_json
from tests.template_form import Derived, Underivable, template
from tests.test_fixtures import RULES, Case

PARITY = Path(__file__).parent.parent / "fixtures" / "parity"
FORMS = {"state": "state.json", "tf.json": "main.tf.json"}
# Texts made of what is known after apply cannot be derived: so many plans have a state all the same.
DERIVED = {"state": 0.9, "tf.json": 1.0}
TEMPLATES = 0.97

Verdicts = dict[str, str]


def cases() -> list[Case]:
    return [Case(plan.parent.name, plan) for plan in sorted(RULES.glob("*/*.plan.json"))]


def findings(path: Path, options: Options) -> tuple[Finding, ...]:
    report = check([str(path)], options)
    assert not [one for one in report.diagnostics if one.severity == "error"], path
    return report.findings


def verdicts(path: Path, options: Options) -> Verdicts:
    """What is said of each resource."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in findings(path, options):
        found[one.address].add(one.verdict.name)
    return joined(found)


def joined(found: Mapping[str, set[str]]) -> Verdicts:
    return {address: " and ".join(sorted(names)) for address, names in found.items()}


def unlike(planned: Verdicts, other: Verdicts) -> dict[str, list[str]]:
    """By address, the two verdicts where they differ."""
    return {
        address: [planned.get(address, "-"), other.get(address, "-")]
        for address in planned.keys() | other.keys()
        if planned.get(address) != other.get(address)
    }


def derived(case: Case, form: str) -> object:
    written = tf_json(case.file.with_name(f"{case.name}.tf").read_text())
    return written if form == "tf.json" else state(json.loads(case.file.read_text()), written)


@cache
def explained(form: str) -> dict[str, dict[str, list[str]]]:
    """By case and address, what the plan says and what the other form says."""
    groups = yaml.safe_load((PARITY / "differences.yaml").read_text())
    assert all(one["why"] for one in groups)
    return {case: said for one in groups if one["given"] == form for case, said in one.get("cases", {}).items()}


@cache
def left_out() -> set[str]:
    """The plans that no template can say."""
    groups = yaml.safe_load((PARITY / "differences.yaml").read_text())
    return {case for one in groups for case in one.get("left_out", ())}


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
        unequal = unlike(planned, other)
        if unequal:
            differences[f"{case.rule}/{case.name}"] = unequal

    assert differences == explained(form)
    assert judged >= DERIVED[form] * total


def on_plan(case: Case, derived: Derived) -> Verdicts:
    """What is said of the plan's resources that the template has as well, by address and type."""
    known = {(one.address, one.type) for one in derived.resources.values()}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in findings(case.file, case.options):
        if (one.address, one.type) in known:
            found[f"{one.address} {one.type}"].add(one.verdict.name)
    return joined(found)


def on_template(file: Path, case: Case, derived: Derived) -> Verdicts:
    """What is said of the template. What hangs on a choice that nothing decides is not decided in the plan."""
    options = case.options if case.options.region else replace(case.options, region=derived.region)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in findings(file, options):
        behind = derived.resources.get(one.address)
        name = f"{behind.address} {behind.type}" if behind else one.address
        found[name].add("INSUFFICIENT_DATA" if one.world else one.verdict.name)
    return joined(found)


def test_every_rule_says_the_same_in_cloudformation(tmp_path: Path) -> None:
    """An explanation that no longer applies fails as well, and so does a plan without a verdict to compare."""
    differences: dict[str, dict[str, list[str]]] = {}
    untold: set[str] = set()
    knowledge = load().knowledge
    for case in cases():
        name = f"{case.rule}/{case.name}"
        try:
            derived = template(view_of([str(case.file)], case.options)[1].graph, knowledge)
        except Underivable:
            untold.add(name)
            continue
        file = tmp_path / f"{case.rule}-{case.name}.json"
        file.write_text(json.dumps(derived.template))
        planned = on_plan(case, derived)
        unequal = unlike(planned, on_template(file, case, derived))
        if not planned:
            untold.add(name)
        elif unequal:
            differences[name] = {address.partition(" ")[0]: said for address, said in unequal.items()}

    assert differences == explained("cloudformation")
    assert untold == left_out()
    assert len(untold) <= (1 - TEMPLATES) * len(cases())
