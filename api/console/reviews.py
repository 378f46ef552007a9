"""Where people overrule the eyes: what waits for a person, and the buttons to decide."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.console.looks import closeups
from api.console.problems import came_from
from api.console.rendering import render
from api.console.ticket_forms import Note
from api.console.visits import VisitDep
from checklists.queries import photos_by_ids
from findings.models import Result
from findings.queries import analyses_of, awaiting_review, place_names
from findings.service import review
from stores.queries import roles_by_store, stores_by_ids
from stores.rules import may_review

router = APIRouter()


@router.get("/reviews")
def show_reviews(visit: VisitDep) -> Response:
    """Show what the eyes are not sure about, oldest first."""
    session, actor = visit.session, visit.actor
    findings = awaiting_review(session, actor)
    photos = photos_by_ids(session, {one.photo_id for one in findings if one.photo_id})
    stores = stores_by_ids(session, (one.store_id for one in findings))
    roles = roles_by_store(session, actor, stores.values())
    allowed = {store_id for store_id in stores if may_review(roles[store_id])}
    return render(
        visit,
        "reviews.html",
        {
            "findings": findings,
            "place_names": place_names(session, findings),
            "closeups": closeups(findings, photos, analyses_of(session, photos)),
            "stores": stores,
            "allowed": allowed,
        },
    )


@router.post("/findings/{finding_id}/review")
def send_review(
    request: Request,
    visit: VisitDep,
    finding_id: uuid.UUID,
    *,
    result: Annotated[Result, Form()],
    note: Note = "",
) -> Response:
    """Say whether the eyes are right, and go back to where the button was."""
    review(visit.session, visit.actor, finding_id, result=result, note=note.strip())
    return RedirectResponse(came_from(request), status_code=303)
