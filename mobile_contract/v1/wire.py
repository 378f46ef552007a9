"""The shapes that every part of the contract shares."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    StringConstraints,
)

_NO_NUL = r"^[^\x00]*$"  # the one character that the database cannot hold

Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_NO_NUL)]
"""A short text that says something."""

Label = Annotated[str, StringConstraints(max_length=200, pattern=_NO_NUL)]
"""A short text, maybe empty."""

Note = Annotated[str, StringConstraints(max_length=4000, pattern=_NO_NUL)]
"""What a person wrote, maybe nothing."""

Remark = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=_NO_NUL)]
"""What a person wrote."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""The SHA-256 of a file, as lower-case hexadecimal digits."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


_DASH = 4  # of the date; without it a number would be taken for a time


def _is_text(moment: object) -> object:
    if isinstance(moment, datetime) or (
        isinstance(moment, str) and moment[_DASH : _DASH + 1] == "-"
    ):
        return moment
    msg = "must be a date and time with an offset, such as 2026-11-22T09:30:00+08:00"
    raise ValueError(msg)


def _within_reason(moment: datetime) -> datetime:
    if not EARLIEST <= moment < LATEST:
        msg = "must lie between the years 2000 and 2100"
        raise ValueError(msg)
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, BeforeValidator(_is_text), AfterValidator(_within_reason)]
"""A point in time with its offset, by the phone's clock; kept as UTC."""


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _is_day(day: object) -> object:
    if isinstance(day, date) or (isinstance(day, str) and _DAY.fullmatch(day)):
        return day
    msg = "must be a day, such as 2026-11-22"
    raise ValueError(msg)


Day = Annotated[date, BeforeValidator(_is_day)]
"""A day without a time; a number would be taken for one else."""


class Request(BaseModel):
    """What a phone sends: unknown members are refused, types are not guessed.

    `strict=True` would refuse ids and times, which JSON has as text, so the strict types are used
    member by member.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Reply(BaseModel):
    """What a phone gets: every member is always there; clients ignore members they do not know."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


class Words(Reply):
    """A text in the languages of the system."""

    zh_cn: str = Field(alias="zh-CN")
    en: str


class Box(Reply):
    """A rectangle in pixels of the upright photo."""

    left: float
    top: float
    right: float
    bottom: float


Edge = Annotated[StrictFloat | StrictInt, Field(ge=0, le=100_000)]


class BoxRequest(Request):
    """A rectangle in pixels of the upright photo, as a person drew or chose it."""

    left: Edge
    top: Edge
    right: Edge
    bottom: Edge


class Link(Reply):
    """A presigned link to the photo store: this method on this one object, until it expires."""

    method: Literal["GET", "PUT"]
    url: str
    expires_at: datetime


class Picture(Reply):
    """One stored picture, by two roads: straight from the photo store, or through this API."""

    link: Link
    path: str = Field(description="A path of this API that opens the same picture without a token.")
    expires_at: datetime
