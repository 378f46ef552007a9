"""Makes the Celery app from settings; nothing is acknowledged before it is done."""

import uuid
from typing import Any

from celery import Celery, Task
from celery.signals import setup_logging, worker_process_init
from kombu import Queue

from core.logs import bind, get_log, set_up_logs, unbind_all
from core.settings import Settings
from findings.vocabulary import use_vocabulary
from workers import schedule
from workers.jobs import COPIES, DEFAULT, QUEUES, VISION
from workers.kit import Kit, Parcel
from workers.policy import GiveUp, after
from workers.tasks import TASKS, fail_photo

log = get_log(__name__)


@setup_logging.connect
def _keep_our_logs(**_: object) -> None:
    set_up_logs()


def create_celery(settings: Settings, *, opens_eyes: bool = False) -> Celery:
    """Return the app that workers and beat run, and that the relay sends through.

    Args:
        settings: Where the broker, the database and the photo store are.
        opens_eyes: Load the models when a worker process starts, not when the first photo waits.

    Raises:
        ValueError: If no broker is configured, or the chain's own file of classes breaks a rule.
    """
    use_vocabulary(settings.vision.vocabulary)
    if settings.queue.url is None:
        msg = "ROUNDS_QUEUE__URL is not set; `rounds up` starts a broker of its own"
        raise ValueError(msg)
    app = Celery("rounds", broker=settings.queue.url.get_secret_value())
    app.conf.update(_options(settings))
    kit = Kit(settings)
    for name in TASKS:
        _register(app, kit, name)
    schedule.register(app, kit)
    if opens_eyes:
        worker_process_init.connect(lambda **_: kit.open_eyes(), weak=False)
    return app


def _options(settings: Settings) -> dict[str, Any]:
    queue = settings.queue
    return {
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_queues": [Queue(DEFAULT), Queue(VISION), Queue(COPIES)],
        "task_default_queue": DEFAULT,
        "task_routes": {name: {"queue": waits_in} for name, waits_in in QUEUES.items()},
        # The defaults acknowledge a task before it ran; kill -9 would lose it.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "task_time_limit": queue.time_limit_s,
        # A child that opens its eyes on a busy machine needs longer than the default 4 seconds to
        # say that it is up; it would be killed and started again for ever.
        "worker_proc_alive_timeout": 60.0,
        "broker_transport_options": {
            "visibility_timeout": queue.visibility_timeout_s,
            # Without these two the sweep for lost tasks comes every 100 s, whatever the timeout.
            "unacked_restore_interval": 1,
            "unacked_restore_throttle": 1,
            "socket_timeout": 5,
            "socket_connect_timeout": 3,
        },
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "timezone": "UTC",
    }


def _register(app: Celery, kit: Kit, name: str) -> None:
    @app.task(name=name, bind=True, max_retries=None)
    def run(
        task: Task[Any, Any], tenant_id: str, delivery_id: str, event: str, ids: dict[str, str]
    ) -> None:
        parcel = Parcel(uuid.UUID(tenant_id), uuid.UUID(delivery_id), name, event, ids)
        bind(task=name, delivery_id=delivery_id, **ids)
        try:
            _run_once(task, kit, parcel)
        finally:
            unbind_all()


def _run_once(task: Task[Any, Any], kit: Kit, parcel: Parcel) -> None:
    try:
        if kit.begin(parcel):
            TASKS[parcel.task](kit, parcel)
            log.info("task done")
    except Exception as error:
        verdict = after(error, tries=task.request.retries + 1)
        if not isinstance(verdict, GiveUp):
            log.warning("task will be tried again", error=repr(error), in_s=round(verdict.in_s, 1))
            raise task.retry(exc=error, countdown=verdict.in_s) from error
        (log.info if verdict.is_quiet else log.exception)("task given up", reason=verdict.reason)
        _bury(kit, parcel, verdict.reason)


def _bury(kit: Kit, parcel: Parcel, reason: str) -> None:
    if parcel.task == "analyze_photo":
        fail_photo(kit, parcel, reason)
    kit.give_up(parcel, reason)
