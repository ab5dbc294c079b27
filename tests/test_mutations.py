"""No rule passes by accident: what it reads where it passes makes a difference, or `mutants.yaml` says why not."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from awslint.mutation import KINDS, Fixture, Site, survivors
from awslint.ruleset.index import load
from awslint.run import view_of
from awslint.source.reading import read
from tests.test_fixtures import Case, cases

EXPLAINED = Path(__file__).parent.parent / "fixtures" / "mutants.yaml"


def of_case(case: Case) -> Fixture:
    options = case.options
    view, _ = view_of([str(case.file)], options)
    settings = (one.partition(":")[2].partition("=") for one in options.rule_parameters)
    return Fixture(view.graph, {name: value for name, _, value in settings}, options.as_of or date.max)


@lru_cache(maxsize=1)
def explained() -> dict[str, dict[Site, str]]:
    """By rule, the mutations that change no verdict, and why that is right."""
    found: dict[str, dict[Site, str]] = {}
    for entry in read(str(EXPLAINED), EXPLAINED.read_bytes()).documents[0].data:
        for rule in entry["rules"]:
            for kind in entry["kinds"]:
                site: Site = (entry["type"], entry["path"], kind)
                assert kind in KINDS
                assert site not in found.setdefault(rule, {}), (rule, site)
                found[rule][site] = entry["why"]
    return found


@pytest.mark.parametrize("id_", load().ids)
def test_what_a_rule_reads_makes_a_difference(id_: str) -> None:
    mine = [case for case in cases() if case.rule == id_]
    passing = [of_case(case) for case in mine if case.kind == "pass"]
    others = [of_case(case) for case in mine if case.kind != "pass"]
    found = survivors(load().rule(id_), load().knowledge, passing, others)
    assert sorted(found) == sorted(explained().get(id_, {}))


def test_explanations_are_of_rules_that_there_are() -> None:
    assert set(explained()) <= set(load().ids)
