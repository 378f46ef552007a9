"""Tables of scores."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.db import Table, belongs_to, document, moment


class InspectionScore(Table, table=True):
    """What one inspection came to; recomputed when an answer or a finding changes."""

    __tablename__ = "inspection_score"
    __table_args__ = (
        UniqueConstraint("tenant_id", "inspection_id"),
        *belongs_to("inspection", "inspection_id"),
        *belongs_to("store", "store_id"),
    )

    inspection_id: uuid.UUID
    store_id: uuid.UUID = Field(index=True)
    score_pct: float | None = None  # None: nothing could be judged
    is_failed: bool | None = None  # apart from the score; None: nothing could be judged
    band: str | None = None  # a code of the form's bands; None: it has none, or no grade is given
    points: float = 0.0
    max_points: float = 0.0
    explanation: dict[str, Any] = document()
    scored_at: datetime = moment()


class StorePeriod(Table, table=True):
    """How a store did in one week, by the store's own calendar; the current week moves."""

    __tablename__ = "store_period"
    __table_args__ = (
        UniqueConstraint("tenant_id", "store_id", "starts_on"),
        *belongs_to("store", "store_id"),
    )

    store_id: uuid.UUID
    starts_on: date  # a Monday
    score_pct: float | None = None  # None: no inspection yet
    inspection_pct: float | None = None
    inspections: int = 0
    open_tickets: int = 0
    overdue_tickets: int = 0
    closed_tickets: int = 0
    explanation: dict[str, Any] = document()
    rolled_up_at: datetime = moment()


class ScoreMove(Table, table=True):
    """One change of a store's score and what moved it; appended, never edited."""

    __tablename__ = "score_move"
    __table_args__ = (*belongs_to("store", "store_id"),)

    store_id: uuid.UUID = Field(index=True)
    from_pct: float | None = None
    to_pct: float | None = None
    cause: str  # the event that moved it
    cause_ids: dict[str, str] = document()
    at: datetime = moment()
