"""Reads of what belongs on which shelf."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from core.pages import Page, cut_page, from_cursor
from planograms.errors import PlanogramNotFound, ProductNotFound
from planograms.models import Planogram, PlanogramState, Product, ProductPicture, Slot
from planograms.rules import PlanogramDraft, SlotDraft
from vision import values


def active_for(
    session: Session, *, store_id: uuid.UUID, shelf_code: str, day: date
) -> Planogram | None:
    """Return the planogram of a shelf on a day: the store's own before the chain's."""
    return session.exec(
        select(Planogram)
        .where(
            Planogram.shelf_code == shelf_code,
            Planogram.state == PlanogramState.PUBLISHED.value,
            or_(col(Planogram.store_id) == store_id, col(Planogram.store_id).is_(None)),
            col(Planogram.valid_from_on) <= day,
            or_(col(Planogram.valid_to_on).is_(None), col(Planogram.valid_to_on) >= day),
        )
        .order_by(
            col(Planogram.store_id).is_(None),
            col(Planogram.valid_from_on).desc(),
            col(Planogram.number).desc(),
        )
        .limit(1)
    ).first()


def to_values(session: Session, planogram: Planogram) -> values.Planogram:
    """Return a planogram as the eyes take it."""
    rows = session.exec(
        select(Slot, Product)
        .where(Slot.planogram_id == planogram.id, Slot.product_id == Product.id)
        .order_by(col(Slot.row), col(Slot.left_mm))
    ).all()
    return values.Planogram(
        id=str(planogram.id),
        width_mm=planogram.width_mm,
        height_mm=planogram.height_mm,
        slots=tuple(
            values.Slot(
                id=slot.code,
                sku=product.sku,
                row=slot.row,
                left_mm=slot.left_mm,
                width_mm=slot.width_mm,
                facings=slot.facings,
                substitutes=tuple(product.substitutes),
            )
            for slot, product in rows
        ),
    )


def products_by_sku(session: Session, skus: Iterable[str]) -> dict[str, Product]:
    """Return products by their code in the chain."""
    rows = session.exec(select(Product).where(col(Product.sku).in_(set(skus)))).all()
    return {product.sku: product for product in rows}


def newest_number(session: Session, shelf_code: str) -> int:
    """Return the number of the newest chain-wide planogram of a shelf; 0 when there is none."""
    return (
        session.exec(
            select(Planogram.number)
            .where(Planogram.shelf_code == shelf_code, col(Planogram.store_id).is_(None))
            .order_by(col(Planogram.number).desc())
            .limit(1)
        ).first()
        or 0
    )


def newest(session: Session, shelf_code: str) -> Planogram | None:
    """Return the newest chain-wide planogram of a shelf."""
    return session.exec(
        select(Planogram)
        .where(Planogram.shelf_code == shelf_code, col(Planogram.store_id).is_(None))
        .order_by(col(Planogram.number).desc())
        .limit(1)
    ).first()


def planogram_by_id(session: Session, planogram_id: uuid.UUID) -> Planogram:
    """Return a planogram of the chain; what is planned is no secret within it.

    Raises:
        PlanogramNotFound: If there is none.
    """
    planogram = session.exec(select(Planogram).where(Planogram.id == planogram_id)).first()
    if planogram is None:
        raise PlanogramNotFound
    return planogram


def to_draft(session: Session, planogram: Planogram) -> PlanogramDraft:
    """Return a published planogram as a draft: to compare it, to hand it out, to change a copy."""
    rows = session.exec(
        select(Slot, Product.sku)
        .where(Slot.planogram_id == planogram.id, Slot.product_id == Product.id)
        .order_by(col(Slot.row), col(Slot.left_mm))
    ).all()
    return PlanogramDraft(
        shelf_code=planogram.shelf_code,
        name=planogram.name,
        width_mm=planogram.width_mm,
        height_mm=planogram.height_mm,
        valid_from_on=planogram.valid_from_on,
        slots=tuple(
            SlotDraft(slot.code, sku, slot.row, slot.left_mm, slot.width_mm, slot.facings)
            for slot, sku in rows
        ),
    )


def product_by_sku(session: Session, sku: str) -> Product:
    """Return a product by its code in the chain.

    Raises:
        ProductNotFound: If there is none.
    """
    product = products_by_sku(session, [sku]).get(sku)
    if product is None:
        raise ProductNotFound
    return product


def products(session: Session, *, cursor: str | None, limit: int) -> Page[Product]:
    """Return products in the order they came, some at a time.

    Raises:
        CursorInvalid: If the cursor was not made by us.
    """
    query = select(Product).order_by(col(Product.id)).limit(limit + 1)
    if cursor is not None:
        query = query.where(col(Product.id) > from_cursor(cursor))
    return cut_page(session.exec(query).all(), limit, lambda product: product.id)


def all_products(session: Session) -> list[Product]:
    """Return every product of the chain by its code, to choose one from."""
    return list(session.exec(select(Product).order_by(col(Product.sku)).limit(2000)))


def product_count(session: Session) -> int:
    """Return how many products the chain has."""
    return session.exec(select(func.count()).select_from(Product)).one()


def pictures_of(
    session: Session, product_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, list[ProductPicture]]:
    """Return the pictures of these products that are not retired, oldest first."""
    found: dict[uuid.UUID, list[ProductPicture]] = {}
    for picture in session.exec(
        select(ProductPicture)
        .where(
            col(ProductPicture.product_id).in_(set(product_ids)),
            col(ProductPicture.retired_at).is_(None),
        )
        .order_by(col(ProductPicture.id))
    ):
        found.setdefault(picture.product_id, []).append(picture)
    return found


@dataclass(frozen=True, slots=True)
class Listing:
    """What a chain's list of products says of one of them, as far as a shelf is measured by it."""

    sku: str
    brand: str
    category: str
    price_minor: int | None


def listings(session: Session) -> list[Listing]:
    """Return every product of the chain, by its code."""
    rows = session.exec(
        select(Product.sku, Product.brand, Product.category, Product.price_minor).order_by(
            col(Product.sku)
        )
    ).all()
    return [Listing(*row) for row in rows]


def widths_of(session: Session, skus: Iterable[str]) -> dict[str, float]:
    """Return how wide these products are, in millimetres."""
    return {sku: one.width_mm for sku, one in products_by_sku(session, skus).items()}
