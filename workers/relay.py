"""Moves events from the outbox to the queue; safe to run twice, and several at once."""

import signal
import threading
import uuid
from types import FrameType

from celery import Celery
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from core import outbox
from core.db import make_engine, unit_of_work
from core.logs import get_log
from core.outbox import Parcel
from core.settings import Settings
from stores.queries import tenant_ids
from workers.app import create_celery
from workers.jobs import JOBS, QUEUES

log = get_log(__name__)

POLL_S = 0.15
SWEEP_EVERY = 20  # polls between two looks for deliveries that should have been done
AWAY_S = 1.0

_BROKER_AWAY = (BrokerError, RedisError, OSError)


class Relay:
    """One loop over all tenants: claim what waits, commit, send."""

    def __init__(self, engine: Engine, celery: Celery, *, lease_s: int) -> None:
        self._engine = engine
        self._celery = celery
        self._lease_s = lease_s

    def turn(self, *, is_sweeping: bool) -> int:
        """Send everything that waits and return how much that was.

        Raises:
            DBAPIError: If the database is away.
            OSError, BrokerError, RedisError: If the broker is away; what was claimed is kept.
        """
        with unit_of_work(self._engine, None) as session:
            tenants = tenant_ids(session)
        return sum(self._turn_of(tenant_id, is_sweeping=is_sweeping) for tenant_id in tenants)

    def _turn_of(self, tenant_id: uuid.UUID, *, is_sweeping: bool) -> int:
        with unit_of_work(self._engine, tenant_id) as session:
            parcels = outbox.claim(session, JOBS)
            if is_sweeping:
                parcels += outbox.claim_overdue(session, lease_s=self._lease_s)
        # Sent after the commit: a worker must find the delivery it is sent for. What is claimed
        # and then not sent, because this process dies here, is found by the sweep.
        for index, parcel in enumerate(parcels):
            try:
                self._send(tenant_id, parcel)
            except _BROKER_AWAY:
                unsent = [left.delivery_id for left in parcels[index:]]
                with unit_of_work(self._engine, tenant_id) as session:
                    outbox.unsend(session, unsent)
                raise
        return len(parcels)

    def _send(self, tenant_id: uuid.UUID, parcel: Parcel) -> None:
        self._celery.send_task(
            parcel.task,
            args=[str(tenant_id), str(parcel.delivery_id), parcel.event, parcel.ids],
            queue=QUEUES[parcel.task],
            retry=False,
        )


def run(settings: Settings) -> None:
    """Relay until SIGTERM or SIGINT."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    relay = Relay(
        make_engine(settings.database), create_celery(settings), lease_s=settings.queue.lease_s
    )
    polls = 0
    while not stopping.is_set():
        polls += 1
        stopping.wait(_turn_safely(relay, is_sweeping=polls % SWEEP_EVERY == 0))


def _turn_safely(relay: Relay, *, is_sweeping: bool) -> float:
    """Take a turn and return how long to wait before the next one."""
    try:
        sent = relay.turn(is_sweeping=is_sweeping)
    except (DBAPIError, *_BROKER_AWAY) as error:
        log.warning("the database or the broker is away", error=repr(error))
        return AWAY_S
    return 0.0 if sent else POLL_S
