"""Tables of who and where."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from core.clock import now
from core.db import AwareTime, Table, belongs_to, document, moment
from core.ids import new_id
from core.words import DEFAULT_LOCALE, Words


class Role(StrEnum):
    """What a person may do; always within a scope."""

    ADMIN = "admin"  # everything, in the whole tenant
    REGIONAL_MANAGER = "regional_manager"  # reads, verifies, waives; in a region and all below it
    SUPERVISOR = "supervisor"  # inspects and verifies; in a region or a store
    STORE_MANAGER = "store_manager"  # owns the faults of a store
    CLERK = "clerk"  # fixes faults of a store


class StoreStatus(StrEnum):
    """Whether a store counts today."""

    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Zone(StrEnum):
    """The part of a store a shelf or a fault is in."""

    SHOP_FLOOR = "shop_floor"
    KITCHEN = "kitchen"  # any part of it
    HOT_KITCHEN = "hot_kitchen"
    WASH_UP = "wash_up"
    STORE_ROOM = "store_room"


class Tenant(SQLModel, table=True):
    """One chain. The only table without row-level security: it is read before anybody signed in."""

    __tablename__ = "tenant"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    created_at: datetime = Field(default_factory=now, sa_type=AwareTime)
    code: str = Field(unique=True)  # what people type when they sign in
    name: Words = document()


class Region(Table, table=True):
    """A node of the org tree; the root has no parent."""

    __tablename__ = "region"
    __table_args__ = (UniqueConstraint("tenant_id", "code"), *belongs_to("region", "parent_id"))

    parent_id: uuid.UUID | None = None
    code: str
    name: Words = document()


class Store(Table, table=True):
    """One shop or restaurant."""

    __tablename__ = "store"
    __table_args__ = (UniqueConstraint("tenant_id", "code"), *belongs_to("region", "region_id"))

    region_id: uuid.UUID
    code: str
    name: Words = document()
    timezone: str  # IANA name; a store's day is its own
    status: str = StoreStatus.OPEN.value
    latitude: float | None = None  # WGS-84
    longitude: float | None = None
    licensed_on: date | None = None  # since when it holds its food licence; None: nobody said


class Accident(Table, table=True):
    """A food-safety accident at a store; appended, never edited, taken back by a withdrawal."""

    __tablename__ = "accident"
    __table_args__ = (*belongs_to("store", "store_id"), *belongs_to("staff", "staff_id"))

    store_id: uuid.UUID = Field(index=True)
    happened_on: date  # by the store's own calendar
    note: str  # what happened, in the words of who wrote it down
    staff_id: uuid.UUID


class AccidentWithdrawal(Table, table=True):
    """An accident that was none, or was written down wrongly, and why; appended, never edited."""

    __tablename__ = "accident_withdrawal"
    __table_args__ = (
        UniqueConstraint("tenant_id", "accident_id"),
        *belongs_to("accident", "accident_id"),
        *belongs_to("staff", "staff_id"),
    )

    accident_id: uuid.UUID
    reason: str
    staff_id: uuid.UUID


class Shelf(Table, table=True):
    """A place in a store that is photographed again and again."""

    __tablename__ = "shelf"
    __table_args__ = (
        UniqueConstraint("tenant_id", "store_id", "code"),
        *belongs_to("store", "store_id"),
    )

    store_id: uuid.UUID
    code: str  # the same code in every store names the same kind of shelf, such as `drinks-1`
    name: Words = document()
    zone: str = Zone.SHOP_FLOOR.value


class Staff(Table, table=True):
    """A person who can sign in."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("tenant_id", "login"),)

    login: str
    name: Words = document()
    password_hash: str
    locale: str = DEFAULT_LOCALE
    is_active: bool = True


class Grant(Table, table=True):
    """A role in a scope: one store, one region with all below it, or (with neither) the tenant."""

    __tablename__ = "role_grant"
    __table_args__ = (
        *belongs_to("staff", "staff_id"),
        *belongs_to("region", "region_id"),
        *belongs_to("store", "store_id"),
        CheckConstraint("region_id is null or store_id is null", name="one_scope"),
    )

    staff_id: uuid.UUID = Field(index=True)
    role: str
    region_id: uuid.UUID | None = None
    store_id: uuid.UUID | None = None


class SignIn(Table, table=True):
    """One phone or browser that is signed in, by its refresh token."""

    __tablename__ = "sign_in"
    __table_args__ = (
        UniqueConstraint("tenant_id", "refresh_digest"),
        *belongs_to("staff", "staff_id"),
    )

    staff_id: uuid.UUID
    device: str = ""
    refresh_digest: str
    previous_digest: str | None = None  # still taken until its successor was used once
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment()
