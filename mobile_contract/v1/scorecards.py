"""How stores are doing, and the evidence behind every number."""

import uuid
from datetime import date, datetime
from typing import Any

from pydantic import Field

from mobile_contract.v1.tickets import TicketSummary
from mobile_contract.v1.wire import Reply, Words


class ScorecardSummary(Reply):
    """One store in a list of stores."""

    store_id: uuid.UUID
    region_id: uuid.UUID
    code: str
    name: Words
    score_pct: float | None = Field(description="Null: no inspection yet, which is not zero.")
    band: str | None = Field(description="excellent, good, fair or poor; new ones may come.")
    trend: float | None = Field(description="Points won or lost against the week before.")
    inspections: int = Field(description="How many inspections the score stands on.")
    open_tickets: int
    overdue_tickets: int = Field(description="These are among the open ones.")


class ScorecardList(Reply):
    """Your stores, worst first; those without a score come last."""

    items: list[ScorecardSummary]


class WeekReply(Reply):
    """How a store did in one week, by its own calendar."""

    starts_on: date
    score_pct: float | None
    inspection_pct: float | None = Field(description="Before tickets are taken off.")
    inspections: int
    open_tickets: int
    overdue_tickets: int
    closed_tickets: int


class ScoreMoveReply(Reply):
    """One change of the score and what moved it."""

    at: datetime
    from_pct: float | None
    to_pct: float | None
    cause: str
    cause_ids: dict[str, str]


class WorstItemReply(Reply):
    """A fault that comes back or is seen often."""

    ticket: TicketSummary = Field(description="The newest of this fault.")
    tickets: int
    sightings: int


class ScoredInspection(Reply):
    """One inspection behind the score."""

    inspection_id: uuid.UUID
    checklist: Words
    kind: str
    finished_at: datetime
    score_pct: float | None
    path: str = Field(description="Its answers, findings, photos and tickets.")


class ScorecardReply(Reply):
    """How one store is doing, and why.

    The chain of evidence: from the score to `explanation`, to `inspections`, each of which leads
    to its answers, their findings, the photos and the tickets.
    """

    summary: ScorecardSummary
    explanation: dict[str, Any] = Field(description="Every term of the newest score.")
    weeks: list[WeekReply] = Field(description="Oldest first.")
    moves: list[ScoreMoveReply] = Field(description="Newest first.")
    worst: list[WorstItemReply]
    tickets: list[TicketSummary] = Field(description="What waits for a fix, soonest due first.")
    inspections: list[ScoredInspection] = Field(description="Newest first.")
