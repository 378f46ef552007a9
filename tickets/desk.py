"""What filing a sighting needs to know; apart from queries.py, whose reads are for people."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from checklists.models import ChecklistVersion, Photo, Question
from checklists.queries import inspection_by_id, photos_by_ids
from core.clock import now
from core.words import Words
from findings.models import Analysis, Finding, Result
from planograms.models import Product, Slot
from planograms.queries import products_by_sku
from planograms.views import names_of_areas
from stores.models import Role, Shelf
from stores.queries import shelves
from tickets import rules
from tickets.models import Ticket, TicketEvent
from tickets.queries import is_living
from tickets.rules import Candidate


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the faults of one inspection need, read at once however many there are."""

    session: Session
    store_id: uuid.UUID
    seen_at: datetime  # when the inspection ended, where no photo says it better
    asked: dict[uuid.UUID, tuple[Question, uuid.UUID]]  # the questions and their checklists
    photos: dict[uuid.UUID, Photo]
    places: dict[uuid.UUID, Shelf]
    products: dict[str, Product]
    rows: dict[uuid.UUID, int]
    areas: dict[tuple[uuid.UUID, str], Words]  # the names of drawn areas, by place and code
    known: list[Ticket]  # newest first
    staff: dict[Role, list[Candidate]]


def set_up(session: Session, faults: Sequence[Finding]) -> Desk:
    """Read all that these faults, of one inspection, need in order to be filed."""
    store_id = faults[0].store_id
    inspection_id = faults[0].inspection_id
    inspection = inspection_by_id(session, inspection_id) if inspection_id else None
    return Desk(
        session=session,
        store_id=store_id,
        seen_at=inspection.finished_at if inspection else now(),
        asked=asked(session, {fault.question_id for fault in faults}),
        photos=photos_by_ids(session, {fault.photo_id for fault in faults if fault.photo_id}),
        places={shelf.id: shelf for shelf in shelves(session, [store_id])},
        products=products_by_sku(
            session,
            {sku for fault in faults for sku in (fault.sku, fault.seen_sku) if sku},
        ),
        rows=rows_of_slots(session, faults),
        areas=names_of_areas(session, {fault.shelf_id for fault in faults if fault.shelf_id}),
        known=tickets_that_matter(
            session,
            store_id,
            {fault.kind for fault in faults},
            since=now() - rules.RECURS_WITHIN,
        ),
        staff={},
    )


def tickets_that_matter(
    session: Session, store_id: uuid.UUID, kinds: Collection[str], *, since: datetime
) -> list[Ticket]:
    """Return a store's tickets that a new sighting may belong to, newest first, and hold them.

    These are the living ones, those waived until later, and those that ended since then.
    """
    return list(
        session.exec(
            select(Ticket)
            .where(
                Ticket.store_id == store_id,
                col(Ticket.kind).in_(kinds),
                or_(
                    is_living(),
                    col(Ticket.ended_at) >= since,
                    col(Ticket.waived_until) >= since,
                ),
            )
            .order_by(col(Ticket.opened_at).desc(), col(Ticket.id).desc())
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def living_ticket_of(session: Session, fault_key: str) -> Ticket:
    """Return the living ticket of a fault that has one; there is never a second one."""
    return session.exec(select(Ticket).where(Ticket.fault_key == fault_key, is_living())).one()


def withdrawn_tickets(
    session: Session, *, inspection_id: uuid.UUID | None, photo_id: uuid.UUID | None
) -> list[uuid.UUID]:
    """Return the living tickets of which a person has called every sighting no fault.

    Only tickets with a sighting at this inspection, or on this photo, are looked at.
    """
    withdrawn = select(TicketEvent.ticket_id).where(
        TicketEvent.finding_id == Finding.id,
        Finding.human_result == Result.NO_FAULT.value,
    )
    if inspection_id is not None:
        withdrawn = withdrawn.where(Finding.inspection_id == inspection_id)
    if photo_id is not None:
        withdrawn = withdrawn.where(Finding.photo_id == photo_id)
    standing = select(TicketEvent.ticket_id).where(
        TicketEvent.finding_id == Finding.id,
        col(Finding.human_result).is_distinct_from(Result.NO_FAULT.value),
    )
    return list(
        session.exec(
            select(Ticket.id)
            .where(is_living(), col(Ticket.id).in_(withdrawn), col(Ticket.id).not_in(standing))
            .order_by(col(Ticket.id))
        )
    )


def asked(
    session: Session, question_ids: Iterable[uuid.UUID | None]
) -> dict[uuid.UUID, tuple[Question, uuid.UUID]]:
    """Return these questions, each with the id of its checklist."""
    rows = session.exec(
        select(Question, ChecklistVersion.checklist_id).where(
            col(Question.id).in_([one for one in question_ids if one is not None]),
            ChecklistVersion.id == Question.version_id,
        )
    ).all()
    return {question.id: (question, checklist_id) for question, checklist_id in rows}


def rows_of_slots(session: Session, findings: Iterable[Finding]) -> dict[uuid.UUID, int]:
    """Return on which shelf row each finding is, where a planogram says so; 0 is the top row."""
    rows = session.exec(
        select(Finding.id, Slot.row).where(
            col(Finding.id).in_([finding.id for finding in findings]),
            Finding.analysis_id == Analysis.id,
            Analysis.planogram_id == Slot.planogram_id,
            Finding.item == Slot.code,
        )
    ).all()
    return dict(rows)
