"""Publishing checklists: apart from service.py, which is about visits, not about authoring."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from checklists.models import Checklist, ChecklistVersion, Question
from core.words import Words


@dataclass(frozen=True, slots=True)
class ChecklistDraft:
    """A checklist somebody wants to publish; the questions are not stored yet."""

    code: str
    name: Words
    questions: tuple[Question, ...]


def publish(session: Session, draft: ChecklistDraft, *, at: datetime) -> ChecklistVersion:
    """Publish a new version; older versions and what was answered under them stay as they are."""
    checklist = session.exec(select(Checklist).where(Checklist.code == draft.code)).first()
    if checklist is None:
        checklist = Checklist(code=draft.code, name=draft.name)
        session.add(checklist)
        session.flush()
    newest = session.exec(
        select(ChecklistVersion.number)
        .where(ChecklistVersion.checklist_id == checklist.id)
        .order_by(col(ChecklistVersion.number).desc())
        .limit(1)
    ).first()
    version = ChecklistVersion(checklist_id=checklist.id, number=(newest or 0) + 1, published_at=at)
    session.add(version)
    session.flush()
    for position, question in enumerate(draft.questions):
        question.version_id = version.id
        question.position = position
        session.add(question)
    session.flush()
    return version
