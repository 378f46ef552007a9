"""Stores as phones see them."""

import uuid

from pydantic import Field

from mobile_contract.v1.wire import Reply, Words


class RegionReply(Reply):
    """A region that holds stores of yours."""

    id: uuid.UUID
    parent_id: uuid.UUID | None
    code: str
    name: Words


class ShelfReply(Reply):
    """A place in a store that is photographed again and again."""

    id: uuid.UUID
    code: str
    name: Words
    zone: str


class StoreReply(Reply):
    """One store of yours, and what you are there."""

    id: uuid.UUID
    region_id: uuid.UUID
    code: str
    name: Words
    timezone: str = Field(description="IANA name.")
    status: str
    latitude: float | None = Field(description="WGS-84.")
    longitude: float | None = Field(description="WGS-84.")
    roles: list[str]
    shelves: list[ShelfReply]


class StoreList(Reply):
    """Your stores, by code."""

    items: list[StoreReply]
