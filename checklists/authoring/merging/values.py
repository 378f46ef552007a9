"""JSON that two people changed, made one; apart because nothing here knows what a question is.

Three values meet: what both began with, mine and theirs. Who changed something wins over who left
it; where both changed one value to different ones, somebody has to choose.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, Final

from checklists.forms.diffs import longest_rise

Path = tuple[str, ...]
Settle = Callable[[Path, Any, Any, Any], Any]
"""Told where two values clash, and what they were before, are in mine and in theirs: one of the
two."""


class _Gone(Enum):
    GONE = "gone"


GONE: Final = _Gone.GONE
"""A member that is not there; null is a value."""


def merge_values(path: Path, base: Any, mine: Any, theirs: Any, settle: Settle) -> Any:  # noqa: ANN401 - JSON
    """Return one value of two, `GONE` if it was removed.

    Objects are merged by member. Lists whose elements have a code (or the hash of a picture), and
    lists of different texts, are merged by element, with their order; other lists are one value.

    Example:
        >>> merge_values((), {"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1}, lambda *clash: None)
        {'a': 2}
    """
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return merge_members(path, base if isinstance(base, Mapping) else {}, mine, theirs, settle)
    my_parts, their_parts = _by_key(mine), _by_key(theirs)
    if my_parts is not None and their_parts is not None:
        return _merge_lists(path, _by_key(base) or {}, my_parts, their_parts, settle)
    return settle(path, base, mine, theirs)


def merge_members(
    path: Path,
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    settle: Settle,
) -> dict[str, Any]:
    """Return one object of two, member by member."""
    merged: dict[str, Any] = {}
    for name in (*mine, *(name for name in theirs if name not in mine)):
        old, ours, others = (one.get(name, GONE) for one in (base, mine, theirs))
        value = merge_values((*path, name), old, ours, others, settle)
        if value is not GONE:
            merged[name] = value
    return merged


def merge_orders(
    path: Path, base: Sequence[str], mine: Sequence[str], theirs: Sequence[str], settle: Settle
) -> list[str]:
    """Return all that is in mine or theirs, in an order that keeps what each of them moved.

    What only they have or moved stands where they put it, what I have or moved after the same
    neighbour as in mine. Where both moved one thing to different places, an order is chosen.

    Example:
        >>> merge_orders((), "abcd", "bacd", "abdcx", lambda *clash: None)
        ['b', 'a', 'd', 'c', 'x']
    """
    known = set(theirs)
    added = {one for one in mine if one not in known}
    moved = _moved(base, mine) & known
    if any(_is_torn(one, mine, theirs) for one in moved & _moved(base, theirs)):
        chosen = settle((*path, "order"), list(base), list(mine), list(theirs))
        if chosen == list(mine):
            return _woven(mine, theirs, set(theirs) - set(mine))
        return _woven(theirs, mine, added)
    return _woven(theirs, mine, added | moved)


def _by_key(value: object) -> dict[str, Any] | None:
    """Return the elements of a list by what makes each known again; None if something does not."""
    if not isinstance(value, list):
        return None
    keys = [_key(one) for one in value]
    if None in keys or len(set(keys)) < len(keys):
        return None
    return {str(key): one for key, one in zip(keys, value, strict=True)}


def _key(one: object) -> str | None:
    key = one.get("code", one.get("sha256")) if isinstance(one, Mapping) else one
    return key if isinstance(key, str) else None


def _merge_lists(
    path: Path,
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    settle: Settle,
) -> list[Any]:
    merged = merge_members(path, base, mine, theirs, settle)
    order = merge_orders(path, list(base), list(mine), list(theirs), settle)
    return [merged[key] for key in order if key in merged]


def _moved(base: Sequence[str], side: Sequence[str]) -> set[str]:
    """Return what a side put elsewhere among what was there before: as little as explains it."""
    place = {one: number for number, one in enumerate(base)}
    old = [one for one in side if one in place]
    kept = set(longest_rise([place[one] for one in old]))
    return {one for one in old if place[one] not in kept}


def _is_torn(one: str, mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether two sides put one thing behind different neighbours that both have."""
    return _neighbour(one, mine, set(theirs)) != _neighbour(one, theirs, set(mine))


def _neighbour(one: str, side: Sequence[str], known: set[str]) -> str | None:
    return next((other for other in reversed(side[: side.index(one)]) if other in known), None)


def _woven(frame: Sequence[str], side: Sequence[str], moving: set[str]) -> list[str]:
    """Return a frame with what moves put behind its neighbour in the other order."""
    woven = [one for one in frame if one not in moving]
    before: str | None = None
    for one in side:
        if one in moving:
            woven.insert(woven.index(before) + 1 if before is not None else 0, one)
        before = one
    return woven
