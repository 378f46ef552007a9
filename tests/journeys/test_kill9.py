"""A worker killed with -9 in the middle of a photo loses nothing and does nothing twice."""

import pytest

from benchmarks.kill9 import Killer

ROUNDS = 3


@pytest.mark.timeout(420)
def test_a_photo_is_judged_once_when_its_worker_is_killed_midway(parts):
    killer = Killer(parts)
    control = killer.control()
    assert (control.analyses, control.opened, control.unfinished) == (1, 1, 0)

    rounds = [killer.kill_once() for _ in range(ROUNDS)]

    assert [one.traces for one in rounds] == [control] * ROUNDS
    assert any(one.was_midway for one in rounds), "every verdict was there before the kill"
