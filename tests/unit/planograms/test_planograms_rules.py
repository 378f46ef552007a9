"""When a planogram can be used."""

from dataclasses import replace
from datetime import date

import pytest

from planograms.rules import (
    AreaDraft,
    PlanogramDraft,
    ProductDraft,
    SlotDraft,
    find_area_faults,
    find_faults,
    find_product_faults,
)
from vision.values import Planogram, Slot

SLOT = SlotDraft("0-00", "cola", row=0, left_mm=0, width_mm=60)
NEXT = SlotDraft("0-01", "cola", row=0, left_mm=60, width_mm=60)
DRAFT = PlanogramDraft("drinks", {"en": "Drinks"}, 120, 100, date(2026, 1, 1), (SLOT, NEXT))


def pointers(draft):
    return [fault.pointer for fault in find_faults(draft, known_skus={"cola"})]


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (replace(DRAFT, slots=()), ["/slots"]),  # nothing is planned
        (DRAFT, []),  # side by side
        (replace(DRAFT, width_mm=0), ["/width_mm", "/slots/0/left_mm", "/slots/1/left_mm"]),
        (replace(DRAFT, height_mm=float("nan")), ["/height_mm"]),
        (replace(DRAFT, slots=(replace(SLOT, sku="tea"),)), ["/slots/0/sku"]),
        (replace(DRAFT, slots=(SLOT, replace(NEXT, code="0-00"))), ["/slots/1/code"]),
        (replace(DRAFT, slots=(SLOT, replace(NEXT, left_mm=59))), ["/slots/1/left_mm"]),  # overlap
        (replace(DRAFT, slots=(SLOT, replace(NEXT, left_mm=59.7))), []),  # rounding
        (replace(DRAFT, slots=(SLOT, replace(NEXT, left_mm=0, row=1))), []),  # another row
        (replace(DRAFT, slots=(NEXT, replace(SLOT, width_mm=70))), ["/slots/0/left_mm"]),
        (replace(DRAFT, slots=(replace(SLOT, left_mm=-1),)), ["/slots/0/left_mm"]),
        (replace(DRAFT, slots=(replace(SLOT, width_mm=float("inf")),)), ["/slots/0/width_mm"]),
        (replace(DRAFT, slots=(replace(SLOT, width_mm=0),)), ["/slots/0/width_mm"]),
        (replace(DRAFT, slots=(replace(SLOT, row=-1),)), ["/slots/0/row"]),
        (replace(DRAFT, slots=(replace(SLOT, facings=0),)), ["/slots/0/facings"]),
    ],
)
def test_every_fault_has_its_place(draft, expected):
    assert pointers(draft) == expected


def test_what_the_rules_let_through_the_eyes_take():
    slots = tuple(Slot(s.code, s.sku, s.row, s.left_mm, s.width_mm) for s in DRAFT.slots)
    assert Planogram("p", DRAFT.width_mm, DRAFT.height_mm, slots).row_count == 1


COLA = ProductDraft("cola", {"en": "Cola"}, 60, 120)


@pytest.mark.parametrize(
    ("drafts", "expected"),
    [
        ([], []),
        ([COLA], []),
        ([COLA, COLA], ["/items/1/sku"]),
        ([replace(COLA, substitutes=("cola",))], ["/items/0/substitutes/0"]),  # of itself
        ([replace(COLA, substitutes=("tea", "milk"))], ["/items/0/substitutes/1"]),  # tea is known
        ([COLA, replace(COLA, sku="max", substitutes=("cola",))], []),  # sent together
        ([replace(COLA, substitutes=("max",)), replace(COLA, sku="max")], []),  # in any order
    ],
)
def test_products_name_each_other_truthfully(drafts, expected):
    faults = find_product_faults(drafts, known_skus={"tea"})
    assert [fault.pointer for fault in faults] == expected


SQUARE = ((0.1, 0.1), (0.4, 0.1), (0.4, 0.5), (0.1, 0.5))


@pytest.mark.parametrize(
    ("corners", "expected"),
    [
        ((), ["/areas/0/corners"]),  # nothing drawn
        (SQUARE[:2], ["/areas/0/corners"]),  # a line
        (SQUARE[:3], []),
        (SQUARE, []),
        (SQUARE[::-1], []),  # the other way round
        (((0, 0), (1, 0), (1, 1), (0, 1)), []),  # the whole photo
        (((0.1, 0.1), (1.2, 0.1), (0.4, -0.5)), ["/areas/0/corners/1", "/areas/0/corners/2"]),
        (((0.1, 0.1), (float("nan"), 0.1), (0.4, 0.5)), ["/areas/0/corners/1"]),
        ((SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]), ["/areas/0/corners"]),  # a bow tie
        ((*SQUARE, SQUARE[0]), ["/areas/0/corners"]),  # the first corner twice
        (((0.1, 0.1), (0.4, 0.1), (0.4, 0.4), (0.25, 0.1)), ["/areas/0/corners"]),  # touches
        (((0.1, 0.1), (0.4, 0.1), (0.7, 0.1)), ["/areas/0/corners"]),  # no area at all
        (((0.1, 0.1), (0.11, 0.1), (0.11, 0.11)), ["/areas/0/corners"]),  # a slip of the finger
        # an L with a corner that lies on the line of a far side, and not on the side itself
        (((0, 0), (0.8, 0), (0.8, 0.2), (0.2, 0.2), (0.2, 0.8), (0, 0.8)), []),
    ],
)
def test_an_area_must_have_an_outline_on_the_photo(corners, expected):
    faults = find_area_faults([AreaDraft("exit", {}, corners)])
    assert [fault.pointer for fault in faults] == expected


def test_two_areas_may_overlap_but_not_share_a_code():
    exit_, drain = AreaDraft("exit", {}, SQUARE), AreaDraft("drain", {}, SQUARE)
    assert find_area_faults([exit_, drain]) == []
    assert [fault.pointer for fault in find_area_faults([exit_, exit_])] == ["/areas/1/code"]
