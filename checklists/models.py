"""Tables of questions, inspections and photos."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from core.db import Table, belongs_to, document, maybe_document, moment
from core.words import Words
from stores.models import Role, Zone


class QuestionKind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"  # true passes, false fails
    CHOICE = "choice"  # one of several; the choice says whether it passes
    CHOICES = "choices"  # some of several
    NUMBER = "number"  # fails outside its limits
    SLIDER = "slider"  # a number that is dragged
    TEMPERATURE = "temperature"  # a number in °C, whatever the phone shows
    STOPWATCH = "stopwatch"  # a number of seconds that were measured
    TEXT = "text"  # is never judged
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date_time"
    BARCODE = "barcode"  # a bar code or a QR code
    SIGNATURE = "signature"  # a photo of what was signed on the glass
    LOCATION = "location"  # where the phone was
    RANK = "rank"  # the choices, put in order
    TABLE = "table"  # rows of a few columns
    PHOTO = "photo"  # a person's proof; passes when it is there
    SHELF_PHOTO = "shelf_photo"  # answered by the eyes
    KITCHEN_PHOTO = "kitchen_photo"  # answered by the eyes
    INSTRUCTION = "instruction"  # is read, not answered


PHOTO_KINDS = frozenset({QuestionKind.PHOTO, QuestionKind.SHELF_PHOTO, QuestionKind.KITCHEN_PHOTO})
EYE_KINDS = frozenset({QuestionKind.SHELF_PHOTO, QuestionKind.KITCHEN_PHOTO})
NUMBER_KINDS = frozenset(
    {
        QuestionKind.NUMBER,
        QuestionKind.SLIDER,
        QuestionKind.TEMPERATURE,
        QuestionKind.STOPWATCH,
    }
)
CHOICE_KINDS = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.RANK})


class Severity(StrEnum):
    """How bad a fault is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Outcome(StrEnum):
    """What an answer comes to."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    PENDING = "pending"  # waits for the eyes
    NOT_JUDGED = "not_judged"  # a text, or a photo the eyes cannot judge


class InspectionKind(StrEnum):
    """Why somebody looked."""

    ROUTINE = "routine"
    SELF_CHECK = "self_check"
    SPECIAL = "special"
    REMOTE = "remote"  # a camera looked; it answers what it can see and nothing else


class PhotoState(StrEnum):
    """Where a photo is on its way in."""

    EXPECTED = "expected"  # announced, its bytes are not here yet
    STORED = "stored"  # its bytes are here and have the promised hash


class Checklist(Table, table=True):
    """A form; what is asked is in its versions."""

    __tablename__ = "checklist"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: str
    name: Words = document()


class ChecklistVersion(Table, table=True):
    """One published set of questions; never changed."""

    __tablename__ = "checklist_version"
    __table_args__ = (
        UniqueConstraint("tenant_id", "checklist_id", "number"),
        *belongs_to("checklist", "checklist_id"),
        *belongs_to("staff", "published_by_id"),
    )

    checklist_id: uuid.UUID
    number: int
    published_at: datetime = moment()
    published_by_id: uuid.UUID | None = None  # None: the system planted it
    note: str = ""  # what changed, in the words of who published it
    form: dict[str, Any] | None = maybe_document()  # a `Form`; None: from before forms


class Question(Table, table=True):
    """One question of one version."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("tenant_id", "version_id", "code"),
        *belongs_to("checklist_version", "version_id"),
    )

    version_id: uuid.UUID = Field(index=True)
    code: str  # the same code in two versions is the same question
    position: int
    section: Words = document()
    kind: str
    prompt: Words = document()
    next_step: Words = document()  # what to do when it fails
    is_required: bool = True
    weight: float = 1.0
    minimum: float | None = None
    maximum: float | None = None
    min_photos: int = 0
    max_photos: int = 4
    shelf_code: str | None = None  # the shelf that a shelf photo is of
    zone: str = Zone.SHOP_FLOOR.value
    severity: str = Severity.MEDIUM.value
    due_hours: float = 24.0
    owner_role: str = Role.STORE_MANAGER.value


