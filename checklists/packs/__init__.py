"""Checklists that ship with the house; apart because they are documents that a chain copies.

Each file here is one canonical form, written by us in Chinese and English. Nothing reads a pack
while a store is inspected: a chain takes a copy, makes it its own and publishes that.
"""

from functools import cache
from pathlib import Path

from checklists.forms.form import Form, form_questions, plain_words
from core.words import say

FOLDER = Path(__file__).parent


@cache
def all_packs() -> tuple[Form, ...]:
    """Return every shipped checklist, in the order of their codes.

    Raises:
        pydantic.ValidationError: If a file is no form; the tests keep that from being shipped.
    """
    files = sorted(FOLDER.glob("*.json"))
    return tuple(Form.model_validate_json(file.read_bytes()) for file in files)


def pack(code: str) -> Form | None:
    """Return the shipped checklist with this code, or None when there is none."""
    return next((form for form in all_packs() if form.code == code), None)


def question_count(form: Form) -> int:
    """Return how many questions a form asks, instructions and hidden ones included."""
    return sum(1 for _ in form_questions(form))


def name_of(form: Form, locale: str) -> str:
    """Return what a form is called in this language, else in one that it has."""
    return say(plain_words(form.name), locale)
