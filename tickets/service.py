"""What people and the eyes can do with a ticket: move, assign, prove its fix, talk about it."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from checklists.models import Photo, PhotoState
from checklists.photos.uploads import FixPlace, expect_fix_photo
from checklists.queries import photo_by_id
from checklists.rules import PhotoPromise
from core.clock import now
from core.errors import Fault
from core.events import EventName, happened
from core.outbox import record
from findings.service import note_fix
from stores.errors import RoleMissing
from stores.queries import actor_of, roles_at, staff_by_ids, visible_store
from stores.rules import Actor, may_assign, may_work
from tickets import effects, queries, rules
from tickets.errors import (
    FaultAlreadyOpen,
    FixPhotoMissing,
    FixPhotoReused,
    MoveDiffers,
    MoveIncomplete,
    MoveNotAllowed,
    OwnerUnfit,
    TicketMoved,
    TicketNotFound,
)
from tickets.models import ENDED, Recheck, Ticket, TicketEvent, TicketEventKind, TicketState
from tickets.rules import Move, Mover

_TELLS: Mapping[TicketState, EventName] = {
    TicketState.SUBMITTED: EventName.TICKET_SUBMITTED,
    TicketState.PUSHED_BACK: EventName.TICKET_PUSHED_BACK,
    TicketState.REOPENED: EventName.TICKET_OPENED,
    # However a ticket ends, the store's score has to hear of it.
    **dict.fromkeys(ENDED, EventName.TICKET_CLOSED),
}


def move(session: Session, actor: Actor, ticket_id: uuid.UUID, wanted: Move) -> Ticket:
    """Move a ticket; the same move sent again gives the same answer.

    Raises:
        TicketNotFound: If it is not there or not theirs.
        MoveNotAllowed, TicketMoved: If it is elsewhere by now; the detail says who moved it.
        RoleMissing, FixerMayNotVerify: If this person may not.
        MoveIncomplete, FixPhotoMissing, FixPhotoReused: If the proof or the reason is missing.
        MoveDiffers: If the move's id stands for something else.
        FaultAlreadyOpen: If a reopened ticket's fault has a newer ticket.
    """
    ticket = _hold(session, actor, ticket_id)
    known = queries.event_by_id(session, wanted.id)
    if known is not None:
        return _replay(ticket, known, actor, wanted)
    to = _decide(session, actor, ticket, wanted)
    if to is TicketState.SUBMITTED or wanted.photo_id is not None:
        _check_proof(session, ticket, wanted.photo_id)
    before, owner_before = ticket.state, ticket.owner_id
    effects.apply(ticket, actor.staff_id, wanted, now())
    evidence: dict[str, Any] = {"until": wanted.until.isoformat()} if wanted.until else {}
    if ticket.owner_id != owner_before:
        ticket.routing = ticket.routing | {"rule": "taken_on", "owner": actor.login}
        evidence["owner"] = actor.login
    _flush(session)
    if to in effects.TEACHES:
        note_fix(queries.sightings_of(session, ticket.id), effects.TEACHES[to])
    session.add(
        TicketEvent(
            id=wanted.id,
            ticket_id=ticket.id,
            kind=TicketEventKind.MOVED.value,
            from_state=before,
            to_state=to.value,
            staff_id=actor.staff_id,
            photo_id=wanted.photo_id,
            note=wanted.note,
            evidence=evidence,
            at=now(),
        )
    )
    _tell(session, ticket, _TELLS.get(to))
    return ticket


def assign(session: Session, actor: Actor, ticket_id: uuid.UUID, *, owner_id: uuid.UUID) -> Ticket:
    """Give a living ticket to a person who may work on it; once more changes nothing.

    Raises:
        TicketNotFound: If it is not there or not theirs.
        RoleMissing: If they may not assign.
        MoveNotAllowed: If the ticket has ended.
        OwnerUnfit: If that person may not work on tickets of the store.
    """
    ticket = _hold(session, actor, ticket_id)
    store = visible_store(session, actor, ticket.store_id)
    if not may_assign(roles_at(session, actor, store)):
        raise RoleMissing
    if ticket.owner_id == owner_id:
        return ticket
    if TicketState(ticket.state) in ENDED:
        msg = f"the ticket is {ticket.state}, and nobody needs to own it any more"
        raise MoveNotAllowed(msg)
    owner = actor_of(session, owner_id)
    if owner is None or not may_work(roles_at(session, owner, store)):
        raise OwnerUnfit(faults=(Fault("/owner_id", "may not work on tickets of this store"),))
    evidence = {"from_owner_id": _text(ticket.owner_id), "to_owner_id": str(owner_id)}
    ticket.owner_id = owner_id
    ticket.routing = ticket.routing | {
        "rule": "assigned_by_hand",
        "owner": owner.login,
        "by": actor.login,
    }
    session.add(
        TicketEvent(
            ticket_id=ticket.id,
            kind=TicketEventKind.ASSIGNED.value,
            staff_id=actor.staff_id,
            evidence=evidence,
            at=now(),
        )
    )
    _tell(session, ticket, EventName.TICKET_ASSIGNED)
    return ticket


def comment(
    session: Session, actor: Actor, ticket_id: uuid.UUID, *, comment_id: uuid.UUID, note: str
) -> TicketEvent:
    """Write a line on a ticket's timeline; the same line sent again is there once.

    Raises:
        TicketNotFound: If it is not there or not theirs.
        MoveIncomplete: If the line is empty.
        MoveDiffers: If the id stands for something else.
    """
    if not note.strip():
        raise MoveIncomplete(faults=(Fault("/note", "needs words"),))
    ticket = _hold(session, actor, ticket_id)
    known = queries.event_by_id(session, comment_id)
    if known is not None:
        if (known.ticket_id, known.staff_id, known.note) != (ticket.id, actor.staff_id, note):
            raise MoveDiffers
        return known
    line = TicketEvent(
        id=comment_id,
        ticket_id=ticket.id,
        kind=TicketEventKind.COMMENTED.value,
        staff_id=actor.staff_id,
        note=note,
        at=now(),
    )
    session.add(line)
    session.flush()
    return line


def announce_fix(
    session: Session, actor: Actor, ticket_id: uuid.UUID, promise: PhotoPromise
) -> Photo:
    """Expect the photo of a fix, to be judged by the eyes that can see this kind of fault.

    Raises:
        TicketNotFound: If it is not there or not theirs.
        RoleMissing: If they may not work on it.
        MoveNotAllowed: If the ticket has ended.
        AnswersInvalid, PhotoDiffers: As `expect_fix_photo` says.
    """
    ticket = queries.visible_ticket(session, actor, ticket_id)
    store = visible_store(session, actor, ticket.store_id)
    if not may_work(roles_at(session, actor, store)):
        raise RoleMissing
    if TicketState(ticket.state) in ENDED:
        msg = f"the ticket is {ticket.state}, and needs no proof any more"
        raise MoveNotAllowed(msg)
    place = FixPlace(
        ticket_id=ticket.id,
        store_id=ticket.store_id,
        shelf_id=ticket.shelf_id,
        question_id=ticket.question_id,
        subject=rules.to_subject(ticket.kind),
    )
    return expect_fix_photo(session, actor, place, promise)


def apply_recheck(
    session: Session,
    ticket_id: uuid.UUID,
    recheck: Recheck,
    *,
    photo_id: uuid.UUID,
    evidence: Mapping[str, Any],
) -> Ticket | None:
    """Write down what the eyes make of a fix, and move the ticket if it waits for them.

    What comes late, because the fix was sent anew or a person decided first, is written down and
    moves nothing. A photo is judged once.
    """
    ticket = queries.locked_ticket(session, ticket_id)
    if ticket is None or queries.recheck_of(session, ticket_id, photo_id) is not None:
        return ticket
    before = TicketState(ticket.state)
    is_current = ticket.fix_photo_id == photo_id
    after = rules.after_recheck(before, recheck) if is_current else before
    if is_current:
        ticket.recheck = recheck.value
    ticket.state = after.value
    session.add(
        TicketEvent(
            ticket_id=ticket.id,
            kind=TicketEventKind.RECHECKED.value,
            from_state=before.value,
            to_state=after.value,
            photo_id=photo_id,
            evidence={"recheck": recheck.value, **evidence},
            at=now(),
        )
    )
    _tell(session, ticket, _TELLS.get(after) if after is not before else None)
    return ticket


def _hold(session: Session, actor: Actor, ticket_id: uuid.UUID) -> Ticket:
    """Return a ticket the person may see, as it is now; nobody else moves it until we are done."""
    queries.visible_ticket(session, actor, ticket_id)
    ticket = queries.locked_ticket(session, ticket_id)
    if ticket is None:
        raise TicketNotFound
    return ticket


def _replay(ticket: Ticket, known: TicketEvent, actor: Actor, wanted: Move) -> Ticket:
    was = (known.ticket_id, known.to_state, known.staff_id, known.note, known.photo_id)
    if was != (ticket.id, wanted.to.value, actor.staff_id, wanted.note, wanted.photo_id):
        raise MoveDiffers
    return ticket


def _decide(session: Session, actor: Actor, ticket: Ticket, wanted: Move) -> TicketState:
    state = TicketState(ticket.state)
    if wanted.seen_state not in {None, state}:
        msg = f"you saw it {wanted.seen_state}; {_latest(session, ticket)}"
        raise TicketMoved(msg)
    store = visible_store(session, actor, ticket.store_id)
    mover = Mover(roles_at(session, actor, store), is_fixer=ticket.fixer_id == actor.staff_id)
    try:
        return rules.next_state(state, wanted, mover, now=now())
    except MoveNotAllowed as refused:
        msg = f"{refused.detail}; {_latest(session, ticket)}"
        raise MoveNotAllowed(msg, faults=refused.faults) from refused


def _latest(session: Session, ticket: Ticket) -> str:
    """Say who brought the ticket where it is, and when: who came second wants to know."""
    last = queries.last_move(session, ticket.id)
    if last is None:
        return f"it is {ticket.state}"
    staff = staff_by_ids(session, [last.staff_id]) if last.staff_id else {}
    who = staff[last.staff_id].login if last.staff_id else "the system"
    return f"{who} made it {last.to_state} at {last.at.isoformat(timespec='seconds')}"


def _check_proof(session: Session, ticket: Ticket, photo_id: uuid.UUID | None) -> None:
    photo = photo_by_id(session, photo_id) if photo_id else None
    if photo is None or photo.ticket_id != ticket.id or photo.state != PhotoState.STORED.value:
        raise FixPhotoMissing
    if photo.sha256 in queries.pictures_of(session, ticket.id):
        raise FixPhotoReused


def _flush(session: Session) -> None:
    """Write the ticket; the index on living faults refuses a second one of the same fault."""
    try:
        session.flush()
    except IntegrityError as error:
        if "uq_ticket_living_fault" not in str(error.orig):
            raise
        raise FaultAlreadyOpen from error


def _tell(session: Session, ticket: Ticket, name: EventName | None) -> None:
    if name is not None:
        record(session, happened(name, ticket_id=ticket.id, store_id=ticket.store_id))
    session.flush()


def _text(staff_id: uuid.UUID | None) -> str | None:
    return str(staff_id) if staff_id else None
