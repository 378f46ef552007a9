"""What people can do with products and planograms: keep the list of products, publish a version."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from core.clock import now
from core.db import lock_name
from core.errors import Fault
from planograms import queries, readings, rules
from planograms.errors import PlanogramInvalid, ProductsInvalid
from planograms.models import Planogram, PlanogramState, Product, Slot
from planograms.readings import Reading
from planograms.rules import PlanogramDraft, ProductDraft
from stores.errors import RoleMissing
from stores.queries import roles_in_chain
from stores.rules import Actor, may_plan


@dataclass(frozen=True, slots=True)
class Published:
    """The planogram of a shelf; not new when the same was published before."""

    planogram: Planogram
    is_new: bool


def require_planner(session: Session, actor: Actor) -> None:
    """Let nobody pass who may not say what is sold in the chain and where it stands.

    Raises:
        RoleMissing: If their roles in the whole chain do not cover it.
    """
    if not may_plan(roles_in_chain(session, actor)):
        msg = "only an administrator or a manager of the whole chain may change what is planned"
        raise RoleMissing(msg)


def upsert_products(
    session: Session, actor: Actor, drafts: Sequence[ProductDraft]
) -> list[Product]:
    """Add products, or bring those with the same code up to date; once more changes nothing.

    Raises:
        RoleMissing: If they may not.
        ProductsInvalid: With a pointer for each thing that is wrong; nothing is kept then.
    """
    require_planner(session, actor)
    lock_name(session, "products")
    named = {draft.sku for draft in drafts} | {s for draft in drafts for s in draft.substitutes}
    known = queries.products_by_sku(session, named)
    if faults := rules.find_product_faults(drafts, known_skus=known):
        raise ProductsInvalid(faults=tuple(faults))
    return [_upsert(session, known.get(draft.sku), draft) for draft in drafts]


def _upsert(session: Session, product: Product | None, draft: ProductDraft) -> Product:
    if product is None:
        product = Product(
            sku=draft.sku, name=draft.name, width_mm=draft.width_mm, height_mm=draft.height_mm
        )
        session.add(product)
    product.name = draft.name
    product.brand, product.category = draft.brand, draft.category
    product.width_mm, product.height_mm = draft.width_mm, draft.height_mm
    product.price_minor, product.barcode = draft.price_minor, draft.barcode
    product.substitutes = list(draft.substitutes)
    session.flush()
    return product


def dry_run(session: Session, actor: Actor, reading: Reading) -> list[Fault]:
    """Return everything that keeps a planogram from being published; nothing is kept.

    Raises:
        RoleMissing: If they may not publish one either.
    """
    require_planner(session, actor)
    return readings.check(reading, known_skus=_known(session, reading.draft))


def publish_reading(session: Session, actor: Actor, reading: Reading) -> Published:
    """Publish what was read; the same as the newest version again changes nothing.

    Raises:
        RoleMissing: If they may not.
        PlanogramInvalid: With the place of each thing that is wrong.
    """
    if faults := dry_run(session, actor, reading):
        raise PlanogramInvalid(faults=tuple(faults))
    draft = reading.draft
    lock_name(session, f"planogram/{draft.shelf_code}")
    newest = queries.newest(session, draft.shelf_code)
    if newest is not None and rules.is_same(queries.to_draft(session, newest), draft):
        return Published(newest, is_new=False)
    return Published(publish(session, draft), is_new=True)


def publish(session: Session, draft: PlanogramDraft) -> Planogram:
    """Publish a new version for every shelf with the draft's code; older ones stay as they were.

    Raises:
        PlanogramInvalid: With a pointer for each thing that is wrong.
    """
    products = queries.products_by_sku(session, (slot.sku for slot in draft.slots))
    if faults := rules.find_faults(draft, known_skus=products):
        raise PlanogramInvalid(faults=tuple(faults))
    planogram = Planogram(
        shelf_code=draft.shelf_code,
        number=queries.newest_number(session, draft.shelf_code) + 1,
        name=draft.name,
        width_mm=draft.width_mm,
        height_mm=draft.height_mm,
        state=PlanogramState.PUBLISHED.value,
        valid_from_on=draft.valid_from_on,
        created_at=now(),
    )
    session.add(planogram)
    session.flush()
    session.add_all(
        Slot(
            planogram_id=planogram.id,
            code=slot.code,
            product_id=products[slot.sku].id,
            row=slot.row,
            left_mm=slot.left_mm,
            width_mm=slot.width_mm,
            facings=slot.facings,
        )
        for slot in draft.slots
    )
    session.flush()
    return planogram


def _known(session: Session, draft: PlanogramDraft) -> Collection[str]:
    return queries.products_by_sku(session, (slot.sku for slot in draft.slots))
