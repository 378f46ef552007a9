"""Checklists that ship with the house; apart because they are documents that a chain copies.

Each file here is one canonical form, written by us in Chinese and English. Nothing reads a pack
while a store is inspected: a chain takes a copy, makes it its own and publishes that.
"""

from functools import cache
from pathlib import Path

from checklists.forms import Form

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
