"""Licences and accidents of stores; apart because service.py is about who signs in and works.

Both take a store's yearly grade for a while, so who wrote what and when is kept, and nothing that
was written down is edited: an accident that was none is withdrawn, with a reason.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from core.clock import now
from core.db import lock_name
from core.errors import Fault
from stores.errors import AccidentDiffers, AccidentNotFound, RecordInvalid, RoleMissing
from stores.models import Accident, AccidentWithdrawal, Store
from stores.queries import roles_at, visible_store
from stores.rules import Actor, may_record

EARLIEST = date(1950, 1, 1)
"""Older days are slips of the finger."""

MAX_NOTE = 2000


@dataclass(frozen=True, slots=True)
class AccidentLine:
    """An accident, and whether it still counts."""

    accident: Accident
    withdrawal: AccidentWithdrawal | None  # None: it counts

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether it no longer counts."""
        return self.withdrawal is not None


def set_licence(
    session: Session, actor: Actor, store_id: uuid.UUID, *, licensed_on: date | None
) -> Store:
    """Say since when a store holds its food licence; None where nobody knows.

    The same again changes nothing.

    Raises:
        StoreNotFound: If the store is not there or not theirs.
        RoleMissing: If they may not write it down.
        RecordInvalid: If the day has not come yet, or lies too far back.
    """
    store = _store_to_record(session, actor, store_id)
    if licensed_on is not None:
        _refuse(_day_faults("/licensed_on", licensed_on, store))
    store.licensed_on = licensed_on
    session.add(store)
    session.flush()
    return store


def report_accident(
    session: Session,
    actor: Actor,
    store_id: uuid.UUID,
    accident_id: uuid.UUID,
    *,
    happened_on: date,
    note: str,
) -> AccidentLine:
    """Write down a food-safety accident; the same again changes nothing.

    Raises:
        StoreNotFound: If the store is not there or not theirs.
        RoleMissing: If they may not write it down.
        RecordInvalid: With everything that is wrong.
        AccidentDiffers: If something else has this id.
    """
    store = _store_to_record(session, actor, store_id)
    said = note.strip()
    _refuse([*_day_faults("/happened_on", happened_on, store), *_text_faults("/note", said)])
    lock_name(session, f"accident/{accident_id}")
    row = _accident(session, accident_id)
    if row is None:
        row = Accident(
            id=accident_id,
            store_id=store_id,
            happened_on=happened_on,
            note=said,
            staff_id=actor.staff_id,
            created_at=now(),
        )
        session.add(row)
        session.flush()
    elif (row.store_id, row.happened_on, row.note) != (store_id, happened_on, said):
        raise AccidentDiffers
    return _to_line(session, row)


def withdraw_accident(
    session: Session, actor: Actor, store_id: uuid.UUID, accident_id: uuid.UUID, *, reason: str
) -> AccidentLine:
    """Say that an accident was none; it stays on record with the reason and counts no longer.

    The same again changes nothing.

    Raises:
        StoreNotFound: If the store is not there or not theirs.
        RoleMissing: If they may not write it down.
        RecordInvalid: If there is no reason.
        AccidentNotFound: If the store has no such accident.
        AccidentDiffers: If it was withdrawn for another reason before.
    """
    store = _store_to_record(session, actor, store_id)
    said = reason.strip()
    _refuse(_text_faults("/reason", said))
    lock_name(session, f"accident/{accident_id}")
    accident = _accident(session, accident_id)
    if accident is None or accident.store_id != store.id:
        raise AccidentNotFound
    line = _to_line(session, accident)
    if line.withdrawal is None:
        row = AccidentWithdrawal(
            accident_id=accident.id, reason=said, staff_id=actor.staff_id, created_at=now()
        )
        session.add(row)
        session.flush()
        return AccidentLine(accident, row)
    if line.withdrawal.reason != said:
        raise AccidentDiffers
    return line


def accidents_of(session: Session, store_id: uuid.UUID) -> list[AccidentLine]:
    """Return every accident of a store, those that were withdrawn too, the newest first."""
    rows = session.exec(
        select(Accident, AccidentWithdrawal)
        .join(
            AccidentWithdrawal,
            (col(AccidentWithdrawal.tenant_id) == Accident.tenant_id)
            & (col(AccidentWithdrawal.accident_id) == Accident.id),
            isouter=True,
        )
        .where(Accident.store_id == store_id)
        .order_by(
            col(Accident.happened_on).desc(), col(Accident.created_at).desc(), col(Accident.id)
        )
    ).all()
    return [AccidentLine(accident, withdrawal) for accident, withdrawal in rows]


def last_accident_on(lines: Iterable[AccidentLine], *, until: date) -> date | None:
    """Return the day of the last accident that counts, that day or before; None without one."""
    days = (line.accident.happened_on for line in lines if not line.is_withdrawn)
    return max((day for day in days if day <= until), default=None)


def _store_to_record(session: Session, actor: Actor, store_id: uuid.UUID) -> Store:
    store = visible_store(session, actor, store_id)
    if not may_record(roles_at(session, actor, store)):
        msg = "only administrators and regional managers write down licences and accidents"
        raise RoleMissing(msg)
    return store


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise RecordInvalid(faults=tuple(faults))


def _day_faults(pointer: str, day: date, store: Store) -> list[Fault]:
    """Tell what is wrong with a day; whether it has come the store's own calendar says."""
    if day > now().astimezone(ZoneInfo(store.timezone)).date():
        return [Fault(pointer, "must not lie in the future")]
    if day < EARLIEST:
        return [Fault(pointer, f"must not lie before {EARLIEST.isoformat()}")]
    return []


def _text_faults(pointer: str, text: str) -> list[Fault]:
    if not 0 < len(text) <= MAX_NOTE or "\x00" in text:
        return [Fault(pointer, f"1 to {MAX_NOTE} characters")]
    return []


def _accident(session: Session, accident_id: uuid.UUID) -> Accident | None:
    return session.exec(select(Accident).where(Accident.id == accident_id)).first()


def _to_line(session: Session, accident: Accident) -> AccidentLine:
    withdrawal = session.exec(
        select(AccidentWithdrawal).where(AccidentWithdrawal.accident_id == accident.id)
    ).first()
    return AccidentLine(accident, withdrawal)
