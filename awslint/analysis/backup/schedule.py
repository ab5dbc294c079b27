"""How often a backup rule runs, by its schedule expression.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
"""

import re
from datetime import date, timedelta
from itertools import pairwise

DAILY = "cron(0 5 ? * * *)"  # what AWS Backup does where no schedule is written (API_BackupRuleInput)
_DAYS = {name: index for index, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), 1)}
_MONTHS = {
    name: index
    for index, name in enumerate(
        ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), 1
    )
}
_RATE = re.compile(r"rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)", re.IGNORECASE)
_CRON = re.compile(r"cron\(\s*(.*?)\s*\)", re.IGNORECASE)
_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0}


def longest_gap(expression: str) -> float | None:
    """The most hours between two runs in the course of two years; None for a schedule that is not understood."""
    rate = _RATE.fullmatch(expression.strip())
    if rate is not None:
        return int(rate.group(1)) * _HOURS[rate.group(2).lower()]
    cron = _CRON.fullmatch(expression.strip())
    fields = cron.group(1).split() if cron is not None else []
    if len(fields) != 6:
        return None
    minutes, hours = _field(fields[0], 0, 59), _field(fields[1], 0, 23)
    days, months = _field(fields[2], 1, 31), _field(fields[3], 1, 12, _MONTHS)
    weekdays = _field(fields[4], 1, 7, _DAYS)
    if fields[5] != "*" or None in (minutes, hours, days, months, weekdays):
        return None
    assert minutes and hours and days and months and weekdays
    clock = [hour + minute / 60 for hour in sorted(hours) for minute in sorted(minutes)]
    runs = [
        24.0 * day + time
        for day in range(731)
        if _runs_on(date(2027, 1, 1) + timedelta(days=day), days, months, weekdays)
        for time in clock
    ]
    return max((after - before for before, after in pairwise(runs)), default=None)


def _runs_on(day: date, days: set[int], months: set[int], weekdays: set[int]) -> bool:
    return day.day in days and day.month in months and day.isoweekday() % 7 + 1 in weekdays


def _field(text: str, low: int, high: int, names: dict[str, int] | None = None) -> set[int] | None:
    """The numbers of a cron field; None for L, W, # and what is no cron field at all."""
    found: set[int] = set()
    for part in text.upper().split(","):
        match = re.fullmatch(r"(\*|\?|\w+)(?:-(\w+))?(?:/(\d+))?", part)
        if match is None:
            return None
        start, end, step = match.groups()
        whole = start in ("*", "?")
        first = low if whole else _number(start, names)
        last = high if whole or (step and not end) else first
        if end:
            last = _number(end, names)
        if first is None or last is None or not (low <= first <= high and low <= last <= high):
            return None
        found.update(range(first, last + 1, int(step or 1) or 1))
    return found


def _number(text: str, names: dict[str, int] | None) -> int | None:
    return int(text) if text.isdigit() else (names or {}).get(text)