class Inspection(Table, table=True):
    """One filled visit. Its id is minted on the phone."""

    __tablename__ = "inspection"
    __table_args__ = (
        *belongs_to("store", "store_id"),
        *belongs_to("checklist_version", "version_id"),
        *belongs_to("staff", "staff_id"),
        Index("ix_inspection_store_finished", "tenant_id", "store_id", "finished_at"),
    )

    store_id: uuid.UUID
    version_id: uuid.UUID
    staff_id: uuid.UUID
    kind: str = InspectionKind.ROUTINE.value
    device: str = ""
    started_at: datetime = moment()  # by the phone's clock
    finished_at: datetime = moment()  # by the phone's clock
    body: dict[str, Any] = document()  # as submitted, canonical: shows where a resend differs
    body_sha256: str


class Answer(Table, table=True):
    """One answer; what the eyes, a person and finally the system made of it are kept apart."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("tenant_id", "inspection_id", "question_id", "occurrence"),
        *belongs_to("inspection", "inspection_id"),
        *belongs_to("question", "question_id"),
    )

    inspection_id: uuid.UUID
    question_id: uuid.UUID = Field(index=True)
    occurrence: int = 0  # which filling of a repeated section, from 0
    # {"value": true | 3.5 | "text" | […]} and {"verdict": "passed" | "failed"} of photos, or {}
    value: dict[str, Any] = document()
    note: str = ""
    root_cause: str | None = None  # a code of the question's list
    action: str = ""  # what was done on the spot
    notify_roles: list[str] = document(list)  # who is told at once, because the form says so
    ai_outcome: str | None = None
    human_outcome: str | None = None
    final_outcome: str = Outcome.PENDING.value

    @property
    def verdict(self) -> str | None:
        """What the person who sent them made of the photos, whatever the eyes say."""
        verdict: str | None = self.value.get("verdict")
        return verdict


class Photo(Table, table=True):
    """One picture. Its id is minted on the phone; its bytes are in the photo store."""

    __tablename__ = "photo"
    __table_args__ = (
        *belongs_to("store", "store_id"),
        *belongs_to("inspection", "inspection_id"),
        *belongs_to("question", "question_id"),
        *belongs_to("shelf", "shelf_id"),
        Index("ix_photo_expected", "created_at", postgresql_where=text("state = 'expected'")),
    )

    store_id: uuid.UUID
    inspection_id: uuid.UUID | None = Field(default=None, index=True)
    question_id: uuid.UUID | None = None
    occurrence: int = 0  # which filling of a repeated section, from 0
    ticket_id: uuid.UUID | None = Field(default=None, index=True)  # set when it shows a fix
    shelf_id: uuid.UUID | None = None
    staff_id: uuid.UUID  # who announced it
    subject: str  # vision.values.Subject: which eyes judge it
    burst_id: uuid.UUID | None = Field(default=None, index=True)  # taken together, judged together
    sha256: str  # of the photo as sent
    byte_count: int
    content_type: str
    state: str = PhotoState.EXPECTED.value
    taken_at: datetime = moment()  # by the phone's clock
    stored_at: datetime | None = moment()
    width: int | None = None  # as sent, before the EXIF orientation is applied
    height: int | None = None
    readable_at: datetime | None = moment()  # since when there is a copy without faces
    hidden_faces: int | None = None  # how many were made unreadable on it
    original_until: datetime | None = moment()  # how long the sealed original is kept; None: gone


class PrivacyPolicy(Table, table=True):
    """What a chain keeps of people; without one, no original outlives its judging."""

    __tablename__ = "privacy_policy"
    __table_args__ = (UniqueConstraint("tenant_id"), *belongs_to("staff", "changed_by_id"))

    keep_originals_days: int = 0
    changed_by_id: uuid.UUID
    changed_at: datetime = moment()


class OriginalAccess(Table, table=True):
    """Somebody looked at an original; appended, never edited."""

    __tablename__ = "original_access"
    __table_args__ = (*belongs_to("photo", "photo_id"), *belongs_to("staff", "staff_id"))

    photo_id: uuid.UUID = Field(index=True)
    staff_id: uuid.UUID
    reason: str
