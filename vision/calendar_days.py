"""Days out of printed numbers: real ones only, two-digit years by the rule of GS1."""

import calendar
from datetime import date, timedelta

_EARLIEST, _LATEST = 2000, 2099  # no pack on a shelf is older, none keeps longer
_AHEAD, _BEHIND = 51, -50  # two-digit years this far off belong to another century


def full_year(two_digits: int, today: date) -> int:
    """Give the year two digits mean: the one nearest to today, at most 50 ahead, 49 behind.

    Example:
        >>> full_year(26, date(2026, 1, 1)), full_year(99, date(2026, 1, 1))
        (2026, 1999)
    """
    century = today.year - today.year % 100
    apart = two_digits - today.year % 100
    if apart >= _AHEAD:
        return century - 100 + two_digits
    return century + two_digits + (100 if apart <= _BEHIND else 0)


def real_day(year: int, month: int, day: int) -> date | None:
    """Make a day; None when there is no such day. Day 0 is the last of its month."""
    if not (_EARLIEST <= year <= _LATEST and 1 <= month <= 12):  # noqa: PLR2004 - months
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, day or last) if 0 <= day <= last else None


def last_day_of(produced: date, count: int, unit: str) -> date | None:
    """Give the last day of a shelf life that starts with the production day.

    Args:
        produced: The first day.
        count: How long, at least 1.
        unit: `day`, `month` or `year`.
    """
    if unit == "day":
        return produced + timedelta(days=min(count, 36500) - 1)
    months = produced.year * 12 + produced.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if not _EARLIEST <= year <= _LATEST:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(produced.day, last)) - timedelta(days=1)
