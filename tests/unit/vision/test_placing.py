"""From planogram to photo: rows that are missing, bays that are cut, tilted or half empty."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.vision.pictures import plan
from vision.placing import Place, Scene, place_slots
from vision.rows import find_rows
from vision.values import Box, Planogram

PX = 1.0  # pixels per millimetre in these tests
PACK = 92.0  # a pack's width on its 100 mm facing
PITCH, TALL = 300.0, 220.0


def stocked(
    planogram: Planogram, *, missing: tuple[str, ...] = (), left: float = 40.0, scale: float = PX
) -> list[Box]:
    """Boxes of a shelf stocked as planned but for the missing slots."""
    boxes = []
    for slot in planogram.slots:
        each = slot.width_mm / slot.facings
        base = 280.0 + PITCH * slot.row
        for index in range(0 if slot.id in missing else slot.facings):
            x = left + (slot.left_mm + each * index + each / 2) * scale
            half = each * PACK / 200 * scale
            boxes.append(Box(x - half, base - TALL, x + half, base))
    return boxes


def holes(planogram: Planogram, missing: tuple[str, ...], left: float = 40.0) -> list[Box]:
    return [
        Box(
            left + s.left_mm, 60 + PITCH * s.row, left + s.left_mm + s.width_mm, 280 + PITCH * s.row
        )
        for s in planogram.slots
        if s.id in missing
    ]


def placed(
    planogram: Planogram,
    boxes: list[Box],
    *,
    gaps: list[Box] | None = None,
    size: tuple[int, int] = (1100, 1000),
) -> dict[str, Place]:
    scene = Scene(find_rows(boxes), gaps or [], [], *size)
    return {place.slot.id: place for place in place_slots(planogram, scene)}


FOUR = plan([[2, 3, 1, 4], [1, 1, 2, 6], [5, 5]])


def off(place: Place, left: float = 40.0) -> float:
    """How far a placed slot is from where it was drawn, in facings."""
    assert place.box is not None
    drawn = left + place.slot.left_mm, left + place.slot.left_mm + place.slot.width_mm
    return max(abs(place.box.left - drawn[0]), abs(place.box.right - drawn[1])) / 100


def test_nothing_is_placed_when_no_row_is_seen() -> None:
    places = placed(FOUR, [])
    assert len(places) == 10
    assert all(place.box is None and place.certainty == 0 for place in places.values())


def test_nothing_is_placed_when_nothing_is_planned() -> None:
    assert placed(plan([]), stocked(FOUR)) == {}


@pytest.mark.parametrize(
    "missing",
    [
        (),
        ("0.1",),
        ("0.0", "1.3"),  # both ends of different rows
        ("0.0", "1.0"),  # the left end of most rows
        ("0.2", "1.2", "2.1"),
        ("1.0", "1.1", "1.2", "1.3"),  # a whole row
    ],
)
def test_slots_are_placed_when_some_are_empty(missing: tuple[str, ...]) -> None:
    places = placed(FOUR, stocked(FOUR, missing=missing), gaps=holes(FOUR, missing))
    assert [round(off(place), 1) for place in places.values() if off(place) > 0.35] == []
    assert all(place.certainty == 1 for place in places.values())


def tags(planogram: Planogram, row: int) -> list[Box]:
    """Price tags of one row, on the rail below its products."""
    return [
        Box(40 + s.left_mm, 284 + PITCH * s.row, 80 + s.left_mm, 304 + PITCH * s.row)
        for s in planogram.slots
        if s.row == row
    ]


@pytest.mark.parametrize(("row", "are_tags_seen"), [(0, True), (1, True), (2, True), (1, False)])
def test_row_without_products_is_found_by_tags_or_distances(row: int, are_tags_seen: bool) -> None:
    gone = tuple(slot.id for slot in FOUR.slots if slot.row == row)
    boxes = stocked(FOUR, missing=gone)
    rails = tags(FOUR, row) if are_tags_seen else []
    places = place_slots(FOUR, Scene(find_rows(boxes, tags=rails), [], rails, 1100, 1000))
    for place in places:
        assert place.certainty == 1
        assert place.box is not None
        assert place.box.bottom == pytest.approx(280 + PITCH * place.slot.row, abs=30)
        assert (place.row is None) == (place.slot.row == row)


DIFFERENT = plan([[2, 2], [4, 4], [8, 8]])


@pytest.mark.parametrize(("up", "gone"), [(330, 0), (0, 2)])
def test_row_outside_the_photo_is_not_placed(up: float, gone: int) -> None:
    wide = [
        Box(box.left, box.top - up, box.right, box.bottom - up)
        for box in stocked(DIFFERENT)
        if box.bottom != 280 + PITCH * gone
    ]
    places = placed(DIFFERENT, wide, size=(1700, 620))
    outside = {slot.row for slot in DIFFERENT.slots if places[slot.id].box is None}
    assert outside == {gone}
    assert {place.certainty for place in places.values()} == {1}


def test_nothing_is_certain_when_rows_look_alike_and_one_is_outside() -> None:
    alike = plan([[3, 3]] * 3)
    boxes = [
        Box(b.left, b.top - 330, b.right, b.bottom - 330) for b in stocked(alike) if b.top > 100
    ]
    places = placed(alike, boxes, size=(680, 620))
    assert {place.certainty for place in places.values()} == {0}


def test_bay_is_sought_in_the_middle_when_neighbours_are_in_the_photo() -> None:
    long = plan([[16], [16], [16]])
    short = plan([[3, 3], [2, 4], [4, 2]])
    places = placed(short, stocked(long), size=(1680, 1000))
    assert {place.certainty for place in places.values()} == {0.7}
    assert places["0.0"].box is not None
    assert places["0.0"].box.left == pytest.approx((1680 - 600) / 2, abs=110)


@pytest.mark.parametrize(
    ("left", "certainty", "visible"),
    [
        (300.0, 1.0, {"0.0", "1.0"}),  # the left side is free, the right is cut by the photo
        (-600.0, 1.0, {"0.2", "1.2"}),  # the other way round
        (-300.0, 0.0, None),  # cut on both sides: which part is this?
    ],
)
def test_part_of_a_bay_is_placed_by_its_free_side(
    left: float, certainty: float, visible: set[str] | None
) -> None:
    bay = plan([[4, 4, 4], [4, 4, 4]])
    boxes = [
        Box(max(0, b.left), b.top, min(700, b.right), b.bottom)
        for b in stocked(bay, left=left)
        if b.right > 5 and b.left < 695
    ]
    places = placed(bay, boxes, size=(700, 700))
    assert {place.certainty for place in places.values()} == {certainty}
    if visible is not None:
        assert {name for name, place in places.items() if place.box is not None} == visible


@st.composite
def planograms(draw: st.DrawFn) -> Planogram:
    rows = draw(st.integers(2, 4))
    counts = st.lists(st.integers(1, 4), min_size=3, max_size=6)
    return plan([draw(counts) for _ in range(rows)])


@settings(max_examples=60, deadline=None)
@given(planograms(), st.floats(-8, 8), st.floats(0.4, 2.0))
def test_slots_cover_their_packs_when_tilted_and_scaled(
    planogram: Planogram, degrees: float, scale: float
) -> None:
    """A full shelf, the bay's sides upright on the shelf: every pack lies in its own slot."""
    turn = math.radians(degrees)

    def moved(box: Box) -> Box:
        x, y = box.center
        half = box.width * scale / 2, box.height * scale / 2
        x, y = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
        x, y = (x + 400) * scale, (y + 700) * scale
        return Box(x - half[0], y - half[1], x + half[0], y + half[1])

    boxes = [moved(box) for box in stocked(planogram)]
    places = placed(planogram, boxes, size=(round(6000 * scale), round(6000 * scale)))
    packs = iter(boxes)
    for slot in planogram.slots:
        box = places[slot.id].box
        for pack in [next(packs) for _ in range(slot.facings)]:
            assert box is not None
            assert box.left - 0.3 * pack.width < pack.center[0] < box.right + 0.3 * pack.width


def test_slots_have_a_mirror() -> None:
    mirror = plan([[4, 1, 3, 2], [6, 2, 1, 1], [5, 5]])
    straight = placed(FOUR, stocked(FOUR))
    turned = placed(
        mirror, [Box(1080 - b.right, b.top, 1080 - b.left, b.bottom) for b in stocked(FOUR)]
    )
    for slot in FOUR.slots:
        count = sum(other.row == slot.row for other in FOUR.slots)
        twin = turned[f"{slot.row}.{count - 1 - int(slot.id[2:])}"].box
        box = straight[slot.id].box
        assert box is not None
        assert twin is not None
        assert (1080 - twin.right, 1080 - twin.left) == pytest.approx((box.left, box.right), abs=1)


def test_slot_without_room_is_not_placed() -> None:
    """Two slots squeezed to nothing by columns that share one middle."""
    bay = plan([[1, 1], [1, 1]], facing_mm=1)
    boxes = [Box(100, 100, 100.5, 200), Box(100, 300, 100.5, 400)]
    assert all(place.box is None or place.box.area > 0 for place in placed(bay, boxes).values())
