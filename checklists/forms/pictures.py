"""Pictures shown beside questions; apart from uploads.py, whose photos show a store.

They are chosen by who writes the checklist and are shown to everybody who fills it: no face is
looked for on them.
"""

import hashlib
import uuid
from dataclasses import dataclass

from sqlmodel import Session, select

from checklists.authoring.models import FormPicture
from checklists.errors import FormPictureNotFound
from checklists.photos.uploads import check_content
from checklists.rules import MAX_PHOTO_BYTES
from checklists.visits.kinds import require_author
from core.db import lock_name, tenant_of
from core.storage import PhotoStore
from stores.rules import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with its bytes."""

    content: bytes
    content_type: str


def picture_key(tenant_id: uuid.UUID, sha256: str) -> str:
    """Return where a picture of a checklist is kept: by its content, so that none is kept twice."""
    return f"{tenant_id}/form-pictures/{sha256}"


def keep_picture(
    session: Session, store: PhotoStore, actor: Actor, content: bytes, *, sha256: str | None = None
) -> FormPicture:
    """Keep a picture for the checklists of the chain; the same one again is harmless.

    Raises:
        RoleMissing: If they may not write checklists.
        PhotoTooLarge, PhotoHashWrong, NotAPhoto, PhotoUnusable: If it is no picture we can show.
        StorageAway: If the photo store does not answer.
    """
    require_author(session, actor)
    sha256 = sha256 or hashlib.sha256(content).hexdigest()
    header = check_content(content, sha256=sha256)
    lock_name(session, f"form-picture/{sha256}")
    picture = _picture(session, sha256)
    if picture is not None:
        return picture
    key = picture_key(tenant_of(session), sha256)
    store.put(key, content, content_type=header.content_type)
    picture = FormPicture(
        sha256=sha256,
        byte_count=len(content),
        content_type=header.content_type,
        staff_id=actor.staff_id,
    )
    session.add(picture)
    session.flush()
    return picture


def show_picture(session: Session, store: PhotoStore, sha256: str) -> Shown:
    """Return a picture of a checklist to anybody of the chain.

    Raises:
        FormPictureNotFound: If nobody uploaded it.
        StorageAway: If the photo store does not answer.
    """
    picture = _picture(session, sha256)
    if picture is None:
        raise FormPictureNotFound
    content = store.get(picture_key(tenant_of(session), sha256), limit=MAX_PHOTO_BYTES)
    if content is None:
        raise FormPictureNotFound
    return Shown(content, picture.content_type)


def _picture(session: Session, sha256: str) -> FormPicture | None:
    return session.exec(select(FormPicture).where(FormPicture.sha256 == sha256)).first()
