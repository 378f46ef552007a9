"""From loose product boxes to shelf rows: what stands on what, and which stand side by side."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

import numpy as np
import numpy.typing as npt

from vision.geometry import Boxes, as_array, enclosing, span_overlap
from vision.values import Box, Row

MAX_TILT = 0.15  # slope, 8.5 degrees; steeper photos are not shelves seen from the front
_STACK_SLACK = 0.15  # of the lower unit's height: daylight or overlap between stacked units
_STEP = 0.2  # of a unit's height: how far feet of neighbours may differ
_REACH = 3.0  # unit widths: how far to look for a neighbour along the row
_BEND = 0.05  # slope by which a row may differ from the others, perspective
_STEP_BACK = 0.6  # of a unit's height: a unit standing back from the edge has its foot higher up

Indices = npt.NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class StackedRow:
    """A row and what its columns are made of.

    `units` has for each column of the row the indices of its products, the lowest one first.
    """

    row: Row
    units: tuple[tuple[int, ...], ...]


def find_rows(products: Sequence[Box], *, tags: Sequence[Box] = ()) -> tuple[Row, ...]:
    """Sort product boxes into shelf rows, top row first, columns left to right.

    Feet of neighbours are chained, not compared with one level, because in a photo taken from the
    side each row has its own slope. Units that stand on others become one column with them, since
    a planogram counts facings along the shelf. Price tags hang on shelf edges, so two units
    with a tag between them are on two shelves, however close.

    Args:
        products: Boxes of all products, any order, in pixels of the upright photo.
        tags: Boxes of the price tags.

    Example:
        >>> stacked = [Box(0, 0, 10, 10), Box(0, 10, 10, 20), Box(11, 10, 21, 20)]
        >>> [len(row.boxes) for row in find_rows(stacked)]
        [2]
    """
    return tuple(one.row for one in stack_rows(products, tags=tags))


def stack_rows(products: Sequence[Box], *, tags: Sequence[Box] = ()) -> tuple[StackedRow, ...]:
    """Sort product boxes into rows as `find_rows` does, and remember which box went where.

    Example:
        >>> stacked = [Box(0, 0, 10, 10), Box(0, 10, 10, 20), Box(11, 10, 21, 20)]
        >>> [one.units for one in stack_rows(stacked)]
        [((1, 0), (2,))]
    """
    if not products:
        return ()
    # A fixed order makes the result the same for any order of the detections.
    order = sorted(range(len(products)), key=lambda index: _across(products[index]))
    boxes = [products[index] for index in order]
    edges = as_array(boxes)
    tilt = _tilt(edges)
    flat = _levelled(edges, tilt)
    below = _stacked_on(flat, _levelled(as_array(tags), tilt))
    floor = np.flatnonzero(below < 0)
    chains = _chains(flat, floor)
    stacks = _stacks(boxes, below)
    rows = []
    for chain in chains:
        units = sorted(
            (stacks[int(unit)] for unit in chain), key=lambda stack: _span(_column(boxes, stack))
        )
        row = _row([_column(boxes, stack) for stack in units], flat[chain], tilt)
        rows.append(StackedRow(row, tuple(tuple(order[unit] for unit in s) for s in units)))
    return tuple(sorted(rows, key=lambda one: (one.row.base, one.row.boxes[0].left)))


def _across(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.bottom, box.right, box.top


def _span(box: Box) -> tuple[float, float]:
    return box.left, box.right


def _tilt(edges: Boxes) -> float:
    """Slope of the shelves: the median over feet of neighbours, 0 where there are too few."""
    slopes = []
    for unit in edges:
        heights = unit[3] - unit[1]
        dx = (edges[:, 0] + edges[:, 2]) / 2 - (unit[0] + unit[2]) / 2
        dy = edges[:, 3] - unit[3]
        near = np.flatnonzero((dx > 0) & (dx < _REACH * (unit[2] - unit[0])))
        near = near[np.abs(dy[near]) < np.minimum(heights / 2, MAX_TILT * dx[near] + heights / 20)]
        if near.size:
            nearest = near[np.argmin(dx[near])]
            slopes.append(float(dy[nearest] / dx[nearest]))
    if len(slopes) < 3:  # noqa: PLR2004 - two points can lie anywhere, three show a trend
        return 0.0
    return float(np.clip(median(slopes), -MAX_TILT, MAX_TILT))


def _levelled(edges: Boxes, tilt: float) -> Boxes:
    """Shear the boxes so that shelves are level."""
    flat = edges.copy()
    drop = tilt * (edges[:, 0] + edges[:, 2]) / 2
    flat[:, 1] -= drop
    flat[:, 3] -= drop
    return flat


def _stacked_on(flat: Boxes, tags: Boxes) -> Indices:
    """For each unit the index of the unit it stands on, -1 for those on the shelf floor."""
    below = np.full(len(flat), -1, np.int_)
    width, height = flat[:, 2] - flat[:, 0], flat[:, 3] - flat[:, 1]
    for upper, unit in enumerate(flat):
        shared = np.minimum(flat[:, 2], unit[2]) - np.maximum(flat[:, 0], unit[0])
        narrower = np.minimum(width, width[upper])
        daylight = np.abs(flat[:, 1] - unit[3])
        touches = daylight <= _STACK_SLACK * np.minimum(height, height[upper])
        is_base = touches & (shared >= narrower / 2) & (narrower > 0)
        is_base &= flat[:, 3] > unit[3]  # or flat boxes would carry each other
        found = [int(lower) for lower in np.flatnonzero(is_base)]
        found = [lower for lower in found if not _tag_between(unit, flat[lower], tags)]
        if found:
            below[upper] = min(found, key=lambda lower: (-shared[lower], lower))
    return below


def _tag_between(upper: Boxes, lower: Boxes, tags: Boxes) -> bool:
    """Say whether a price tag marks a shelf edge between two units."""
    if not len(tags):
        return False
    x, y = (tags[:, 0] + tags[:, 2]) / 2, (tags[:, 1] + tags[:, 3]) / 2
    reach = _REACH * (upper[2] - upper[0])
    beside = (x > upper[0] - reach) & (x < upper[2] + reach)
    between = (y > upper[3] - (upper[3] - upper[1]) / 10) & (
        y < lower[1] + (lower[3] - lower[1]) / 4
    )
    return bool((beside & between).any())


def _chains(flat: Boxes, floor: Indices) -> list[Indices]:
    """Chain units side by side on one edge, then join what an empty place or a step back parted."""
    side_by_side = _neighbours(flat[floor])
    chains = [floor[part] for part in _grouped(len(floor), side_by_side.tolist(), lambda *_: True)]

    def one_edge(first: int, second: int) -> bool:
        return _share_edge(flat[chains[first]], flat[chains[second]])

    parts = _grouped(len(chains), combinations(range(len(chains)), 2), one_edge)
    return [np.sort(np.concatenate([chains[index] for index in part])) for part in parts]


def _grouped(
    count: int, pairs: Iterable[Sequence[int]], are_together: Callable[[int, int], bool]
) -> list[Indices]:
    """Group 0..count-1 by a symmetric relation between `pairs` and all it chains together."""
    group = np.arange(count)
    for first, second in pairs:
        if group[first] != group[second] and are_together(first, second):
            group[group == group[second]] = group[first]
    return [np.flatnonzero(group == label) for label in np.unique(group)]


def _neighbours(flat: Boxes) -> Indices:
    """Pairs of units, N x 2 and rising, that stand near each other on one edge."""
    left, top, right, bottom = (edge[:, None] for edge in flat.T)
    width, height = right - left, bottom - top
    apart = np.maximum(left, left.T) - np.minimum(right, right.T)
    drop = _STEP * (height + height.T) / 2 + _BEND * np.maximum(0.0, apart)
    near = (apart <= _REACH * np.maximum(width, width.T)) & (np.abs(bottom - bottom.T) <= drop)
    return np.argwhere(np.triu(near, 1))


def _share_edge(first: Boxes, second: Boxes) -> bool:
    """Say whether two chains stand on one edge: side by side, feet on one line.

    One or two units whose feet are higher than the line stand back from the edge.
    """
    spans = [(float(part[:, 0].min()), float(part[:, 2].max())) for part in (first, second)]
    if span_overlap(spans[0], spans[1]) > 1 / 4 and not _fits_into(first, second):
        return False
    both = np.concatenate([first, second])
    height = float(np.median(both[:, 3] - both[:, 1]))
    drop = _drop_between(first, second)
    if abs(drop) <= _STEP * height * 1.5:
        return True
    few = first if drop > 0 else second  # the chain whose feet are higher up
    # Two boxes make no row of their own.
    return len(few) <= 2 < len(first) + len(second) - len(few) and abs(drop) <= _STEP_BACK * height  # noqa: PLR2004


def _fits_into(first: Boxes, second: Boxes) -> bool:
    """Say whether the shorter chain stands in free places of the longer."""
    few, many = sorted((first, second), key=len)
    return all(
        span_overlap((unit[0], unit[2]), (other[0], other[2])) < 1 / 4
        for unit in few
        for other in many
    )


def _drop_between(first: Boxes, second: Boxes) -> float:
    """How much lower the second chain stands than the first, halfway between them, pixels.

    Feet are carried there along the slope of the longer chain: in a photo taken from the side a
    row drops a good deal over a wide empty place.
    """
    middle = (first[:, [0, 2]].mean() + second[:, [0, 2]].mean()) / 2
    bend = _bend(max(first, second, key=len), 2 * _BEND)
    return _foot_at(second, middle, bend) - _foot_at(first, middle, bend)


def _foot_at(chain: Boxes, x: float, bend: float) -> float:
    """Height of a chain's edge at one place: the feet of its nearest units."""
    away = x - (chain[:, 0] + chain[:, 2]) / 2
    nearest = np.argsort(np.abs(away), kind="stable")[:3]
    return float(np.median(chain[nearest, 3] + bend * away[nearest]))


