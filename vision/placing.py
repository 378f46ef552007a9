"""Where the slots of a planogram lie on a photo: millimetres to pixels, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from vision.alignment import RowSketch, match_rows, row_pitch
from vision.spans import Rail, Spans
from vision.values import Box, Planogram, Row, Slot

_IN_PHOTO = 0.7  # share of a slot that must lie on the photo to be judged
_SKIP_OUTSIDE = 0.3
_SKIP_INSIDE = 0.45
_SKIP_EMPTY = 0.15  # a shelf edge with tags or gaps but no product: an empty row


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known of the photo when slots are placed on it."""

    rows: Sequence[Row]
    gaps: Sequence[Box]
    tags: Sequence[Box]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where one slot should be; `box` is None when that lies outside the photo.

    `certainty` is 1 when the photo shows the whole bay, less when the bay had to be sought among
    its neighbours, 0 when the photo shows a part of the bay and nothing tells which.
    """

    slot: Slot
    box: Box | None
    row: int | None  # index of the seen row it lies on; None for a row without products
    certainty: float


@dataclass(frozen=True, slots=True)
class _Edge:
    """One planned row on the photo: its shelf edge, and how high its products reach."""

    base: float
    slope: float
    middle: float
    height: float
    row: int | None

    def at(self, x: float) -> float:
        """Height of the edge at one place."""
        return self.base + self.slope * (x - self.middle)


def place_slots(planogram: Planogram, scene: Scene) -> tuple[Place, ...]:
    """Place every slot of a planogram on a photo, in the planogram's order.

    Without any row seen nothing can be placed, and every slot is outside.
    """
    if not scene.rows:
        return tuple(Place(slot, None, None, 0.0) for slot in planogram.slots)
    planned = _planned_rows(planogram)
    edges = _edges(planned, scene)
    spans = Spans([_rail(planned[row], edge, scene) for row, edge in edges.items()], scene.width)
    places = {}
    for index, (row, edge) in enumerate(edges.items()):
        slots = planned[row]
        for slot, (left, right) in zip(slots, spans.of_rail(index), strict=True):
            box = _slot_box(edge, left, right, scene)
            places[slot.id] = Place(slot, box, edge.row, spans.certainty)
    return tuple(places[slot.id] for slot in planogram.slots)


def _planned_rows(planogram: Planogram) -> dict[int, list[Slot]]:
    rows: dict[int, list[Slot]] = {}
    for slot in sorted(planogram.slots, key=lambda slot: (slot.row, slot.left_mm)):
        rows.setdefault(slot.row, []).append(slot)
    return rows


def _rail(slots: Sequence[Slot], edge: _Edge, scene: Scene) -> Rail:
    """Gather what shows where one planned row begins and ends on the photo."""
    if edge.row is None:
        return Rail(tuple(slots), (), (), edge.base, edge.slope)
    reach = _pitch(scene) / 3
    hints = [gap for gap in scene.gaps if abs(gap.bottom - edge.at(gap.center[0])) < reach]
    hints += [tag for tag in scene.tags if abs(tag.top - edge.at(tag.center[0])) < reach]
    return Rail(tuple(slots), scene.rows[edge.row].boxes, tuple(hints), edge.base, edge.slope)


def _edges(planned: dict[int, list[Slot]], scene: Scene) -> dict[int, _Edge]:
    """Find or predict the shelf edge of every planned row."""
    names = list(planned)
    plan_widths = [median(slot.width_mm / slot.facings for slot in planned[row]) for row in names]
    seen_widths = [median(box.width for box in row.boxes) for row in scene.rows]
    plans = [
        RowSketch(sum(slot.facings for slot in planned[row]), width / median(plan_widths))
        for row, width in zip(names, plan_widths, strict=True)
    ]
    seen = [
        RowSketch(len(row.boxes), width / max(1.0, median(seen_widths)), row.base)
        for row, width in zip(scene.rows, seen_widths, strict=True)
    ]
    skips = _skip_costs(len(plans), scene)
    matched = match_rows(plans, seen, skip_planned=lambda row: skips[row])
    return {name: _edge(index, matched, scene) for index, name in enumerate(names)}


def _skip_costs(count: int, scene: Scene) -> list[float]:
    """How costly it is to say that a planned row is not among the seen ones.

    Cheap when the photo ends there, or when tags and gaps show a shelf without products.
    """
    bases = [row.base for row in scene.rows]
    pitch = _pitch(scene)
    cost = [_SKIP_INSIDE] * count
    if bases[0] - 1.5 * pitch < 0:
        cost[0] = _SKIP_OUTSIDE
    if bases[-1] + pitch / 2 > scene.height:
        cost[-1] = min(cost[-1], _SKIP_OUTSIDE)
    lonely = [
        foot
        for foot in (*(gap.bottom for gap in scene.gaps), *(tag.top for tag in scene.tags))
        if all(abs(foot - base) > pitch / 2 for base in bases)
    ]
    if any(foot < bases[0] for foot in lonely):
        cost[0] = _SKIP_EMPTY
    if any(foot > bases[-1] for foot in lonely):
        cost[-1] = _SKIP_EMPTY
    return cost


def _pitch(scene: Scene) -> float:
    """Distance of shelf edges; from product heights when one row is all there is."""
    bases = [row.base for row in scene.rows]
    tall = median(box.height for row in scene.rows for box in row.boxes)
    return row_pitch(bases) if len(bases) > 1 else max(1.0, 1.3 * tall)


def _edge(index: int, matched: dict[int, int], scene: Scene) -> _Edge:
    """Take the seen edge of a planned row, or predict it from the nearest matched rows."""
    middle = scene.width / 2
    if index in matched:
        row = scene.rows[matched[index]]
        middle = (row.boxes[0].left + max(box.right for box in row.boxes)) / 2
        height = median(box.height for box in row.boxes)
        return _Edge(row.base, row.slope, middle, height, matched[index])
    bases = {plan: scene.rows[seen].base for plan, seen in matched.items()}
    above = max((plan for plan in bases if plan < index), default=None)
    below = min((plan for plan in bases if plan > index), default=None)
    pitch = _pitch(scene)
    if above is not None and below is not None:
        pitch = (bases[below] - bases[above]) / (below - above)
        base = bases[above] + pitch * (index - above)
    elif above is not None:
        base = bases[above] + pitch * (index - above)
    else:
        # match_rows pairs at least one row whenever rows are seen and planned
        below = min(bases)
        base = bases[below] - pitch * (below - index)
    slope = median(row.slope for row in scene.rows)
    return _Edge(base, slope, middle, pitch * 0.7, None)


def _slot_box(edge: _Edge, left: float, right: float, scene: Scene) -> Box | None:
    """The slot's box cut to the photo, or None when too little of it is there."""
    base = edge.at((left + right) / 2)
    whole = Box(left, base - edge.height, right, base)
    if whole.area <= 0:
        return None
    inside = Box(
        min(max(left, 0.0), scene.width),
        min(max(whole.top, 0.0), scene.height),
        max(min(right, float(scene.width)), 0.0),
        max(min(base, float(scene.height)), 0.0),
    )
    return inside if inside.area >= _IN_PHOTO * whole.area else None
