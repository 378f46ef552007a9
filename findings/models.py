"""Tables of judged photos and of what is wrong."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from checklists.models import Severity
from core.db import Table, belongs_to, document, maybe_document, moment


class AnalysisState(StrEnum):
    """How judging a photo ended."""

    DONE = "done"
    UNJUDGEABLE = "unjudgeable"  # the quality gate refused it; the reasons are in the report
    FAILED = "failed"  # it is no readable photo, or judging broke; the reason is in `failure`


class Decision(StrEnum):
    """What a finding leads to."""

    RECORD = "record"
    REVIEW = "review"
    ACT = "act"


class Result(StrEnum):
    """What the eyes, a person, and finally the system say about a fault."""

    FAULT = "fault"
    NO_FAULT = "no_fault"
    CANNOT_TELL = "cannot_tell"


class Analysis(Table, table=True):
    """What one model version made of one photo."""

    __tablename__ = "analysis"
    __table_args__ = (
        UniqueConstraint("tenant_id", "photo_id", "model_version"),
        *belongs_to("photo", "photo_id"),
        *belongs_to("planogram", "planogram_id"),
    )

    photo_id: uuid.UUID
    planogram_id: uuid.UUID | None = None
    model_version: str
    state: str
    report: dict[str, Any] = document()  # the eyes' report, as JSON
    overlay_key: str | None = None
    failure: str | None = None
    judged_at: datetime = moment()
    look_ms: int = 0  # how long looking took


class Finding(Table, table=True):
    """One fault, seen once. What the eyes, a person and the system say is never overwritten."""

    __tablename__ = "finding"
    __table_args__ = (
        *belongs_to("store", "store_id"),
        *belongs_to("inspection", "inspection_id"),
        *belongs_to("question", "question_id"),
        *belongs_to("photo", "photo_id"),
        *belongs_to("analysis", "analysis_id"),
        *belongs_to("shelf", "shelf_id"),
        *belongs_to("staff", "reviewed_by_id"),
        Index("ix_finding_store_created", "tenant_id", "store_id", "created_at"),
        # What people said is counted for every photo that is judged, and it is the smaller part.
        Index(
            "ix_finding_word",
            "tenant_id",
            "kind",
            "created_at",
            postgresql_where=text("human_result is not null or fix_result is not null"),
        ),
    )

    store_id: uuid.UUID
    inspection_id: uuid.UUID | None = Field(default=None, index=True)
    question_id: uuid.UUID | None = None
    photo_id: uuid.UUID | None = Field(default=None, index=True)
    analysis_id: uuid.UUID | None = None
    shelf_id: uuid.UUID | None = None
    kind: str  # vision.values.FindingKind, or `answer_failed`
    item: str  # where exactly: a slot code, a question code, `person-1`
    sku: str | None = None  # the planned product
    seen_sku: str | None = None  # what stands there instead, where it was recognised
    box: list[float] | None = maybe_document()
    confidence: float | None = None  # of the eyes; None where a person answered
    severity: str = Severity.MEDIUM.value
    decision: str
    decision_note: str = ""  # why, where it is not what the class's mode says
    is_shadow: bool = False  # seen by a model on probation: counted, nothing follows
    model_version: str | None = None  # who saw it
    ai_result: str | None = None
    human_result: str | None = None
    final_result: str | None = None  # None while it waits for a review
    fix_result: str | None = None  # what people who went to fix it found; None: not known
    reviewed_by_id: uuid.UUID | None = None
    reviewed_at: datetime | None = moment()
    review_note: str = ""


class Correction(Table, table=True):
    """A person's word on which product one box of a photo shows; appended, never edited."""

    __tablename__ = "correction"
    __table_args__ = (
        *belongs_to("photo", "photo_id"),
        *belongs_to("analysis", "analysis_id"),
        *belongs_to("product_picture", "picture_id"),
        *belongs_to("staff", "staff_id"),
    )

    photo_id: uuid.UUID = Field(index=True)
    analysis_id: uuid.UUID | None = None  # the verdict that is corrected
    slot: str | None = None  # the planned position it stands on, where it stands on one
    box: list[float] = document(list)
    ai_sku: str | None = None  # None: the eyes did not know it
    human_sku: str | None = None  # None: the person says only that the eyes are wrong
    final_sku: str | None = None
    picture_id: uuid.UUID | None = None  # what the eyes learn from it
    staff_id: uuid.UUID
    note: str = ""


class ClassRule(Table, table=True):
    """What a chain wants of one class of findings, everywhere or in one zone."""

    __tablename__ = "class_rule"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code", "zone"),
        *belongs_to("staff", "changed_by_id"),
    )

    code: str  # of the vocabulary
    zone: str = ""  # stores.models.Zone; empty: everywhere
    is_on: bool | None = None  # None: as the vocabulary says
    mode: str | None = None  # findings.vocabulary.Mode; None: as the vocabulary says
    changed_by_id: uuid.UUID
    changed_at: datetime = moment()
