"""The history of a draft: who saved it when, what they changed, and the way back."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from api.console.draft_merges import tell_changes
from api.console.rendering import render
from api.console.visits import Visit, VisitDep
from checklists.authoring import drafting
from checklists.authoring.drafting import name_of
from checklists.authoring.revisions import Sitting, forms_at, restore, saves, sittings
from checklists.forms.reading import look_at
from stores.queries import staff_by_ids, visible_stores

router = APIRouter(prefix="/drafts")
PAGE = 20
"""Pieces of work on a page: for each, two forms are compared."""


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of work as the page shows it."""

    sitting: Sitting
    changes: list[str] | None  # None: it was no form then, or the one before was none


@router.get("/{draft_id}/revisions")
def show_revisions(
    visit: VisitDep, draft_id: uuid.UUID, page: Annotated[int, Query(ge=0, le=10_000)] = 0
) -> Response:
    """Show who worked on a draft, the newest work first."""
    session, actor = visit.session, visit.actor
    draft = drafting.draft_by_id(session, actor, draft_id)
    found = sittings(saves(session, actor, draft_id))
    shown = found[page * PAGE : (page + 1) * PAGE + 1]  # and the one before, to compare with
    forms = forms_at(session, actor, draft_id, (sitting[0].revision for sitting in shown))
    context = {
        "draft": draft,
        "name": name_of(draft),
        "told": _told(visit, shown, forms)[:PAGE],
        "first": found[-1][-1].revision if found else None,
        "staff": staff_by_ids(session, {sitting[0].staff_id for sitting in shown}),
        "timezone": _timezone(visit),
        "newer": page - 1 if page else None,
        "older": page + 1 if len(shown) > PAGE else None,
    }
    return render(visit, "revisions.html", context)


@router.post("/{draft_id}/restore")
def send_restore(
    visit: VisitDep,
    draft_id: uuid.UUID,
    *,
    number: Annotated[int, Form(ge=0, le=2**31 - 1)],
    revision: Annotated[int, Form(ge=0, le=2**31 - 1)],
) -> Response:
    """Go back to a revision by saving it anew; if somebody saved since, say so instead."""
    restore(visit.session, visit.actor, draft_id, number, revision=revision)
    return RedirectResponse(f"/console/drafts/{draft_id}", status_code=303)


def _told(visit: Visit, shown: list[Sitting], forms: Mapping[int, Mapping[str, Any]]) -> list[Told]:
    read = {number: look_at(form).form for number, form in forms.items()}
    told: list[Told] = []
    for sitting, before in zip(shown, [*shown[1:], None], strict=True):
        new, old = read[sitting[0].revision], read[before[0].revision] if before else None
        changes = [text for text, _ in tell_changes(visit, old, new)] if old and new else None
        told.append(Told(sitting, changes))
    return told


def _timezone(visit: Visit) -> str:
    """Return whose clock times are told by: that of the person's first store."""
    stores = visible_stores(visit.session, visit.actor)
    return stores[0].timezone if stores else "UTC"
