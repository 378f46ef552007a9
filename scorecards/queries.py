"""Reads of scores and what they stand on; on behalf of a person cut to what they may see."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from checklists.models import Checklist, ChecklistVersion, Inspection
from checklists.visits.kinds import kinds_of
from core.clock import now
from core.words import Words
from scorecards.models import InspectionScore, ScoreMove, StorePeriod
from scorecards.rules import Visit, Week, band, store_day, week_start
from stores.models import Store
from stores.queries import visible_store, visible_stores
from stores.rules import Actor
from tickets.models import Ticket
from tickets.queries import is_living, living_counts, living_of_store
from tickets.rules import Living

TREND_WEEKS = 12
WORST_DAYS = 28


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """A store in a list of stores."""

    store: Store
    period: StorePeriod | None  # the newest; None: no inspection yet
    weeks: tuple[StorePeriod, ...]  # oldest first, the newest included
    living: Living  # counted now

    @property
    def score_pct(self) -> float | None:
        """The newest score."""
        return self.period.score_pct if self.period else None

    @property
    def band(self) -> str | None:
        """The newest score in one word."""
        return band(self.score_pct)

    @property
    def inspections(self) -> int:
        """How many inspections the newest score stands on."""
        return self.period.inspections if self.period else 0

    @property
    def trend(self) -> float | None:
        """Points won or lost against the week before; None where there is nothing to compare."""
        last = [week.score_pct for week in self.weeks[-2:]]
        if len(last) < 2 or last[0] is None or last[1] is None:  # noqa: PLR2004 - two weeks
            return None
        return round(last[1] - last[0], 2)


@dataclass(frozen=True, slots=True)
class ScoredVisit:
    """One inspection in a store's history."""

    inspection: Inspection
    checklist: Words  # its name
    score: InspectionScore | None  # None: not scored yet


@dataclass(frozen=True, slots=True)
class WorstItem:
    """A fault of a store that comes back or was seen often lately."""

    ticket: Ticket  # the newest of this fault
    tickets: int
    sightings: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How one store is doing, and why."""

    row: ScorecardRow
    moves: tuple[ScoreMove, ...]  # newest first
    worst: tuple[WorstItem, ...]  # most tickets first
    tickets: tuple[Ticket, ...]  # living, due soonest first
    visits: tuple[ScoredVisit, ...]  # newest first


def scorecards(
    session: Session, actor: Actor, *, region_id: uuid.UUID | None = None
) -> list[ScorecardRow]:
    """Return the stores a person may see, worst first; stores without a score come last."""
    stores = visible_stores(session, actor, region_id=region_id)
    rows = _rows(session, stores)
    return sorted(
        rows,
        key=lambda row: (
            row.score_pct is None,
            row.score_pct or 0.0,
            -sum(row.living.overdue.values()),
            row.store.code,
        ),
    )


def scorecard(session: Session, actor: Actor, store_id: uuid.UUID) -> Scorecard:
    """Return how one store is doing.

    Raises:
        StoreNotFound: If it is not there or not theirs.
    """
    store = visible_store(session, actor, store_id)
    [row] = _rows(session, [store])
    return Scorecard(
        row=row,
        moves=tuple(score_moves(session, store_id)),
        worst=tuple(worst_items(session, store_id, since=now() - timedelta(days=WORST_DAYS))),
        tickets=tuple(living_of_store(session, store_id)),
        visits=tuple(scored_visits(session, store_id)),
    )


def score_moves(session: Session, store_id: uuid.UUID, *, limit: int = 20) -> list[ScoreMove]:
    """Return what moved a store's score, newest first."""
    return list(
        session.exec(
            select(ScoreMove)
            .where(ScoreMove.store_id == store_id)
            .order_by(col(ScoreMove.at).desc(), col(ScoreMove.id).desc())
            .limit(limit)
        )
    )


def scored_visits(session: Session, store_id: uuid.UUID, *, limit: int = 20) -> list[ScoredVisit]:
    """Return a store's inspections with their scores, newest first."""
    rows = session.exec(
        select(Inspection, Checklist.name, InspectionScore)
        .join(
            ChecklistVersion,
            (col(ChecklistVersion.tenant_id) == Inspection.tenant_id)
            & (col(ChecklistVersion.id) == Inspection.version_id),
        )
        .join(
            Checklist,
            (col(Checklist.tenant_id) == ChecklistVersion.tenant_id)
            & (col(Checklist.id) == ChecklistVersion.checklist_id),
        )
        .join(
            InspectionScore,
            (col(InspectionScore.tenant_id) == Inspection.tenant_id)
            & (col(InspectionScore.inspection_id) == Inspection.id),
            isouter=True,
        )
        .where(Inspection.store_id == store_id)
        .order_by(col(Inspection.finished_at).desc(), col(Inspection.id).desc())
        .limit(limit)
    ).all()
    return [ScoredVisit(inspection, dict(name), score) for inspection, name, score in rows]


