"""Try again or give up, decided from the kind of problem; pure."""

import random
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from core.errors import NotFound, Problem

MAX_TRIES = 5


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again after a pause."""

    in_s: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Trying again will not help; `is_quiet` when the thing was simply deleted."""

    reason: str
    is_quiet: bool = False


def after(error: Exception, *, tries: int) -> Retry | GiveUp:
    """Return what to do after an error.

    A part that is away is waited for: the sweep offers the delivery again, so nothing is lost when
    the tries here run out. What is wrong stays wrong, and is not tried again.

    Args:
        error: What was raised.
        tries: How often it was tried, this time included.
    """
    if isinstance(error, NotFound):
        return GiveUp(error.detail, is_quiet=True)
    if isinstance(error, Problem) and not error.retryable:
        return GiveUp(f"{error.code}: {error.detail}")
    is_away = isinstance(error, Problem) or (isinstance(error, DBAPIError) and _is_lost(error))
    if tries >= MAX_TRIES and not is_away:
        return GiveUp(f"{type(error).__name__}: {error}")
    pause = min(2.0**tries, 20.0)
    return Retry(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter is no secret


def _is_lost(error: DBAPIError) -> bool:
    return error.connection_invalidated or type(error).__name__ == "OperationalError"
