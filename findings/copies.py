"""Copies that people may see, faces hidden; apart from analyze.py: no verdict waits for them."""

import uuid
from dataclasses import dataclass

from sqlmodel import Session, col, select

from checklists import queries as checklist_queries
from checklists.models import Photo, PhotoState
from checklists.photos import originals
from checklists.rules import MAX_PHOTO_BYTES, photo_key
from core.db import tenant_of
from core.storage import PhotoStore
from findings.models import Analysis
from vision.errors import PhotoRefused
from vision.privacy import FaceSearch, make_readable
from vision.values import Subject


@dataclass(frozen=True, slots=True)
class Shot:
    """Which photo; plain values that outlive the session."""

    tenant_id: uuid.UUID
    photo_id: uuid.UUID
    sha256: str
    is_readable: bool = False  # there is a copy without faces
    burst_id: uuid.UUID | None = None

    @property
    def lock(self) -> str:
        """The thing worked on: two tasks on the same thing wait for each other."""
        return f"burst/{self.burst_id}" if self.burst_id else f"photo/{self.photo_id}"


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a photo, and whether the faces on them are still to be seen."""

    content: bytes
    is_original: bool


def prepare(session: Session, photo_id: uuid.UUID) -> Shot | None:
    """Return what is needed to make the copy of a photo; None when it is not here."""
    photo = checklist_queries.photo_by_id(session, photo_id)
    if photo is None or photo.state != PhotoState.STORED.value:
        return None
    return to_shot(photo, tenant_of(session))


def to_shot(photo: Photo, tenant_id: uuid.UUID) -> Shot:
    """Return which photo this is."""
    is_readable = photo.readable_at is not None
    return Shot(tenant_id, photo.id, photo.sha256, is_readable, photo.burst_id)


def fetch(store: PhotoStore, shot: Shot) -> Source | None:
    """Return a photo as it was sent, or without faces where that was let go of.

    Before there were sealed originals a photo was stored as sent under the key of the copy.

    Raises:
        SealBroken: If the original cannot be opened with this key, or was changed.
        StorageAway: If the photo store does not answer.
    """
    content = originals.unsealed(store, shot.tenant_id, shot.photo_id)
    if content is not None:
        return Source(content, is_original=True)
    content = store.get(photo_key(shot.tenant_id, shot.sha256), limit=MAX_PHOTO_BYTES)
    return None if content is None else Source(content, is_original=not shot.is_readable)


def make(store: PhotoStore, shot: Shot, finder: FaceSearch) -> int | None:
    """Make the copy of a photo that people may see; return how many faces were hidden.

    Nobody waits for it, so faces are searched at full size. None when there was a copy already, or
    the photo is gone or cannot be opened.

    Raises:
        SealBroken: If the original cannot be opened with this key, or was changed.
        StorageAway: If the photo store does not answer.
    """
    key = photo_key(shot.tenant_id, shot.sha256)
    source = fetch(store, shot)
    if source is None or not source.is_original:
        return None
    if shot.is_readable and store.size_of(key) is not None:
        return None
    try:
        made = make_readable(source.content, finder)
    except PhotoRefused:
        return None
    store.put(key, made.content, content_type="image/jpeg")
    return made.faces


def note(
    session: Session, photo_id: uuid.UUID, *, hidden_faces: int | None, is_final: bool = False
) -> None:
    """Note that the copy is there.

    Args:
        session: Of the photo's chain.
        photo_id: Which photo.
        hidden_faces: How many faces were hidden; None when no copy was made.
        is_final: Then there will never be one, because the bytes cannot be opened.
    """
    photo = checklist_queries.photo_by_id(session, photo_id)
    if photo is not None and (hidden_faces is not None or is_final):
        originals.show_copy(session, photo, hidden_faces=hidden_faces)


def forget_old_overlays(session: Session, store: PhotoStore, photo_id: uuid.UUID) -> None:
    """Remove the overlays of a photo of before there were seals: they may show faces."""
    photo = checklist_queries.photo_by_id(session, photo_id)
    if photo is None or photo.original_until is not None:
        return
    rows = session.exec(
        select(Analysis).where(
            Analysis.photo_id == photo_id, col(Analysis.overlay_key).is_not(None)
        )
    ).all()
    for analysis in rows:
        store.delete(str(analysis.overlay_key))
        analysis.overlay_key = None
    session.flush()


def release(session: Session, photo_id: uuid.UUID) -> None:
    """Let go of an original as the policy says, once there is a copy and nobody has to judge it."""
    photo = checklist_queries.photo_by_id(session, photo_id)
    if photo is None or photo.readable_at is None:
        return
    if Subject(photo.subject) is Subject.EVIDENCE or _is_judged(session, photo_id):
        originals.release(session, photo)


def _is_judged(session: Session, photo_id: uuid.UUID) -> bool:
    judged = select(Analysis.id).where(Analysis.photo_id == photo_id).limit(1)
    return session.exec(judged).first() is not None


def drop(session: Session, store: PhotoStore, photo_id: uuid.UUID) -> bool:
    """Remove an original that was let go of; tell whether it was."""
    return originals.drop_if_due(session, store, checklist_queries.photo_by_id(session, photo_id))
