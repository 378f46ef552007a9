"""Demo photos: stocked by their planogram, empty where a slot is missing."""

import cv2
import numpy as np
import pytest

from vision.training.demo import NO_LAMPS, render_kitchen, render_shelf
from vision.training.packs import draw_pack, look_of
from vision.values import Planogram, Slot, Thing

SIZE = (960, 720)


def make_planogram(rows=3, columns=4):
    slots = [
        Slot(f"r{row}c{column}", f"sku-{row}-{column}", row, column * 250.0, 240.0, 2)
        for row in range(rows)
        for column in range(columns)
    ]
    return Planogram("shelf", columns * 250.0, rows * 300.0, tuple(slots))


def test_full_shelf_shows_every_planned_facing_with_its_slot_and_no_gap():
    planogram = make_planogram()
    _, truth = render_shelf(planogram, seed=1, size=SIZE)
    facings = [item.slot for item in truth.of(Thing.PRODUCT)]
    assert {slot: facings.count(slot) for slot in facings} == {s.id: 2 for s in planogram.slots}
    assert not truth.of(Thing.GAP)
    assert {item.sku for item in truth.of(Thing.PRODUCT)} == {s.sku for s in planogram.slots}


def test_missing_slot_becomes_a_gap_where_its_products_stood_and_keeps_its_price_tag():
    planogram = make_planogram()
    _, full = render_shelf(planogram, seed=1, size=SIZE)
    _, truth = render_shelf(planogram, seed=1, missing=["r1c2"], size=SIZE)
    [gap] = truth.of(Thing.GAP)
    assert gap.slot == "r1c2"
    stood = [item.box for item in full.of(Thing.PRODUCT) if item.slot == "r1c2"]
    middle = (min(b.left for b in stood) + max(b.right for b in stood)) / 2
    assert abs(gap.box.center[0] - middle) < 0.2 * gap.box.width
    assert abs(gap.box.bottom - max(b.bottom for b in stood)) < 0.2 * gap.box.height
    assert "r1c2" not in {item.slot for item in truth.of(Thing.PRODUCT)}
    assert "r1c2" in {item.slot for item in truth.of(Thing.PRICE_TAG)}


def test_neighbouring_missing_slots_are_one_gap():
    _, truth = render_shelf(make_planogram(), seed=1, missing=["r0c1", "r0c2"], size=SIZE)
    [gap] = truth.of(Thing.GAP)
    assert gap.slot == "r0c1,r0c2"


def test_equal_arguments_give_equal_bytes_and_another_seed_does_not():
    planogram = make_planogram(rows=2, columns=2)
    first = render_shelf(planogram, seed=5, size=SIZE)
    assert render_shelf(planogram, seed=5, size=SIZE) == first
    assert render_shelf(planogram, seed=6, size=SIZE)[0] != first[0]


def burnt_out(content):
    """The share of a photo that is white through and through."""
    photo = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    return float((photo.min(axis=2) >= 250).mean())


def test_a_photo_without_lamps_has_nothing_burnt_out_and_differs_in_nothing_else():
    planogram = make_planogram()
    lit, clear = (
        render_shelf(planogram, seed=29, size=SIZE, **more) for more in ({}, {"weather": NO_LAMPS})
    )
    assert burnt_out(lit[0]) > 0.01
    assert burnt_out(clear[0]) == 0
    assert clear[1] == lit[1]  # the truth: the same things in the same places
    # Where no lamp is reflected anyway, not a pixel differs.
    calm = render_shelf(planogram, seed=2, size=SIZE)
    assert render_shelf(planogram, seed=2, size=SIZE, weather=NO_LAMPS) == calm


def test_photo_is_a_jpeg_of_the_size_asked_for():
    content, truth = render_shelf(make_planogram(), seed=2, size=SIZE)
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert content[:2] == b"\xff\xd8"
    assert pixels.shape == (SIZE[1], SIZE[0], 3)
    assert (truth.width, truth.height) == SIZE


@pytest.mark.parametrize("missing", [["nowhere"], ["r0c0", "nowhere"]])
def test_unknown_missing_slot_is_refused(missing):
    with pytest.raises(ValueError, match="nowhere"):
        render_shelf(make_planogram(), seed=1, missing=missing, size=SIZE)


def test_empty_planogram_is_refused():
    with pytest.raises(ValueError, match="no slots"):
        render_shelf(Planogram("none", 1000, 1000, ()), seed=1, size=SIZE)


def test_one_product_always_looks_the_same_and_two_products_differ():
    first = draw_pack(look_of("sku-a", width_mm=80, max_height_mm=200))
    assert np.array_equal(first, draw_pack(look_of("sku-a", width_mm=80, max_height_mm=200)))
    other = draw_pack(look_of("sku-b", width_mm=80, max_height_mm=200))
    assert first.shape != other.shape or not np.array_equal(first, other)


@pytest.mark.parametrize("width", [15, 60, 200, 700])
@pytest.mark.parametrize("room", [40, 150, 400])
def test_packs_fit_their_slot_whatever_its_size(width, room):
    for sku in ("a", "b", "c"):
        look = look_of(sku, width_mm=width, max_height_mm=room)
        assert look.width_mm == width
        assert 0 < look.height_mm <= room


@pytest.mark.parametrize("masked", [True, False, None])
def test_kitchens_are_jpegs_that_depend_on_seed_and_mask(masked):
    content = render_kitchen(seed=4, masked=masked)
    assert content == render_kitchen(seed=4, masked=masked)
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert pixels.shape == (960, 1280, 3)
    assert content != render_kitchen(seed=4, masked=not masked)
