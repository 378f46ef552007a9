"""Checklists in the words of the contract."""

from api.wire.words import to_words
from checklists.forms.rows import form_of
from checklists.models import Question
from checklists.queries import VersionWithQuestions
from mobile_contract.v1.checklists import ChecklistReply, QuestionReply


def to_checklist(found: VersionWithQuestions) -> ChecklistReply:
    """Return one version of a checklist with its questions."""
    return ChecklistReply(
        id=found.checklist.id,
        code=found.checklist.code,
        name=to_words(found.checklist.name),
        version_id=found.version.id,
        number=found.version.number,
        published_at=found.version.published_at,
        questions=[_to_question(question) for question in found.questions],
        form=found.version.form or form_of(found).model_dump(mode="json"),
    )


def _to_question(question: Question) -> QuestionReply:
    return QuestionReply(
        id=question.id,
        code=question.code,
        position=question.position,
        section=to_words(question.section),
        kind=question.kind,
        prompt=to_words(question.prompt),
        next_step=to_words(question.next_step),
        is_required=question.is_required,
        weight=question.weight,
        minimum=question.minimum,
        maximum=question.maximum,
        min_photos=question.min_photos,
        max_photos=question.max_photos,
        shelf_code=question.shelf_code,
        zone=question.zone,
        severity=question.severity,
        due_hours=question.due_hours,
    )
