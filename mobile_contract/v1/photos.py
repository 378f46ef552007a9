"""Photos: announced with their hash, uploaded, judged."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StrictInt

from mobile_contract.v1.products import Sku
from mobile_contract.v1.wire import (
    Box,
    BoxRequest,
    Label,
    Link,
    Moment,
    Note,
    Picture,
    Reply,
    Request,
    Sha256,
    Words,
)

MAX_PHOTO_BYTES = 20_000_000
ByteCount = Annotated[StrictInt, Field(ge=1, le=MAX_PHOTO_BYTES)]


class PhotoPromise(Request):
    """A photo that the phone has and will send; its id is minted on the phone."""

    id: uuid.UUID
    sha256: Sha256
    byte_count: ByteCount
    content_type: Literal["image/jpeg", "image/png", "image/webp"]
    taken_at: Moment
    burst_id: uuid.UUID | None = Field(
        default=None,
        # Left out, not null: what phones sent before there were bursts stays the same to the byte.
        exclude_if=lambda burst_id: burst_id is None,
        description=(
            "Up to 5 kitchen photos of one answer taken in a row share one: they are judged "
            "together, so that what a single frame seems to show does not count."
        ),
    )


class FixPhotoPromise(Request):
    """The photo of a fix; its id is in the path."""

    sha256: Sha256
    byte_count: ByteCount
    content_type: Literal["image/jpeg", "image/png", "image/webp"]
    taken_at: Moment


class UploadSlot(Reply):
    """Where the bytes of one photo go.

    Either `PUT` them to `link` and then `POST` to `uploaded_path`, or `PUT` them to `content_path`.
    """

    photo_id: uuid.UUID
    state: str = Field(description="`expected`: send it. `stored`: it is here, nothing to do.")
    link: Link | None = Field(description="Null once the photo is stored.")
    content_path: str
    uploaded_path: str


class QualityIssueReply(Reply):
    """Why a photo cannot be judged, and how to take a better one."""

    code: str
    reason: Words
    retake: Words


class QualityReply(Reply):
    """Whether a photo can be judged."""

    is_judgeable: bool
    issues: list[QualityIssueReply]


class PositionReply(Reply):
    """The verdict on one planned position of a shelf."""

    slot: str
    sku: str
    row: int
    verdict: str
    confidence: float
    box: Box | None
    seen_facings: int
    seen_sku: str | None = Field(description="What stands there instead, where it is known.")


class ExtraReply(Reply):
    """A facing that no position planned."""

    kind: str = Field(description="misplaced, own_unplanned or foreign; new ones may come.")
    row: int
    column: int
    sku: str | None
    box: Box


class TagReply(Reply):
    """What one price label says."""

    box: Box
    text: str
    confidence: float
    price_minor: int | None = Field(description="Null when it could not be read for sure.")
    slot: str | None
    sku: str | None


class LeftOutReply(Reply):
    """What a measure could not count, and why."""

    reason: str
    count: int


class MeasureReply(Reply):
    """One shelf measure with everything needed to doubt it."""

    name: str = Field(description="Such as on_shelf_availability; new ones may come.")
    of: list[str] = Field(description="A share of what: category, then brand; empty: the shelf.")
    numerator: float
    denominator: float
    share: float | None = Field(description="Null when there was nothing to count.")
    interval: list[float] | None = Field(description="95 %: low and high, 0 to 1.")
    left_out: list[LeftOutReply]


class FacingReply(Reply):
    """One front unit on the shelf and what it was recognised as."""

    row: int
    column: int
    level: int = Field(description="0 stands on the shelf, 1 on top of it.")
    box: Box
    sku: str | None = Field(description="Null when it is unknown, or nobody looked.")
    confidence: float | None = Field(description="That the product is right; null: not looked.")


class AnalysisReply(Reply):
    """What one model version made of the photo."""

    state: str = Field(description="done, unjudgeable or failed; new ones may come.")
    model_version: str
    judged_at: datetime
    look_ms: int
    failure: str | None
    quality: QualityReply | None
    positions: list[PositionReply]
    facings: list[FacingReply]
    extras: list[ExtraReply]
    tags: list[TagReply]
    measures: list[MeasureReply]


class CorrectionRequest(Request):
    """A person's word on which product a box of the photo shows; its id is minted on the phone."""

    id: uuid.UUID
    box: BoxRequest
    sku: Sku | None = Field(description="Null: only that the eyes are wrong.")
    slot: Label | None = Field(default=None, description="The planned position it stands on.")
    note: Note = ""


class CorrectionReply(Reply):
    """A correction; what the eyes said, what the person said and what counts are kept apart."""

    id: uuid.UUID
    slot: str | None
    box: Box
    ai_sku: str | None
    human_sku: str | None
    final_sku: str | None
    picture_id: uuid.UUID | None = Field(description="What the eyes learn from it.")
    staff_id: uuid.UUID
    note: str
    created_at: datetime


class PhotoFinding(Reply):
    """One fault seen on the photo."""

    id: uuid.UUID
    kind: str
    item: str
    place_name: Words | None = Field(description="Of the drawn area `item` is the code of.")
    sku: str | None
    seen_sku: str | None = Field(description="What stands there instead.")
    severity: str
    confidence: float | None
    box: Box | None
    decision: str
    decision_note: str = Field(description="Why it leads to less than its class's mode says.")
    is_shadow: bool = Field(description="Seen by a model on probation: nothing follows.")
    name: Words = Field(description="Of its class.")
    final_result: str | None = Field(description="Null while it waits for a review.")
    ticket_id: uuid.UUID | None


class PhotoReply(Reply):
    """A photo, how far it is, and what was seen on it."""

    id: uuid.UUID
    store_id: uuid.UUID
    inspection_id: uuid.UUID | None
    question_id: uuid.UUID | None
    ticket_id: uuid.UUID | None
    shelf_id: uuid.UUID | None
    subject: str
    state: str
    sha256: str
    byte_count: int
    content_type: str
    width: int | None
    height: int | None
    taken_at: datetime
    stored_at: datetime | None
    hidden_faces: int | None = Field(description="Made unreadable; null while being prepared.")
    picture: Picture | None = Field(description="Without faces; null while it is being prepared.")
    overlay: Picture | None = Field(description="The findings drawn on it; null until judged.")
    analysis: AnalysisReply | None = Field(description="Null until judged.")
    findings: list[PhotoFinding]
    corrections: list[CorrectionReply]
