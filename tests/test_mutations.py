"""No rule passes by accident: what it reads where it passes makes a difference, or `mutants.yaml` says why not."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from awslint.own_rules.mutation import Fixture, Site, explained, survivors
from awslint.ruleset.index import load
from awslint.run import view_of
from tests.test_fixtures import Case, cases

EXPLAINED = Path(__file__).parent.parent / "fixtures" / "mutants.yaml"


def of_case(case: Case) -> Fixture:
    options = case.options
    view, _ = view_of([str(case.file)], options)
    settings = (one.partition(":")[2].partition("=") for one in options.rule_parameters)
    return Fixture(view.graph, {name: value for name, _, value in settings}, options.as_of or date.max)


@lru_cache(maxsize=1)
def known() -> dict[str, dict[Site, str]]:
    return explained(EXPLAINED)


@pytest.mark.parametrize("id_", load().ids)
def test_what_a_rule_reads_makes_a_difference(id_: str) -> None:
    mine = [case for case in cases() if case.rule == id_]
    passing = [of_case(case) for case in mine if case.kind == "pass"]
    others = [of_case(case) for case in mine if case.kind != "pass"]
    found = survivors(load().rule(id_), load().knowledge, passing, others)
    assert sorted(found) == sorted(known().get(id_, {}))


def test_explanations_are_of_rules_that_there_are() -> None:
    assert set(known()) <= set(load().ids)
