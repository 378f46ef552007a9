"""Checklists as phones fill them."""

import uuid
from datetime import datetime
from typing import Any

from pydantic import Field

from mobile_contract.v1.wire import Reply, Words


class QuestionReply(Reply):
    """One question and what is taken as its answer."""

    id: uuid.UUID
    code: str
    position: int
    section: Words
    kind: str = Field(
        description="yes_no, choice, number, photo and so on, as in `form`; new ones may come."
    )
    prompt: Words
    next_step: Words = Field(description="What to do when it fails.")
    is_required: bool
    weight: float
    minimum: float | None
    maximum: float | None
    min_photos: int
    max_photos: int
    shelf_code: str | None = Field(description="The shelf that a shelf photo is of.")
    zone: str
    severity: str
    due_hours: float


class ChecklistReply(Reply):
    """One published version of a checklist; it never changes."""

    id: uuid.UUID
    code: str
    name: Words
    version_id: uuid.UUID
    number: int
    published_at: datetime
    questions: list[QuestionReply] = Field(
        description="The questions in their order, without their logic; `form` tells everything."
    )
    form: dict[str, Any] = Field(
        description="The whole checklist as one document: sections, choices, logic, scoring."
    )


class ChecklistList(Reply):
    """The newest version of every checklist, by code."""

    items: list[ChecklistReply]
