"""Tickets: who fixes what by when, and the proof that it was fixed."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from mobile_contract.v1.wire import Moment, Note, Picture, Remark, Reply, Request, Words


class TicketTarget(StrEnum):
    """Where a person can move a ticket to."""

    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    CLOSED = "closed"
    PUSHED_BACK = "pushed_back"
    ON_HOLD = "on_hold"
    VOIDED = "voided"
    WAIVED = "waived"
    REOPENED = "reopened"


class TicketStateName(StrEnum):
    """The states that tickets can be asked for by."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    CLOSED = "closed"
    PUSHED_BACK = "pushed_back"
    ON_HOLD = "on_hold"
    VOIDED = "voided"
    WAIVED = "waived"
    REOPENED = "reopened"


class MoveRequest(Request):
    """One move of a ticket; its id is minted on the phone, the same move again is harmless."""

    id: uuid.UUID
    to: TicketTarget
    note: Note = ""
    photo_id: uuid.UUID | None = Field(None, description="The photo of the fix, when submitting.")
    until: Moment | None = Field(None, description="The last moment of a waiver.")
    seen_state: TicketStateName | None = Field(
        None,
        description="The state the person saw; when it moved on meanwhile, the answer is 409.",
    )


class OwnerRequest(Request):
    """Who owns the ticket from now on."""

    owner_id: uuid.UUID


class CommentRequest(Request):
    """A line for the timeline; its id is minted on the phone."""

    id: uuid.UUID
    note: Remark


class PersonReply(Reply):
    """A member of staff by name."""

    id: uuid.UUID
    name: Words


class TicketSummary(Reply):
    """One fault and who fixes it by when."""

    id: uuid.UUID
    store_id: uuid.UUID
    shelf_id: uuid.UUID | None
    kind: str
    item: str
    sku: str | None
    severity: str
    title: Words
    next_step: Words
    state: str
    owner: PersonReply | None = Field(description="Null: in the unassigned queue.")
    opened_at: datetime
    due_at: datetime
    is_overdue: bool
    sightings: int


class TicketPage(Reply):
    """Some tickets and the way to the next ones."""

    items: list[TicketSummary]
    next_cursor: str | None


class MoveReply(Reply):
    """One move that you may make, and what it asks for."""

    to: str
    needs_photo: bool
    needs_note: bool
    needs_until: bool


class TimelineEntry(Reply):
    """One line of a ticket's timeline."""

    id: uuid.UUID
    kind: str
    at: datetime
    by: PersonReply | None = Field(description="Null: the system.")
    from_state: str | None
    to_state: str | None
    note: str
    finding_id: uuid.UUID | None
    photo_id: uuid.UUID | None
    evidence: dict[str, Any]


class TicketPhoto(Reply):
    """A photo that shows the fault or its fix."""

    id: uuid.UUID
    role: str = Field(description="`fault` or `fix`.")
    state: str
    taken_at: datetime
    picture: Picture | None
    overlay: Picture | None


class TicketReply(Reply):
    """A ticket with its timeline, its pictures and what you may do with it."""

    ticket: TicketSummary
    question_id: uuid.UUID | None
    first_finding_id: uuid.UUID
    owner_role: str
    routing: dict[str, Any] = Field(description="Why this owner, or why none.")
    fixer: PersonReply | None
    verifier: PersonReply | None
    recheck: str | None = Field(description="What the eyes say about the photo of the fix.")
    submitted_at: datetime | None
    ended_at: datetime | None
    waived_until: datetime | None
    reopened_from_id: uuid.UUID | None
    allowed_moves: list[MoveReply]
    may_assign: bool
    timeline: list[TimelineEntry]
    photos: list[TicketPhoto]
