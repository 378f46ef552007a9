"""What came of reading a planogram from outside; apart from rules.py, as formats differ in places.

Every format reads everything it can and keeps for each value the place it came from, so that a
person is told about all faults at once, each where they wrote it.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, field

from core.errors import Fault
from planograms.rules import PlanogramDraft, find_faults


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft as far as it could be read, and what could not be read."""

    draft: PlanogramDraft
    faults: tuple[Fault, ...] = ()
    places: dict[str, str] = field(default_factory=dict)  # pointer into the draft → place outside


def check(reading: Reading, *, known_skus: Collection[str]) -> list[Fault]:
    """Return everything that is wrong with what was read, each at the place it was written.

    What could not be read is told first; the draft's own faults only where nothing is missing, as
    a position that was left out would make its neighbours look wrong.
    """
    if reading.faults:
        unknown = [
            fault
            for fault in find_faults(reading.draft, known_skus=known_skus)
            if fault.pointer.endswith("/sku")
        ]
        return [*reading.faults, *(_placed(reading, fault) for fault in unknown)]
    return [_placed(reading, fault) for fault in find_faults(reading.draft, known_skus=known_skus)]


def _placed(reading: Reading, fault: Fault) -> Fault:
    return Fault(reading.places.get(fault.pointer, fault.pointer), fault.detail)


def to_number(value: object) -> float | None:
    """Return a finite number, or None for what is none; texts of digits count, truth does not.

    Example:
        >>> to_number("12.5"), to_number(True), to_number("NaN"), to_number(None)
        (12.5, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
