"""Turning a shelf square: corners go where they belong, shelf edges become level."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vision.overlaps import project
from vision.rectify import ControlPoints, level_rows, moved_box, rectify
from vision.values import Box, Row

WHOLE = ControlPoints((0, 0), (1, 0), (1, 1), (0, 1))


def test_picture_stays_as_it_is_when_its_own_corners_are_given() -> None:
    rgb = np.random.default_rng(1).integers(0, 255, (60, 80, 3), np.uint8)
    done = rectify(rgb, WHOLE)
    assert np.array_equal(done.rgb, rgb)
    assert np.allclose(done.homography, np.eye(3))


def test_slanted_face_fills_the_picture() -> None:
    rgb = np.zeros((400, 600, 3), np.uint8)
    corners = ControlPoints((0.2, 0.1), (0.8, 0.25), (0.8, 0.75), (0.2, 0.9))
    import cv2

    cv2.fillConvexPoly(rgb, corners.on(600, 400).astype(np.int32), (10, 200, 30))
    done = rectify(rgb, corners)
    height, width = done.rgb.shape[:2]
    assert (height, width) == (320, 365)
    assert (done.rgb[3:-3, 3:-3] == (10, 200, 30)).all()


inner = st.floats(0.0, 0.3)


@given(st.tuples(*[inner] * 8))
def test_corners_go_to_the_corners(shares: tuple[float, ...]) -> None:
    a, b, c, d, e, f, g, h = shares
    points = ControlPoints((a, b), (1 - c, d), (1 - e, 1 - f), (g, 1 - h))
    done = rectify(np.zeros((300, 400, 3), np.uint8), points)
    height, width = done.rgb.shape[:2]
    moved = project(done.homography, points.on(400, 300))
    assert np.allclose(moved, [[0, 0], [width, 0], [width, height], [0, height]], atol=0.01)


@pytest.mark.parametrize(
    "corners",
    [
        ((0, 0), (1, 0), (0, 1), (1, 1)),  # crossed
        ((1, 0), (0, 0), (0, 1), (1, 1)),  # mirrored
        ((0, 0), (0.5, 0), (1, 0), (0, 1)),  # three on one line
        ((0, 0), (1, 0), (0.1, 0.1), (0, 1)),  # dented
        ((0.5, 0.5),) * 4,
        ((0, 0), (1.1, 0), (1, 1), (0, 1)),  # outside
        ((float("nan"), 0), (1, 0), (1, 1), (0, 1)),
    ],
)
def test_corners_are_refused_when_they_span_no_face(corners: tuple[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="control points"):
        ControlPoints(*corners)


def test_face_is_refused_when_it_is_seen_edge_on() -> None:
    points = ControlPoints((0, 0.45), (1, 0), (1, 1), (0, 0.55))
    with pytest.raises(ValueError, match="from the side"):
        rectify(np.zeros((300, 400, 3), np.uint8), points)


def row_through(start: float, end: float, *, left: float = 100, right: float = 900) -> Row:
    """A row whose edge goes from y `start` at the left to `end` at the right."""
    slope = (end - start) / (right - left)
    boxes = tuple(
        Box(x, start + slope * (x - left) - 50, x + 40, start + slope * (x - left))
        for x in np.arange(left, right - 39, 40).tolist()
    )
    return Row(boxes, base=(start + end) / 2, slope=slope)


def edge_of(row: Row, left: float = 100, right: float = 900) -> np.ndarray:
    middle = (left + right) / 2
    return np.array([[x, row.base + row.slope * (x - middle)] for x in (left, middle, right)])


@given(
    st.floats(-0.14, 0.14),
    st.floats(-5e-4, 5e-4),
    st.lists(st.integers(-10, 10), min_size=2, max_size=6, unique=True),
)
def test_rows_become_level_when_they_run_together(
    tilt: float, spread: float, levels: list[int]
) -> None:
    rows = []
    for level in levels:
        v0 = level * 40.0
        slope = tilt + spread * v0
        rows.append(row_through(400 + v0 - slope * 400, 400 + v0 + slope * 400))
    matrix = level_rows(rows, width=1000, height=800)
    for row in rows:
        y = project(matrix, edge_of(row))[:, 1]
        assert np.ptp(y) < 1e-6
    assert np.allclose(project(matrix, np.array([[500.0, 400.0]])), [[500, 400]])
    upright = project(matrix, np.array([[250.0, 10.0], [250.0, 790.0]]))
    assert abs(upright[0, 0] - upright[1, 0]) < 1e-6


def test_photo_is_left_alone_when_no_row_is_seen() -> None:
    assert np.allclose(level_rows([], width=100, height=80), np.eye(3))
    assert np.allclose(level_rows([Row((), 50.0, 0.3)], width=100, height=80), np.eye(3))


def test_one_row_tells_the_tilt() -> None:
    row = row_through(380, 420)
    y = project(level_rows([row], width=1000, height=800), edge_of(row))[:, 1]
    assert np.ptp(y) < 1e-6


def test_wild_rows_never_turn_the_photo_inside_out() -> None:
    rows = [row_through(100, 300), row_through(140, 90), row_through(700, 720)]
    matrix = level_rows(rows, width=1000, height=800)
    corners = np.array([[0, 0], [1000, 0], [1000, 800], [0, 800]], np.float64)
    assert (corners @ matrix[2, :2] + matrix[2, 2] > 0).all()


@given(st.floats(1, 50), st.floats(1, 50), st.floats(-3e-4, 3e-4))
def test_moved_box_holds_the_moved_middle(width: float, height: float, lean: float) -> None:
    box = Box(100, 100, 100 + width, 100 + height)
    matrix = np.array([[1, 0.1, 5], [0.05, 1, 7], [lean, 0, 1]])
    [[x, y]] = project(matrix, np.array([box.center]))
    moved = moved_box(box, matrix)
    assume(moved.width > 0)
    assert moved.left <= x <= moved.right
    assert moved.top <= y <= moved.bottom
