"""Names of places on a shelf without a planogram, and when two names mean the same place.

Made of the standard library only, so rooms that know nothing of pixels can compare names.
"""

import re
from decimal import Decimal

_PLACE = re.compile(r"row-(\d+)@([01]\.\d\d)(?:\.\d+)?")
_STEP = Decimal("0.05")  # places are named to a twentieth of the shelf's width
_SAME = Decimal("0.10")


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


def is_same_place(first: str, second: str) -> bool:
    """Say whether two names mean one place: equal, or on one row at most a tenth apart.

    Example:
        >>> is_same_place("row-2@0.40", "row-2@0.45"), is_same_place("row-2@0.40", "row-1@0.40")
        (True, False)
    """
    if first == second:
        return True
    places = _PLACE.fullmatch(first), _PLACE.fullmatch(second)
    if places[0] is None or places[1] is None or places[0][1] != places[1][1]:
        return False
    return abs(Decimal(places[0][2]) - Decimal(places[1][2])) <= _SAME
