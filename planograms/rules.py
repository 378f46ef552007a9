"""When a planogram can be used; pure."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from core.errors import Fault
from core.words import Words


@dataclass(frozen=True, slots=True)
class SlotDraft:
    """A position somebody wants to plan."""

    code: str
    sku: str
    row: int
    left_mm: float
    width_mm: float
    facings: int = 1


@dataclass(frozen=True, slots=True)
class PlanogramDraft:
    """A planogram somebody wants to publish."""

    shelf_code: str
    name: Words
    width_mm: float
    height_mm: float
    valid_from_on: date
    slots: tuple[SlotDraft, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product as somebody describes it."""

    sku: str
    name: Words
    width_mm: float
    height_mm: float
    brand: str = ""
    category: str = ""
    price_minor: int | None = None
    barcode: str | None = None
    substitutes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a planogram comes to, for a person to compare with the shelf."""

    rows: int
    slots: int
    facings: int
    products: int


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """A part of a place that somebody wants to stay as its reference photo shows it."""

    code: str
    name: Words
    corners: tuple[tuple[float, float], ...]  # x and y in shares of the photo, 0 to 1


def summarize(draft: PlanogramDraft) -> Summary:
    """Return how much a draft plans.

    Example:
        >>> slot = SlotDraft("0-00", "cola", row=0, left_mm=0, width_mm=120, facings=2)
        >>> summarize(PlanogramDraft("drinks", {}, 120, 100, date(2026, 1, 1), (slot,)))
        Summary(rows=1, slots=1, facings=2, products=1)
    """
    return Summary(
        rows=len({slot.row for slot in draft.slots}),
        slots=len(draft.slots),
        facings=sum(slot.facings for slot in draft.slots),
        products=len({slot.sku for slot in draft.slots}),
    )


def find_product_faults(
    drafts: Sequence[ProductDraft], *, known_skus: Collection[str]
) -> list[Fault]:
    """Return everything that is wrong with a list of products, each with its place.

    Args:
        drafts: The products somebody sent.
        known_skus: Products that are there already, and may be named as substitutes too.
    """
    faults: list[Fault] = []
    codes: set[str] = set()
    sent = {draft.sku for draft in drafts}
    for index, draft in enumerate(drafts):
        place = f"/items/{index}"
        if draft.sku in codes:
            faults.append(Fault(f"{place}/sku", f"{draft.sku} is there twice"))
        codes.add(draft.sku)
        for number, other in enumerate(draft.substitutes):
            where = f"{place}/substitutes/{number}"
            if other == draft.sku:
                faults.append(Fault(where, "a product is no substitute of itself"))
            elif other not in sent and other not in known_skus:
                faults.append(Fault(where, f"there is no product {other}"))
    return faults


def is_same(first: PlanogramDraft, second: PlanogramDraft) -> bool:
    """Tell whether two drafts plan the same, whatever the order of their slots."""
    return replace(first, slots=_sorted(first)) == replace(second, slots=_sorted(second))


def _sorted(draft: PlanogramDraft) -> tuple[SlotDraft, ...]:
    return tuple(sorted(draft.slots, key=lambda slot: slot.code))


def find_faults(draft: PlanogramDraft, *, known_skus: Collection[str]) -> list[Fault]:
    """Return everything that is wrong with the draft, each with its place.

    Example:
        >>> slot = SlotDraft("0-00", "cola", row=0, left_mm=0, width_mm=60)
        >>> draft = PlanogramDraft("drinks", {}, 100, 100, date(2026, 1, 1), (slot,))
        >>> [fault.pointer for fault in find_faults(draft, known_skus=[])]
        ['/slots/0/sku']
    """
    faults = [
        Fault(f"/{name}", "must be a finite number above 0")
        for name, value in (("width_mm", draft.width_mm), ("height_mm", draft.height_mm))
        if not (math.isfinite(value) and value > 0)
    ]
    if not draft.slots:
        faults.append(Fault("/slots", "a planogram has one position or more"))
    codes: set[str] = set()
    for index, slot in enumerate(draft.slots):
        faults += _faults_of_slot(draft, slot, f"/slots/{index}")
        if slot.sku not in known_skus:
            faults.append(Fault(f"/slots/{index}/sku", f"there is no product {slot.sku}"))
        if slot.code in codes:
            faults.append(Fault(f"/slots/{index}/code", f"{slot.code} is there twice"))
        codes.add(slot.code)
    return faults or _overlaps(draft.slots)


def _faults_of_slot(draft: PlanogramDraft, slot: SlotDraft, place: str) -> list[Fault]:
    if not (math.isfinite(slot.left_mm) and math.isfinite(slot.width_mm)) or slot.width_mm <= 0:
        return [Fault(f"{place}/width_mm", "position and width must be finite, width above 0")]
    faults = []
    if slot.left_mm < 0 or slot.left_mm + slot.width_mm > draft.width_mm + 0.5:
        faults.append(Fault(f"{place}/left_mm", "the position leaves the shelf"))
    if slot.row < 0:
        faults.append(Fault(f"{place}/row", "rows count from 0 at the top"))
    if slot.facings < 1:
        faults.append(Fault(f"{place}/facings", "a position has one facing or more"))
    return faults


def _overlaps(slots: Sequence[SlotDraft]) -> list[Fault]:
    faults = []
    order = sorted(range(len(slots)), key=lambda i: (slots[i].row, slots[i].left_mm))
    for before, after in pairwise(order):
        left, right = slots[before], slots[after]
        # Half a millimetre is rounding, not an overlap.
        if left.row == right.row and left.left_mm + left.width_mm > right.left_mm + 0.5:
            faults.append(Fault(f"/slots/{after}/left_mm", f"{right.code} overlaps {left.code}"))
    return faults


MIN_AREA_SHARE = 0.0005
"""Of the photo: what is smaller is a slip of the finger, and too small to compare."""


def find_area_faults(areas: Sequence[AreaDraft]) -> list[Fault]:
    """Return everything that is wrong with the areas of a place, each with its place."""
    faults: list[Fault] = []
    codes: set[str] = set()
    for index, area in enumerate(areas):
        place = f"/areas/{index}"
        if area.code in codes:
            faults.append(Fault(f"{place}/code", f"{area.code} is there twice"))
        codes.add(area.code)
        faults += _faults_of_outline(area.corners, f"{place}/corners")
    return faults


def _faults_of_outline(corners: Sequence[tuple[float, float]], place: str) -> list[Fault]:
    if len(corners) < 3:  # noqa: PLR2004 - a triangle
        return [Fault(place, "needs three corners or more")]
    outside = [
        Fault(f"{place}/{number}", "lies outside the photo")
        for number, corner in enumerate(corners)
        if not all(0 <= share <= 1 for share in corner)  # not a number is outside too
    ]
    if outside:
        return outside
    if _crosses_itself(corners):
        return [Fault(place, "crosses itself; give the corners in the order of the outline")]
    if _share_of(corners) < MIN_AREA_SHARE:
        return [Fault(place, "is too small to compare")]
    return []


def _share_of(corners: Sequence[tuple[float, float]]) -> float:
    """Return the area within an outline, by the shoelace formula."""
    following = (*corners[1:], corners[0])
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(corners, following, strict=True))
    return abs(twice) / 2


def _crosses_itself(corners: Sequence[tuple[float, float]]) -> bool:
    """Tell whether two sides of an outline that are no neighbours touch or cross."""
    sides = list(zip(corners, (*corners[1:], corners[0]), strict=True))
    last = len(sides) - 1
    return any(
        _meet(sides[one], sides[other])
        for one in range(len(sides))
        for other in range(one + 2, len(sides))
        if (one, other) != (0, last)  # the first and the last side share a corner
    )


_Point = tuple[float, float]


def _meet(one: tuple[_Point, _Point], other: tuple[_Point, _Point]) -> bool:
    turns = [
        _turn(*one, other[0]),
        _turn(*one, other[1]),
        _turn(*other, one[0]),
        _turn(*other, one[1]),
    ]
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    ends = ((one, other[0]), (one, other[1]), (other, one[0]), (other, one[1]))
    return any(
        turn == 0 and _lies_between(side, point)
        for turn, (side, point) in zip(turns, ends, strict=True)
    )


def _turn(start: _Point, end: _Point, point: _Point) -> float:
    """Return whether a point lies left (above 0) or right of a line, or on it (0)."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _lies_between(side: tuple[_Point, _Point], point: _Point) -> bool:
    """Tell whether a point on the line of a side lies on the side itself."""
    (x0, y0), (x1, y1) = side
    return min(x0, x1) <= point[0] <= max(x0, x1) and min(y0, y1) <= point[1] <= max(y0, y1)
