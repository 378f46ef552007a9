"""Visits that are due: which checklist, at which store, until when."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from mobile_contract.v1.wire import Reply, Words


class DueStateName(StrEnum):
    """How a store stands with a visit that is asked of it."""

    DONE = "done"
    DUE = "due"
    OVERDUE = "overdue"


class VisitDueReply(Reply):
    """What one assignment asks of one store in the period of today."""

    id: uuid.UUID = Field(description="Always the same for this assignment at this store.")
    assignment_id: uuid.UUID
    store_id: uuid.UUID
    checklist_id: uuid.UUID
    checklist_code: str
    checklist: Words
    version_id: uuid.UUID = Field(description="The newest version: the one to fill.")
    number: int = Field(description="Of that version.")
    visit_kind: str = Field(description="The `kind` to submit the inspection with.")
    role: str | None = Field(description="Of whom it is asked; null: of everybody.")
    every: str = Field(description="day, week or month; new ones may come.")
    state: DueStateName = Field(
        description="overdue: not done in this period, and not in the one before either."
    )
    done_on: date | None = Field(description="The last time in this period; null: not yet.")
    since: date = Field(description="The period's first day, by the store's calendar.")
    until: date = Field(description="Its last day.")
    ends_at: datetime = Field(description="When its last day is over at the store.")
    next_since: date | None = Field(description="When the next one begins; null: there is none.")


class VisitDuePage(Reply):
    """Some visits, and the way to the next ones."""

    items: list[VisitDueReply]
    next_cursor: str | None
