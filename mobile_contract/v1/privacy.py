"""What a chain keeps of people, and who looked at it."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictInt

from mobile_contract.v1.wire import Reply, Request

MAX_KEEP_DAYS = 30


class PrivacyRequest(Request):
    """For how many days a judged original is kept, sealed; 0: not at all."""

    keep_originals_days: Annotated[StrictInt, Field(ge=0, le=MAX_KEEP_DAYS)]


class PrivacyReply(Reply):
    """What is kept of people. Faces on the photos that everybody sees are always hidden."""

    keep_originals_days: int
    max_keep_days: int
    changed_by_id: uuid.UUID | None = Field(description="Null where nobody ever said.")
    changed_at: datetime | None


class OriginalAccess(Reply):
    """Somebody looked at an original."""

    id: uuid.UUID
    photo_id: uuid.UUID
    staff_id: uuid.UUID
    reason: str
    at: datetime


class OriginalAccessList(Reply):
    """Who looked at an original, newest first."""

    items: list[OriginalAccess]
