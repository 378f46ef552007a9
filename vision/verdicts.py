"""The verdict on every planned position once products are recognised, and what nobody planned.

A product counts as wrong only when another one was named for sure; `unknown` is doubt, not blame.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from vision.assignment import FORBIDDEN, assign
from vision.compliance import SURE, either, judge_empty
from vision.facings import Extra, ExtraKind
from vision.gaps import HOLE
from vision.matching import Column
from vision.placing import Scene, place_slots
from vision.stocks import ACCUSE, FREE, LONE, Bay, Stock, is_free, sort_in
from vision.values import Box, Detection, Planogram, PositionVerdict, Verdict

_MIRROR = 1.5  # how many times more facings must fit a mirrored planogram
_ODD = 0.6  # share of recognised facings that fit: below, mirroring is tried
_TURNED = 0.5  # share of recognised facings that must fit the mirrored planogram
_MISSED = 0.55  # chance that one empty place without a detected gap is full after all
_ROOM = 0.9  # of a pack's width that must be free for another one
_ABSENT = frozenset({Verdict.GAP, Verdict.WRONG_PRODUCT})


@dataclass(frozen=True, slots=True)
class Judged:
    """Verdicts in the planogram's order, and the facings no position planned."""

    positions: tuple[PositionVerdict, ...]
    extras: tuple[Extra, ...]
    fitting: int = 0  # how many columns stand where their product is planned


def judge_shelf(planogram: Planogram, scene: Scene, detections: Sequence[Detection]) -> Judged:
    """Judge every slot of a planogram by the recognised products of a photo.

    A bay that is built as the mirror image of its planogram is in order and judged so.

    Args:
        planogram: What belongs where.
        scene: Rows with their recognised columns, gaps and tags, in pixels of the photo.
        detections: Everything the detector saw.
    """
    if not planogram.slots:
        return Judged((), ())
    bay = sort_in(planogram, place_slots(planogram, scene), scene, detections)
    named = sum(column.sku is not None for column in chain(*scene.columns.values()))
    if bay.fitting < _ODD * named:
        other = _mirrored(planogram)
        places = tuple(place_slots(other, scene))
        turned = sort_in(other, places, scene, detections)
        if turned.fitting > _MIRROR * bay.fitting and turned.fitting >= _TURNED * named:
            bay = turned
    return _judge(planogram, bay)


def _judge(planogram: Planogram, bay: Bay) -> Judged:
    """Give verdicts and extras for a bay whose columns are in their slots."""
    moved = _found_elsewhere(bay)
    positions = tuple(
        replace(_verdict(bay.stocks[slot.id], bay, moved.get(slot.id)), slot=slot)
        for slot in planogram.slots
    )
    planned = frozenset(slot.sku for slot in planogram.slots)
    return Judged(positions, _extras(bay, planned), bay.fitting)


def _mirrored(planogram: Planogram) -> Planogram:
    """Read a planogram from the other side."""
    width = max(slot.left_mm + slot.width_mm for slot in planogram.slots)
    slots = tuple(
        replace(slot, left_mm=width - slot.left_mm - slot.width_mm) for slot in planogram.slots
    )
    return replace(planogram, slots=slots)


def _verdict(stock: Stock, bay: Bay, moved: Column | None) -> PositionVerdict:
    """Judge one slot."""
    place, slot = stock.place, stock.slot
    if place.box is None:
        return PositionVerdict(slot, Verdict.NOT_VISIBLE, None, 1.0)
    if place.certainty == 0:
        return PositionVerdict(slot, Verdict.LOW_CONFIDENCE, place.box, 0.0)
    if stock.right or stock.substitutes:
        return _filled(stock, bay, place.box)
    if stock.wrong or stock.unknown:
        verdict = _not_right(stock, bay, place.box)
    else:
        verdict = _empty(stock, bay)
    is_squeezed = not stock.wrong and not stock.unknown and verdict.seen_facings == 0
    if moved is not None and (verdict.verdict in _ABSENT or is_squeezed):
        sure = verdict.confidence + (1 - verdict.confidence) * moved.sureness
        sure *= place.certainty * moved.face.confidence
        return replace(verdict, verdict=Verdict.MISPLACED, confidence=sure)
    return verdict


def _filled(stock: Stock, bay: Bay, box: Box) -> PositionVerdict:
    """The planned product, or one that may stand for it, is there."""
    units = stock.right or stock.substitutes
    return PositionVerdict(
        stock.slot,
        Verdict.MATCH if stock.right else Verdict.SUBSTITUTE,
        box,
        stock.place.certainty * _surety(units),
        len(units),
        None if stock.right else units[0].sku,
        stock.slips + _unclear(stock, bay),
    )


def _not_right(stock: Stock, bay: Bay, box: Box) -> PositionVerdict:
    """Something else is there, or something nobody could name."""
    slot, certainty = stock.slot, stock.place.certainty
    if len(stock.odd) * 2 >= len(stock.wrong) + len(stock.unknown):
        [(sku, _)] = Counter(column.sku for column in stock.odd).most_common(1)
        units = [column for column in stock.odd if column.sku == sku]
        # The planned product may have been missed beside it, if there is room for either.
        unclear = _unclear(stock, bay, least=_ROOM * max(column.box.width for column in units))
        sure = certainty * _surety(units) * len(units) / (len(units) + unclear)
        wrong = Verdict.WRONG_PRODUCT
        return PositionVerdict(slot, wrong, box, sure, len(units), sku, unclear)
    units = [*stock.wrong, *stock.unknown]
    is_known = slot.sku in bay.scene.known
    sure = certainty * max(column.face.confidence for column in units)
    if is_known:
        sure *= 1 - max(column.sureness for column in units)
    verdict = Verdict.LOW_CONFIDENCE if is_known or stock.wrong else Verdict.PRESENT
    return PositionVerdict(slot, verdict, box, sure, len(units))


