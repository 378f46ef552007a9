"""Reads of tickets and their timelines; on behalf of a person cut to what they may see."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, and_, col, func, select

from checklists.models import Photo, Severity
from core.clock import now
from core.pages import CursorInvalid, Page, cut_page, from_cursor
from findings.models import Finding
from stores.models import Store
from stores.queries import roles_at, visible_store_ids
from stores.rules import Actor
from tickets.errors import TicketNotFound
from tickets.models import ENDED, Ticket, TicketEvent, TicketEventKind, TicketState
from tickets.moves import MoveRule
from tickets.rules import Living, Mover, allowed_moves

ENDED_STATES = tuple(sorted(state.value for state in ENDED))


@dataclass(frozen=True, slots=True)
class Inbox:
    """Which tickets somebody wants to see; living ones unless states are named."""

    mine: bool = False
    unassigned: bool = False
    overdue: bool = False
    to_verify: bool = False  # a fix waits for somebody else than its fixer
    store_id: uuid.UUID | None = None
    states: tuple[TicketState, ...] = ()


def visible_ticket(session: Session, actor: Actor, ticket_id: uuid.UUID) -> Ticket:
    """Return a ticket of a store the person may see.

    Raises:
        TicketNotFound: If it is not there or not theirs.
    """
    ticket = session.exec(
        select(Ticket).where(
            Ticket.id == ticket_id, col(Ticket.store_id).in_(visible_store_ids(actor))
        )
    ).first()
    if ticket is None:
        raise TicketNotFound
    return ticket


def locked_ticket(session: Session, ticket_id: uuid.UUID) -> Ticket | None:
    """Return a ticket as it is now and keep everybody else from moving it until we are done.

    `populate_existing` matters: whoever waited here must see what the winner made of the ticket.
    """
    return session.exec(
        select(Ticket)
        .where(Ticket.id == ticket_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()


def moves_open_to(session: Session, actor: Actor, ticket: Ticket) -> dict[TicketState, MoveRule]:
    """Return what this person may do with the ticket now, each move with what it asks for."""
    store = session.exec(select(Store).where(Store.id == ticket.store_id)).one()
    mover = Mover(roles_at(session, actor, store), is_fixer=ticket.fixer_id == actor.staff_id)
    return allowed_moves(TicketState(ticket.state), mover)


def inbox(
    session: Session, actor: Actor, wanted: Inbox, *, cursor: str | None = None, limit: int = 50
) -> Page[Ticket]:
    """Return the tickets somebody asked for, what is due soonest first.

    Raises:
        CursorInvalid: If the cursor was not made by us.
    """
    query = (
        select(Ticket)
        .where(*_conditions(actor, wanted))
        .order_by(col(Ticket.due_at), col(Ticket.id))
        .limit(limit + 1)
    )
    if cursor is not None:
        after = from_cursor(cursor)
        due_at = session.exec(select(Ticket.due_at).where(Ticket.id == after)).first()
        if due_at is None:
            raise CursorInvalid
        query = query.where(tuple_(col(Ticket.due_at), col(Ticket.id)) > tuple_(due_at, after))
    return cut_page(session.exec(query).all(), limit, lambda ticket: ticket.id)


def count(session: Session, actor: Actor, wanted: Inbox) -> int:
    """Return how many tickets `inbox` would list in all."""
    query = select(func.count()).select_from(Ticket).where(*_conditions(actor, wanted))
    return session.exec(query).one()


def _conditions(actor: Actor, wanted: Inbox) -> list[ColumnElement[bool]]:
    states = [state.value for state in wanted.states]
    chosen = [
        col(Ticket.store_id).in_(visible_store_ids(actor)),
        col(Ticket.state).in_(states) if states else is_living(),
    ]
    if wanted.mine:
        chosen.append(col(Ticket.owner_id) == actor.staff_id)
    if wanted.unassigned:
        chosen.append(col(Ticket.owner_id).is_(None))
    if wanted.overdue:
        chosen.append(and_(is_living(), col(Ticket.due_at) < now()))
    if wanted.to_verify:
        waiting = (TicketState.SUBMITTED.value, TicketState.VERIFIED.value)
        chosen += [
            col(Ticket.state).in_(waiting),
            col(Ticket.fixer_id).is_distinct_from(actor.staff_id),
        ]
    if wanted.store_id is not None:
        chosen.append(col(Ticket.store_id) == wanted.store_id)
    return chosen


def is_living() -> ColumnElement[bool]:
    """Say of a ticket's row that it has not ended, in the words of the index on living faults."""
    return col(Ticket.state).not_in(ENDED_STATES)


def timeline(session: Session, ticket_id: uuid.UUID) -> list[TicketEvent]:
    """Return everything that happened to a ticket, oldest first."""
    return list(
        session.exec(
            select(TicketEvent)
            .where(TicketEvent.ticket_id == ticket_id)
            .order_by(col(TicketEvent.at), col(TicketEvent.id))
        )
    )


def event_by_id(session: Session, event_id: uuid.UUID) -> TicketEvent | None:
    """Return one line of some timeline."""
    return session.exec(select(TicketEvent).where(TicketEvent.id == event_id)).first()


