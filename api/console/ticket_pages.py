"""Tickets: the lists people work from, and one ticket with its proof."""

import uuid
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.console.looks import Closeup, View, to_closeup, to_view
from api.console.rendering import render
from api.console.visits import Visit, VisitDep
from checklists.models import Photo
from checklists.queries import photos_by_ids, photos_of_ticket
from core.ids import new_id
from findings.models import Analysis, Finding
from findings.queries import analyses_of
from stores.models import Role, Staff, Store
from stores.queries import (
    roles_at,
    shelf_by_id,
    staff_by_ids,
    staff_with_role,
    stores_by_ids,
    visible_store,
)
from stores.rules import WORKS, may_assign
from tickets.models import ENDED, Ticket, TicketState
from tickets.queries import (
    Inbox,
    count,
    inbox,
    moves_open_to,
    sightings_of,
    timeline,
    visible_ticket,
)

router = APIRouter(prefix="/tickets")

TABS = {
    "mine": Inbox(mine=True),
    "overdue": Inbox(overdue=True),
    "unassigned": Inbox(unassigned=True),
    "to_verify": Inbox(to_verify=True),
    "all": Inbox(),
    "ended": Inbox(states=tuple(ENDED)),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of tickets and how many are in it."""

    code: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """What there is to see of a fault: where it was seen, and its fix."""

    before: list[View]
    after: list[View]
    closeup: Closeup | None
    preparing: list[str]  # which of them cannot be shown yet, in words
    has_fix: bool


@router.get("")
def show_tickets(
    visit: VisitDep,
    tab: str = "all",
    store_id: uuid.UUID | None = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Show the tickets of one tab, what is due soonest first."""
    session, actor = visit.session, visit.actor
    store = visible_store(session, actor, store_id) if store_id else None
    tab = tab if tab in TABS else "all"
    page = inbox(session, actor, replace(TABS[tab], store_id=store_id), cursor=cursor)
    return render(
        visit,
        "tickets.html",
        {
            "tabs": _tabs(visit, store_id),
            "tab": tab,
            "store": store,
            "page": page,
            "stores": stores_by_ids(session, (row.store_id for row in page.rows)),
            "staff": staff_by_ids(session, {row.owner_id for row in page.rows if row.owner_id}),
        },
    )


@router.get("/{ticket_id}")
def show_ticket(visit: VisitDep, ticket_id: uuid.UUID) -> Response:
    """Show one ticket: what was seen, what to do, who owns it, and what happened so far."""
    session = visit.session
    ticket = visible_ticket(session, visit.actor, ticket_id)
    store = visible_store(session, visit.actor, ticket.store_id)
    events = timeline(session, ticket.id)
    sightings = sightings_of(session, ticket.id)
    moves = moves_open_to(session, visit.actor, ticket)
    people = {ticket.owner_id, ticket.fixer_id, ticket.verifier_id, ticket.waived_by_id}
    pictures = _pictures(visit, ticket, sightings)
    return render(
        visit,
        "ticket.html",
        {
            "ticket": ticket,
            "store": store,
            "shelf": shelf_by_id(session, ticket.shelf_id),
            "timeline": events[::-1],
            "staff": staff_by_ids(
                session, {one for one in people | {e.staff_id for e in events} if one}
            ),
            "inspections": {
                one.id: one.inspection_id for one in sightings if one.inspection_id is not None
            },
            "moves": moves,
            "move_ids": {to: new_id() for to in moves},
            "comment_id": new_id(),
            "candidates": _candidates(visit, ticket, store),
            "before": pictures.before,
            "after": pictures.after,
            "closeup": pictures.closeup,
            "preparing": pictures.preparing,
            "has_fix": pictures.has_fix,
        },
    )


def _tabs(visit: Visit, store_id: uuid.UUID | None) -> list[Tab]:
    _ = visit.language.texts.gettext
    names = {
        "mine": _("Mine"),
        "overdue": _("Overdue"),
        "unassigned": _("Unassigned"),
        "to_verify": _("To verify"),
        "all": _("All open"),
        "ended": _("Ended"),
    }
    return [
        Tab(
            code, names[code], count(visit.session, visit.actor, replace(wanted, store_id=store_id))
        )
        for code, wanted in TABS.items()
    ]


def _candidates(visit: Visit, ticket: Ticket, store: Store) -> list[Staff]:
    """Return who could own the ticket; nobody where this person may not say so."""
    roles = roles_at(visit.session, visit.actor, store)
    if TicketState(ticket.state) in ENDED or not may_assign(roles):
        return []
    found: dict[uuid.UUID, Staff] = {}
    for role in sorted(WORKS, key=list(Role).index, reverse=True):
        found |= {one.id: one for one in staff_with_role(visit.session, store.id, role)}
    if ticket.owner_id is not None:
        found |= staff_by_ids(visit.session, [ticket.owner_id])
    return list(found.values())


def _pictures(visit: Visit, ticket: Ticket, sightings: list[Finding]) -> Pictures:
    """Return the newest sighting on a photo beside the newest photo of a fix."""
    seen = [finding for finding in sightings if finding.photo_id is not None and finding.box]
    seen = seen or [finding for finding in sightings if finding.photo_id is not None]
    photos = photos_by_ids(visit.session, {one.photo_id for one in seen if one.photo_id})
    fixes = photos_of_ticket(visit.session, ticket.id)
    analyses = analyses_of(visit.session, [*photos, *(photo.id for photo in fixes)])
    texts = visit.language.texts
    last = seen[-1] if seen else None
    before = photos.get(last.photo_id) if last and last.photo_id else None
    shown = {
        texts.gettext("Before"): [before] if before else [],
        texts.gettext("After"): fixes[-1:],
    }
    views = [_views(some, analyses, text) for text, some in shown.items()]
    return Pictures(
        before=views[0],
        after=views[1],
        closeup=to_closeup(last, before, analyses.get(before.id)) if last and before else None,
        preparing=[
            text
            for (text, some), seen in zip(shown.items(), views, strict=True)
            if some and not seen
        ],
        has_fix=bool(fixes),
    )


def _views(photos: list[Photo], analyses: dict[uuid.UUID, Analysis], text: str) -> list[View]:
    views = (to_view(photo, analyses.get(photo.id), text) for photo in photos)
    return [view for view in views if view is not None]
