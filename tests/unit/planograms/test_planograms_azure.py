"""Azure's planograms: read in either case, every fault with its pointer, and written back."""

import copy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planograms import azure
from planograms.azure import Heading, Size
from planograms.readings import check
from planograms.rules import PlanogramDraft, SlotDraft, is_same
from tests.fixtures.planned import azure_sheet

HEADING = Heading("drinks", {"zh-CN": "饮料", "en": "Drinks"}, date(2026, 1, 1))


def to_pascal(value):
    if isinstance(value, dict):
        return {key[0].upper() + key[1:]: to_pascal(inner) for key, inner in value.items()}
    return [to_pascal(inner) for inner in value] if isinstance(value, list) else value


def faults_of(document, known=("cola",)):
    return [(f.pointer, f.detail) for f in check(azure.read(document, HEADING), known_skus=known)]


def changed(path, value):
    """Return the sheet with one member changed; a value of `...` removes it."""
    document = copy.deepcopy(azure_sheet())
    *steps, last = path
    place = document
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return document


@pytest.mark.parametrize("document", [azure_sheet(), to_pascal(azure_sheet())])
def test_facings_that_touch_become_one_slot_in_either_case(document):
    reading = azure.read(document, HEADING)
    assert reading.faults == ()
    assert (reading.draft.width_mm, reading.draft.height_mm) == (600, 900)
    assert reading.draft.slots == (
        SlotDraft("0-00", "cola", 0, 0, 120, 2),
        SlotDraft("1-00", "cola", 1, 0, 180, 3),
    )
    assert check(reading, known_skus={"cola"}) == []


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([], [("", "must be an object")]),
        (changed(["width"], float("nan")), [("/width", "must be a finite number above 0")]),
        (changed(["height"], "90"), [("/height", "must be a finite number above 0")]),
        (changed(["width"], True), [("/width", "must be a finite number above 0")]),
        (changed(["positions"], []), [("/positions", "is empty")]),
        (changed(["positions"], {}), [("/positions", "must be a list")]),
        (changed(["positions", 1], 7), [("/positions/1", "must be an object")]),
        (changed(["positions", 1, "id"], "a"), [("/positions/1/id", "a is there twice")]),
        (
            changed(["positions", 2, "productId"], "tea"),
            [("/positions/2/productId", "is not among the products")],
        ),
        (
            changed(["positions", 2, "fixtureId"], "9"),
            [("/positions/2/fixtureId", "is not among the fixtures")],
        ),
        (changed(["positions", 2, "x"], ...), [("/positions/2/x", "must be a finite number")]),
        (
            changed(["positions", 0, "x"], -1.0),
            [("/positions/0/x", "the position leaves the shelf")],
        ),
        (changed(["products", 0, "w"], 0), [
            ("/products/0/w", "must be a finite number above 0"),
            *((f"/positions/{n}/productId", "is not among the products") for n in range(5)),
        ]),
        (changed(["fixtures", 1, "id"], "0"), [
            ("/fixtures/1/id", "0 is there twice"),
            *((f"/positions/{n}/fixtureId", "is not among the fixtures") for n in (2, 3, 4)),
        ]),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_pointer(document, expected):
    assert faults_of(document) == expected


def test_a_product_nobody_knows_is_told_where_it_stands():
    assert faults_of(to_pascal(azure_sheet()), known=()) == [
        ("/Positions/0/ProductId", "there is no product cola"),
        ("/Positions/2/ProductId", "there is no product cola"),
    ]


def test_another_product_in_the_same_place_is_an_overlap():
    document = azure_sheet()
    document["products"].append({"id": "tea", "name": "Tea", "w": 6.0, "h": 12.0})
    document["positions"].append(
        {"id": "z", "productId": "tea", "fixtureId": "0", "x": 3.0, "y": 33.0}
    )
    found = faults_of(document, known={"cola", "tea"})
    assert found == [
        ("/positions/5/x", "0-01 overlaps 0-00"),
        ("/positions/1/x", "0-02 overlaps 0-01"),
    ]


def test_packs_on_top_of_each_other_are_one_facing():
    document = azure_sheet()
    document["positions"].append(
        {"id": "top", "productId": "cola", "fixtureId": "0", "x": 0.0, "y": 21.0}
    )
    assert azure.read(document, HEADING).draft.slots[0].facings == 2


def test_fixtures_side_by_side_are_one_row():
    document = azure_sheet()
    document["fixtures"].append({"id": "2", "w": 30.0, "h": 45.0, "x": 30.0, "y": 45.2})
    document["positions"].append(
        {"id": "r", "productId": "cola", "fixtureId": "2", "x": 40.0, "y": 78.0}
    )
    assert [slot.row for slot in azure.read(document, HEADING).draft.slots] == [0, 1, 1]


rows = st.lists(
    st.lists(st.tuples(st.sampled_from(["cola", "tea", "milk"]), st.integers(1, 4)), max_size=5),
    min_size=1,
    max_size=3,
)


@given(rows=rows)
def test_what_is_written_is_read_again(rows):
    slots = []
    for row, runs in enumerate(rows):
        left = 0.0
        for place, (sku, count) in enumerate(runs):
            slots.append(SlotDraft(f"{row}-{place:02}", sku, row, left, 60.0 * count, count))
            left += 60.0 * count + 90  # apart, so that two runs of a product stay two
    draft = PlanogramDraft("drinks", HEADING.name, 3000, 600, HEADING.valid_from_on, tuple(slots))
    if {slot.row for slot in slots} != set(range(len(rows))):
        return  # an empty row has no position to be known by
    sizes = {sku: Size(sku, 60.0, 100.0) for sku in ("cola", "tea", "milk")}
    again = azure.read(azure.write(draft, sizes), HEADING)
    assert again.faults == ()
    assert is_same(again.draft, draft)


@given(
    document=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["width", "height", "products", "fixtures", "positions", "id", "x"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_nothing_that_is_sent_breaks_the_reader(document):
    assert check(azure.read(document, HEADING), known_skus=())
