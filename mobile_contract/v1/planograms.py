"""Planograms: what belongs on which shelf, sent as JSON, as Azure's JSON or as an Excel sheet."""

import uuid
from datetime import date
from typing import Annotated

from pydantic import Field, StrictFloat, StrictInt

from mobile_contract.v1.products import Millimetres, NameRequest, Sku
from mobile_contract.v1.wire import Line, Reply, Request, Words

MAX_SLOTS = 2000
ShelfCode = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x20/\x7f]+$")]


class SlotRequest(Request):
    """One planned position: a run of facings of one product."""

    code: Line = Field(description="Such as 2-05: third row, sixth position.")
    sku: Sku
    row: Annotated[StrictInt, Field(ge=0, le=100, description="0 is the top row.")]
    left_mm: Annotated[StrictFloat | StrictInt, Field(ge=0, le=100_000)]
    width_mm: Millimetres
    facings: Annotated[StrictInt, Field(ge=1, le=1000)] = 1


class PlanogramRequest(Request):
    """A planogram for every shelf with this code."""

    shelf_code: ShelfCode
    name: NameRequest
    width_mm: Millimetres
    height_mm: Millimetres
    valid_from_on: date
    slots: list[SlotRequest] = Field(min_length=1, max_length=MAX_SLOTS)


class PlanogramFault(Reply):
    """One thing that keeps a planogram from being published."""

    pointer: str = Field(
        description="Where: a JSON Pointer into what was sent; of a sheet, a cell such as /C7."
    )
    detail: str


class PlanogramSummary(Reply):
    """What a planogram comes to."""

    rows: int
    slots: int
    facings: int
    products: int


class PlanogramCheckReply(Reply):
    """Whether a planogram could be published; nothing was kept."""

    is_usable: bool
    faults: list[PlanogramFault]
    summary: PlanogramSummary


class SlotReply(Reply):
    """One planned position."""

    code: str
    sku: str
    row: int
    left_mm: float
    width_mm: float
    facings: int


class PlanogramReply(Reply):
    """One published version; it never changes."""

    id: uuid.UUID
    shelf_code: str
    store_id: uuid.UUID | None = Field(description="Null for every store.")
    number: int
    name: Words
    width_mm: float
    height_mm: float
    state: str
    valid_from_on: date
    slots: list[SlotReply]
