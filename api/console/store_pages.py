"""One store's scorecard: its score with every term, its weeks, what moved it, and what to do."""

import uuid

from fastapi import APIRouter
from starlette.responses import Response

from api.console.due_lists import due_at
from api.console.grade_pages import grades_of
from api.console.reasons import TONES, terms_of, to_move_line
from api.console.rendering import render
from api.console.visits import VisitDep
from checklists.visits.kinds import kinds_of
from planograms.views import views_of
from scorecards.queries import scorecard
from stores.models import Zone
from stores.queries import shelves, staff_by_ids, visible_regions

router = APIRouter(prefix="/stores")

_SHOWN_MOVES = 6
_SHOWN_WEEKS = 8


@router.get("/{store_id}")
def show_store(visit: VisitDep, store_id: uuid.UUID) -> Response:
    """Show how one store is doing, and why."""
    card = scorecard(visit.session, visit.actor, store_id)
    store, period = card.row.store, card.row.period
    explanation = period.explanation if period else {}
    regions = {region.id: region for region in visible_regions(visit.session, visit.actor)}
    kitchen = [
        place for place in shelves(visit.session, [store.id]) if place.zone != Zone.SHOP_FLOOR.value
    ]
    kinds = kinds_of(visit.session)
    owners = {ticket.owner_id for ticket in card.tickets if ticket.owner_id}
    return render(
        visit,
        "store.html",
        {
            "store": store,
            "region": regions.get(store.region_id),
            "row": card.row,
            "tone": TONES.get(card.row.band or "", ""),
            "terms": terms_of(visit.language, store, explanation, kinds),
            "weeks": card.row.weeks[-_SHOWN_WEEKS:],
            "moves": [to_move_line(visit.language, move) for move in card.moves[:_SHOWN_MOVES]],
            "worst": card.worst,
            "tickets": card.tickets,
            "visits": card.visits,
            "kinds": kinds,
            "due_here": due_at(visit, store.id),
            "places": kitchen,
            "views": views_of(visit.session, [place.id for place in kitchen]),
            "staff": staff_by_ids(visit.session, owners),
            **grades_of(visit, store),
        },
    )
