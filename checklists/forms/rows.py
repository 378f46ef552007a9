"""Forms as the rows of questions and back; apart because form.py knows the document alone."""

import uuid
from collections.abc import Mapping
from itertools import groupby
from threading import Lock
from typing import Any, cast

from checklists.forms.form import (
    Form,
    FormQuestion,
    Limits,
    PhotoRule,
    Section,
    Words,
    plain_words,
    sections_of,
)
from checklists.models import Checklist, Question, QuestionKind, Severity
from checklists.queries import VersionWithQuestions
from stores.models import Role, Zone

MAX_KEPT = 64
"""Forms kept read in each process: one of 1,000 questions takes some megabytes."""

_kept: dict[uuid.UUID, tuple[dict[str, Any], Form]] = {}
_lock = Lock()


def to_questions(form: Form) -> tuple[Question, ...]:
    """Return one row for each question, in the order a person meets them; not stored yet.

    Answers, photos and findings point at these rows; what a row has no column for is in the form.
    """
    return tuple(
        _to_row(position, section, question)
        for position, (section, question) in enumerate(
            (section, question)
            for _, section in sections_of(form)
            for question in section.questions
        )
    )


def to_form(checklist: Checklist, questions: tuple[Question, ...]) -> Form:
    """Return the form that rows from before forms come to: a section for each title in a row.

    Rows are trusted as they are: what was published once is never refused later.
    """
    sections = tuple(
        Section.model_construct(
            code=f"section-{number}",
            title=_words(title),
            questions=tuple(_to_question(row) for row in rows),
        )
        for number, (title, rows) in enumerate(
            groupby(questions, key=lambda row: row.section), start=1
        )
    )
    empty = Section.model_construct(code="section-1", title=_words(checklist.name))
    return Form.model_construct(
        code=checklist.code, name=_words(checklist.name), sections=sections or (empty,)
    )


def form_of(found: VersionWithQuestions) -> Form:
    """Return the form of a published version; read once in each process, for it never changes."""
    document = found.version.form
    if document is None:
        return to_form(found.checklist, found.questions)
    with _lock:
        kept = _kept.get(found.version.id)
    if kept is not None and kept[0] == document:
        return kept[1]
    form = Form.model_validate(document)
    with _lock:
        while len(_kept) >= MAX_KEPT:
            del _kept[next(iter(_kept))]
        _kept[found.version.id] = (document, form)
    return form


def _to_row(position: int, section: Section, question: FormQuestion) -> Question:
    is_asked = question.kind is not QuestionKind.INSTRUCTION
    columns: dict[str, Any] = {
        "code": question.code,
        "position": position,
        "section": plain_words(section.title),
        "kind": question.kind.value,
        "prompt": plain_words(question.prompt),
        "next_step": plain_words(question.next_step),
        "is_required": question.is_required and is_asked,
        "weight": question.weight,
        "minimum": question.limits.minimum,
        "maximum": question.limits.maximum,
        "min_photos": question.photos.minimum,
        "max_photos": question.photos.maximum,
        "shelf_code": question.shelf_code,
        "zone": question.zone.value,
        "severity": question.severity.value,
        "due_hours": question.due_hours,
        "owner_role": question.owner_role.value,
    }
    return Question(**columns)  # its version is told when it is published


def _to_question(row: Question) -> FormQuestion:
    return FormQuestion.model_construct(
        code=row.code,
        kind=QuestionKind(row.kind),
        prompt=_words(row.prompt),
        next_step=_words(row.next_step),
        is_required=row.is_required,
        weight=row.weight,
        severity=Severity(row.severity),
        due_hours=row.due_hours,
        owner_role=Role(row.owner_role),
        zone=Zone(row.zone),
        shelf_code=row.shelf_code,
        limits=Limits.model_construct(minimum=row.minimum, maximum=row.maximum),
        photos=PhotoRule.model_construct(minimum=row.min_photos, maximum=row.max_photos),
    )


def _words(words: Mapping[str, str]) -> Words:
    """Return words of a row as words of a form: rows hold only our languages."""
    return cast("Words", dict(words))
