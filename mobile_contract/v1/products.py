"""Products: what a chain sells, and the pictures by which the eyes know it."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictFloat, StrictInt

from mobile_contract.v1.wire import Box, Label, Line, Picture, Reply, Request, Sha256, Words

MAX_PRODUCTS = 500
Sku = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x20/\x7f]+$")]
"""A product's code in the chain: no spaces and no slashes, so that it can stand in a path."""

Millimetres = Annotated[StrictFloat | StrictInt, Field(gt=0, le=100_000)]


class NameRequest(Request):
    """A name in both languages."""

    zh_cn: Line = Field(alias="zh-CN")
    en: Line


class ProductRequest(Request):
    """A product; one with this code that is there already is brought up to date."""

    sku: Sku
    name: NameRequest
    brand: Label = ""
    category: Label = ""
    width_mm: Millimetres
    height_mm: Millimetres
    price_minor: Annotated[StrictInt, Field(ge=0, le=10**9)] | None = Field(
        default=None, description="In the smallest unit of the chain's currency."
    )
    barcode: Label | None = None
    substitutes: list[Sku] = Field(
        default_factory=list, max_length=20, description="What may stand in its place."
    )


class ProductsRequest(Request):
    """Products to add or to bring up to date."""

    items: list[ProductRequest] = Field(min_length=1, max_length=MAX_PRODUCTS)


class ProductPictureReply(Reply):
    """A picture by which the eyes know a product."""

    id: uuid.UUID
    sha256: Sha256
    source: str = Field(description="upload, or correction: cut out of a photo; new ones may come.")
    state: str = Field(description="waiting, ready: the eyes know it, refused; new ones may come.")
    failure: str | None
    model_version: str | None
    box: Box | None = Field(description="The part that shows the product; null for all of it.")
    picture: Picture
    created_at: datetime


class ProductReply(Reply):
    """A product and its pictures."""

    id: uuid.UUID
    sku: str
    name: Words
    brand: str
    category: str
    width_mm: float
    height_mm: float
    price_minor: int | None
    barcode: str | None
    substitutes: list[str]
    pictures: list[ProductPictureReply]


class ProductPage(Reply):
    """Some products, and the way to the next ones."""

    items: list[ProductReply]
    next_cursor: str | None


class ProductList(Reply):
    """The products that were sent, as they are now."""

    items: list[ProductReply]
