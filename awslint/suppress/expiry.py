"""Until when a suppression counts."""

from datetime import date

SOON = 14
"""Days before its end in which a suppression is announced to expire."""


def last_day(text: str) -> date | None:
    """The day of `until`, which still counts; None for a text that is no ISO date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_over(until: str | None, today: date) -> bool:
    """Whether a suppression counts no more. A date that cannot be read counts as past."""
    if until is None:
        return False
    day = last_day(until)
    return day is None or today > day


def days_left(until: str | None, today: date) -> int | None:
    """Days until it ends, 0 on its last day; None without an end or when it is over."""
    day = last_day(until) if until is not None else None
    return None if day is None or today > day else (day - today).days
