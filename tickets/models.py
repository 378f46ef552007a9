"""Tables of tickets and their timelines."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from core.db import Table, belongs_to, document, moment
from core.words import Words


class TicketState(StrEnum):
    """Where a fault is on its way to a proven fix."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"  # a fix is claimed, with a photo
    VERIFIED = "verified"  # the eyes, or somebody else than the fixer, saw it fixed
    CLOSED = "closed"
    PUSHED_BACK = "pushed_back"  # the fix does not show
    ON_HOLD = "on_hold"
    VOIDED = "voided"  # it was no fault
    WAIVED = "waived"  # a named person allows it until a day
    REOPENED = "reopened"


class TicketEventKind(StrEnum):
    """What a line of the timeline tells."""

    OPENED = "opened"
    SEEN_AGAIN = "seen_again"
    ASSIGNED = "assigned"
    MOVED = "moved"
    RECHECKED = "rechecked"
    COMMENTED = "commented"


class Recheck(StrEnum):
    """What the eyes say about the photo of a fix."""

    GONE = "gone"
    STILL_THERE = "still_there"
    CANNOT_TELL = "cannot_tell"


ENDED = frozenset({TicketState.CLOSED, TicketState.VOIDED, TicketState.WAIVED})


class Ticket(Table, table=True):
    """One fault and who fixes it by when."""

    __tablename__ = "ticket"
    __table_args__ = (
        *belongs_to("store", "store_id"),
        *belongs_to("shelf", "shelf_id"),
        *belongs_to("question", "question_id"),
        *belongs_to("finding", "first_finding_id"),
        *belongs_to("staff", "owner_id", "fixer_id", "verifier_id", "waived_by_id"),
        # One fault has one living ticket, whatever runs twice or at the same time.
        Index(
            "uq_ticket_living_fault",
            "tenant_id",
            "fault_key",
            unique=True,
            postgresql_where=text("state not in ('closed', 'voided', 'waived')"),
        ),
        Index("ix_ticket_store_state", "tenant_id", "store_id", "state"),
        Index("ix_ticket_owner", "tenant_id", "owner_id"),
    )

    store_id: uuid.UUID
    shelf_id: uuid.UUID | None = None
    question_id: uuid.UUID | None = None
    first_finding_id: uuid.UUID
    fault_key: str  # store, place, item and kind: what makes two sightings one fault
    kind: str
    item: str
    sku: str | None = None
    severity: str
    title: Words = document()
    next_step: Words = document()
    state: str = TicketState.OPEN.value
    owner_id: uuid.UUID | None = None  # None: in the unassigned queue
    owner_role: str
    routing: dict[str, Any] = document()  # why this owner, or why none
    fixer_id: uuid.UUID | None = None
    verifier_id: uuid.UUID | None = None
    fix_photo_id: uuid.UUID | None = None
    recheck: str | None = None
    sightings: int = 1
    opened_at: datetime = moment()
    due_at: datetime = moment(index=True)
    submitted_at: datetime | None = moment()
    ended_at: datetime | None = moment()
    waived_by_id: uuid.UUID | None = None
    waived_until: datetime | None = moment()
    reopened_from_id: uuid.UUID | None = None


class TicketEvent(Table, table=True):
    """One line of a ticket's timeline; appended, never edited."""

    __tablename__ = "ticket_event"
    __table_args__ = (
        *belongs_to("ticket", "ticket_id"),
        *belongs_to("staff", "staff_id"),
        *belongs_to("finding", "finding_id"),
        *belongs_to("photo", "photo_id"),
        UniqueConstraint("tenant_id", "ticket_id", "finding_id"),
    )

    ticket_id: uuid.UUID = Field(index=True)
    kind: str
    from_state: str | None = None
    to_state: str | None = None
    staff_id: uuid.UUID | None = None  # None: the system
    finding_id: uuid.UUID | None = None
    photo_id: uuid.UUID | None = None
    note: str = ""
    evidence: dict[str, Any] = document()
    at: datetime = moment()
