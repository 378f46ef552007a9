"""Cursor pages: keyset paging by id, newest first, so that a page costs the same at any depth."""

import base64
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.errors import Fault, Invalid

RowT = TypeVar("RowT")


class CursorInvalid(Invalid):
    """The cursor was not made by us."""

    code = "cursor-invalid"
    title = "This page cursor is not valid"


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """Some rows and the way to the next ones."""

    rows: Sequence[RowT]
    next_cursor: str | None


def to_cursor(row_id: uuid.UUID) -> str:
    """Return the cursor of the page that starts after this row."""
    return base64.urlsafe_b64encode(row_id.bytes).decode().rstrip("=")


def from_cursor(cursor: str) -> uuid.UUID:
    """Return the row a cursor points behind.

    Raises:
        CursorInvalid: If the cursor was not made by `to_cursor`.
    """
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(cursor + "=="))
    except ValueError as error:
        raise CursorInvalid(faults=(Fault("/cursor", "not a cursor of ours"),)) from error


def cut_page(rows: Sequence[RowT], limit: int, id_of: Callable[[RowT], uuid.UUID]) -> Page[RowT]:
    """Make a page of `limit` rows from up to `limit + 1` of them."""
    shown = rows[:limit]
    return Page(shown, to_cursor(id_of(shown[-1])) if len(rows) > limit else None)