def _bend(chain: Boxes, most: float) -> float:
    """Slope of one chain's feet, 0 where they are too few to give a line worth following."""
    if len(chain) < 4:  # noqa: PLR2004 - see above
        return 0.0
    slope = np.polyfit((chain[:, 0] + chain[:, 2]) / 2, chain[:, 3], 1)[0]
    return float(np.clip(slope, -most, most))


def _stacks(boxes: Sequence[Box], below: Indices) -> dict[int, list[int]]:
    """Gather what stands on each floor unit, itself included, the lowest first."""
    stacks: dict[int, list[int]] = {}
    for unit in range(len(boxes)):
        base = unit
        while below[base] >= 0:
            base = int(below[base])
        stacks.setdefault(base, []).append(unit)
    return {
        base: sorted(stack, key=lambda unit: -boxes[unit].bottom) for base, stack in stacks.items()
    }


def _column(boxes: Sequence[Box], stack: Sequence[int]) -> Box:
    """Unite a floor unit with everything that stands on it."""
    return enclosing([boxes[unit] for unit in stack])


def _row(columns: Sequence[Box], flat: Boxes, tilt: float) -> Row:
    """Make the row of sorted columns: its edge's height at the middle and its slope."""
    middle = (columns[0].left + max(box.right for box in columns)) / 2
    x = (flat[:, 0] + flat[:, 2]) / 2
    bend = _bend(flat, _BEND)
    base = float(np.median(flat[:, 3] - bend * (x - middle))) + tilt * middle
    return Row(boxes=tuple(columns), base=base, slope=tilt + bend)
