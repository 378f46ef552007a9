"""Signing in and out, and who is signed in."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from mobile_contract.v1.checklists import ChecklistReply
from mobile_contract.v1.stores import RegionReply, StoreReply
from mobile_contract.v1.tickets import TicketSummary
from mobile_contract.v1.wire import Label, Line, Reply, Request, Words

Password = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class SignInRequest(Request):
    """The chain, the login and the password of a person, and a name for the device."""

    tenant: Line = Field(description="The code of the chain.")
    login: Line
    password: Password
    device: Label = Field("", description="How people recognize the device, such as `Pixel 9`.")


class RefreshRequest(Request):
    """The refresh token of the last answer; it works once."""

    refresh_token: Line


class SessionReply(Reply):
    """A pair of tokens. Keep both; send the access token as `Authorization: Bearer …`."""

    access_token: str
    access_expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime
    staff_id: uuid.UUID


class GrantReply(Reply):
    """A role in a scope: one store, a region with all below it, or (both null) the whole chain."""

    role: str
    region_id: uuid.UUID | None
    store_id: uuid.UUID | None


class StaffReply(Reply):
    """The person who is signed in."""

    id: uuid.UUID
    login: str
    name: Words
    locale: str
    grants: list[GrantReply]


class MeReply(Reply):
    """Everything a phone needs before it goes offline."""

    staff: StaffReply
    regions: list[RegionReply]
    stores: list[StoreReply]
    checklists: list[ChecklistReply]
    open_tickets: list[TicketSummary] = Field(
        description="The living tickets that this person owns, soonest due first, at most 200."
    )
    server_time: datetime
