"""Which visits are due where; apart because no row holds it: calendar and inspections tell it."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, func, or_, select

from checklists.authoring.assigning import Place, applies, is_asked, places_of
from checklists.authoring.models import Assignment, Every
from checklists.models import Checklist, ChecklistVersion, Inspection
from checklists.visits.due import LONGEST, Cadence, DueState, Standing, day_at, standing
from checklists.visits.kinds import kinds_of
from core.clock import now
from core.pages import Page, cut_page, from_cursor
from stores.models import Store, StoreStatus
from stores.queries import visible_store_ids
from stores.rules import Actor

Newest = Mapping[uuid.UUID, tuple[Checklist, ChecklistVersion]]
LastVisits = Mapping[tuple[uuid.UUID, uuid.UUID, str], datetime]


@dataclass(frozen=True, slots=True)
class WantedVisits:
    """Which visits somebody asks for; by default whatever is asked of them, done or not."""

    is_mine: bool = True  # False: whatever is asked of anybody at the stores they may see
    store_id: uuid.UUID | None = None
    checklist_id: uuid.UUID | None = None
    states: Collection[DueState] = tuple(DueState)


@dataclass(frozen=True, slots=True)
class DueVisit:
    """What one assignment asks of one store, and how the store stands with it."""

    id: uuid.UUID  # always the same for this assignment at this store
    assignment: Assignment
    checklist: Checklist
    version: ChecklistVersion  # the newest: the one to fill
    store: Store
    standing: Standing


def visits_due(session: Session, actor: Actor, wanted: WantedVisits) -> list[DueVisit]:
    """Return the visits of today's periods, overdue ones first; a few queries, whatever the rows.

    Nothing is due at a store that is not open. Whoever made the visit, and by whichever version: an
    inspection of the same checklist and kind at the store is what was asked for.
    """
    asked = _assignments(session, actor, wanted)
    stores = _stores(session, actor, wanted) if asked else []
    if not stores:
        return []
    newest = _newest(session, {one.checklist_id for one in asked})
    last = _last_visits(session, actor, newest, wanted.store_id)
    by_id = {store.id: store for store in stores}
    found = [
        visit
        for place in places_of(session, actor, stores)
        for visit in _at(place, by_id[place.store_id], asked, newest, last, wanted)
    ]
    return sorted(found, key=_urgency)


def visits_due_page(
    session: Session,
    actor: Actor,
    wanted: WantedVisits,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[DueVisit]:
    """Return some of the visits, by id: states change while somebody pages, ids do not.

    Raises:
        CursorInvalid: If the cursor was not made by us.
    """
    after = from_cursor(cursor) if cursor is not None else None
    found = sorted(visits_due(session, actor, wanted), key=lambda visit: visit.id)
    rest = [visit for visit in found if after is None or visit.id > after]
    return cut_page(rest[: limit + 1], limit, lambda visit: visit.id)


_ORDER = (DueState.OVERDUE, DueState.DUE, DueState.DONE)


def _urgency(visit: DueVisit) -> tuple[object, ...]:
    told = visit.standing
    return (_ORDER.index(told.state), told.period.until, visit.store.code, visit.checklist.code)


def _at(
    place: Place,
    store: Store,
    asked: Collection[Assignment],
    newest: Newest,
    last: LastVisits,
    wanted: WantedVisits,
) -> Iterator[DueVisit]:
    """Yield what is asked at one store."""
    is_wanted = applies if wanted.is_mine else is_asked
    opened_on = day_at(store.created_at, store.timezone)
    for one in asked:
        if not is_wanted(one, place):
            continue
        # A store that is new owes nothing for the time before.
        cadence = Cadence(Every(one.every), max(one.starts_on, opened_on), one.ends_on)
        at = last.get((store.id, one.checklist_id, one.visit_kind))
        told = standing(cadence, place.day, day_at(at, store.timezone) if at else None)
        if told is not None and told.state in wanted.states:
            name = uuid.uuid5(one.id, store.id.hex)
            yield DueVisit(name, one, *newest[one.checklist_id], store, told)


def _assignments(session: Session, actor: Actor, wanted: WantedVisits) -> list[Assignment]:
    """Return the assignments that come round, in an order that stays."""
    query = select(Assignment).where(Assignment.every != Every.ON_DEMAND.value)
    if wanted.is_mine:  # of roles that they hold nowhere no store has to be read
        held = {grant.role.value for grant in actor.grants}
        query = query.where(or_(col(Assignment.role).is_(None), col(Assignment.role).in_(held)))
    if wanted.checklist_id is not None:
        query = query.where(Assignment.checklist_id == wanted.checklist_id)
    kinds = kinds_of(session)
    rows = session.exec(query.order_by(col(Assignment.created_at), col(Assignment.id))).all()
    # A visit of a kind that was turned off cannot be made, so it is not due.
    return [one for one in rows if one.visit_kind in kinds and kinds[one.visit_kind].is_on]


def _stores(session: Session, actor: Actor, wanted: WantedVisits) -> list[Store]:
    query = select(Store).where(
        Store.status == StoreStatus.OPEN.value, col(Store.id).in_(visible_store_ids(actor))
    )
    if wanted.store_id is not None:
        query = query.where(Store.id == wanted.store_id)
    return list(session.exec(query.order_by(col(Store.code))))


def _newest(session: Session, checklist_ids: Collection[uuid.UUID]) -> Newest:
    """Return the newest version of these checklists; one is published before it is assigned."""
    rows = session.exec(
        select(Checklist, ChecklistVersion)
        .where(ChecklistVersion.checklist_id == Checklist.id, col(Checklist.id).in_(checklist_ids))
        .order_by(col(Checklist.id), col(ChecklistVersion.number).desc())
        .ext(distinct_on(col(Checklist.id)))
    ).all()
    return {checklist.id: (checklist, version) for checklist, version in rows}


def _last_visits(
    session: Session,
    actor: Actor,
    checklist_ids: Collection[uuid.UUID],
    store_id: uuid.UUID | None,
) -> LastVisits:
    """Return when each checklist was last filled at each store, by kind of visit.

    A phone whose clock is ahead cannot have finished after its inspection came in.
    """
    at = func.max(func.least(col(Inspection.finished_at), col(Inspection.created_at)))
    query = (
        select(Inspection.store_id, ChecklistVersion.checklist_id, Inspection.kind, at)
        .where(
            Inspection.version_id == ChecklistVersion.id,
            col(ChecklistVersion.checklist_id).in_(checklist_ids),
            col(Inspection.store_id).in_(visible_store_ids(actor)),
            col(Inspection.finished_at) >= now() - LONGEST,
        )
        .group_by(
            col(Inspection.store_id), col(ChecklistVersion.checklist_id), col(Inspection.kind)
        )
    )
    if store_id is not None:
        query = query.where(Inspection.store_id == store_id)
    return {(store, checklist, kind): last for store, checklist, kind, last in session.exec(query)}
