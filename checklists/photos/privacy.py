"""What a chain keeps of people, and who looked; apart from service.py, which takes checklists."""

import uuid
from dataclasses import dataclass

from sqlmodel import Session, col, select

from checklists import queries
from checklists.errors import OriginalGone, OriginalLocked, PolicyInvalid, ReasonMissing
from checklists.models import OriginalAccess, Photo, PrivacyPolicy
from checklists.photos import originals
from checklists.rules import MAX_KEEP_DAYS, MAX_REASON
from core.clock import now
from core.db import lock_name
from core.errors import Fault
from core.sealing import SealBroken
from core.storage import PhotoStore
from stores.errors import RoleMissing
from stores.queries import roles_at, roles_in_chain, visible_store
from stores.rules import Actor, may_govern, may_see_originals


@dataclass(frozen=True, slots=True)
class Original:
    """A photo as it was sent."""

    content: bytes
    content_type: str


def require_governor(session: Session, actor: Actor) -> None:
    """Let nobody pass who may not say what the chain keeps of people.

    Raises:
        RoleMissing: If they are no administrator of the whole chain.
    """
    if not may_govern(roles_in_chain(session, actor)):
        msg = "only an administrator of the whole chain decides what is kept of people"
        raise RoleMissing(msg)


def read_policy(session: Session, actor: Actor) -> PrivacyPolicy | None:
    """Return what the chain keeps; None where nobody ever said, which keeps nothing.

    Raises:
        RoleMissing: If they may not.
    """
    require_governor(session, actor)
    return session.exec(select(PrivacyPolicy)).first()


def write_policy(session: Session, actor: Actor, *, keep_originals_days: int) -> PrivacyPolicy:
    """Say for how many days originals are kept; those that are kept longer are let go of.

    Raises:
        RoleMissing: If they may not.
        PolicyInvalid: If it is no number of days from 0 to 30.
    """
    require_governor(session, actor)
    if not 0 <= keep_originals_days <= MAX_KEEP_DAYS:
        fault = Fault("/keep_originals_days", f"must be 0 to {MAX_KEEP_DAYS}")
        raise PolicyInvalid(faults=(fault,))
    lock_name(session, "privacy-policy")
    policy = session.exec(select(PrivacyPolicy)).first()
    if policy is None:
        policy = PrivacyPolicy(changed_by_id=actor.staff_id)
    policy.keep_originals_days = keep_originals_days
    policy.changed_by_id, policy.changed_at = actor.staff_id, now()
    session.add(policy)
    session.flush()
    _shorten(session, keep_originals_days)
    return policy


def _shorten(session: Session, days: int) -> None:
    """Let go of judged originals that a shorter policy no longer keeps; none is kept longer.

    What goes within a day anyway may still wait for the eyes, and is left alone.
    """
    beyond_intake = col(Photo.original_until) > col(Photo.stored_at) + originals.INTAKE
    for photo in session.exec(select(Photo).where(beyond_intake)).all():
        limit = originals.until(photo, days)
        if limit is not None:
            photo.original_until = min(limit, photo.original_until or limit)
    session.flush()


def see_original(
    session: Session, store: PhotoStore, actor: Actor, photo_id: uuid.UUID, *, reason: str
) -> Original:
    """Return a photo as it was sent, and write down who looked and why, in the same transaction.

    Raises:
        PhotoNotFound: If the photo is not there or not theirs.
        RoleMissing: If they may not see originals of its store.
        ReasonMissing: If they do not say why, or at too great length.
        OriginalGone: If none is kept.
        OriginalLocked: If it cannot be opened with this key, or was changed.
        StorageAway: If the photo store does not answer.
    """
    photo = queries.visible_photo(session, actor, photo_id)
    place = visible_store(session, actor, photo.store_id)
    if not may_see_originals(roles_at(session, actor, place)):
        msg = "only administrators and regional managers see originals"
        raise RoleMissing(msg)
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON or "\x00" in reason:
        raise ReasonMissing(faults=(Fault("/reason", f"1 to {MAX_REASON} characters"),))
    if not is_kept(session, photo):
        raise OriginalGone
    try:
        content = originals.unsealed(store, photo.tenant_id, photo.id)
    except SealBroken as broken:
        raise OriginalLocked(str(broken)) from broken
    if content is None:
        raise OriginalGone
    session.add(OriginalAccess(photo_id=photo.id, staff_id=actor.staff_id, reason=reason))
    session.flush()
    return Original(content, photo.content_type)


def is_kept(session: Session, photo: Photo) -> bool:
    """Tell whether the original of a photo is kept for people to see if they must.

    One that only waits for the eyes is not: without a policy no person ever sees it.
    """
    until = photo.original_until
    is_there = photo.readable_at is not None and until is not None and until > now()
    return is_there and originals.keep_days(session) > 0


def may_look(session: Session, actor: Actor, photo: Photo) -> bool:
    """Tell whether a person may see the original of a photo, and it is kept."""
    place = visible_store(session, actor, photo.store_id)
    return is_kept(session, photo) and may_see_originals(roles_at(session, actor, place))


def accesses(session: Session, actor: Actor, *, limit: int = 50) -> list[OriginalAccess]:
    """Return who looked at originals of the chain, newest first.

    Raises:
        RoleMissing: If they may not.
    """
    require_governor(session, actor)
    return list(
        session.exec(select(OriginalAccess).order_by(col(OriginalAccess.id).desc()).limit(limit))
    )


def accesses_of(session: Session, actor: Actor, photo_id: uuid.UUID) -> list[OriginalAccess]:
    """Return who looked at the original of one photo, newest first.

    Raises:
        PhotoNotFound: If the photo is not there or not theirs.
        RoleMissing: If they may not.
    """
    photo = queries.visible_photo(session, actor, photo_id)
    require_governor(session, actor)
    return list(
        session.exec(
            select(OriginalAccess)
            .where(OriginalAccess.photo_id == photo.id)
            .order_by(col(OriginalAccess.id).desc())
        )
    )
