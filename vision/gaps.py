"""Empty places on a shelf, and the findings they make.

Two witnesses: the detector, which learned what an empty place looks like, and geometry, which
sees a hole between facings. Where both speak, confidence is high; a planogram names the product.
Without a planogram geometry alone is not believed: on real photos every hole that no detected gap
bore out was a pillar, a divider or the space between two bays.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from vision.compliance import SURE, either
from vision.geometry import coverage, enclosing, span_overlap
from vision.items import name_place
from vision.values import (
    Box,
    Detection,
    Finding,
    FindingKind,
    Row,
    Thing,
)

MIN_WIDTH = 0.6  # of the row's median facing: narrower holes are only untidy
HOLE = 0.35  # what a hole adds to a detected gap; alone it is not enough for a finding
_SAME_HOLE = 0.3  # share of either box the other must cover to be the same empty place
_SAME_LANE = 0.5  # of the narrower: pieces of a gap one above another are one gap
_BEFORE_GAP = 0.5  # share of a detected gap that products may cover before it is not believed


@dataclass(frozen=True, slots=True)
class _Hole:
    """One empty place and how sure we are of it."""

    box: Box
    confidence: float


def findings_without_planogram(
    rows: Sequence[Row], detections: Sequence[Detection]
) -> tuple[Finding, ...]:
    """Make one finding per empty place seen on the rows, named by row and place along the shelf.

    Believed is what the detector is sure of, and what it doubts where geometry sees a hole too.
    Gaps far from every row are put on the row whose edge is nearest. Without any row there is no
    shelf to name places on, and no finding.
    """
    if not rows:
        return ()
    holes = [hole for row in rows for hole in holes_in(row)]
    found: list[tuple[int, _Hole]] = []
    for gap in _seen_gaps(detections):
        is_hole = any(_is_same(hole, gap.box) for hole in holes)
        confidence = either(gap.confidence, HOLE) if is_hole else gap.confidence
        if confidence >= SURE:
            _add(found, _row_of(gap.box, rows), _Hole(gap.box, confidence))
    return _named(found, rows)


def holes_in(row: Row) -> tuple[Box, ...]:
    """Find intervals between neighbouring columns that a facing would fit into, left to right.

    Only between products: where a row ends, nothing tells an empty place from the end of a shelf.

    Example:
        >>> tin = Box(0, 0, 10, 20)
        >>> holes_in(Row(boxes=(tin, Box(20, 0, 30, 20)), base=20))
        (Box(left=10, top=0.0, right=20, bottom=20.0),)
    """
    if not row.boxes:
        return ()
    narrowest = MIN_WIDTH * median(box.width for box in row.boxes)
    holes = []
    reach = row.boxes[0]
    for left, right in pairwise(row.boxes):
        reach = max(reach, left, key=lambda box: box.right)
        if right.left - reach.right > narrowest:
            bottom = (reach.bottom + right.bottom) / 2
            height = median((reach.height, right.height))
            holes.append(Box(reach.right, bottom - height, right.left, bottom))
    return tuple(holes)


def facings_in(box: Box, row: Row) -> int:
    """Count how many typical facings of a row would fit into an empty place, at least one."""
    typical = median(column.width for column in row.boxes)
    return max(1, round(box.width / typical)) if typical > 0 else 1


def _seen_gaps(detections: Sequence[Detection]) -> list[Detection]:
    """Keep the gaps that are not mostly covered by sure products, sure and doubtful, in order."""
    products = [
        seen.box for seen in detections if seen.thing is Thing.PRODUCT and seen.confidence >= SURE
    ]
    gaps = [
        seen
        for seen in detections
        if seen.thing is Thing.GAP
        and sum(coverage(seen.box, product) for product in products) < _BEFORE_GAP
    ]
    return sorted(gaps, key=lambda gap: (gap.box.left, gap.box.top, gap.confidence))


def _add(found: list[tuple[int, _Hole]], row: int, hole: _Hole) -> None:
    """Add an empty place, or widen one it lies above or in: a tall gap is often seen in pieces."""
    for index, (other_row, other) in enumerate(found):
        spans = (other.box.left, other.box.right), (hole.box.left, hole.box.right)
        if other_row == row and span_overlap(*spans) >= _SAME_LANE:
            surer = max(other.confidence, hole.confidence)
            found[index] = row, _Hole(enclosing((other.box, hole.box)), surer)
            return
    found.append((row, hole))


def _is_same(hole: Box, gap: Box) -> bool:
    return coverage(hole, gap) >= _SAME_HOLE or coverage(gap, hole) >= _SAME_HOLE


def _row_of(box: Box, rows: Sequence[Row]) -> int:
    """The row whose shelf edge is nearest to the foot of a box."""

    def distance(index: int) -> float:
        return abs(rows[index].edge_at(box.center[0]) - box.bottom)

    return min(range(len(rows)), key=distance)


def _named(found: Sequence[tuple[int, _Hole]], rows: Sequence[Row]) -> tuple[Finding, ...]:
    """Name the places along the widest extent of the shelf; a name taken twice gets a number."""
    left = min(column.left for row in rows for column in row.boxes)
    right = max(column.right for row in rows for column in row.boxes)
    width = max(right - left, 1.0)
    findings = [
        Finding(
            kind=FindingKind.GAP,
            box=hole.box,
            confidence=hole.confidence,
            item=name_place(index, (hole.box.center[0] - left) / width),
            facings=facings_in(hole.box, rows[index]),
        )
        for index, hole in sorted(found, key=lambda one: (one[0], one[1].box.left))
    ]
    taken: Counter[str] = Counter()
    named = []
    for finding in findings:
        taken[finding.item] += 1
        count = taken[finding.item]
        name = finding.item if count == 1 else f"{finding.item}.{count}"
        named.append(replace(finding, item=name))
    return tuple(named)
