"""The outbox: events recorded in the transaction of the change, and their delivery to tasks.

The row is the truth and the queue is a hint. An event becomes one delivery per task; a delivery is
done in the same transaction as the work it asked for, so a task that runs twice works once, and a
delivery whose message was lost is found and sent again.
"""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, func, literal, or_, text
from sqlmodel import Field, Session, col, select

from core.clock import now
from core.db import Table, belongs_to, document, moment
from core.events import Event

MAX_STARTS = 10
"""A delivery whose task began this often without an end keeps killing its worker: given up."""

_MAX_DOUBLINGS = 6


class OutboxEvent(Table, table=True):
    """Something that happened and that tasks may have to follow up."""

    __tablename__ = "outbox_event"
    __table_args__ = (
        Index("ix_outbox_event_waiting", "id", postgresql_where=text("relayed_at is null")),
    )

    name: str
    ids: dict[str, str] = document()
    relayed_at: datetime | None = moment()


class Delivery(Table, table=True):
    """One event on its way to one task."""

    __tablename__ = "outbox_delivery"
    __table_args__ = (
        UniqueConstraint("tenant_id", "event_id", "task"),
        *belongs_to("outbox_event", "event_id"),
        Index("ix_outbox_delivery_waiting", "sent_at", postgresql_where=text("done_at is null")),
    )

    event_id: uuid.UUID
    task: str
    sends: int = 0
    starts: int = 0
    sent_at: datetime | None = moment()
    done_at: datetime | None = moment()
    failure: str | None = Field(default=None)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a task is sent: which delivery to work on, and the ids of the event."""

    delivery_id: uuid.UUID
    task: str
    event: str
    ids: dict[str, str]


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much of one tenant's work is waiting."""

    waiting: Counter[str]  # deliveries neither done nor given up, by task
    failed: Counter[str]  # deliveries given up, by task
    events: int  # not yet turned into deliveries
    oldest_at: datetime | None  # when the oldest waiting event happened


def record(session: Session, event: Event) -> None:
    """Write the event in the transaction of the change it tells of."""
    session.add(OutboxEvent(name=event.name.value, ids=event.ids))


def claim(session: Session, jobs: Mapping[str, Sequence[str]], *, limit: int = 100) -> list[Parcel]:
    """Turn waiting events into deliveries and return what to send.

    `SKIP LOCKED` lets several relays work side by side without sending anything twice.
    """
    waiting = session.exec(
        select(OutboxEvent)
        .where(col(OutboxEvent.relayed_at).is_(None))
        .order_by(col(OutboxEvent.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    parcels: list[Parcel] = []
    for event in waiting:
        event.relayed_at = now()
        for task in jobs.get(event.name, ()):
            delivery = Delivery(event_id=event.id, task=task, sends=1, sent_at=now())
            session.add(delivery)
            parcels.append(Parcel(delivery.id, task, event.name, event.ids))
    session.flush()
    return parcels


def claim_overdue(session: Session, *, lease_s: int, limit: int = 100) -> list[Parcel]:
    """Return deliveries that should have been done by now, to be sent again.

    The lease doubles with every sending: a message that waits in a long queue is not lost.
    """
    waited_s = func.extract("epoch", literal(now()) - col(Delivery.sent_at))
    doublings = func.least(col(Delivery.sends) - 1, _MAX_DOUBLINGS)
    rows = session.exec(
        select(Delivery, OutboxEvent)
        .where(
            Delivery.event_id == OutboxEvent.id,
            col(Delivery.done_at).is_(None),
            col(Delivery.failure).is_(None),
            or_(col(Delivery.sent_at).is_(None), waited_s > lease_s * func.power(2, doublings)),
        )
        .order_by(col(Delivery.id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=Delivery)
    ).all()
    parcels: list[Parcel] = []
    for delivery, event in rows:
        delivery.sends += 1
        delivery.sent_at = now()
        parcels.append(Parcel(delivery.id, delivery.task, event.name, event.ids))
    session.flush()
    return parcels


def unsend(session: Session, delivery_ids: Sequence[uuid.UUID]) -> None:
    """Note that these were not sent after all, because the broker is away."""
    for delivery in session.exec(select(Delivery).where(col(Delivery.id).in_(delivery_ids))):
        delivery.sends -= 1
        delivery.sent_at = None
    session.flush()


def begin(session: Session, delivery_id: uuid.UUID) -> bool:
    """Count that a task begins; False when there is nothing left to do for it."""
    delivery = take(session, delivery_id)
    if delivery is None:
        return False
    delivery.starts += 1
    if delivery.starts > MAX_STARTS:
        delivery.failure = f"began {MAX_STARTS} times and never ended"
    return delivery.failure is None


def take(session: Session, delivery_id: uuid.UUID) -> Delivery | None:
    """Lock a delivery for this transaction; None when it is done already or was given up.

    A second run of the same task waits here until the first one ends, and then sees it done.
    """
    delivery = session.exec(
        select(Delivery).where(Delivery.id == delivery_id).with_for_update()
    ).first()
    if delivery is None or delivery.done_at is not None or delivery.failure is not None:
        return None
    return delivery


def finish(delivery: Delivery) -> None:
    """Mark a delivery done, in the transaction of its work."""
    delivery.done_at = now()


def give_up(session: Session, delivery_id: uuid.UUID, reason: str) -> None:
    """Mark a delivery failed for good, with the reason."""
    delivery = take(session, delivery_id)
    if delivery is not None:
        delivery.failure = reason[:500]


def backlog(session: Session) -> Backlog:
    """Return how much work is waiting, for those who watch over the system."""
    is_open, is_failed = col(Delivery.done_at).is_(None), col(Delivery.failure).is_not(None)
    rows = session.exec(
        select(Delivery.task, is_failed, func.count(), func.min(OutboxEvent.created_at))
        .where(Delivery.event_id == OutboxEvent.id, is_open)
        .group_by(col(Delivery.task), is_failed)
    ).all()
    events, oldest_event = session.exec(
        select(func.count(), func.min(OutboxEvent.created_at)).where(
            col(OutboxEvent.relayed_at).is_(None)
        )
    ).one()
    times = [oldest_event, *(oldest for _, failed, _, oldest in rows if not failed)]
    return Backlog(
        waiting=Counter({task: count for task, failed, count, _ in rows if not failed}),
        failed=Counter({task: count for task, failed, count, _ in rows if failed}),
        events=events,
        oldest_at=min((time for time in times if time is not None), default=None),
    )
