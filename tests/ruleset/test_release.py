"""Months of rulesets: which rules a pin runs."""

from dataclasses import replace

import pytest

from awslint.ruleset.index import load
from awslint.ruleset.release import CURRENT, FIRST, WrongMonth, check_pin, month_of

RULE = load().rule("restricted-ssh")
LATER = replace(RULE, id="later", since="2026.12")


def test_rules_of_the_first_release_are_of_the_first_month() -> None:
    assert month_of(replace(RULE, since="0.1")) == FIRST
    assert month_of(LATER) == "2026.12"


def test_no_rule_is_newer_than_the_ruleset() -> None:
    assert [rule.id for rule in load().rules() if month_of(rule) > CURRENT] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026", "'2026' is no month of a ruleset, such as"),
        ("2026.1", 'did you mean "2026.01"?'),
        ("2026.13", "is no month"),
        ("2026/11", 'did you mean "2026.11"?'),
        ("0.1", "is no month"),
        ("2026.10", f'there was no ruleset in 2026.10; the first is "{FIRST}"'),
        ("2099.01", f'does not know the ruleset of 2099.01; its own is "{CURRENT}"'),
    ],
)
def test_pins_that_are_none(text: str, says: str) -> None:
    with pytest.raises(WrongMonth) as caught:
        check_pin(text)
    assert says in str(caught.value)
