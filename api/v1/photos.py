"""Photos: take their bytes, show what was seen on them, serve pictures."""

import uuid

from fastapi import APIRouter, Response

from api.deps import ActorDep, Content, PicturesDep, SessionDep, SettingsDep, StoreDep
from api.errors import PictureNotFound
from api.problems import problems
from api.wire.inspections import to_slot
from api.wire.photos import PhotoStory, to_photo
from api.wire.shelves import to_correction, to_word
from checklists.errors import (
    NotAPhoto,
    PhotoHashWrong,
    PhotoNotFound,
    PhotoNotUploaded,
    PhotoTooLarge,
    PhotoUnusable,
)
from checklists.photos import uploads
from checklists.queries import visible_photo
from checklists.rules import CONTENT_TYPES, MAX_PHOTO_BYTES
from core.clock import now
from core.errors import Unauthenticated
from core.security import TokenInvalid, read_media_token
from findings.corrections import correct
from findings.errors import CorrectionDiffers, CorrectionInvalid
from findings.queries import analysis_of, corrections_of, findings_of_photo, place_names
from mobile_contract.v1.photos import CorrectionReply, CorrectionRequest, PhotoReply, UploadSlot
from planograms.errors import PhotoNotReadable, ProductNotFound
from stores.errors import RoleMissing
from tickets.queries import tickets_of_findings

router = APIRouter(prefix="/v1", tags=["photos"])
content_router = APIRouter(prefix="/v1", tags=["photos"])  # apart: its bodies may be large
_SIGNED_IN = (Unauthenticated, TokenInvalid)
_REFUSALS = (PhotoNotFound, PhotoHashWrong, NotAPhoto, PhotoTooLarge, PhotoUnusable)
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_PICTURES = dict.fromkeys(sorted(CONTENT_TYPES), _BYTES)


@router.get("/photos/{photo_id}", responses=problems(*_SIGNED_IN, PhotoNotFound))
def read_photo(
    photo_id: uuid.UUID, actor: ActorDep, session: SessionDep, pictures: PicturesDep
) -> PhotoReply:
    """Return a photo: how far it is, what was seen on it, and links to the pictures."""
    photo = visible_photo(session, actor, photo_id)
    findings = findings_of_photo(session, photo_id)
    tickets = tickets_of_findings(session, (finding.id for finding in findings))
    corrections, names = corrections_of(session, photo_id), place_names(session, findings)
    analysis = analysis_of(session, photo_id)
    story = PhotoStory(photo, analysis, findings, tickets, corrections, names)
    return to_photo(story, pictures)


@content_router.put(
    "/photos/{photo_id}/content",
    responses=problems(*_SIGNED_IN, *_REFUSALS),
    openapi_extra={"requestBody": {"required": True, "content": _PICTURES}},
)
def put_photo_content(
    photo_id: uuid.UUID, content: Content, actor: ActorDep, session: SessionDep, store: StoreDep
) -> UploadSlot:
    """Take the bytes of a photo; size, type and hash are checked, once more is harmless."""
    return to_slot(store, uploads.take_content(session, store, actor, photo_id, content))


@router.post(
    "/photos/{photo_id}/uploaded", responses=problems(*_SIGNED_IN, *_REFUSALS, PhotoNotUploaded)
)
def confirm_photo_upload(
    photo_id: uuid.UUID, actor: ActorDep, session: SessionDep, store: StoreDep
) -> UploadSlot:
    """Say that the bytes were put by link; they are checked before the answer."""
    return to_slot(store, uploads.confirm_photo(session, store, actor, photo_id))


@router.post("/photos/{photo_id}/link", responses=problems(*_SIGNED_IN, PhotoNotFound))
def renew_photo_link(
    photo_id: uuid.UUID, actor: ActorDep, session: SessionDep, store: StoreDep
) -> UploadSlot:
    """Return a fresh upload link: the first one expires."""
    return to_slot(store, visible_photo(session, actor, photo_id))


@router.post(
    "/photos/{photo_id}/corrections",
    responses=problems(
        *_SIGNED_IN,
        RoleMissing,
        PhotoNotFound,
        ProductNotFound,
        CorrectionInvalid,
        PhotoNotReadable,
        CorrectionDiffers,
    ),
)
def correct_photo(
    photo_id: uuid.UUID, body: CorrectionRequest, actor: ActorDep, session: SessionDep
) -> CorrectionReply:
    """Say which product a box shows, or that the eyes are wrong; the next photo knows it."""
    return to_correction(correct(session, actor, photo_id, to_word(body)))


@router.get(
    "/media/{token}",
    response_class=Response,
    responses={
        **problems(PictureNotFound),
        200: {"content": _PICTURES, "description": "The picture."},
    },
)
def read_media(token: str, store: StoreDep, settings: SettingsDep) -> Response:
    """Return one stored picture; the path itself is the permission, until it expires."""
    try:
        key = read_media_token(token, settings.auth.secret.get_secret_value(), now=now())
    except TokenInvalid as error:
        raise PictureNotFound from error
    content = store.get(key, limit=MAX_PHOTO_BYTES)
    if content is None:
        raise PictureNotFound
    headers = {"Cache-Control": "private, max-age=1800", "Content-Security-Policy": "sandbox"}
    return Response(content, media_type=_type_of(content), headers=headers)


def _type_of(content: bytes) -> str:
    """Tell the type from the first bytes; what is stored is JPEG, PNG or WebP."""
    if content.startswith(b"\x89PNG"):
        return "image/png"
    return "image/webp" if content.startswith(b"RIFF") else "image/jpeg"