def worst_items(
    session: Session, store_id: uuid.UUID, *, since: datetime, limit: int = 5
) -> list[WorstItem]:
    """Return the faults of a store with the most tickets, then sightings, opened since then."""
    found: dict[str, list[Ticket]] = {}
    for ticket in session.exec(
        select(Ticket)
        .where(Ticket.store_id == store_id, col(Ticket.opened_at) >= since)
        .order_by(col(Ticket.opened_at).desc(), col(Ticket.id).desc())
    ):
        found.setdefault(ticket.fault_key, []).append(ticket)
    items = [
        WorstItem(tickets[0], len(tickets), sum(ticket.sightings for ticket in tickets))
        for tickets in found.values()
    ]
    return sorted(items, key=lambda item: (-item.tickets, -item.sightings))[:limit]


def score_of(session: Session, inspection_id: uuid.UUID) -> InspectionScore | None:
    """Return what an inspection came to; None when it was not scored yet."""
    return session.exec(
        select(InspectionScore).where(InspectionScore.inspection_id == inspection_id)
    ).first()


def newest_period(session: Session, store_id: uuid.UUID) -> StorePeriod | None:
    """Return the newest period of a store, as it is in the database now."""
    return session.exec(
        select(StorePeriod)
        .where(StorePeriod.store_id == store_id)
        .order_by(col(StorePeriod.starts_on).desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def visits_for(session: Session, store_id: uuid.UUID, week: Week) -> list[Visit]:
    """Return what a store's score of a week stands on.

    These are the scored visits of the week; where nothing could be judged in it, the latest
    one before it that says something. Kinds without a weight are no visits: a camera looks at one
    question many times a day, which would drown what people saw; what it finds counts through
    its tickets.
    """
    weights = {kind.code: kind.weight for kind in kinds_of(session).values() if kind.weight > 0}
    query = (
        select(Inspection, InspectionScore.score_pct)
        .where(
            InspectionScore.inspection_id == Inspection.id,
            Inspection.store_id == store_id,
            col(Inspection.kind).in_(weights),
            col(Inspection.finished_at) < week.until,
        )
        .order_by(col(Inspection.finished_at).desc(), col(Inspection.id).desc())
    )
    rows = session.exec(query.where(col(Inspection.finished_at) >= week.since)).all()
    if all(score_pct is None for _, score_pct in rows):
        says_something = col(InspectionScore.score_pct).is_not(None)
        earlier = col(Inspection.finished_at) < week.since
        rows = session.exec(query.where(earlier, says_something).limit(1)).all() or rows
    return [
        Visit(one.id, one.kind, one.finished_at, score_pct, weights[one.kind])
        for one, score_pct in rows
    ]


def stores_to_roll_up(session: Session) -> list[uuid.UUID]:
    """Return the stores whose score time alone has changed since it was last rolled up.

    A ticket became overdue, or a new week began at the store; on behalf of the system.
    """
    newest = (
        select(StorePeriod.store_id, func.max(StorePeriod.rolled_up_at).label("rolled_up_at"))
        .group_by(col(StorePeriod.store_id))
        .subquery()
    )
    overdue = session.exec(
        select(Ticket.store_id)
        .where(
            Ticket.store_id == newest.c.store_id,
            is_living(),
            col(Ticket.due_at) >= newest.c.rolled_up_at,
            col(Ticket.due_at) < now(),
        )
        .distinct()
    ).all()
    weeks = session.exec(
        select(Store.id, Store.timezone, func.max(StorePeriod.starts_on))
        .where(StorePeriod.store_id == Store.id)
        .group_by(col(Store.id), col(Store.timezone))
    ).all()
    began = {
        store_id
        for store_id, timezone, starts_on in weeks
        if starts_on < week_start(store_day(now(), timezone))
    }
    return sorted(began | set(overdue))


def _rows(session: Session, stores: Sequence[Store]) -> list[ScorecardRow]:
    weeks = _weeks(session, [store.id for store in stores])
    living = living_counts(session, [store.id for store in stores], now=now())
    return [
        ScorecardRow(
            store=store,
            period=weeks[store.id][-1] if store.id in weeks else None,
            weeks=tuple(weeks.get(store.id, ())),
            living=living[store.id],
        )
        for store in stores
    ]


def _weeks(session: Session, store_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[StorePeriod]]:
    """Return the last weeks of each store, oldest first."""
    since = now().date() - timedelta(weeks=TREND_WEEKS)
    found: dict[uuid.UUID, list[StorePeriod]] = {}
    for period in session.exec(
        select(StorePeriod)
        .where(col(StorePeriod.store_id).in_(list(store_ids)), col(StorePeriod.starts_on) >= since)
        .order_by(col(StorePeriod.starts_on))
    ):
        found.setdefault(period.store_id, []).append(period)
    return found
