"""One photo: with and without the eyes' marks, the verdict on every position, and the findings."""

import uuid
from collections import Counter
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from api.console.facing_pages import facings_of
from api.console.looks import closeups, to_view
from api.console.measures import measure_lines
from api.console.rendering import render
from api.console.visits import Visit, VisitDep
from checklists.models import Photo
from checklists.photos.privacy import may_look
from checklists.queries import question_by_id, visible_photo
from findings.models import Analysis, Finding
from findings.queries import analysis_of, findings_of_photo, place_names
from planograms.models import Product
from planograms.queries import products_by_sku
from stores.models import Store
from stores.queries import roles_at, shelf_by_id, staff_by_ids, visible_store
from stores.rules import may_review
from tickets.queries import tickets_of_findings
from vision.values import Subject

router = APIRouter(prefix="/photos")


@router.get("/{photo_id}")
def show_photo(visit: VisitDep, photo_id: uuid.UUID, picture: str = "marked") -> Response:
    """Show a photo and everything the eyes and people said about it."""
    session = visit.session
    photo = visible_photo(session, visit.actor, photo_id)
    store = visible_store(session, visit.actor, photo.store_id)
    analysis = analysis_of(session, photo.id)
    findings = findings_of_photo(session, photo.id)
    report = analysis.report if analysis else {}
    is_marked = picture != "original" and analysis is not None and bool(analysis.overlay_key)
    text = visit.language.texts.gettext("Photo")
    return render(
        visit,
        "photo.html",
        {
            "photo": photo,
            "store": store,
            "shelf": shelf_by_id(session, photo.shelf_id),
            "question": question_by_id(session, photo.question_id),
            "taker": staff_by_ids(session, [photo.staff_id])[photo.staff_id],
            "analysis": analysis,
            "is_marked": is_marked,
            "may_look": may_look(session, visit.actor, photo),
            "is_judged": photo.subject != Subject.EVIDENCE.value,
            "view": to_view(photo, analysis, text, is_marked=is_marked),
            "issues": report.get("quality", {}).get("issues", ()),
            "positions": positions_of(report),
            "counts": Counter(each["verdict"] for each in report.get("positions", ())),
            "seen": Counter(each["thing"] for each in report.get("detections", ())),
            "faces": Counter(each["state"] for each in report.get("faces", ())),
            "unclear": report.get("unclear", {}),
            "frames": report.get("frames", 1),
            "first_photo_id": report.get("first_photo_id"),
            "suppressed": [each["kind"] for each in report.get("suppressed", ())],
            "products": _products(visit, report),
            "facings": facings_of(report),
            "extras": report.get("extras", ()),
            "tags": report.get("tags", ()),
            "measures": measure_lines(visit.language, report.get("measures", ())),
            **_findings(visit, store, photo, analysis, findings),
        },
    )


def positions_of(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the verdicts on a shelf's positions as people read a shelf: by row, left to right."""
    return sorted(
        report.get("positions", ()),
        key=lambda each: (each["slot"]["row"], each["slot"]["left_mm"]),
    )


def _findings(
    visit: Visit,
    store: Store,
    photo: Photo,
    analysis: Analysis | None,
    findings: list[Finding],
) -> dict[str, object]:
    analyses = {photo.id: analysis} if analysis else {}
    is_reviewer = may_review(roles_at(visit.session, visit.actor, store))
    return {
        "findings": findings,
        "place_names": place_names(visit.session, findings),
        "closeups": closeups(findings, {photo.id: photo}, analyses),
        "tickets": tickets_of_findings(visit.session, [finding.id for finding in findings]),
        "reviewable": {
            finding.id for finding in findings if is_reviewer and finding.human_result is None
        },
    }


def _products(visit: Visit, report: dict[str, Any]) -> dict[str, Product]:
    """Return every product that the report names, planned or seen."""
    named = {
        sku
        for each in report.get("positions", ())
        for sku in (each["slot"]["sku"], each.get("seen_sku"))
    }
    named |= {facing.sku for facing in facings_of(report)}
    return products_by_sku(visit.session, {sku for sku in named if sku})
