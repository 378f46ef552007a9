"""Where a bay begins and ends on a photo, and how its millimetres stretch to pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from vision.alignment import Pairs, match_facings
from vision.matching import Column, pair_row, planned_facings
from vision.values import Box, Slot
from vision.voting import Line, elect, votes_of

WHOLE_BAY = (0.75, 1.3)  # seen width over expected width between which the photo shows one bay
_SOUGHT = 0.7  # certainty when the bay was sought in the middle of the photo, among neighbours
_SHORT_END = 0.6  # facing widths a row may end before the others and still set its own end
_CLOSE = 0.4  # of a column's width: wider daylight between two columns is an empty place
_CUT = 0.02  # of the photo's width: products nearer to its border are cut by it
_ROOM = 1.0  # facing widths: in a narrower strip at the border a cut product may go unseen
_ENOUGH_ROWS = 4  # rows needed to see how the bay's sides lean
_MAX_LEAN = 0.15


@dataclass(frozen=True, slots=True)
class Rail:
    """One planned row and what of it was seen.

    `columns` are the products on it and `hints` its gaps and tags, which show where the shelf
    runs on without products; both empty for a row without products. `stacks` are the columns with
    what was recognised, if anybody looked.
    """

    slots: tuple[Slot, ...]
    columns: tuple[Box, ...]
    hints: tuple[Box, ...]
    base: float
    stacks: tuple[Column, ...] = ()

    @property
    def planned(self) -> tuple[float, float]:
        """Where the row begins and ends, millimetres."""
        return self.slots[0].left_mm, self.slots[-1].left_mm + self.slots[-1].width_mm

    @property
    def facing_mm(self) -> float:
        """Typical facing width, millimetres."""
        return median(slot.width_mm / slot.facings for slot in self.slots)

    @property
    def end_facings_mm(self) -> tuple[float, float]:
        """How wide a facing missing at either end would be, millimetres.

        Without recognised products the typical one stands for both.
        """
        if not self.stacks:
            return self.facing_mm, self.facing_mm
        first, last = (slot.width_mm / slot.facings for slot in (self.slots[0], self.slots[-1]))
        return min(first, self.facing_mm), min(last, self.facing_mm)

    @property
    def seen(self) -> tuple[float, float]:
        """Where products, gaps and tags begin and end, pixels."""
        boxes = (*self.columns, *self.hints)
        return min(box.left for box in boxes), max(box.right for box in boxes)

    @property
    def scales(self) -> list[float]:
        """Pixels per millimetre, from every two columns that stand close to each other."""
        boxes = sorted(self.columns, key=lambda box: box.center[0])
        steps = [
            right.center[0] - left.center[0]
            for left, right in pairwise(boxes)
            if right.left - left.right < _CLOSE * min(left.width, right.width)
        ]
        return [max(1.0, step) / self.facing_mm for step in steps or [box.width for box in boxes]]


class Spans:
    """The way from millimetres to pixels for every row of one bay.

    A straight map per row first, from where the bay's rows begin and end; rows whose end slots
    are empty borrow the ends of the others. Where recognised products agree on another place, they
    are believed. Then each row is bent so that planned facings fall on the columns they were
    paired with.
    """

    def __init__(
        self,
        rails: Sequence[Rail],
        *,
        photo_width: int,
        lean: float,
        known: frozenset[str] = frozenset(),
    ) -> None:
        """Fit the bay; at least one rail must have columns.

        Args:
            rails: The planned rows, top first.
            photo_width: Pixels.
            lean: How far upright lines lean, pixels to the right per pixel down.
            known: Products the gallery can name.
        """
        self._rails = rails
        self._known = known
        self._seen = [rail for rail in rails if rail.columns]
        self._scale = median(scale for rail in self._seen for scale in rail.scales)
        self._lean = lean
        self.certainty = 1.0
        self._begin, self._end = self._fit(photo_width)

    def of_rail(self, index: int) -> list[tuple[float, float]]:
        """Left and right of each slot of one row, pixels, in the row's order."""
        rail = self._rails[index]
        begin, end = self._ends(rail)
        first, last = rail.planned
        scale = (end - begin) / (last - first)
        knots = [(first, begin), (last, end)]
        if rail.columns and self.certainty:
            knots = _bent(rail, knots, scale, self._known)
        at_mm = [knot[0] for knot in knots]
        at_px = [knot[1] for knot in knots]

        def to_pixels(mm: float) -> float:
            if mm < at_mm[0]:
                return at_px[0] - (at_mm[0] - mm) * scale
            if mm > at_mm[-1]:
                return at_px[-1] + (mm - at_mm[-1]) * scale
            return float(np.interp(mm, at_mm, at_px))

        return [
            (to_pixels(slot.left_mm), to_pixels(slot.left_mm + slot.width_mm))
            for slot in rail.slots
        ]

    def _fit(self, photo_width: int) -> tuple["_Side", "_Side"]:
        """Find the lines on which the rows begin and end, at planned 0 and the planned end."""
        first = min(rail.planned[0] for rail in self._rails)
        last = max(rail.planned[1] for rail in self._rails)
        expected = (last - first) * self._scale
        lefts = [rail.seen[0] - (rail.planned[0] - first) * self._scale for rail in self._seen]
        rights = [rail.seen[1] + (last - rail.planned[1]) * self._scale for rail in self._seen]
        base = median(rail.base for rail in self._seen)
        begin, end = min(
            (
                (self._side(lefts), self._side(rights)),
                (self._utmost(lefts, min), self._utmost(rights, max)),
            ),
            key=lambda sides: abs(sides[1].at(base) - sides[0].at(base) - expected),
        )
        seen = end.at(base) - begin.at(base)
        line = self._elected(base, last - first)
        if line is not None:
            near = _SHORT_END * self._facing_px()
            sides = ((begin, line.at(first)), (end, line.at(last)))
            if all(abs(side.at(base) - x) < near for side, x in sides):
                return begin, end  # the row ends say the same, and say it more exactly
            return _Side(line.at(first), base, self._lean), _Side(line.at(last), base, self._lean)
        if WHOLE_BAY[0] * expected <= seen <= WHOLE_BAY[1] * expected:
            return begin, end
        if seen > expected:
            self.certainty = _SOUGHT
            left = (photo_width - expected) / 2
        else:
            left = self._part(min(lefts), max(rights), expected, photo_width)
        return (
            _Side(left, base, self._lean),
            _Side(left + expected, base, self._lean),
        )

    def _facing_px(self) -> float:
        """Typical width of a facing, pixels."""
        return median(rail.facing_mm for rail in self._seen) * self._scale

    def _elected(self, base: float, length_mm: float) -> Line | None:
        """Ask the recognised products which part of the bay the photo shows."""
        votes = []
        for number, rail in enumerate(self._seen):
            lean = self._lean * (rail.base - base)
            first = number * 1000  # runs of different rows are different runs
            votes += votes_of(rail.slots, rail.stacks, first_run=first, lean=lean)
        total = sum(stack.sku is not None for rail in self._seen for stack in rail.stacks)
        facing = self._facing_px()
        return elect(votes, total=total, scale=self._scale, facing_px=facing, length_mm=length_mm)

    def _part(self, left: float, right: float, expected: float, photo_width: int) -> float:
        """Say where the bay begins when only a part of it is seen, and whether that is known.

        A side with room for one more product before the photo's border is the bay's own; if both
        have it or neither, nothing tells which part this is.
        """
        strip = max(_CUT * photo_width, _ROOM * self._facing_px())
        is_cut_left = left < strip
        is_cut_right = right > photo_width - strip
        if is_cut_left == is_cut_right:
            self.certainty = 0.0
        return right - expected if is_cut_left and not is_cut_right else left

    def _side(self, ends: Sequence[float]) -> "_Side":
        """Fit one side of the bay through the rows' ends; single odd rows do not move it."""
        bases = np.array([rail.base for rail in self._seen])
        middle = float(np.median(bases))
        lean = self._lean
        if len(ends) >= _ENOUGH_ROWS:
            slopes = [
                (ends[j] - ends[i]) / (bases[j] - bases[i])
                for i in range(len(ends))
                for j in range(i)
                if bases[j] != bases[i]
            ]
            lean = float(np.clip(median([*slopes, lean]), -_MAX_LEAN, _MAX_LEAN))
        level = [end - lean * (base - middle) for end, base in zip(ends, bases, strict=True)]
        return _Side(median(level), middle, lean)

    def _utmost(self, ends: Sequence[float], pick: Callable[[Sequence[float]], float]) -> "_Side":
        """Fit one side of the bay to the row that reaches farthest: most rows may end short."""
        base = median(rail.base for rail in self._seen)
        level = [
            end - self._lean * (rail.base - base)
            for end, rail in zip(ends, self._seen, strict=True)
        ]
        return _Side(pick(level), base, self._lean)

    def _ends(self, rail: Rail) -> tuple[float, float]:
        """Where one row begins and ends, pixels: its own ends, or the bay's where it ends short."""
        first = min(other.planned[0] for other in self._rails)
        last = max(other.planned[1] for other in self._rails)
        left, right = self._begin.at(rail.base), self._end.at(rail.base)
        scale = (right - left) / (last - first)
        begin = left + (rail.planned[0] - first) * scale
        end = right - (last - rail.planned[1]) * scale
        if (rail.columns or rail.hints) and self.certainty == 1.0:
            at_left, at_right = (_SHORT_END * mm * scale for mm in rail.end_facings_mm)
            if abs(rail.seen[0] - begin) < at_left:
                begin = rail.seen[0]
            if abs(rail.seen[1] - end) < at_right:
                end = rail.seen[1]
        return begin, max(end, begin + 1.0)


