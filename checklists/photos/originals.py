"""Photos as they were sent, sealed: apart from uploads.py, because workers let go of them."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from checklists.models import Photo, PhotoState, PrivacyPolicy
from checklists.rules import MAX_PHOTO_BYTES, original_key
from core.clock import now
from core.storage import PhotoStore

INTAKE = timedelta(hours=24)
"""How long an original waits for its judging; a chain's policy can keep it longer, never this."""

PREPARING = timedelta(minutes=10)
"""How long a photo may lack its readable copy before the sweep makes one."""


def seal(store: PhotoStore, photo: Photo, content: bytes) -> None:
    """Put a photo as it was sent where only this system can read it.

    Raises:
        StorageAway: If the photo store does not answer.
    """
    store.put_sealed(original_key(photo.tenant_id, photo.id), content)


def unsealed(store: PhotoStore, tenant_id: uuid.UUID, photo_id: uuid.UUID) -> bytes | None:
    """Return a photo as it was sent; None when it was let go of.

    Raises:
        SealBroken: If it was sealed with another key, or changed.
        StorageAway: If the photo store does not answer.
    """
    return store.get_sealed(original_key(tenant_id, photo_id), limit=MAX_PHOTO_BYTES)


def keep_days(session: Session) -> int:
    """Return for how many days this chain keeps originals; 0 where it never said."""
    days = session.exec(select(PrivacyPolicy.keep_originals_days)).first()
    return days or 0


def until(photo: Photo, days: int) -> datetime | None:
    """Return until when the original of a judged photo is kept under a policy of so many days.

    What was let go of stays so.
    """
    if photo.original_until is None:
        return None
    if days == 0:
        return min(photo.original_until, now())
    return (photo.stored_at or photo.created_at) + timedelta(days=days)


def show_copy(session: Session, photo: Photo, *, hidden_faces: int | None) -> None:
    """Note that there is a copy of a photo without faces, from here on the one to show.

    None says that there will never be one, because the bytes cannot be opened.
    """
    if hidden_faces is not None:
        photo.readable_at = photo.readable_at or now()
    photo.hidden_faces = hidden_faces or 0
    session.flush()


def release(session: Session, photo: Photo) -> None:
    """Let go of the original of a judged photo as the chain's policy says; twice is harmless."""
    photo.original_until = until(photo, keep_days(session))
    session.flush()


def drop_if_due(session: Session, store: PhotoStore, photo: Photo | None) -> bool:
    """Remove an original whose time has come; tell whether it was.

    Raises:
        StorageAway: If the photo store does not answer.
    """
    if photo is None or photo.original_until is None or photo.original_until > now():
        return False
    store.delete(original_key(photo.tenant_id, photo.id))
    photo.original_until = None
    session.flush()
    return True


def due(session: Session, *, limit: int) -> Sequence[Photo]:
    """Return photos whose original's time has come, oldest first, not more than so many.

    One that nobody could make a copy of yet waits for a while: without it nothing would be left.
    """
    is_tried = col(Photo.hidden_faces).is_not(None)
    return session.exec(
        select(Photo)
        .where(col(Photo.original_until) <= now())
        .where(is_tried | (col(Photo.original_until) <= now() - INTAKE))
        .order_by(col(Photo.original_until))
        .limit(limit)
    ).all()


def without_copy(session: Session, *, limit: int) -> Sequence[uuid.UUID]:
    """Return photos that should long have a copy to show and have none, newest first.

    Newest, so that some that cannot be opened never keep the others from their turn.
    """
    return session.exec(
        select(Photo.id)
        .where(
            Photo.state == PhotoState.STORED.value,
            col(Photo.hidden_faces).is_(None),
            col(Photo.stored_at) <= now() - PREPARING,
        )
        .order_by(col(Photo.stored_at).desc())
        .limit(limit)
    ).all()
