"""What the chain keeps of people: the policy, who looked at originals, and looking at one."""

import uuid
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.console.rendering import render
from api.console.visits import Visit, VisitDep
from api.deps import StoreDep
from api.v1.privacy import ORIGINAL_HEADERS
from checklists.models import OriginalAccess, Photo
from checklists.photos.privacy import accesses, read_policy, see_original, write_policy
from checklists.queries import photos_by_ids
from checklists.rules import MAX_KEEP_DAYS, MAX_REASON
from stores.models import Staff, Store
from stores.queries import staff_by_ids, stores_by_ids

router = APIRouter()
_NEWEST = 50


@dataclass(frozen=True, slots=True)
class Look:
    """One time somebody looked at an original."""

    access: OriginalAccess
    who: Staff
    photo: Photo
    store: Store


@router.get("/privacy")
def show_privacy(visit: VisitDep) -> Response:
    """Show what is kept of people, and who looked at originals, newest first."""
    policy = read_policy(visit.session, visit.actor)
    changed_by = staff_by_ids(visit.session, [policy.changed_by_id]) if policy else {}
    context = {
        "policy": policy,
        "changed_by": changed_by.get(policy.changed_by_id) if policy else None,
        "days": policy.keep_originals_days if policy else 0,
        "max_days": MAX_KEEP_DAYS,
        "looks": _looks(visit),
    }
    return render(visit, "privacy.html", context)


@router.post("/privacy")
def send_policy(visit: VisitDep, *, days: Annotated[int, Form()]) -> Response:
    """Keep originals for so many days."""
    write_policy(visit.session, visit.actor, keep_originals_days=days)
    return RedirectResponse("/console/privacy", status_code=303)


@router.post("/photos/{photo_id}/original")
def show_original(
    visit: VisitDep,
    photos: StoreDep,
    photo_id: uuid.UUID,
    *,
    reason: Annotated[str, Form(max_length=MAX_REASON)] = "",
) -> Response:
    """Show a photo as it was sent, and write down who looked and why."""
    found = see_original(visit.session, photos, visit.actor, photo_id, reason=reason)
    return Response(found.content, media_type=found.content_type, headers=ORIGINAL_HEADERS)


def _looks(visit: Visit) -> list[Look]:
    session = visit.session
    rows = accesses(session, visit.actor, limit=_NEWEST)
    photos = photos_by_ids(session, {row.photo_id for row in rows})
    stores = stores_by_ids(session, {photo.store_id for photo in photos.values()})
    staff = staff_by_ids(session, {row.staff_id for row in rows})
    return [
        Look(row, staff[row.staff_id], photo, stores[photo.store_id])
        for row in rows
        for photo in (photos[row.photo_id],)
    ]
