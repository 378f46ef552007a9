"""Photos: announced with their hash, uploaded, judged."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StrictInt

from mobile_contract.v1.wire import Box, Link, Moment, Picture, Reply, Request, Sha256, Words

MAX_PHOTO_BYTES = 20_000_000
ByteCount = Annotated[StrictInt, Field(ge=1, le=MAX_PHOTO_BYTES)]


class PhotoPromise(Request):
    """A photo that the phone has and will send; its id is minted on the phone."""

    id: uuid.UUID
    sha256: Sha256
    byte_count: ByteCount
    content_type: Literal["image/jpeg", "image/png", "image/webp"]
    taken_at: Moment


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


class AnalysisReply(Reply):
    """What one model version made of the photo."""

    state: str = Field(description="done, unjudgeable or failed; new ones may come.")
    model_version: str
    judged_at: datetime
    look_ms: int
    failure: str | None
    quality: QualityReply | None
    positions: list[PositionReply]


class PhotoFinding(Reply):
    """One fault seen on the photo."""

    id: uuid.UUID
    kind: str
    item: str
    sku: str | None
    severity: str
    confidence: float | None
    box: Box | None
    decision: str
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
    picture: Picture | None = Field(description="Null until the photo is stored.")
    overlay: Picture | None = Field(description="The findings drawn on it; null until judged.")
    analysis: AnalysisReply | None = Field(description="Null until judged.")
    findings: list[PhotoFinding]
