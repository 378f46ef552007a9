"""One place: its reference photo, and the areas on it that have to stay as they are, to draw."""

import math
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.console.rendering import render
from api.console.visits import Visit, VisitDep
from api.wire.places import to_shot
from checklists.models import Photo
from checklists.queries import photos_of_place, visible_photo
from findings.queries import analysis_of
from planograms.errors import PlaceViewInvalid
from planograms.models import PlaceView
from planograms.rules import AreaDraft
from planograms.views import MAX_AREAS, MAX_CORNERS, Shot, ViewDraft, set_view, view_of
from stores.models import Shelf
from stores.queries import roles_in_chain, staff_by_ids, visible_place, visible_store
from stores.rules import may_plan

router = APIRouter(prefix="/places")
_CHOICES = 8
_PAIR = re.compile(r"\s*(\d{1,3}(?:\.\d{1,6})?)\s+(\d{1,3}(?:\.\d{1,6})?)\s*", re.ASCII)
_NOWHERE = (math.nan, math.nan)
Texts = Annotated[
    list[Annotated[str, Form(max_length=2000, pattern=r"^[^\x00]*$")]],
    Form(default_factory=list, max_length=MAX_AREAS + 1),
]


@dataclass(frozen=True, slots=True)
class AreaForm:
    """One area as the form shows it."""

    code: str = ""
    name_zh: str = ""
    name_en: str = ""
    corners: str = ""  # in per cent, such as `10 20, 30 20, 30 80`
    is_wrong: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was said."""
        return not "".join((self.name_zh, self.name_en, self.corners)).strip()


@dataclass(frozen=True, slots=True)
class Sketch:
    """What the page shows, saved or not."""

    photo_id: uuid.UUID | None  # None: the place has no photo that could be shown
    shot: Shot | None
    areas: Sequence[AreaForm] = ()
    is_fixed: bool = False
    is_wrong: bool = False
    is_saved: bool = True


@router.get("/{shelf_id}")
def show_place(visit: VisitDep, shelf_id: uuid.UUID, photo: uuid.UUID | None = None) -> Response:
    """Show the view of a place as it counts now, or a photo that could be the next one."""
    place = visible_place(visit.session, visit.actor, shelf_id)
    return _show(visit, place, _sketch_of(visit, place, photo))


@router.post("/{shelf_id}")
def send_view(  # noqa: PLR0913 - one argument per field of the form
    visit: VisitDep,
    shelf_id: uuid.UUID,
    *,
    photo_id: Annotated[uuid.UUID, Form()],
    code: Texts,
    name_zh: Texts,
    name_en: Texts,
    corners: Texts,
    is_fixed: Annotated[bool, Form()] = False,
) -> Response:
    """Keep what was drawn; what cannot be kept is shown again with what is wrong."""
    place = visible_place(visit.session, visit.actor, shelf_id)
    said = (AreaForm(*row) for row in zip(code, name_zh, name_en, corners, strict=False))
    forms = [form for form in said if not form.is_empty]
    shot = _shot(visit, visible_photo(visit.session, visit.actor, photo_id))
    draft = ViewDraft(tuple(_to_areas(forms)), is_fixed)
    try:
        set_view(visit.session, visit.actor, shelf_id, shot, draft)
    except PlaceViewInvalid as refused:
        pointers = [fault.pointer for fault in refused.faults]
        wrong = [
            replace(form, is_wrong=any(p.startswith(f"/areas/{n}/") for p in pointers))
            for n, form in enumerate(forms)
        ]
        sketch = Sketch(photo_id, shot, wrong, is_fixed, is_wrong=True, is_saved=False)
        return _show(visit, place, sketch, status=refused.status)
    return RedirectResponse(f"/console/places/{shelf_id}", status_code=303)


def _show(visit: Visit, place: Shelf, sketch: Sketch, *, status: int = 200) -> Response:
    session = visit.session
    view = view_of(session, place.id)
    photos = photos_of_place(session, place.id, limit=_CHOICES)
    context = {
        "place": place,
        "store": visible_store(session, visit.actor, place.store_id),
        "view": view,
        "drawer": staff_by_ids(session, [view.staff_id])[view.staff_id] if view else None,
        "sketch": sketch,
        "shapes": [_to_points(form, sketch.shot) for form in sketch.areas],
        "photos": {photo.id: _shot(visit, photo) for photo in photos},
        "may_plan": may_plan(roles_in_chain(session, visit.actor)),
        "max_areas": MAX_AREAS,
        "max_corners": MAX_CORNERS,
    }
    return render(visit, "place.html", context, status=status, script="places.js")


def _sketch_of(visit: Visit, place: Shelf, photo_id: uuid.UUID | None) -> Sketch:
    """Return what to show first: a photo that was asked for, the view, or the newest photo."""
    view = view_of(visit.session, place.id)
    areas = [_to_form(area) for area in view.areas] if view else []
    is_fixed = view.is_fixed if view else False
    photo = _photo_to_show(visit, place, view, photo_id)
    if photo is None:
        return Sketch(None, None, areas, is_fixed, is_saved=False)
    is_saved = view is not None and view.sha256 == photo.sha256
    return Sketch(photo.id, _shot(visit, photo), areas, is_fixed, is_saved=is_saved)


def _photo_to_show(
    visit: Visit, place: Shelf, view: PlaceView | None, photo_id: uuid.UUID | None
) -> Photo | None:
    if photo_id is not None:
        return visible_photo(visit.session, visit.actor, photo_id)
    sha256 = view.sha256 if view else None
    return next(iter(photos_of_place(visit.session, place.id, sha256=sha256, limit=1)), None)


def _shot(visit: Visit, photo: Photo) -> Shot:
    return to_shot(photo, analysis_of(visit.session, photo.id))


def _to_form(area: dict[str, Any]) -> AreaForm:
    corners = ", ".join(f"{100 * x:.4g} {100 * y:.4g}" for x, y in area["corners"])
    name = area["name"]
    return AreaForm(area["code"], name.get("zh-CN", ""), name.get("en", ""), corners)


def _to_areas(forms: Sequence[AreaForm]) -> list[AreaDraft]:
    """Return what was drawn; an area that has no code yet gets one from its English name."""
    taken = {form.code for form in forms if form.code}
    areas: list[AreaDraft] = []
    for number, form in enumerate(forms, start=1):
        code = form.code or _new_code(form.name_en, number, taken)
        taken.add(code)
        chinese, english = form.name_zh.strip(), form.name_en.strip()
        name = {"zh-CN": chinese or english or code, "en": english or chinese or code}
        areas.append(AreaDraft(code, name, _to_corners(form.corners)))
    return areas


def _new_code(name: str, number: int, taken: set[str]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:30].strip("-") or f"area-{number}"
    code, again = stem, 1
    while code in taken:
        again += 1
        code = f"{stem}-{again}"
    return code


def _to_corners(text: str) -> tuple[tuple[float, float], ...]:
    """Read corners in per cent; what is no pair of numbers lies nowhere, and is told so."""
    pairs = [_PAIR.fullmatch(part) for part in text.split(",")] if text.strip() else []
    return tuple(
        (float(pair[1]) / 100, float(pair[2]) / 100) if pair else _NOWHERE for pair in pairs
    )


def _to_points(form: AreaForm, shot: Shot | None) -> str:
    """Return an area's outline in pixels of the picture, as SVG takes it."""
    if shot is None:
        return ""
    return " ".join(
        f"{x * shot.width:.1f},{y * shot.height:.1f}"
        for x, y in _to_corners(form.corners)
        if math.isfinite(x)
    )
