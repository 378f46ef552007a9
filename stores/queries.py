"""Reads of who and where; every read on behalf of a person is cut to what they may see."""

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import CTE, Select
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, or_, select

from stores.errors import PlaceNotFound, StoreNotFound
from stores.models import Grant, Region, Role, Shelf, Staff, Store, Tenant
from stores.rules import Actor, GrantedRole, Roles, roles_in


def tenant_by_code(session: Session, code: str) -> Tenant | None:
    """Return the chain people name when they sign in."""
    return session.exec(select(Tenant).where(Tenant.code == code)).first()


def tenant_ids(session: Session) -> list[uuid.UUID]:
    """Return every chain, for jobs that run for all of them."""
    return list(session.exec(select(Tenant.id).order_by(col(Tenant.id))))


def staff_by_login(session: Session, login: str) -> Staff | None:
    """Return an active person by login."""
    return session.exec(
        select(Staff).where(Staff.login == login, col(Staff.is_active).is_(True))
    ).first()


def actor_of(session: Session, staff_id: uuid.UUID) -> Actor | None:
    """Return an active person with their grants."""
    staff = session.exec(
        select(Staff).where(Staff.id == staff_id, col(Staff.is_active).is_(True))
    ).first()
    if staff is None:
        return None
    grants = session.exec(select(Grant).where(Grant.staff_id == staff_id)).all()
    return Actor(
        tenant_id=staff.tenant_id,
        staff_id=staff.id,
        login=staff.login,
        name=staff.name,
        locale=staff.locale,
        grants=tuple(GrantedRole(Role(g.role), g.region_id, g.store_id) for g in grants),
    )


def visible_store_ids(actor: Actor) -> Select[uuid.UUID]:
    """Return the ids of the stores a person may see, as a subquery for `in_`."""
    query = sa_select(col(Store.id))
    if any(grant.region_id is None and grant.store_id is None for grant in actor.grants):
        return query
    regions = [grant.region_id for grant in actor.grants if grant.region_id is not None]
    stores = [grant.store_id for grant in actor.grants if grant.store_id is not None]
    below = _regions_below(regions)
    return query.where(
        or_(col(Store.id).in_(stores), col(Store.region_id).in_(sa_select(below.c.id)))
    )


def visible_stores(
    session: Session, actor: Actor, *, region_id: uuid.UUID | None = None
) -> list[Store]:
    """Return the stores a person may see, by code, if asked only those in or below a region."""
    query = select(Store).where(col(Store.id).in_(visible_store_ids(actor)))
    if region_id is not None:
        below = _regions_below([region_id], name="region_asked")
        query = query.where(col(Store.region_id).in_(sa_select(below.c.id)))
    return list(session.exec(query.order_by(col(Store.code))))


def visible_store(session: Session, actor: Actor, store_id: uuid.UUID) -> Store:
    """Return one store a person may see.

    Raises:
        StoreNotFound: If it is not there or not theirs.
    """
    store = session.exec(
        select(Store).where(Store.id == store_id, col(Store.id).in_(visible_store_ids(actor)))
    ).first()
    if store is None:
        raise StoreNotFound
    return store


def visible_regions(session: Session, actor: Actor) -> list[Region]:
    """Return the regions that hold stores a person may see."""
    return list(
        session.exec(
            select(Region)
            .where(
                col(Region.id).in_(
                    sa_select(col(Store.region_id)).where(
                        col(Store.id).in_(visible_store_ids(actor))
                    )
                )
            )
            .order_by(col(Region.code))
        )
    )


def store_by_id(session: Session, store_id: uuid.UUID) -> Store | None:
    """Return a store on behalf of the system, not of a person."""
    return session.exec(select(Store).where(Store.id == store_id)).first()


def stores_by_ids(session: Session, store_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Store]:
    """Return the stores of rows that were cut to what a person may see before."""
    rows = session.exec(select(Store).where(col(Store.id).in_(set(store_ids)))).all()
    return {store.id: store for store in rows}


def roles_at(session: Session, actor: Actor, store: Store) -> Roles:
    """Return what a person is at a store, by grants there, in a region above, or in the tenant."""
    above = _regions_above(store.region_id)
    region_ids = session.exec(select(above.c.id)).all()
    return roles_in(actor.grants, store_id=store.id, region_ids=region_ids)


