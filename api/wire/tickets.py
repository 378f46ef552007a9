"""Tickets in the words of the contract."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from api.wire.photos import to_overlay, to_picture
from api.wire.pictures import Pictures
from api.wire.words import to_person, to_words
from checklists.models import Photo
from checklists.queries import photos_by_ids, photos_of_ticket
from core.clock import now
from core.pages import Page
from findings.models import Analysis
from findings.queries import analyses_of
from mobile_contract.v1 import tickets as wire
from stores.models import Staff
from stores.queries import roles_at, staff_by_ids, visible_store
from stores.rules import Actor, may_assign
from tickets.models import ENDED, Ticket, TicketEvent, TicketState
from tickets.moves import MoveRule
from tickets.queries import moves_open_to, sightings_of, timeline
from tickets.rules import Move

People = Mapping[uuid.UUID, Staff]
FAULT, FIX = "fault", "fix"


@dataclass(frozen=True, slots=True)
class TicketStory:
    """A ticket and everything around it."""

    ticket: Ticket
    people: People
    moves: Mapping[TicketState, MoveRule]
    may_assign: bool
    events: Sequence[TicketEvent]
    photos: Sequence[tuple[str, Photo]]  # what each shows: the fault, or its fix
    analyses: Mapping[uuid.UUID, Analysis]  # by photo


def tell_ticket(session: Session, actor: Actor, ticket: Ticket) -> TicketStory:
    """Gather what a phone shows of a ticket that this person may see."""
    events = timeline(session, ticket.id)
    seen = [one.photo_id for one in sightings_of(session, ticket.id) if one.photo_id is not None]
    faults = photos_by_ids(session, seen)
    fixes = photos_of_ticket(session, ticket.id)
    store = visible_store(session, actor, ticket.store_id)
    involved = (ticket.owner_id, ticket.fixer_id, ticket.verifier_id, *(e.staff_id for e in events))
    return TicketStory(
        ticket=ticket,
        people=staff_by_ids(session, (one for one in involved if one is not None)),
        moves=moves_open_to(session, actor, ticket),
        may_assign=may_assign(roles_at(session, actor, store)),
        events=events,
        photos=[(FAULT, faults[one]) for one in dict.fromkeys(seen)] + [(FIX, p) for p in fixes],
        analyses=analyses_of(session, [*faults, *(photo.id for photo in fixes)]),
    )


def to_ticket(story: TicketStory, pictures: Pictures) -> wire.TicketReply:
    """Return a ticket with its timeline, its pictures and what this person may do with it."""
    ticket, people = story.ticket, story.people
    return wire.TicketReply(
        ticket=_to_summary(ticket, people, now()),
        question_id=ticket.question_id,
        first_finding_id=ticket.first_finding_id,
        owner_role=ticket.owner_role,
        routing=ticket.routing,
        fixer=_to_one(people, ticket.fixer_id),
        verifier=_to_one(people, ticket.verifier_id),
        recheck=ticket.recheck,
        submitted_at=ticket.submitted_at,
        ended_at=ticket.ended_at,
        waived_until=ticket.waived_until,
        reopened_from_id=ticket.reopened_from_id,
        allowed_moves=[_to_move(to, rule) for to, rule in story.moves.items()],
        may_assign=story.may_assign,
        timeline=[_to_entry(event, people) for event in story.events],
        photos=[_to_photo(role, photo, story.analyses, pictures) for role, photo in story.photos],
    )


def to_page(session: Session, page: Page[Ticket]) -> wire.TicketPage:
    """Return one page of tickets."""
    return wire.TicketPage(items=to_summaries(session, page.rows), next_cursor=page.next_cursor)


def to_summaries(session: Session, tickets: Iterable[Ticket]) -> list[wire.TicketSummary]:
    """Return tickets with their owners by name; one query, however many tickets."""
    rows, moment = list(tickets), now()
    people = staff_by_ids(session, (one.owner_id for one in rows if one.owner_id is not None))
    return [_to_summary(ticket, people, moment) for ticket in rows]


def to_wanted(body: wire.MoveRequest) -> Move:
    """Return a move in the words of the room."""
    return Move(
        id=body.id,
        to=TicketState(body.to.value),
        note=body.note,
        photo_id=body.photo_id,
        until=body.until,
        seen_state=TicketState(body.seen_state.value) if body.seen_state else None,
    )


def _to_summary(ticket: Ticket, people: People, moment: datetime) -> wire.TicketSummary:
    return wire.TicketSummary(
        id=ticket.id,
        store_id=ticket.store_id,
        shelf_id=ticket.shelf_id,
        kind=ticket.kind,
        item=ticket.item,
        sku=ticket.sku,
        severity=ticket.severity,
        title=to_words(ticket.title),
        next_step=to_words(ticket.next_step),
        state=ticket.state,
        owner=_to_one(people, ticket.owner_id),
        opened_at=ticket.opened_at,
        due_at=ticket.due_at,
        is_overdue=TicketState(ticket.state) not in ENDED and ticket.due_at < moment,
        sightings=ticket.sightings,
    )


def _to_one(people: People, staff_id: uuid.UUID | None) -> wire.PersonReply | None:
    return to_person(people.get(staff_id)) if staff_id is not None else None


def _to_move(to: TicketState, rule: MoveRule) -> wire.MoveReply:
    return wire.MoveReply(
        to=to.value,
        needs_photo=rule.needs_photo,
        needs_note=rule.needs_note,
        needs_until=rule.needs_until,
    )


def _to_entry(event: TicketEvent, people: People) -> wire.TimelineEntry:
    return wire.TimelineEntry(
        id=event.id,
        kind=event.kind,
        at=event.at,
        by=_to_one(people, event.staff_id),
        from_state=event.from_state,
        to_state=event.to_state,
        note=event.note,
        finding_id=event.finding_id,
        photo_id=event.photo_id,
        evidence=event.evidence,
    )


def _to_photo(
    role: str, photo: Photo, analyses: Mapping[uuid.UUID, Analysis], pictures: Pictures
) -> wire.TicketPhoto:
    return wire.TicketPhoto(
        id=photo.id,
        role=role,
        state=photo.state,
        taken_at=photo.taken_at,
        picture=to_picture(photo, pictures),
        overlay=to_overlay(analyses.get(photo.id), pictures),
    )
