"""Answers to forms without a database: what is wrong with them and what they come to."""

import uuid

from checklists.answering.answers import find_faults, lay_out
from checklists.answering.outcomes import judge
from stores.models import Store
from tests.factories import to_submission

STORE = Store(id=uuid.UUID(int=1), code="S-001")


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
