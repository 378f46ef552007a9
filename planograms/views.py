"""Reference views: apart from planograms, which say what a place holds, not what it looks like.

A place is photographed again and again. Its view is one of those photos, taken when all was well,
with the areas drawn on it that have to stay so: an exit, a drain, a fire extinguisher.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from core.clock import now
from core.db import lock_name
from core.errors import Fault
from core.words import Words
from planograms.errors import PhotoNotReadable, PlaceViewInvalid, PlaceViewNotFound
from planograms.models import PlaceView
from planograms.rules import AreaDraft, find_area_faults
from planograms.service import require_planner
from stores.queries import visible_place
from stores.rules import Actor
from vision.values import Area

MAX_AREAS = 20
MAX_CORNERS = 40


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo that is here already, as far as a view needs it."""

    shelf_id: uuid.UUID | None  # of which place it was taken
    sha256: str  # as sent
    key: str  # where its copy without faces is kept
    width: int  # of the upright photo
    height: int
    is_readable: bool  # whether that copy is there


@dataclass(frozen=True, slots=True)
class ViewDraft:
    """What somebody says of a place beside the photo."""

    areas: tuple[AreaDraft, ...] = ()
    is_fixed: bool = False


def view_of(session: Session, shelf_id: uuid.UUID | None) -> PlaceView | None:
    """Return the view of a place that counts now; None where there is none."""
    if shelf_id is None:
        return None
    return views_of(session, [shelf_id]).get(shelf_id)


def views_of(session: Session, shelf_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, PlaceView]:
    """Return the views of these places that count now."""
    rows = session.exec(
        select(PlaceView).where(
            col(PlaceView.shelf_id).in_(set(shelf_ids)), col(PlaceView.retired_at).is_(None)
        )
    )
    return {view.shelf_id: view for view in rows}


def names_of_areas(
    session: Session, shelf_ids: Collection[uuid.UUID]
) -> dict[tuple[uuid.UUID, str], Words]:
    """Return what people called the areas that they drew at these places, by place and code."""
    return {
        (shelf_id, area["code"]): area["name"]
        for shelf_id, view in views_of(session, shelf_ids).items()
        for area in view.areas
    }


def visible_view(session: Session, actor: Actor, shelf_id: uuid.UUID) -> PlaceView:
    """Return the view of a place that a person may see.

    Raises:
        PlaceNotFound: If the place is not there or not theirs.
        PlaceViewNotFound: If it has no view.
    """
    place = visible_place(session, actor, shelf_id)
    view = view_of(session, place.id)
    if view is None:
        raise PlaceViewNotFound
    return view


def set_view(
    session: Session, actor: Actor, shelf_id: uuid.UUID, shot: Shot, draft: ViewDraft
) -> PlaceView:
    """Say what a place looks like when all is well; the same again changes nothing.

    The view before it is retired, never changed: what was judged by it stays explained.

    Raises:
        PlaceNotFound: If the place is not there or not theirs.
        RoleMissing: If they may not say what is planned.
        PlaceViewInvalid: With a pointer for each thing that is wrong.
        PhotoNotReadable: If the photo has no copy without faces yet.
    """
    place = visible_place(session, actor, shelf_id)
    require_planner(session, actor)
    if faults := _find_faults(place.id, shot, draft):
        raise PlaceViewInvalid(faults=tuple(faults))
    if not shot.is_readable:
        raise PhotoNotReadable
    lock_name(session, f"place/{place.id}")
    living = view_of(session, place.id)
    if living is not None:
        if _says_the_same(living, shot, draft):
            return living
        living.retired_at = now()
        session.flush()
    return _write(session, actor, place.id, shot, draft)


def _write(
    session: Session, actor: Actor, shelf_id: uuid.UUID, shot: Shot, draft: ViewDraft
) -> PlaceView:
    view = PlaceView(
        shelf_id=shelf_id,
        sha256=shot.sha256,
        key=shot.key,
        width=shot.width,
        height=shot.height,
        areas=_to_json(draft.areas),
        is_fixed=draft.is_fixed,
        staff_id=actor.staff_id,
        created_at=now(),
    )
    session.add(view)
    session.flush()
    return view


def _find_faults(shelf_id: uuid.UUID, shot: Shot, draft: ViewDraft) -> list[Fault]:
    faults = find_area_faults(draft.areas)
    if shot.shelf_id != shelf_id:
        faults.append(Fault("/photo_id", "is a photo of another place"))
    if len(draft.areas) > MAX_AREAS:
        faults.append(Fault("/areas", f"takes {MAX_AREAS} at most"))
    return faults


def _says_the_same(view: PlaceView, shot: Shot, draft: ViewDraft) -> bool:
    return (view.sha256, view.is_fixed, view.areas) == (
        shot.sha256,
        draft.is_fixed,
        _to_json(draft.areas),
    )


def _to_json(areas: Iterable[AreaDraft]) -> list[dict[str, Any]]:
    return [
        {
            "code": area.code,
            "name": dict(area.name),
            "corners": [[float(x), float(y)] for x, y in area.corners],
        }
        for area in areas
    ]


def to_areas(view: PlaceView) -> tuple[Area, ...]:
    """Return the areas of a view as the eyes take them."""
    return tuple(
        Area(area["code"], tuple((float(x), float(y)) for x, y in area["corners"]))
        for area in view.areas
    )
