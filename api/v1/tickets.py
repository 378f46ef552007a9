"""Tickets: your inbox, one fault's story, and the moves from fault to proven fix."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.deps import ActorDep, Cursor, Limit, PicturesDep, SessionDep, StoreDep
from api.problems import problems
from api.wire.inspections import to_promise, to_slot
from api.wire.tickets import tell_ticket, to_page, to_ticket, to_wanted
from checklists.errors import AnswersInvalid, PhotoDiffers
from core.errors import Unauthenticated
from core.pages import CursorInvalid
from core.security import TokenInvalid
from mobile_contract.v1.photos import FixPhotoPromise, UploadSlot
from mobile_contract.v1.tickets import (
    CommentRequest,
    MoveRequest,
    OwnerRequest,
    TicketPage,
    TicketReply,
    TicketStateName,
)
from stores.errors import RoleMissing
from tickets import queries, service
from tickets.errors import (
    FaultAlreadyOpen,
    FixerMayNotVerify,
    FixPhotoMissing,
    FixPhotoReused,
    MoveDiffers,
    MoveIncomplete,
    MoveNotAllowed,
    OwnerUnfit,
    TicketMoved,
    TicketNotFound,
)
from tickets.models import TicketState
from tickets.queries import Inbox

router = APIRouter(prefix="/v1/tickets", tags=["tickets"])
_SIGNED_IN = (Unauthenticated, TokenInvalid)
_MOVING = (
    RoleMissing,
    FixerMayNotVerify,
    MoveNotAllowed,
    TicketMoved,
    MoveIncomplete,
    MoveDiffers,
    FixPhotoMissing,
    FixPhotoReused,
    FaultAlreadyOpen,
)


def get_wanted(
    store_id: uuid.UUID | None = None,
    state: Annotated[list[TicketStateName] | None, Query(description="Also ended ones.")] = None,
    *,
    mine: Annotated[bool, Query(description="Only those you own.")] = False,
    unassigned: Annotated[bool, Query(description="Only those nobody owns.")] = False,
    overdue: bool = False,
    to_verify: Annotated[bool, Query(description="A fix waits for a second person.")] = False,
) -> Inbox:
    """Return which tickets somebody asked for."""
    return Inbox(
        mine=mine,
        unassigned=unassigned,
        overdue=overdue,
        to_verify=to_verify,
        store_id=store_id,
        states=tuple(TicketState(one.value) for one in state or ()),
    )


@router.get("", responses=problems(*_SIGNED_IN, CursorInvalid))
def list_tickets(
    actor: ActorDep,
    session: SessionDep,
    wanted: Annotated[Inbox, Depends(get_wanted)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> TicketPage:
    """Return tickets, soonest due first; living ones unless states are named."""
    return to_page(session, queries.inbox(session, actor, wanted, cursor=cursor, limit=limit))


@router.get("/{ticket_id}", responses=problems(*_SIGNED_IN, TicketNotFound))
def read_ticket(
    ticket_id: uuid.UUID, actor: ActorDep, session: SessionDep, pictures: PicturesDep
) -> TicketReply:
    """Return a ticket with its timeline, its pictures and what you may do with it."""
    ticket = queries.visible_ticket(session, actor, ticket_id)
    return to_ticket(tell_ticket(session, actor, ticket), pictures)


@router.put(
    "/{ticket_id}/photos/{photo_id}",
    responses=problems(
        *_SIGNED_IN, RoleMissing, TicketNotFound, MoveNotAllowed, AnswersInvalid, PhotoDiffers
    ),
)
def announce_fix_photo(
    ticket_id: uuid.UUID,
    photo_id: uuid.UUID,
    body: FixPhotoPromise,
    *,
    actor: ActorDep,
    session: SessionDep,
    store: StoreDep,
) -> UploadSlot:
    """Announce the photo of a fix; the same announcement again is harmless."""
    promise = to_promise(photo_id, body)
    return to_slot(store, service.announce_fix(session, actor, ticket_id, promise))


@router.post("/{ticket_id}/moves", responses=problems(*_SIGNED_IN, TicketNotFound, *_MOVING))
def move_ticket(
    ticket_id: uuid.UUID,
    body: MoveRequest,
    actor: ActorDep,
    session: SessionDep,
    pictures: PicturesDep,
) -> TicketReply:
    """Move a ticket. The move's id is minted on the phone; the same move again is harmless."""
    ticket = service.move(session, actor, ticket_id, to_wanted(body))
    return to_ticket(tell_ticket(session, actor, ticket), pictures)


@router.post(
    "/{ticket_id}/owner",
    responses=problems(*_SIGNED_IN, RoleMissing, TicketNotFound, MoveNotAllowed, OwnerUnfit),
)
def assign_ticket(
    ticket_id: uuid.UUID,
    body: OwnerRequest,
    actor: ActorDep,
    session: SessionDep,
    pictures: PicturesDep,
) -> TicketReply:
    """Say who owns a ticket; saying it again changes nothing."""
    ticket = service.assign(session, actor, ticket_id, owner_id=body.owner_id)
    return to_ticket(tell_ticket(session, actor, ticket), pictures)


@router.post(
    "/{ticket_id}/comments",
    responses=problems(*_SIGNED_IN, TicketNotFound, MoveIncomplete, MoveDiffers),
)
def comment_ticket(
    ticket_id: uuid.UUID,
    body: CommentRequest,
    actor: ActorDep,
    session: SessionDep,
    pictures: PicturesDep,
) -> TicketReply:
    """Write a line on the timeline; its id is minted on the phone, once more is harmless."""
    service.comment(session, actor, ticket_id, comment_id=body.id, note=body.note)
    ticket = queries.visible_ticket(session, actor, ticket_id)
    return to_ticket(tell_ticket(session, actor, ticket), pictures)
