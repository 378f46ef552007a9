"""What people can do with checklists: submit a filled one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from checklists import queries, rules
from checklists.answering.answers import Sheet, find_faults, lay_out
from checklists.answering.outcomes import judge, notified_roles
from checklists.errors import AnswersInvalid, InspectionDiffers, PhotoDiffers
from checklists.forms.rows import form_of
from checklists.models import (
    EYE_KINDS,
    Answer,
    Inspection,
    Outcome,
    Photo,
    Question,
    QuestionKind,
)
from checklists.rules import GivenAnswer, PhotoPromise, Submission
from checklists.visits.kinds import kinds_of
from core.db import lock_name
from core.errors import Fault
from core.events import EventName, happened
from core.outbox import record
from stores.errors import RoleMissing
from stores.models import Shelf
from stores.queries import roles_at, shelves, visible_store
from stores.rules import Actor, may_inspect
from vision.values import Subject


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a phone gets for a submission."""

    inspection: Inspection
    photos: tuple[Photo, ...]
    is_new: bool


def submit(session: Session, actor: Actor, submission: Submission) -> Receipt:
    """Take a filled checklist; the same one again gives the same receipt.

    Raises:
        StoreNotFound: If the store is not theirs.
        RoleMissing: If they may not inspect it.
        ChecklistNotFound: If there is no such checklist version.
        AnswersInvalid: With a pointer for everything missing or wrong.
        InspectionDiffers: If the id holds something else, with where it differs.
        PhotoDiffers: If a photo id is taken.
    """
    store = visible_store(session, actor, submission.store_id)
    if not may_inspect(roles_at(session, actor, store)):
        raise RoleMissing
    lock_name(session, f"inspection/{submission.id}")
    body_sha256 = rules.hash_body(submission.body)
    known = queries.inspection_by_id(session, submission.id)
    if known is not None:
        return _replay(session, known, submission.body, body_sha256)
    version = queries.version_with_questions(session, submission.version_id)
    faults = [*_faults_of_kind(session, submission.kind)]
    sheet = lay_out(form_of(version), submission, store_code=store.code)
    faults += find_faults(sheet, submission)
    if faults:
        raise AnswersInvalid(faults=tuple(faults))
    inspection = _write_inspection(session, actor, submission, body_sha256)
    photos = _write_answers(session, inspection, version.questions, sheet, submission.answers)
    record(session, happened(EventName.INSPECTION_SUBMITTED, inspection_id=inspection.id))
    return Receipt(inspection, photos, is_new=True)


def _replay(session: Session, known: Inspection, body: Any, body_sha256: str) -> Receipt:  # noqa: ANN401 - JSON
    if known.body_sha256 != body_sha256:
        raise InspectionDiffers(faults=tuple(rules.differences(known.body, body)))
    return Receipt(known, tuple(queries.photos_of(session, known.id)), is_new=False)


def _faults_of_kind(session: Session, code: str) -> Iterator[Fault]:
    """Yield a fault for a kind of visit this chain never had; one turned off is on phones yet."""
    if code not in kinds_of(session):
        yield Fault("/kind", f"there is no kind of visit called {code}")


def _write_inspection(
    session: Session, actor: Actor, submission: Submission, body_sha256: str
) -> Inspection:
    inspection = Inspection(
        id=submission.id,
        store_id=submission.store_id,
        version_id=submission.version_id,
        staff_id=actor.staff_id,
        kind=submission.kind,
        device=submission.device,
        started_at=submission.started_at,
        finished_at=submission.finished_at,
        body=dict(submission.body),
        body_sha256=body_sha256,
    )
    session.add(inspection)
    session.flush()
    return inspection


def _write_answers(
    session: Session,
    inspection: Inspection,
    questions: tuple[Question, ...],
    sheet: Sheet,
    answers: tuple[GivenAnswer, ...],
) -> tuple[Photo, ...]:
    by_code = {question.code: question for question in questions}
    places = {shelf.code: shelf for shelf in shelves(session, [inspection.store_id])}
    promised = [promise.id for given in answers for promise in given.photos]
    for photo_id in sorted(promised):  # in one order, so that two submissions never wait in a ring
        lock_name(session, f"photo/{photo_id}")
    if taken := queries.photos_by_ids(session, promised):
        raise PhotoDiffers(
            faults=tuple(Fault("/answers", f"photo id {photo_id} is taken") for photo_id in taken)
        )
    photos: list[Photo] = []
    for given in answers:
        question = by_code[given.question]
        session.add(_to_answer(inspection, question, sheet, given))
        shelf = places.get(question.shelf_code or "")
        photos += [
            _to_photo(inspection, question, shelf, promise, given.occurrence)
            for promise in given.photos
        ]
    session.add_all(photos)
    session.flush()
    return tuple(photos)


def _to_answer(
    inspection: Inspection, question: Question, sheet: Sheet, given: GivenAnswer
) -> Answer:
    outcome = judge(sheet, given)
    return Answer(
        inspection_id=inspection.id,
        question_id=question.id,
        occurrence=given.occurrence,
        value=_to_value(question, given, outcome),
        note=given.note,
        root_cause=given.root_cause,
        action=given.action,
        notify_roles=notified_roles(sheet, given),
        human_outcome=None if outcome is Outcome.PENDING else outcome.value,
        final_outcome=outcome.value,
    )


def _to_value(question: Question, given: GivenAnswer, outcome: Outcome) -> dict[str, Any]:
    """Return what is kept of what was said; of photos also the verdict that the eyes must heed."""
    said = {} if given.value is None else {"value": given.value}
    is_settled = outcome in {Outcome.PASSED, Outcome.FAILED}
    if QuestionKind(question.kind) in EYE_KINDS and is_settled:
        return said | {"verdict": outcome.value}
    return said


def _to_photo(
    inspection: Inspection,
    question: Question,
    shelf: Shelf | None,
    promise: PhotoPromise,
    occurrence: int,
) -> Photo:
    return Photo(
        id=promise.id,
        store_id=inspection.store_id,
        inspection_id=inspection.id,
        question_id=question.id,
        occurrence=occurrence,
        shelf_id=shelf.id if shelf else None,
        staff_id=inspection.staff_id,
        subject=rules.SUBJECTS.get(QuestionKind(question.kind), Subject.EVIDENCE).value,
        burst_id=promise.burst_id,
        sha256=promise.sha256,
        byte_count=promise.byte_count,
        content_type=promise.content_type,
        taken_at=promise.taken_at,
    )
