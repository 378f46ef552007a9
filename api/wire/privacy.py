"""What is kept of people, in the words of the contract."""

from collections.abc import Iterable

from checklists.models import OriginalAccess, PrivacyPolicy
from checklists.rules import MAX_KEEP_DAYS
from mobile_contract.v1 import privacy as wire


def to_policy(policy: PrivacyPolicy | None) -> wire.PrivacyReply:
    """Return what a chain keeps; without a policy nothing."""
    return wire.PrivacyReply(
        keep_originals_days=policy.keep_originals_days if policy else 0,
        max_keep_days=MAX_KEEP_DAYS,
        changed_by_id=policy.changed_by_id if policy else None,
        changed_at=policy.changed_at if policy else None,
    )


def to_accesses(rows: Iterable[OriginalAccess]) -> wire.OriginalAccessList:
    """Return who looked at originals."""
    items = [
        wire.OriginalAccess(
            id=row.id,
            photo_id=row.photo_id,
            staff_id=row.staff_id,
            reason=row.reason,
            at=row.created_at,
        )
        for row in rows
    ]
    return wire.OriginalAccessList(items=items)
