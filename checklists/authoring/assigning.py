"""Which stores and roles fill a checklist; apart because a version never changes, and this does."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from checklists.authoring.models import Assignment, Every
from checklists.errors import AssignmentInvalid, AssignmentNotFound
from checklists.models import Checklist
from checklists.queries import VersionWithQuestions, current_versions
from checklists.visits.due import day_at
from checklists.visits.kinds import kinds_of, require_author
from core.clock import now
from core.db import lock_name
from core.errors import Fault
from stores.models import Region, Role, Store
from stores.queries import region_lines, roles_by_store, visible_stores
from stores.rules import Actor, Roles


@dataclass(frozen=True, slots=True)
class Assigning:
    """What somebody wants to be filled, where, by whom and how often."""

    checklist_id: uuid.UUID
    starts_on: date
    region_id: uuid.UUID | None = None  # with everything below it
    store_id: uuid.UUID | None = None  # neither: the whole chain
    role: str | None = None  # None: everybody who may inspect
    visit_kind: str = "routine"
    every: str = Every.ON_DEMAND.value
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A store, as an assignment sees it."""

    store_id: uuid.UUID
    region_ids: frozenset[uuid.UUID]  # its region and all above
    roles: Roles  # of the person who asks, there
    day: date  # today, there


def assign(session: Session, actor: Actor, assignment_id: uuid.UUID, wish: Assigning) -> Assignment:
    """Say who fills a checklist; the same again, or other words under the same id, replace it.

    Raises:
        RoleMissing: If they may not write checklists.
        AssignmentInvalid: With everything that is wrong.
    """
    require_author(session, actor)
    if faults := tuple(_faults_of(session, wish)):
        raise AssignmentInvalid(faults=faults)
    lock_name(session, f"assignment/{assignment_id}")
    row = _assignment(session, assignment_id)
    if row is None:
        row = Assignment(
            id=assignment_id,
            checklist_id=wish.checklist_id,
            starts_on=wish.starts_on,
            changed_by_id=actor.staff_id,
        )
    row.checklist_id, row.region_id, row.store_id = (
        wish.checklist_id, wish.region_id, wish.store_id,
    )  # fmt: skip
    row.role, row.visit_kind, row.every = wish.role, wish.visit_kind, wish.every
    row.starts_on, row.ends_on = wish.starts_on, wish.ends_on
    row.changed_by_id = actor.staff_id
    session.add(row)
    session.flush()
    return row


def remove_assignment(session: Session, actor: Actor, assignment_id: uuid.UUID) -> None:
    """Take an assignment away; without any left, everybody may fill the checklist.

    Raises:
        RoleMissing: If they may not write checklists.
        AssignmentNotFound: If there is none with this id.
    """
    require_author(session, actor)
    row = _assignment(session, assignment_id)
    if row is None:
        raise AssignmentNotFound
    session.delete(row)
    session.flush()


def assignments(
    session: Session, actor: Actor, *, checklist_id: uuid.UUID | None = None
) -> list[Assignment]:
    """Return who fills what, if asked only of one checklist; the oldest first.

    Raises:
        RoleMissing: If they may not write checklists.
    """
    require_author(session, actor)
    query = select(Assignment).order_by(col(Assignment.created_at), col(Assignment.id))
    if checklist_id is not None:
        query = query.where(Assignment.checklist_id == checklist_id)
    return list(session.exec(query))


def current_versions_for(session: Session, actor: Actor) -> list[VersionWithQuestions]:
    """Return the newest version of every checklist that a person has to fill somewhere today.

    A checklist that nobody was assigned is everybody's.
    """
    found = current_versions(session)
    told = _by_checklist(session.exec(select(Assignment)).all())
    if not told:
        return found
    places = places_of(session, actor, visible_stores(session, actor))
    return [
        one
        for one in found
        if one.checklist.id not in told or _applies_anywhere(told[one.checklist.id], places)
    ]


def applies(assignment: Assignment, place: Place) -> bool:
    """Tell whether a person has to fill the checklist at a place on its day."""
    is_theirs = place.roles and (assignment.role is None or assignment.role in place.roles)
    return bool(is_theirs) and is_asked(assignment, place)


def is_asked(assignment: Assignment, place: Place) -> bool:
    """Tell whether anybody has to fill the checklist at a place on its day."""
    is_here = (assignment.store_id is None and assignment.region_id is None) or (
        assignment.store_id == place.store_id or assignment.region_id in place.region_ids
    )
    has_ended = assignment.ends_on is not None and assignment.ends_on < place.day
    return is_here and assignment.starts_on <= place.day and not has_ended


def places_of(session: Session, actor: Actor, stores: Sequence[Store]) -> list[Place]:
    """Return these stores as assignments see them; two queries, however many stores."""
    lines, roles = region_lines(session, stores), roles_by_store(session, actor, stores)
    at = now()
    return [
        Place(store.id, frozenset(lines[store.id]), roles[store.id], day_at(at, store.timezone))
        for store in stores
    ]


def _applies_anywhere(rows: Iterable[Assignment], places: Sequence[Place]) -> bool:
    return any(applies(row, place) for row in rows for place in places)


def _by_checklist(rows: Iterable[Assignment]) -> Mapping[uuid.UUID, list[Assignment]]:
    found: dict[uuid.UUID, list[Assignment]] = {}
    for row in rows:
        found.setdefault(row.checklist_id, []).append(row)
    return found


def _assignment(session: Session, assignment_id: uuid.UUID) -> Assignment | None:
    return session.exec(select(Assignment).where(Assignment.id == assignment_id)).first()


def _faults_of(session: Session, wish: Assigning) -> Iterable[Fault]:
    if not session.exec(select(Checklist.id).where(Checklist.id == wish.checklist_id)).first():
        yield Fault("/checklist_id", "there is no such checklist")
    if wish.region_id and wish.store_id:
        yield Fault("/store_id", "name a region or a store, not both")
    if wish.region_id and not _is_there(session, Region, wish.region_id):
        yield Fault("/region_id", "there is no such region")
    if wish.store_id and not _is_there(session, Store, wish.store_id):
        yield Fault("/store_id", "there is no such store")
    yield from _faults_of_words(session, wish)
    if wish.ends_on is not None and wish.ends_on < wish.starts_on:
        yield Fault("/ends_on", "is before starts_on")


def _faults_of_words(session: Session, wish: Assigning) -> Iterable[Fault]:
    if wish.role is not None and wish.role not in {role.value for role in Role}:
        yield Fault("/role", f"must be one of {', '.join(sorted(Role))}")
    kind = kinds_of(session).get(wish.visit_kind)
    if kind is None or not kind.is_on:
        yield Fault("/visit_kind", "there is no such kind of visit, or it is turned off")
    if wish.every not in {every.value for every in Every}:
        yield Fault("/every", f"must be one of {', '.join(Every)}")


def _is_there(session: Session, table: type[Region] | type[Store], row_id: uuid.UUID) -> bool:
    return session.exec(select(table.id).where(table.id == row_id)).first() is not None
