"""Rows: what stands on what, on level, tilted, stacked and half-empty shelves."""

import json
import math
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.vision.pictures import REAL_PHOTOS, flat, real_photos, shelf
from vision.rows import find_rows
from vision.values import Box

TWO_ROWS = shelf([[0, 42, 84, 126], [0, 42, 84, 126]])


def sheared(box: Box, slope: float) -> Box:
    drop = slope * box.center[0]
    return Box(box.left, box.top + drop, box.right, box.bottom + drop)


def mirrored(box: Box, width: float = 1000.0) -> Box:
    return Box(width - box.right, box.top, width - box.left, box.bottom)


@pytest.mark.parametrize(
    ("products", "tags", "expected"),
    [
        ([], [], []),
        ([Box(0, 0, 10, 20)], [], [1]),
        (flat(TWO_ROWS), [], [4, 4]),
        # a stack is one column
        ([Box(0, 0, 40, 30), Box(0, 30, 40, 60), Box(42, 30, 82, 60)], [], [2]),
        # three high
        ([Box(0, y, 40, y + 30) for y in (0, 30, 60)] + [Box(42, 60, 82, 90)], [], [2]),
        # a price tag between them says: two shelves
        (
            [Box(0, 0, 40, 30), Box(0, 34, 40, 64), Box(42, 34, 82, 64)],
            [Box(5, 28, 25, 35)],
            [1, 2],
        ),
        # tags elsewhere say nothing
        ([Box(0, 0, 40, 30), Box(0, 30, 40, 60)], [Box(500, 28, 520, 35)], [1]),
        # an empty place five facings wide does not part a row
        (flat(shelf([[0, 42, 300, 342]])), [], [4]),
        # two packs pushed back stand higher up on the photo, on the same shelf
        ([*flat(shelf([[0, 42, 168, 210]])), Box(84, 0, 124, 52)], [], [5]),
        # tall and short neighbours share an edge
        ([Box(0, 0, 40, 100), Box(42, 70, 82, 100), Box(84, 40, 124, 100)], [], [3]),
        # without width nothing can be stacked
        ([Box(0, 0, 0, 30), Box(0, 30, 0, 60)], [], [1, 1]),
    ],
)
def test_rows_and_their_columns(products: list[Box], tags: list[Box], expected: list[int]) -> None:
    assert [len(row.boxes) for row in find_rows(products, tags=tags)] == expected


@st.composite
def shelves(draw: st.DrawFn) -> list[list[Box]]:
    """Two to five shelves of packs of different widths, heights and distances."""
    rows = []
    base = 0.0
    for _ in range(draw(st.integers(2, 5))):
        base += 130.0
        left, row = 0.0, []
        for _ in range(draw(st.integers(4, 9))):
            width = draw(st.floats(30, 60))
            row.append(Box(left, base - draw(st.floats(70, 100)), left + width, base))
            left += width + draw(st.floats(0, 8))
        rows.append(row)
    return rows


@settings(max_examples=60, deadline=None)
@given(shelves(), st.floats(-8, 8), st.randoms(use_true_random=False))
def test_rows_are_found_when_tilted_in_any_order(
    planned: list[list[Box]], degrees: float, order: random.Random
) -> None:
    slope = math.tan(math.radians(degrees))
    tilted = [[sheared(box, slope) for box in row] for row in planned]
    boxes = flat(tilted)
    order.shuffle(boxes)
    rows = find_rows(boxes)
    assert [set(row.boxes) for row in rows] == [set(row) for row in tilted]
    for row in rows:
        assert list(row.boxes) == sorted(row.boxes, key=lambda box: box.left)
        middle = (row.boxes[0].left + row.boxes[-1].right) / 2
        assert row.base == pytest.approx(
            sum(box.bottom - slope * (box.center[0] - middle) for box in row.boxes)
            / len(row.boxes),
            abs=8,
        )


@settings(max_examples=40, deadline=None)
@given(shelves())
def test_mirrored_shelf_has_mirrored_rows(planned: list[list[Box]]) -> None:
    straight = find_rows(flat(planned))
    mirror = find_rows([mirrored(box) for box in flat(planned)])
    back = [
        sorted((mirrored(box) for box in row.boxes), key=lambda box: box.left) for row in mirror
    ]
    for row, other in zip(straight, back, strict=True):
        assert [round(box.left, 6) for box in row.boxes] == [round(box.left, 6) for box in other]


@real_photos
@pytest.mark.real_photos
def test_rows_of_real_photos_are_those_a_person_saw() -> None:
    """Label boxes of the photos whose rows and columns are labelled: every column on its row."""
    labels = json.loads((REAL_PHOTOS / "annotations.json").read_text("utf-8"))
    photos = [image["id"] for image in labels["images"] if image["sku_groups_labelled"]]
    assert len(photos) == 4
    for photo in photos:
        marks = [
            mark
            for mark in labels["annotations"]
            if mark["image_id"] == photo and not mark["iscrowd"]
        ]
        products = [mark for mark in marks if mark["category_id"] == 1]
        tags = [_box(mark["bbox"]) for mark in marks if mark["category_id"] == 3]
        rows = find_rows([_box(mark["bbox"]) for mark in products], tags=tags)
        columns = {(m["attributes"]["row"], m["attributes"]["col"]) for m in products}
        truth = Counter(row for row, _ in columns)
        assert [len(row.boxes) for row in rows] == [truth[row] for row in sorted(truth)]


def _box(edges: list[float]) -> Box:
    left, top, width, height = edges
    return Box(left, top, left + width, top + height)
