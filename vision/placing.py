"""Where the slots of a planogram lie on a photo: millimetres to pixels, row by row."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from vision.alignment import RowSketch, match_rows, row_pitch
from vision.matching import Column
from vision.spans import Rail, Spans
from vision.values import Box, Planogram, Row, Slot

_IN_PHOTO = 0.7  # share of a slot that must lie on the photo to be judged
_SKIP_OUTSIDE = 0.3
_SKIP_INSIDE = 0.45
_ODD_BOXES = 0.35  # of the fullest row's columns
_LONELY = 0.35  # of a product's height: tags and gaps this far from every row show another edge


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known of the photo when slots are placed on it.

    `columns` are the columns of each row as they were recognised, if anybody looked, and `known`
    the products that could be recognised at all.
    """

    rows: Sequence[Row]
    gaps: Sequence[Box]
    tags: Sequence[Box]
    width: int
    height: int
    columns: Mapping[int, Sequence[Column]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One seen shelf edge: a row of products, or the tags and gaps of an empty one."""

    base: float
    slope: float
    columns: tuple[Box, ...]
    hints: tuple[Box, ...]
    row: int | None

    @property
    def middle(self) -> float:
        """The place along the shelf at which `base` is its height; 0 for a predicted edge."""
        boxes = self.columns or self.hints
        if not boxes:
            return 0.0
        return (min(box.left for box in boxes) + max(box.right for box in boxes)) / 2

    def at(self, x: float) -> float:
        """Height of the edge at one place."""
        return self.base + self.slope * (x - self.middle)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one slot should be; `box` is None when that lies outside the photo.

    `certainty` is 1 when the photo shows the whole bay, less when the bay had to be sought among
    its neighbours, 0 when the photo shows a part of the bay and nothing tells which part.
    """

    slot: Slot
    box: Box | None
    row: int | None  # index of the seen row it lies on; None for a row without products
    certainty: float
    span: tuple[float, float] = (0.0, 0.0)  # left and right, not cut to the photo


@dataclass(frozen=True, slots=True)
class _Edge:
    """One planned row on the photo: its shelf edge, and how high its products reach."""

    shelf: _Shelf
    height: float


def place_slots(planogram: Planogram, scene: Scene) -> tuple[Place, ...]:
    """Place every slot of a planogram on a photo, in the planogram's order.

    Without any row seen nothing can be placed, and every slot is outside.
    """
    if not scene.rows or not planogram.slots:
        return tuple(Place(slot, None, None, 0.0) for slot in planogram.slots)
    planned = _planned_rows(planogram)
    edges, is_clear = _edges(planned, scene)
    rails = [
        Rail(
            tuple(planned[row]),
            edge.shelf.columns,
            edge.shelf.hints,
            edge.shelf.base,
            tuple(scene.columns.get(edge.shelf.row, ())) if edge.shelf.row is not None else (),
        )
        for row, edge in edges.items()
    ]
    lean = -median(row.slope for row in scene.rows)
    spans = Spans(rails, photo_width=scene.width, lean=lean, known=scene.known)
    certainty = spans.certainty if is_clear else 0.0
    places = {}
    for index, (row, edge) in enumerate(edges.items()):
        slots = planned[row]
        for slot, (left, right) in zip(slots, spans.of_rail(index), strict=True):
            box = _slot_box(edge, left, right, scene)
            places[slot.id] = Place(slot, box, edge.shelf.row, certainty, (left, right))
    return tuple(places[slot.id] for slot in planogram.slots)


def _planned_rows(planogram: Planogram) -> dict[int, list[Slot]]:
    rows: dict[int, list[Slot]] = {}
    for slot in sorted(planogram.slots, key=lambda slot: (slot.row, slot.left_mm)):
        rows.setdefault(slot.row, []).append(slot)
    return rows


def _planned_skus(slots: Sequence[Slot]) -> dict[str, int]:
    """Count the planned facings of every product of one row."""
    counts: Counter[str] = Counter()
    for slot in slots:
        counts[slot.sku] += slot.facings
    return dict(counts)


def _seen_skus(shelf: "_Shelf", scene: Scene) -> dict[str, int]:
    """Count the recognised columns of every product of one seen row."""
    stacks = scene.columns.get(shelf.row, ()) if shelf.row is not None else ()
    return dict(Counter(stack.sku for stack in stacks if stack.sku is not None))


def _shelves(scene: Scene) -> list[_Shelf]:
    """Gather the shelf edges of a photo, top first: rows, then edges that only marks show."""
    feet = [(gap, gap.bottom) for gap in scene.gaps] + [(tag, tag.top) for tag in scene.tags]
    reach = _LONELY * _tall(scene)
    shelves = []
    near: set[Box] = set()
    for index, row in enumerate(scene.rows):
        shelf = _Shelf(row.base, row.slope, row.boxes, (), index)
        hints = tuple(box for box, foot in feet if abs(foot - shelf.at(box.center[0])) < reach)
        near.update(hints)
        shelves.append(_Shelf(row.base, row.slope, row.boxes, hints, index))
    slope = median(row.slope for row in scene.rows)
    lonely = [(box, foot) for box, foot in feet if box not in near]
    lonely.sort(key=lambda mark: mark[1] - slope * mark[0].center[0])
    edge: list[tuple[Box, float]] = []
    for mark in [*lonely, None]:
        if edge and (mark is None or _level(mark, slope) - _level(edge[-1], slope) > reach):
            shelves.append(_bare_shelf(edge, slope))
            edge = []
        if mark is not None:
            edge.append(mark)
    return sorted(shelves, key=lambda shelf: shelf.base)


def _level(mark: tuple[Box, float], slope: float) -> float:
    """Height of a mark's foot where the shelf would be level."""
    return mark[1] - slope * mark[0].center[0]


def _bare_shelf(marks: Sequence[tuple[Box, float]], slope: float) -> _Shelf:
    """Make a shelf edge from marks alone."""
    boxes = tuple(box for box, _ in marks)
    base = median(foot for _, foot in marks)
    return _Shelf(base, slope, (), boxes, None)


def _tall(scene: Scene) -> float:
    """Typical height of a column of products, pixels."""
    return max(1.0, median(box.height for row in scene.rows for box in row.boxes))


def _edges(planned: dict[int, list[Slot]], scene: Scene) -> tuple[dict[int, _Edge], bool]:
    """Find or predict the shelf edge of every planned row, and say whether that was clear."""
    names = list(planned)
    plan_widths = [median(slot.width_mm / slot.facings for slot in planned[row]) for row in names]
    plans = [
        RowSketch(
            sum(slot.facings for slot in planned[row]),
            width / median(plan_widths),
            skus=_planned_skus(planned[row]),
        )
        for row, width in zip(names, plan_widths, strict=True)
    ]
    shelves = _shelves(scene)
    width = max(1.0, median(box.width for row in scene.rows for box in row.boxes))
    seen = [
        RowSketch(
            len(shelf.columns),
            median(box.width for box in shelf.columns) / width if shelf.columns else 1.0,
            shelf.base,
            len(shelf.hints),
            _seen_skus(shelf, scene),
        )
        for shelf in shelves
    ]
    most = max(len(shelf.columns) for shelf in shelves)
    # A few boxes in mid-air, without tags or gaps beside them, are no shelf to measure with.
    bases = [
        shelf.base
        for shelf in shelves
        if not shelf.columns or len(shelf.columns) + 2 * len(shelf.hints) >= _ODD_BOXES * most
    ]
    skips = _skip_costs(len(plans), bases, scene)
    pitch = row_pitch(bases, tall=_tall(scene))
    matched = match_rows(plans, seen, pitch=pitch, skip_planned=lambda row: skips[row])
    found = {plan: shelves[index] for plan, index in matched.rows.items()}
    taken = set(matched.rows.values())
    spare = [shelf for index, shelf in enumerate(shelves) if index not in taken]
    edges = {name: _edge(index, found, scene, spare) for index, name in enumerate(names)}
    return edges, matched.is_clear


def _skip_costs(count: int, bases: Sequence[float], scene: Scene) -> list[float]:
    """How costly it is to say that a planned row is not among the seen: cheap where photos end."""
    pitch = row_pitch(bases, tall=_tall(scene))
    cost = [_SKIP_INSIDE] * count
    if bases[0] - 1.5 * pitch < 0:
        cost[0] = _SKIP_OUTSIDE
    if bases[-1] + pitch / 2 > scene.height:
        cost[-1] = _SKIP_OUTSIDE
    return cost


def _edge(index: int, found: dict[int, _Shelf], scene: Scene, spare: Sequence[_Shelf]) -> _Edge:
    """Take the seen edge of a planned row, or predict it from the nearest ones found.

    A `spare` row that looks like no planned one but lies on the predicted edge is that row: one
    full of other products.
    """
    if index in found:
        return _edge_of(found[index], scene)
    above = max((plan for plan in found if plan < index), default=None)
    below = min((plan for plan in found if plan > index), default=None)
    pitch = row_pitch(sorted(shelf.base for shelf in found.values()), tall=_tall(scene))
    if above is not None and below is not None:
        pitch = (found[below].base - found[above].base) / (below - above)
    # Rows are matched to at least one edge whenever any is seen, so one of the two is there.
    known = above if above is not None else min(found)
    slope = median(row.slope for row in scene.rows)
    base = found[known].at(scene.width / 2) + pitch * (index - known) - slope * scene.width / 2
    predicted = _Edge(_Shelf(base, slope, (), (), None), _tall(scene))
    reach = _LONELY * _tall(scene)
    near = [
        shelf
        for shelf in spare
        if shelf.columns and abs(shelf.base - predicted.shelf.at(shelf.middle)) < reach
    ]
    return _edge_of(near[0], scene) if len(near) == 1 else predicted


def _edge_of(shelf: _Shelf, scene: Scene) -> _Edge:
    """Make the edge of a planned row from one that was seen."""
    columns = shelf.columns
    return _Edge(shelf, median(box.height for box in columns) if columns else _tall(scene))


def _slot_box(edge: _Edge, left: float, right: float, scene: Scene) -> Box | None:
    """The slot's box cut to the photo, or None when too little of it is there."""
    base = edge.shelf.at((left + right) / 2)
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