@dataclass(frozen=True, slots=True)
class _Side:
    """A nearly upright line: one side of a bay."""

    x: float
    y: float
    lean: float

    def at(self, y: float) -> float:
        """Where the side is at one height."""
        return self.x + self.lean * (y - self.y)


def _bent(
    rail: Rail, ends: Sequence[tuple[float, float]], scale: float, known: frozenset[str]
) -> list[tuple[float, float]]:
    """Add a knot per paired facing, so that the row follows the columns that were seen."""
    middles_mm = [
        slot.left_mm + slot.width_mm * (index + 0.5) / slot.facings
        for slot in rail.slots
        for index in range(slot.facings)
    ]
    planned = [ends[0][1] + (mm - ends[0][0]) * scale for mm in middles_mm]
    order = sorted(range(len(rail.columns)), key=lambda index: rail.columns[index].center[0])
    seen = [rail.columns[index].center[0] for index in order]
    if any(stack.sku is not None for stack in rail.stacks):
        pairs = _by_product(rail, ends[0], scale, known)
    else:
        pairs = match_facings(planned, seen, width=rail.facing_mm * scale)
    if not pairs:
        return list(ends)
    knots = [(middles_mm[i], seen[j]) for i, j in pairs]
    return sorted({knot[0]: knot for knot in knots}.values())


def _by_product(
    rail: Rail, start: tuple[float, float], scale: float, known: frozenset[str]
) -> Pairs:
    """Pair a row's planned facings with its columns by what was recognised."""
    at = [start[1] + (slot.left_mm - start[0]) * scale for slot in rail.slots]
    spans = [(x, x + slot.width_mm * scale) for x, slot in zip(at, rail.slots, strict=True)]
    stacks = sorted(rail.stacks, key=lambda stack: stack.box.center[0])
    return pair_row(planned_facings(rail.slots, spans), stacks, known)
