"""What is tidied by the clock: photos that nobody copied, originals and uploads nobody needs."""

import uuid
from datetime import timedelta

from sqlmodel import Session

from checklists.photos import originals
from checklists.rules import incoming_key
from core.clock import now
from core.db import unit_of_work
from core.logs import get_log
from core.sealing import SealBroken
from findings import copies
from stores.queries import tenant_ids
from workers.kit import Kit

log = get_log(__name__)

COPIES = 10
"""Copies made in one go: a task that takes longer than half a minute is killed."""

DROPS = 500
"""Originals removed in one go."""

UNCONFIRMED = timedelta(hours=2)
"""How long an upload may wait to be confirmed; its link ends after minutes."""


def sweep_photos(kit: Kit) -> None:
    """Tidy the photos of every chain; what cannot be done now is done by the next sweep."""
    with unit_of_work(kit.engine, None) as session:
        tenants = tenant_ids(session)
    made = dropped = forgotten = 0
    for tenant_id in tenants:
        made += make_copies(kit, tenant_id, limit=COPIES - made)
        dropped += kit.ask(tenant_id, lambda session: drop_originals(session, kit))
        forgotten += forget_uploads(kit, tenant_id)
    log.info("photos swept", copies=made, originals=dropped, uploads=forgotten)


def make_copies(kit: Kit, tenant_id: uuid.UUID, *, limit: int) -> int:
    """Make the copies that are missing, newest photo first; return how many were tried."""
    if limit <= 0:
        return 0
    waiting = kit.ask(tenant_id, lambda session: originals.without_copy(session, limit=limit))
    for photo_id in waiting:
        try:
            _make_copy(kit, tenant_id, photo_id)
        except SealBroken as broken:
            log.warning("a sealed photo does not open", photo_id=str(photo_id), why=str(broken))
    return len(waiting)


def _make_copy(kit: Kit, tenant_id: uuid.UUID, photo_id: uuid.UUID) -> None:
    shot = kit.ask(tenant_id, lambda session: copies.prepare(session, photo_id))
    if shot is None:
        return
    hidden = kit.hide(shot)

    def note(session: Session) -> None:
        copies.note(session, photo_id, hidden_faces=hidden, is_final=True)
        copies.forget_old_overlays(session, kit.store, photo_id)

    kit.ask(tenant_id, note)


def drop_originals(session: Session, kit: Kit) -> int:
    """Remove the originals of a chain whose time has come; return how many."""
    due = originals.due(session, limit=DROPS)
    return sum(originals.drop_if_due(session, kit.store, photo) for photo in due)


def forget_uploads(kit: Kit, tenant_id: uuid.UUID) -> int:
    """Remove uploads of a chain that were never confirmed: they lie there unsealed."""
    prefix = incoming_key(tenant_id, tenant_id).rpartition("/")[0] + "/"
    old = list(kit.store.keys(prefix, older_than=now() - UNCONFIRMED))
    for key in old:
        kit.store.delete(key)
    return len(old)
