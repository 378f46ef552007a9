"""What is due as pages show it: of a checklist in how many stores, at a store, and of a person."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from api.console.visits import Visit
from checklists.authoring.models import Assignment, Every
from checklists.visits.due import DueState
from checklists.visits.due_queries import DueVisit, WantedVisits, visits_due

UNDONE = (DueState.OVERDUE, DueState.DUE)
_SHOWN = 12
_SHOWN_AT_HOME = 5


@dataclass(frozen=True, slots=True)
class Undone:
    """The first visits that are still to do, and how many more there are."""

    visits: Sequence[DueVisit]
    more: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """In how many stores one assignment was done in this period."""

    assignment: Assignment
    text: str  # such as "3 of 12 stores done this week"
    is_done: bool
    undone: Undone


def coverages_of(visit: Visit, checklist_id: uuid.UUID) -> list[Coverage]:
    """Return how far each assignment of a checklist is, in the stores that who visits may see."""
    wanted = WantedVisits(is_mine=False, checklist_id=checklist_id)
    told: dict[uuid.UUID, list[DueVisit]] = {}
    for one in visits_due(visit.session, visit.actor, wanted):
        told.setdefault(one.assignment.id, []).append(one)
    found = [_coverage(visit, visits) for visits in told.values()]
    return sorted(found, key=lambda one: one.assignment.created_at)


def due_at(visit: Visit, store_id: uuid.UUID) -> list[DueVisit]:
    """Return what is asked of anybody at a store in the periods of today, done or not."""
    wanted = WantedVisits(is_mine=False, store_id=store_id)
    return visits_due(visit.session, visit.actor, wanted)


def own_undone(visit: Visit) -> Undone:
    """Return what is asked of who visits and is not done yet."""
    found = visits_due(visit.session, visit.actor, WantedVisits(states=UNDONE))
    return _first(found, _SHOWN_AT_HOME)


def _coverage(visit: Visit, visits: Sequence[DueVisit]) -> Coverage:
    undone = [one for one in visits if one.standing.state in UNDONE]
    assignment = visits[0].assignment
    done = len(visits) - len(undone)
    text = _progress(visit, Every(assignment.every), done, len(visits))
    return Coverage(assignment, text, not undone, _first(undone, _SHOWN))


def _progress(visit: Visit, every: Every, done: int, stores: int) -> str:
    ngettext = visit.language.texts.ngettext
    if every is Every.DAY:
        text = ngettext(
            "%(done)s of %(num)s store done today", "%(done)s of %(num)s stores done today", stores
        )
    elif every is Every.WEEK:
        text = ngettext(
            "%(done)s of %(num)s store done this week",
            "%(done)s of %(num)s stores done this week",
            stores,
        )
    else:
        text = ngettext(
            "%(done)s of %(num)s store done this month",
            "%(done)s of %(num)s stores done this month",
            stores,
        )
    number = visit.language.number
    return text % {"done": number(done), "num": number(stores)}


def _first(visits: Sequence[DueVisit], shown: int) -> Undone:
    return Undone(visits[:shown], max(len(visits) - shown, 0))
