"""Published versions over time; apart because queries.py reads what is filled today."""

import uuid

from sqlmodel import Session, col, select

from checklists.errors import ChecklistNotFound
from checklists.models import Checklist, ChecklistVersion
from checklists.queries import VersionWithQuestions, questions_of


def versions_of(session: Session, code: str) -> list[ChecklistVersion]:
    """Return every version of a checklist, the newest first.

    Raises:
        ChecklistNotFound: If there is no such checklist.
    """
    found = session.exec(
        select(ChecklistVersion)
        .where(ChecklistVersion.checklist_id == Checklist.id, Checklist.code == code)
        .order_by(col(ChecklistVersion.number).desc())
    ).all()
    if not found:
        raise ChecklistNotFound
    return list(found)


def versions_with_questions(session: Session, code: str) -> list[VersionWithQuestions]:
    """Return every version of a checklist with what it asks, the newest first; none if unknown."""
    rows = session.exec(
        select(Checklist, ChecklistVersion)
        .where(ChecklistVersion.checklist_id == Checklist.id, Checklist.code == code)
        .order_by(col(ChecklistVersion.number).desc())
    ).all()
    questions = questions_of(session, (version.id for _, version in rows))
    return [
        VersionWithQuestions(checklist, version, tuple(questions.get(version.id, ())))
        for checklist, version in rows
    ]


def version_before(session: Session, version: ChecklistVersion) -> uuid.UUID | None:
    """Return the version that this one took the place of; the first took none."""
    return session.exec(
        select(ChecklistVersion.id)
        .where(
            ChecklistVersion.checklist_id == version.checklist_id,
            ChecklistVersion.number < version.number,
        )
        .order_by(col(ChecklistVersion.number).desc())
        .limit(1)
    ).first()
