"""Photos on their way in: apart from service.py, which is about submissions.

A presigned link stays writable until it expires, so a checked photo is copied to a place that no
link can write to, and sealed: until its faces are hidden, nobody can look at it.
"""

import hashlib
import uuid
from dataclasses import dataclass

from sqlmodel import Session

from checklists import queries
from checklists.errors import (
    AnswersInvalid,
    NotAPhoto,
    PhotoDiffers,
    PhotoHashWrong,
    PhotoNotUploaded,
    PhotoTooLarge,
    PhotoUnusable,
)
from checklists.models import Photo, PhotoState
from checklists.photos import originals
from checklists.rules import (
    MAX_PHOTO_BYTES,
    PhotoPromise,
    faults_of_promise,
    incoming_key,
)
from core.clock import now
from core.db import lock_name
from core.errors import Fault, Problem
from core.events import EventName, happened
from core.outbox import record
from core.storage import Link, PhotoStore
from stores.rules import Actor
from vision.errors import PhotoRefusal, PhotoRefused
from vision.headers import PhotoHeader, read_header
from vision.values import Subject

_REFUSALS: dict[PhotoRefusal, type[Problem]] = {
    PhotoRefusal.NOT_AN_IMAGE: NotAPhoto,
    PhotoRefusal.UNSUPPORTED_FORMAT: NotAPhoto,
    PhotoRefusal.TOO_MANY_PIXELS: PhotoTooLarge,
}


@dataclass(frozen=True, slots=True)
class FixPlace:
    """What the photo of a fix must show: the place of the fault."""

    ticket_id: uuid.UUID
    store_id: uuid.UUID
    shelf_id: uuid.UUID | None
    question_id: uuid.UUID | None
    subject: Subject


def expect_fix_photo(
    session: Session, actor: Actor, place: FixPlace, promise: PhotoPromise
) -> Photo:
    """Announce the photo of a fix; the same announcement again is harmless.

    Raises:
        AnswersInvalid: If hash, size or type are not those of a photo.
        PhotoDiffers: If the id was announced for something else.
    """
    if faults := tuple(faults_of_promise(promise, "")):
        raise AnswersInvalid(faults=faults)
    lock_name(session, f"photo/{promise.id}")
    photo = queries.photo_by_id(session, promise.id)
    if photo is not None:
        if (photo.ticket_id, photo.sha256) != (place.ticket_id, promise.sha256):
            raise PhotoDiffers(faults=(Fault("/sha256", "differs from what was announced"),))
        return photo
    photo = Photo(
        id=promise.id,
        store_id=place.store_id,
        ticket_id=place.ticket_id,
        question_id=place.question_id,
        shelf_id=place.shelf_id,
        staff_id=actor.staff_id,
        subject=place.subject.value,
        sha256=promise.sha256,
        byte_count=promise.byte_count,
        content_type=promise.content_type,
        taken_at=promise.taken_at,
    )
    session.add(photo)
    session.flush()
    return photo


def upload_link(store: PhotoStore, photo: Photo) -> Link:
    """Return a link by which the phone can put this one photo straight into the store."""
    return store.upload_link(incoming_key(photo.tenant_id, photo.id))


def take_content(
    session: Session, store: PhotoStore, actor: Actor, photo_id: uuid.UUID, content: bytes
) -> Photo:
    """Take the bytes of a photo through the API; the same bytes again are harmless.

    Raises:
        PhotoNotFound: If the photo was never announced, or is not theirs.
        PhotoHashWrong: If the bytes are not those that were announced.
        NotAPhoto, PhotoTooLarge, PhotoUnusable: If they are no photo that can be judged.
    """
    photo = queries.visible_photo(session, actor, photo_id)
    return _keep(session, store, photo, content)


def confirm_photo(session: Session, store: PhotoStore, actor: Actor, photo_id: uuid.UUID) -> Photo:
    """Check what the phone put into the store by link; confirming again is harmless.

    Raises:
        PhotoNotFound: If the photo was never announced, or is not theirs.
        PhotoNotUploaded: If the store does not have it.
        PhotoHashWrong: If the bytes are not those that were announced.
        NotAPhoto, PhotoTooLarge, PhotoUnusable: If they are no photo that can be judged.
    """
    photo = queries.visible_photo(session, actor, photo_id)
    key = incoming_key(photo.tenant_id, photo.id)
    if photo.state == PhotoState.STORED.value:
        store.delete(key)  # what was put again once it was here
        return photo
    content = store.get(key, limit=MAX_PHOTO_BYTES + 1)
    if content is None:
        raise PhotoNotUploaded
    try:
        return _keep(session, store, photo, content)
    finally:
        store.delete(key)  # also what was refused: it lies there for everybody to read


def _keep(session: Session, store: PhotoStore, photo: Photo, content: bytes) -> Photo:
    header = check_content(content, sha256=photo.sha256)
    lock_name(session, f"photo/{photo.id}")
    session.refresh(photo)
    if photo.state == PhotoState.STORED.value:
        return photo
    originals.seal(store, photo, content)
    photo.state = PhotoState.STORED.value
    photo.stored_at = now()
    photo.original_until = photo.stored_at + originals.INTAKE
    photo.byte_count = len(content)
    photo.content_type = header.content_type
    photo.width, photo.height = header.width, header.height
    session.flush()
    record(session, happened(EventName.PHOTO_UPLOADED, photo_id=photo.id))
    return photo


def check_content(content: bytes, *, sha256: str) -> PhotoHeader:
    """Return the header of a photo after checking size, hash and type ourselves.

    Raises:
        PhotoTooLarge: If it has more bytes or pixels than we take.
        PhotoHashWrong: If it does not have this SHA-256.
        NotAPhoto, PhotoUnusable: If it is no whole JPEG, PNG or WebP.
    """
    if len(content) > MAX_PHOTO_BYTES:
        raise PhotoTooLarge
    if hashlib.sha256(content).hexdigest() != sha256:
        raise PhotoHashWrong(faults=(Fault("/sha256", "is not the hash of what arrived"),))
    try:
        return read_header(content)
    except PhotoRefused as refused:
        problem = _REFUSALS.get(refused.reason, PhotoUnusable)
        raise problem(refused.message, faults=(Fault("", refused.reason.value),)) from refused
