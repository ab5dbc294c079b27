"""How long a secret stays the same under a schedule."""

import pytest

from awslint.analysis.operations.rotation import longest_gap


@pytest.mark.parametrize(
    ("expression", "hours"),
    [
        ("rate(4 hours)", 4),
        ("rate(1 day)", 24),
        ("rate(30 days)", 720),
        ("cron(0 8 * * ? *)", 24),
        ("cron(0 0/6 * * ? *)", 6),
        ("cron(0 1,5 * * ? *)", 20),
        ("cron(0 8 ? * MON *)", 7 * 24),
        ("cron(0 8 ? * MON-FRI *)", 3 * 24),
        ("cron(0 8 1 * ? *)", 31 * 24),
        ("cron(0 8 L * ? *)", 31 * 24),
        ("cron(0 8 ? 1/3 SUN#1 *)", 98 * 24),
        ("cron(0 2 1 JAN ? *)", 366 * 24),
    ],
)
def test_the_longest_time_between_two_rotations(expression: str, hours: int) -> None:
    assert longest_gap(expression) == hours


@pytest.mark.parametrize(
    "expression", ["", "daily", "rate(a day)", "cron(0 8 * *)", "cron(0 8 15W * ? *)", "cron(0 8 1 * ? 2030)"]
)
def test_what_is_not_understood_has_no_answer(expression: str) -> None:
    assert longest_gap(expression) is None
