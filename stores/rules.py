"""Which roles may do what; pure."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from core.words import Words
from stores.models import Role

Roles = frozenset[Role]

INSPECTS = frozenset(Role)
WORKS = frozenset({Role.ADMIN, Role.SUPERVISOR, Role.STORE_MANAGER, Role.CLERK})
VERIFIES = frozenset({Role.ADMIN, Role.REGIONAL_MANAGER, Role.SUPERVISOR, Role.STORE_MANAGER})
ASSIGNS = frozenset({Role.ADMIN, Role.REGIONAL_MANAGER, Role.SUPERVISOR, Role.STORE_MANAGER})
REVIEWS = frozenset({Role.ADMIN, Role.REGIONAL_MANAGER, Role.SUPERVISOR})
WAIVES = frozenset({Role.ADMIN, Role.REGIONAL_MANAGER})
PLANS = frozenset({Role.ADMIN, Role.REGIONAL_MANAGER})
AUTHORS = frozenset({Role.ADMIN, Role.REGIONAL_MANAGER})
GOVERNS = frozenset({Role.ADMIN})
RECORDS = frozenset({Role.ADMIN, Role.REGIONAL_MANAGER})
SEES_ORIGINALS = frozenset({Role.ADMIN, Role.REGIONAL_MANAGER})


@dataclass(frozen=True, slots=True)
class GrantedRole:
    """A role in a scope: a store, a region with all below it, or (with neither) the tenant."""

    role: Role
    region_id: uuid.UUID | None = None
    store_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person on whose behalf something happens."""

    tenant_id: uuid.UUID
    staff_id: uuid.UUID
    login: str
    name: Words
    locale: str
    grants: tuple[GrantedRole, ...]


def roles_in(
    grants: Iterable[GrantedRole], *, store_id: uuid.UUID, region_ids: Iterable[uuid.UUID]
) -> Roles:
    """Return the roles these grants give at a store whose region and regions above are given.

    Example:
        >>> north, shop = uuid.UUID(int=1), uuid.UUID(int=2)
        >>> grant = GrantedRole(Role.SUPERVISOR, region_id=north)
        >>> sorted(roles_in([grant], store_id=shop, region_ids=[north]))
        [<Role.SUPERVISOR: 'supervisor'>]
    """
    above = set(region_ids)
    return frozenset(
        grant.role
        for grant in grants
        if grant.store_id == store_id
        or grant.region_id in above
        or (grant.store_id is None and grant.region_id is None)
    )


def may_inspect(roles: Roles) -> bool:
    """Tell whether these roles may submit an inspection of the store."""
    return bool(roles & INSPECTS)


def may_work(roles: Roles) -> bool:
    """Tell whether these roles may take a ticket, fix it and submit the fix."""
    return bool(roles & WORKS)


def may_verify(roles: Roles) -> bool:
    """Tell whether these roles may say that a fix is good, or push it back."""
    return bool(roles & VERIFIES)


def may_assign(roles: Roles) -> bool:
    """Tell whether these roles may say who owns a ticket."""
    return bool(roles & ASSIGNS)


def may_review(roles: Roles) -> bool:
    """Tell whether these roles may overrule the eyes."""
    return bool(roles & REVIEWS)


def may_waive(roles: Roles) -> bool:
    """Tell whether these roles may let a fault be, or say that it was none."""
    return bool(roles & WAIVES)


def may_plan(roles: Roles) -> bool:
    """Tell whether these roles in the whole chain may say what is sold and where it stands."""
    return bool(roles & PLANS)


def may_author(roles: Roles) -> bool:
    """Tell whether these roles in the whole chain may say what is asked, of whom and why."""
    return bool(roles & AUTHORS)


def may_govern(roles: Roles) -> bool:
    """Tell whether these roles in the whole chain may say what is kept of people."""
    return bool(roles & GOVERNS)


def may_record(roles: Roles) -> bool:
    """Tell whether these roles may write down licence and accidents, which move a store's grade.

    Nobody who works at a store is among them: the grade is about their own work.
    """
    return bool(roles & RECORDS)


def may_see_originals(roles: Roles) -> bool:
    """Tell whether these roles may see a photo of the store as it was sent."""
    return bool(roles & SEES_ORIGINALS)
