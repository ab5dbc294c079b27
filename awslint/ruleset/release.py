"""The months of rulesets: which rules exist when a configuration pins one."""

import re

from awslint.model.rule import Rule, RuleHead

FIRST = "2026.11"
"""The month of awslint 0.1, whose rules say `since: "0.1"`."""

CURRENT = "2026.11"
"""The month of this ruleset. A rule that is added later says its month, and this becomes that month."""

MONTH = r"(20\d\d)\.(0[1-9]|1[0-2])"


class WrongMonth(ValueError):
    """A month that names no ruleset; the message suggests one."""


def month_of(rule: Rule | RuleHead) -> str:
    """The month of the first ruleset that had the rule."""
    return rule.since if re.fullmatch(MONTH, rule.since) else FIRST


def check_month(text: str) -> None:
    """Raises WrongMonth for what is no month, `YYYY.MM`."""
    if re.fullmatch(MONTH, text) is None:
        raise WrongMonth(f"'{text}' is no month of a ruleset, such as \"{CURRENT}\"{_hint(text)}")


def check_pin(text: str) -> None:
    """Raises WrongMonth for what no ruleset of this awslint is pinned by: no month, too early, in the future."""
    check_month(text)
    if text < FIRST:
        raise WrongMonth(f'there was no ruleset in {text}; the first is "{FIRST}"')
    if text > CURRENT:
        raise WrongMonth(f'this awslint does not know the ruleset of {text}; its own is "{CURRENT}"')


def _hint(text: str) -> str:
    """The month that was most probably meant: a number in YAML loses the zero of `2026.10`, people write hyphens."""
    parts = re.fullmatch(r"(20\d\d)[-./ ]?(\d{1,2})", text.strip())
    if parts is None or not 1 <= int(parts.group(2)) <= 12:
        return ""
    return f'; did you mean "{parts.group(1)}.{int(parts.group(2)):02}"?'
