"""Yearly grades, licences and accidents in the words of the contract."""

from api.wire.words import to_words
from mobile_contract.v1 import grades as wire
from scorecards.yearly import ChecklistGrade, GradedVisit, StoreGrades
from stores.licences import AccidentLine
from stores.models import Store


def to_grades(found: StoreGrades) -> wire.GradesReply:
    """Return a store's year by each checklist, and what may take its letters."""
    return wire.GradesReply(
        store_id=found.store.id,
        on=found.on,
        licensed_on=found.store.licensed_on,
        accidents=[to_accident(line) for line in found.accidents],
        items=[_to_grade(one) for one in found.by_checklist],
    )


def to_licence(store: Store) -> wire.LicenceReply:
    """Return since when a store holds its food licence."""
    return wire.LicenceReply(store_id=store.id, licensed_on=store.licensed_on)


def to_accident(line: AccidentLine) -> wire.AccidentReply:
    """Return an accident, and why it counts no longer where it does not."""
    accident, withdrawal = line.accident, line.withdrawal
    return wire.AccidentReply(
        id=accident.id,
        store_id=accident.store_id,
        happened_on=accident.happened_on,
        note=accident.note,
        staff_id=accident.staff_id,
        created_at=accident.created_at,
        withdrawal=wire.WithdrawalReply(
            reason=withdrawal.reason,
            staff_id=withdrawal.staff_id,
            created_at=withdrawal.created_at,
        )
        if withdrawal
        else None,
    )


def _to_grade(one: ChecklistGrade) -> wire.YearlyGradeReply:
    year = one.year
    return wire.YearlyGradeReply(
        checklist_id=one.checklist.id,
        code=one.checklist.code,
        name=to_words(one.checklist.name),
        grade=year.grade,
        why_none=year.why_none,
        score=year.score,
        scale=one.scoring.scale,
        since=year.since,
        until=year.until,
        visits=[_to_visit(visit) for visit in one.visits],
    )


def _to_visit(visit: GradedVisit) -> wire.GradedVisitReply:
    return wire.GradedVisitReply(
        inspection_id=visit.inspection.id,
        on=visit.on,
        kind=visit.inspection.kind,
        score=visit.score,
        score_pct=visit.score_pct,
        is_graded=visit.is_graded,
        path=f"/v1/inspections/{visit.inspection.id}",
    )
