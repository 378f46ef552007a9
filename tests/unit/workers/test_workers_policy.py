"""Try again or give up."""

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from core.errors import NotFound, Unavailable
from core.storage import StorageAway
from stores.errors import RoleMissing
from workers.jobs import JOBS, QUEUES
from workers.policy import MAX_TRIES, GiveUp, Retry, after
from workers.tasks import TASKS

AWAY = OperationalError("select 1", {}, Exception("server closed the connection"))
BROKEN = IntegrityError("insert", {}, Exception("duplicate key"))


@pytest.mark.parametrize(
    ("error", "tries", "expected"),
    [
        (NotFound(), 1, GiveUp),  # it was deleted meanwhile
        (RoleMissing(), 1, GiveUp),  # what is wrong stays wrong
        (Unavailable(), 1, Retry),
        (StorageAway(), MAX_TRIES + 40, Retry),  # a part that is away is waited for
        (AWAY, MAX_TRIES + 40, Retry),
        (BROKEN, 1, Retry),  # a surprise may pass
        (BROKEN, MAX_TRIES, GiveUp),  # or not
        (ZeroDivisionError("x"), MAX_TRIES, GiveUp),
    ],
)
def test_the_kind_of_problem_decides(error, tries, expected):
    assert isinstance(after(error, tries=tries), expected)


def test_only_what_was_deleted_is_given_up_quietly():
    assert after(NotFound(), tries=1).is_quiet
    assert not after(RoleMissing(), tries=1).is_quiet


def test_pauses_grow_and_stay_bounded():
    pauses = [after(Unavailable(), tries=tries).in_s for tries in range(1, 30)]
    assert 1.0 <= pauses[0] <= 2.0
    assert all(pause <= 20.0 for pause in pauses)


def test_every_job_is_a_task_with_a_queue():
    assert {task for tasks in JOBS.values() for task in tasks} == set(TASKS) == set(QUEUES)
