"""From findings to tickets; apart from service.py, which is about what people do with a ticket.

Safe to run twice and at the same time: openers of one store wait for each other, a finding is filed
once, and the index on living faults refuses what slips through.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from checklists.models import Question, Severity
from core.clock import now
from core.db import lock_name, tenant_of
from core.events import EventName, happened
from core.outbox import record
from core.words import Words
from findings.models import Finding
from findings.queries import faults_of
from stores.models import Role, Zone
from stores.queries import staff_with_role
from tickets import queries, rules
from tickets.desk import Desk, living_ticket_of, set_up, withdrawn_tickets
from tickets.due import due_at, hours_to_fix
from tickets.models import Ticket, TicketEvent, TicketEventKind, TicketState
from tickets.rules import Candidate
from tickets.wording import Scene, to_next_step, to_title


def open_for_findings(
    session: Session,
    *,
    inspection_id: uuid.UUID | None = None,
    photo_id: uuid.UUID | None = None,
) -> list[uuid.UUID]:
    """Give every fault of an inspection or a photo its ticket; return those that were opened.

    A fault that has a living ticket gets a line on its timeline instead. A ticket whose every
    sighting a person has since called no fault is voided.

    Raises:
        ValueError: If neither an inspection nor a photo is named.
    """
    if inspection_id is None and photo_id is None:
        msg = "name an inspection or a photo"
        raise ValueError(msg)
    faults = faults_of(session, inspection_id=inspection_id, photo_id=photo_id)
    opened: list[uuid.UUID] = []
    if faults:
        lock_name(session, f"faults/{faults[0].store_id}")
        filed = queries.tickets_of_findings(session, (fault.id for fault in faults))
        new = [fault for fault in faults if fault.id not in filed]
        opened = _file_all(session, new)
    for ticket_id in withdrawn_tickets(session, inspection_id=inspection_id, photo_id=photo_id):
        _void(session, ticket_id)
    session.flush()
    return opened


def _file_all(session: Session, faults: Sequence[Finding]) -> list[uuid.UUID]:
    if not faults:
        return []
    desk = set_up(session, faults)
    tickets = [_file(desk, fault) for fault in faults]
    return [ticket.id for ticket in tickets if ticket is not None]


def _file(desk: Desk, fault: Finding) -> Ticket | None:
    """File one finding; return the ticket if that opened one."""
    photo = desk.photos.get(fault.photo_id) if fault.photo_id else None
    key = _key(desk, fault)
    sighting = rules.judge_sighting(
        [ticket for ticket in desk.known if rules.is_fault_of(ticket, key)],
        seen_at=photo.taken_at if photo else desk.seen_at,
        now=now(),
    )
    if sighting.ticket is not None and sighting.is_again:
        _add_sighting(desk.session, sighting.ticket, fault)
        return None
    ticket = _to_ticket(desk, fault, key)
    if sighting.ticket is not None:
        ticket.state = TicketState.REOPENED.value
        ticket.reopened_from_id = sighting.ticket.id
    is_new = _insert(desk.session, ticket)
    ticket = living_ticket_of(desk.session, key)
    desk.known.insert(0, ticket)
    if not is_new:  # somebody reopened the ended ticket of this fault by hand in this very moment
        _add_sighting(desk.session, ticket, fault)
        return None
    _count_for_owner(desk, ticket)
    desk.session.add(
        _line(
            ticket.id,
            fault,
            TicketEventKind.OPENED,
            to_state=ticket.state,
            evidence={"routing": ticket.routing, "reopened_from_id": _text(sighting.ticket)},
        )
    )
    ids = {"ticket_id": ticket.id, "store_id": ticket.store_id}
    record(desk.session, happened(EventName.TICKET_OPENED, **ids))
    return ticket


def _key(desk: Desk, fault: Finding) -> str:
    question, checklist_id = desk.asked.get(fault.question_id or fault.id, (None, None))
    place = rules.to_place(
        fault.kind,
        shelf_id=fault.shelf_id,
        checklist_id=checklist_id,
        zone=question.zone if question else Zone.SHOP_FLOOR.value,
    )
    return rules.fault_key(desk.store_id, place, rules.to_item(fault.kind, fault.item), fault.kind)


def _to_ticket(desk: Desk, fault: Finding, key: str) -> Ticket:
    question, _ = desk.asked.get(fault.question_id or fault.id, (None, None))
    role = Role(question.owner_role) if question else Role.STORE_MANAGER
    routing = rules.choose_owner(role, _candidates(desk, role))
    scene = _scene(desk, fault, question)
    opened_at = now()
    severity = Severity(fault.severity)
    due_hours = hours_to_fix(fault.kind, severity, question)
    return Ticket(
        tenant_id=tenant_of(desk.session),
        store_id=desk.store_id,
        shelf_id=fault.shelf_id,
        question_id=fault.question_id,
        first_finding_id=fault.id,
        fault_key=key,
        kind=fault.kind,
        item=rules.to_item(fault.kind, fault.item),
        sku=fault.sku,
        severity=fault.severity,
        title=to_title(scene),
        next_step=to_next_step(scene),
        owner_id=routing.owner_id,
        owner_role=role.value,
        routing=routing.explanation,
        opened_at=opened_at,
        due_at=due_at(opened_at, severity, due_hours),
    )


def _scene(desk: Desk, fault: Finding, question: Question | None) -> Scene:
    shelf = desk.places.get(fault.shelf_id) if fault.shelf_id else None
    product = desk.products.get(fault.sku) if fault.sku else None
    seen = desk.products.get(fault.seen_sku) if fault.seen_sku else None
    nothing: Words = {}
    return Scene(
        kind=fault.kind,
        item=rules.to_item(fault.kind, fault.item),
        sku=fault.sku,
        product=product.name if product else nothing,
        seen_sku=fault.seen_sku,
        seen_product=seen.name if seen else nothing,
        shelf=shelf.name if shelf else nothing,
        area=desk.areas.get((fault.shelf_id, fault.item), nothing) if fault.shelf_id else nothing,
        row=desk.rows.get(fault.id),
        spot=rules.to_spot(fault.item),
        prompt=question.prompt if question else nothing,
        next_step=question.next_step if question else nothing,
    )


def _candidates(desk: Desk, role: Role) -> list[Candidate]:
    if role not in desk.staff:
        people = staff_with_role(desk.session, desk.store_id, role)
        counts = queries.open_for_staff(desk.session, (one.id for one in people))
        desk.staff[role] = [Candidate(one.id, one.login, counts[one.id]) for one in people]
    return desk.staff[role]


def _count_for_owner(desk: Desk, ticket: Ticket) -> None:
    role = Role(ticket.owner_role)
    desk.staff[role] = [
        Candidate(one.staff_id, one.login, one.open_tickets + (one.staff_id == ticket.owner_id))
        for one in desk.staff[role]
    ]


def _insert(session: Session, ticket: Ticket) -> bool:
    written = session.execute(
        insert(Ticket)
        .values(**ticket.model_dump())
        .on_conflict_do_nothing()
        .returning(Ticket.__table__.c.id)  # type: ignore[attr-defined] # SQLModel adds it
    ).first()
    return written is not None


def _add_sighting(session: Session, ticket: Ticket, fault: Finding) -> None:
    ticket.sightings += 1
    session.add(_line(ticket.id, fault, TicketEventKind.SEEN_AGAIN))


def _line(
    ticket_id: uuid.UUID,
    fault: Finding,
    kind: TicketEventKind,
    *,
    to_state: str | None = None,
    evidence: dict[str, object] | None = None,
) -> TicketEvent:
    seen = {
        "confidence": fault.confidence,
        "box": fault.box,
        "model_version": fault.model_version,
    }
    return TicketEvent(
        ticket_id=ticket_id,
        kind=kind.value,
        to_state=to_state,
        finding_id=fault.id,
        photo_id=fault.photo_id,
        evidence=seen | (evidence or {}),
        at=now(),
    )


def _void(session: Session, ticket_id: uuid.UUID) -> None:
    """End a ticket that nothing stands for any more, in the name of the last reviewer."""
    ticket = queries.locked_ticket(session, ticket_id)
    sightings = queries.sightings_of(session, ticket_id)
    if ticket is None or not rules.is_withdrawn(TicketState(ticket.state), sightings):
        return  # it ended, or was seen again, while we waited for it
    reviewed = [one for one in sightings if one.reviewed_at is not None]
    last = max(reviewed, key=lambda one: (one.reviewed_at, one.id))
    session.add(
        TicketEvent(
            ticket_id=ticket_id,
            kind=TicketEventKind.MOVED.value,
            from_state=ticket.state,
            to_state=TicketState.VOIDED.value,
            staff_id=last.reviewed_by_id,
            note=last.review_note,
            evidence={"reviewed_findings": [str(one.id) for one in sightings]},
            at=now(),
        )
    )
    ticket.state = TicketState.VOIDED.value
    ticket.ended_at = now()
    ids = {"ticket_id": ticket.id, "store_id": ticket.store_id}
    record(session, happened(EventName.TICKET_CLOSED, **ids))


def _text(ticket: Ticket | None) -> str | None:
    return str(ticket.id) if ticket else None
