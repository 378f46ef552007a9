"""Findings: what is wrong, and a person's word on it."""

import uuid
from datetime import datetime
from typing import Literal

from pydantic import Field

from mobile_contract.v1.wire import Box, Note, Reply, Request, Words


class ReviewRequest(Request):
    """A person's word on a finding; it overrules the eyes."""

    result: Literal["fault", "no_fault", "cannot_tell"]
    note: Note = ""


class FindingReply(Reply):
    """One fault, seen once; what the eyes, a person and the system say are kept apart."""

    id: uuid.UUID
    store_id: uuid.UUID
    inspection_id: uuid.UUID | None
    question_id: uuid.UUID | None
    photo_id: uuid.UUID | None
    shelf_id: uuid.UUID | None
    kind: str
    item: str
    place_name: Words | None = Field(description="Of the drawn area `item` is the code of.")
    sku: str | None
    seen_sku: str | None = Field(description="What stands there instead.")
    box: Box | None
    confidence: float | None = Field(description="Of the eyes; null where a person answered.")
    severity: str
    decision: str
    decision_note: str = Field(description="Why it leads to less than its class's mode says.")
    is_shadow: bool = Field(description="Seen by a model on probation: nothing follows.")
    name: Words = Field(description="Of its class.")
    model_version: str | None
    ai_result: str | None
    human_result: str | None
    final_result: str | None
    fix_result: str | None = Field(description="What people who went to fix it found.")
    reviewed_by_id: uuid.UUID | None
    reviewed_at: datetime | None
    review_note: str
    seen_at: datetime


class FindingList(Reply):
    """Findings that wait for a person's word: the gravest first, then the oldest."""

    items: list[FindingReply]
