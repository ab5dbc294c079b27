"""How often a secret rotates.

The schedule of Secrets Manager: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, truth_of
from awslint.model.value import Absent, Scalar, Unknown
from awslint.query.view import View

_RATE = re.compile(r"rate\(\s*(\d+)\s+(hour|day)s?\s*\)", re.IGNORECASE)
_CRON = re.compile(r"cron\(\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*\)", re.IGNORECASE)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


def rotates_within(view: View, schedule: Resource, days: int | None, hours: int | None) -> Outcome:
    """Whether a rotation schedule rotates at least this often; any schedule does when neither is given."""
    limits = [limit for limit in (hours, None if days is None else 24 * days) if limit is not None]
    if not limits:
        return Outcome(Truth.YES, (view.evidence(schedule, schedule.properties),))
    limit = min(limits)
    after = view.read(schedule, "RotationRules", "AutomaticallyAfterDays")
    written = view.read(schedule, "RotationRules", "ScheduleExpression")
    value = after if isinstance(written, Absent) else written
    if isinstance(value, Absent):
        path = ("RotationRules", "AutomaticallyAfterDays")
        return Outcome(Truth.NO, (view.evidence(schedule, value, "(its schedule says nothing of how often)", path),))
    if isinstance(value, Unknown) or not isinstance(value, Scalar):
        return Outcome(Truth.UNKNOWN, (view.evidence(schedule, value),))
    longest = 24 * int(value.data) if isinstance(value.data, int) else longest_gap(str(value.data))
    if longest is None:
        return Outcome(Truth.UNKNOWN, (view.evidence(schedule, value),))
    truth = truth_of(longest <= limit)
    detail = "" if truth is Truth.YES else f"(up to {longest} hours pass between rotations, {limit} are allowed)"
    return Outcome(truth, (view.evidence(schedule, value, detail),))


@lru_cache(maxsize=256)
def longest_gap(expression: str) -> int | None:
    """The longest time in hours between two rotations of a schedule expression; None for one that is not understood."""
    rate = _RATE.fullmatch(expression.strip())
    if rate:
        return int(rate.group(1)) * (24 if rate.group(2).lower() == "day" else 1)
    cron = _CRON.fullmatch(expression.strip())
    if cron is None:
        return None
    _, hour, day, month, weekday, year = (field.upper() for field in cron.groups())
    try:
        hours = sorted(_numbers(hour, 0, 23))
        dates = list(_dates(day, _named(month, _MONTHS), _named(weekday, _DAYS), year))
    except ValueError:
        return None
    if len(dates) < 2 or not hours:
        return None
    nightly = 24 - hours[-1] + hours[0]
    between = max((later - earlier).days - 1 for earlier, later in pairwise(dates))
    within = [later - earlier for earlier, later in pairwise(hours)]
    return max(nightly + 24 * between, *within) if within else nightly + 24 * between


def _dates(day: str, month: str, weekday: str, year: str) -> Iterator[date]:
    """The dates on which a cron expression fires. The years are not looked at when they are not all."""
    if year not in ("*", "?"):
        raise ValueError(year)
    months = _numbers(month, 1, 12)
    one = date(2027, 1, 1)
    while one.year < 2032:  # a leap year is among these
        if one.month in months and _on_day(one, day) and _on_weekday(one, weekday):
            yield one
        one += timedelta(days=1)


def _on_day(one: date, field: str) -> bool:
    last = ((one.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
    if field == "L":
        return one.day == last
    return one.day in _numbers(field, 1, 31)


def _on_weekday(one: date, field: str) -> bool:
    number = one.isoweekday() % 7 + 1  # Sunday is 1
    nth = re.fullmatch(r"([1-7])#([1-5])", field)
    if nth:
        return number == int(nth.group(1)) and (one.day - 1) // 7 + 1 == int(nth.group(2))
    final = re.fullmatch(r"([1-7])L", field)
    if final:
        return number == int(final.group(1)) and (one + timedelta(days=7)).month != one.month
    return number in _numbers(field, 1, 7)


def _named(field: str, names: tuple[str, ...]) -> str:
    for number, name in enumerate(names, 1):
        field = field.replace(name, str(number))
    return field


def _numbers(field: str, least: int, most: int) -> set[int]:
    """The numbers of a list of numbers, ranges and steps.

    Raises ValueError for anything else.
    """
    found: set[int] = set()
    for part in field.split(","):
        span, slash, step = part.partition("/")
        if span in ("*", "?"):
            first, last = least, most
        else:
            start, dash, end = span.partition("-")
            first = int(start)
            last = int(end) if dash else most if slash else first
        if first > last or first < least or last > most:
            raise ValueError(field)
        found.update(range(first, last + 1, int(step) if slash else 1))
    return found
