"""What people and jobs can do with findings: find faults in answers, and overrule the eyes."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session

from checklists.models import EYE_KINDS, Answer, Inspection, Outcome, Photo, Question, QuestionKind
from checklists.queries import (
    answer_to,
    answers_of,
    inspection_by_id,
    photo_by_id,
    photos_of,
    questions_by_ids,
)
from checklists.rules import to_item
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
        finding.item
        for finding in queries.findings_of_inspection(session, inspection_id)
        if finding.kind == rules.ANSWER_FAILED
    }
    answers = answers_of(session, inspection_id)
    questions = questions_by_ids(session, (answer.question_id for answer in answers))
    for answer in answers:
        question = questions[answer.question_id]
        item = to_item(question.code, answer.occurrence)
        if _is_failed_by_person(answer, question) and item not in known:
            session.add(_to_finding(session, inspection, question, item))
    session.flush()
    record(session, happened(EventName.ANSWERS_JUDGED, inspection_id=inspection_id))


def _is_failed_by_person(answer: Answer, question: Question) -> bool:
    """Tell whether a person reported it: by an answer, or by what they said with a photo."""
    if QuestionKind(question.kind) in EYE_KINDS:
        return answer.verdict == Outcome.FAILED.value
    return answer.final_outcome == Outcome.FAILED.value


def _to_finding(session: Session, inspection: Inspection, question: Question, item: str) -> Finding:
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
        item=item,
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
        photo = photo_by_id(session, finding.photo_id) if finding.photo_id else None
        update_answer(
            session,
            finding.inspection_id,
            finding.question_id,
            occurrence=photo.occurrence if photo else 0,
        )
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
    session: Session,
    inspection_id: uuid.UUID,
    question_id: uuid.UUID | None,
    *,
    occurrence: int = 0,
) -> None:
    """Bring the answer to a photo question up to what eyes and people now say of its photos."""
    # Two photos of one question may be judged at the same time; the later one must see both.
    lock_name(session, f"answer/{inspection_id}/{question_id}")
    answer = answer_to(session, inspection_id, question_id, occurrence)
    if answer is None:
        return
    photos = [
        photo
        for photo in photos_of(session, inspection_id)
        if (photo.question_id, photo.occurrence) == (question_id, occurrence)
    ]
    ids = {photo.id for photo in photos}
    found = [
        finding
        for finding in queries.findings_of_inspection(session, inspection_id)
        if finding.photo_id in ids
    ]
    states = _states_of(photos, queries.analyses_of(session, list(ids)))
    said = Outcome(answer.verdict) if answer.verdict else None
    settled = rules.settle_answer(states, found, said)
    if settled.ai is not None:
        answer.ai_outcome = settled.ai.value
    if settled.human is not None:
        answer.human_outcome = settled.human.value
    answer.final_outcome = settled.final.value
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
