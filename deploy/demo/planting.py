"""Planting the demo chain's fixed part: stores, people, products, planograms and checklists."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from checklists.authoring import publishing
from checklists.authoring.assigning import Assigning, assign
from checklists.authoring.models import Every
from checklists.models import Checklist, InspectionKind
from core.db import enter_tenant
from core.ids import new_id
from core.security import hash_password
from deploy.demo import chain, checklists, shelves
from planograms import service as planogram_service
from planograms.models import Product
from stores.models import Grant, Region, Role, Shelf, Staff, Store, Tenant, Zone
from stores.queries import actor_of

_DIRECTOR = "director"
# The last two let everybody have both checklists on their phone, whenever they need them.
_ASSIGNED = (
    (checklists.FLOOR, Role.SUPERVISOR, InspectionKind.ROUTINE, Every.WEEK),
    (checklists.FLOOR, Role.STORE_MANAGER, InspectionKind.SELF_CHECK, Every.WEEK),
    (checklists.KITCHEN, Role.SUPERVISOR, InspectionKind.ROUTINE, Every.MONTH),
    (checklists.FLOOR, None, InspectionKind.SPECIAL, Every.ON_DEMAND),
    (checklists.KITCHEN, None, InspectionKind.SPECIAL, Every.ON_DEMAND),
)


@dataclass(frozen=True, slots=True)
class Planted:
    """What the history is written about, by code or login."""

    tenant_id: uuid.UUID
    stores: dict[str, Store]
    staff: dict[str, uuid.UUID]
    versions: dict[str, uuid.UUID]


def plant_chain(session: Session, *, opened_at: datetime) -> Planted:
    """Plant everything that does not move, as it was when the chain began to use Rounds.

    Args:
        session: Opened for no tenant; it belongs to the demo chain afterwards.
        opened_at: When the history begins.
    """
    tenant = Tenant(code=chain.CODE, name=chain.NAME)
    session.add(tenant)
    session.flush()
    enter_tenant(session, tenant.id)
    regions = _plant_regions(session)
    stores = _plant_stores(session, regions)
    _plant_planograms(session, opened_at)
    versions = {
        form.code: publishing.publish_form(session, None, form, at=opened_at).id
        for form in checklists.forms()
    }
    staff = _plant_staff(session, regions, stores)
    _plant_assignments(session, staff[_DIRECTOR], opened_at)
    return Planted(tenant_id=tenant.id, stores=stores, staff=staff, versions=versions)


def _plant_regions(session: Session) -> dict[str, uuid.UUID]:
    root = Region(code=chain.ROOT.code, name=chain.ROOT.name)
    session.add(root)
    session.flush()
    below = [
        Region(parent_id=root.id, code=region.code, name=region.name) for region in chain.REGIONS
    ]
    session.add_all(below)
    session.flush()
    return {region.code: region.id for region in (root, *below)}


def _plant_stores(session: Session, regions: dict[str, uuid.UUID]) -> dict[str, Store]:
    zones = {region.code: region.timezone for region in chain.REGIONS}
    stores = {
        plan.code: Store(
            region_id=regions[plan.region],
            code=plan.code,
            name=plan.name,
            timezone=zones[plan.region],
            status=plan.status.value,
            latitude=plan.latitude,
            longitude=plan.longitude,
        )
        for plan in chain.STORES
    }
    session.add_all(stores.values())
    session.flush()
    names = {shelf.code: shelf.name for shelf in shelves.SHELVES}
    names[shelves.PROMOTION] = shelves.PROMOTION_NAME
    session.add_all(
        Shelf(store_id=store.id, code=code, name=name)
        for store in stores.values()
        for code, name in names.items()
    )
    session.add_all(
        Shelf(
            store_id=store.id,
            code=shelves.BACK_DOOR,
            name=shelves.BACK_DOOR_NAME,
            zone=Zone.KITCHEN.value,
        )
        for store in stores.values()
    )
    session.flush()
    return stores


def _plant_planograms(session: Session, opened_at: datetime) -> None:
    session.add_all(
        Product(
            sku=product.sku,
            name=product.name,
            brand=product.brand,
            category=product.category,
            width_mm=product.width_mm,
            height_mm=product.height_mm,
            price_minor=product.price_minor,
        )
        for product in shelves.PRODUCTS
    )
    session.flush()
    # A day early, because the chain's westernmost stores begin their day later than UTC.
    valid_from_on = (opened_at - timedelta(days=1)).date()
    for shelf in shelves.SHELVES:
        planogram_service.publish(session, shelves.draft_of(shelf, valid_from_on=valid_from_on))


def _plant_staff(
    session: Session, regions: dict[str, uuid.UUID], stores: dict[str, Store]
) -> dict[str, uuid.UUID]:
    # Hashed once for all: hashing is slow on purpose, and everybody has the printed password.
    password_hash = hash_password(chain.PASSWORD)
    staff = {
        person.login: Staff(
            login=person.login,
            name=person.name,
            password_hash=password_hash,
            locale=person.locale,
        )
        for person in chain.STAFF
    }
    session.add_all(staff.values())
    session.flush()
    session.add_all(
        Grant(
            staff_id=staff[person.login].id,
            role=person.role.value,
            region_id=regions[person.region] if person.region else None,
            store_id=stores[person.store].id if person.store else None,
        )
        for person in chain.STAFF
    )
    session.flush()
    return {login: person.id for login, person in staff.items()}


def _plant_assignments(session: Session, director_id: uuid.UUID, opened_at: datetime) -> None:
    director = actor_of(session, director_id)
    if director is None:
        raise LookupError(_DIRECTOR)
    ids = dict(session.exec(select(Checklist.code, Checklist.id)).all())
    for code, role, kind, every in _ASSIGNED:
        wish = Assigning(
            checklist_id=ids[code],
            starts_on=opened_at.date(),
            role=role.value if role else None,
            visit_kind=kind.value,
            every=every.value,
        )
        assign(session, director, new_id(), wish)
