"""Reads of questions, inspections and photos; on behalf of a person cut to what they may see."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, func, select

from checklists.errors import ChecklistNotFound, InspectionNotFound, PhotoNotFound
from checklists.models import (
    Answer,
    Checklist,
    ChecklistVersion,
    Inspection,
    Photo,
    PhotoState,
    Question,
)
from stores.queries import visible_store_ids
from stores.rules import Actor


@dataclass(frozen=True, slots=True)
class VersionWithQuestions:
    """One published version of a checklist and what it asks, in order."""

    checklist: Checklist
    version: ChecklistVersion
    questions: tuple[Question, ...]


def current_versions(session: Session) -> list[VersionWithQuestions]:
    """Return the newest version of every checklist, by code."""
    rows = session.exec(
        select(Checklist, ChecklistVersion)
        .where(ChecklistVersion.checklist_id == Checklist.id)
        .order_by(col(Checklist.code), col(ChecklistVersion.number).desc())
        .ext(distinct_on(col(Checklist.code)))
    ).all()
    questions = questions_of(session, (version.id for _, version in rows))
    return [
        VersionWithQuestions(checklist, version, tuple(questions.get(version.id, ())))
        for checklist, version in rows
    ]


def version_with_questions(session: Session, version_id: uuid.UUID) -> VersionWithQuestions:
    """Return one version, also an old one: a phone may submit weeks later.

    Raises:
        ChecklistNotFound: If there is no such version.
    """
    row = session.exec(
        select(Checklist, ChecklistVersion).where(
            ChecklistVersion.id == version_id, ChecklistVersion.checklist_id == Checklist.id
        )
    ).first()
    if row is None:
        raise ChecklistNotFound
    questions = questions_of(session, [version_id]).get(version_id, [])
    return VersionWithQuestions(row[0], row[1], tuple(questions))


def questions_of(
    session: Session, version_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, list[Question]]:
    """Return the questions of these versions, in order."""
    found: dict[uuid.UUID, list[Question]] = {}
    for question in session.exec(
        select(Question)
        .where(col(Question.version_id).in_(set(version_ids)))
        .order_by(col(Question.position))
    ):
        found.setdefault(question.version_id, []).append(question)
    return found


def questions_by_ids(
    session: Session, question_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, Question]:
    """Return questions by id."""
    rows = session.exec(select(Question).where(col(Question.id).in_(set(question_ids)))).all()
    return {question.id: question for question in rows}


def question_by_id(session: Session, question_id: uuid.UUID | None) -> Question | None:
    """Return a question; None for what answers no question."""
    if question_id is None:
        return None
    return session.exec(select(Question).where(Question.id == question_id)).first()


def inspection_by_id(session: Session, inspection_id: uuid.UUID) -> Inspection | None:
    """Return an inspection on behalf of the system, not of a person."""
    return session.exec(select(Inspection).where(Inspection.id == inspection_id)).first()


def visible_inspection(session: Session, actor: Actor, inspection_id: uuid.UUID) -> Inspection:
    """Return an inspection of a store the person may see.

    Raises:
        InspectionNotFound: If it is not there or not theirs.
    """
    inspection = session.exec(
        select(Inspection).where(
            Inspection.id == inspection_id,
            col(Inspection.store_id).in_(visible_store_ids(actor)),
        )
    ).first()
    if inspection is None:
        raise InspectionNotFound
    return inspection


def answers_of(session: Session, inspection_id: uuid.UUID) -> list[Answer]:
    """Return the answers of an inspection."""
    return list(session.exec(select(Answer).where(Answer.inspection_id == inspection_id)))


def answer_to(
    session: Session,
    inspection_id: uuid.UUID,
    question_id: uuid.UUID | None,
    occurrence: int = 0,
) -> Answer | None:
    """Return the answer to one question of an inspection, of one filling of its section."""
    return session.exec(
        select(Answer).where(
            Answer.inspection_id == inspection_id,
            Answer.question_id == question_id,
            Answer.occurrence == occurrence,
        )
    ).first()


def photos_of(session: Session, inspection_id: uuid.UUID) -> list[Photo]:
    """Return the photos of an inspection, those still missing too."""
    return list(
        session.exec(
            select(Photo).where(Photo.inspection_id == inspection_id).order_by(col(Photo.id))
        )
    )


def photos_of_ticket(session: Session, ticket_id: uuid.UUID) -> list[Photo]:
    """Return the photos of a ticket's fix, oldest first."""
    return list(
        session.exec(
            select(Photo).where(Photo.ticket_id == ticket_id).order_by(col(Photo.created_at))
        )
    )


def photo_by_id(session: Session, photo_id: uuid.UUID) -> Photo | None:
    """Return a photo on behalf of the system, not of a person."""
    return session.exec(select(Photo).where(Photo.id == photo_id)).first()


def photos_by_ids(session: Session, photo_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Photo]:
    """Return photos by id."""
    rows = session.exec(select(Photo).where(col(Photo.id).in_(set(photo_ids)))).all()
    return {photo.id: photo for photo in rows}


def visible_photo(session: Session, actor: Actor, photo_id: uuid.UUID) -> Photo:
    """Return a photo of a store the person may see.

    Raises:
        PhotoNotFound: If it was never announced, or is not theirs.
    """
    photo = session.exec(
        select(Photo).where(Photo.id == photo_id, col(Photo.store_id).in_(visible_store_ids(actor)))
    ).first()
    if photo is None:
        raise PhotoNotFound
    return photo


def frames_with(session: Session, photo: Photo) -> list[Photo]:
    """Return the photos that were announced as one burst with this one, the first taken first.

    A photo that is part of no burst stands alone.
    """
    if photo.burst_id is None:
        return [photo]
    return list(
        session.exec(
            select(Photo)
            .where(
                Photo.burst_id == photo.burst_id,
                Photo.inspection_id == photo.inspection_id,
                Photo.question_id == photo.question_id,
            )
            .order_by(col(Photo.taken_at), col(Photo.id))
        )
    )


def photos_of_place(
    session: Session, shelf_id: uuid.UUID, *, limit: int, sha256: str | None = None
) -> list[Photo]:
    """Return the newest photos of a place that can be shown; with a hash only those bytes."""
    query = select(Photo).where(Photo.shelf_id == shelf_id, col(Photo.readable_at).is_not(None))
    if sha256 is not None:
        query = query.where(Photo.sha256 == sha256)
    return list(session.exec(query.order_by(col(Photo.taken_at).desc()).limit(limit)))


def stored_sizes(session: Session, hashes: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return width and height of stored photos by their hash, as stored."""
    rows = session.exec(
        select(Photo.sha256, Photo.width, Photo.height).where(
            col(Photo.sha256).in_(set(hashes)), Photo.state == PhotoState.STORED.value
        )
    ).all()
    return {sha256: (width, height) for sha256, width, height in rows if width and height}


def missing_photos(session: Session, inspection_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the ids of announced photos whose bytes are not here yet."""
    return list(
        session.exec(
            select(Photo.id).where(
                Photo.inspection_id == inspection_id, Photo.state == PhotoState.EXPECTED.value
            )
        )
    )


def expected_photo_count(session: Session) -> int:
    """Return how many announced photos are not here yet."""
    return session.exec(
        select(func.count()).select_from(Photo).where(Photo.state == PhotoState.EXPECTED.value)
    ).one()
