"""Every version of one checklist; apart because phones and scores only read single versions."""

from sqlmodel import Session, col, select

from checklists.models import Checklist, ChecklistVersion
from checklists.queries import VersionWithQuestions, questions_of


def versions_of(session: Session, code: str) -> list[VersionWithQuestions]:
    """Return every version of the checklist with this code, the newest first; none if unknown."""
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
