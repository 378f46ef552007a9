"""Names of places on a photo, and when two names mean the same place.

Made of the standard library only, so rooms that know nothing of pixels can compare names.
"""

import re
from decimal import Decimal

_PLACE = re.compile(r"row-(\d+)@([01]\.\d\d)(?:\.\d+)?")
_STEP = Decimal("0.05")  # places are named to a twentieth of the shelf's width
_SAME = Decimal("0.10")
_SPOT = re.compile(r"([a-z0-9_.-]+)@([01]\.\d),([01]\.\d)(?:\.\d+)?")
_SAME_SPOT = Decimal("0.2")  # a phone held by hand moves what it sees more than a shelf's row does


def name_place(row: int, x: float) -> str:
    """Name a place by its row (0 is the top) and where along the shelf it is (0 to 1).

    Rounded to a twentieth of the shelf, so a second photo from nearly the same spot mostly gives
    the same name; where it rounds to the neighbouring name, `is_same_place` still knows.

    Example:
        >>> name_place(2, 0.413)
        'row-2@0.40'
    """
    steps = round(min(max(x, 0.0), 1.0) / float(_STEP))
    return f"row-{row}@{steps * _STEP:.2f}"


def name_spot(code: str, x: float, y: float) -> str:
    """Name a place on a photo by what was seen there and where (0 to 1, from the top left).

    Example:
        >>> name_spot("fire", 0.413, 0.58)
        'fire@0.4,0.6'
    """
    across, down = (min(max(share, 0.0), 1.0) for share in (x, y))
    return f"{code}@{across:.1f},{down:.1f}"


def is_same_place(first: str, second: str) -> bool:
    """Say whether two names mean one place: equal, or near each other.

    On one row at most a tenth apart, or the same code at most a fifth apart each way.

    Example:
        >>> is_same_place("row-2@0.40", "row-2@0.45"), is_same_place("row-2@0.40", "row-1@0.40")
        (True, False)
        >>> is_same_place("fire@0.4,0.6", "fire@0.5,0.5")
        True
    """
    if first == second:
        return True
    for pattern, same in ((_PLACE, _SAME), (_SPOT, _SAME_SPOT)):
        places = pattern.fullmatch(first), pattern.fullmatch(second)
        if places[0] is not None and places[1] is not None:
            return _is_near(places[0].groups(), places[1].groups(), same)
    return False


def _is_near(first: tuple[str, ...], second: tuple[str, ...], same: Decimal) -> bool:
    """Say whether two names of one form differ in their numbers only, and by little."""
    apart = [abs(Decimal(a) - Decimal(b)) for a, b in zip(first[1:], second[1:], strict=True)]
    return first[0] == second[0] and max(apart) <= same
