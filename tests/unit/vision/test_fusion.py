"""Fusion: several looks at one picture become one set of things."""

import numpy as np
import pytest

from vision.fusion import Sightings, fused

PRODUCT, GAP = 0, 1


def look(*rows: tuple[float, float, float, float, float, int]) -> Sightings:
    """Sightings as left, top, right, bottom, score, class."""
    table = np.array(rows, np.float64).reshape(-1, 6)
    return Sightings(table[:, :4], table[:, 4], table[:, 5].astype(np.int64))


def test_one_look_is_left_as_it_is_but_for_doubles() -> None:
    seen = look((0, 0, 10, 10, 0.9, PRODUCT), (1, 0, 11, 10, 0.4, PRODUCT), (20, 0, 30, 10, 0.6, 0))
    boxes, scores = fused([seen], PRODUCT, max_iou=0.5)
    assert boxes.tolist() == [[0, 0, 10, 10], [20, 0, 30, 10]]
    assert scores.tolist() == [0.9, 0.6]


def test_what_two_looks_see_lies_between_them_nearer_to_the_surer() -> None:
    first = look((0, 0, 10, 10, 0.9, PRODUCT))
    second = look((2, 0, 12, 10, 0.3, PRODUCT))
    boxes, scores = fused([first, second], PRODUCT, max_iou=0.5)
    assert boxes.tolist() == [pytest.approx([0.5, 0, 10.5, 10])]
    assert scores.tolist() == pytest.approx([0.6])


def test_what_one_look_missed_counts_half() -> None:
    first = look((0, 0, 10, 10, 0.8, PRODUCT), (50, 50, 60, 60, 0.8, PRODUCT))
    second = look((50, 50, 60, 60, 0.7, PRODUCT))
    boxes, scores = fused([first, second], PRODUCT, max_iou=0.5)
    assert boxes[:, 0].tolist() == pytest.approx([50, 0])
    assert scores.tolist() == pytest.approx([0.75, 0.4])


def test_classes_do_not_mix_and_nothing_stays_nothing() -> None:
    seen = look((0, 0, 10, 10, 0.8, PRODUCT), (0, 0, 10, 10, 0.7, GAP))
    boxes, scores = fused([seen, look()], GAP, max_iou=0.5)
    assert boxes.tolist() == [[0, 0, 10, 10]]
    assert scores.tolist() == [0.35]
    boxes, scores = fused([look(), look()], GAP, max_iou=0.5)
    assert boxes.shape == (0, 4)
    assert scores.shape == (0,)


def test_two_things_never_overlap_more_than_allowed() -> None:
    near = [look((0, 0, 10, 10, 0.9, 0)), look((2.7, 0, 12.7, 10, 0.5, 0))]  # overlap 0.57
    boxes, scores = fused(near, PRODUCT, max_iou=0.5)
    assert boxes.tolist() == [[0, 0, 10, 10]]
    assert scores.tolist() == [0.45]


def test_box_without_an_area_is_a_thing_of_its_own() -> None:
    boxes, _ = fused([look((5, 5, 5, 5, 0.9, PRODUCT))], PRODUCT, max_iou=0.5)
    assert boxes.tolist() == [[5, 5, 5, 5]]
