"""Scorecards in the words of the contract."""

from collections.abc import Iterable

from sqlmodel import Session

from api.wire.tickets import to_summaries
from api.wire.words import to_words
from mobile_contract.v1 import scorecards as wire
from scorecards.models import ScoreMove, StorePeriod
from scorecards.queries import Scorecard, ScorecardRow, ScoredVisit


def to_summary(row: ScorecardRow) -> wire.ScorecardSummary:
    """Return a store in a list of stores."""
    return wire.ScorecardSummary(
        store_id=row.store.id,
        region_id=row.store.region_id,
        code=row.store.code,
        name=to_words(row.store.name),
        score_pct=row.score_pct,
        band=row.band,
        trend=row.trend,
        inspections=row.inspections,
        open_tickets=sum(row.living.open.values()),
        overdue_tickets=sum(row.living.overdue.values()),
    )


def to_scorecard(session: Session, found: Scorecard) -> wire.ScorecardReply:
    """Return how one store is doing, with the way to the evidence."""
    worst = to_summaries(session, (item.ticket for item in found.worst))
    return wire.ScorecardReply(
        summary=to_summary(found.row),
        explanation=found.row.period.explanation if found.row.period else {},
        weeks=[_to_week(week) for week in found.row.weeks],
        moves=_to_moves(found.moves),
        worst=[
            wire.WorstItemReply(ticket=ticket, tickets=item.tickets, sightings=item.sightings)
            for ticket, item in zip(worst, found.worst, strict=True)
        ],
        tickets=to_summaries(session, found.tickets),
        inspections=[_to_inspection(visit) for visit in found.visits],
    )


def _to_week(week: StorePeriod) -> wire.WeekReply:
    return wire.WeekReply(
        starts_on=week.starts_on,
        score_pct=week.score_pct,
        inspection_pct=week.inspection_pct,
        inspections=week.inspections,
        open_tickets=week.open_tickets,
        overdue_tickets=week.overdue_tickets,
        closed_tickets=week.closed_tickets,
    )


def _to_moves(moves: Iterable[ScoreMove]) -> list[wire.ScoreMoveReply]:
    return [
        wire.ScoreMoveReply(
            at=move.at,
            from_pct=move.from_pct,
            to_pct=move.to_pct,
            cause=move.cause,
            cause_ids=move.cause_ids,
        )
        for move in moves
    ]


def _to_inspection(visit: ScoredVisit) -> wire.ScoredInspection:
    inspection = visit.inspection
    return wire.ScoredInspection(
        inspection_id=inspection.id,
        checklist=to_words(visit.checklist),
        kind=inspection.kind,
        finished_at=inspection.finished_at,
        score_pct=visit.score.score_pct if visit.score else None,
        path=f"/v1/inspections/{inspection.id}",
    )