def roles_in_chain(session: Session, actor: Actor) -> Roles:
    """Return what a person is in the whole chain, by grants without a scope or in a top region."""
    tops = set(session.exec(select(Region.id).where(col(Region.parent_id).is_(None))).all())
    return frozenset(
        grant.role
        for grant in actor.grants
        if grant.store_id is None and (grant.region_id is None or grant.region_id in tops)
    )


def roles_by_store(
    session: Session, actor: Actor, stores: Iterable[Store]
) -> dict[uuid.UUID, Roles]:
    """Return what a person is at each of these stores; one query, however many stores."""
    asked = list(stores)
    lines = region_lines(session, asked)
    return {
        store.id: roles_in(actor.grants, store_id=store.id, region_ids=lines[store.id])
        for store in asked
    }


def region_lines(session: Session, stores: Iterable[Store]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Return the region of each store and all above it; one query, however many stores."""
    parents = dict(session.exec(select(Region.id, Region.parent_id)).all())
    return {store.id: _line_above(store.region_id, parents) for store in stores}


def staff_with_role(session: Session, store_id: uuid.UUID, role: Role) -> list[Staff]:
    """Return active people who hold the role at the store itself, by login."""
    return list(
        session.exec(
            select(Staff)
            .where(
                col(Staff.id).in_(
                    sa_select(col(Grant.staff_id)).where(
                        col(Grant.store_id) == store_id, col(Grant.role) == role.value
                    )
                ),
                col(Staff.is_active).is_(True),
            )
            .order_by(col(Staff.login))
        )
    )


def staff_by_ids(session: Session, staff_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Staff]:
    """Return people by id, also those who have left."""
    rows = session.exec(select(Staff).where(col(Staff.id).in_(set(staff_ids)))).all()
    return {staff.id: staff for staff in rows}


def shelves(session: Session, store_ids: Iterable[uuid.UUID]) -> list[Shelf]:
    """Return the shelves of these stores, by code."""
    return list(
        session.exec(
            select(Shelf).where(col(Shelf.store_id).in_(set(store_ids))).order_by(col(Shelf.code))
        )
    )


def shelf_by_id(session: Session, shelf_id: uuid.UUID | None) -> Shelf | None:
    """Return a shelf; None for what happened at no shelf."""
    if shelf_id is None:
        return None
    return session.exec(select(Shelf).where(Shelf.id == shelf_id)).first()


def visible_place(session: Session, actor: Actor, shelf_id: uuid.UUID) -> Shelf:
    """Return a place of a store that a person may see.

    Raises:
        PlaceNotFound: If it is not there or not theirs.
    """
    shelf = session.exec(
        select(Shelf).where(Shelf.id == shelf_id, col(Shelf.store_id).in_(visible_store_ids(actor)))
    ).first()
    if shelf is None:
        raise PlaceNotFound
    return shelf


def shelf_by_code(session: Session, store_id: uuid.UUID, code: str) -> Shelf | None:
    """Return the shelf of a store that has this code."""
    return session.exec(select(Shelf).where(Shelf.store_id == store_id, Shelf.code == code)).first()


def _line_above(
    region_id: uuid.UUID, parents: Mapping[uuid.UUID, uuid.UUID | None]
) -> list[uuid.UUID]:
    """Return this region and all above it; a ring in the tree ends the walk."""
    line: list[uuid.UUID] = []
    here: uuid.UUID | None = region_id
    while here is not None and here not in line:
        line.append(here)
        here = parents.get(here)
    return line


def _regions_below(region_ids: Iterable[uuid.UUID], *, name: str = "region_below") -> CTE:
    """Return these regions and all below them; two in one query need two names."""
    tree = (
        sa_select(col(Region.id))
        .where(col(Region.id).in_(list(region_ids)))
        .cte(name, recursive=True)
    )
    return tree.union(sa_select(col(Region.id)).where(col(Region.parent_id) == tree.c.id))


def _regions_above(region_id: uuid.UUID) -> CTE:
    """Return this region and all above it."""
    tree = (
        sa_select(col(Region.id), col(Region.parent_id))
        .where(col(Region.id) == region_id)
        .cte("region_above", recursive=True)
    )
    return tree.union(
        sa_select(col(Region.id), col(Region.parent_id)).where(col(Region.id) == tree.c.parent_id)
    )
