"""Pictures by which the eyes know products; apart from service.py, because workers use it too.

A picture waits until a worker has made a vector of it. What is read of a gallery is plain values:
which eyes compare them, and how, is not for this room to know.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from core.clock import now
from core.db import lock_name, tenant_of
from core.events import EventName, happened
from core.outbox import record
from core.storage import PhotoStore
from planograms import queries
from planograms.errors import PicturesFull, ProductPictureNotFound
from planograms.models import PictureSource, PictureState, Product, ProductPicture
from planograms.service import require_planner
from stores.rules import Actor

MAX_UPLOADS = 12
"""Pictures people may send of one product: five are enough, the rest is for other views."""

MAX_CORRECTIONS = 20
"""Crops kept of one product; the oldest give way, so that the gallery follows new packaging."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture as somebody sent it, checked by whoever took it."""

    content: bytes
    sha256: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture of a product; not new when it was there already."""

    picture: ProductPicture
    is_new: bool


@dataclass(frozen=True, slots=True)
class EmbedJob:
    """Everything needed to make a vector of one picture, as plain values."""

    tenant_id: uuid.UUID
    picture_id: uuid.UUID
    key: str
    box: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a gallery from another."""

    count: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reference:
    """One vector of one product."""

    sku: str
    vector: bytes  # 32-bit floats, little-endian
    width_mm: float
    height_mm: float


def picture_key(tenant_id: uuid.UUID, sha256: str) -> str:
    """Return where a picture that was sent is kept: by content, as photos are."""
    return f"{tenant_id}/pictures/{sha256}"


def add_picture(session: Session, store: PhotoStore, actor: Actor, sku: str, sent: Sent) -> Kept:
    """Keep a picture of a product; the same one again is harmless.

    Raises:
        RoleMissing: If they may not.
        ProductNotFound: If there is no such product.
        PicturesFull: If it has as many as it takes.
    """
    require_planner(session, actor)
    product = queries.product_by_sku(session, sku)
    lock_name(session, f"pictures/{product.id}")
    uploads = [
        one
        for one in queries.pictures_of(session, [product.id]).get(product.id, [])
        if one.source == PictureSource.UPLOAD.value
    ]
    for known in uploads:
        if known.sha256 == sent.sha256:
            return Kept(known, is_new=False)
    if len(uploads) >= MAX_UPLOADS:
        raise PicturesFull
    key = picture_key(tenant_of(session), sent.sha256)
    store.put(key, sent.content, content_type=sent.content_type)
    picture = ProductPicture(
        product_id=product.id,
        sha256=sent.sha256,
        key=key,
        source=PictureSource.UPLOAD.value,
        staff_id=actor.staff_id,
        changed_at=now(),
    )
    return Kept(_announce(session, picture), is_new=True)


def learn(
    session: Session,
    actor: Actor,
    product: Product,
    *,
    key: str,
    sha256: str,
    box: list[float],
) -> ProductPicture:
    """Keep a part of a photo as a picture of a product, because a person says that it shows it."""
    lock_name(session, f"pictures/{product.id}")
    crops = [
        one
        for one in queries.pictures_of(session, [product.id]).get(product.id, [])
        if one.source == PictureSource.CORRECTION.value
    ]
    for known in crops:
        if (known.sha256, known.box) == (sha256, box):
            return known
    for oldest in crops[: max(0, len(crops) - MAX_CORRECTIONS + 1)]:
        _retire(oldest)
    picture = ProductPicture(
        product_id=product.id,
        sha256=sha256,
        key=key,
        box=box,
        source=PictureSource.CORRECTION.value,
        staff_id=actor.staff_id,
        changed_at=now(),
    )
    return _announce(session, picture)


