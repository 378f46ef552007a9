"""Ids that we mint ourselves; phones mint their own for inspections and photos."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """Return a new id ordered by time (UUIDv7), so that new rows land at the end of an index."""
    return uuid7()
