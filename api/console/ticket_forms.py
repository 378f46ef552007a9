"""What people do with a ticket in the console: move it, prove a fix, say who owns it, comment."""

import hashlib
import uuid
from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import RedirectResponse, Response

from api.console.visits import Visit, VisitDep
from api.deps import StoreDep
from checklists.photos.uploads import take_content
from checklists.rules import MAX_PHOTO_BYTES, PhotoPromise
from core.ids import new_id
from core.storage import PhotoStore
from stores.queries import visible_store
from tickets.models import TicketState
from tickets.queries import event_by_id, visible_ticket
from tickets.rules import Move
from tickets.service import announce_fix, assign, comment, move

router = APIRouter(prefix="/tickets")

# A NUL is no text to the database.
Note = Annotated[str, Form(max_length=2000, pattern=r"^[^\x00]*$")]


@router.post("/{ticket_id}/moves", max_body_size=MAX_PHOTO_BYTES + 100_000)  # and the other fields
def send_move(  # noqa: PLR0913 - one argument per field of the form
    visit: VisitDep,
    photos: StoreDep,
    ticket_id: uuid.UUID,
    *,
    move_id: Annotated[uuid.UUID, Form(alias="id")],
    to: Annotated[TicketState, Form()],
    seen: Annotated[TicketState | None, Form()] = None,
    note: Note = "",
    until: Annotated[date | None, Form()] = None,
    photo: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Move a ticket; the form sent twice moves it once."""
    if event_by_id(visit.session, move_id) is None:
        wanted = Move(
            id=move_id,
            to=to,
            note=note.strip(),
            photo_id=_keep_fix(visit, photos, ticket_id, photo),
            until=_end_of(visit, ticket_id, until),
            seen_state=seen,
        )
        move(visit.session, visit.actor, ticket_id, wanted)
    return _back_to(ticket_id)


@router.post("/{ticket_id}/owner")
def send_owner(
    visit: VisitDep, ticket_id: uuid.UUID, *, owner_id: Annotated[uuid.UUID, Form()]
) -> Response:
    """Give a ticket to somebody."""
    assign(visit.session, visit.actor, ticket_id, owner_id=owner_id)
    return _back_to(ticket_id)


@router.post("/{ticket_id}/comments")
def send_comment(
    visit: VisitDep,
    ticket_id: uuid.UUID,
    *,
    comment_id: Annotated[uuid.UUID, Form(alias="id")],
    note: Note = "",
) -> Response:
    """Write a line on the timeline; the form sent twice writes it once."""
    comment(visit.session, visit.actor, ticket_id, comment_id=comment_id, note=note.strip())
    return _back_to(ticket_id)


def _back_to(ticket_id: uuid.UUID) -> Response:
    return RedirectResponse(f"/console/tickets/{ticket_id}", status_code=303)


def _keep_fix(
    visit: Visit, photos: PhotoStore, ticket_id: uuid.UUID, sent: UploadFile | None
) -> uuid.UUID | None:
    """Store the photo of a fix as the phone app would, and return its id."""
    content = sent.file.read(MAX_PHOTO_BYTES + 1) if sent else b""
    if sent is None or not content:
        return None
    promise = PhotoPromise(
        id=new_id(),
        sha256=hashlib.sha256(content).hexdigest(),
        byte_count=len(content),
        content_type=sent.content_type or "",
        taken_at=visit.now,
    )
    announced = announce_fix(visit.session, visit.actor, ticket_id, promise)
    return take_content(visit.session, photos, visit.actor, announced.id, content).id


def _end_of(visit: Visit, ticket_id: uuid.UUID, day: date | None) -> datetime | None:
    """Return when a day ends at the ticket's store."""
    if day is None:
        return None
    ticket = visible_ticket(visit.session, visit.actor, ticket_id)
    store = visible_store(visit.session, visit.actor, ticket.store_id)
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(store.timezone))
