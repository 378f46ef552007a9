"""Visits that are due in the words of the contract."""

import uuid
from collections.abc import Iterable

from api.wire.words import to_words
from checklists.visits.due import DueState, over_at
from checklists.visits.due_queries import DueVisit, WantedVisits
from core.pages import Page
from mobile_contract.v1 import visits_due as wire


def to_wanted_visits(
    store_id: uuid.UUID | None,
    checklist_id: uuid.UUID | None,
    states: Iterable[wire.DueStateName] | None,
    *,
    everybody: bool,
) -> WantedVisits:
    """Return which visits somebody asked for."""
    return WantedVisits(
        is_mine=not everybody,
        store_id=store_id,
        checklist_id=checklist_id,
        states=tuple(DueState(one.value) for one in states or wire.DueStateName),
    )


def to_visits_due(page: Page[DueVisit]) -> wire.VisitDuePage:
    """Return one page of visits."""
    items = [_to_visit(visit) for visit in page.rows]
    return wire.VisitDuePage(items=items, next_cursor=page.next_cursor)


def _to_visit(visit: DueVisit) -> wire.VisitDueReply:
    asked, told = visit.assignment, visit.standing
    return wire.VisitDueReply(
        id=visit.id,
        assignment_id=asked.id,
        store_id=visit.store.id,
        checklist_id=visit.checklist.id,
        checklist_code=visit.checklist.code,
        checklist=to_words(visit.checklist.name),
        version_id=visit.version.id,
        number=visit.version.number,
        visit_kind=asked.visit_kind,
        role=asked.role,
        every=asked.every,
        state=wire.DueStateName(told.state.value),
        done_on=told.done_on,
        since=told.period.since,
        until=told.period.until,
        ends_at=over_at(told.period, visit.store.timezone),
        next_since=told.following.since if told.following else None,
    )
