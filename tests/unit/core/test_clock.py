"""The clock says what it is told to, and only where it is told."""

from datetime import UTC, datetime, timedelta, timezone
from threading import Thread

import pytest

from core import clock

MOMENT = datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=8)))


def test_now_is_the_pretended_moment_in_utc():
    with clock.at(MOMENT):
        assert clock.now() == datetime(2026, 3, 1, 1, tzinfo=UTC)
        assert clock.now().utcoffset() == timedelta(0)


def test_the_inner_moment_wins_and_the_outer_comes_back():
    with clock.at(MOMENT):
        with clock.at(MOMENT + timedelta(days=1)):
            assert clock.now() == MOMENT + timedelta(days=1)
        assert clock.now() == MOMENT


def test_the_real_time_comes_back_when_the_block_fails():
    with pytest.raises(ZeroDivisionError), clock.at(MOMENT):
        _ = 1 / 0
    assert clock.now() > MOMENT


def test_other_threads_keep_the_real_time():
    seen = []
    with clock.at(MOMENT):
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] > MOMENT


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2026, 3, 1)):  # noqa: DTZ001 - on purpose
        pass