def retire_picture(
    session: Session, actor: Actor, sku: str, picture_id: uuid.UUID
) -> ProductPicture:
    """Let the eyes forget a picture; it is kept, and retiring it again is harmless.

    Raises:
        RoleMissing: If they may not.
        ProductNotFound, ProductPictureNotFound: If there is no such thing.
    """
    require_planner(session, actor)
    product = queries.product_by_sku(session, sku)
    picture = _picture(session, picture_id)
    if picture is None or picture.product_id != product.id:
        raise ProductPictureNotFound
    if picture.retired_at is None:
        _retire(picture)
        session.flush()
    return picture


def _retire(picture: ProductPicture) -> None:
    picture.retired_at = picture.changed_at = now()


def _announce(session: Session, picture: ProductPicture) -> ProductPicture:
    session.add(picture)
    session.flush()
    ids = {"picture_id": picture.id, "product_id": picture.product_id}
    record(session, happened(EventName.PICTURE_ADDED, **ids))
    return picture


def prepare(session: Session, picture_id: uuid.UUID) -> EmbedJob | None:
    """Return what is needed to make a vector of a picture; None when it has been retired."""
    picture = _picture(session, picture_id)
    if picture is None or picture.retired_at is not None:
        return None
    box = picture.box
    edges = (box[0], box[1], box[2], box[3]) if box else None
    return EmbedJob(picture.tenant_id, picture.id, picture.key, edges)


def keep_vector(session: Session, job: EmbedJob, vector: bytes, *, model_version: str) -> None:
    """Note the vector of a picture; from here on the eyes know the product by it."""
    picture = _picture(session, job.picture_id)
    if picture is None:
        return
    picture.state, picture.failure = PictureState.READY.value, None
    picture.vector, picture.model_version = vector, model_version
    picture.changed_at = now()


def refuse(session: Session, job: EmbedJob, reason: str, *, model_version: str) -> None:
    """Note why the eyes cannot use a picture, so that people see it."""
    picture = _picture(session, job.picture_id)
    if picture is None:
        return
    picture.state, picture.failure = PictureState.REFUSED.value, reason[:500]
    picture.vector, picture.model_version = None, model_version
    picture.changed_at = now()


def requeue_stale(session: Session, *, model_version: str) -> int:
    """Let pictures that these eyes have not looked at be looked at; return how many.

    New weights make other vectors, and vectors of different weights cannot be compared.
    """
    stale = session.exec(
        select(ProductPicture)
        .where(
            col(ProductPicture.retired_at).is_(None),
            col(ProductPicture.model_version).is_distinct_from(model_version),
        )
        .order_by(col(ProductPicture.id))
        .with_for_update(skip_locked=True)
    ).all()
    for picture in stale:
        picture.state, picture.changed_at = PictureState.WAITING.value, now()
        ids = {"picture_id": picture.id, "product_id": picture.product_id}
        record(session, happened(EventName.PICTURE_ADDED, **ids))
    return len(stale)


def stamp(session: Session) -> Stamp:
    """Return what changes whenever the gallery of this chain does."""
    count, changed_at = session.exec(
        select(func.count(), func.max(ProductPicture.changed_at)).select_from(ProductPicture)
    ).one()
    return Stamp(count, changed_at)


def references(session: Session, *, model_version: str) -> list[Reference]:
    """Return every vector of these eyes in the gallery of this chain, in the order they came."""
    rows = session.exec(
        select(ProductPicture.vector, Product.sku, Product.width_mm, Product.height_mm)
        .where(
            ProductPicture.product_id == Product.id,
            ProductPicture.state == PictureState.READY.value,
            ProductPicture.model_version == model_version,
            col(ProductPicture.retired_at).is_(None),
        )
        .order_by(col(ProductPicture.id))
    ).all()
    return _to_references(rows)


def _to_references(
    rows: Iterable[tuple[bytes | None, str, float, float]],
) -> list[Reference]:
    return [
        Reference(sku, vector, width_mm, height_mm)
        for vector, sku, width_mm, height_mm in rows
        if vector is not None
    ]


def _picture(session: Session, picture_id: uuid.UUID) -> ProductPicture | None:
    return session.exec(
        select(ProductPicture).where(ProductPicture.id == picture_id).with_for_update()
    ).first()
