"""Reads of what belongs on which shelf."""

import uuid
from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_
from sqlmodel import Session, col, select

from planograms.models import Planogram, PlanogramState, Product, Slot
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
        select(Slot, Product.sku)
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
                sku=sku,
                row=slot.row,
                left_mm=slot.left_mm,
                width_mm=slot.width_mm,
                facings=slot.facings,
            )
            for slot, sku in rows
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
