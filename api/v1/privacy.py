"""What a chain keeps of people: the policy, the originals behind it, and who looked at them."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.deps import ActorDep, SessionDep, StoreDep
from api.problems import problems
from api.wire.privacy import to_accesses, to_policy
from checklists.errors import (
    OriginalGone,
    OriginalLocked,
    PhotoNotFound,
    PolicyInvalid,
    ReasonMissing,
)
from checklists.photos import privacy
from checklists.rules import CONTENT_TYPES, MAX_REASON
from core.errors import Unauthenticated
from core.security import TokenInvalid
from core.storage import StorageAway
from mobile_contract.v1.privacy import OriginalAccessList, PrivacyReply, PrivacyRequest
from stores.errors import RoleMissing

router = APIRouter(prefix="/v1", tags=["privacy"])
_SIGNED_IN = (Unauthenticated, TokenInvalid)
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_PICTURES = dict.fromkeys(sorted(CONTENT_TYPES), _BYTES)
ORIGINAL_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "sandbox",
    "X-Content-Type-Options": "nosniff",
}


@router.get("/privacy", responses=problems(*_SIGNED_IN, RoleMissing))
def read_privacy(actor: ActorDep, session: SessionDep) -> PrivacyReply:
    """Return what the chain keeps of people."""
    return to_policy(privacy.read_policy(session, actor))


@router.put("/privacy", responses=problems(*_SIGNED_IN, RoleMissing, PolicyInvalid))
def write_privacy(body: PrivacyRequest, actor: ActorDep, session: SessionDep) -> PrivacyReply:
    """Say for how many days originals are kept; the same again changes nothing but who said it."""
    days = body.keep_originals_days
    return to_policy(privacy.write_policy(session, actor, keep_originals_days=days))


@router.get(
    "/photos/{photo_id}/original",
    response_class=Response,
    responses={
        **problems(
            *_SIGNED_IN,
            RoleMissing,
            PhotoNotFound,
            OriginalGone,
            OriginalLocked,
            ReasonMissing,
            StorageAway,
        ),
        200: {"content": _PICTURES, "description": "The photo as it was sent."},
    },
)
def read_original(
    photo_id: uuid.UUID,
    actor: ActorDep,
    session: SessionDep,
    store: StoreDep,
    reason: Annotated[str, Query(max_length=MAX_REASON, description="Why; it is written down.")],
) -> Response:
    """Return a photo as it was sent, and write down who looked and why."""
    found = privacy.see_original(session, store, actor, photo_id, reason=reason)
    return Response(found.content, media_type=found.content_type, headers=ORIGINAL_HEADERS)


@router.get(
    "/photos/{photo_id}/original-accesses",
    responses=problems(*_SIGNED_IN, RoleMissing, PhotoNotFound),
)
def list_original_accesses(
    photo_id: uuid.UUID, actor: ActorDep, session: SessionDep
) -> OriginalAccessList:
    """Return who looked at the original of a photo, newest first."""
    return to_accesses(privacy.accesses_of(session, actor, photo_id))
