"""Tables of what belongs on which shelf, and of the pictures by which products are known."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from core.db import Table, belongs_to, document, maybe_document, moment
from core.words import Words


class PlanogramState(StrEnum):
    """Where a planogram version is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class PictureSource(StrEnum):
    """Where a picture of a product comes from."""

    UPLOAD = "upload"  # somebody sent a picture of the product alone
    CORRECTION = "correction"  # cut out of a shelf photo on which a person named the product


class PictureState(StrEnum):
    """Whether the eyes know a product by a picture."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"  # it cannot be used; the reason is in `failure`


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
    substitutes: list[str] = document(list)  # codes of products that may stand in its place


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


class ProductPicture(Table, table=True):
    """A picture by which the eyes know a product, and the vector they made of it."""

    __tablename__ = "product_picture"
    __table_args__ = (
        *belongs_to("product", "product_id"),
        *belongs_to("staff", "staff_id"),
        # The same picture sent twice is one picture.
        Index(
            "uq_product_picture_upload",
            "tenant_id",
            "product_id",
            "sha256",
            unique=True,
            postgresql_where=text("source = 'upload' and retired_at is null"),
        ),
        Index("ix_product_picture_changed", "tenant_id", "changed_at"),
    )

    product_id: uuid.UUID = Field(index=True)
    sha256: str  # of the picture, or of the photo it is a part of
    key: str  # where that is kept
    box: list[float] | None = (
        maybe_document()
    )  # the part that shows the product; None for all of it
    source: str
    staff_id: uuid.UUID  # who sent it, or named the product
    state: str = PictureState.WAITING.value
    failure: str | None = None
    model_version: str | None = None  # which eyes made the vector
    vector: bytes | None = None  # 32-bit floats, little-endian
    changed_at: datetime = moment()
    retired_at: datetime | None = moment()


class PlaceView(Table, table=True):
    """What a place looks like when all is well: its reference photo and the areas to keep so."""

    __tablename__ = "place_view"
    __table_args__ = (
        *belongs_to("shelf", "shelf_id"),
        *belongs_to("staff", "staff_id"),
        # A place has one view at a time.
        Index(
            "uq_place_view_living",
            "tenant_id",
            "shelf_id",
            unique=True,
            postgresql_where=text("retired_at is null"),
        ),
    )

    shelf_id: uuid.UUID
    sha256: str  # of the photo as sent
    key: str  # where its copy without faces is kept
    width: int
    height: int
    areas: list[dict[str, Any]] = document(list)  # vision.values.Area, with `name` in words
    is_fixed: bool = False  # a camera on the wall: another view means that it was moved
    staff_id: uuid.UUID  # who drew it
    retired_at: datetime | None = moment()
