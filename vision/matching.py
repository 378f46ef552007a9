"""Which column of a seen row is which planned facing, by product first and place second.

What was recognised is compared with what was planned; it is never corrected by it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from vision.alignment import Pairs, match_in_order
from vision.facings import Facing
from vision.geometry import enclosing
from vision.values import Box, Slot

# Costs of standing on a planned place, in units of a wrong product.
_SUBSTITUTE = 0.5
_UNKNOWN = 0.3
_WRONG = 1.0
_EMPTY = 0.6
_EXTRA = 0.8
_EXTRA_TOO = 0.3
# A product may slide along its row when neighbours are missing; a wrong one stands in the place.
_FREE = 0.3  # facing widths that cost nothing
_SLIDE = 0.25  # for each facing width beyond
_LONG = 2.0  # facing widths: rows seldom close up farther
_LONG_SLIDE = 0.3  # for each facing width beyond that, on top
_MOST_SLIDE = 1.2
_FARTHEST = 6.0
_WORKING_POINT = 0.5
_SOON_SURE = 0.02
_AT_ONCE = 0.5  # log odds of an answer at the working point
UNLIKE = 0.2  # and one farther behind does not
ALIKE = 0.1  # cosine: a candidate this close behind the answer looks alike
_NEAR = 0.75


@dataclass(frozen=True)
class Column:
    """Facings that stand on each other, lowest first."""

    facings: tuple[Facing, ...]

    @cached_property
    def box(self) -> Box:
        """Around all of them."""
        return enclosing([facing.box for facing in self.facings])

    @cached_property
    def face(self) -> Facing:
        """The facing that speaks for the column: the surest that was named, else the lowest."""
        named = [facing for facing in self.facings if facing.sku is not None]
        return max(named, key=_sureness, default=self.facings[0])

    @cached_property
    def sku(self) -> str | None:
        """Its product, if recognised."""
        return self.face.sku

    @cached_property
    def sureness(self) -> float:
        """How sure the answer of the recogniser is, `unknown` included; 0 when nobody looked."""
        return _sureness(self.face)

    def resembles(self, sku: str, *, within: float = ALIKE) -> bool:
        """Say whether a product was nearly as good an answer as the one that was given."""
        answer = self.face.recognition
        if answer is None or not answer.candidates:
            return False
        best = answer.candidates[0].similarity
        return any(one.sku == sku and best - one.similarity < within for one in answer.candidates)

    def differs(self, sku: str) -> bool:
        """Say whether a product was far from being the answer, whatever the answer is worth."""
        answer = self.face.recognition
        if answer is None or not answer.candidates:
            return False
        return not self.resembles(sku, within=UNLIKE)


@dataclass(frozen=True, slots=True)
class PlannedFacing:
    """One planned facing and where it is expected on the photo."""

    slot: Slot
    middle: float  # pixels
    width: float


def _sureness(facing: Facing) -> float:
    """How likely the answer about a facing is right, 0 when nobody looked.

    A recogniser's confidence is 0.5 at its working point and grows slowly with similarity; how
    soon an answer beyond that point is nearly always right was measured on generated shelves.
    """
    if facing.recognition is None:
        return 0.0
    beyond = (facing.recognition.confidence - _WORKING_POINT) / _SOON_SURE
    return 1 / (1 + math.exp(-beyond - _AT_ONCE))


def columns_of(facings: Sequence[Facing]) -> dict[int, list[Column]]:
    """Put facings together again: the columns of every row, left to right."""
    stacks: dict[tuple[int, int], list[Facing]] = {}
    for facing in sorted(facings, key=lambda one: (one.row, one.column, one.level)):
        stacks.setdefault((facing.row, facing.column), []).append(facing)
    rows: dict[int, list[Column]] = {}
    for (row, _), stack in stacks.items():
        rows.setdefault(row, []).append(Column(tuple(stack)))
    return rows


def planned_facings(
    slots: Sequence[Slot], spans: Sequence[tuple[float, float]]
) -> list[PlannedFacing]:
    """Spread the facings of every slot over its span of pixels."""
    return [
        PlannedFacing(slot, left + each * (index + 0.5), each)
        for slot, (left, right) in zip(slots, spans, strict=True)
        for each in [max(1.0, (right - left) / slot.facings)]
        for index in range(slot.facings)
    ]


def pair_row(
    planned: Sequence[PlannedFacing], columns: Sequence[Column], known: frozenset[str]
) -> Pairs:
    """Pair planned facings with seen columns without crossing, at the least cost.

    Runs count as one: three planned and two seen is one deviation. A product found a little to
    the side of its place is still in order, since missing neighbours let it slide.

    Args:
        planned: Facings of one planned row, left to right.
        columns: Columns of the seen row, left to right.
        known: Products the gallery can name; about others it says nothing.

    Returns:
        Pairs (planned, seen), both rising.
    """
    return match_in_order(
        (len(planned), len(columns)),
        lambda i, j: pair_cost(planned[i], columns[j], known),
        skip_first=lambda _: _EMPTY,
        skip_second=lambda j: (
            _EXTRA_TOO
            if j and columns[j].sku is not None and columns[j].sku == columns[j - 1].sku
            else _EXTRA
        ),
    )


def pair_cost(planned: PlannedFacing, column: Column, known: frozenset[str]) -> float:
    """Cost of a column being the planned facing; infinite where it stands too far away."""
    apart = abs(planned.middle - column.box.center[0]) / max(planned.width, column.box.width)
    if apart > _FARTHEST:
        return math.inf
    unlike = _unlikeness(planned.slot, column, known)
    if unlike >= _UNKNOWN and apart > _NEAR:
        return math.inf
    slide = _SLIDE * max(0.0, apart - _FREE) + _LONG_SLIDE * max(0.0, apart - _LONG)
    return unlike + min(_MOST_SLIDE, slide)


def _unlikeness(slot: Slot, column: Column, known: frozenset[str]) -> float:
    """Cost of the product alone; the less sure it is, the more like an unknown one."""
    if column.sku is None:
        return _UNKNOWN
    if column.sku == slot.sku:
        plain = 0.0
    elif column.sku in slot.substitutes:
        plain = _SUBSTITUTE
    else:
        plain = _WRONG
    sureness = column.sureness
    if slot.sku not in known and plain == _WRONG:
        sureness /= 2  # the planned product itself is mistaken for one of the gallery
    return sureness * plain + (1 - sureness) * _UNKNOWN
