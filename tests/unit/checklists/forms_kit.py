"""Forms for tests, short to write: one section unless said otherwise, texts in both languages."""

import uuid

from checklists.answers import find_faults, lay_out
from checklists.forms import Form
from checklists.outcomes import judge
from stores.models import Store
from tests.factories import to_submission, words

STORE = Store(id=uuid.UUID(int=1), code="S-001")
OPTIONS = [
    {"code": "clean", "label": words("Clean"), "score": 1},
    {"code": "dusty", "label": words("Dusty"), "score": 0.5},
    {"code": "dirty", "label": words("Dirty"), "score": 0, "is_fail": True},
    {"code": "closed", "label": words("Closed"), "score": None},
]


def ask(code="q", kind="yes_no", **kw):
    """A question as a form's document has it."""
    return {"code": code, "kind": kind, "prompt": words(code)} | kw


def form_of(*questions, sections=(), **kw):
    """A form that asks these questions in one section, and has these sections besides."""
    first = {"code": "first", "title": words("First"), "questions": list(questions)}
    own = [first] if questions else []
    document = {"code": "form", "name": words("Form"), "sections": [*own, *sections]}
    return Form.model_validate(document | kw)


def repeated(*questions, **kw):
    """A section that is filled once for each fridge."""
    repeat = {"minimum": 1, "maximum": 3, "title": words("Fridge")} | kw
    return {
        "code": "fridges",
        "title": words("Fridges"),
        "repeat": repeat,
        "questions": list(questions),
    }


def _submission(*answers, **kw):
    version = type("Version", (), {"id": uuid.UUID(int=2)})
    return to_submission(STORE, version, *answers, **kw)


def sheet_of(form, *answers, **kw):
    """The form as it lies before who gave these answers."""
    return lay_out(form, _submission(*answers, **kw), store_code=STORE.code)


def faults(form, *answers, **kw):
    """What is wrong with these answers."""
    return find_faults(sheet_of(form, *answers, **kw), _submission(*answers, **kw))


def pointers(form, *answers, **kw):
    """Where these answers are wrong."""
    return [fault.pointer for fault in faults(form, *answers, **kw)]


def outcomes(form, *answers, **kw):
    """What these answers come to, in their order."""
    sheet = sheet_of(form, *answers, **kw)
    return [judge(sheet, answer).value for answer in answers]
