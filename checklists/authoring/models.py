"""Tables of authoring; apart from the room's own, which hold what is published and answered."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.db import Table, belongs_to, document, moment
from core.words import Words


class Draft(Table, table=True):
    """A form somebody works on; publishing it makes a version and leaves the draft."""

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        *belongs_to("checklist_version", "base_version_id"),
        *belongs_to("staff", "edited_by_id"),
    )

    code: str  # of the checklist it becomes a version of
    form: dict[str, Any] = document()  # checklists.forms.form.Form, perhaps not finished
    revision: int = 1  # counts the saves, so that two editors cannot overwrite each other
    base_version_id: uuid.UUID | None = None  # the version it began as; None: a new checklist
    edited_by_id: uuid.UUID
    edited_at: datetime = moment()
    discarded_at: datetime | None = moment()  # kept with its revisions, and no longer shown


class DraftRevision(Table, table=True):
    """A draft as it was saved; appended, so that nobody's words are lost to somebody else's."""

    __tablename__ = "draft_revision"
    __table_args__ = (
        UniqueConstraint("tenant_id", "draft_id", "revision"),
        *belongs_to("draft", "draft_id"),
        *belongs_to("staff", "edited_by_id"),
    )

    draft_id: uuid.UUID
    revision: int
    form: dict[str, Any] = document()
    edited_by_id: uuid.UUID


class FormPicture(Table, table=True):
    """A picture shown beside a question; its bytes are in the photo store, by their hash."""

    __tablename__ = "form_picture"
    __table_args__ = (UniqueConstraint("tenant_id", "sha256"), *belongs_to("staff", "staff_id"))

    sha256: str
    byte_count: int
    content_type: str
    staff_id: uuid.UUID


class Every(StrEnum):
    """How often a checklist is due."""

    ON_DEMAND = "on_demand"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Assignment(Table, table=True):
    """Which stores and roles fill a checklist, and how often; without one, everybody may."""

    __tablename__ = "assignment"
    __table_args__ = (
        *belongs_to("checklist", "checklist_id"),
        *belongs_to("region", "region_id"),
        *belongs_to("store", "store_id"),
        *belongs_to("staff", "changed_by_id"),
    )

    checklist_id: uuid.UUID = Field(index=True)
    region_id: uuid.UUID | None = None  # with everything below it
    store_id: uuid.UUID | None = None  # neither: the whole chain
    role: str | None = None  # None: everybody who may inspect
    visit_kind: str = "routine"
    every: str = Every.ON_DEMAND.value
    starts_on: date
    ends_on: date | None = None
    changed_by_id: uuid.UUID


class VisitKind(Table, table=True):
    """Why somebody looks, as this chain has it; kinds it does not name are the shipped ones."""

    __tablename__ = "visit_kind"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        *belongs_to("staff", "changed_by_id"),
    )

    code: str
    name: Words = document()
    weight: float = 1.0  # in the store score; 0: it is not counted there
    is_on: bool = True
    changed_by_id: uuid.UUID
    changed_at: datetime = moment()