def last_move(session: Session, ticket_id: uuid.UUID) -> TicketEvent | None:
    """Return the newest line that changed the ticket's state."""
    return session.exec(
        select(TicketEvent)
        .where(
            TicketEvent.ticket_id == ticket_id,
            col(TicketEvent.to_state).is_distinct_from(col(TicketEvent.from_state)),
        )
        .order_by(col(TicketEvent.at).desc(), col(TicketEvent.id).desc())
        .limit(1)
    ).first()


def recheck_of(
    session: Session, ticket_id: uuid.UUID, photo_id: uuid.UUID | None
) -> TicketEvent | None:
    """Return the line that tells what the eyes made of this photo of the fix."""
    return session.exec(
        select(TicketEvent).where(
            TicketEvent.ticket_id == ticket_id,
            TicketEvent.photo_id == photo_id,
            TicketEvent.kind == TicketEventKind.RECHECKED.value,
        )
    ).first()


def sightings_of(session: Session, ticket_id: uuid.UUID) -> list[Finding]:
    """Return every finding of this fault, oldest first."""
    return list(
        session.exec(
            select(Finding)
            .where(TicketEvent.ticket_id == ticket_id, TicketEvent.finding_id == Finding.id)
            .order_by(col(Finding.created_at), col(Finding.id))
            .execution_options(populate_existing=True)
        )
    )


def tickets_of_findings(
    session: Session, finding_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, Ticket]:
    """Return the ticket of each finding that has one."""
    rows = session.exec(
        select(TicketEvent.finding_id, Ticket)
        .where(
            TicketEvent.ticket_id == Ticket.id,
            col(TicketEvent.finding_id).in_(set(finding_ids)),
        )
        .order_by(col(TicketEvent.at))
    ).all()
    return {finding_id: ticket for finding_id, ticket in rows if finding_id is not None}


def open_for_staff(session: Session, staff_ids: Iterable[uuid.UUID]) -> Counter[uuid.UUID]:
    """Return how many living tickets each of these people owns."""
    rows = session.exec(
        select(Ticket.owner_id, func.count())
        .where(col(Ticket.owner_id).in_(set(staff_ids)), is_living())
        .group_by(col(Ticket.owner_id))
    ).all()
    return Counter({owner_id: count for owner_id, count in rows if owner_id is not None})


def living_counts(
    session: Session, store_ids: Iterable[uuid.UUID], *, now: datetime
) -> dict[uuid.UUID, Living]:
    """Return the living tickets of each store, counted by severity."""
    found = {store_id: Living() for store_id in store_ids}
    overdue = func.count().filter(col(Ticket.due_at) < now)
    rows = session.exec(
        select(Ticket.store_id, Ticket.severity, func.count(), overdue)
        .where(col(Ticket.store_id).in_(list(found)), is_living())
        .group_by(col(Ticket.store_id), col(Ticket.severity))
    ).all()
    for store_id, severity, open_count, overdue_count in rows:
        found[store_id].open[Severity(severity)] = open_count
        found[store_id].overdue[Severity(severity)] = overdue_count
    return found


def living_of_store(session: Session, store_id: uuid.UUID, *, limit: int = 50) -> list[Ticket]:
    """Return what waits for a fix at a store, what is due soonest first."""
    return list(
        session.exec(
            select(Ticket)
            .where(Ticket.store_id == store_id, is_living())
            .order_by(col(Ticket.due_at), col(Ticket.id))
            .limit(limit)
        )
    )


def most_urgent(session: Session, store_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Ticket]:
    """Return the ticket of each store to look at first: overdue, the worst, the oldest."""
    worst = case(
        {severity.value: rank for rank, severity in enumerate(Severity)}, value=col(Ticket.severity)
    )
    rows = session.exec(
        select(Ticket)
        .where(col(Ticket.store_id).in_(list(store_ids)), is_living())
        .order_by(
            col(Ticket.store_id),
            (col(Ticket.due_at) < now()).desc(),
            worst.desc(),
            col(Ticket.due_at),
        )
        .ext(distinct_on(col(Ticket.store_id)))
    )
    return {ticket.store_id: ticket for ticket in rows}


def closed_between(
    session: Session, store_id: uuid.UUID, *, since: datetime, until: datetime
) -> int:
    """Return how many faults of a store were fixed, with proof, from `since` to before `until`."""
    return session.exec(
        select(func.count())
        .select_from(Ticket)
        .where(
            Ticket.store_id == store_id,
            Ticket.state == TicketState.CLOSED.value,
            col(Ticket.ended_at) >= since,
            col(Ticket.ended_at) < until,
        )
    ).one()


def pictures_of(session: Session, ticket_id: uuid.UUID) -> set[str]:
    """Return the hashes of all pictures on a timeline: of the fault and of earlier fixes."""
    return set(
        session.exec(
            select(Photo.sha256).where(
                TicketEvent.ticket_id == ticket_id, TicketEvent.photo_id == Photo.id
            )
        )
    )
