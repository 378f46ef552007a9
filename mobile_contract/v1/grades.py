"""A store's year in one letter, and what may take it for a while: a new licence, an accident."""

import uuid
from datetime import date, datetime

from pydantic import Field

from mobile_contract.v1.wire import Day, Note, Reply, Request, Words

_REASON = "new_licence, accident, no_scores or too_low; new ones may come. Null: there is a grade."


class LicenceRequest(Request):
    """Since when a store holds its food licence."""

    licensed_on: Day | None = Field(description="Null: nobody knows; nothing is taken for it.")


class LicenceReply(Reply):
    """Since when a store holds its food licence."""

    store_id: uuid.UUID
    licensed_on: date | None


class AccidentRequest(Request):
    """A food-safety accident; its id is minted by who writes it down."""

    happened_on: Day = Field(description="By the store's own calendar.")
    note: Note = Field(description="What happened; at least one word.")


class WithdrawalRequest(Request):
    """Why an accident was none."""

    reason: Note = Field(description="At least one word.")


class WithdrawalReply(Reply):
    """Why an accident counts no longer."""

    reason: str
    staff_id: uuid.UUID
    created_at: datetime


class AccidentReply(Reply):
    """One food-safety accident of a store; it is never deleted."""

    id: uuid.UUID
    store_id: uuid.UUID
    happened_on: date
    note: str
    staff_id: uuid.UUID = Field(description="Who wrote it down.")
    created_at: datetime
    withdrawal: WithdrawalReply | None = Field(description="Null: it counts.")


class GradedVisitReply(Reply):
    """One inspection of the year."""

    inspection_id: uuid.UUID
    on: date = Field(description="By the store's own calendar.")
    kind: str
    score: float = Field(description="On the scale of the newest version.")
    score_pct: float = Field(description="As it was given, whatever the checklist says by now.")
    is_graded: bool = Field(description="False: that visit got no grade; its score counts.")
    path: str = Field(description="The inspection.")


class YearlyGradeReply(Reply):
    """A store's year by one checklist: the mean of its visits, and the letter it comes to."""

    checklist_id: uuid.UUID
    code: str
    name: Words
    grade: str | None = Field(description="A, B or C; null: there is none.")
    why_none: str | None = Field(description=_REASON)
    score: float | None = Field(description="The mean; null: no visit was scored.")
    scale: float = Field(description="What 100 % is called.")
    since: date = Field(description="The first day that counts.")
    until: date = Field(description="The day after the last one that counts.")
    visits: list[GradedVisitReply] = Field(description="What the mean is of, oldest first.")


class GradesReply(Reply):
    """The yearly grades of a store: one for each grading checklist it was inspected by."""

    store_id: uuid.UUID
    on: date = Field(description="Today, by the store's own calendar.")
    licensed_on: date | None
    accidents: list[AccidentReply] = Field(description="Newest first, withdrawn ones too.")
    items: list[YearlyGradeReply] = Field(description="By the code of the checklist.")
