"""Tables of what belongs on which shelf."""

import uuid
from datetime import date
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.db import Table, belongs_to, document
from core.words import Words


class PlanogramState(StrEnum):
    """Where a planogram version is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Product(Table, table=True):
    """Something that is sold; `sku` is its code in the chain."""

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("tenant_id", "sku"),)

    sku: str
    name: Words = document()
    brand: str = ""
    category: str = ""
    width_mm: float
    height_mm: float
    price_minor: int | None = None  # in the smallest unit of the chain's currency
    barcode: str | None = None


class Planogram(Table, table=True):
    """One version of what belongs on a shelf; never changed once published.

    It is drawn for a shelf code, and so for the shelves with that code in every store it names;
    without a store it is for all stores.
    """

    __tablename__ = "planogram"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "shelf_code", "store_id", "number", postgresql_nulls_not_distinct=True
        ),
        *belongs_to("store", "store_id"),
    )

    shelf_code: str = Field(index=True)
    store_id: uuid.UUID | None = None
    number: int = 1
    name: Words = document()
    width_mm: float
    height_mm: float
    state: str = PlanogramState.DRAFT.value
    valid_from_on: date
    valid_to_on: date | None = None  # inclusive


class Slot(Table, table=True):
    """One planned position: a run of facings of one product."""

    __tablename__ = "planogram_slot"
    __table_args__ = (
        UniqueConstraint("tenant_id", "planogram_id", "code"),
        *belongs_to("planogram", "planogram_id"),
        *belongs_to("product", "product_id"),
    )

    planogram_id: uuid.UUID = Field(index=True)
    code: str  # such as `2-05`: third row, sixth position
    product_id: uuid.UUID
    row: int  # 0 is the top row
    left_mm: float
    width_mm: float
    facings: int = 1
