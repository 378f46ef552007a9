"""Shelf measures of space and range: share of shelf, own and foreign, occupancy, assortment."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from vision.counting import UNDECIDED, Shelf, doubts, planned_rows, proportion, reasons
from vision.facings import ExtraKind, Facing, Measure
from vision.values import Box, PositionVerdict, Verdict


@dataclass(frozen=True, slots=True)
class _Space:
    """What one facing takes up, or, without a brand, one empty place."""

    category: str
    brand: str
    length: float  # along the shelf; 0 for a unit that stands on another
    area: float


def share_of_shelf(shelf: Shelf) -> tuple[Measure, ...]:
    """Give each brand its share of its category: by facings, by length and by area.

    Lengths are millimetres where the planogram gives a row its scale and pixels otherwise; units
    on top of others add area, not length. Empty places count in the length of the category
    planned there, or, without a planogram, of the category on both sides. Facings of no known
    family are left out of all three, and empty places between two categories of the length.
    """
    scales = _scales(shelf)
    spaces, nameless = _stock(shelf, scales)
    empty, unplaced = _empty(shelf, scales)
    measures = []
    for key in sorted({(one.category, one.brand) for one in spaces}):
        rivals = [one for one in spaces if one.category == key[0]]
        own = [one for one in rivals if one.brand == key[1]]
        vacant = [one for one in empty if one.category == key[0]]
        length = (_length(own), _length(rivals + vacant))
        area = (_area(own), _area(rivals))
        measures += [
            proportion("share_of_shelf_facings", len(own), len(rivals), nameless, of=key),
            Measure("share_of_shelf_linear", *length, reasons(nameless + unplaced), of=key),
            Measure("share_of_shelf_area", *area, reasons(nameless), of=key),
        ]
    return tuple(measures)


def own_foreign_empty(shelf: Shelf) -> tuple[Measure, ...]:
    """Share the facings of the shelf out: the chain's own, foreign ones, empty places.

    Own is what a list of the chain names; foreign what was judged to be no product of the chain.
    A product that was merely not recognised is neither, and is left out. An empty position
    counts as many facings as are planned there.
    """
    own = foreign = 0
    left_out = []
    strangers = {one.facing for one in shelf.extras if one.kind is ExtraKind.FOREIGN}
    listed = shelf.own
    for facing in shelf.units:
        if facing in strangers or (facing.sku and facing.sku not in listed):
            foreign += 1
        elif facing.sku:
            own += 1
        else:
            left_out.append("unknown" if facing.recognition else "not_recognised")
    empty = _empty_facings(shelf)
    total = own + foreign + empty
    return (
        proportion("own_share", own, total, left_out),
        proportion("foreign_share", foreign, total, left_out),
        proportion("empty_share", empty, total, left_out),
    )


def occupancy(shelf: Shelf) -> Measure:
    """Give the planned facings that are filled with their own product, of all judged ones.

    The fill level of a position is its seen facings over its planned ones, at most 1; its capacity
    the planned facings. Positions that are empty or hold another product fill nothing, and their
    capacity counts all the same. `present`, a product nobody recognised, counts as its own.
    """
    filling = {Verdict.MATCH, Verdict.PRESENT}
    judged = [one for one in shelf.positions if one.verdict not in UNDECIDED - filling]
    filled = [min(one.seen_facings, one.slot.facings) for one in judged if one.verdict in filling]
    capacity = sum(one.slot.facings for one in judged)
    unseen = (str(one.verdict) for one in shelf.positions if one.verdict in UNDECIDED - filling)
    return proportion("occupancy", sum(filled), capacity, unseen)


def assortment(shelf: Shelf) -> tuple[Measure, ...]:
    """Count the range: own products seen, and those of the expected list among them.

    However many facings, a product counts once. `assortment_depth` is a count: its denominator
    is 0, so it has no share. Own products beyond the list are named
    (`not_listed`), not counted.
    """
    seen = shelf.seen & shelf.own
    why = doubts(shelf, shelf.wanted)
    listed = shelf.wanted - why.keys()
    left_out = [*why.values(), *["not_listed"] * len(seen - shelf.wanted)]
    return (
        Measure("assortment_depth", len(seen), 0),
        proportion("assortment_compliance", len(seen & listed), len(listed), left_out),
    )


def _stock(shelf: Shelf, scales: "_Scales") -> tuple[list[_Space], list[str]]:
    """Measure every facing of a known family, and say why the others are left out."""
    spaces, nameless = [], []
    for facing in shelf.units:
        family = shelf.families.get(facing.sku or "")
        if family is None:
            nameless.append("unknown" if facing.sku is None else "no_family")
            continue
        scale = scales.of(facing.row)
        length = facing.box.width * scale if facing.level == 0 else 0.0
        area = facing.box.area * scale * scale
        spaces.append(_Space(family.category, family.brand, length, area))
    return spaces, nameless


def _empty(shelf: Shelf, scales: "_Scales") -> tuple[list[_Space], list[str]]:
    """Measure every empty place and give it a category, or say that it has none."""
    found: list[tuple[str | None, float]] = []
    for position in shelf.positions:
        if position.verdict is Verdict.GAP:
            family = shelf.families.get(position.slot.sku)
            found.append((family.category if family else None, _planned_length(position, scales)))
    if not shelf.positions:
        for gap in shelf.gaps:
            row = _nearest(shelf.units, gap)
            found.append((_category_around(shelf, gap), gap.width * scales.of(row)))
    spaces = [_Space(name, "", length, 0.0) for name, length in found if name is not None]
    return spaces, ["empty_of_no_category"] * sum(name is None for name, _ in found)


def _planned_length(position: PositionVerdict, scales: "_Scales") -> float:
    """Length of an empty position, in the unit the facings are measured in."""
    if scales.is_metric:
        return position.slot.width_mm
    return position.box.width if position.box else 0.0


def _empty_facings(shelf: Shelf) -> int:
    """Count empty facings: planned ones of empty positions, or as many as fit into seen gaps."""
    if shelf.positions:
        return sum(one.slot.facings for one in shelf.positions if one.verdict is Verdict.GAP)
    widths = [facing.box.width for facing in shelf.units if facing.level == 0]
    usual = median(widths) if widths else 0.0
    return sum(max(1, round(gap.width / usual)) if usual else 1 for gap in shelf.gaps)


def _category_around(shelf: Shelf, gap: Box) -> str | None:
    """Name the category on both sides of a gap; None when they differ or are not known."""
    row = _nearest(shelf.units, gap)
    beside = [one for one in shelf.units if one.row == row]
    left = [one for one in beside if one.box.center[0] < gap.center[0]]
    right = [one for one in beside if one.box.center[0] > gap.center[0]]
    nearest = [max(left, key=_middle, default=None), min(right, key=_middle, default=None)]
    families = [shelf.families.get(one.sku or "") for one in nearest if one is not None]
    names = {family.category if family else None for family in families}
    return names.pop() if len(names) == 1 else None


def _nearest(units: Sequence[Facing], gap: Box) -> int:
    """Row whose facings are at the height of a gap; -1 when there are none."""
    away = [(abs(one.box.center[1] - gap.center[1]), one.row) for one in units]
    return min(away)[1] if away else -1


def _middle(facing: Facing) -> tuple[float, str]:
    return facing.box.center[0], facing.sku or ""


def _length(spaces: Iterable[_Space]) -> float:
    return math.fsum(space.length for space in spaces)  # the same in any order


def _area(spaces: Iterable[_Space]) -> float:
    return math.fsum(space.area for space in spaces)


@dataclass(frozen=True, slots=True)
class _Scales:
    """How many millimetres a pixel is on each seen row; 1 everywhere when nobody knows."""

    rows: dict[int, float]
    usual: float
    is_metric: bool

    def of(self, row: int) -> float:
        return self.rows.get(row, self.usual)


def _scales(shelf: Shelf) -> _Scales:
    """Take the scale of a row from its planned positions: millimetres planned, pixels seen."""
    names = planned_rows(shelf)
    planned: dict[int, list[tuple[float, float]]] = {}
    for one in shelf.positions:
        if one.box is not None and one.box.width > 0:
            planned.setdefault(one.slot.row, []).append((one.slot.width_mm, one.box.width))
    ratios = {
        row: math.fsum(mm for mm, _ in pairs) / math.fsum(px for _, px in pairs)
        for row, pairs in planned.items()
    }
    rows = {seen: ratios[row] for seen, row in names.items() if row in ratios}
    usual = median(ratios.values()) if ratios else 1.0
    return _Scales(rows, usual, is_metric=bool(ratios))