def _empty(stock: Stock, bay: Bay) -> PositionVerdict:
    """Nothing was paired with the slot: it is a gap unless something reaches into it."""
    row = stock.place.row
    columns = bay.scene.columns.get(row, ()) if row is not None else ()
    # One missing box is missed about as often as one pack is sold; several are not.
    alone = 1 - _MISSED**stock.slot.facings
    verdict = judge_empty(stock.place, bay.gaps, bay.doubtful, alone=alone)
    holes = [facing for facing in stock.empty if is_free(facing, columns)]
    if stock.empty and len(holes) * 2 < len(stock.empty) and verdict.verdict is Verdict.GAP:
        low = Verdict.LOW_CONFIDENCE
        return replace(verdict, verdict=low, confidence=verdict.confidence / 2)
    return verdict


def _surety(units: Sequence[Column]) -> float:
    """How sure the surest of some columns is: seen, and recognised.

    Not joined as independent witnesses: a product that is mistaken once is mistaken again.
    """
    return max(column.face.confidence * column.sureness for column in units)


def _unclear(stock: Stock, bay: Bay, *, least: float = 0.0) -> int:
    """Count empty facings of a slot that only geometry sees: as like a missed box as a hole.

    Holes narrower than `least` pixels are not counted.
    """
    holes = 0
    for left, right in _free_spans(stock, bay):
        if right - left >= least and not _is_borne_out((left, right), stock, bay):
            holes += round((right - left) / stock.empty[0].width)
    return min(holes, len(stock.empty))


def _free_spans(stock: Stock, bay: Bay) -> list[tuple[float, float]]:
    """Find the holes beside and between a slot's columns that a facing would fit into."""
    if not stock.empty or stock.place.row is None:
        return []
    boxes = sorted((one.box for one in bay.scene.columns[stock.place.row]), key=_middle)
    mine = {one.box for one in (*stock.right, *stock.substitutes, *stock.unknown, *stock.wrong)}
    touched = [index for index, box in enumerate(boxes) if box in mine]
    width = stock.empty[0].width
    left, right = stock.place.span
    spans = []
    for index in range(touched[0] - 1, touched[-1] + 1):
        start = boxes[index].right if index >= 0 else left
        end = boxes[index + 1].left if index + 1 < len(boxes) else right
        if end - start > FREE * width:
            spans.append((max(start, left - width), min(end, right + width)))
    return [span for span in spans if span[1] - span[0] > FREE * width]


def _middle(box: Box) -> float:
    return box.center[0]


def _is_borne_out(hole: tuple[float, float], stock: Stock, bay: Bay) -> bool:
    """Say whether the detector sees a gap in a hole; a doubtful one will do, as there are two."""
    box = stock.place.box
    left, right = hole
    return box is not None and any(
        either(gap.confidence, HOLE) >= SURE
        and min(gap.box.right, right) - max(gap.box.left, left) > FREE * (right - left)
        and min(gap.box.bottom, box.bottom) - max(gap.box.top, box.top) > box.height / 4
        for gap in bay.hints
    )


def _outsiders(bay: Bay) -> list[Column]:
    """Columns named for sure that stand where their product is not planned."""
    odd = [column for stock in bay.stocks.values() for column in stock.odd]
    return [*odd, *(one for one in bay.loose if one.sku is not None and one.sureness >= ACCUSE)]


def _found_elsewhere(bay: Bay) -> dict[str, Column]:
    """Say which products that are not in their slots stand elsewhere on the shelf.

    Every slot gets its own facing and every facing goes to one slot, the nearest ones together.
    """
    absent = [
        stock
        for stock in bay.stocks.values()
        if stock.place.box is not None and not stock.right and not stock.substitutes
    ]
    strangers = _outsiders(bay)
    if not absent or not strangers:
        return {}
    costs = np.array([[_way(stock, column, bay.scene) for column in strangers] for stock in absent])
    return {absent[i].slot.id: strangers[j] for i, j in assign(costs)}


def _way(stock: Stock, column: Column, scene: Scene) -> float:
    """Cost of a facing belonging to a slot: how far it strayed, if it is the product at all."""
    box = stock.place.box
    if box is None or column.sku != stock.slot.sku:
        return FORBIDDEN
    across, down = (abs(a - b) for a, b in zip(box.center, column.box.center, strict=True))
    return across / max(1, scene.width) + down / max(1, scene.height)


def _extras(bay: Bay, planned: frozenset[str]) -> tuple[Extra, ...]:
    """List the facings that no position planned, one for each column."""
    named = [
        Extra(
            column.face,
            ExtraKind.MISPLACED if column.sku in planned else ExtraKind.OWN_UNPLANNED,
        )
        for column in _outsiders(bay)
    ]
    unknown = [
        column
        for stock in bay.stocks.values()
        if stock.slot.sku in bay.scene.known
        for column in stock.foreign
    ]
    # Between packs the detector sees things in reflections and strips: only sure ones count.
    unknown += [
        one
        for one in bay.loose
        if one.sku is None and min(one.sureness, one.face.confidence) >= LONE
    ]
    foreign = [Extra(column.face, ExtraKind.FOREIGN) for column in unknown]
    return tuple(sorted((*named, *foreign), key=lambda one: (one.facing.row, one.facing.column)))
