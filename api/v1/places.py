"""Places: what each looks like when all is well."""

import uuid

from fastapi import APIRouter

from api.deps import ActorDep, PicturesDep, SessionDep
from api.problems import problems
from api.wire.places import to_draft, to_shot, to_view
from checklists.errors import PhotoNotFound
from checklists.queries import visible_photo
from core.errors import Unauthenticated
from core.security import TokenInvalid
from findings.queries import analysis_of
from mobile_contract.v1.places import PlaceViewReply, PlaceViewRequest
from planograms import views
from planograms.errors import PhotoNotReadable, PlaceViewInvalid, PlaceViewNotFound
from planograms.service import require_planner
from stores.errors import PlaceNotFound, RoleMissing
from stores.queries import visible_place

router = APIRouter(prefix="/v1/places", tags=["places"])
_SIGNED_IN = (Unauthenticated, TokenInvalid)


@router.get("/{shelf_id}/view", responses=problems(*_SIGNED_IN, PlaceNotFound, PlaceViewNotFound))
def read_place_view(
    shelf_id: uuid.UUID, actor: ActorDep, session: SessionDep, pictures: PicturesDep
) -> PlaceViewReply:
    """Return the reference photo of a place and the areas that have to stay as it shows them."""
    return to_view(views.visible_view(session, actor, shelf_id), pictures)


@router.put(
    "/{shelf_id}/view",
    responses=problems(
        *_SIGNED_IN, RoleMissing, PlaceNotFound, PhotoNotFound, PlaceViewInvalid, PhotoNotReadable
    ),
)
def set_place_view(
    shelf_id: uuid.UUID,
    body: PlaceViewRequest,
    actor: ActorDep,
    session: SessionDep,
    pictures: PicturesDep,
) -> PlaceViewReply:
    """Say what a place looks like when all is well; the same again changes nothing."""
    visible_place(session, actor, shelf_id)
    require_planner(session, actor)
    photo = visible_photo(session, actor, body.photo_id)
    shot = to_shot(photo, analysis_of(session, photo.id))
    return to_view(views.set_view(session, actor, shelf_id, shot, to_draft(body)), pictures)
