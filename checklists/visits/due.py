"""When a visit is due; apart because it is about days of a calendar, not about answers; pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from checklists.authoring.models import Every

DAY = timedelta(days=1)
LONGEST = timedelta(days=64)
"""Longer than a month and the one before it: older visits change no state."""


class DueState(StrEnum):
    """How a store stands with a visit that is asked of it."""

    DONE = "done"  # once in this period is enough
    DUE = "due"  # not in this period yet
    OVERDUE = "overdue"  # not in this period, and not in the one before


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often something is due, from which day to which."""

    every: Every
    starts_on: date
    ends_on: date | None = None  # the last day; None: it goes on


@dataclass(frozen=True, slots=True)
class Period:
    """Days of a store's calendar in which something is due once; both ends belong to it."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Standing:
    """The period of today, whether it was done in it, and the period after."""

    period: Period
    state: DueState
    done_on: date | None  # None unless it is done
    following: Period | None  # None: it ends with this one


def period_of(cadence: Cadence, day: date) -> Period | None:
    """Return the period that a day lies in; None where nothing is asked on that day.

    A day; Monday to Sunday; a calendar month. The first one begins with the first day and the last
    one ends with the last, even in the middle of a week or a month.

    Example:
        >>> period_of(Cadence(Every.MONTH, date(2028, 2, 10)), date(2028, 2, 20))
        Period(since=datetime.date(2028, 2, 10), until=datetime.date(2028, 2, 29))
    """
    has_ended = cadence.ends_on is not None and cadence.ends_on < day
    if cadence.every is Every.ON_DEMAND or day < cadence.starts_on or has_ended:
        return None
    since, until = _bounds(cadence.every, day)
    return Period(max(since, cadence.starts_on), min(until, cadence.ends_on or until))


def standing(cadence: Cadence, day: date, last_on: date | None) -> Standing | None:
    """Return how things stand on a day; None where nothing is asked on it.

    Args:
        cadence: How often, from which day to which.
        day: Today, by the store's calendar.
        last_on: The day it was last done, by the store's calendar; None: never.
    """
    period = period_of(cadence, day)
    if period is None:
        return None
    is_done = last_on is not None and last_on >= period.since
    return Standing(
        period=period,
        state=DueState.DONE if is_done else _undone(cadence, period, last_on),
        done_on=last_on if is_done else None,
        following=period_of(cadence, period.until + DAY),
    )


def day_at(moment: datetime, timezone: str) -> date:
    """Return which day a moment is of, on the calendar of a store."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def over_at(period: Period, timezone: str) -> datetime:
    """Return the moment at which a period is over: when its last day has ended at the store."""
    midnight = datetime.combine(period.until + DAY, time(), ZoneInfo(timezone))
    return midnight.astimezone(UTC)


def _undone(cadence: Cadence, period: Period, last_on: date | None) -> DueState:
    before = period_of(cadence, period.since - DAY)
    was_missed = before is not None and (last_on is None or last_on < before.since)
    return DueState.OVERDUE if was_missed else DueState.DUE


def _bounds(every: Every, day: date) -> tuple[date, date]:
    """Return the first and the last day of the whole period around a day."""
    if every is Every.DAY:
        return day, day
    if every is Every.WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
