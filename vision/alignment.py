"""Which planned thing is which seen thing, when neither rows nor facings can change their order."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from statistics import median

# Costs are in units of "one plain mismatch"; only their ratios matter.
_SKIP_FACING = 0.5
_FARTHEST_FACING = 1.0  # facing widths; matching farther than two skips is never worth it
_SKIP_SEEN_ROW = 0.8
_SKIP_BARE_EDGE = 0.3
_OTHER_PRODUCTS = 1.2  # what it costs when none of a row's recognised products is planned there
_BARE_EDGE = 0.4  # what it costs to take an edge without products for a planned row
_FREE_STRETCH = 0.6  # log2: shelf spacings may differ 1.5-fold before it costs anything
_WORST_STRETCH = 0.6
_AIR = 1.35  # shelf spacing over product height where nothing else tells it
_TOO_AIRY = 2.4  # and where a spacing is more likely two
_CLEARLY = 0.05  # how much better the best assignment of rows must be to be believed

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class RowSketch:
    """What identifies one row before any product is known.

    `facings` is how many stand side by side, `width` the typical facing width relative to the
    other rows of the same side (planned or seen), `base` the edge's y in pixels (seen rows only).
    No facings stand on a shelf edge that only tags or gaps show; `marks` is how many of those
    lie on the edge. `skus` counts the products: all planned ones, or those that were recognised.
    """

    facings: int
    width: float
    base: float = 0.0
    marks: int = 0
    skus: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowMatch:
    """Seen row by planned row; not clear when another assignment is about as good."""

    rows: dict[int, int]
    is_clear: bool


def match_in_order(
    counts: tuple[int, int],
    pair_cost: Callable[[int, int], float],
    *,
    skip_first: Callable[[int], float],
    skip_second: Callable[[int], float],
) -> Pairs:
    """Pair two sequences without crossing, at the least cost (Needleman-Wunsch).

    Args:
        counts: Lengths of the two sequences.
        pair_cost: Cost of pairing i with j; infinite forbids it.
        skip_first: Cost of leaving i of the first sequence alone.
        skip_second: Cost of leaving j of the second sequence alone.

    Returns:
        Pairs (i, j), both rising.
    """
    rows, columns = counts
    across = [skip_second(j) for j in range(columns)]
    best = [[0.0, *accumulate(across)]]
    for i in range(rows):
        down = skip_first(i)
        above = best[-1]
        line = [above[0] + down]
        for j in range(columns):
            paired = above[j] + pair_cost(i, j)
            line.append(min(above[j + 1] + down, line[j] + across[j], paired))
        best.append(line)
    return _walk_back(best, pair_cost, skip_first)


def _walk_back(
    best: list[list[float]],
    pair_cost: Callable[[int, int], float],
    skip_first: Callable[[int], float],
) -> Pairs:
    """Read the pairs off the table of least costs, pairing wherever that was as cheap."""
    i, j = len(best) - 1, len(best[0]) - 1
    pairs = []
    while i and j:
        if math.isclose(best[i][j], best[i - 1][j - 1] + pair_cost(i - 1, j - 1), abs_tol=1e-9):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif math.isclose(best[i][j], best[i - 1][j] + skip_first(i - 1), abs_tol=1e-9):
            i -= 1
        else:
            j -= 1
    return tuple(reversed(pairs))


def match_facings(planned: Sequence[float], seen: Sequence[float], *, width: float) -> Pairs:
    """Pair planned facings with seen columns by where their middles lie.

    Args:
        planned: Expected middles, pixels, rising.
        seen: Seen middles, pixels, rising.
        width: Typical facing width, pixels.

    Example:
        >>> match_facings([10.0, 20.0, 30.0], [11.0, 29.0], width=10.0)
        ((0, 0), (2, 1))
    """

    def distance(i: int, j: int) -> float:
        apart = abs(planned[i] - seen[j]) / width
        return apart if apart < _FARTHEST_FACING else math.inf

    return match_in_order(
        (len(planned), len(seen)),
        distance,
        skip_first=lambda _: _SKIP_FACING,
        skip_second=lambda _: _SKIP_FACING,
    )


def match_rows(
    planned: Sequence[RowSketch],
    seen: Sequence[RowSketch],
    *,
    pitch: float,
    skip_planned: Callable[[int], float],
) -> RowMatch:
    """Assign seen rows to planned rows, top to bottom, never crossing.

    Rows missing at the top or the bottom are left out; a row missing in between shows as a double
    distance of shelf edges. Recognised products, facing counts and widths decide where distances
    do not.

    Args:
        planned: Planned rows, top first.
        seen: Seen rows, top first, with their bases.
        pitch: Typical distance between neighbouring shelf edges, pixels.
        skip_planned: Cost of leaving one planned row without a seen one.
    """
    typical = max(1.0, median([row.facings for row in seen if row.facings] or [1]))
    best: dict[tuple[int, int], tuple[float, Pairs]] = {}
    for p, plan in enumerate(planned):
        for s, row in enumerate(seen):
            alone = _skips(skip_planned, 0, p) + _unseen(seen[:s], typical)
            options: list[tuple[float, Pairs]] = [(alone, ())]
            for (before_p, before_s), (cost, path) in best.items():
                if before_p < p and before_s < s:
                    pitches = (row.base - seen[before_s].base) / pitch
                    step = _skips(skip_planned, before_p + 1, p) + _stretch(pitches, p - before_p)
                    options.append((cost + step + _unseen(seen[before_s + 1 : s], typical), path))
            cost, path = min(options)
            best[p, s] = cost + _unlikeness(plan, row), (*path, (p, s))
    ends = sorted(
        (cost + _skips(skip_planned, p + 1, len(planned)) + _unseen(seen[s + 1 :], typical), path)
        for (p, s), (cost, path) in best.items()
    )
    if not ends:
        return RowMatch({}, is_clear=True)
    is_clear = len(ends) == 1 or ends[1][0] - ends[0][0] > _CLEARLY
    return RowMatch(dict(ends[0][1]), is_clear)


def row_pitch(bases: Sequence[float], *, tall: float) -> float:
    """Typical distance between neighbouring shelf edges, pixels.

    The lower middle of the distances, since a missed row doubles one. A distance that would leave
    more air above the products than products is taken for several; with fewer than two
    rows the products' height is all there is.

    Args:
        bases: Heights of the seen edges, top first.
        tall: Typical height of the products.
    """
    likely = max(1.0, _AIR * tall)
    steps = sorted(after - before for before, after in pairwise(bases))
    if not steps:
        return likely
    step = max(1.0, steps[(len(steps) - 1) // 2])
    return step / max(1, round(step / likely)) if step > _TOO_AIRY * tall else step


def _skips(skip_planned: Callable[[int], float], start: int, stop: int) -> float:
    return sum(skip_planned(row) for row in range(start, stop))


def _unseen(rows: Sequence[RowSketch], typical: float) -> float:
    """Cost of leaving seen rows without a planned one: little for a few odd boxes in mid-air."""

    def cost(row: RowSketch) -> float:
        if not row.facings:
            return _SKIP_BARE_EDGE
        share = min(1.0, (row.facings + 2 * row.marks) / typical)
        return max(_SKIP_BARE_EDGE, _SKIP_SEEN_ROW * share)

    return sum(cost(row) for row in rows)


def _stretch(pitches: float, steps: int) -> float:
    """Cost of `steps` planned rows lying `pitches` typical distances apart on the photo."""
    stretch = abs(math.log2(max(pitches, 0.05) / steps)) - _FREE_STRETCH
    return min(_WORST_STRETCH, max(0.0, stretch))


def _unlikeness(plan: RowSketch, row: RowSketch) -> float:
    """How little a seen row looks like a planned one, 0 to about 1."""
    if not row.facings:
        return _BARE_EDGE
    most = max(plan.facings, row.facings, 1)
    count = abs(plan.facings - row.facings) / most
    width = min(1.0, abs(math.log2(max(row.width, 0.05) / max(plan.width, 0.05))))
    shape = 0.5 * count + 0.4 * width
    named = sum(row.skus.values())
    if not named:
        return shape
    shared = sum(min(amount, plan.skus.get(sku, 0)) for sku, amount in row.skus.items())
    weight = named / row.facings
    return (1 - weight) * shape + weight * _OTHER_PRODUCTS * (1 - shared / named)
