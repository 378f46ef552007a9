"""What happens in the background is complete: every event, every task, every queue."""

from core.events import EventName
from workers.jobs import COPIES, DEFAULT, JOBS, QUEUES, VISION
from workers.tasks import TASKS


def test_every_event_is_on_the_list_of_jobs_and_no_other():
    assert set(JOBS) == {name.value for name in EventName}


def test_every_task_exists_has_a_queue_and_is_started_by_an_event():
    started = {task for tasks in JOBS.values() for task in tasks}
    assert started == set(TASKS) == set(QUEUES)
    assert set(QUEUES.values()) == {DEFAULT, VISION, COPIES}


def test_only_what_looks_at_pictures_waits_in_the_queue_of_the_eyes():
    assert {task for task, queue in QUEUES.items() if queue == VISION} == {
        "analyze_photo",
        "recheck_fix",
        "embed_picture",
    }


def test_an_event_starts_a_task_once():
    assert [name for name, tasks in JOBS.items() if len(tasks) != len(set(tasks))] == []
