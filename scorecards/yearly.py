"""The yearly grades of a store from its rows; apart because grades.py is pure.

A store is graded by each checklist that gives grades and by which it was inspected in the twelve
months before today: one with bands, and with a rule that takes the grade of a visit away, as the
rule for restaurants has it. Bands alone are words for a score. A score stays as it was given,
whatever the checklist says by now; the newest version says on which scale the year is told and what
A, B and C take. Nobody grades themselves: self-checks do not count, nor do kinds of visits without
a weight, such as cameras.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from checklists.forms.form import Effect, Scoring
from checklists.models import Checklist, ChecklistVersion, Inspection, InspectionKind
from checklists.visits.kinds import kinds_of
from core.clock import now
from scorecards.grades import YEAR_MONTHS, Dynamic, YearlyGrade, months_before, yearly_grade
from scorecards.grading import exact, half_up
from scorecards.models import InspectionScore
from scorecards.rules import store_day
from stores.licences import AccidentLine, accidents_of, last_accident_on
from stores.models import Store
from stores.queries import visible_store
from stores.rules import Actor


@dataclass(frozen=True, slots=True)
class GradedVisit:
    """One inspection as a term of a year."""

    inspection: Inspection
    on: date  # by the store's own calendar
    score: float  # on the scale of the newest version
    score_pct: float
    is_graded: bool  # False: the visit itself got no grade; its score counts all the same


@dataclass(frozen=True, slots=True)
class ChecklistGrade:
    """A store's year by one checklist."""

    checklist: Checklist
    scoring: Scoring  # of its newest version
    year: YearlyGrade
    visits: tuple[GradedVisit, ...]  # oldest first: what the mean is of


@dataclass(frozen=True, slots=True)
class StoreGrades:
    """The yearly grades of a store, and what may take them for a while."""

    store: Store
    on: date  # today, there
    accidents: tuple[AccidentLine, ...]  # newest first, those that were withdrawn too
    accident_on: date | None  # the last one that counts
    by_checklist: tuple[ChecklistGrade, ...]  # by the code of the checklist


def grades(session: Session, actor: Actor, store_id: uuid.UUID) -> StoreGrades:
    """Return the yearly grades of a store as of today by its own calendar.

    Raises:
        StoreNotFound: If it is not there or not theirs.
    """
    store = visible_store(session, actor, store_id)
    on = store_day(now(), store.timezone)
    accidents = tuple(accidents_of(session, store.id))
    accident_on = last_accident_on(accidents, until=on)
    visits = _visits(session, store, on)
    found = []
    for checklist, scoring in _graded_checklists(session, list(visits)):
        year = yearly_grade(
            scoring,
            [dynamic for _, dynamic in visits[checklist.id]],
            on=on,
            licensed_on=store.licensed_on,
            accident_on=accident_on,
        )
        inspections = {dynamic.inspection_id: one for one, dynamic in visits[checklist.id]}
        terms = tuple(_to_visit(scoring, inspections, term) for term in year.terms)
        found.append(ChecklistGrade(checklist, scoring, year, terms))
    return StoreGrades(store, on, accidents, accident_on, tuple(found))


def _visits(
    session: Session, store: Store, on: date
) -> dict[uuid.UUID, list[tuple[Inspection, Dynamic]]]:
    """Return the year's visits that count, by checklist, whichever version they were filled under.

    A visit that was not scored yet counts once it is.
    """
    counting = {
        kind.code
        for kind in kinds_of(session).values()
        if kind.weight > 0 and kind.code != InspectionKind.SELF_CHECK.value
    }
    rows = session.exec(
        select(Inspection, ChecklistVersion.checklist_id, InspectionScore)
        .where(
            InspectionScore.inspection_id == Inspection.id,
            ChecklistVersion.id == Inspection.version_id,
            Inspection.store_id == store.id,
            col(Inspection.kind).in_(counting),
            col(Inspection.finished_at)
            >= _midnight(months_before(on, YEAR_MONTHS), store.timezone),
            col(Inspection.finished_at) < _midnight(on, store.timezone),
        )
        .order_by(col(Inspection.finished_at), col(Inspection.id))
    ).all()
    found = defaultdict(list)
    for inspection, checklist_id, score in rows:
        dynamic = Dynamic(
            inspection.id,
            store_day(inspection.finished_at, store.timezone),
            score.score_pct,
            is_graded=score.explanation.get("is_graded", True),
        )
        found[checklist_id].append((inspection, dynamic))
    return dict(found)


def _graded_checklists(
    session: Session, checklist_ids: list[uuid.UUID]
) -> list[tuple[Checklist, Scoring]]:
    """Return those of these checklists whose newest version gives grades, by code."""
    newest = (
        select(ChecklistVersion.checklist_id, func.max(ChecklistVersion.number).label("number"))
        .where(col(ChecklistVersion.checklist_id).in_(checklist_ids))
        .group_by(col(ChecklistVersion.checklist_id))
        .subquery()
    )
    rows = session.exec(
        select(Checklist, ChecklistVersion.form)
        .where(
            Checklist.id == newest.c.checklist_id,
            ChecklistVersion.checklist_id == newest.c.checklist_id,
            ChecklistVersion.number == newest.c.number,
        )
        .order_by(col(Checklist.code))
    ).all()
    scored = [
        (checklist, Scoring.model_validate(form.get("scoring", {})))
        for checklist, form in rows
        if form is not None
    ]
    return [(checklist, scoring) for checklist, scoring in scored if _gives_grades(scoring)]


def _gives_grades(scoring: Scoring) -> bool:
    takes_them = any(rule.effect is Effect.NO_GRADE for rule in scoring.critical)
    return bool(scoring.bands) and takes_them


def _to_visit(
    scoring: Scoring, inspections: dict[uuid.UUID, Inspection], term: Dynamic
) -> GradedVisit:
    pct = term.score_pct or 0.0  # a term of a mean has one
    score = half_up(exact(pct) * exact(scoring.scale) / 100, scoring.decimals)
    return GradedVisit(
        inspections[term.inspection_id], term.on, float(score), pct, is_graded=term.is_graded
    )


def _midnight(day: date, timezone: str) -> datetime:
    """Return the first moment of a store's day."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)
