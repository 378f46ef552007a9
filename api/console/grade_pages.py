"""A store's yearly grade on its page, and the forms for its licence and its accidents."""

import uuid
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.console.visits import Visit, VisitDep
from core.ids import new_id
from scorecards.yearly import grades
from stores import licences
from stores.models import Store
from stores.queries import roles_at, staff_by_ids
from stores.rules import may_record

router = APIRouter(prefix="/stores/{store_id}")
# A NUL is no text to the database.
Text = Annotated[str, Form(max_length=licences.MAX_NOTE, pattern=r"^[^\x00]*$")]


def grades_of(visit: Visit, store: Store) -> dict[str, Any]:
    """Return what the part of the store's page about its year is filled with."""
    found = grades(visit.session, visit.actor, store.id)
    writers = {line.accident.staff_id for line in found.accidents}
    writers |= {line.withdrawal.staff_id for line in found.accidents if line.withdrawal}
    return {
        "grades": found,
        "writers": staff_by_ids(visit.session, writers),
        "may_record": may_record(roles_at(visit.session, visit.actor, store)),
        "accident_id": new_id(),
    }


@router.post("/licence")
def send_licence(
    visit: VisitDep, store_id: uuid.UUID, *, licensed_on: Annotated[date | None, Form()] = None
) -> Response:
    """Keep since when the licence is held; an empty day means that nobody knows."""
    licences.set_licence(visit.session, visit.actor, store_id, licensed_on=licensed_on)
    return _back_to(store_id)


@router.post("/accidents")
def send_accident(
    visit: VisitDep,
    store_id: uuid.UUID,
    *,
    accident_id: Annotated[uuid.UUID, Form(alias="id")],
    happened_on: Annotated[date, Form()],
    note: Text,
) -> Response:
    """Write down an accident; the form sent twice writes it once."""
    licences.report_accident(
        visit.session, visit.actor, store_id, accident_id, happened_on=happened_on, note=note
    )
    return _back_to(store_id)


@router.post("/accidents/{accident_id}/withdrawal")
def send_withdrawal(
    visit: VisitDep, store_id: uuid.UUID, accident_id: uuid.UUID, *, reason: Text
) -> Response:
    """Say that an accident was none, and why."""
    licences.withdraw_accident(visit.session, visit.actor, store_id, accident_id, reason=reason)
    return _back_to(store_id)


def _back_to(store_id: uuid.UUID) -> Response:
    return RedirectResponse(f"/console/stores/{store_id}", status_code=303)
