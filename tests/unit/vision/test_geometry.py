"""Overlaps: tables, and the laws they keep."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.geometry import (
    as_array,
    coverage,
    enclosing,
    intersection,
    iou,
    iou_of_one,
    nms,
    span_overlap,
)
from vision.values import Box

EDGE = st.floats(-1000, 1000, allow_nan=False).map(lambda x: round(x, 2))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, right = sorted((draw(EDGE), draw(EDGE)))
    top, bottom = sorted((draw(EDGE), draw(EDGE)))
    return Box(left, top, right, bottom)


TEN = Box(0, 0, 10, 10)


@pytest.mark.parametrize(
    ("first", "second", "shared", "union_share", "covered"),
    [
        (Box(0, 0, 0, 0), Box(0, 0, 0, 0), 0, 0, 0),  # nothing at all
        (TEN, TEN, 100, 1, 1),
        (TEN, Box(5, 0, 15, 10), 50, 1 / 3, 0.5),
        (TEN, Box(10, 0, 20, 10), 0, 0, 0),  # they only touch
        (TEN, Box(2, 2, 4, 4), 4, 0.04, 0.04),
        (Box(2, 2, 4, 4), TEN, 4, 0.04, 1),  # coverage looks from one side
        (TEN, Box(0, 0, 0, 10), 0, 0, 0),  # a line covers nothing
        (TEN, Box(20, 20, 30, 30), 0, 0, 0),
    ],
)
def test_overlap(
    first: Box, second: Box, shared: float, union_share: float, covered: float
) -> None:
    assert intersection(first, second) == shared
    assert iou(first, second) == pytest.approx(union_share)
    assert coverage(first, second) == pytest.approx(covered)


@given(boxes(), boxes())
def test_iou_is_symmetric_and_a_share(first: Box, second: Box) -> None:
    assert iou(first, second) == iou(second, first)
    assert 0 <= iou(first, second) <= 1 + 1e-9
    assert iou(first, second) <= coverage(first, second) + 1e-9 or first.area == 0


@given(boxes())
def test_box_is_itself(box: Box) -> None:
    assert iou(box, box) == (1 if box.area > 0 else 0)


@given(boxes(), st.lists(boxes(), max_size=8))
def test_array_and_single_overlaps_agree(one: Box, many: list[Box]) -> None:
    together = iou_of_one(as_array([one])[0], as_array(many))
    assert together == pytest.approx([iou(one, other) for other in many])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((0, 0), (0, 0), 0),
        ((0, 10), (5, 15), 0.5),
        ((0, 10), (2, 4), 1),
        ((0, 10), (10, 12), 0),
    ],
)
def test_span_overlap(
    first: tuple[float, float], second: tuple[float, float], expected: float
) -> None:
    assert span_overlap(first, second) == expected
    assert span_overlap(second, first) == expected


def test_enclosing_needs_a_box() -> None:
    with pytest.raises(ValueError, match="no boxes"):
        enclosing([])


@given(st.lists(boxes(), min_size=1, max_size=8))
def test_enclosing_holds_every_box(many: list[Box]) -> None:
    around = enclosing(many)
    assert all(box.area == 0 or coverage(box, around) == pytest.approx(1) for box in many)


def test_nms_keeps_nothing_of_nothing() -> None:
    assert nms(as_array([]), np.array([]), max_iou=0.5) == []


@given(st.lists(st.tuples(boxes(), st.floats(0, 1)), max_size=25), st.floats(0.05, 0.95))
def test_nms_keeps_the_best_and_nothing_that_overlaps(
    scored: list[tuple[Box, float]], max_iou: float
) -> None:
    found = as_array([box for box, _ in scored])
    scores = np.array([score for _, score in scored])
    kept = nms(found, scores, max_iou=max_iou)
    assert scores[kept].tolist() == sorted(scores[kept].tolist(), reverse=True)
    for place, index in enumerate(kept):
        assert (iou_of_one(found[index], found[kept[place + 1 :]]) <= max_iou).all()
    for index in set(range(len(scored))) - set(kept):
        rivals = [rival for rival in kept if scores[rival] >= scores[index]]
        assert (iou_of_one(found[index], found[rivals]) > max_iou).any()


def test_nms_is_quick_when_a_shelf_is_full() -> None:
    rng = np.random.default_rng(1)
    corner = rng.uniform(0, 1000, (1500, 2))
    found = np.hstack([corner, corner + rng.uniform(10, 60, (1500, 2))])
    start = time.perf_counter()
    kept = nms(found, rng.uniform(size=1500), max_iou=0.6)
    assert len(kept) > 700
    assert time.perf_counter() - start < 1.0  # milliseconds in truth; a slow machine may be slow
