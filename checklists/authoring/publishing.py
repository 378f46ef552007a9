"""Publishing checklists: apart from service.py, which is about visits, not about authoring."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, select

from checklists.authoring.models import FormPicture
from checklists.errors import FormInvalid
from checklists.forms.faults import faults_of
from checklists.forms.form import Form, form_questions, plain_words
from checklists.forms.rows import to_form, to_questions
from checklists.models import Checklist, ChecklistVersion, Question
from checklists.visits.kinds import require_author
from core.db import lock_name
from core.errors import Fault
from core.words import Words
from stores.rules import Actor


@dataclass(frozen=True, slots=True)
class ChecklistDraft:
    """A checklist the system plants, by its rows; the questions are not stored yet."""

    code: str
    name: Words
    questions: tuple[Question, ...]


def publish_form(
    session: Session, actor: Actor | None, form: Form, *, note: str = "", at: datetime
) -> ChecklistVersion:
    """Publish a new version; older versions and what was answered under them stay as they are.

    Without a person the system publishes. The form of the newest version again gives that version
    back, so that a publication can be sent twice.

    Raises:
        RoleMissing: If they may not write checklists.
        FormInvalid: With every fault of the form, also pictures that nobody uploaded.
    """
    if actor is not None:
        require_author(session, actor)
    if faults := faults_to_publish(session, form):
        raise FormInvalid(faults=faults)
    name = plain_words(form.name)
    checklist = _checklist(session, form.code, name)
    document = form.model_dump(mode="json")
    newest = _newest(session, checklist)
    if newest is not None and newest.form == document:
        return newest
    checklist.name = name
    version = _version(checklist, newest, form=document, at=at)
    version.note = note
    version.published_by_id = actor.staff_id if actor else None
    _store(session, version, to_questions(form))
    return version


def faults_to_publish(session: Session, form: Form) -> tuple[Fault, ...]:
    """Return everything that keeps a form from being published."""
    return (*faults_of(form), *_missing_pictures(session, form))


def publish(session: Session, draft: ChecklistDraft, *, at: datetime) -> ChecklistVersion:
    """Publish a new version from rows, as the system plants them; nothing about them is checked."""
    checklist = _checklist(session, draft.code, draft.name)
    version = _version(
        checklist, _newest(session, checklist), form=_form_of_rows(checklist, draft), at=at
    )
    _store(session, version, draft.questions)
    return version


def _checklist(session: Session, code: str, name: Words) -> Checklist:
    """Return the checklist with this code, new if need be; nobody else publishes it meanwhile."""
    lock_name(session, f"checklist/{code}")
    checklist = session.exec(select(Checklist).where(Checklist.code == code)).first()
    if checklist is None:
        checklist = Checklist(code=code, name=name)
        session.add(checklist)
        session.flush()
    return checklist


def _newest(session: Session, checklist: Checklist) -> ChecklistVersion | None:
    return session.exec(
        select(ChecklistVersion)
        .where(ChecklistVersion.checklist_id == checklist.id)
        .order_by(col(ChecklistVersion.number).desc())
        .limit(1)
    ).first()


def _version(
    checklist: Checklist,
    newest: ChecklistVersion | None,
    *,
    form: dict[str, Any] | None,
    at: datetime,
) -> ChecklistVersion:
    number = (newest.number if newest else 0) + 1
    return ChecklistVersion(checklist_id=checklist.id, number=number, published_at=at, form=form)


def _store(session: Session, version: ChecklistVersion, questions: Iterable[Question]) -> None:
    session.add(version)
    session.flush()
    for position, question in enumerate(questions):
        question.version_id = version.id
        question.position = position
        session.add(question)
    session.flush()


def _form_of_rows(checklist: Checklist, draft: ChecklistDraft) -> dict[str, Any] | None:
    """Return the form of rows; None where they hold what forms do not take, such as odd codes."""
    document = to_form(checklist, draft.questions).model_dump(mode="json")
    try:
        return Form.model_validate(document).model_dump(mode="json")
    except ValidationError:
        return None


def _missing_pictures(session: Session, form: Form) -> list[Fault]:
    """Return the references to pictures that nobody uploaded for the checklists of this chain."""
    shown = {
        f"{place}/references/{number}/sha256": reference.sha256
        for place, question in form_questions(form)
        for number, reference in enumerate(question.references)
    }
    wanted = col(FormPicture.sha256).in_(set(shown.values()))
    known = set(session.exec(select(FormPicture.sha256).where(wanted))) if shown else set()
    return [
        Fault(place, "no picture with this hash was uploaded")
        for place, sha256 in shown.items()
        if sha256 not in known
    ]
