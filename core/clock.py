"""The time: this module is the only reader of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)  # noqa: TID251 - the one place where it is read


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now` say `moment` inside this block, in this thread or task only.

    For planting the history of a demo chain, and for tests: what is written inside carries that
    time, through the same services as everything else. The time stands still within the block.

    Raises:
        ValueError: If `moment` does not know its time zone.

    Example:
        >>> with at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        ...     now().isoformat()
        '2026-03-01T09:00:00+00:00'
    """
    if moment.tzinfo is None:
        msg = "a moment without a time zone is no moment"
        raise ValueError(msg)
    token = _pretended.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)
