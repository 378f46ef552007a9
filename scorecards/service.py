"""What jobs can do with scores: score an inspection, and bring a store's score up to now.

Both lock what they score first and read after that, so of two jobs at once the later one sees
everything, and a job that runs twice changes nothing the second time.
"""

import uuid
from collections.abc import Mapping

from sqlmodel import Session

from checklists.forms.rows import form_of
from checklists.models import Inspection
from checklists.queries import answers_of, inspection_by_id, version_with_questions
from core.clock import now
from core.db import lock_name
from core.events import EventName, happened
from core.outbox import record
from scorecards import queries, rules
from scorecards.models import InspectionScore, ScoreMove, StorePeriod
from scorecards.scoring import said_of, score_form
from stores.queries import store_by_id
from tickets.queries import closed_between, living_counts
from tickets.rules import Living


def score_inspection(session: Session, inspection_id: uuid.UUID) -> InspectionScore | None:
    """Score an inspection from its answers as they stand; None when there is no such inspection."""
    lock_name(session, f"score/{inspection_id}")
    inspection = inspection_by_id(session, inspection_id)
    if inspection is None:
        return None
    scored = _scored(session, inspection)
    row = queries.score_of(session, inspection_id)
    if row is not None and row.explanation == scored.explanation:
        return row
    if row is None:
        row = InspectionScore(inspection_id=inspection_id, store_id=inspection.store_id)
        session.add(row)
    row.score_pct = scored.score_pct
    row.is_failed = scored.is_failed
    row.band = scored.band
    row.points = scored.points
    row.max_points = scored.max_points
    row.explanation = scored.explanation
    row.scored_at = now()
    ids = {"inspection_id": inspection_id, "store_id": inspection.store_id}
    record(session, happened(EventName.INSPECTION_SCORED, **ids))
    session.flush()
    return row


def roll_up(
    session: Session, store_id: uuid.UUID, *, cause: str, cause_ids: Mapping[str, str]
) -> StorePeriod | None:
    """Bring the score of a store's current week up to its inspections and tickets.

    A change is written down with the event that caused it. None when there is no such store.
    """
    lock_name(session, f"period/{store_id}")
    store = store_by_id(session, store_id)
    if store is None:
        return None
    starts_on = rules.week_start(rules.store_day(now(), store.timezone))
    week = rules.week_of(starts_on, store.timezone)
    living = living_counts(session, [store_id], now=now())[store_id]
    visits = queries.visits_for(session, store_id, week)
    scored = rules.score_store(week, visits, living)
    before = queries.newest_period(session, store_id)
    period = before
    if period is None or period.starts_on != starts_on:
        period = StorePeriod(store_id=store_id, starts_on=starts_on, rolled_up_at=now())
        session.add(period)
    from_pct = before.score_pct if before else None
    period.score_pct = scored.score_pct
    period.inspection_pct = scored.explanation["inspections"]["score_pct"]
    period.inspections = len(visits)
    period.explanation = scored.explanation
    _count(session, period, living, week)
    if scored.score_pct != from_pct:
        _write_move(session, period, from_pct, cause, cause_ids)
    session.flush()
    return period


def _scored(session: Session, inspection: Inspection) -> rules.Scored:
    """Score by the form; a version from before forms keeps the rule it was published with."""
    asked = version_with_questions(session, inspection.version_id)
    answers = answers_of(session, inspection.id)
    if asked.version.form is None:
        return rules.score_inspection(asked.questions, answers)
    return score_form(form_of(asked), said_of(asked.questions, answers))


def _count(session: Session, period: StorePeriod, living: Living, week: rules.Week) -> None:
    period.open_tickets = living.open.total()
    period.overdue_tickets = living.overdue.total()
    period.closed_tickets = closed_between(
        session, period.store_id, since=week.since, until=week.until
    )
    period.rolled_up_at = now()


def _write_move(
    session: Session,
    period: StorePeriod,
    from_pct: float | None,
    cause: str,
    cause_ids: Mapping[str, str],
) -> None:
    session.add(
        ScoreMove(
            store_id=period.store_id,
            from_pct=from_pct,
            to_pct=period.score_pct,
            cause=cause,
            cause_ids=dict(cause_ids),
            at=now(),
        )
    )
