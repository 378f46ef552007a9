"""Places: the reference photo of each, and the areas on it that have to stay as they are."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictBool, StrictFloat, StrictInt

from mobile_contract.v1.products import NameRequest
from mobile_contract.v1.wire import Picture, Reply, Request, Words

MAX_AREAS = 20
MAX_CORNERS = 40
# What lies outside the photo is told with its place, not refused as a shape.
Share = Annotated[StrictFloat | StrictInt, Field(ge=-1000, le=1000)]
Corner = Annotated[list[Share], Field(min_length=2, max_length=2)]
AreaCode = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9-]*$")]


class AreaRequest(Request):
    """A part of the place that has to stay as the photo shows it, such as an exit."""

    code: AreaCode
    name: NameRequest
    corners: list[Corner] = Field(
        max_length=MAX_CORNERS,
        description="Its outline: x and y of each corner, in shares of the upright photo, 0 to 1.",
    )


class PlaceViewRequest(Request):
    """What a place looks like when all is well."""

    photo_id: uuid.UUID = Field(description="A photo of this place that is here already.")
    areas: list[AreaRequest] = Field(default_factory=list, max_length=MAX_AREAS)
    is_fixed: StrictBool = Field(
        default=False, description="A camera on the wall: another view means that it was moved."
    )


class AreaReply(Reply):
    """One area of a place."""

    code: str
    name: Words
    corners: list[list[float]]


class PlaceViewReply(Reply):
    """The reference view of a place as it counts now."""

    id: uuid.UUID
    shelf_id: uuid.UUID
    picture: Picture
    width: int
    height: int
    areas: list[AreaReply]
    is_fixed: bool
    staff_id: uuid.UUID = Field(description="Who drew it.")
    created_at: datetime
