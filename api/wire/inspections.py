"""Inspections in the words of the contract, and submissions in those of the rooms."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api.wire.pictures import to_link
from api.wire.words import to_words_or_none
from checklists import queries
from checklists.models import Answer, Inspection, Outcome, Photo, PhotoState, Question
from checklists.photos.uploads import upload_link
from checklists.rules import GivenAnswer, PhotoPromise, Submission
from core.storage import PhotoStore
from core.words import Words
from findings.models import Finding
from findings.queries import findings_of_inspection, place_names
from findings.rules import occurrence_of
from mobile_contract.v1 import inspections as wire
from mobile_contract.v1 import photos as photo_wire
from mobile_contract.v1.photos import UploadSlot
from scorecards.models import InspectionScore
from scorecards.queries import score_of
from tickets.models import Ticket
from tickets.queries import tickets_of_findings

_SINCE_FORMS = ("occurrence", "root_cause", "action", "verdict")
"""Members that answers have had since forms came.

What a phone sent before is kept without them, and must not differ from the same sent again: so
they are kept only where they say something.
"""


def to_submission(inspection_id: uuid.UUID, body: wire.InspectionSubmission) -> Submission:
    """Return what a phone sent; its canonical form shows later where a resend differs."""
    return Submission(
        id=inspection_id,
        store_id=body.store_id,
        version_id=body.checklist_version_id,
        kind=body.kind,
        started_at=body.started_at,
        finished_at=body.finished_at,
        device=body.device,
        answers=tuple(_to_given(answer) for answer in body.answers),
        body=_to_body(body),
    )


def _to_body(body: wire.InspectionSubmission) -> dict[str, Any]:
    document = body.model_dump(mode="json")
    for answer, sent in zip(document["answers"], body.answers, strict=True):
        for member in _SINCE_FORMS:
            if getattr(sent, member) == wire.GivenAnswer.model_fields[member].default:
                del answer[member]
    return document


def _to_given(answer: wire.GivenAnswer) -> GivenAnswer:
    return GivenAnswer(
        question=answer.question,
        value=answer.value,
        is_not_applicable=answer.not_applicable,
        note=answer.note,
        photos=tuple(to_promise(photo.id, photo) for photo in answer.photos),
        occurrence=answer.occurrence,
        root_cause=answer.root_cause,
        action=answer.action,
        verdict=Outcome(answer.verdict) if answer.verdict else None,
    )


def to_promise(
    photo_id: uuid.UUID, promise: photo_wire.PhotoPromise | photo_wire.FixPhotoPromise
) -> PhotoPromise:
    """Return the announcement of a photo."""
    return PhotoPromise(
        id=photo_id,
        sha256=promise.sha256,
        byte_count=promise.byte_count,
        content_type=promise.content_type,
        taken_at=promise.taken_at,
        burst_id=getattr(promise, "burst_id", None),  # the photo of a fix is alone
    )


def to_slot(store: PhotoStore, photo: Photo) -> UploadSlot:
    """Return where the bytes of a photo go; nowhere once they are here."""
    is_expected = photo.state == PhotoState.EXPECTED.value
    return UploadSlot(
        photo_id=photo.id,
        state=photo.state,
        link=to_link(upload_link(store, photo)) if is_expected else None,
        content_path=f"/v1/photos/{photo.id}/content",
        uploaded_path=f"/v1/photos/{photo.id}/uploaded",
    )


def to_receipt(
    store: PhotoStore, inspection: Inspection, photos: Iterable[Photo]
) -> wire.InspectionReceipt:
    """Return the receipt of a submission, the same for every resend but for fresh links."""
    return wire.InspectionReceipt(
        inspection_id=inspection.id,
        received_at=inspection.created_at,
        photos=[to_slot(store, photo) for photo in sorted(photos, key=lambda photo: photo.id)],
    )


@dataclass(frozen=True, slots=True)
class InspectionStory:
    """An inspection and everything that came of it."""

    inspection: Inspection
    answers: Sequence[Answer]
    questions: Mapping[uuid.UUID, Question]
    photos: Sequence[Photo]
    findings: Sequence[Finding]
    tickets: Mapping[uuid.UUID, Ticket]  # by finding
    place_names: Mapping[uuid.UUID, Words]  # by finding
    score: InspectionScore | None


def tell_inspection(session: Session, inspection: Inspection) -> InspectionStory:
    """Gather what came of an inspection that this person may see."""
    answers = queries.answers_of(session, inspection.id)
    findings = findings_of_inspection(session, inspection.id)
    return InspectionStory(
        inspection=inspection,
        answers=answers,
        questions=queries.questions_by_ids(session, (answer.question_id for answer in answers)),
        photos=queries.photos_of(session, inspection.id),
        findings=findings,
        tickets=tickets_of_findings(session, (finding.id for finding in findings)),
        place_names=place_names(session, findings),
        score=score_of(session, inspection.id),
    )


def to_inspection(story: InspectionStory) -> wire.InspectionReply:
    """Return an inspection as the system holds it, answers in the order of the checklist."""
    inspection, photos, score = story.inspection, story.photos, story.score
    ordered = sorted(
        story.answers,
        key=lambda one: (story.questions[one.question_id].position, one.occurrence),
    )
    return wire.InspectionReply(
        id=inspection.id,
        store_id=inspection.store_id,
        checklist_version_id=inspection.version_id,
        staff_id=inspection.staff_id,
        kind=inspection.kind,
        started_at=inspection.started_at,
        finished_at=inspection.finished_at,
        received_at=inspection.created_at,
        answers=[_to_answer(answer, story) for answer in ordered],
        photos=[
            wire.InspectionPhoto(id=photo.id, question_id=photo.question_id, state=photo.state)
            for photo in photos
        ],
        missing_photo_ids=[p.id for p in photos if p.state == PhotoState.EXPECTED.value],
        score_pct=score.score_pct if score else None,
        explanation=score.explanation if score else {},
    )


def _to_answer(answer: Answer, story: InspectionStory) -> wire.AnswerReply:
    question, value = story.questions[answer.question_id], answer.value.get("value")
    photo_ids = [
        photo.id
        for photo in story.photos
        if (photo.question_id, photo.occurrence) == (question.id, answer.occurrence)
    ]
    return wire.AnswerReply(
        question_id=question.id,
        question=question.code,
        occurrence=answer.occurrence,
        value=value if isinstance(value, bool | float | int | str) else None,
        given=value,
        note=answer.note,
        root_cause=answer.root_cause,
        action=answer.action,
        notify_roles=answer.notify_roles,
        ai_outcome=answer.ai_outcome,
        human_outcome=answer.human_outcome,
        final_outcome=answer.final_outcome,
        photo_ids=photo_ids,
        faults=[
            _to_fault(finding, story)
            for finding in story.findings
            if finding.question_id == question.id
            and occurrence_of(finding, story.photos) == answer.occurrence
        ],
    )


def _to_fault(finding: Finding, story: InspectionStory) -> wire.AnswerFault:
    ticket = story.tickets.get(finding.id)
    return wire.AnswerFault(
        finding_id=finding.id,
        kind=finding.kind,
        item=finding.item,
        place_name=to_words_or_none(story.place_names.get(finding.id)),
        severity=finding.severity,
        final_result=finding.final_result,
        photo_id=finding.photo_id,
        ticket_id=ticket.id if ticket else None,
    )
