"""A golden photo as a draft planogram."""

from datetime import date

import pytest

from planograms.drafting import NothingRecognisedError, Unknown, draft_from_facings
from planograms.rules import SlotDraft, find_faults
from vision.facings import Facing, Recognition
from vision.values import Box

WIDTHS = {"cola": 60.0, "tea": 90.0}


def facing(row, column, sku, left, width, *, level=0):
    top = 100.0 * row - 50.0 * level
    recognition = Recognition(sku, 0.9) if sku else Recognition(None, 0.8)
    return Facing(Box(left, top, left + width, top + 80), 0.9, row, column, level, recognition)


def draft(*facings):
    return draft_from_facings(
        facings, WIDTHS, shelf_code="x", name={}, valid_from_on=date(2026, 1, 1)
    )


def test_neighbouring_facings_of_one_product_are_one_slot():
    golden = draft(
        facing(0, 0, "cola", 0, 120),
        facing(0, 1, "cola", 120, 120),
        facing(0, 2, "tea", 240, 180),
        facing(1, 0, "tea", 0, 180),
    )
    assert golden.mm_per_pixel == 0.5
    assert golden.draft.slots == (
        SlotDraft("0-00", "cola", 0, 0, 120, 2),
        SlotDraft("0-01", "tea", 0, 120, 90, 1),
        SlotDraft("1-00", "tea", 1, 0, 90, 1),
    )
    assert golden.unknown == ()
    assert find_faults(golden.draft, known_skus=WIDTHS) == []


def test_what_nobody_recognised_keeps_its_place_free():
    golden = draft(
        facing(0, 0, "cola", 0, 120), facing(0, 1, None, 120, 120), facing(0, 2, "cola", 240, 120)
    )
    assert [(slot.code, slot.left_mm) for slot in golden.draft.slots] == [
        ("0-00", 0),
        ("0-02", 120),
    ]
    assert golden.unknown == (Unknown(0, 1),)


def test_a_pack_on_top_of_another_is_not_planned():
    golden = draft(facing(0, 0, "cola", 0, 120), facing(0, 0, "cola", 0, 120, level=1))
    assert [slot.facings for slot in golden.draft.slots] == [1]


def test_boxes_that_overlap_make_slots_that_do_not():
    golden = draft(facing(0, 0, "cola", 0, 120), facing(0, 1, "tea", 110, 180))
    assert find_faults(golden.draft, known_skus=WIDTHS) == []


def test_one_product_taken_for_another_does_not_stretch_the_shelf():
    row = [facing(0, n, "cola", 120 * n, 120) for n in range(4)]
    assert draft(*row, facing(0, 4, "tea", 480, 30)).mm_per_pixel == 0.5


@pytest.mark.parametrize("facings", [(), (facing(0, 0, None, 0, 10),), (facing(0, 0, "?", 0, 9),)])
def test_a_shelf_on_which_nothing_is_known_makes_no_draft(facings):
    with pytest.raises(NothingRecognisedError):
        draft(*facings)
