"""What people and jobs can do with findings: find faults in answers, and overrule the eyes."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, select

from checklists.models import EYE_KINDS, Answer, Inspection, Outcome, Photo, Question, QuestionKind
from checklists.queries import answers_of, inspection_by_id, questions_by_ids
from core.clock import now
from core.db import lock_name
from core.events import EventName, happened
from core.outbox import record
from findings import queries, rules
from findings.errors import FindingReviewed
from findings.models import Analysis, AnalysisState, Decision, Finding, Result
from stores.errors import RoleMissing
from stores.queries import roles_at, shelf_by_code, visible_store
from stores.rules import Actor, may_review


def from_answers(session: Session, inspection_id: uuid.UUID) -> None:
    """Make a finding of every failed answer of an inspection; doing it again adds none."""
    inspection = inspection_by_id(session, inspection_id)
    if inspection is None:
        return
    known = {
        finding.question_id
        for finding in queries.findings_of_inspection(session, inspection_id)
        if finding.kind == rules.ANSWER_FAILED
    }
    answers = answers_of(session, inspection_id)
    questions = questions_by_ids(session, (answer.question_id for answer in answers))
    for answer in answers:
        question = questions[answer.question_id]
        if _is_failed_by_person(answer, question) and question.id not in known:
            session.add(_to_finding(session, inspection, question))
    session.flush()
    record(session, happened(EventName.ANSWERS_JUDGED, inspection_id=inspection_id))


def _is_failed_by_person(answer: Answer, question: Question) -> bool:
    is_failed = answer.final_outcome == Outcome.FAILED.value
    return is_failed and QuestionKind(question.kind) not in EYE_KINDS


def _to_finding(session: Session, inspection: Inspection, question: Question) -> Finding:
    shelf = (
        shelf_by_code(session, inspection.store_id, question.shelf_code)
        if question.shelf_code
        else None
    )
    return Finding(
        store_id=inspection.store_id,
        inspection_id=inspection.id,
        question_id=question.id,
        shelf_id=shelf.id if shelf else None,
        kind=rules.ANSWER_FAILED,
        item=question.code,
        severity=question.severity,
        decision=Decision.ACT.value,
        human_result=Result.FAULT.value,
        final_result=Result.FAULT.value,
    )


def review(
    session: Session, actor: Actor, finding_id: uuid.UUID, *, result: Result, note: str
) -> Finding:
    """Say whether the eyes are right; what they said stays beside it.

    Raises:
        FindingNotFound: If it is not there or not theirs.
        RoleMissing: If they may not overrule the eyes.
        FindingReviewed: If somebody has decided otherwise.
    """
    finding = queries.visible_finding(session, actor, finding_id)
    store = visible_store(session, actor, finding.store_id)
    if not may_review(roles_at(session, actor, store)):
        raise RoleMissing
    session.refresh(finding, with_for_update=True)
    if finding.human_result is not None:
        if finding.human_result != result.value:
            raise FindingReviewed
        return finding
    finding.human_result = result.value
    # What a model on probation saw is judged to know the model; nothing follows from it.
    finding.final_result = None if finding.is_shadow else result.value
    finding.reviewed_by_id = actor.staff_id
    finding.reviewed_at = now()
    finding.review_note = note
    session.flush()
    if finding.inspection_id is not None and not finding.is_shadow:
        update_answer(session, finding.inspection_id, finding.question_id)
        record(
            session,
            happened(
                EventName.FINDING_REVIEWED,
                finding_id=finding.id,
                inspection_id=finding.inspection_id,
            ),
        )
    return finding


def note_fix(findings: Iterable[Finding], result: Result | None) -> None:
    """Keep what people found who went to fix these; a word on the finding itself stays beside it.

    It changes no answer: it only tells how far the eyes can be trusted.
    """
    for finding in findings:
        finding.fix_result = result.value if result else None


def update_answer(
    session: Session, inspection_id: uuid.UUID, question_id: uuid.UUID | None
) -> None:
    """Bring the answer to a photo question up to what eyes and people now say of its photos."""
    # Two photos of one question may be judged at the same time; the later one must see both.
    lock_name(session, f"answer/{inspection_id}/{question_id}")
    answer = session.exec(
        select(Answer).where(
            Answer.inspection_id == inspection_id, Answer.question_id == question_id
        )
    ).first()
    if answer is None:
        return
    photos = session.exec(
        select(Photo).where(Photo.inspection_id == inspection_id, Photo.question_id == question_id)
    ).all()
    states = _states_of(photos, queries.analyses_of(session, [photo.id for photo in photos]))
    found = [
        finding
        for finding in queries.findings_of_inspection(session, inspection_id)
        if finding.question_id == question_id and not finding.is_shadow
    ]
    outcome = rules.outcome_of_photos(states, found)
    if any(finding.human_result is not None for finding in found):
        answer.human_outcome = outcome.value
    else:
        answer.ai_outcome = outcome.value
    answer.final_outcome = outcome.value
    session.flush()


def _states_of(
    photos: Sequence[Photo], analyses: Mapping[uuid.UUID, Analysis]
) -> list[AnalysisState | None]:
    """Return how judging each photo ended, leaving out frames that their burst did without."""
    judged = {photo.burst_id for photo in photos if photo.burst_id and photo.id in analyses}
    return [
        _state_of(analyses.get(photo.id))
        for photo in photos
        if photo.id in analyses or photo.burst_id not in judged
    ]


def _state_of(analysis: Analysis | None) -> AnalysisState | None:
    if analysis is None:
        return None
    is_silent = rules.says_nothing(analysis.report)
    return AnalysisState.UNJUDGEABLE if is_silent else AnalysisState(analysis.state)
