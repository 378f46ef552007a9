"""When a visit is due: periods of the store's calendar, and what was done in them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.authoring.models import Every
from checklists.visits.due import (
    LONGEST,
    Cadence,
    DueState,
    Period,
    day_at,
    over_at,
    period_of,
    standing,
)

LONG_AGO = date(2020, 1, 1)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
PERIODIC = st.sampled_from([Every.DAY, Every.WEEK, Every.MONTH])


def on(text):
    return date.fromisoformat(text) if text else None


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "day", "since", "until"),
    [
        ("day", "2026-11-22", "2026-11-22", "2026-11-22"),
        ("week", "2026-11-22", "2026-11-16", "2026-11-22"),  # a Sunday is the last day
        ("week", "2026-11-23", "2026-11-23", "2026-11-29"),  # a Monday the first
        ("week", "2026-01-01", "2025-12-29", "2026-01-04"),  # over the new year
        ("month", "2026-11-30", "2026-11-01", "2026-11-30"),
        ("month", "2026-12-31", "2026-12-01", "2026-12-31"),
        ("month", "2027-02-28", "2027-02-01", "2027-02-28"),
        ("month", "2028-02-29", "2028-02-01", "2028-02-29"),  # leap day
    ],
)
def test_a_period_is_a_day_a_week_from_monday_or_a_month(every, day, since, until):
    assert period_of(Cadence(Every(every), LONG_AGO), on(day)) == Period(on(since), on(until))


@pytest.mark.parametrize(
    ("every", "starts_on", "ends_on", "day", "period"),
    [
        ("week", "2026-11-18", None, "2026-11-20", ("2026-11-18", "2026-11-22")),
        ("week", "2026-11-18", None, "2026-11-24", ("2026-11-23", "2026-11-29")),
        ("week", "2026-11-02", "2026-11-18", "2026-11-16", ("2026-11-16", "2026-11-18")),
        ("week", "2026-11-17", "2026-11-18", "2026-11-17", ("2026-11-17", "2026-11-18")),
        ("month", "2026-11-30", None, "2026-11-30", ("2026-11-30", "2026-11-30")),
        ("month", "2026-01-15", "2028-02-29", "2028-02-29", ("2028-02-01", "2028-02-29")),
        ("day", "2026-11-18", "2026-11-18", "2026-11-18", ("2026-11-18", "2026-11-18")),
        ("week", "2026-11-18", None, "2026-11-17", None),  # the day before it starts
        ("week", "2026-11-02", "2026-11-18", "2026-11-19", None),  # the day after it ended
        ("on_demand", "2026-11-02", None, "2026-11-19", None),
    ],
)
def test_the_first_and_the_last_period_are_cut(every, starts_on, ends_on, day, period):
    cadence = Cadence(Every(every), on(starts_on), on(ends_on))
    expected = Period(*map(on, period)) if period else None
    assert period_of(cadence, on(day)) == expected
    assert (standing(cadence, on(day), None) is None) == (expected is None)


@pytest.mark.parametrize(
    ("every", "starts_on", "day", "last_on", "state"),
    [
        ("day", "2026-11-01", "2026-11-22", "2026-11-22", "done"),
        ("day", "2026-11-01", "2026-11-22", "2026-11-21", "due"),
        ("day", "2026-11-01", "2026-11-22", "2026-11-20", "overdue"),
        ("day", "2026-11-22", "2026-11-22", None, "due"),  # its first day
        ("day", "2026-11-21", "2026-11-22", None, "overdue"),
        ("week", "2026-11-01", "2026-11-22", "2026-11-16", "done"),
        ("week", "2026-11-01", "2026-11-22", "2026-11-15", "due"),
        ("week", "2026-11-01", "2026-11-22", "2026-11-09", "due"),
        ("week", "2026-11-01", "2026-11-22", "2026-11-08", "overdue"),
        ("week", "2026-11-01", "2026-11-22", None, "overdue"),
        # What was done before it started counts for nothing, and nothing is missed yet.
        ("week", "2026-11-18", "2026-11-20", "2026-11-17", "due"),
        # Of the cut first week the days before the start do not count.
        ("week", "2026-11-18", "2026-11-24", "2026-11-17", "overdue"),
        ("week", "2026-11-18", "2026-11-24", "2026-11-18", "due"),
        ("month", "2026-01-01", "2026-03-31", "2026-03-01", "done"),
        ("month", "2026-01-01", "2026-03-31", "2026-02-01", "due"),
        ("month", "2026-01-01", "2026-03-31", "2026-01-31", "overdue"),
        ("month", "2028-01-31", "2028-02-29", "2028-01-30", "overdue"),
    ],
)
def test_it_is_done_due_or_overdue(every, starts_on, day, last_on, state):
    told = standing(Cadence(Every(every), on(starts_on)), on(day), on(last_on))
    assert told.state is DueState(state)
    assert told.done_on == (on(last_on) if state == "done" else None)


@pytest.mark.parametrize(
    ("every", "ends_on", "day", "following"),
    [
        ("day", None, "2028-02-28", ("2028-02-29", "2028-02-29")),
        ("week", None, "2026-11-22", ("2026-11-23", "2026-11-29")),
        ("week", "2026-11-24", "2026-11-22", ("2026-11-23", "2026-11-24")),
        ("week", "2026-11-22", "2026-11-22", None),
        ("week", "2026-11-18", "2026-11-17", None),
        ("month", None, "2026-01-31", ("2026-02-01", "2026-02-28")),
    ],
)
def test_the_next_period_is_told_unless_there_is_none(every, ends_on, day, following):
    told = standing(Cadence(Every(every), LONG_AGO, on(ends_on)), on(day), None)
    assert told.following == (Period(*map(on, following)) if following else None)


@pytest.mark.parametrize(
    ("moment", "timezone", "day"),
    [
        ("2026-11-22T15:59:59", "Asia/Shanghai", "2026-11-22"),
        ("2026-11-22T16:00:00", "Asia/Shanghai", "2026-11-23"),
        ("2026-11-22T16:00:00", "Asia/Urumqi", "2026-11-22"),
        ("2026-11-22T04:59:59", "America/New_York", "2026-11-21"),
        ("2026-07-22T04:00:00", "America/New_York", "2026-07-22"),  # an hour earlier in summer
    ],
)
def test_a_day_is_the_stores_own(moment, timezone, day):
    assert day_at(at(moment), timezone) == on(day)


@pytest.mark.parametrize(
    ("until", "timezone", "over"),
    [
        ("2026-11-22", "Asia/Shanghai", "2026-11-22T16:00:00"),
        ("2026-03-28", "Europe/Berlin", "2026-03-28T23:00:00"),
        ("2026-03-29", "Europe/Berlin", "2026-03-29T22:00:00"),  # a day of 23 hours
        ("2026-10-25", "Europe/Berlin", "2026-10-25T23:00:00"),  # and one of 25
        ("2026-09-05", "America/Santiago", "2026-09-06T04:00:00"),  # there is no midnight
        ("2026-04-04", "America/Santiago", "2026-04-05T04:00:00"),  # 23 to 24 o'clock comes twice
    ],
)
def test_a_period_is_over_when_its_last_day_is(until, timezone, over):
    period = Period(on(until), on(until))
    assert over_at(period, timezone) == at(over)
    second = timedelta(seconds=1)
    assert day_at(at(over) - second, timezone) == on(until)
    assert day_at(at(over), timezone) == on(until) + timedelta(days=1)


@given(every=PERIODIC, starts_on=DAYS, day=DAYS, span=st.integers(0, 400))
def test_periods_lie_side_by_side(every, starts_on, day, span):
    cadence = Cadence(every, starts_on, starts_on + timedelta(days=span))
    told = standing(cadence, day, None)
    assert (told is None) == (not starts_on <= day <= cadence.ends_on)
    if told is None:
        return
    assert told.period.since <= day <= told.period.until <= cadence.ends_on
    assert all(
        period_of(cadence, edge) == told.period for edge in (told.period.since, told.period.until)
    )
    if told.following is None:
        assert told.period.until == cadence.ends_on
    else:
        assert told.following.since == told.period.until + timedelta(days=1)


@given(every=PERIODIC, starts_on=DAYS, day=DAYS, ago=st.integers(0, 500))
def test_what_was_done_later_is_never_worse(every, starts_on, day, ago):
    cadence = Cadence(every, starts_on)
    last_on = day - timedelta(days=ago)
    told, later = (standing(cadence, day, one) for one in (last_on, last_on + timedelta(days=1)))
    order = [DueState.OVERDUE, DueState.DUE, DueState.DONE]
    if told is not None:
        assert order.index(told.state) <= order.index(later.state)


@given(every=PERIODIC, starts_on=DAYS, day=DAYS)
def test_what_is_too_old_to_be_read_changes_nothing(every, starts_on, day):
    cadence, old = Cadence(every, starts_on), day - LONGEST
    assert standing(cadence, day, old) == standing(cadence, day, None)
