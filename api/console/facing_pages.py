"""One facing of a shelf photo: what the eyes took it for, and the form to say what it is."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.console.looks import Closeup, frame_of, plain_key
from api.console.rendering import render
from api.console.ticket_forms import Note
from api.console.visits import Visit, VisitDep
from checklists.models import Photo
from checklists.queries import visible_photo
from core.ids import new_id
from findings.corrections import Word, correct
from findings.errors import CorrectionInvalid
from findings.models import Analysis
from findings.queries import analysis_of, corrections_of
from planograms.queries import all_products, products_by_sku
from stores.queries import roles_at, shelf_by_id, visible_store
from stores.rules import may_review

router = APIRouter(prefix="/photos/{photo_id}/facings")
NONE_OF_THESE = "?"
"""What the form sends for "not this product, and I do not know which"."""


@dataclass(frozen=True, slots=True)
class FacingView:
    """One facing as people find it on the shelf."""

    code: str  # row-column-level
    row: int  # from 1, at the top
    column: int  # from 1, at the left
    level: int
    box: list[float]
    sku: str | None
    confidence: float | None
    slot: str | None  # the planned position it stands on
    planned_sku: str | None


def facings_of(report: Mapping[str, Any]) -> list[FacingView]:
    """Return the facings of a photo in the order in which a shelf is read."""
    found = [_to_view(report, facing) for facing in report.get("facings", ())]
    return sorted(found, key=lambda one: (one.row, one.column, one.level))


def _to_view(report: Mapping[str, Any], facing: Mapping[str, Any]) -> FacingView:
    recognition = facing.get("recognition") or {}
    slot = _slot_of(report, facing["box"])
    return FacingView(
        code=f"{facing['row']}-{facing['column']}-{facing['level']}",
        row=facing["row"] + 1,
        column=facing["column"] + 1,
        level=facing["level"],
        box=[facing["box"][side] for side in ("left", "top", "right", "bottom")],
        sku=recognition.get("sku"),
        confidence=recognition.get("confidence"),
        slot=slot["id"] if slot else None,
        planned_sku=slot["sku"] if slot else None,
    )


def _slot_of(report: Mapping[str, Any], box: Mapping[str, float]) -> Mapping[str, Any] | None:
    """Return the planned position in whose place the middle of a box lies."""
    x, y = (box["left"] + box["right"]) / 2, (box["top"] + box["bottom"]) / 2
    for position in report.get("positions", ()):
        place = position["box"]
        if place and place["left"] <= x <= place["right"] and place["top"] <= y <= place["bottom"]:
            slot: Mapping[str, Any] = position["slot"]
            return slot
    return None


def _find(visit: Visit, photo: Photo, code: str) -> tuple[FacingView, Analysis]:
    analysis = analysis_of(visit.session, photo.id)
    report = analysis.report if analysis else {}
    for facing in facings_of(report):
        if facing.code == code and analysis is not None:
            return facing, analysis
    raise CorrectionInvalid


@router.get("/{code}")
def show_facing(visit: VisitDep, photo_id: uuid.UUID, code: str) -> Response:
    """Show one facing large enough to read, and ask what it is."""
    session = visit.session
    photo = visible_photo(session, visit.actor, photo_id)
    store = visible_store(session, visit.actor, photo.store_id)
    facing, analysis = _find(visit, photo, code)
    named = {sku for sku in (facing.sku, facing.planned_sku) if sku}
    return render(
        visit,
        "facing.html",
        {
            "photo": photo,
            "store": store,
            "shelf": shelf_by_id(session, photo.shelf_id),
            "facing": facing,
            "closeup": Closeup(plain_key(photo), frame_of(photo, analysis), facing.box),
            "products": products_by_sku(session, named),
            "choices": all_products(session),
            "corrections": [
                one for one in corrections_of(session, photo.id) if list(one.box) == facing.box
            ],
            "may_correct": may_review(roles_at(session, visit.actor, store)),
            "correction_id": new_id(),
            "none_of_these": NONE_OF_THESE,
        },
    )


@router.post("/{code}")
def send_correction(
    visit: VisitDep,
    photo_id: uuid.UUID,
    code: str,
    *,
    correction_id: Annotated[uuid.UUID, Form(alias="id")],
    sku: Annotated[str, Form(max_length=64, pattern=r"^[^\x00]*$")],
    note: Note = "",
) -> Response:
    """Say what stands there; the form sent twice says it once."""
    photo = visible_photo(visit.session, visit.actor, photo_id)
    facing, _ = _find(visit, photo, code)
    left, top, right, bottom = facing.box
    word = Word(
        id=correction_id,
        box=(left, top, right, bottom),
        sku=None if sku == NONE_OF_THESE else sku,
        slot=facing.slot,
        note=note.strip(),
    )
    correct(visit.session, visit.actor, photo_id, word)
    return RedirectResponse(f"/console/photos/{photo_id}/facings/{code}", status_code=303)
